//! Rollups after a batch: only what the batch touched is computed.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::Rollups;
use super::client::ClientRollup;
use super::tenant::COUNTED;
use crate::model::advisoros::{
    CLIENTS, DOCUMENTS, ENGAGEMENTS, INVOICES, TASKS, documents, engagements, invoices, tasks,
};
use crate::store::table::Tables;
use crate::store::touched::Touched;

impl Rollups {
    /// The rollups after a batch; `self` stays as it is.
    ///
    /// *Cost*: one visit of each row of every client that the batch touched.
    pub(crate) fn advance(&self, before: &Tables, after: &Tables, touched: &Touched) -> Self {
        let mut next = self.clone();
        let ordinals: Vec<u32> = touched_clients(before, after, touched).into_iter().collect();
        let rollups: Vec<_> = ordinals
            .par_iter()
            .with_min_len(16)
            .map(|ordinal| ClientRollup::compute(after, *ordinal).map(Arc::new))
            .collect();
        for (ordinal, rollup) in ordinals.into_iter().zip(rollups) {
            next.clients.set(ordinal, rollup);
        }
        for (table, tenant_column, delete_marker) in COUNTED {
            for ordinal in touched.ordinals(table) {
                for (tables, sign) in [(before, -1), (after, 1)] {
                    if let Some(row) = tables.table(table).row(*ordinal)
                        && row.is_null(delete_marker)
                    {
                        let tenant = row.text(tenant_column);
                        if !next.tenants.contains_key(tenant) {
                            next.tenants.insert(Arc::from(tenant), Arc::default());
                        }
                        if let Some(sums) = next.tenants.get_mut(tenant) {
                            Arc::make_mut(sums).add(table, row, sign);
                        }
                    }
                }
            }
        }
        next.advisors.advance(before, after, touched);
        next
    }
}

/// The clients that a touched row belonged to before the batch or belongs to after it.
///
/// An engagement that moves takes its tasks along: both clients are computed anew as a whole.
fn touched_clients(before: &Tables, after: &Tables, touched: &Touched) -> BTreeSet<u32> {
    let mut ordinals: BTreeSet<u32> = touched.ordinals(CLIENTS).iter().copied().collect();
    for tables in [before, after] {
        let mut add = |client_id: &str| {
            if let Some(ordinal) = after.table(CLIENTS).ordinal(client_id) {
                ordinals.insert(ordinal);
            }
        };
        for (table, client_column) in [
            (DOCUMENTS, documents::client_id),
            (ENGAGEMENTS, engagements::client_id),
            (INVOICES, invoices::client_id),
        ] {
            for ordinal in touched.ordinals(table) {
                if let Some(row) = tables.table(table).row(*ordinal) {
                    add(row.text(client_column));
                }
            }
        }
        for ordinal in touched.ordinals(TASKS) {
            let engagement = tables
                .table(TASKS)
                .row(*ordinal)
                .and_then(|task| task.text_opt(tasks::engagement_id))
                .and_then(|id| tables.table(ENGAGEMENTS).find(id));
            if let Some((_, engagement)) = engagement {
                add(engagement.text(engagements::client_id));
            }
        }
    }
    ordinals
}
