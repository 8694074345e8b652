//! Who may do what.

mod address;
mod portal;

pub(crate) use portal::portal_access;
pub use portal::{GetPortalAccess, PortalDecision, PortalReason};
