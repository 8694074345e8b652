//! Lists of a tenant's rows: kept in their order from revision to revision, filtered, cut into pages.

mod entry;
mod facts;
mod family;
mod kept;
mod order;
mod orders;
mod page;
mod state;
#[cfg(test)]
mod tests;

pub(crate) use entry::Entry;
pub(crate) use facts::FactFilter;
pub(crate) use family::{
    ListName, client_facts, document_facts, engagement_facts, invoice_facts, match_facts,
    satisfaction_facts, task_facts,
};
pub(crate) use kept::Kept;
pub(crate) use order::Order;
pub(crate) use orders::{
    audit as audit_orders, clients as client_orders, documents as document_orders,
    engagements as engagement_orders, invoices as invoice_orders, matches as match_orders,
    tasks as task_orders,
};
pub use page::Page;
pub(crate) use page::{Listing, Rows};
pub(crate) use state::Lists;
