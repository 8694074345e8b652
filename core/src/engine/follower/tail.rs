//! The follower's thread: looks at the log, and publishes what has come.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use super::super::open::{as_of, by_table, set_rows};
use super::super::{Shared, gate};
use super::open::{Base, missing};
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::Catalog;
use crate::snapshot::Snapshot;
use crate::store::batch::Batch;
use crate::store::files;
use crate::store::log::Log;
use crate::store::touched::Touched;
use crate::warehouse::database::Warehouse;

/// How often the log is looked at: half of the 20 ms within which a batch shall be visible. Nearly all that an idle
/// follower costs is that its thread wakes up for it.
const LOOK: Duration = Duration::from_millis(10);
/// And while somebody waits for a revision.
const LOOK_WHEN_AWAITED: Duration = Duration::from_millis(1);
/// After an attempt that failed, the next comes after this, and then after twice the time of the one before.
const FIRST_RETRY: Duration = Duration::from_millis(50);
/// A base that cannot be opened is read whole at every attempt.
const LAST_RETRY: Duration = Duration::from_secs(5);

/// What the thread has between two looks.
pub(super) struct Tail {
    /// Reads the log for this thread alone; opened anew after a failure.
    log: Option<Log>,
    /// The file that was opened. A store that was made anew in its place counts revisions from the start.
    file: (u64, u64),
    seen_version: Option<i64>,
    /// The newest revision that the warehouse has been given.
    pub(super) delta_revision: i64,
    /// The writer's next base, while it is opened beside the one that serves.
    opening: Option<Opening>,
}

struct Opening {
    number: u64,
    thread: JoinHandle<Result<Option<Snapshot>>>,
}

impl Tail {
    pub(super) fn new(log: &Path) -> Result<Self> {
        let file = files::identity(log)?;
        Ok(Self { log: None, file, seen_version: None, delta_revision: i64::MIN, opening: None })
    }

    /// Starts the thread. It ends when the engine closes, or with its last handle.
    pub(super) fn start(self, shared: &Arc<Shared>) -> Result<()> {
        let of_thread = Arc::clone(shared);
        let thread = spawn(move || self.run(&of_thread))?;
        if let Some(tailing) = &shared.follower {
            *tailing.thread.lock() = Some(thread);
        }
        Ok(())
    }

