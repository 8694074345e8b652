//! Reads of the audit trail.

use crate::engine::Tenant;
use crate::error::Result;
use crate::lists::Page;
use crate::options::CallOptions;
use crate::practice::{self, AuditRow, AuditStatistics, AuditStatisticsRequest, ListAuditTrail};
use crate::snapshot::Answer;

impl Tenant {
    /// A page of the tenant's audit trail.
    ///
    /// *What counts*: the lines of this tenant; of things that are gone too.
    /// *Order*: newest first, then by id. *Cost*: without filters the rows of the page; with ids of things the lines of
    /// these; with other filters one look at each line, unless the total is estimated.
    ///
    /// # Errors
    /// `InvalidArgument` for a filter or a page that cannot be taken.
    pub fn audit_trail(
        &self,
        request: &ListAuditTrail,
        options: &CallOptions,
    ) -> Result<Answer<Page<AuditRow>>> {
        self.read_practice("audit_trail", options, |read| practice::audit_trail(read, request))
    }

    /// The tenant's audit trail in figures, in a range of time or of all time.
    ///
    /// *Order*: the most frequent first. *Cost*: one look at each line of the range.
    ///
    /// # Errors
    /// `InvalidArgument` for an empty range.
    pub fn audit_statistics(
        &self,
        request: &AuditStatisticsRequest,
        options: &CallOptions,
    ) -> Result<Answer<AuditStatistics>> {
        self.read_practice("audit_statistics", options, |read| {
            practice::audit_statistics(read, request)
        })
    }
}
