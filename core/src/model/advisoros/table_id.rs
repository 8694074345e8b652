//! The positions of the tables in the catalog.

#![cfg_attr(not(test), expect(dead_code, reason = "not every table is read by name"))]

use crate::model::catalog::TableId;

pub(crate) const ORGANIZATIONS: TableId = 0;
pub(crate) const USERS: TableId = 1;
pub(crate) const CLIENTS: TableId = 2;
pub(crate) const DOCUMENTS: TableId = 3;
pub(crate) const ENGAGEMENTS: TableId = 4;
pub(crate) const TASKS: TableId = 5;
pub(crate) const INVOICES: TableId = 6;
pub(crate) const ADVISOR_PROFILES: TableId = 7;
pub(crate) const ADVISOR_EMBEDDINGS: TableId = 8;
pub(crate) const CLIENT_PORTAL_ACCESS: TableId = 9;
pub(crate) const ENGAGEMENT_RATE_CARDS: TableId = 10;
pub(crate) const SERVICE_OFFERINGS: TableId = 11;
pub(crate) const ADVISOR_MARKETPLACE_MATCHES: TableId = 12;
pub(crate) const CLIENT_SATISFACTION_METRICS: TableId = 13;
pub(crate) const REVENUE_SHARES: TableId = 14;
pub(crate) const TEAM_MEMBERS: TableId = 15;
pub(crate) const PERMISSIONS: TableId = 16;
pub(crate) const TEAM_MEMBER_PERMISSIONS: TableId = 17;
pub(crate) const ROLE_PERMISSIONS: TableId = 18;
pub(crate) const TASK_QUEUE_ITEMS: TableId = 19;
pub(crate) const DOCUMENT_PROCESSING: TableId = 20;
pub(crate) const AUDIT_LOGS: TableId = 21;
pub(crate) const SCORING_PROFILES: TableId = 22;
