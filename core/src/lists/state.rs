//! The kept lists at one revision.

use std::collections::HashMap as StdHashMap;
use std::sync::Arc;

use imbl::HashMap;
use rayon::prelude::*;

use super::entry::Entry;
use super::family::{Family, ListName};
use super::kept::Kept;
use crate::model::row::RowRef;
use crate::store::table::{TableView, Tables};
use crate::store::touched::Touched;

/// Rows that one task of the pool takes.
const BLOCK: u32 = 65_536;

/// Every kept list, by its owner. A clone shares all of them.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    families: Vec<Owners>,
}

type Owners = HashMap<Arc<str>, Arc<Kept>>;

impl Lists {
    /// *Cost*: one visit of each row, and a sort per list, on all threads of the pool.
    pub(crate) fn build(tables: &Tables) -> Self {
        let mut families: Vec<Owners> = vec![Owners::new(); ListName::ALL.len()];
        for table in 0..tables.iter().count() {
            let names: Vec<usize> = (0..ListName::ALL.len())
                .filter(|index| ListName::ALL[*index].family().table == table)
                .collect();
            let of_table: Vec<_> =
                names.iter().map(|index| ListName::ALL[*index].family()).collect();
            if !of_table.is_empty() {
                let built = build_table(tables.table(table), &of_table);
                for (index, owners) in names.into_iter().zip(built) {
                    families[index] = owners;
                }
            }
        }
        Self { families }
    }

    /// The lists after a batch; `self` stays as it is.
    ///
    /// *Cost*: per touched row and list two searches, and a copy of two chunks.
    pub(crate) fn advance(&self, before: &Tables, after: &Tables, touched: &Touched) -> Self {
        let mut next = self.clone();
        for (owners, name) in next.families.iter_mut().zip(ListName::ALL) {
            let family = name.family();
            let (before, after) = (before.table(family.table), after.table(family.table));
            let ordinals = touched.ordinals(family.table);
            let changed: Vec<(Option<Placed>, Option<Placed>)> = ordinals
                .iter()
                .map(|ordinal| (family.placed(before, *ordinal), family.placed(after, *ordinal)))
                .collect();
            // All old entries go before a new one comes: meanwhile every entry compares by one and the same row.
            for placed in changed.iter().filter_map(|(old, _)| old.as_ref()) {
                if let Some(kept) = owners.get_mut(&*placed.owner) {
                    let kept = Arc::make_mut(kept);
                    let order =
                        |one: &Entry, other: &Entry| family.order.compare(before, one, other);
                    kept.remove(&placed.entry, &order);
                    if kept.len() == 0 {
                        owners.remove(&*placed.owner);
                    }
                }
            }
            for placed in changed.into_iter().filter_map(|(_, new)| new) {
                let order = |one: &Entry, other: &Entry| family.order.compare(after, one, other);
                let kept = owners.entry(Arc::from(placed.owner)).or_default();
                Arc::make_mut(kept).insert(placed.entry, &order);
            }
        }
        next
    }

    /// A tenant's list; none where no row stands in it.
    pub(crate) fn of_tenant(&self, name: ListName, tenant: &str) -> Option<&Kept> {
        debug_assert!(name.family().owner.is_none());
        self.families[name as usize].get(tenant).map(|kept| &**kept)
    }

    /// The list of one owner in a tenant; none where no row stands in it.
    pub(crate) fn of_owner(&self, name: ListName, tenant: &str, owner: &str) -> Option<&Kept> {
        debug_assert!(name.family().owner.is_some());
        self.families[name as usize].get(&*owner_key(tenant, owner)).map(|kept| &**kept)
    }

    pub(crate) fn byte_count(&self) -> usize {
        let lists = self.families.iter().flatten();
        lists.map(|(owner, kept)| 64 + owner.len() + kept.byte_count()).sum()
    }

    /// The first list in which two states differ, in words; none where they are equal.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        ListName::ALL.iter().zip(self.families.iter().zip(&other.families)).find_map(
            |(name, (mine, theirs))| {
                let owners = mine.keys().chain(theirs.keys());
                let differs = |owner: &&Arc<str>| mine.get(*owner) != theirs.get(*owner);
                let length = |owners: &Owners, owner| owners.get(owner).map_or(0, |kept| kept.len());
                owners.into_iter().find(differs).map(|owner| {
                    format!(
                        "list {name:?} of `{owner}`: {} rows are not the {} that they should be, or not in their \
                         order",
                        length(mine, owner),
                        length(theirs, owner)
                    )
                })
            },
        )
    }
}

