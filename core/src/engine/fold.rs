//! Base and delta become the next base, in the background.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::commit::wait_for;
use super::open::set_rows;
use super::{Shared, gate};
use crate::error::Result;
use crate::model::catalog::Catalog;
use crate::options::CallOptions;
use crate::snapshot::{Snapshot, Views};
use crate::store::build::{Build, OnBadRow, RowSource};
use crate::store::failpoint;
use crate::store::generation::Generation;
use crate::store::log::{Head, Loaded};
use crate::store::manifest::Manifest;
use crate::store::table::{TableView, Tables};
use crate::store::touched::Touched;
use crate::warehouse::at_revision::table_at;

/// After a fold that failed, none starts by itself for this long.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_mins(1);

/// A round of catching up that was over so soon leaves little for the writers to wait for.
const CATCH_UP_SHORT: Duration = Duration::from_millis(20);
/// Writers have their turn between two pieces of the log that are dropped.
const DROP_PAUSE: Duration = Duration::from_millis(2);
/// Each round takes a part of the time of the one before, unless writers are as fast as it is.
const CATCH_UPS_MOST: u32 = 12;

/// What is on its way to become the serving generation.
struct Next {
    generation: Arc<Generation>,
    tables: Tables,
    views: Option<Views>,
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
                let folded = gate::guard("fold", || shared.fold(&options));
                let error = folded.err().map(|error| {
                    tracing::warn!(%error, "a fold ended without a new base");
                    error.to_string()
                });
                let mut fold = shared.fold.lock();
                // What filled a disk once would fill it at every batch.
                fold.wait_until = error.as_ref().map(|_| Instant::now() + PAUSE_AFTER_FAILURE);
                fold.last_error = error;
                drop(fold);
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
        if self.fold.lock().wait_until.is_some_and(|until| Instant::now() < until) {
            return false;
        }
        let config = &self.config;
        let snapshot = self.snapshot.load();
        let is_delta_large = snapshot.tables.iter().any(|view| {
            let changed = view.override_count();
            let share = f64::from(view.base().row_count()) * config.fold_row_share;
            changed >= config.fold_row_minimum && changed as f64 > share
        });
        // The log counts every image of a row, the delta its newest alone.
        is_delta_large
            || self.writer.try_lock().is_some_and(|writer| {
                writer.logged_bytes > config.fold_bytes
                    || writer.logged_batches > config.fold_batches
            })
    }

    /// Builds the next base from base and delta, catches up with the log, and switches.
    ///
    /// Returns the newest revision that the new base holds.
    pub(super) fn fold(&self, options: &CallOptions) -> Result<i64> {
        self.check_is_writer()?;
        let _maintenance = wait_for(&self.maintenance, options)?;
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
            graph_minimum: self.config.graph_minimum,
            before: Some(&pinned.generation),
            options,
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
        // Most of the log is caught up with while writers go on, again as long as that leaves much behind; the rest under
        // their lock, which holds them up.
        for _ in 0..CATCH_UPS_MOST {
            let started = Instant::now();
            self.catch_up(&mut next)?;
            if started.elapsed() < CATCH_UP_SHORT {
                break;
            }
        }
        let mut writer = self.lock_writer(options)?;
        catch_up(self.catalog, &writer.log, &mut next)?;
        let head = Head { generation: number, ..writer.head.clone() };
        self.switch(&mut writer, next, head, None)?;
        drop(writer);
        drop(pinned);
        self.retired.sweep_patiently();
        self.drop_logged();
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
        let views = Views::of(&tables, &generation);
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
        loaded: Option<Loaded<'_>>,
    ) -> Result<()> {
        let switched = writer.log.switch(&head, next.generation.manifest.base_revision, loaded);
        if let Err(error) = writer.confirm(switched, |found| found.generation == head.generation) {
            // The files stay for the case that a kill brings the switch back; the next build removes them.
            next.generation.serve();
            return Err(error);
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
        writer.logged_batches =
            usize::try_from(snapshot.revision - snapshot.pin().base_revision).unwrap_or_default();
        writer.logged_bytes = snapshot.tables.iter().map(TableView::override_bytes).sum();
        writer.head = head;
        if let Some(Loaded { rejected, followed }) = loaded {
            self.rejected_row_count.store(rejected.len(), Ordering::Relaxed);
            writer.followed = followed.map(str::to_owned);
        }
        let snapshot = Arc::new(snapshot);
        if loaded.is_some() {
            self.cache.replacing(snapshot.revision);
        }
        let before = self.snapshot.swap(Arc::clone(&snapshot));
        before.generation.retire();
        self.retired.add(before);
        failpoint::pass("switch-published");
        if loaded.is_some() {
            self.feed.loaded(&snapshot);
        }
        Ok(())
    }

    /// Drops from the log what the serving base holds, between the turns of writers. What is left stays for the next time:
    /// nobody reads it.
    pub(super) fn drop_logged(&self) {
        let base_revision = self.snapshot.load().pin().base_revision;
        let dropped = loop {
            if self.closing.is_cancelled() {
                break Ok(());
            }
            let dropped = self.writer.lock().log.drop_batches(base_revision);
            match dropped {
                Ok(true) => std::thread::sleep(DROP_PAUSE),
                Ok(false) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        if let Err(error) = dropped {
            tracing::warn!(%error, "batches that the base holds stay in the log");
        }
    }

    /// Opens a base that a load has built and makes it the serving one.
    pub(super) fn switch_to_loaded(
        &self,
        writer: &mut super::Writer,
        head: Head,
        loaded: Loaded<'_>,
    ) -> Result<()> {
        let next = self.open_next(head.generation, head.revision)?;
        self.switch(writer, next, head, Some(loaded))
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
        next.views =
            next.views.as_ref().map(|views| views.advance(&before, &next.tables, &touched));
        next.revision = batch.revision;
        Ok(())
    })
}
