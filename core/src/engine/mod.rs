//! The engine's handle: opens a store, takes changes, and is the way to every area.

mod apply;
mod batch;
mod cached;
mod commit;
mod embedding;
mod fold;
#[cfg(feature = "postgres")]
mod follow;
mod follower;
mod gate;
mod load;
mod maintain;
mod marketplace;
mod matching;
mod open;
mod practice;
mod query;
mod read;
mod retired;
mod subscribe;
mod values;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use arc_swap::{ArcSwap, ArcSwapOption};
use parking_lot::Mutex;

use crate::cache::Cache;
use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::Catalog;
use crate::options::CancelFlag;
use crate::page::Cursors;
use crate::process::Owner;
use crate::snapshot::Snapshot;
use crate::store::folder::StoreFolder;
use crate::store::log::{Head, Log};
use crate::subscription::Feed;
use crate::sync::snapshot_folder::FolderManifest;
use crate::telemetry::Timings;
use crate::warehouse::database::Warehouse;
use follower::Tailing;
use retired::Retired;

pub use apply::Applied;
pub use batch::BatchMatches;
pub use cached::{CachedMarketplace, CachedTenant, WarmCache, WarmRead, WarmedCache};
#[cfg(feature = "postgres")]
pub use follow::{FollowOptions, Following};
pub use follower::PublishedRevision;
pub use load::{LoadOptions, LoadReport, LoadedTable};
pub use maintain::{FoldReport, ViewReport};
pub use query::SqlRows;
pub use read::{Pinned, Tenant, match_by_first_beam, match_by_plain_scan};
pub use values::Values;

/// An open store: all threads share one handle, and a clone is the same engine.
///
/// Reads pin one published snapshot and never wait for writers. Writes are taken one at a time.
///
/// ```
/// use advisor_engine::{CallOptions, Change, Engine};
/// let engine = Engine::in_memory(Default::default())?;
/// let applied = engine.apply(
///     &[Change::upsert("organizations", [
///         ("id", "org-1".into()), ("name", "First Practice".into()), ("subscriptionTier", "trial".into()),
///         ("isMarketplaceEnabled", false.into()), ("createdAt", "2026-01-01T00:00:00Z".into()),
///         ("updatedAt", "2026-01-01T00:00:00Z".into()),
///     ])],
///     None,
///     &CallOptions::default(),
/// )?;
/// let dashboard = engine.tenant("org-1").organization_dashboard(&CallOptions::default())?;
/// assert_eq!((dashboard.revision, dashboard.total_clients), (applied.revision, 0));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    handle: Arc<Handle>,
}

/// What all clones of an engine are.
struct Handle {
    open: ArcSwapOption<Shared>,
}

/// The last clone stops a running fold, whose thread would keep the store locked, and a follower's thread.
impl Drop for Handle {
    fn drop(&mut self) {
        if let Some(shared) = &*self.open.load() {
            shared.closing.cancel();
            shared.cancel_following();
            shared.feed.end();
        }
    }
}

/// Path and revision alone: rows have no place in logs.
impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut form = formatter.debug_struct("Engine");
        match &*self.handle.open.load() {
            Some(shared) => form
                .field("path", &shared.folder.path())
                .field("revision", &shared.snapshot.load().revision)
                .finish(),
            None => form.field("closed", &true).finish(),
        }
    }
}

/// What all clones of a handle share while the engine is open.
#[derive(Debug)]
struct Shared {
    catalog: &'static Catalog,
    config: Config,
    cursors: Cursors,
    /// The process that opened the engine: after a fork, locks and threads are not what they seem.
    owner: Owner,
    timings: Timings,
    cache: Cache,
    snapshot: ArcSwap<Snapshot>,
    writer: Mutex<Writer>,
    /// Held by whoever builds a generation: one fold or load at a time.
    maintenance: Mutex<()>,
    fold: Mutex<FoldState>,
    /// The last following, running or not.
    #[cfg(feature = "postgres")]
    following: Mutex<Option<follow::Following>>,
    is_folding: AtomicBool,
    /// As in the log, for figures that must not wait for a load to end.
    rejected_row_count: AtomicUsize,
    /// Of a follower: how it stands to the log that another process writes.
    follower: Option<Tailing>,
    /// Whoever is told of commits.
    feed: Feed,
    /// Snapshots of earlier generations, until nobody reads them.
    retired: Retired,
    /// Stops a running fold, and a follower's thread, when the engine closes.
    closing: CancelFlag,
    warehouse: Arc<Warehouse>,
    // Last: the lock goes once nothing else can touch the files.
    folder: StoreFolder,
}

