//! Who may enter the portal of a client.

use crate::engine::Tenant;
use crate::error::Result;
use crate::options::CallOptions;
use crate::permissions::{self, GetPortalAccess, PortalDecision};
use crate::snapshot::Answer;

impl Tenant {
    /// Decides whether a person may enter the portal of a client at the time of the call, and as which audience.
    ///
    /// *What counts*: the person's access to this client that is not deleted. It must be active, as must the person's
    /// account, and not at its end. Where it is limited to addresses, the given one must be among them, or in a network of
    /// them (CIDR). The audience is shown the client's own documents and public ones, never those of the practice.
    /// *Cost*: one look at each access to the client.
    ///
    /// # Errors
    /// `NotFound` when the client is not there, deleted or another tenant's; `InvalidArgument` for what is no address.
    pub fn portal_access(
        &self,
        request: &GetPortalAccess,
        options: &CallOptions,
    ) -> Result<Answer<PortalDecision>> {
        self.read_practice("portal_access", options, |read| {
            permissions::portal_access(read, request)
        })
    }
}
