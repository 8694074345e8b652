//! Rollups of everyone, from scratch.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Rollups;
use super::advisor::AdvisorRollups;
use super::client::ClientRollup;
use super::tenant::{COUNTED, TenantRollup};
use crate::model::advisoros::CLIENTS;
use crate::store::table::Tables;

/// Rows or clients that one task of the pool takes.
const BLOCK: u32 = 16_384;

impl Rollups {
    /// *Cost*: two visits of each row, on all threads of the pool.
    pub(crate) fn build(tables: &Tables) -> Self {
        let client_count = tables.table(CLIENTS).ordinal_count();
        let clients: Vec<Option<Arc<ClientRollup>>> = (0..client_count)
            .into_par_iter()
            .with_min_len(256)
            .map(|ordinal| ClientRollup::compute(tables, ordinal).map(Arc::new))
            .collect();
        let blocks: Vec<(usize, u32)> = (0..COUNTED.len())
            .flat_map(|index| {
                let count = tables.table(COUNTED[index].0).ordinal_count();
                (0..count).step_by(BLOCK as usize).map(move |first| (index, first))
            })
            .collect();
        let tenants = blocks
            .into_par_iter()
            .map(|(index, first)| sum_block(tables, index, first))
            .reduce(HashMap::new, merge);
        Self {
            advisors: AdvisorRollups::build(tables),
            clients: clients.into_iter().collect(),
            tenants: tenants
                .into_iter()
                .map(|(tenant, rollup)| (Arc::from(tenant), Arc::new(rollup)))
                .collect(),
        }
    }
}

fn sum_block(tables: &Tables, index: usize, first: u32) -> HashMap<&str, TenantRollup> {
    let (table, tenant_column, delete_marker) = COUNTED[index];
    let view = tables.table(table);
    let mut sums: HashMap<&str, TenantRollup> = HashMap::new();
    // Rows of one tenant lie together.
    let mut run: Option<(&str, TenantRollup)> = None;
    for ordinal in first..first.saturating_add(BLOCK).min(view.ordinal_count()) {
        let Some(row) = view.row(ordinal).filter(|row| row.is_null(delete_marker)) else {
            continue;
        };
        let tenant = row.text(tenant_column);
        match &mut run {
            Some((known, rollup)) if *known == tenant => rollup.add(table, row, 1),
            _ => {
                if let Some((known, rollup)) = run.take() {
                    sums.entry(known).or_default().merge(&rollup);
                }
                run.insert((tenant, TenantRollup::default())).1.add(table, row, 1);
            }
        }
    }
    if let Some((known, rollup)) = run {
        sums.entry(known).or_default().merge(&rollup);
    }
    sums
}

fn merge<'a>(
    mut one: HashMap<&'a str, TenantRollup>,
    other: HashMap<&'a str, TenantRollup>,
) -> HashMap<&'a str, TenantRollup> {
    for (tenant, sums) in other {
        one.entry(tenant).or_default().merge(&sums);
    }
    one
}
