//! Clients, tenants and pages, drawn before anything is timed: the same ones in every run.

use std::collections::HashMap;
use std::path::Path;

use advisor_engine::{ClientFilters, ListClients, PageRequest};
use advisor_engine_data::snapshot::{read_nulls, read_text_column};
use anyhow::{Context, Result};
use serde::Serialize;

/// Rows of a page: the default of every list.
pub const PAGE_SIZE: usize = 20;
/// The engine takes no larger offset.
const OFFSET_MAX: usize = 10_000;

/// What a list can be filtered by; rows may hold others.
const STATUSES: [&str; 3] = ["active", "prospect", "inactive"];

/// A client that a request is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientAsked {
    /// Whose client it is.
    pub tenant: String,
    /// Its id.
    pub client: String,
}

/// A page of a tenant's clients.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClientPageAsked {
    /// Whose clients.
    pub tenant: String,
    /// As the engine is asked.
    pub request: ListClients,
    /// What the cursor stands for, where the page starts at one: the folded name and the id of the row before.
    pub after: Option<(String, String)>,
}

/// What may be drawn.
#[derive(Debug)]
pub struct Draw {
    clients: Vec<LiveClient>,
    client_counts: HashMap<String, usize>,
    client_counts_by_status: HashMap<(String, String), usize>,
    largest_tenant: String,
    state: u64,
}

#[derive(Debug)]
struct LiveClient {
    id: String,
    tenant: String,
    status: String,
}

impl Draw {
    /// Reads the live clients of live tenants from a snapshot folder.
    ///
    /// # Errors
    /// When the folder lacks a column or holds no client.
    pub fn read(folder: &Path, seed: u64) -> Result<Self> {
        let text = |table, column| read_text_column(folder, table, column);
        let live = |table| read_nulls(folder, table, "deletedAt");
        let tenants: std::collections::HashSet<String> = text("organizations", "id")?
            .into_iter()
            .zip(live("organizations")?)
            .filter_map(|(id, is_live)| id.filter(|_| is_live))
            .collect();
        let clients: Vec<LiveClient> = text("clients", "id")?
            .into_iter()
            .zip(text("clients", "organizationId")?)
            .zip(text("clients", "status")?)
            .zip(live("clients")?)
            .filter_map(|(((id, tenant), status), is_live)| {
                let client = LiveClient { id: id?, tenant: tenant?, status: status? };
                (is_live && tenants.contains(&client.tenant)).then_some(client)
            })
            .collect();
        let mut client_counts: HashMap<String, usize> = HashMap::new();
        let mut client_counts_by_status: HashMap<_, usize> = HashMap::new();
        for LiveClient { tenant, status, .. } in &clients {
            *client_counts.entry(tenant.clone()).or_default() += 1;
            *client_counts_by_status.entry((tenant.clone(), status.clone())).or_default() += 1;
        }
        let largest = client_counts.iter().max_by_key(|(tenant, count)| (**count, *tenant));
        let largest_tenant = largest.context("the data set holds no live client")?.0.clone();
        Ok(Self { clients, client_counts, client_counts_by_status, largest_tenant, state: seed })
    }

    /// The tenant with the most clients.
    #[must_use]
    pub fn largest_tenant(&self) -> &str {
        &self.largest_tenant
    }

    /// Clients, each as likely as any other: large tenants come in proportion.
    pub fn clients(&mut self, count: usize) -> Vec<ClientAsked> {
        (0..count)
            .map(|_| {
                let place = self.client();
                let LiveClient { id, tenant, .. } = &self.clients[place];
                ClientAsked { tenant: tenant.clone(), client: id.clone() }
            })
            .collect()
    }

    /// Pages by number, of tenants weighted by size or of the largest; with a status, that of a client drawn.
    pub fn client_pages(
        &mut self,
        count: usize,
        is_of_largest: bool,
        has_status: bool,
    ) -> Vec<ClientPageAsked> {
        let mut pages = Vec::with_capacity(count);
        while pages.len() < count {
            let place = self.client();
            let LiveClient { tenant, status, .. } = &self.clients[place];
            let is_passed_over = is_of_largest && *tenant != self.largest_tenant
                || has_status && !STATUSES.contains(&status.as_str());
            if is_passed_over {
                continue;
            }
            let (tenant, status) = (tenant.clone(), status.clone());
            let row_count = if has_status {
                self.client_counts_by_status[&(tenant.clone(), status.clone())]
            } else {
                self.client_counts[&tenant]
            };
            let offset = PAGE_SIZE * self.below(row_count.min(OFFSET_MAX).div_ceil(PAGE_SIZE));
            let statuses = if has_status { vec![status] } else { Vec::new() };
            let filters = ClientFilters { statuses, ..ClientFilters::default() };
            let page = PageRequest { offset: Some(offset), ..PageRequest::default() };
            let request = ListClients { filters, page, ..ListClients::default() };
            pages.push(ClientPageAsked { tenant, request, after: None });
        }
        pages
    }

    /// A number below this one.
    pub fn below(&mut self, end: usize) -> usize {
        // SplitMix64 (Steele, Lea and Flood, 2014): equally likely but for 2^-40 at these sizes.
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = (u128::from(mixed ^ (mixed >> 31)) * end as u128) >> 64;
        usize::try_from(drawn).expect("below a number that is one")
    }

    fn client(&mut self) -> usize {
        self.below(self.clients.len())
    }
}
