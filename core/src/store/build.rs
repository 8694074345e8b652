//! Builds a generation: the same code for a first load, a snapshot folder and a fold.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::RecordBatch;
use duckdb::Connection;
use parking_lot::Mutex;

use super::generation::Generation;
use super::log::RejectedRow;
use super::manifest::{
    FileEntry, GRAPH_FILE, Manifest, VECTOR_FILE, WAREHOUSE_FILE, row_file_name,
};
use super::row_file::{RowFile, RowFileWriter};
use super::sorted_rows::SortedRows;
use super::table::TableView;
use super::vector_file::{VectorFile, VectorFileWriter};
use super::{failpoint, files, verify};
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Table};
use crate::model::row::{RowRef, RowWriter};
use crate::options::{CallOptions, Progress};
use crate::vector::graph;
use crate::warehouse::columns::{quoted, read_rows, write_batch};
use crate::warehouse::records::CanonicalRows;
use crate::warehouse::stage;

/// What to do with a row of a load that cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnBadRow {
    /// Leave it out, and keep its id and the reason in the durable list of rejected rows.
    #[default]
    Reject,
    /// End the load with `InvalidArgument`; the serving data stays as it is.
    Stop,
}

impl OnBadRow {
    /// Notes a row that cannot be taken.
    ///
    /// # Errors
    /// `InvalidArgument` under [`OnBadRow::Stop`].
    pub(crate) fn reject(
        self,
        table: &Table,
        id: Option<String>,
        reason: String,
    ) -> Result<RejectedRow> {
        if self == Self::Stop {
            let row = id.map_or_else(|| "a row without id".to_owned(), |id| format!("row `{id}`"));
            return Err(Error::invalid(format!(
                "{row} of table `{}` cannot be taken: {reason}",
                table.name
            )));
        }
        tracing::warn!(table = table.name, "a row of the load was rejected");
        Ok(RejectedRow { table: table.name.to_owned(), id, reason })
    }
}

/// Where the rows of a table come from.
pub(crate) enum RowSource<'a> {
    /// A query of the table's columns on the building connection, as a source wrote them: its lists of records are
    /// made canonical.
    Source(String),
    /// Rows that were checked and sorted.
    Rows(SortedRows),
    /// A query of rows that were checked before.
    Query(String),
    /// The rows of a host-owned table, as the serving snapshot has them.
    View(&'a TableView, &'a VectorFile),
    /// Nothing: the table starts empty.
    Empty,
}

/// Rows that DuckDB is given at a time, and the bytes from which on fewer are.
const BATCH_ROWS: usize = 2048;
const BATCH_BYTES: usize = 8 << 20;

/// Images of rows side by side.
#[derive(Debug, Default)]
struct ImageBatch {
    images: Vec<u8>,
    ends: Vec<usize>,
}

impl ImageBatch {
    fn push(&mut self, image: &[u8]) {
        self.images.extend_from_slice(image);
        self.ends.push(self.images.len());
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn is_full(&self) -> bool {
        self.ends.len() >= BATCH_ROWS || self.images.len() >= BATCH_BYTES
    }

    fn clear(&mut self) {
        self.images.clear();
        self.ends.clear();
    }

    fn to_record_batch(&self, table: &Table) -> Result<RecordBatch> {
        let mut start = 0;
        let rows: Vec<_> = self
            .ends
            .iter()
            .map(|end| {
                let row = RowRef::new(&self.images[start..*end]);
                start = *end;
                (row.text(0), Some(row))
            })
            .collect();
        write_batch(table, &rows)
    }
}

/// What a build found in the rows that it read.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Rows that could not be taken, by table and id.
    pub(crate) rejected: Vec<RejectedRow>,
    /// Elements that were left out of lists of records, by table.
    pub(crate) malformed_element_counts: Vec<u64>,
}

pub(crate) struct Build<'a> {
    pub(crate) catalog: &'static Catalog,
    pub(crate) folder: &'a Path,
    pub(crate) sources: Vec<RowSource<'a>>,
    pub(crate) on_bad_row: OnBadRow,
    /// Vectors from which on they get a graph.
    pub(crate) graph_minimum: usize,
    /// The serving generation: its graph is kept where the vectors are the same.
    pub(crate) before: Option<&'a Generation>,
    pub(crate) options: &'a CallOptions,
}

