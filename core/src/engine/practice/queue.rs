//! Reads of queues.

use crate::engine::Tenant;
use crate::error::Result;
use crate::options::CallOptions;
use crate::practice::{self, GetQueueStats, QueueStats};
use crate::snapshot::Answer;

impl Tenant {
    /// How the tenant's queues of jobs stand at the time of the call.
    ///
    /// *What counts*: jobs of this tenant that are not deleted. One is ready where it is pending, put off to no later
    /// instant than now, and has an attempt left; a lock has expired from its instant on.
    /// *Order*: by the queue's name. *Cost*: one look at each job of the tenant.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; a queue that holds no job is none, and no error.
    pub fn queue_stats(
        &self,
        request: &GetQueueStats,
        options: &CallOptions,
    ) -> Result<Answer<QueueStats>> {
        self.read_practice("queue_stats", options, |read| practice::queue_stats(read, request))
    }
}
