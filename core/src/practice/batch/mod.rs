//! Many keys in one call: rows of each, in the order of the keys.

mod clients;
mod engagement;
mod groups;
mod request;

pub use clients::{ClientCounts, ClientCountsRequest, CountedClients, FoundClients, GetClients};
pub(crate) use clients::{client_counts, get_clients};
pub use engagement::{EngagementRow, EngagementRowField};
pub use groups::{Group, Groups};
pub(crate) use groups::{
    documents_by_client, engagements_by_client, invoices_by_client, tasks_by_assignee,
    tasks_by_engagement,
};
pub use request::{
    DocumentsByClient, EngagementsByClient, InvoicesByClient, TasksByAssignee, TasksByEngagement,
};
