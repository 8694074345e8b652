//! The generated tables: names, counts and rows.

use anyhow::Result;

use super::scale::Scale;
use super::world::World;
use super::write::Part;
use crate::snapshot::{
    AdvisorMarketplaceMatch, AdvisorProfile, AuditLog, Client, ClientPortalAccess,
    ClientSatisfactionMetric, Document, DocumentProcessing, EMBEDDING_TABLE, Engagement,
    EngagementRateCard, Invoice, Organization, Permission, Record as _, RevenueShare,
    RolePermission, ServiceOffering, Task, TaskQueueItem, TeamMember, TeamMemberPermission, User,
    WrittenFile,
};
use crate::vocabulary::permissions::{grants, permissions};

/// Rows per file. The split is part of the output, so it must not depend on the machine.
const PART_ROW_COUNT: u64 = 250_000;

/// Embeddings per file: 6 KB each at 1,536 numbers.
const EMBEDDING_PART_ROW_COUNT: u64 = 2_500;

/// One table: how many rows it has, and how a range of them is written.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) part_row_count: u64,
    pub(super) row_count: fn(&Scale) -> u64,
    pub(super) write: fn(&Part<'_>, &World) -> Result<WrittenFile>,
}

/// A table of records: the type, its count and the function that makes a row.
macro_rules! table {
    ($record:ident, $row_count:expr, $row:ident) => {
        Table {
            name: $record::TABLE,
            part_row_count: PART_ROW_COUNT,
            row_count: $row_count,
            write: |part, world| part.write(|index| world.$row(index)),
        }
    };
}

/// The tables, those with most work first, so that no thread is left with a large one at the end.
pub(super) static TABLES: &[Table] = &[
    table!(Document, |scale| scale.document_count, document),
    table!(Task, |scale| scale.task_count, task),
    table!(Invoice, |scale| scale.invoice_count, invoice),
    table!(Engagement, |scale| scale.engagement_count, engagement),
    Table {
        name: EMBEDDING_TABLE,
        part_row_count: EMBEDDING_PART_ROW_COUNT,
        row_count: |scale| scale.advisor_count,
        write: |part, world| part.write_embeddings(world),
    },
    table!(AuditLog, |scale| scale.audit_log_count, audit_log),
    table!(AdvisorMarketplaceMatch, |scale| scale.match_count, marketplace_match),
    table!(DocumentProcessing, |scale| scale.document_processing_count, document_processing),
    table!(RevenueShare, |scale| scale.revenue_share_count, revenue_share),
    table!(Client, |scale| scale.client_count, client),
    table!(ClientPortalAccess, |scale| scale.portal_access_count, portal_access),
    table!(ClientSatisfactionMetric, |scale| scale.satisfaction_count, satisfaction),
    table!(TaskQueueItem, |scale| scale.queue_item_count, queue_item),
    table!(ServiceOffering, |scale| scale.service_offering_count, service_offering),
    table!(User, Scale::user_count, user),
    table!(AdvisorProfile, |scale| scale.advisor_count, advisor_profile),
    table!(TeamMemberPermission, Scale::team_member_permission_count, team_member_permission),
    table!(TeamMember, |scale| scale.staff_count, team_member),
    table!(EngagementRateCard, |scale| scale.rate_card_count, rate_card),
    table!(Organization, |scale| scale.tenant_count, organization),
    table!(RolePermission, |_| grants().len() as u64, role_permission),
    table!(Permission, |_| permissions().len() as u64, permission),
];
