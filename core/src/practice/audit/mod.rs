//! Reads of the audit trail.

mod row;
mod statistics;
mod trail;

pub use row::{AuditRow, AuditRowField};
pub(crate) use statistics::audit_statistics;
pub use statistics::{
    ActionCount, AuditStatistics, AuditStatisticsRequest, EntityTypeCount, UserActionCount,
};
pub(crate) use trail::audit_trail;
pub use trail::{AuditFilters, ListAuditTrail};
