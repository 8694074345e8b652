//! Dashboards: one client, one organization. No SQL runs in a call.

pub(crate) mod client;
pub(crate) mod organization;

pub(crate) use client::money;
