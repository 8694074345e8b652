//! A generation that is open: its files stay as long as any snapshot holds it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rayon::prelude::*;

use super::files;
use super::graph_file::Graph;
use super::manifest::{
    GRAPH_FILE, MANIFEST_FILE, Manifest, VECTOR_FILE, WAREHOUSE_FILE, row_file_name,
};
use super::row_file::RowFile;
use super::vector_file::VectorFile;
use crate::beside::looking_after;
use crate::error::{Error, Result};
use crate::model::catalog::Catalog;
use crate::pool;
use crate::process::Owner;
use crate::warehouse::database::Warehouse;

#[derive(Debug)]
pub(crate) struct Generation {
    pub(crate) number: u64,
    pub(crate) manifest: Manifest,
    folder: PathBuf,
    rows: Vec<Arc<RowFile>>,
    vectors: Arc<VectorFile>,
    graph: Option<Arc<Graph>>,
    warehouse: Arc<Warehouse>,
    is_retired: AtomicBool,
    owner: Owner,
}

impl Generation {
    /// Opens a generation's files, compares rows and vectors with their checksums, and attaches its warehouse
    /// file, whose blocks DuckDB checks as it reads them.
    ///
    /// # Errors
    /// `Corrupt` for a file that is missing or not as written.
    pub(crate) fn open(
        catalog: &'static Catalog,
        warehouse: Arc<Warehouse>,
        folder: &Path,
        number: u64,
    ) -> Result<Self> {
        let check = |name: &str| {
            if folder.join(name).is_file() {
                return Ok(());
            }
            Err(Error::corrupt(format!("the base lacks its file `{name}`"))
                .with_context("path", folder.display()))
        };
        check(MANIFEST_FILE)?;
        // Before the other files: those of another catalog are others.
        let manifest = Manifest::read(folder, catalog)?;
        [WAREHOUSE_FILE, VECTOR_FILE].into_iter().try_for_each(check)?;
        catalog.tables.iter().try_for_each(|table| check(&row_file_name(table.name)))?;
        // Nearly all of it is comparing checksums.
        let rows = pool::run(|| {
            let tables = catalog.tables.par_iter().map(|table| {
                let name = row_file_name(table.name);
                RowFile::open(&folder.join(&name), table, Some(manifest.checksum(&name)?))
                    .map(Arc::new)
            });
            tables.collect::<Result<_>>()
        })?;
        let vectors = Arc::new(VectorFile::open(
            &folder.join(VECTOR_FILE),
            Some(manifest.checksum(VECTOR_FILE)?),
        )?);
        let graph = manifest.files.get(GRAPH_FILE).map(|entry| {
            check(GRAPH_FILE)?;
            let count = vectors.vector_count();
            Graph::open(&folder.join(GRAPH_FILE), entry.checksum, count).map(Arc::new)
        });
        let graph = graph.transpose()?;
        warehouse.attach(number, manifest.base_revision, &folder.join(WAREHOUSE_FILE))?;
        let folder = folder.to_owned();
        Ok(Self {
            number,
            manifest,
            folder,
            rows,
            vectors,
            graph,
            warehouse,
            is_retired: AtomicBool::new(false),
            owner: Owner::this_process(),
        })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Arc<RowFile>> {
        self.rows.iter().cloned()
    }

    pub(crate) fn vectors(&self) -> &Arc<VectorFile> {
        &self.vectors
    }

    /// The graph over the vectors, where the base has one.
    pub(crate) fn graph(&self) -> Option<&Arc<Graph>> {
        self.graph.as_ref()
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Bytes of the mapped files.
    pub(crate) fn mapped_byte_count(&self) -> usize {
        self.vectors.byte_count()
            + self.graph.as_ref().map_or(0, |graph| graph.byte_count())
            + self.rows.iter().map(|file| file.byte_count()).sum::<usize>()
    }

    pub(crate) fn release_pages(&self) {
        for file in &self.rows {
            file.release_pages();
        }
    }

    /// Reads all rows once, and gives pages back meanwhile: the mapped files may be larger than what may be resident.
    pub(crate) fn reading_through<T>(&self, read: impl FnOnce() -> T) -> T {
        looking_after(RELEASE_EVERY, || self.release_pages(), read)
    }

    /// Keeps the files: the log has switched to this generation.
    pub(crate) fn serve(&self) {
        self.is_retired.store(false, Ordering::Release);
    }

    /// Lets the files go once the last snapshot that holds them is gone.
    pub(crate) fn retire(&self) {
        self.is_retired.store(true, Ordering::Release);
    }
}

/// How often pages are given back while all rows are read.
const RELEASE_EVERY: Duration = Duration::from_millis(50);

impl Drop for Generation {
    fn drop(&mut self) {
        if self.owner.is_forked_from() {
            // The files are the parent's.
            return;
        }
        let detached = self.warehouse.detach(self.number);
        // After closing, the next opener removes what is left: it may have made a generation of this number.
        if self.is_retired.load(Ordering::Acquire) && !self.warehouse.is_closed() {
            // What is left behind is removed when the store is opened next.
            if let Err(error) = detached.and_then(|()| files::remove_folder(&self.folder)) {
                tracing::warn!(generation = self.number, %error, "a retired generation was not removed");
            }
        }
    }
}
