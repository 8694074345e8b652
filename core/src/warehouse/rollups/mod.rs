//! Metrics per client, per tenant and per advisor, in memory, kept by change.

mod advance;
pub(crate) mod advisor;
mod build;
pub(crate) mod client;
pub(crate) mod tenant;

use std::sync::Arc;

use advisor::AdvisorRollups;
use client::ClientRollup;
use imbl::HashMap;
use tenant::TenantRollup;

use crate::chunked::Chunked;
use crate::model::advisoros::{CLIENTS, clients};
use crate::model::row::RowRef;
use crate::store::table::Tables;

/// All rollups at one revision.
///
/// A client's rollup is recomputed whole from the client's rows when one of them changes: newest lists and
/// maxima need no refill that way, and recomputing is the same code as computing. A tenant's is a sum, from
/// which the old row is taken and to which the new row is added; so is an advisor's, over rows of all tenants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rollups {
    /// By client ordinal; none where there is no live client.
    clients: Chunked<Option<Arc<ClientRollup>>>,
    tenants: HashMap<Arc<str>, Arc<TenantRollup>>,
    advisors: AdvisorRollups,
}

impl Rollups {
    pub(crate) fn client(&self, ordinal: u32) -> Option<&ClientRollup> {
        self.clients.get(ordinal)?.as_deref()
    }

    /// The live client of an id, where it is this tenant's.
    pub(crate) fn find_client<'a>(
        &'a self,
        tables: &'a Tables,
        tenant: &str,
        client_id: &str,
    ) -> Option<(RowRef<'a>, &'a ClientRollup)> {
        let (ordinal, row) = tables.table(CLIENTS).find(client_id)?;
        let is_own = row.text(clients::organization_id) == tenant;
        is_own.then(|| self.client(ordinal)).flatten().map(|rollup| (row, rollup))
    }

    pub(crate) fn tenant(&self, tenant: &str) -> Option<&TenantRollup> {
        self.tenants.get(tenant).map(|rollup| &**rollup)
    }

    pub(crate) fn advisors(&self) -> &AdvisorRollups {
        &self.advisors
    }

    pub(crate) fn byte_count(&self) -> usize {
        let clients: usize =
            self.clients.iter().flatten().map(|rollup| 16 + rollup.byte_count()).sum();
        let tenants: usize =
            self.tenants.iter().map(|(id, rollup)| 48 + id.len() + rollup.byte_count()).sum();
        self.clients.byte_count() + clients + tenants + self.advisors.byte_count()
    }

    /// The first place where two sets of rollups differ, in words; none where they are equal.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        let count = self.clients.len().max(other.clients.len());
        for ordinal in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            if self.client(ordinal) != other.client(ordinal) {
                return Some(format!(
                    "client at ordinal {ordinal}: {:?} is not {:?}",
                    self.client(ordinal),
                    other.client(ordinal)
                ));
            }
        }
        let empty = TenantRollup::default();
        let tenants = self.tenants.keys().chain(other.tenants.keys());
        let of_tenants = tenants.map(|tenant| &**tenant).find_map(|tenant| {
            let (mine, theirs) =
                (self.tenant(tenant).unwrap_or(&empty), other.tenant(tenant).unwrap_or(&empty));
            (mine != theirs).then(|| format!("tenant `{tenant}`: {mine:?} is not {theirs:?}"))
        });
        of_tenants.or_else(|| self.advisors.difference(&other.advisors))
    }
}
