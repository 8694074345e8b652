//! What a subscriber is told.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::model::catalog::{Catalog, TableId};

/// Ids of one table from which on a summary tells of the table as a whole.
pub(super) const IDS_MAX: usize = 1000;

/// What one revision changed, or several of at most 100 ms.
///
/// It tells which rows to read anew, not what is in them.
///
/// ```
/// use advisor_engine::{CallOptions, Change, Engine};
/// use std::time::Duration;
/// let engine = Engine::in_memory(Default::default())?;
/// let changes = engine.subscribe_all(&["permissions"])?;
/// engine.apply(&[Change::upsert("permissions", [
///     ("id", "p-1".into()), ("name", "x".into()), ("category", "x".into()), ("action", "x".into()),
///     ("resource", "x".into()), ("isSystemLevel", false.into()),
/// ])], None, &CallOptions::default())?;
/// let summary = changes.receive(Duration::from_secs(5))?.expect("the engine is open");
/// assert_eq!((summary.revision, summary.tables[0].ids.as_slice()), (1, &["p-1".to_owned()][..]));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeSummary {
    /// The newest revision that this tells of; reads from now on see it.
    pub revision: i64,
    /// When that was committed.
    pub committed_at: Timestamp,
    /// Whether summaries before this one are lost, since they were not taken in time: what was read before it is to be
    /// read anew. Such a summary has no tables.
    pub gap: bool,
    /// The tables that changed, in the catalog's order.
    pub tables: Vec<TableSummary>,
}

/// What changed in one table.
///
/// ```
/// use advisor_engine::TableSummary;
/// let loaded = TableSummary { table: "clients", reset: true, ids: vec![], deleted_ids: vec![] };
/// let json = serde_json::to_string(&loaded)?;
/// assert_eq!(json, r#"{"table":"clients","reset":true,"ids":[],"deletedIds":[]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TableSummary {
    /// The table's name.
    pub table: &'static str,
    /// Whether the table was loaded anew, or more than 1,000 of its rows changed: all of it is to be read anew, and no
    /// ids are given.
    pub reset: bool,
    /// Rows that were put in, or changed; sorted.
    pub ids: Vec<String>,
    /// Rows that were taken out, and for a tenant those that went to another; sorted.
    pub deleted_ids: Vec<String>,
}

/// What happened to a row, as its subscriber sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Changed,
    Gone,
}

/// The rows of one table that changed.
#[derive(Debug, Clone)]
pub(super) enum Rows {
    Some(BTreeMap<String, Fate>),
    All,
}

/// Changes of one revision or several, as they are gathered.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    tables: BTreeMap<TableId, Rows>,
}

impl Gathered {
    pub(super) fn add(&mut self, table: TableId, id: &str, fate: Fate) {
        let rows = self.tables.entry(table).or_insert_with(|| Rows::Some(BTreeMap::new()));
        if let Rows::Some(ids) = rows {
            ids.insert(id.to_owned(), fate);
            if ids.len() > IDS_MAX {
                *rows = Rows::All;
            }
        }
    }

    pub(super) fn add_all(&mut self, table: TableId) {
        self.tables.insert(table, Rows::All);
    }

    /// Adds what happened later.
    pub(super) fn append(&mut self, later: Self) {
        for (table, rows) in later.tables {
            match rows {
                Rows::All => self.add_all(table),
                Rows::Some(ids) => {
                    for (id, fate) in ids {
                        self.add(table, &id, fate);
                    }
                }
            }
        }
    }

    /// What is of some tables.
    pub(super) fn of_tables(&self, wanted: &BTreeSet<TableId>) -> Self {
        let tables = self.tables.iter().filter(|(table, _)| wanted.contains(table));
        Self { tables: tables.map(|(table, rows)| (*table, rows.clone())).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Ids that are held.
    pub(super) fn id_count(&self) -> usize {
        let counts = self.tables.values().map(|rows| match rows {
            Rows::Some(ids) => ids.len(),
            Rows::All => 0,
        });
        counts.sum()
    }

    pub(super) fn into_tables(self, catalog: &Catalog) -> Vec<TableSummary> {
        let tables = self.tables.into_iter().map(|(table, rows)| {
            let (mut ids, mut deleted_ids) = (Vec::new(), Vec::new());
            let reset = matches!(rows, Rows::All);
            if let Rows::Some(found) = rows {
                for (id, fate) in found {
                    if fate == Fate::Changed { &mut ids } else { &mut deleted_ids }.push(id);
                }
            }
            TableSummary { table: catalog.tables[table].name, reset, ids, deleted_ids }
        });
        tables.collect()
    }
}