#[derive(Debug)]
struct Writer {
    log: Log,
    head: Head,
    /// Bytes and batches that the log has taken since the base.
    logged_bytes: usize,
    logged_batches: usize,
    /// Whether a commit failed and the log has not been written since: see [`Log::settle`].
    is_unsettled: bool,
    /// What the tables follow, as the log describes it: their rows come from there alone.
    followed: Option<String>,
    /// Why no more writes are taken, once the log could not say whether a batch was committed.
    refusal: Option<String>,
}

impl Shared {
    /// # Errors
    /// `Conflict` while a following runs: the tables have one source at a time.
    fn check_no_following(&self) -> Result<()> {
        #[cfg(feature = "postgres")]
        if self.following.lock().as_ref().is_some_and(follow::Following::is_running) {
            return Err(Error::new(ErrorKind::Conflict, "a following runs; stop it first"));
        }
        Ok(())
    }

    /// Asks a following to end; its thread holds the engine until it does.
    fn cancel_following(&self) {
        #[cfg(feature = "postgres")]
        if let Some(following) = &*self.following.lock() {
            following.cancel();
        }
    }

    fn stop_following(&self) {
        #[cfg(feature = "postgres")]
        if let Some(following) = self.following.lock().take() {
            following.stop();
        }
    }
}

#[derive(Debug, Default)]
struct FoldState {
    thread: Option<std::thread::JoinHandle<()>>,
    last_error: Option<String>,
    /// No automatic fold before this.
    wait_until: Option<std::time::Instant>,
}

impl Engine {
    /// Opens the store in a folder, or makes one there.
    ///
    /// What was acknowledged before is there: the base is opened and the log replayed.
    /// *Cost*: reads every row of the base once.
    ///
    /// # Errors
    /// `Locked` when another engine has it open; `Corrupt` when a file is not as written, `SchemaMismatch` when
    /// it is of another schema, or of another version of it, `Unsupported` when a newer engine wrote it (see
    /// [`Engine::rebuild`]); `Io` and `ResourceExhausted` as the
    /// system says; `InvalidArgument` for the configuration.
    pub fn open(path: impl AsRef<Path>, config: Config) -> Result<Self> {
        gate::guard("open", || {
            config.validate()?;
            Self::open_folder(StoreFolder::lock(path.as_ref())?, config)
        })
    }

