//! Operations on the store as a whole: fold, backup, verification, figures.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Engine, Shared};
use crate::error::{Error, ErrorKind, Result};
use crate::lists::Lists;
use crate::options::CallOptions;
use crate::snapshot::Views;
use crate::store::backup::backup;
use crate::store::log::RejectedRow;
use crate::store::verify::{FileCheck, FileReport, verify_generation};
use crate::telemetry::{MemoryUse, Stats, TableStats};
use crate::warehouse::rollups::Rollups;

/// What a fold has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoldReport {
    /// The newest revision that the new base holds.
    pub base_revision: i64,
}

/// What `verify_rollups` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ViewReport {
    /// The revision that was looked at.
    pub revision: i64,
    /// The first place where what is kept differs from what is computed anew; none where all is equal.
    pub difference: Option<String>,
}

impl Engine {
    /// Makes base and delta the next base now, instead of when the delta has grown.
    ///
    /// Readers and writers go on meanwhile.
    ///
    /// # Errors
    /// `Cancelled` and `Timeout` leave the serving base as it is, as do `ResourceExhausted` and `Io`.
    pub fn fold(&self, options: &CallOptions) -> Result<FoldReport> {
        self.run("fold", options, |shared| {
            shared.fold(options).map(|base_revision| FoldReport { base_revision })
        })
    }

    /// Copies the store to a new or empty folder, which [`Engine::open`] opens.
    ///
    /// The base is hard-linked where the file system permits, so that a backup beside the store is quick. A follower's
    /// holds what the writer has committed, which may be more than is published here.
    ///
    /// # Errors
    /// `AlreadyExists` when the folder holds anything, `Io` and `ResourceExhausted` as the system says.
    pub fn backup(&self, folder: impl AsRef<Path>, options: &CallOptions) -> Result<()> {
        self.run("backup", options, |shared| {
            loop {
                let writer = shared.lock_log(options)?;
                let generation = Arc::clone(&shared.snapshot.load().generation);
                let copied = writer.log.in_one_state(|head| {
                    // A follower may serve a base that the log has left; they would not belong together.
                    if head.generation != generation.number {
                        return Err(Error::new(ErrorKind::Conflict, "the log is of another base"));
                    }
                    backup(&generation, &writer.log, folder.as_ref())
                });
                drop(writer);
                if copied.is_ok() || !shared.has_moved_on(&generation, options)? {
                    return copied;
                }
            }
        })
    }

    /// Compares every file of the store with its checksum. *Cost*: reads every byte.
    ///
    /// # Errors
    /// None for damaged files: the report lists them. `Timeout` and `Cancelled` end it.
    pub fn verify_files(&self, options: &CallOptions) -> Result<FileReport> {
        self.run("verify_files", options, |shared| {
            loop {
                let generation = Arc::clone(&shared.snapshot.load().generation);
                let mut files =
                    verify_generation(generation.folder(), &generation.manifest, options)?;
                let writer = shared.lock_log(options)?;
                // A fold may have switched meanwhile: the log goes with the base that serves now.
                let base_revision = shared.snapshot.load().generation.manifest.base_revision;
                let log = writer.log.verify(shared.catalog, base_revision);
                drop(writer);
                files.push(FileCheck {
                    name: "log.sqlite".to_owned(),
                    byte_count: std::fs::metadata(shared.folder.log()).map_or(0, |data| data.len()),
                    problem: log.err().map(|error| error.message().to_owned()),
                });
                let report = FileReport { files };
                if report.is_sound() || !shared.has_moved_on(&generation, options)? {
                    return Ok(report);
                }
            }
        })
    }

    /// Computes every rollup and every kept list anew and compares them with what is kept by change.
    ///
    /// # Errors
    /// None for a difference: the report names it. `Unsupported` under another schema than AdvisorOS.
    pub fn verify_rollups(&self, options: &CallOptions) -> Result<ViewReport> {
        self.run("verify_rollups", options, |shared| {
            let snapshot = shared.snapshot.load_full();
            let views = snapshot.views()?;
            let difference = views
                .rollups
                .difference(&Rollups::build(&snapshot.tables))
                .or_else(|| views.lists.difference(&Lists::build(&snapshot.tables)));
            snapshot.generation.release_pages();
            Ok(ViewReport { revision: snapshot.revision, difference })
        })
    }

    /// The rows that the last load could not take, by table and id.
    ///
    /// # Errors
    /// `Timeout` when a writer does not finish in time.
    pub fn rejected_rows(&self, options: &CallOptions) -> Result<Vec<RejectedRow>> {
        self.run("rejected_rows", options, |shared| shared.lock_log(options)?.log.rejected_rows())
    }

    /// The figures of the engine. *Cost*: visits every rollup for its size; waits for nobody.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn stats(&self, options: &CallOptions) -> Result<Stats> {
        self.run("stats", options, |shared| Ok(shared.stats()))
    }
}

impl Shared {
    fn stats(&self) -> Stats {
        let snapshot = self.snapshot.load_full();
        let tables: Vec<TableStats> = self
            .catalog
            .tables
            .iter()
            .zip(snapshot.tables.iter())
            .map(|(table, view)| TableStats {
                name: table.name,
                base_row_count: u64::from(view.base().row_count()),
                delta_row_count: view.override_count() as u64,
                delta_byte_count: view.override_bytes() as u64,
            })
            .collect();
        let views = snapshot.views.as_ref();
        let bytes = |count: fn(&Views) -> usize| views.map_or(0, |views| count(views) as u64);
        Stats {
            revision: snapshot.revision,
            as_of: snapshot.as_of.clone(),
            generation: snapshot.generation.number,
            base_revision: snapshot.generation.manifest.base_revision,
            memory: MemoryUse {
                mapped: snapshot.generation.mapped_byte_count() as u64,
                rollups: bytes(|views| views.rollups.byte_count()),
                lists: bytes(|views| views.lists.byte_count()),
                profiles: bytes(|views| views.profiles.byte_count() + views.directory.byte_count()),
                text: bytes(|views| views.text.byte_count()),
                vectors: bytes(|views| views.vectors.byte_count() + views.lexical.byte_count()),
                delta: tables.iter().map(|table| table.delta_byte_count).sum(),
                cache: self.cache.byte_count(),
                warehouse_limit: self.config.memory_limit_bytes,
            },
            tables,
            operations: self.timings.report(),
            sql_statement_count: self.warehouse.statement_count(),
            is_folding: self.is_folding.load(Ordering::Acquire),
            last_fold_error: self.fold.lock().last_error.clone(),
            rejected_row_count: self.rejected_row_count.load(Ordering::Relaxed),
            follower: self.follower.as_ref().map(|follower| follower.stats(snapshot.revision)),
        }
    }
}
