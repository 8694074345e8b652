//! Base and delta become the next base, in the background.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::open::set_rows;
use super::{Shared, gate};
use crate::error::Result;
use crate::model::catalog::Catalog;
use crate::options::CallOptions;
use crate::snapshot::{Snapshot, Views};
use crate::store::build::{Build, OnBadRow, ProgressCallback, RowSource};
use crate::store::failpoint;
use crate::store::generation::Generation;
use crate::store::log::{Head, RejectedRow};
use crate::store::manifest::Manifest;
use crate::store::table::Tables;
use crate::store::touched::Touched;
use crate::warehouse::at_revision::table_at;

/// What is on its way to become the serving generation.
struct Next {
    generation: Arc<Generation>,
    tables: Tables,
    views: Views,
    revision: i64,
}

impl Shared {
    /// Starts a fold in the background where the delta has grown enough.
    pub(super) fn fold_if_due(self: &Arc<Self>) {
        if !self.config.is_fold_automatic
            || !self.is_fold_due()
            || self.is_folding.swap(true, Ordering::AcqRel)
        {
            return;
        }
        let shared = Arc::clone(self);
        let spawned =
            std::thread::Builder::new().name("advisor-engine-fold".to_owned()).spawn(move || {
                let options = CallOptions::default().with_cancel(shared.closing.clone());
                let folded = gate::guard("fold", || shared.fold(&options, None));
                let error = folded.err().map(|error| {
                    tracing::warn!(%error, "a fold ended without a new base");
                    error.to_string()
                });
                shared.fold.lock().last_error = error;
                shared.is_folding.store(false, Ordering::Release);
            });
        match spawned {
            Ok(thread) => self.fold.lock().thread = Some(thread),
            Err(error) => {
                self.is_folding.store(false, Ordering::Release);
                self.fold.lock().last_error = Some(error.to_string());
            }
        }
    }

    fn is_fold_due(&self) -> bool {
        let snapshot = self.snapshot.load();
        let bytes: usize =
            snapshot.tables.iter().map(crate::store::table::TableView::override_bytes).sum();
        bytes > self.config.fold_bytes
            || snapshot.tables.iter().any(|view| {
                let changed = view.override_count();
                let share = f64::from(view.base().row_count()) * self.config.fold_row_share;
                changed >= self.config.fold_row_minimum && changed as f64 > share
            })
    }

    /// Builds the next base from base and delta, catches up with the log, and switches.
    ///
    /// Returns the newest revision that the new base holds.
    pub(super) fn fold(
        &self,
        options: &CallOptions,
        progress: Option<&ProgressCallback>,
    ) -> Result<i64> {
        let _maintenance = self.maintenance.lock();
        failpoint::pass("fold-started");
        let pinned = self.snapshot.load_full();
        let pin = pinned.pin();
        let number = pin.generation + 1;
        let folder = self.folder.generation(number);
        let connection = self.warehouse.connect()?;
        let vectors = pinned.generation.vectors();
        let sources = self.catalog.tables.iter().enumerate().map(|(position, table)| {
            if table.is_host_owned {
                RowSource::View(pinned.tables.table(position), vectors)
            } else {
                RowSource::Query(table_at(table, pin))
            }
        });
        let build = Build {
            catalog: self.catalog,
            folder: &folder,
            sources: sources.collect(),
            on_bad_row: OnBadRow::Stop,
            options,
            progress,
        };
        let as_of = &pinned.as_of;
        let manifest = Manifest::new(
            self.catalog,
            pin.revision,
            as_of.committed_at.as_millisecond(),
            as_of.source_position.clone(),
        );
        build.run(&connection, manifest)?;
        failpoint::pass("fold-built");
        let mut next = self.open_next(number, pin.revision)?;
        // Most of the log is caught up with while writers go on; the rest under their lock.
        self.catch_up(&mut next)?;
        let mut writer = self.lock_writer(options)?;
        catch_up(self.catalog, &writer.log, &mut next)?;
        let head = Head { generation: number, ..writer.head.clone() };
        self.switch(&mut writer, next, head, &[])?;
        drop(writer);
        drop(pinned);
        self.retired.sweep_patiently();
        tracing::info!(generation = number, base_revision = pin.revision, "a fold made a new base");
        Ok(pin.revision)
    }

    fn open_next(&self, number: u64, revision: i64) -> Result<Next> {
        let folder = self.folder.generation(number);
        let generation =
            Generation::open(self.catalog, Arc::clone(&self.warehouse), &folder, number)?;
        // Until it is switched to, a generation that is dropped takes its files with it.
        generation.retire();
        let generation = Arc::new(generation);
        let tables = Tables::new(self.catalog, generation.rows());
        let views = Views::build(&tables, &generation);
        generation.release_pages();
        Ok(Next { generation, tables, views, revision })
    }

    fn catch_up(&self, next: &mut Next) -> Result<()> {
        // A reader of its own: the writer's connection stays free for writers.
        let log = crate::store::log::Log::open(&self.folder.log(), false)?;
        catch_up(self.catalog, &log, next)
    }

    /// Makes a new base the serving one, in one transaction of the log and one swap.
    fn switch(
        &self,
        writer: &mut super::Writer,
        next: Next,
        head: Head,
        rejected: &[RejectedRow],
    ) -> Result<()> {
        if let Err(error) =
            writer.log.switch(&head, next.generation.manifest.base_revision, rejected)
        {
            // As in `apply`: the log itself is asked. Until it says no, the files stay.
            match writer.log.head() {
                Ok(Some(found)) if found.generation == head.generation => {}
                Ok(_) => return Err(error),
                Err(_) => {
                    next.generation.serve();
                    writer.refusal = Some(
                        "the log could not say whether it switched to the next base".to_owned(),
                    );
                    return Err(error);
                }
            }
        }
        failpoint::pass("switch-committed");
        next.generation.serve();
        let snapshot = Snapshot {
            revision: head.revision,
            as_of: super::open::as_of(&head),
            tables: next.tables,
            views: next.views,
            generation: next.generation,
        };
        writer.head = head;
        let before = self.snapshot.swap(Arc::new(snapshot));
        before.generation.retire();
        self.retired.add(before);
        failpoint::pass("switch-published");
        Ok(())
    }

    /// Opens a base that a load has built and makes it the serving one.
    pub(super) fn switch_to_loaded(
        &self,
        writer: &mut super::Writer,
        head: Head,
        rejected: &[RejectedRow],
    ) -> Result<()> {
        let next = self.open_next(head.generation, head.revision)?;
        self.switch(writer, next, head, rejected)
    }
}

/// Takes every batch of the log that `next` does not hold.
fn catch_up(
    catalog: &'static Catalog,
    log: &crate::store::log::Log,
    next: &mut Next,
) -> Result<()> {
    log.replay(catalog, next.revision, &mut |batch| {
        let before = next.tables.clone();
        let mut touched = Touched::new(catalog.tables.len());
        set_rows(&mut next.tables, &batch.changes, &mut touched);
        next.views = next.views.advance(&before, &next.tables, &touched);
        next.revision = batch.revision;
        Ok(())
    })
}