/// A row in its list.
struct Placed {
    owner: String,
    entry: Entry,
}

impl Family {
    /// Where the row at an ordinal stands; none where it stands in no list.
    fn placed(&self, table: &TableView, ordinal: u32) -> Option<Placed> {
        let row = table.row(ordinal)?;
        let owner = match self.owner_of(row)? {
            (tenant, None) => tenant.to_owned(),
            (tenant, Some(owner)) => owner_key(tenant, owner),
        };
        Some(Placed { owner, entry: self.entry(row, ordinal) })
    }

    fn owner_of<'a>(&self, row: RowRef<'a>) -> Option<(&'a str, Option<&'a str>)> {
        if self.delete_marker.is_some_and(|marker| !row.is_null(marker)) || !(self.holds)(row) {
            return None;
        }
        let owner = match self.owner {
            None => None,
            Some(column) => Some(row.text_opt(column)?),
        };
        Some((row.text(self.tenant), owner))
    }

    fn entry(&self, row: RowRef<'_>, ordinal: u32) -> Entry {
        Entry { words: (self.order.words)(row), facts: (self.facts)(row), ordinal }
    }
}

/// One text for a tenant and an owner: the length tells where the one ends, whatever is in them.
fn owner_key(tenant: &str, owner: &str) -> String {
    format!("{}:{tenant}{owner}", tenant.len())
}

type Owner<'a> = (&'a str, Option<&'a str>);
type Found<'a> = StdHashMap<Owner<'a>, Vec<Entry>>;

/// The rows of one list, gathered in the order of their ordinals.
#[derive(Default)]
struct Gathered<'a> {
    found: Found<'a>,
    /// Rows of one tenant lie together: most go to the list of the row before.
    run: Option<(Owner<'a>, Vec<Entry>)>,
}

impl<'a> Gathered<'a> {
    fn take(&mut self, family: &Family, row: RowRef<'a>, ordinal: u32) {
        let Some(owner) = family.owner_of(row) else { return };
        let entry = family.entry(row, ordinal);
        if family.owner.is_some() {
            self.found.entry(owner).or_default().push(entry);
            return;
        }
        match &mut self.run {
            Some((known, entries)) if *known == owner => entries.push(entry),
            _ => {
                self.end_run();
                self.run = Some((owner, vec![entry]));
            }
        }
    }

    fn end_run(&mut self) {
        if let Some((known, mut entries)) = self.run.take() {
            self.found.entry(known).or_default().append(&mut entries);
        }
    }
}

/// Builds the lists of one table; each row is visited once for all of them.
fn build_table(table: &TableView, families: &[&'static Family]) -> Vec<Owners> {
    let blocks: Vec<u32> = (0..table.ordinal_count()).step_by(BLOCK as usize).collect();
    let blocks: Vec<Vec<Gathered<'_>>> = blocks
        .into_par_iter()
        .map(|first| {
            let mut gathered: Vec<Gathered<'_>> =
                families.iter().map(|_| Gathered::default()).collect();
            for ordinal in first..first.saturating_add(BLOCK).min(table.ordinal_count()) {
                let Some(row) = table.row(ordinal) else { continue };
                for (family, gathered) in families.iter().zip(&mut gathered) {
                    gathered.take(family, row, ordinal);
                }
            }
            gathered.iter_mut().for_each(Gathered::end_run);
            gathered
        })
        .collect();
    let mut lists: Vec<Found<'_>> = families.iter().map(|_| Found::new()).collect();
    for block in blocks {
        for (lists, gathered) in lists.iter_mut().zip(block) {
            for (owner, mut entries) in gathered.found {
                lists.entry(owner).or_default().append(&mut entries);
            }
        }
    }
    let sorted = families.iter().zip(lists).map(|(family, lists)| sort(table, family, lists));
    sorted.collect()
}

fn sort(table: &TableView, family: &Family, lists: Found<'_>) -> Owners {
    let lists: Vec<_> = lists
        .into_par_iter()
        .map(|((tenant, owner), mut entries)| {
            entries.sort_unstable_by(|one, other| family.order.compare(table, one, other));
            let owner = owner.map_or_else(|| tenant.to_owned(), |owner| owner_key(tenant, owner));
            (Arc::<str>::from(owner), Arc::new(Kept::from_sorted(&entries)))
        })
        .collect();
    lists.into_iter().collect()
}
