//! Reads of advisors' work.

use crate::engine::Tenant;
use crate::error::Result;
use crate::options::CallOptions;
use crate::practice::{self, AdvisorStats, GetAdvisorStats};
use crate::snapshot::Answer;

impl Tenant {
    /// Tells what an advisor did for this tenant in a range of time, or ever, and where the advisor stands.
    ///
    /// *What counts*: rows of this tenant that are not deleted: engagements assigned to the user, by their start; revenue
    /// shares of which the user is the payee, by the start of their period; ratings of the user by the date of the review,
    /// published or not, since the tenant reads what its own clients said. *Cost*: without a range one look at each share;
    /// with one a look at each engagement of the advisor too. Ratings are counted without their rows.
    ///
    /// # Errors
    /// `NotFound` when the user is neither a live user of this tenant nor the advisor of any such row; `InvalidArgument` for
    /// an empty range.
    pub fn advisor_stats(
        &self,
        request: &GetAdvisorStats,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorStats>> {
        self.read_practice("advisor_stats", options, |read| practice::advisor_stats(read, request))
    }
}
