//! Reads of tasks.

use crate::engine::Tenant;
use crate::error::Result;
use crate::lists::Page;
use crate::options::CallOptions;
use crate::practice::{self, ListTasks, TaskRow};
use crate::snapshot::Answer;

impl Tenant {
    /// A page of tasks with the names of assignee, engagement and client, and whether each is overdue at the call.
    ///
    /// *What counts*: tasks of this tenant that are not deleted. Of a client, those of the client's live engagements;
    /// of an engagement, one that is live and, where a client is named too, of that client. A person need not be there
    /// any more. A portal sees the tasks of its own client.
    /// *Order*: as asked, by rank otherwise; see [`crate::TaskSort`]. *Cost*: of the whole tenant or of one person by
    /// rank, the rows of the page, and to count a filtered list one look at each task of the list; in any other order
    /// one look at each. Of a client or an engagement, one look at each of its tasks.
    ///
    /// # Errors
    /// `NotFound` when the tenant, the client or the engagement is not there, and when the portal access is of another
    /// client, inactive or expired; `InvalidArgument` for a portal that names no client, and for a filter or a page that
    /// cannot be taken.
    pub fn list_tasks(
        &self,
        request: &ListTasks,
        options: &CallOptions,
    ) -> Result<Answer<Page<TaskRow>>> {
        self.read_practice("list_tasks", options, |read| practice::list_tasks(read, request))
    }
}
