//! What the rows of a commit change.

use super::reads::Subject;
use super::stamps::Stamps;
use crate::model::advisoros::{
    ADVISOR_EMBEDDINGS, ADVISOR_MARKETPLACE_MATCHES, ADVISOR_PROFILES, ADVISOROS,
    CLIENT_PORTAL_ACCESS, CLIENT_SATISFACTION_METRICS, CLIENTS, DOCUMENTS, ENGAGEMENTS, INVOICES,
    TASKS, USERS, advisor_marketplace_matches, client_portal_access, client_satisfaction_metrics,
    clients, documents, engagements, invoices, tasks, users,
};
use crate::model::catalog::TableId;
use crate::model::row::RowRef;
use crate::store::batch::RowChange;
use crate::store::table::Tables;

/// What a user's name is read from.
const NAMING: [usize; 3] = [users::name, users::deleted_at, users::organization_id];

/// Marks all that the rows of a batch change, between the tables before it and after it.
///
/// *Cost*: some hashes per row. A row that is put in as it was changes nothing.
pub(super) fn mark(
    stamps: &Stamps,
    before: &Tables,
    after: &Tables,
    rows: &[RowChange],
    revision: i64,
) {
    let is_advisoros = std::ptr::eq(before.catalog(), &raw const ADVISOROS);
    let mark = |subject: Subject<'_>| stamps.mark(subject.slot(), revision);
    for change in rows {
        let (table, id) = (change.table, change.id.as_str());
        let old = before.table(table).find(id).map(|(_, row)| row);
        let new = change.image.as_deref().map(RowRef::new);
        if old.map(RowRef::bytes) == new.map(RowRef::bytes) {
            continue;
        }
        mark(Subject::Table(table));
        mark(Subject::Row(table, id));
        if let Some(tenant) = before.catalog().tables[table].tenant {
            for row in [old, new].into_iter().flatten() {
                if let Some(tenant) = row.text_opt(tenant) {
                    mark(Subject::OfTenant(table, tenant));
                }
            }
        }
        if is_advisoros {
            for (tables, row) in [(before, old), (after, new)] {
                if let Some(client_id) = row.and_then(|row| client_of(tables, table, row)) {
                    mark(Subject::Client(client_id));
                }
            }
            match table {
                ADVISOR_PROFILES | ADVISOR_EMBEDDINGS => mark(Subject::Advisors),
                USERS if is_renamed(old, new) => {
                    for row in [old, new].into_iter().flatten() {
                        mark(Subject::UserNames(row.text(users::organization_id)));
                    }
                    // Of tables after the batch: one that comes or goes with it marks the advisors itself.
                    if after.table(ADVISOR_PROFILES).children(id).next().is_some() {
                        mark(Subject::Advisors);
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_renamed(old: Option<RowRef<'_>>, new: Option<RowRef<'_>>) -> bool {
    let naming = |row: RowRef<'_>| {
        NAMING.map(|column| match column {
            users::deleted_at => row.int(column).map(|at| at.to_string()),
            _ => row.text_opt(column).map(str::to_owned),
        })
    };
    old.map(naming) != new.map(naming)
}

/// The client that a row hangs on: a task by its engagement, all others by a column of their own.
///
/// What moves is marked in both states; a task that goes along with its engagement is, by the engagement.
fn client_of<'a>(tables: &'a Tables, table: TableId, row: RowRef<'a>) -> Option<&'a str> {
    match table {
        CLIENTS => row.text_opt(clients::id),
        DOCUMENTS => row.text_opt(documents::client_id),
        ENGAGEMENTS => row.text_opt(engagements::client_id),
        INVOICES => row.text_opt(invoices::client_id),
        CLIENT_PORTAL_ACCESS => row.text_opt(client_portal_access::client_id),
        CLIENT_SATISFACTION_METRICS => row.text_opt(client_satisfaction_metrics::client_id),
        ADVISOR_MARKETPLACE_MATCHES => row.text_opt(advisor_marketplace_matches::client_id),
        TASKS => {
            let engagement = tables.table(ENGAGEMENTS).find(row.text_opt(tasks::engagement_id)?)?.1;
            engagement.text_opt(engagements::client_id)
        }
        _ => None,
    }
}
