//! The subscribers of an engine, and what they are told of a commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

use super::queue::Queue;
use super::scope::{Known, Scope};
use super::summary::{Fate, Gathered};
use crate::model::catalog::{Catalog, TableId};
use crate::model::row::RowRef;
use crate::snapshot::Snapshot;
use crate::store::batch::RowChange;
use crate::store::table::Tables;

/// One subscriber: the tables that it asked for, and its queue.
#[derive(Debug)]
struct Subscriber {
    tables: BTreeSet<TableId>,
    queue: Arc<Queue>,
}

#[derive(Debug, Default)]
struct Subscribers {
    whole: Vec<Subscriber>,
    by_tenant: BTreeMap<String, Vec<Subscriber>>,
}

/// Whoever is told of commits; empty, it costs a commit one load of a number.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    /// Those that were not yet found closed.
    count: AtomicUsize,
    subscribers: Mutex<Subscribers>,
}

impl Feed {
    /// A queue of what is committed from now on in some tables, of one tenant or of all.
    pub(crate) fn add(
        &self,
        catalog: &'static Catalog,
        tenant: Option<&str>,
        tables: BTreeSet<TableId>,
    ) -> Arc<Queue> {
        let queue = Arc::new(Queue::new(catalog));
        let subscriber = Subscriber { tables, queue: Arc::clone(&queue) };
        let mut subscribers = self.subscribers.lock();
        // Those that left since the last commit go here: a quiet engine would gather them.
        subscribers.retain_open();
        match tenant {
            None => subscribers.whole.push(subscriber),
            Some(tenant) => {
                subscribers.by_tenant.entry(tenant.to_owned()).or_default().push(subscriber);
            }
        }
        self.count.store(subscribers.count(), Ordering::Release);
        queue
    }

    /// Tells of the rows of a batch, between the tables before it and the published revision after it.
    pub(crate) fn committed(&self, before: &Tables, after: &Snapshot, rows: &[RowChange]) {
        self.tell(after, |subscribers| {
            let mut whole = Gathered::default();
            let mut everyone = Gathered::default();
            let mut by_tenant: BTreeMap<&str, Gathered> = BTreeMap::new();
            for change in rows {
                let (table, id) = (change.table, change.id.as_str());
                let old = before.table(table).find(id).map(|(_, row)| row);
                let new = change.image.as_deref().map(RowRef::new);
                let fate = match (old, new) {
                    (None, None) => continue,
                    (_, Some(_)) => Fate::Changed,
                    (Some(_), None) => Fate::Gone,
                };
                whole.add(table, id, fate);
                let scope = Scope::of(before.catalog(), table);
                let left = old.map_or_else(Known::default, |row| scope.known(before, row));
                let held = new.map_or_else(Known::default, |row| scope.known(&after.tables, row));
                if held.is_everyones {
                    everyone.add(table, id, Fate::Changed);
                } else if left.is_everyones {
                    everyone.add(table, id, Fate::Gone);
                }
                // Nobody loses what everyone may see.
                let lost =
                    left.tenant.filter(|left| !held.is_everyones && held.tenant != Some(left));
                let told = [(lost, Fate::Gone), (held.tenant, Fate::Changed)];
                for (tenant, fate) in told {
                    // A map of those that listen alone: a batch may be of many thousand tenants.
                    if let Some((tenant, _)) =
                        tenant.and_then(|id| subscribers.by_tenant.get_key_value(id))
                    {
                        by_tenant.entry(tenant).or_default().add(table, id, fate);
                    }
                }
            }
            let nothing = Gathered::default();
            for subscriber in &subscribers.whole {
                subscriber.push(after, [&whole]);
            }
            for (tenant, found) in &subscribers.by_tenant {
                let own = by_tenant.get(tenant.as_str()).unwrap_or(&nothing);
                for subscriber in found {
                    // Its own last: an advisor that nobody else sees any more is still there for its tenant.
                    subscriber.push(after, [&everyone, own]);
                }
            }
        });
    }

    /// Tells that a load has replaced the source tables.
    pub(crate) fn loaded(&self, after: &Snapshot) {
        self.tell(after, |subscribers| {
            let mut all = Gathered::default();
            let tables = after.tables.catalog().tables.iter().enumerate();
            tables
                .filter(|(_, table)| !table.is_host_owned)
                .for_each(|(table, _)| all.add_all(table));
            subscribers.all().for_each(|subscriber| subscriber.push(after, [&all]));
        });
    }

    fn tell(&self, after: &Snapshot, tell: impl FnOnce(&Subscribers)) {
        if self.count.load(Ordering::Acquire) == 0 {
            return;
        }
        let mut subscribers = self.subscribers.lock();
        tell(&subscribers);
        subscribers.retain_open();
        self.count.store(subscribers.count(), Ordering::Release);
        tracing::trace!(revision = after.revision, "subscribers were told");
    }

    /// Ends every subscription.
    pub(crate) fn end(&self) {
        let subscribers = std::mem::take(&mut *self.subscribers.lock());
        subscribers.all().for_each(|subscriber| subscriber.queue.end());
    }
}

/// The last handle is gone without a close.
impl Drop for Feed {
    fn drop(&mut self) {
        self.end();
    }
}

impl Subscribers {
    fn all(&self) -> impl Iterator<Item = &Subscriber> {
        self.whole.iter().chain(self.by_tenant.values().flatten())
    }

    fn count(&self) -> usize {
        self.all().count()
    }

    fn retain_open(&mut self) {
        self.whole.retain(|subscriber| !subscriber.queue.is_closed());
        self.by_tenant.retain(|_, subscribers| {
            subscribers.retain(|subscriber| !subscriber.queue.is_closed());
            !subscribers.is_empty()
        });
    }
}

impl Subscriber {
    fn push<const N: usize>(&self, after: &Snapshot, parts: [&Gathered; N]) {
        let mut changes = Gathered::default();
        for part in parts {
            changes.append(part.of_tables(&self.tables));
        }
        self.queue.push(after.revision, after.as_of.committed_at, changes, Instant::now());
    }
}
