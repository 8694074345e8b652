//! The dashboard of one organization: its own live rows, of all time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::client::money;
use crate::cache::Kept;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::model::money::Money;
use crate::model::rank::{CLIENT_STATUS, ENGAGEMENT_STATUS, PRIORITY, Ranks, TASK_STATUS};
use crate::snapshot::Snapshot;
use crate::warehouse::rollups::tenant::TenantRollup;

/// Counts and sums over the live rows of a tenant, whether or not their parents are live.
///
/// Lists come in rank order; values that the ranks do not know come last, by spelling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDashboard {
    /// Clients in all.
    pub total_clients: u64,
    /// Clients by status.
    pub clients: Vec<StatusCount>,
    /// Documents in all.
    pub total_documents: u64,
    /// Bytes of their files; a file without a size counts 0. A sum beyond 64 bits stays at their end.
    pub total_document_bytes: i64,
    /// Tasks in all.
    pub total_tasks: u64,
    /// Tasks by status and priority.
    pub tasks: Vec<TaskCount>,
    /// Engagements in all.
    pub total_engagements: u64,
    /// Engagements by status and type.
    pub engagements: Vec<EngagementCount>,
    /// Invoices in all.
    pub total_invoices: u64,
    /// Invoices by currency, in order of its code; amounts are never summed across currencies.
    pub invoices: Vec<InvoiceTotals>,
    /// When the revision of this answer was committed.
    pub generated_at: Timestamp,
}

/// Rows of one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusCount {
    /// The status.
    pub status: String,
    /// Its rows.
    pub count: u64,
}

/// Tasks of one status and priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskCount {
    /// The status.
    pub status: String,
    /// The priority.
    pub priority: String,
    /// Their rows.
    pub count: u64,
}

/// Engagements of one status and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EngagementCount {
    /// The status.
    pub status: String,
    /// The type.
    pub r#type: String,
    /// Their rows.
    pub count: u64,
}

/// Invoices in one currency, of every status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceTotals {
    /// The currency's code.
    pub currency: String,
    /// The invoices.
    pub count: u64,
    /// Sum of their totals.
    pub total_amount: Money,
    /// Sum of what was paid.
    pub paid_amount: Money,
    /// Sum of what is left.
    pub balance_amount: Money,
}

impl Kept for OrganizationDashboard {
    const COMMIT_FIELD: Option<&'static str> = Some("generatedAt");

    fn committed_at(&self, at: Timestamp) -> Option<Self> {
        Some(Self { generated_at: at, ..self.clone() })
    }
}

/// Reads the dashboard from the rollup of a tenant. *Cost*: its few dozen counts are sorted.
pub(crate) fn read(snapshot: &Snapshot, tenant: &str) -> Result<OrganizationDashboard> {
    let empty = TenantRollup::default();
    let rollup = snapshot.views()?.rollups.tenant(tenant).unwrap_or(&empty);
    let clients = ranked(rollup.clients.iter(), CLIENT_STATUS, Ranks(&[]));
    let tasks = ranked(rollup.tasks.iter(), TASK_STATUS, PRIORITY);
    let engagements = ranked(rollup.engagements.iter(), ENGAGEMENT_STATUS, Ranks(&[]));
    let invoices = rollup.sorted_invoices();
    let total = |counts: &[(&str, &str, u64)]| counts.iter().map(|(.., count)| count).sum();
    Ok(OrganizationDashboard {
        total_clients: total(&clients),
        total_documents: rollup.document_count.cast_unsigned(),
        total_document_bytes: clamped(rollup.document_bytes),
        total_tasks: total(&tasks),
        total_engagements: total(&engagements),
        total_invoices: invoices.iter().map(|sums| sums.count.cast_unsigned()).sum(),
        clients: clients
            .into_iter()
            .map(|(status, _, count)| StatusCount { status: status.to_owned(), count })
            .collect(),
        tasks: tasks
            .into_iter()
            .map(|(status, priority, count)| TaskCount {
                status: status.to_owned(),
                priority: priority.to_owned(),
                count,
            })
            .collect(),
        engagements: engagements
            .into_iter()
            .map(|(status, kind, count)| EngagementCount {
                status: status.to_owned(),
                r#type: kind.to_owned(),
                count,
            })
            .collect(),
        invoices: invoices
            .into_iter()
            .map(|sums| {
                Ok(InvoiceTotals {
                    currency: sums.currency.to_string(),
                    count: sums.count.cast_unsigned(),
                    total_amount: money(sums.total)?,
                    paid_amount: money(sums.paid)?,
                    balance_amount: money(sums.balance)?,
                })
            })
            .collect::<Result<_>>()?,
        generated_at: snapshot.as_of.committed_at,
    })
}

/// The nearest 64-bit number: sizes are the source's, and one wild row must not hide a dashboard.
fn clamped(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

/// Counts in rank order, then by spelling.
fn ranked<'a>(
    counts: impl Iterator<Item = (&'a str, &'a str, i64)>,
    first: Ranks,
    second: Ranks,
) -> Vec<(&'a str, &'a str, u64)> {
    let mut counts: Vec<_> =
        counts.map(|(one, other, count)| (one, other, count.cast_unsigned())).collect();
    counts.sort_unstable_by_key(|(one, other, _)| (first.of(one), second.of(other), *one, *other));
    counts
}
