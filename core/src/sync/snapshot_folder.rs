//! A snapshot folder: files of each table with a manifest, as an export of the backend writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::source::{LoadSource, SourceRows, Sourced, Staging};
use super::staged_rows::StagedRows;
use super::{csv_file, ndjson_file};
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Table, TableId};
use crate::store::log::RejectedRow;
use crate::warehouse::stage::{ParquetRows, beyond_range, select_parquet};

/// The format of snapshot folders that this engine reads.
const FORMAT: u32 = 1;

/// `manifest.json` of a snapshot folder; keys that this engine does not know are left alone.
#[derive(Debug, Deserialize)]
pub(crate) struct FolderManifest {
    format: u32,
    catalog: String,
    pub(crate) source_position: Option<String>,
    tables: BTreeMap<String, TableFiles>,
}

#[derive(Debug, Deserialize)]
struct TableFiles {
    files: Vec<String>,
}

/// A snapshot folder as a source.
#[derive(Debug)]
pub(crate) struct SnapshotFolder {
    path: PathBuf,
    manifest: FolderManifest,
}

impl SnapshotFolder {
    /// # Errors
    /// As [`FolderManifest::read`].
    pub(crate) fn open(path: &Path, catalog: &Catalog) -> Result<Self> {
        Ok(Self { path: path.to_owned(), manifest: FolderManifest::read(path, catalog)? })
    }
}

impl LoadSource for SnapshotFolder {
    fn stage(&mut self, staging: &Staging<'_>) -> Result<Sourced> {
        let mut rejected = Vec::new();
        let tables = staging.catalog.tables.iter().enumerate().map(|(id, table)| {
            if table.is_host_owned {
                return Ok(SourceRows::None);
            }
            Ok(match self.manifest.files(&self.path, table)?.as_slice() {
                [] => SourceRows::None,
                files => stage_files(staging, id, files, &mut rejected)?,
            })
        });
        Ok(Sourced {
            tables: tables.collect::<Result<_>>()?,
            rejected,
            source_position: self.manifest.source_position.clone(),
            followed: None,
        })
    }
}

/// What a file holds, by its ending.
#[derive(Debug, Clone, Copy, PartialEq)]
enum FileKind {
    Parquet,
    Csv,
    JsonLines,
}

impl FileKind {
    fn of(file: &Path) -> Self {
        match file.extension().and_then(std::ffi::OsStr::to_str) {
            Some("csv") => Self::Csv,
            Some("ndjson" | "jsonl") => Self::JsonLines,
            _ => Self::Parquet,
        }
    }
}

/// Makes the rows of a table's files readable: Parquet where it lies, others once they are sorted.
fn stage_files(
    staging: &Staging<'_>,
    id: TableId,
    files: &[PathBuf],
    rejected: &mut Vec<RejectedRow>,
) -> Result<SourceRows> {
    let table = &staging.catalog.tables[id];
    let kind = FileKind::of(&files[0]);
    if files.iter().any(|file| FileKind::of(file) != kind) {
        return Err(Error::schema(format!(
            "the files of table `{}` are of several kinds; expected all Parquet, all CSV or all JSON lines",
            table.name
        )));
    }
    let stage = match kind {
        FileKind::Parquet => {
            let ParquetRows { rows, beyond_range } =
                select_parquet(staging.connection, table, files)?;
            if let Some(query) = beyond_range {
                reject_beyond_range(staging, table, &query, rejected)?;
            }
            return Ok(SourceRows::Query(rows));
        }
        FileKind::Csv => csv_file::stage,
        FileKind::JsonLines => ndjson_file::stage,
    };
    let mut rows = StagedRows::new(staging, id);
    for file in files {
        stage(file, table, &mut rows)?;
    }
    Ok(SourceRows::Rows(rows.finish(rejected)?))
}

/// Lists the rows that the query of rows leaves out.
fn reject_beyond_range(
    staging: &Staging<'_>,
    table: &Table,
    query: &str,
    rejected: &mut Vec<RejectedRow>,
) -> Result<()> {
    let mut statement = staging.connection.prepare(query)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, u32>(1)?)))?;
    for row in found {
        let (id, position): (Option<String>, u32) = row?;
        let column = &table.columns[position as usize];
        let id = id.filter(|id| !id.is_empty());
        rejected.push(staging.reject(table, id, beyond_range(column))?);
    }
    Ok(())
}

impl FolderManifest {
    /// # Errors
    /// `NotFound` without a manifest, `SchemaMismatch` when it is no manifest of this catalog and format.
    pub(crate) fn read(folder: &Path, catalog: &Catalog) -> Result<Self> {
        let path = folder.join("manifest.json");
        let text = crate::store::files::read_text(&path).map_err(|error| {
            Error::not_found("the snapshot folder has no readable `manifest.json`")
                .with_context("path", path.display())
                .with_source(error)
        })?;
        let manifest: Self = serde_json::from_str(&text).map_err(|source| {
            Error::schema(format!("the snapshot's manifest is not as expected: {source}"))
                .with_context("path", path.display())
        })?;
        if manifest.format != FORMAT {
            return Err(Error::schema(format!(
                "the snapshot folder has format {}; expected {FORMAT}",
                manifest.format
            )));
        }
        if manifest.catalog != catalog.name {
            return Err(Error::schema(format!(
                "the snapshot folder is of catalog `{}`; expected `{}`",
                manifest.catalog, catalog.name
            )));
        }
        Ok(manifest)
    }

    /// Checks that every source table has its files.
    pub(crate) fn check_files(&self, folder: &Path, catalog: &Catalog) -> Result<()> {
        let mut sources = catalog.tables.iter().filter(|table| !table.is_host_owned);
        sources.try_for_each(|table| self.files(folder, table).map(drop))
    }

    /// The files of a table; none where the snapshot lacks one that it may lack.
    ///
    /// # Errors
    /// `SchemaMismatch` when the snapshot lacks another, `InvalidArgument` when it names a path outside its
    /// folder, `NotFound` when a file is missing.
    pub(crate) fn files(&self, folder: &Path, table: &Table) -> Result<Vec<PathBuf>> {
        let name = table.name;
        let files = self.tables.get(name).map_or(&[][..], |entry| &entry.files);
        if files.is_empty() && !table.is_optional {
            return Err(Error::schema(format!("the snapshot folder lacks table `{name}`")));
        }
        files
            .iter()
            .map(|file| {
                if file.contains(['/', '\\']) || file.starts_with('.') {
                    return Err(Error::invalid(format!(
                        "the snapshot's manifest names `{file}`; expected a file name without a folder"
                    )));
                }
                let path = folder.join(file);
                if path.is_file() {
                    Ok(path)
                } else {
                    Err(Error::not_found(format!("the snapshot folder lacks the file `{file}` of table `{name}`")))
                }
            })
            .collect()
    }
}
