//! Reads of a tenant's documents.

mod list;
mod review;
mod row;
mod statistics;

pub(crate) use list::list_documents;
pub use list::{DocumentFilters, DocumentSort, ListDocuments};
pub use review::ReviewQueue;
pub(crate) use review::review_queue;
pub use row::{DocumentRow, DocumentRowField};
pub(crate) use statistics::document_statistics;
pub use statistics::{
    BacklogAges, CategoryBacklog, CategoryStatistics, DocumentStatistics,
    DocumentStatisticsRequest, ReviewBacklog,
};
