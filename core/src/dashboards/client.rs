//! The dashboard of one client.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cache::Kept;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::model::advisoros::{DOCUMENTS, TASKS, clients, documents, tasks};
use crate::model::audience::{Audience, DocumentClass, View};
use crate::model::money::Money;
use crate::model::selectable::Source;
use crate::moment::Moment;
use crate::snapshot::Snapshot;
use crate::warehouse::rollups::client::{ClientRollup, SHOWN_COUNT};

/// Metrics of one client, its newest documents and its next tasks.
///
/// A row counts when it is live, of this tenant, and reached through live parents of this tenant; a task
/// is reached through its engagement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientDashboard {
    /// The client's id.
    pub client_id: String,
    /// The client's name.
    pub business_name: String,
    /// The client's status.
    pub status: String,
    /// Documents that the audience sees.
    pub total_documents: u64,
    /// Of these, created in the 30 days before the call.
    pub documents_last_30_days: u64,
    /// Of these, waiting for review.
    pub documents_needs_review: u64,
    /// Tasks pending or in progress.
    pub active_tasks: u64,
    /// Tasks completed.
    pub completed_tasks: u64,
    /// Invoices; none where the audience may not see financials.
    pub total_invoices: Option<u64>,
    /// Amounts by currency, in order of its code; none where the audience may not see financials.
    pub amounts: Option<Vec<CurrencyAmounts>>,
    /// Engagements.
    pub total_engagements: u64,
    /// Engagements in progress.
    pub active_engagements: u64,
    /// When the newest visible document was created.
    pub last_document_upload: Option<Timestamp>,
    /// When a task was last updated.
    pub last_task_update: Option<Timestamp>,
    /// When the newest invoice was created; none where the audience may not see financials.
    pub last_invoice_date: Option<Timestamp>,
    /// When the revision of this answer was committed.
    pub last_refreshed: Timestamp,
    /// The 5 newest visible documents, newest first, then by id.
    pub recent_documents: Vec<RecentDocument>,
    /// The 5 next tasks that are pending or in progress: due first, without a date last, then by id.
    pub upcoming_tasks: Vec<UpcomingTask>,
}

/// Sums of invoices in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyAmounts {
    /// The currency's code.
    pub currency: String,
    /// Total of the invoices that are paid.
    pub total_revenue: Money,
    /// Balance of the invoices that are sent, viewed, partly paid or overdue.
    pub outstanding_balance: Money,
}

/// A document as a dashboard lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecentDocument {
    /// The document's id.
    pub id: String,
    /// Its file name.
    pub file_name: String,
    /// Its category.
    pub category: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A task as a dashboard lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpcomingTask {
    /// The task's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it is due, where it has a date.
    pub due_date: Option<Timestamp>,
    /// Its priority.
    pub priority: String,
    /// Who it is assigned to: a live user of this tenant.
    pub assignee_name: Option<String>,
}

impl Kept for ClientDashboard {
    const COMMIT_FIELD: Option<&'static str> = Some("lastRefreshed");

    fn committed_at(&self, at: Timestamp) -> Option<Self> {
        Some(Self { last_refreshed: at, ..self.clone() })
    }
}

/// Days before the call that `documents_last_30_days` looks back.
const RECENT_DAYS: i64 = 30;

