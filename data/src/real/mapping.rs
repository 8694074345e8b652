//! Which row of the sample stands for which row of the snapshot.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use crate::calendar::DAY_MS;
use crate::digest::content_rank;
use crate::distributions::Distributions;
use crate::identifiers::id;
use crate::random::{Draw, Purpose, Streams};
use crate::sample::Sample;
use crate::shares::{Order, Shares};

/// Practices that the businesses are clients of.
pub(super) const PRACTICE_COUNT: u64 = 6;

/// Staff of each practice.
pub(super) const STAFF_PER_PRACTICE: u64 = 8;

/// Rows of `users` before the advisers.
pub(super) const STAFF_COUNT: u64 = PRACTICE_COUNT * STAFF_PER_PRACTICE;

// The sources end in different years. Each is moved by whole weeks, so that weekdays and times of
// day stay as they were, to end near the snapshot's end.
/// Loans of 2020 become clients of 2023.
pub(super) const BUSINESS_SHIFT_MS: i64 = 156 * 7 * DAY_MS;
/// Invoices of December 2010 to December 2011 become those of 2024 and 2025.
pub(super) const INVOICE_SHIFT_MS: i64 = 730 * 7 * DAY_MS;
/// Cases of 2017 and 2018 become those of 2024 and 2025.
pub(super) const CASE_SHIFT_MS: i64 = 365 * 7 * DAY_MS;

/// The sample and what each of its rows is mapped to.
#[derive(Debug)]
pub(super) struct Mapping {
    pub(super) sample: Sample,
    pub(super) distributions: Distributions,
    pub(super) streams: Streams,
    /// Tenants of advisers, one per state or country, behind the practices.
    pub(super) agency_count: u64,
    /// The tenant of each adviser.
    pub(super) adviser_tenants: Vec<u64>,
    /// The engagements of each client that has any.
    engagements_of_client: HashMap<u64, Vec<u64>>,
    clients: Shares,
    client_order: Order,
}

impl Mapping {
    pub(super) fn new(sample: Sample, seed: u64) -> Result<Self> {
        let distributions = Distributions::new(&sample)?;
        let client_count = sample.businesses.len() as u64;
        let mut agencies: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        let place = |position: usize| {
            let adviser = &sample.advisers[position];
            (adviser.country.as_str(), adviser.state.as_str())
        };
        for position in 0..sample.advisers.len() {
            agencies.entry(place(position)).or_default();
        }
        for (number, tenant) in agencies.values_mut().enumerate() {
            *tenant = PRACTICE_COUNT + number as u64;
        }
        let adviser_tenants = (0..sample.advisers.len())
            .map(|position| agencies.get(&place(position)).copied().unwrap_or(0))
            .collect();
        let mut engagements_of_client: HashMap<u64, Vec<u64>> = HashMap::new();
        for (engagement, case) in distributions.cases.iter().enumerate() {
            let client = content_rank(case.case_id.as_bytes()) % client_count;
            engagements_of_client.entry(client).or_default().push(engagement as u64);
        }
        Ok(Self {
            agency_count: agencies.len() as u64,
            adviser_tenants,
            engagements_of_client,
            clients: Shares::zipf(client_count, PRACTICE_COUNT),
            client_order: Order::new(client_count),
            streams: Streams::new(seed),
            distributions,
            sample,
        })
    }

    pub(super) fn id(&self, purpose: Purpose, index: u64) -> String {
        id(&self.streams, purpose, index)
    }

    pub(super) fn draw(&self, purpose: Purpose, index: u64) -> Draw {
        self.streams.draw(purpose, index)
    }

    pub(super) fn client_tenant(&self, client: u64) -> u64 {
        self.clients.group_of(self.client_order.forward(client))
    }

    /// The client that stands for a customer, case or firm of a source: always the same one.
    pub(super) fn client_of(&self, source_key: &str) -> u64 {
        content_rank(source_key.as_bytes()) % self.sample.businesses.len() as u64
    }

    /// One of the client's engagements.
    pub(super) fn engagement_of(&self, draw: &mut Draw, client: u64) -> Option<u64> {
        draw.pick(self.engagements_of_client.get(&client)?).copied()
    }

    /// Someone on the staff of a practice.
    pub(super) fn staff_id(&self, draw: &mut Draw, practice: u64) -> String {
        self.id(Purpose::User, practice * STAFF_PER_PRACTICE + draw.below(STAFF_PER_PRACTICE))
    }

    /// The user of an adviser: advisers follow the staff.
    pub(super) fn adviser_user_id(&self, adviser: u64) -> String {
        self.id(Purpose::User, STAFF_COUNT + adviser)
    }
}
