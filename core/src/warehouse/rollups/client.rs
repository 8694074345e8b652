//! What a dashboard says of one client, computed from the client's own rows.

use crate::model::advisoros::{
    CLIENTS, DOCUMENTS, ENGAGEMENTS, INVOICES, TASKS, clients, documents, engagements, invoices,
    tasks,
};
use crate::model::audience::{DOCUMENT_CLASS_COUNT, DocumentClass, VisibleClasses};
use crate::model::rank;
use crate::model::row::RowRef;
use crate::store::table::Tables;

/// Documents and tasks that a dashboard shows.
pub(crate) const SHOWN_COUNT: usize = 5;

/// The metrics of a live client.
///
/// Lists hold ordinals: a dashboard reads the rows themselves from the same snapshot. Each child table is
/// aggregated alone, so that no join can multiply a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientRollup {
    pub(crate) documents: [DocumentSums; DOCUMENT_CLASS_COUNT],
    /// `created_at` in milliseconds × 8 + document class, ascending: a window that moves with the time of
    /// the call is two binary searches.
    document_marks: Box<[i64]>,
    /// The newest of every class, merged, newest first: the newest of any set of classes are among them.
    pub(crate) recent_documents: Box<[u32]>,
    pub(crate) active_task_count: u32,
    pub(crate) completed_task_count: u32,
    pub(crate) last_task_update: Option<i64>,
    /// Due first, without a date last, then by id.
    pub(crate) upcoming_tasks: Box<[u32]>,
    pub(crate) invoice_count: u32,
    pub(crate) last_invoice: Option<i64>,
    /// By currency code.
    pub(crate) amounts: Box<[Amounts]>,
    pub(crate) engagement_count: u32,
    pub(crate) active_engagement_count: u32,
}

/// Documents of one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DocumentSums {
    pub(crate) count: u32,
    pub(crate) needs_review_count: u32,
    pub(crate) last_upload: Option<i64>,
}

/// Sums in one currency, in cents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amounts {
    pub(crate) currency: Box<str>,
    pub(crate) revenue: i128,
    pub(crate) outstanding: i128,
}

impl ClientRollup {
    /// Computes the rollup of the client at an ordinal; none where there is no live client.
    ///
    /// *Cost*: one visit of each row of the client.
    pub(crate) fn compute(tables: &Tables, ordinal: u32) -> Option<Self> {
        let client = tables.table(CLIENTS).row(ordinal)?;
        if !client.is_null(clients::deleted_at) {
            return None;
        }
        let client_id = client.text(clients::id);
        let tenant = client.text(clients::organization_id);
        let mut rollup = Self {
            documents: Default::default(),
            document_marks: Box::default(),
            recent_documents: Box::default(),
            active_task_count: 0,
            completed_task_count: 0,
            last_task_update: None,
            upcoming_tasks: Box::default(),
            invoice_count: 0,
            last_invoice: None,
            amounts: Box::default(),
            engagement_count: 0,
            active_engagement_count: 0,
        };
        rollup.add_documents(tables, client_id, tenant);
        rollup.add_engagements_and_tasks(tables, client_id, tenant);
        rollup.add_invoices(tables, client_id, tenant);
        Some(rollup)
    }

    /// Documents created at or after an instant, of the classes that may be seen.
    pub(crate) fn documents_since(&self, since_ms: i64, visible: VisibleClasses) -> u64 {
        let first = self.document_marks.partition_point(|mark| *mark < since_ms.saturating_mul(8));
        let marks = &self.document_marks[first..];
        if visible.is_all() {
            return marks.len() as u64;
        }
        marks.iter().filter(|mark| visible.holds(DocumentClass::of_mark(**mark))).count() as u64
    }

    /// When the oldest document from an instant on was created, whoever may see it.
    pub(crate) fn oldest_document_since(&self, since_ms: i64) -> Option<i64> {
        let first = self.document_marks.partition_point(|mark| *mark < since_ms.saturating_mul(8));
        self.document_marks.get(first).map(|mark| mark.div_euclid(8))
    }

    pub(crate) fn byte_count(&self) -> usize {
        size_of::<Self>()
            + 8 * self.document_marks.len()
            + 4 * (self.recent_documents.len() + self.upcoming_tasks.len())
            + self
                .amounts
                .iter()
                .map(|amounts| size_of::<Amounts>() + amounts.currency.len())
                .sum::<usize>()
    }