/// Reads a dashboard from the rollups and rows of a snapshot.
pub(crate) fn read(
    snapshot: &Snapshot,
    tenant: &str,
    client_id: &str,
    audience: &Audience,
    moment: &Moment,
) -> Result<ClientDashboard> {
    let view = audience.view(client_id, moment)?;
    let (client, rollup) = snapshot
        .views()?
        .rollups
        .find_client(&snapshot.tables, tenant, client_id)
        .ok_or_else(|| Error::not_found(format!("no client `{client_id}`")))?;
    let documents = VisibleDocuments::sum(rollup, view);
    Ok(ClientDashboard {
        client_id: client_id.to_owned(),
        business_name: client.text(clients::business_name).to_owned(),
        status: client.text(clients::status).to_owned(),
        total_documents: documents.count,
        documents_last_30_days: rollup.documents_since(
            moment.days_ago(RECENT_DAYS, |since| rollup.oldest_document_since(since)),
            view.documents,
        ),
        documents_needs_review: documents.needs_review_count,
        active_tasks: u64::from(rollup.active_task_count),
        completed_tasks: u64::from(rollup.completed_task_count),
        total_invoices: view.shows_financials.then_some(u64::from(rollup.invoice_count)),
        amounts: view.shows_financials.then(|| amounts(rollup)).transpose()?,
        total_engagements: u64::from(rollup.engagement_count),
        active_engagements: u64::from(rollup.active_engagement_count),
        last_document_upload: documents.last_upload.map(Timestamp::from_stored),
        last_task_update: rollup.last_task_update.map(Timestamp::from_stored),
        last_invoice_date: rollup
            .last_invoice
            .filter(|_| view.shows_financials)
            .map(Timestamp::from_stored),
        last_refreshed: snapshot.as_of.committed_at,
        recent_documents: recent_documents(snapshot, rollup, view),
        upcoming_tasks: upcoming_tasks(snapshot, rollup, tenant),
    })
}

#[derive(Default)]
struct VisibleDocuments {
    count: u64,
    needs_review_count: u64,
    last_upload: Option<i64>,
}

impl VisibleDocuments {
    fn sum(rollup: &ClientRollup, view: View) -> Self {
        let mut sum = Self::default();
        for (class, sums) in DocumentClass::ALL.into_iter().zip(&rollup.documents) {
            if view.documents.holds(class) {
                sum.count += u64::from(sums.count);
                sum.needs_review_count += u64::from(sums.needs_review_count);
                sum.last_upload = sum.last_upload.max(sums.last_upload);
            }
        }
        sum
    }
}

fn amounts(rollup: &ClientRollup) -> Result<Vec<CurrencyAmounts>> {
    let amounts = rollup.amounts.iter().map(|amounts| {
        Ok(CurrencyAmounts {
            currency: amounts.currency.to_string(),
            total_revenue: money(amounts.revenue)?,
            outstanding_balance: money(amounts.outstanding)?,
        })
    });
    amounts.collect()
}

/// A sum of amounts as money.
///
/// # Errors
/// `ResourceExhausted` beyond 92 quadrillion, which takes nine hundred million invoices of the largest amount.
pub(crate) fn money(cents: i128) -> Result<Money> {
    i64::try_from(cents).map(Money::from_cents).map_err(|_| {
        Error::new(
            ErrorKind::ResourceExhausted,
            format!("a sum of {cents} cents is beyond the range of money"),
        )
    })
}

fn recent_documents(snapshot: &Snapshot, rollup: &ClientRollup, view: View) -> Vec<RecentDocument> {
    let table = snapshot.tables.table(DOCUMENTS);
    rollup
        .recent_documents
        .iter()
        .filter_map(|ordinal| table.row(*ordinal))
        .filter(|row| {
            let class = DocumentClass::of(
                row.text(documents::access_level),
                row.flag(documents::is_confidential),
            );
            view.documents.holds(class)
        })
        .take(SHOWN_COUNT)
        .map(|row| RecentDocument {
            id: row.text(documents::id).to_owned(),
            file_name: row.text(documents::file_name).to_owned(),
            category: row.text(documents::category).to_owned(),
            created_at: Timestamp::from_stored(row.int(documents::created_at).unwrap_or_default()),
        })
        .collect()
}

fn upcoming_tasks(snapshot: &Snapshot, rollup: &ClientRollup, tenant: &str) -> Vec<UpcomingTask> {
    let table = snapshot.tables.table(TASKS);
    rollup
        .upcoming_tasks
        .iter()
        .filter_map(|ordinal| table.row(*ordinal))
        .map(|row| UpcomingTask {
            id: row.text(tasks::id).to_owned(),
            title: row.text(tasks::title).to_owned(),
            due_date: row.int(tasks::due_date).map(Timestamp::from_stored),
            priority: row.text(tasks::priority).to_owned(),
            assignee_name: Source {
                tables: &snapshot.tables,
                row,
                tenant: Some(tenant),
                rollup: None,
            }
            .user_name(tasks::assigned_to_id),
        })
        .collect()
}
