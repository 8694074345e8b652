//! `manifest.json`: which files hold which table.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

/// Name of the manifest inside a snapshot folder.
pub const MANIFEST_FILE: &str = "manifest.json";

/// The version of the folder format that this crate reads and writes.
const FORMAT: u32 = 1;

/// What a snapshot folder holds.
///
/// # Example
///
/// ```no_run
/// use advisor_engine_data::snapshot::Manifest;
/// let manifest = Manifest::read("snapshot".as_ref())?;
/// println!("{} clients", manifest.tables["clients"].rows);
/// # Ok::<(), anyhow::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the folder format.
    pub format: u32,
    /// Name of the catalog whose tables these are.
    pub catalog: String,
    /// Program and version that wrote the folder.
    pub created_by: String,
    /// Seed of the generated values; absent when the folder came from a live source.
    pub seed: Option<u64>,
    /// Position of the source's change log that the rows stand at; absent for generated data.
    pub source_position: Option<String>,
    /// Tables mirrored from the backend, by name.
    pub tables: BTreeMap<String, TableFiles>,
    /// Tables that the host owns, by name.
    pub host_owned: BTreeMap<String, TableFiles>,
}

/// The files of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFiles {
    /// File names inside the folder, in row order.
    pub files: Vec<String>,
    /// Rows of all files together.
    pub rows: u64,
}

impl Manifest {
    /// Makes a manifest without tables.
    #[must_use]
    pub fn new(seed: Option<u64>) -> Self {
        Self {
            format: FORMAT,
            catalog: "advisoros".to_owned(),
            created_by: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
            seed,
            source_position: None,
            tables: BTreeMap::new(),
            host_owned: BTreeMap::new(),
        }
    }

    /// Reads the manifest of `folder`.
    ///
    /// # Errors
    ///
    /// When the file is missing, is not a manifest, or has a format this crate does not read.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(MANIFEST_FILE);
        let file = File::open(&path).with_context(|| format!("opening `{}`", path.display()))?;
        let manifest: Self = serde_json::from_reader(BufReader::new(file))
            .with_context(|| format!("reading `{}`", path.display()))?;
        if manifest.format != FORMAT {
            bail!(
                "`{}` has format {}; this version reads {FORMAT}",
                path.display(),
                manifest.format
            );
        }
        Ok(manifest)
    }

    /// Writes the manifest into `folder`.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        write_json(&folder.join(MANIFEST_FILE), self)
    }

    /// Names of all files of the folder's tables, host-owned tables included.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let tables = self.tables.values().chain(self.host_owned.values());
        tables.flat_map(|table| table.files.iter().map(String::as_str))
    }
}

/// Writes `value` as indented JSON and flushes it to the disk.
pub(super) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let context = || format!("writing `{}`", path.display());
    let mut text = serde_json::to_vec_pretty(value).with_context(context)?;
    text.push(b'\n');
    let mut file = File::create(path).with_context(context)?;
    file.write_all(&text).with_context(context)?;
    file.sync_all().with_context(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::new(Some(7));
        let files = TableFiles { files: vec!["clients-000.parquet".to_owned()], rows: 123 };
        manifest.tables.insert("clients".to_owned(), files);
        manifest.write(folder.path()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
        assert_eq!(manifest.files().collect::<Vec<_>>(), ["clients-000.parquet"]);
    }

    #[test]
    fn another_format_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest { format: 2, ..Manifest::new(None) };
        manifest.write(folder.path()).unwrap();
        let message = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(message.ends_with("has format 2; this version reads 1"), "{message}");
    }
}