impl Build<'_> {
    /// Writes every file of the generation and makes them durable, the manifest last.
    ///
    /// # Errors
    /// Whatever refuses a row or a file; the folder is then removed and nothing serving has changed.
    pub(crate) fn run(&self, connection: &Connection, manifest: Manifest) -> Result<Findings> {
        files::remove_folder(self.folder)?;
        files::create_folder(self.folder)?;
        let built = self.options.interrupting(connection, || self.write(connection, manifest));
        if built.is_err() {
            drop(connection.execute_batch(&format!("DETACH {}", stage::STAGED)));
            files::remove_folder(self.folder)?;
        }
        built
    }

    fn write(&self, connection: &Connection, mut manifest: Manifest) -> Result<Findings> {
        stage::attach_new(connection, &self.folder.join(WAREHOUSE_FILE))?;
        let mut malformed_element_counts = Vec::new();
        for (table, source) in self.catalog.tables.iter().zip(&self.sources) {
            self.options.check()?;
            let malformed = match source {
                RowSource::Source(rows) => self.stage_source(connection, table, rows),
                RowSource::Rows(rows) => {
                    stage::create_empty(connection, table).map(|()| rows.malformed_element_count)
                }
                RowSource::Query(rows) => {
                    stage::create_sorted(connection, self.catalog, table, rows).map(|()| 0)
                }
                RowSource::View(..) | RowSource::Empty => {
                    stage::create_empty(connection, table).map(|()| 0)
                }
            };
            malformed_element_counts
                .push(malformed.map_err(|error| error.with_context("table", table.name))?);
            self.report(table, "sort", 0);
        }
        failpoint::pass("build-staged");
        if self.sources.iter().any(|source| matches!(source, RowSource::Rows(_))) {
            // The instance is the load's own, and nothing is left to sort. Two tables are written at a time, each by the
            // thread that asks for it: with a pool beside them these spun while they waited for it.
            connection.execute_batch("SET threads = 1")?;
        }
        let rejected = self.write_rows(connection, &mut manifest)?;
        failpoint::pass("build-rows-written");
        self.write_graph(&mut manifest)?;
        failpoint::pass("build-graph-written");
        stage::detach(connection)?;
        files::restrict(&self.folder.join(WAREHOUSE_FILE))?;
        self.list(&mut manifest, WAREHOUSE_FILE, None)?;
        manifest.write(self.folder)?;
        failpoint::pass("build-manifest-written");
        Ok(Findings { rejected, malformed_element_counts })
    }

    /// Stages what a source wrote, and returns how many elements were left out of its lists of records.
    fn stage_source(&self, connection: &Connection, table: &Table, rows: &str) -> Result<u64> {
        let rows = CanonicalRows::read(connection, table, rows, self.options)?;
        stage::create_sorted(connection, self.catalog, table, &rows.query)?;
        let malformed_element_count = rows.malformed_element_count;
        rows.release(connection)?;
        Ok(malformed_element_count)
    }

    fn write_rows(
        &self,
        connection: &Connection,
        manifest: &mut Manifest,
    ) -> Result<Vec<RejectedRow>> {
        let rejected = Mutex::new(Vec::new());
        let written = Mutex::new(Vec::new());
        // Two tables at a time: one thread encodes while another waits for DuckDB.
        let next = AtomicUsize::new(0);
        let worker = |connection: Connection| -> Result<()> {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(table) = self.catalog.tables.get(index) else { return Ok(()) };
                let checksum = match &self.sources[index] {
                    RowSource::View(view, vectors) => {
                        let (rows, vectors) = self.write_view(&connection, table, view, vectors)?;
                        let vectors = vectors.map(|checksum| (VECTOR_FILE.to_owned(), checksum));
                        written.lock().extend(vectors);
                        rows
                    }
                    RowSource::Rows(rows) => {
                        let checksum = self.write_sorted(&connection, table, rows)?;
                        self.without_duplicates(&connection, table, checksum, &rejected)?
                    }
                    RowSource::Empty | RowSource::Source(_) | RowSource::Query(_) => {
                        let path = self.folder.join(row_file_name(table.name));
                        let checksum = self.stream_table(&connection, table, &path, &rejected)?;
                        self.without_duplicates(&connection, table, checksum, &rejected)?
                    }
                };
                written.lock().push((row_file_name(table.name), checksum));
            }
        };
        let worker = &worker;
        let connections = [connection.try_clone()?, connection.try_clone()?];
        std::thread::scope(|scope| {
            let workers: Vec<_> = connections
                .into_iter()
                .map(|connection| scope.spawn(move || worker(connection)))
                .collect();
            workers.into_iter().try_for_each(|worker| {
                worker
                    .join()
                    .map_err(|_| Error::internal("a thread of the build panicked"))
                    .flatten()
            })
        })?;
        let mut written: Vec<(String, u64)> = written.into_inner();
        if written.iter().all(|(name, _)| name != VECTOR_FILE) {
            let none = VectorFileWriter::create(&self.folder.join(VECTOR_FILE), 0, 0)?.finish()?;
            written.push((VECTOR_FILE.to_owned(), none));
        }
        for (name, checksum) in written {
            self.list(manifest, &name, Some(checksum))?;
        }
        let mut rejected: Vec<RejectedRow> = rejected.into_inner();
        rejected.sort_by(|one, other| (&one.table, &one.id).cmp(&(&other.table, &other.id)));
        Ok(rejected)
    }

    /// Writes the graph over the vectors, where they are enough for one.
    fn write_graph(&self, manifest: &mut Manifest) -> Result<()> {
        let vectors = Arc::new(VectorFile::open(&self.folder.join(VECTOR_FILE), None)?);
        let count = vectors.vector_count();
        let owner = self.catalog.tables.iter().find(|table| table.vector().is_some());
        let Some(table) = owner.filter(|_| count > 0 && count >= self.graph_minimum) else {
            return Ok(());
        };
        if let Some(kept) = self.keep_graph(manifest)? {
            manifest.files.insert(GRAPH_FILE.to_owned(), kept);
            return Ok(());
        }
        let (graph, recall) = graph::build(&vectors, self.options, &|vector_count| {
            self.report(table, "graph", vector_count);
        })?;
        tracing::info!(vectors = count, recall, "the base has a graph");
        let checksum = graph.write(&self.folder.join(GRAPH_FILE), recall)?;
        self.list(manifest, GRAPH_FILE, Some(checksum))
    }

    /// Links the serving generation's graph into this one, if it is over the same vectors.
    fn keep_graph(&self, manifest: &Manifest) -> Result<Option<FileEntry>> {
        let Some(before) = self.before else { return Ok(None) };
        let Some(graph) = before.manifest.files.get(GRAPH_FILE) else { return Ok(None) };
        if before.manifest.checksum(VECTOR_FILE)? != manifest.checksum(VECTOR_FILE)? {
            return Ok(None);
        }
        files::link(&before.folder().join(GRAPH_FILE), &self.folder.join(GRAPH_FILE))?;
        Ok(Some(graph.clone()))
    }

    /// Writes rows that are in order, to DuckDB and to the row file.
    fn write_sorted(
        &self,
        connection: &Connection,
        table: &Table,
        rows: &SortedRows,
    ) -> Result<u64> {
        let mut file = RowFileWriter::create(&self.folder.join(row_file_name(table.name)), table)?;
        // One transaction: whole groups of rows go into the file as they fill, and not into its log before.
        connection.execute_batch("BEGIN")?;
        let mut appender =
            connection.appender_to_catalog_and_db(table.name, stage::STAGED, "main")?;
        let mut batch = ImageBatch::default();
        let mut row_count = 0;
        let mut append = |batch: &mut ImageBatch| {
            self.options.check()?;
            appender.append_record_batch(batch.to_record_batch(table)?)?;
            row_count += batch.len() as u64;
            batch.clear();
            self.report(table, "write", row_count);
            Ok(())
        };
        rows.for_each(&mut |image| {
            file.push(image)?;
            batch.push(image);
            if batch.is_full() { append(&mut batch) } else { Ok(()) }
        })?;
        if batch.len() > 0 {
            append(&mut batch)?;
        }
        appender.flush()?;
        drop(appender);
        connection.execute_batch("COMMIT")?;
        file.finish()
    }

    /// Leaves out rows whose id an earlier row of the table has, and returns the checksum of its row file.
    fn without_duplicates(
        &self,
        connection: &Connection,
        table: &Table,
        checksum: u64,
        rejected: &Mutex<Vec<RejectedRow>>,
    ) -> Result<u64> {
        let path = self.folder.join(row_file_name(table.name));
        let duplicates = RowFile::open(&path, table, None)?.duplicate_ids();
        if duplicates.is_empty() {
            return Ok(checksum);
        }
        for id in duplicates {
            self.reject(
                table,
                Some(id),
                "another row of the load has the same id".to_owned(),
                rejected,
            )?;
        }
        let (name, id) = (quoted(table.name), quoted(table.columns[0].name));
        connection.execute_batch(&format!(
            "DELETE FROM {staged}.{name} WHERE rowid NOT IN (SELECT min(rowid) FROM {staged}.{name} GROUP BY {id})",
            staged = stage::STAGED
        ))?;
        std::fs::remove_file(&path)?;
        self.stream_table(connection, table, &path, rejected)
    }

    /// Streams a staged table into its row file; rows that cannot be taken leave the stage too.
    fn stream_table(
        &self,
        connection: &Connection,
        table: &Table,
        path: &Path,
        rejected: &Mutex<Vec<RejectedRow>>,
    ) -> Result<u64> {
        let mut file = RowFileWriter::create(path, table)?;
        let mut writer = RowWriter::default();
        let mut bad_row_ids = Vec::new();
        let name = quoted(table.name);
        let mut statement = connection
            .prepare(&format!("SELECT *, rowid AS _row FROM {}.{name}", stage::STAGED))?;
        let mut row_count = 0;
        for batch in statement.stream_arrow([])? {
            self.options.check()?;
            let batch = batch?;
            let row_ids = batch.column(batch.num_columns() - 1).clone();
            read_rows(table, &batch, &mut writer, &mut |image| file.push(image), &mut |bad| {
                use arrow::array::AsArray;
                let row_id =
                    row_ids.as_primitive::<arrow::datatypes::Int64Type>().value(bad.position);
                bad_row_ids.push(row_id.to_string());
                let id = batch
                    .column(0)
                    .as_string_opt::<i32>()
                    .map(|ids| ids.value(bad.position).to_owned());
                self.reject(table, id.filter(|id| !id.is_empty()), bad.reason, rejected)
            })?;
            row_count += batch.num_rows() as u64;
            self.report(table, "write", row_count);
        }
        drop(statement);
        for ids in bad_row_ids.chunks(1000) {
            let sql =
                format!("DELETE FROM {}.{name} WHERE rowid IN ({})", stage::STAGED, ids.join(", "));
            connection.execute_batch(&sql)?;
        }
        file.finish()
    }

    fn reject(
        &self,
        table: &Table,
        id: Option<String>,
        reason: String,
        rejected: &Mutex<Vec<RejectedRow>>,
    ) -> Result<()> {
        let row = self.on_bad_row.reject(table, id, reason)?;
        rejected.lock().push(row);
        Ok(())
    }

    /// Writes a host-owned table, ordered by id; its vectors, where it has such a column, into their own file.
    ///
    /// Returns the checksums of both.
    fn write_view(
        &self,
        connection: &Connection,
        table: &Table,
        view: &TableView,
        vectors: &VectorFile,
    ) -> Result<(u64, Option<u64>)> {
        let mut rows: Vec<(u32, RowRef<'_>)> = view.rows().collect();
        rows.sort_unstable_by(|one, other| one.1.text(0).cmp(other.1.text(0)));
        let vector_column = table.vector();
        let vector = |column: usize, ordinal: u32, row: RowRef<'_>| -> Vec<f32> {
            match row.vector_bytes(column) {
                Some(bytes) => bytemuck::allocation::pod_collect_to_vec(bytes),
                None => vectors.vector(ordinal).to_vec(),
            }
        };
        let mut file = RowFileWriter::create(&self.folder.join(row_file_name(table.name)), table)?;
        let mut matrix = match vector_column {
            Some(column) => {
                let first = rows.first();
                let dimension =
                    first.map_or(0, |(ordinal, row)| vector(column, *ordinal, *row).len());
                let path = self.folder.join(VECTOR_FILE);
                Some((column, VectorFileWriter::create(&path, dimension, rows.len())?))
            }
            None => None,
        };
        let mut writer = RowWriter::default();
        for (ordinal, row) in &rows {
            self.options.check()?;
            if let Some((column, matrix)) = &mut matrix {
                matrix.push(&vector(*column, *ordinal, *row))?;
            }
            writer.begin();
            for (position, column) in table.columns.iter().enumerate() {
                writer.push(match vector_column {
                    Some(vector) if vector == position => crate::model::value::Stored::Null,
                    _ => row.get(position, column.kind),
                });
            }
            file.push(writer.finish())?;
        }
        let mut appender =
            connection.appender_to_catalog_and_db(table.name, stage::STAGED, "main")?;
        for rows in rows.chunks(BATCH_ROWS) {
            let rows: Vec<_> = rows.iter().map(|(_, row)| (row.text(0), Some(*row))).collect();
            appender.append_record_batch(write_batch(table, &rows)?)?;
        }
        appender.flush()?;
        drop(appender);
        self.report(table, "write", rows.len() as u64);
        let vectors = matrix.map(|(_, matrix)| matrix.finish()).transpose()?;
        Ok((file.finish()?, vectors))
    }

    /// Lists a file in the manifest; its checksum is read where the writer does not know it.
    fn list(&self, manifest: &mut Manifest, name: &str, checksum: Option<u64>) -> Result<()> {
        let path = self.folder.join(name);
        let (byte_count, checksum) = match checksum {
            Some(checksum) => (std::fs::metadata(&path)?.len(), checksum),
            None => verify::digest(&path, self.options)?,
        };
        manifest.files.insert(name.to_owned(), FileEntry { byte_count, checksum });
        Ok(())
    }

    fn report(&self, table: &Table, step: &'static str, row_count: u64) {
        self.options.report(&Progress { table: table.name, step, row_count });
    }
}
