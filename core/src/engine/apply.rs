//! Takes a batch: check, prepare, commit once, swap.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::open::{as_of, by_table, set_rows};
use super::{Engine, Shared, Writer};
use crate::embedding::check_embeddings;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::Catalog;
use crate::options::CallOptions;
use crate::snapshot::{AsOf, Snapshot};
use crate::store::batch::{CheckedBatch, RowChange, image_bytes};
use crate::store::failpoint;
use crate::store::log::Rejections;
use crate::store::touched::Touched;
use crate::sync::change::Change;
use crate::sync::validate::validate;

/// What `apply` acknowledges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Applied {
    /// The revision that holds the batch; published when `apply` returns.
    pub revision: i64,
    /// When it was committed.
    pub as_of: AsOf,
    /// Changes in the batch.
    pub change_count: u64,
    /// Elements that were left out of lists of records; only some schemas have such lists.
    pub malformed_element_count: u64,
}

impl Engine {
    /// Takes a batch of changes as one revision: durable and visible when the call returns.
    ///
    /// `source_position` is the host's own mark of how far it has come; every later answer carries it.
    /// An empty batch changes nothing. Deleting a row that is not there is no error.
    /// *Cost*: one synced commit, and one visit of each row of every client that the batch touches.
    ///
    /// # Errors
    /// `SchemaMismatch`, `InvalidArgument` and `DimensionMismatch` refuse the whole batch, and so does `Conflict`, for
    /// other terms of a scoring profile under a version that it has had, and for the embedding of a text that is no
    /// more the advisor's; `Timeout` when other writers do not finish in time; `ResourceExhausted` and `Io` when the
    /// log cannot take it. After any error nothing has changed, unless its context `committed` says that the log
    /// could not tell.
    pub fn apply(
        &self,
        changes: &[Change],
        source_position: Option<&str>,
        options: &CallOptions,
    ) -> Result<Applied> {
        self.run("apply", options, |shared| {
            let applied = shared.apply(changes, source_position, options)?;
            shared.retired.sweep();
            shared.fold_if_due();
            Ok(applied)
        })
    }
}

impl Shared {
    fn apply(
        &self,
        changes: &[Change],
        source_position: Option<&str>,
        options: &CallOptions,
    ) -> Result<Applied> {
        let mut writer = self.lock_writer(options)?;
        if changes.is_empty() {
            let before = self.snapshot.load();
            return Ok(Applied {
                revision: before.revision,
                as_of: before.as_of.clone(),
                change_count: 0,
                malformed_element_count: 0,
            });
        }
        let (rows, malformed_element_count) =
            validate(self.catalog, changes, self.config.embedding_dimension)?;
        check_not_followed(self.catalog, &writer, &rows)?;
        let batch = CheckedBatch {
            rows,
            malformed_element_count,
            source_position: source_position.map(str::to_owned),
            rejected: Vec::new(),
        };
        self.take(&mut writer, &batch, options)
    }

    /// Takes rows that were checked, in the writer's turn: prepare, commit once, swap.
    pub(super) fn take(
        &self,
        writer: &mut Writer,
        batch: &CheckedBatch,
        options: &CallOptions,
    ) -> Result<Applied> {
        let CheckedBatch { rows, malformed_element_count, source_position, rejected } = batch;
        let before = self.snapshot.load_full();
        let views = before.views.as_ref();
        let mut phases = Phases::start();
        if let Some(views) = views {
            views.scoring.check(rows)?;
        }
        failpoint::pass("apply-validated");

        // Everything is prepared before the commit, so that after it nothing is left that could fail.
        let mut tables = before.tables.clone();
        let mut touched = Touched::new(self.catalog.tables.len());
        set_rows(&mut tables, rows, &mut touched);
        if let Some(views) = views {
            check_embeddings(&before.tables, &views.vectors, &tables, rows)?;
        }
        phases.end("rows");
        let views = views.map(|views| views.advance(&before.tables, &tables, &touched));
        phases.end("views");
        failpoint::pass("apply-views-made");
        let head = self.next_head(writer, source_position.as_deref());
        options.check()?;
        if let Err(error) = self.warehouse.append(head.revision, &by_table(self.catalog, rows)) {
            self.take_back(writer, head.revision);
            return Err(error);
        }
        phases.end("delta");
        failpoint::pass("apply-delta-appended");
        let rejections = Rejections {
            are_there: self.rejected_row_count.load(Ordering::Relaxed) > 0,
            new: rejected,
        };
        let committed = writer.log.commit(self.catalog, &head, rows, rejections);
        if let Err(error) = writer.confirm(committed, |found| found.revision == head.revision) {
            self.take_back(writer, head.revision);
            return Err(error);
        }
        if rejections.are_there || !rejected.is_empty() {
            // The batch is committed: nothing may end the call now.
            if let Ok(count) = writer.log.rejected_row_count() {
                self.rejected_row_count.store(count, Ordering::Relaxed);
            }
        }
        writer.logged_batches += 1;
        writer.logged_bytes += image_bytes(rows);
        phases.end("commit");
        failpoint::pass("apply-committed");
        let snapshot = Arc::new(Snapshot {
            revision: head.revision,
            as_of: as_of(&head),
            tables,
            views,
            generation: Arc::clone(&before.generation),
        });
        let applied = Applied {
            revision: snapshot.revision,
            as_of: snapshot.as_of.clone(),
            change_count: rows.len() as u64,
            malformed_element_count: *malformed_element_count,
        };
        writer.head = head;
        // Before it is published: whoever reads the new revision must find what it changed.
        self.cache.committing(&before.tables, &snapshot.tables, rows, snapshot.revision);
        self.snapshot.store(Arc::clone(&snapshot));
        failpoint::pass("apply-published");
        self.feed.committed(&before.tables, &snapshot, rows);
        tracing::debug!(
            revision = applied.revision,
            changes = applied.change_count,
            phases_us = ?phases.ended,
            "a batch was applied"
        );
        Ok(applied)
    }

    /// Removes what a batch that was not committed left in the delta.
    fn take_back(&self, writer: &mut Writer, revision: i64) {
        if let Err(error) = self.warehouse.discard(revision) {
            writer.refusal = Some(format!("the delta could not be cleaned: {}", error.message()));
        }
    }
}

/// The rows of a source that is followed come from there alone.
fn check_not_followed(catalog: &Catalog, writer: &Writer, rows: &[RowChange]) -> Result<()> {
    let Some(followed) = &writer.followed else { return Ok(()) };
    let table = rows.iter().map(|row| &catalog.tables[row.table]);
    match table.into_iter().find(|table| !table.is_host_owned) {
        None => Ok(()),
        Some(table) => Err(Error::new(
            ErrorKind::Conflict,
            format!(
                "table `{}` follows a source, which alone changes its rows; change it there, or end the following",
                table.name
            ),
        )
        .with_context("followed", followed)),
    }
}

/// How long each phase of a write took, in microseconds.
struct Phases {
    last: Instant,
    ended: Vec<(&'static str, u128)>,
}

impl Phases {
    fn start() -> Self {
        Self { last: Instant::now(), ended: Vec::new() }
    }

    fn end(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.ended.push((phase, now.duration_since(self.last).as_micros()));
        self.last = now;
    }
}
