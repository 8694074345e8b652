//! Where entries are kept: a bounded table that throws out what is seldom read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use quick_cache::sync::Cache as Table;
use quick_cache::{DefaultHashBuilder, Lifecycle, OptionsBuilder, Weighter};

use super::changes;
use super::entry::{Entry, Truth};
use super::flight::Flights;
use super::reads::Subject;
use super::stamps::Stamps;
use super::stats::{CacheStats, Tallies, count};
use crate::clock::Timestamp;
use crate::store::batch::RowChange;
use crate::store::table::Tables;

/// What an entry takes on average: a dashboard of a few KiB, as structs and as JSON.
const USUAL_ENTRY_BYTES: u64 = 8 << 10;

/// The result cache of an engine.
pub(crate) struct Cache {
    table: Table<Box<[u8]>, Arc<Entry>, ByBytes, DefaultHashBuilder, Evictions>,
    capacity_bytes: u64,
    pub(super) revisions: Stamps,
    pub(super) invalidations: Stamps,
    sequence: AtomicI64,
    pub(super) flights: Arc<Flights>,
    pub(super) tallies: Tallies,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Cache")
            .field("entries", &self.table.len())
            .field("bytes", &self.table.weight())
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<Box<[u8]>, Arc<Entry>> for ByBytes {
    fn weight(&self, _key: &Box<[u8]>, entry: &Arc<Entry>) -> u64 {
        entry.weight()
    }
}

/// Hands over what is thrown out, and what is replaced.
#[derive(Debug, Clone)]
struct Evictions;

impl Lifecycle<Box<[u8]>, Arc<Entry>> for Evictions {
    /// Dropped once the lock of the table's shard is released.
    type RequestState = Vec<(Box<[u8]>, Arc<Entry>)>;

    fn on_evict(&self, state: &mut Self::RequestState, key: Box<[u8]>, entry: Arc<Entry>) {
        state.push((key, entry));
    }
}

impl Cache {
    /// A cache of so many bytes; with none it keeps nothing.
    pub(crate) fn new(capacity_bytes: u64) -> Self {
        let items = usize::try_from(capacity_bytes / USUAL_ENTRY_BYTES).unwrap_or(usize::MAX);
        let options = OptionsBuilder::new()
            .estimated_items_capacity(items.clamp(1, 1 << 24))
            .weight_capacity(capacity_bytes)
            .build()
            .expect("both capacities are set");
        Self {
            table: Table::with_options(options, ByBytes, DefaultHashBuilder::default(), Evictions),
            capacity_bytes,
            revisions: Stamps::new(),
            invalidations: Stamps::new(),
            sequence: AtomicI64::new(0),
            flights: Arc::new(Flights::new()),
            tallies: Tallies::default(),
        }
    }

    /// Whether it keeps anything at all.
    pub(crate) fn is_on(&self) -> bool {
        self.capacity_bytes > 0
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<Arc<Entry>> {
        self.table.get(key)
    }

    /// Keeps an entry, unless one that is as good is there already.
    pub(super) fn put(&self, key: &[u8], entry: Arc<Entry>) {
        // A read of a pinned revision must not take the place of the newest answer.
        let is_older =
            |found: Arc<Entry>| (found.revision, found.sequence) > (entry.revision, entry.sequence);
        if self.is_on() && !self.table.peek(key).is_some_and(is_older) {
            let mut evicted = Vec::new();
            self.table.insert_with_lifecycle(key.into(), entry, &mut evicted);
            // What had the same key was replaced, not thrown out.
            for (_, entry) in evicted.iter().filter(|(other, _)| **other != *key) {
                count(&entry.tally.evictions);
            }
        }
    }

    pub(super) fn truth(&self, entry: &Entry, revision: i64, now: Timestamp) -> Truth {
        entry.truth(&self.revisions, &self.invalidations, revision, now)
    }

    /// Takes a value out.
    pub(super) fn remove(&self, key: &[u8]) -> bool {
        self.table.remove(key).is_some()
    }

    /// How many invalidations there have been; what is made from now on knows of these.
    pub(super) fn sequence(&self) -> i64 {
        self.sequence.load(Ordering::SeqCst)
    }

    /// What depends on these is not true any more. *Cost*: a hash each, whatever depends on it.
    pub(super) fn invalidate(&self, subjects: &[Subject<'_>]) {
        let sequence = self.sequence.fetch_add(1, Ordering::SeqCst) + 1;
        for subject in subjects {
            self.invalidations.mark(subject.slot(), sequence);
        }
    }

    /// Everything that is kept goes.
    pub(crate) fn clear(&self) {
        self.table.clear();
    }

    /// A commit is about to be published.
    pub(crate) fn committing(
        &self,
        before: &Tables,
        after: &Tables,
        rows: &[RowChange],
        revision: i64,
    ) {
        if self.is_on() {
            changes::mark(&self.revisions, before, after, rows, revision);
        }
    }

    /// Tables that were replaced as a whole are about to be published.
    pub(crate) fn replacing(&self, revision: i64) {
        self.revisions.mark_everything(revision);
    }

    pub(crate) fn stats(&self) -> CacheStats {
        let (classes, tenants) = self.tallies.report();
        CacheStats {
            capacity_bytes: self.capacity_bytes,
            byte_count: self.table.weight(),
            entry_count: self.table.len() as u64,
            classes,
            tenants,
        }
    }

    /// Bytes of what is kept, and of the places that say what has changed.
    pub(crate) fn byte_count(&self) -> u64 {
        self.table.weight() + self.revisions.byte_count() + self.invalidations.byte_count()
    }
}
