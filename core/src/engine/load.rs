//! Loads the rows of a source as the next base.

use std::path::Path;
use std::time::Instant;

use schemars::JsonSchema;
use serde::Serialize;

use super::commit::wait_for;
use super::{Engine, Shared};
use crate::error::Result;
use crate::options::CallOptions;
use crate::snapshot::AsOf;
use crate::store::build::{Build, OnBadRow, RowSource};
use crate::store::log::{Head, Loaded, RejectedRow};
use crate::store::manifest::Manifest;
use crate::store::sorted_rows::ClusterParents;
use crate::sync::origin::Source;
use crate::sync::source::{LoadSource, SourceRows, Sourced, Staging};
use crate::warehouse::database::connect;

/// Options of a load.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// What to do with a row that cannot be taken; by default it is rejected and listed.
    pub on_bad_row: OnBadRow,
    /// Deadline, cancel flag and progress.
    pub call: CallOptions,
}

/// What a load has done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoadReport {
    /// The revision that holds the loaded rows.
    pub revision: i64,
    /// When it was committed.
    pub as_of: AsOf,
    /// Rows taken, by table in the catalog's order.
    pub tables: Vec<LoadedTable>,
    /// Rows that could not be taken.
    pub rejected: Vec<RejectedRow>,
    /// From call to switch, in milliseconds.
    pub elapsed_ms: u64,
}

/// One table of a load.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoadedTable {
    /// The table's name.
    pub name: &'static str,
    /// Rows that it holds now.
    pub row_count: u64,
    /// Elements that were left out of lists of records, of all rows that were read; only some schemas have such lists.
    pub malformed_element_count: u64,
}

impl Engine {
    /// Replaces the rows of every source table by those of a source, as one revision.
    ///
    /// The next base is built beside the serving one, which answers until the switch; writers wait. Host-owned rows
    /// stay. A row that cannot be taken is listed, with its id and the reason, or ends the load, as the options say.
    /// *Cost*: sorts every table and writes it twice, to DuckDB and as rows; what is not Parquet is sorted as it is read,
    /// in memory up to 48 MiB of a table at a time and on disk beyond.
    ///
    /// # Errors
    /// `NotFound` for a missing manifest, file or database, `SchemaMismatch` for tables and columns that are missing,
    /// and for wrong types where the source declares them, `Corrupt` for files that are not what they should be,
    /// `Locked` for an SQLite database that another program writes to, `Unavailable`
    /// and `PermissionDenied` for a PostgreSQL server that does not answer or refuses, `InvalidArgument` for a bad row under
    /// `OnBadRow::Stop` and for a source of host-owned rows. After any error the engine serves what it served before.
    pub fn sync(&self, source: &Source, options: &LoadOptions) -> Result<LoadReport> {
        self.run("sync", &options.call, |shared| {
            shared.check_is_writer()?;
            shared.check_no_following()?;
            shared.load(source.open(shared.catalog)?.as_mut(), options)
        })
    }

    /// As [`Engine::sync`], of a snapshot folder.
    ///
    /// # Errors
    /// As [`Engine::sync`].
    pub fn load_snapshot(
        &self,
        folder: impl AsRef<Path>,
        options: &LoadOptions,
    ) -> Result<LoadReport> {
        self.run("load_snapshot", &options.call, |shared| {
            shared.check_is_writer()?;
            shared.check_no_following()?;
            let source = Source::Folder(folder.as_ref().to_owned());
            shared.load(source.open(shared.catalog)?.as_mut(), options)
        })
    }
}

impl Shared {
    /// Builds the next base of a source's rows and switches to it.
    pub(super) fn load(
        &self,
        source: &mut dyn LoadSource,
        options: &LoadOptions,
    ) -> Result<LoadReport> {
        let started = Instant::now();
        let _maintenance = wait_for(&self.maintenance, &options.call)?;
        let mut writer = self.lock_writer(&options.call)?;
        let before = self.snapshot.load_full();
        // An instance of its own: the serving one cannot read outside the store's folder.
        let connection =
            connect(self.config.memory_limit_bytes, self.config.thread_count, self.folder.spill())?;
        let clusters = ClusterParents::default();
        let staging = Staging {
            catalog: self.catalog,
            connection: &connection,
            spill: self.folder.spill(),
            clusters: &clusters,
            on_bad_row: options.on_bad_row,
            options: &options.call,
        };
        let Sourced { tables, rejected, source_position, followed } =
            options.call.interrupting(&connection, || source.stage(&staging))?;
        drop(clusters);
        let sources = self.catalog.tables.iter().zip(tables).enumerate();
        let sources = sources.map(|(position, (table, rows))| match rows {
            _ if table.is_host_owned => {
                RowSource::View(before.tables.table(position), before.generation.vectors())
            }
            SourceRows::None => RowSource::Empty,
            SourceRows::Query(query) => RowSource::Source(query),
            SourceRows::Rows(rows) => RowSource::Rows(rows),
        });
        let head = Head {
            generation: writer.head.generation + 1,
            ..self.next_head(&writer, source_position.as_deref())
        };
        let build = Build {
            catalog: self.catalog,
            folder: &self.folder.generation(head.generation),
            sources: sources.collect(),
            on_bad_row: options.on_bad_row,
            graph_minimum: self.config.graph_minimum,
            before: Some(&before.generation),
            options: &options.call,
        };
        let manifest = Manifest::new(
            self.catalog,
            head.revision,
            head.committed_at_ms,
            head.source_position.clone(),
        );
        let mut found = build.run(&connection, manifest)?;
        found.rejected.splice(0..0, rejected);
        // Its memory is needed for the views.
        drop(build);
        drop(connection);
        let loaded = Loaded { rejected: &found.rejected, followed: followed.as_deref() };
        self.switch_to_loaded(&mut writer, head, loaded)?;
        let after = self.snapshot.load_full();
        drop(writer);
        drop(before);
        self.retired.sweep_patiently();
        self.drop_logged();
        let tables = self.catalog.tables.iter().zip(after.tables.iter());
        Ok(LoadReport {
            revision: after.revision,
            as_of: after.as_of.clone(),
            tables: tables
                .zip(found.malformed_element_counts)
                .map(|((table, view), malformed_element_count)| LoadedTable {
                    name: table.name,
                    row_count: u64::from(view.base().row_count()),
                    malformed_element_count,
                })
                .collect(),
            rejected: found.rejected,
            elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }
}