    fn add_documents(&mut self, tables: &Tables, client_id: &str, tenant: &str) {
        use documents as column;
        let mut marks = Vec::new();
        let mut newest: Vec<(i64, &str, u32, DocumentClass)> = Vec::new();
        for (ordinal, row) in tables.table(DOCUMENTS).children(client_id) {
            if !counts(row, column::organization_id, column::deleted_at, tenant) {
                continue;
            }
            let class = DocumentClass::of(
                row.text(column::access_level),
                row.flag(column::is_confidential),
            );
            let created = row.int(column::created_at).unwrap_or_default();
            let sums = &mut self.documents[usize::from(class.0)];
            sums.count += 1;
            sums.needs_review_count += u32::from(row.flag(column::needs_review));
            sums.last_upload = sums.last_upload.max(Some(created));
            marks.push(created.saturating_mul(8) + i64::from(class.0));
            newest.push((created, row.text(column::id), ordinal, class));
        }
        marks.sort_unstable();
        self.document_marks = marks.into();
        newest.sort_unstable_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
        let mut kept = [0; DOCUMENT_CLASS_COUNT];
        newest.retain(|(.., class)| {
            let count = &mut kept[usize::from(class.0)];
            *count += 1;
            *count <= SHOWN_COUNT
        });
        self.recent_documents = newest.into_iter().map(|(_, _, ordinal, _)| ordinal).collect();
    }

    fn add_engagements_and_tasks(&mut self, tables: &Tables, client_id: &str, tenant: &str) {
        let mut upcoming: Vec<(i64, &str, u32)> = Vec::new();
        for (_, engagement) in tables.table(ENGAGEMENTS).children(client_id) {
            if !counts(engagement, engagements::organization_id, engagements::deleted_at, tenant) {
                continue;
            }
            self.engagement_count += 1;
            self.active_engagement_count +=
                u32::from(engagement.text(engagements::status) == "in_progress");
            for (ordinal, task) in tables.table(TASKS).children(engagement.text(engagements::id)) {
                if !counts(task, tasks::organization_id, tasks::deleted_at, tenant) {
                    continue;
                }
                let status = task.text(tasks::status);
                self.completed_task_count += u32::from(status == "completed");
                self.last_task_update = self.last_task_update.max(task.int(tasks::updated_at));
                if rank::is_active_task(status) {
                    self.active_task_count += 1;
                    let due = task.int(tasks::due_date).unwrap_or(i64::MAX);
                    upcoming.push((due, task.text(tasks::id), ordinal));
                }
            }
        }
        upcoming.sort_unstable();
        upcoming.truncate(SHOWN_COUNT);
        self.upcoming_tasks = upcoming.into_iter().map(|(_, _, ordinal)| ordinal).collect();
    }

    fn add_invoices(&mut self, tables: &Tables, client_id: &str, tenant: &str) {
        use invoices as column;
        let mut amounts: Vec<Amounts> = Vec::new();
        for (_, row) in tables.table(INVOICES).children(client_id) {
            if !counts(row, column::organization_id, column::deleted_at, tenant) {
                continue;
            }
            self.invoice_count += 1;
            self.last_invoice = self.last_invoice.max(row.int(column::created_at));
            let currency = row.text(column::currency);
            let index =
                amounts.iter().position(|sums| &*sums.currency == currency).unwrap_or_else(|| {
                    amounts.push(Amounts { currency: currency.into(), revenue: 0, outstanding: 0 });
                    amounts.len() - 1
                });
            let status = row.text(column::status);
            if status == "paid" {
                amounts[index].revenue +=
                    i128::from(row.int(column::total_amount).unwrap_or_default());
            }
            if rank::is_outstanding(status) {
                amounts[index].outstanding +=
                    i128::from(row.int(column::balance_amount).unwrap_or_default());
            }
        }
        amounts.sort_unstable_by(|one, other| one.currency.cmp(&other.currency));
        self.amounts = amounts.into();
    }
}

/// Whether a row is live and of this tenant.
fn counts(row: RowRef<'_>, tenant_column: usize, delete_marker: usize, tenant: &str) -> bool {
    row.is_null(delete_marker) && row.text(tenant_column) == tenant
}
