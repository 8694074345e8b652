//! How the cache does: per class, which is the operation or the host's own, and per tenant.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::RwLock;
use schemars::JsonSchema;
use serde::Serialize;

/// Pairs of class and tenant that are counted apart; what comes beyond is counted without its tenant.
const PAIRS_MAX: usize = 20_000;

/// How the cache does since the engine was opened.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine};
/// # let engine = Engine::in_memory(Default::default())?;
/// let stats = engine.cache_stats(&CallOptions::default())?;
/// assert_eq!((stats.entry_count, stats.capacity_bytes), (0, 64 << 20));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CacheStats {
    /// Bytes that kept answers and values may take.
    pub capacity_bytes: u64,
    /// Bytes that they take, an upper estimate.
    pub byte_count: u64,
    /// Answers and values that are kept.
    pub entry_count: u64,
    /// By operation, and by class of the host's values; in order of their names.
    pub classes: Vec<CacheClassStats>,
    /// By tenant, in order of the ids; what is of none is left out.
    pub tenants: Vec<CacheTenantStats>,
}

/// Reads of one class.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CacheClassStats {
    /// The operation, or the class of the host's values.
    pub class: String,
    /// Reads that found what is true.
    pub hit_count: u64,
    /// Reads that had to compute or load.
    pub miss_count: u64,
    /// Reads that were given, as they permit, what was not the newest.
    pub stale_count: u64,
    /// What was thrown out for want of room.
    pub eviction_count: u64,
    /// Loads that failed.
    pub failure_count: u64,
    /// Hits of 100 reads; none before the first.
    pub hit_percent: Option<f64>,
    /// How long a computation or load takes on average, in microseconds; none before the first.
    pub mean_load_us: Option<f64>,
}

/// Reads of one tenant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CacheTenantStats {
    /// The tenant.
    pub tenant_id: String,
    /// Reads that found what is true.
    pub hit_count: u64,
    /// Reads that had to compute or load.
    pub miss_count: u64,
    /// Reads that were given, as they permit, what was not the newest.
    pub stale_count: u64,
    /// What was thrown out for want of room.
    pub eviction_count: u64,
}

/// The counts of a class within a tenant. Entries hold theirs, so that a hit looks nothing up.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) hits: AtomicU64,
    pub(super) misses: AtomicU64,
    pub(super) stale: AtomicU64,
    pub(super) evictions: AtomicU64,
    pub(super) failures: AtomicU64,
    loads: AtomicU64,
    load_ns: AtomicU64,
}

/// Counts one.
pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Tally {
    pub(super) fn loaded(&self, elapsed: Duration) {
        count(&self.loads);
        let elapsed_ns = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
        self.load_ns.fetch_add(elapsed_ns, Ordering::Relaxed);
    }
}

type ByClass = HashMap<String, Arc<Tally>>;

/// The tallies by tenant and class.
#[derive(Debug, Default)]
pub(super) struct Tallies(RwLock<HashMap<Option<String>, ByClass>>);

impl Tallies {
    pub(super) fn of(&self, tenant: Option<&str>, class: &str) -> Arc<Tally> {
        let find = |tallies: &HashMap<Option<String>, ByClass>, tenant: &Option<String>| {
            tallies.get(tenant)?.get(class).cloned()
        };
        let owner = tenant.map(str::to_owned);
        if let Some(found) = find(&self.0.read(), &owner) {
            return found;
        }
        let mut tallies = self.0.write();
        let is_full = tallies.values().map(HashMap::len).sum::<usize>() >= PAIRS_MAX;
        let owner = owner.filter(|_| !is_full);
        Arc::clone(tallies.entry(owner).or_default().entry(class.to_owned()).or_default())
    }

    pub(super) fn report(&self) -> (Vec<CacheClassStats>, Vec<CacheTenantStats>) {
        let tallies = self.0.read();
        let mut classes: BTreeMap<&str, (CacheClassStats, u64, u64)> = BTreeMap::new();
        let mut tenants: BTreeMap<&str, CacheTenantStats> = BTreeMap::new();
        for (tenant, by_class) in &*tallies {
            for (class, tally) in by_class {
                let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
                let (hits, misses, stale) =
                    (read(&tally.hits), read(&tally.misses), read(&tally.stale));
                let evictions = read(&tally.evictions);
                let (sums, loads, load_ns) = classes.entry(class).or_default();
                sums.hit_count += hits;
                sums.miss_count += misses;
                sums.stale_count += stale;
                sums.eviction_count += evictions;
                sums.failure_count += read(&tally.failures);
                *loads += read(&tally.loads);
                *load_ns += read(&tally.load_ns);
                if let Some(tenant) = tenant {
                    let sums = tenants.entry(tenant).or_default();
                    sums.hit_count += hits;
                    sums.miss_count += misses;
                    sums.stale_count += stale;
                    sums.eviction_count += evictions;
                }
            }
        }
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        let classes = classes.into_iter().map(|(class, (sums, loads, load_ns))| CacheClassStats {
            class: class.to_owned(),
            hit_percent: share(
                100 * sums.hit_count,
                sums.hit_count + sums.miss_count + sums.stale_count,
            ),
            mean_load_us: share(load_ns, 1000 * loads),
            ..sums
        });
        let tenants = tenants
            .into_iter()
            .map(|(tenant, sums)| CacheTenantStats { tenant_id: tenant.to_owned(), ..sums });
        (classes.collect(), tenants.collect())
    }
}