    fn run(mut self, shared: &Arc<Shared>) {
        let Some(tailing) = &shared.follower else { return };
        let mut retry = FIRST_RETRY;
        let mut has_failed = false;
        while !shared.closing.is_cancelled() {
            match gate::guard("follow", || self.look(shared, tailing)) {
                Ok(has_more) => {
                    if std::mem::take(&mut has_failed) {
                        tailing.ended(None);
                        retry = FIRST_RETRY;
                    }
                    if !has_more {
                        tailing.rest(LOOK, LOOK_WHEN_AWAITED);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the follower cannot go on; it serves what it has");
                    tailing.ended(Some(error));
                    has_failed = true;
                    (self.log, self.seen_version) = (None, None);
                    pause(shared, retry);
                    retry = (2 * retry).min(LAST_RETRY);
                }
            }
            shared.retired.sweep();
        }
        if let Some(opening) = self.opening.take() {
            // It holds the engine; what came of it is of no interest any more.
            drop(opening.thread.join());
        }
    }

    /// Looks at the log once, and publishes a piece of what has come. Returns whether there is more.
    fn look(&mut self, shared: &Arc<Shared>, tailing: &super::Tailing) -> Result<bool> {
        let path = shared.folder.log();
        if files::identity(&path)? != self.file {
            return Err(Error::new(
                ErrorKind::Conflict,
                "another store was made in the place of the one that is followed; close this engine, and open the new one",
            ));
        }
        let log = match &self.log {
            Some(log) => log,
            None => self.log.insert(Log::open_to_read(&path)?),
        };
        // Asked before the log is read: what is committed in between shows at the next look.
        let version = log.data_version()?;
        let is_opened = self.opening.as_ref().is_some_and(|opening| opening.thread.is_finished());
        if self.seen_version == Some(version) && !is_opened {
            return Ok(false);
        }
        let head = log.in_one_state(Ok)?;
        if is_opened && let Some(opening) = self.opening.take() {
            switch(shared, tailing, log, opening, head.generation)?;
        }
        if head.generation != shared.snapshot.load().generation.number {
            // Before the batches, so that one which cannot be read does not keep the base from being opened that has it.
            open_beside(shared, head.generation, &mut self.opening)?;
        }
        let served = shared.snapshot.load_full();
        let ahead = log.ahead(shared.catalog, served.revision)?;
        tailing.saw(ahead.head.revision, served.revision);
        if ahead.is_in_a_base && ahead.head.generation == served.generation.number {
            return Err(missing(ahead.head.revision));
        }
        let mut published = served;
        for batch in &ahead.batches {
            if shared.closing.is_cancelled() {
                return Ok(false);
            }
            append(shared.catalog, &shared.warehouse, &mut self.delta_revision, batch)?;
            let before = published;
            let next = next(shared.catalog, &before, batch);
            shared.cache.committing(&before.tables, &next.tables, &batch.changes, next.revision);
            published = publish(shared, tailing, next);
            shared.feed.committed(&before.tables, &published, &batch.changes);
        }
        tailing.saw(ahead.head.revision, published.revision);
        let is_done = ahead.is_in_a_base || published.revision >= ahead.head.revision;
        if is_done {
            shared.rejected_row_count.store(log.rejected_row_count()?, Ordering::Relaxed);
            self.seen_version = Some(version);
        }
        Ok(!is_done)
    }
}

/// Starts to open the writer's next base; what serves goes on meanwhile, and takes batches.
fn open_beside(shared: &Arc<Shared>, number: u64, opening: &mut Option<Opening>) -> Result<()> {
    if opening.is_some() {
        // Should the writer have gone on to yet another, that one follows.
        return Ok(());
    }
    let of_thread = Arc::clone(shared);
    let thread = spawn(move || {
        gate::guard("follow", || {
            let shared = &of_thread;
            let log = Log::open_to_read(&shared.folder.log())?;
            let base =
                Base { catalog: shared.catalog, warehouse: &shared.warehouse, log: &log, number };
            // What is published, the warehouse has; the rest it gets when it is published.
            base.open(&shared.folder.generation(number), &mut |batch| {
                Ok(batch.revision <= shared.snapshot.load().revision)
            })
        })
    })?;
    *opening = Some(Opening { number, thread });
    Ok(())
}

/// Publishes a base that was opened, once it has come as far as what serves.
fn switch(
    shared: &Shared,
    tailing: &super::Tailing,
    log: &Log,
    opening: Opening,
    of_head: u64,
) -> Result<()> {
    let opened = opening.thread.join().unwrap_or_else(|_| {
        Err(Error::internal("the thread that opened the writer's next base has panicked"))
    });
    let mut opened = match opened {
        Ok(Some(opened)) => opened,
        // The writer went on, and this one may be gone.
        _ if of_head != opening.number => return Ok(()),
        Ok(None) => return Err(missing(shared.snapshot.load().revision)),
        Err(error) => return Err(error),
    };
    let served = shared.snapshot.load().revision;
    while opened.revision < served {
        let ahead = log.ahead(shared.catalog, opened.revision)?;
        if ahead.is_in_a_base {
            // Dropped by a switch of later: that base is opened next.
            return Ok(());
        }
        for batch in ahead.batches.iter().take_while(|batch| batch.revision <= served) {
            opened = next(shared.catalog, &opened, batch);
        }
    }
    if opened.revision > served {
        shared.cache.replacing(opened.revision);
    }
    let published = publish(shared, tailing, opened);
    if published.revision > served {
        // A load, or batches that the writer dropped before they were read here.
        shared.feed.loaded(&published);
    }
    Ok(())
}

/// Makes a snapshot the one that is read.
fn publish(shared: &Shared, tailing: &super::Tailing, snapshot: Snapshot) -> Arc<Snapshot> {
    let snapshot = Arc::new(snapshot);
    let before = shared.snapshot.swap(Arc::clone(&snapshot));
    if before.generation.number != snapshot.generation.number {
        tracing::info!(generation = snapshot.generation.number, "the follower has switched");
        shared.retired.add(before);
    }
    tailing.published();
    snapshot
}

/// The snapshot after a batch.
fn next(catalog: &'static Catalog, before: &Snapshot, batch: &Batch) -> Snapshot {
    let mut tables = before.tables.clone();
    let mut touched = Touched::new(catalog.tables.len());
    set_rows(&mut tables, &batch.changes, &mut touched);
    let views = before.views.as_ref();
    Snapshot {
        revision: batch.revision,
        as_of: as_of(&batch.head(before.generation.number)),
        views: views.map(|views| views.advance(&before.tables, &tables, &touched)),
        tables,
        generation: Arc::clone(&before.generation),
    }
}

/// Gives the warehouse a batch, once.
pub(super) fn append(
    catalog: &Catalog,
    warehouse: &Warehouse,
    delta_revision: &mut i64,
    batch: &Batch,
) -> Result<()> {
    if batch.revision > *delta_revision {
        warehouse.append(batch.revision, &by_table(catalog, &batch.changes))?;
        *delta_revision = batch.revision;
    }
    Ok(())
}

fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>> {
    let thread = std::thread::Builder::new().name("advisor-engine-follow".to_owned());
    thread.spawn(work).map_err(|source| {
        Error::new(ErrorKind::ResourceExhausted, "no thread could be started for the follower")
            .with_source(source)
    })
}

/// Waits, but no longer than the engine is open.
fn pause(shared: &Shared, duration: Duration) {
    let started = std::time::Instant::now();
    while started.elapsed() < duration && !shared.closing.is_cancelled() {
        std::thread::sleep(LOOK);
    }
}
