//! Reads of a practice, through a tenant.

mod advisors;
mod audit;
mod batch;
mod clients;
mod documents;
mod invoices;
mod matches;
mod portal;
mod queue;
mod tasks;

use super::Tenant;
use crate::error::Result;
use crate::options::CallOptions;
use crate::practice::Practice;
use crate::snapshot::Answer;

impl Tenant {
    /// Runs a read of this tenant's practice.
    fn read_practice<T>(
        &self,
        operation: &'static str,
        options: &CallOptions,
        read: impl FnOnce(Practice<'_>) -> Result<T>,
    ) -> Result<Answer<T>> {
        self.read_timed(operation, options, |shared, snapshot, moment| {
            read(Practice {
                operation,
                tenant: self.id(),
                tables: &snapshot.tables,
                views: snapshot.views()?,
                cursors: &shared.cursors,
                moment,
                options,
            })
        })
    }
}
