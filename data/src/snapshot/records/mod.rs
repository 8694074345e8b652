//! The tables of the `advisoros` catalog that a snapshot holds.
//!
//! *Source*: sections 1.2 to 1.18 of the backend's data model; value sets are comments there, so
//! unknown values are data, not errors.

mod access;
mod marketplace;
mod operations;
mod practice;

pub(crate) use access::{
    ClientPortalAccess, Permission, RolePermission, TeamMember, TeamMemberPermission,
};
pub(crate) use marketplace::{
    AdvisorMarketplaceMatch, ClientSatisfactionMetric, EngagementRateCard, RevenueShare,
    ServiceOffering,
};
pub(crate) use operations::{AuditLog, DocumentProcessing, TaskQueueItem};
pub(crate) use practice::{
    AdvisorProfile, Client, Document, Engagement, Invoice, Organization, Task, User,
};

use super::cell::Decimal;

/// Decimal without a stated precision at the source: `DECIMAL(65,30)` there, cut to what fits.
type Wide = Decimal<38, 12>;
/// Money with two decimals.
type Money = Decimal<10, 2>;
/// Money per hour.
type Rate = Decimal<8, 2>;
/// Money of a period.
type Revenue = Decimal<12, 2>;
/// Money of a business's year.
type Volume = Decimal<15, 2>;