    /// Opens a store that another process writes, for reading: what is committed there becomes visible here.
    ///
    /// Every read works as on the writer; a write says `Unsupported`. A thread looks at the log every few milliseconds
    /// and publishes what has come, batch by batch; [`Engine::wait_for_revision`] waits for a revision that the writer
    /// acknowledged. Where it cannot go on, it serves what it has, says why in [`Engine::stats`], and tries again. It
    /// takes no lock, may be opened before, beside and after the writer, and changes nothing in the store. Settings of
    /// folds and of the graph do nothing here; a `cursor_key` must be the writer's.
    /// *Cost*: that of [`Engine::open`], and the memory of an engine of its own; mapped files are shared.
    ///
    /// # Errors
    /// `NotFound` where no store was made yet, and where the writer was given a `cursor_key` but this was not; as
    /// [`Engine::open`] otherwise, but never `Locked` for the writer's sake.
    ///
    /// ```
    /// use advisor_engine::{CallOptions, Config, Engine, ErrorKind};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path();
    /// let writer = Engine::open(path, Config::default())?;
    /// let follower = Engine::open_follower(path, Config::default())?;
    /// let options = CallOptions::default();
    /// assert_eq!(follower.stats(&options)?.revision, 0);
    /// let refused = follower.fold(&options).expect_err("only the writer folds");
    /// assert_eq!(refused.kind(), ErrorKind::Unsupported);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_follower(path: impl AsRef<Path>, config: Config) -> Result<Self> {
        gate::guard("open_follower", || {
            config.validate()?;
            let shared = Shared::open_follower(StoreFolder::follow(path.as_ref())?, config)?;
            Ok(Self { handle: Arc::new(Handle { open: ArcSwapOption::from(Some(shared)) }) })
        })
    }

    /// Opens an empty engine whose files live in a private temporary folder and go when it does.
    ///
    /// # Errors
    /// `Io` when there is no writable temporary folder, `InvalidArgument` for the configuration.
    pub fn in_memory(config: Config) -> Result<Self> {
        gate::guard("open", || {
            config.validate()?;
            Self::open_folder(StoreFolder::temporary()?, config)
        })
    }

    /// Makes a store anew from a snapshot folder, where the old one cannot be opened any more.
    ///
    /// The old files are moved into a folder `set-aside-<n>` in the store, not deleted. Host-owned rows, such as
    /// embeddings, are applied again by the host.
    ///
    /// # Errors
    /// As [`Engine::open`] and [`Engine::load_snapshot`]. A snapshot whose manifest or files are missing is refused before
    /// anything is moved; when its rows are refused later, the store is empty and the old files are in `set-aside-<n>`.
    pub fn rebuild(
        path: impl AsRef<Path>,
        config: Config,
        snapshot_folder: impl AsRef<Path>,
        options: &LoadOptions,
    ) -> Result<Self> {
        let folder = gate::guard("rebuild", || {
            config.validate()?;
            // Before anything is moved: a path that was mistyped costs nothing.
            let catalog = config.catalog.catalog();
            FolderManifest::read(snapshot_folder.as_ref(), catalog)?
                .check_files(snapshot_folder.as_ref(), catalog)?;
            let folder = StoreFolder::lock(path.as_ref())?;
            folder.set_aside()?;
            Ok(folder)
        })?;
        let engine = gate::guard("rebuild", || Self::open_folder(folder, config))?;
        engine.load_snapshot(snapshot_folder, options)?;
        Ok(engine)
    }

    fn open_folder(folder: StoreFolder, config: Config) -> Result<Self> {
        let shared = Shared::open(folder, config)?;
        Ok(Self { handle: Arc::new(Handle { open: ArcSwapOption::from_pointee(shared) }) })
    }

    /// Closes the engine: stops a running fold or the following, waits for it, and gives memory and lock back.
    ///
    /// Calls that run on other threads finish first, so it must not be called from within one, such as a progress
    /// callback; later calls say `Conflict`. Closing twice is fine. What a [`Pinned`] holds stays mapped until it is
    /// dropped. In a forked child it does nothing.
    pub fn close(&self) {
        let Some(shared) = self.handle.open.swap(None) else { return };
        if shared.owner.is_forked_from() {
            // Its threads, locks and files are the parent's; nothing of them may be touched.
            std::mem::forget(shared);
            return;
        }
        shared.closing.cancel();
        shared.stop_following();
        shared.feed.end();
        let fold = shared.fold.lock().thread.take();
        let follower = shared.follower.as_ref().and_then(Tailing::take_thread);
        for thread in [fold, follower].into_iter().flatten() {
            // A panic was recorded by the thread's own guard.
            drop(thread.join());
        }
        // Calls in flight hold the engine for the time that they take.
        while Arc::strong_count(&shared) > 1 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        shared.retired.sweep();
        shared.warehouse.close();
    }

    /// The folder of the store.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn path(&self) -> Result<std::path::PathBuf> {
        Ok(self.shared()?.folder.path().to_owned())
    }

    fn shared(&self) -> Result<Arc<Shared>> {
        let shared = self
            .handle
            .open
            .load_full()
            .ok_or_else(|| Error::new(ErrorKind::Conflict, "the engine is closed"))?;
        if shared.owner.is_forked_from() {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "the engine was opened before this process was forked; open it in the process that uses it",
            ));
        }
        Ok(shared)
    }
}
