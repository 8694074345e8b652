//! Rows of many keys.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::engagement::EngagementRow;
use super::request::{
    DocumentsByClient, EngagementsByClient, InvoicesByClient, TasksByAssignee, TasksByEngagement,
    check_keys, check_limit,
};
use crate::error::Result;
use crate::lists::{
    FactFilter, ListName, Listing, Order, Rows, document_facts, document_orders, engagement_facts,
    engagement_orders, invoice_facts, invoice_orders, task_facts, task_orders,
};
use crate::model::advisoros::{DOCUMENTS, ENGAGEMENTS, INVOICES, TASKS, USERS, users};
use crate::model::catalog::TableId;
use crate::model::rank::TASK_STATUS;
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::practice::Practice;
use crate::practice::documents::DocumentRow;
use crate::practice::invoices::InvoiceRow;
use crate::practice::tasks::TaskRow;

/// One group per key that was asked for, in their order.
///
/// ```
/// use advisor_engine::{Group, Groups};
/// let groups = Groups { groups: vec![Group { key: "a".to_owned(), rows: vec!["row"], total: 7 }] };
/// assert_eq!(groups.groups[0].total, 7);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "{T}Groups")]
pub struct Groups<T> {
    /// The groups.
    pub groups: Vec<Group<T>>,
}

/// The rows of one key.
///
/// ```
/// use advisor_engine::Group;
/// let empty: Group<String> = Group { key: "a".to_owned(), rows: Vec::new(), total: 0 };
/// assert_eq!(serde_json::to_string(&empty).ok().as_deref(), Some(r#"{"key":"a","rows":[],"total":0}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "{T}Group")]
pub struct Group<T> {
    /// The key.
    pub key: String,
    /// Its first rows.
    pub rows: Vec<T>,
    /// All of its rows; none where there is no such key in the tenant.
    pub total: u64,
}

/// How the rows of a key are found, and in what order.
struct Reader<'r> {
    table: TableId,
    order: &'static Order,
    read_facts: fn(RowRef<'_>) -> u32,
    facts: FactFilter,
    keys: &'r [String],
    limit: usize,
}

impl Reader<'_> {
    /// Reads each key's rows; none where `rows` knows no such key.
    fn read<'a, T>(
        self,
        practice: Practice<'a>,
        rows: impl Fn(&str) -> Option<Rows<'a>>,
        show: impl Fn(RowRef<'a>) -> T,
    ) -> Result<Groups<T>> {
        let Self { table, order, read_facts, facts, keys, limit } = self;
        check_keys("keys", keys)?;
        check_limit(limit)?;
        let mut listing = Listing {
            table: practice.table(table),
            rows: Rows::InOrder(None),
            order,
            read_facts,
            facts,
            keep: None,
        };
        let mut groups = Vec::with_capacity(keys.len());
        for key in keys {
            practice.options.check()?;
            listing.rows = rows(key).unwrap_or(Rows::InOrder(None));
            let (rows, total) = listing.first(limit, practice.options, &show)?;
            groups.push(Group { key: key.clone(), rows, total });
        }
        Ok(Groups { groups })
    }
}

/// The rows of a live client.
fn of_client<'a>(practice: Practice<'a>, table: TableId, client_id: &str) -> Option<Rows<'a>> {
    practice.rows_of_client(table, client_id).ok().map(Rows::Loose)
}

/// The newest documents of each client.
pub(crate) fn documents_by_client(
    practice: Practice<'_>,
    request: &DocumentsByClient,
) -> Result<Groups<DocumentRow>> {
    let mut facts = FactFilter::default();
    facts.flag(document_facts::IS_LATEST_VERSION, true);
    let reader = Reader {
        table: DOCUMENTS,
        order: &document_orders::NEWEST,
        read_facts: document_facts::read,
        facts,
        keys: &request.keys,
        limit: request.limit,
    };
    let fields = Selection::of(&request.select);
    reader.read(
        practice,
        |key| of_client(practice, DOCUMENTS, key),
        |row| DocumentRow::read(&practice.source(row), fields),
    )
}

/// The newest engagements of each client.
pub(crate) fn engagements_by_client(
    practice: Practice<'_>,
    request: &EngagementsByClient,
) -> Result<Groups<EngagementRow>> {
    let reader = Reader {
        table: ENGAGEMENTS,
        order: &engagement_orders::NEWEST,
        read_facts: engagement_facts::read,
        facts: FactFilter::default(),
        keys: &request.keys,
        limit: request.limit,
    };
    let fields = Selection::of(&request.select);
    reader.read(
        practice,
        |key| of_client(practice, ENGAGEMENTS, key),
        |row| EngagementRow::read(&practice.source(row), fields),
    )
}

/// The newest invoices of each client.
pub(crate) fn invoices_by_client(
    practice: Practice<'_>,
    request: &InvoicesByClient,
) -> Result<Groups<InvoiceRow>> {
    let reader = Reader {
        table: INVOICES,
        order: &invoice_orders::MADE_LAST,
        read_facts: invoice_facts::read,
        facts: FactFilter::default(),
        keys: &request.keys,
        limit: request.limit,
    };
    let fields = Selection::of(&request.select);
    reader.read(
        practice,
        |key| of_client(practice, INVOICES, key),
        |row| InvoiceRow::at(&practice.source(row), fields, practice.moment),
    )
}

/// The tasks of each person that are not completed.
pub(crate) fn tasks_by_assignee(
    practice: Practice<'_>,
    request: &TasksByAssignee,
) -> Result<Groups<TaskRow>> {
    let completed = TASK_STATUS.of("completed");
    let mut facts = FactFilter::default();
    // Whatever the source may call a status, this one alone is completed.
    facts.any_of(
        task_facts::STATUS,
        (0..=TASK_STATUS.0.len()).filter(|status| *status != completed),
    );
    let reader = Reader {
        table: TASKS,
        order: &task_orders::RANK,
        read_facts: task_facts::read,
        facts,
        keys: &request.keys,
        limit: request.limit,
    };
    let fields = Selection::of(&request.select);
    reader.read(
        practice,
        |key| {
            let (_, user) = practice.table(USERS).find(key)?;
            let is_own = user.is_null(users::deleted_at)
                && user.text(users::organization_id) == practice.tenant;
            is_own.then(|| {
                Rows::InOrder(practice.lists().of_owner(
                    ListName::TasksByAssignee,
                    practice.tenant,
                    key,
                ))
            })
        },
        |row| TaskRow::at(&practice.source(row), fields, practice.moment),
    )
}

/// The tasks of each engagement, made first first.
pub(crate) fn tasks_by_engagement(
    practice: Practice<'_>,
    request: &TasksByEngagement,
) -> Result<Groups<TaskRow>> {
    let reader = Reader {
        table: TASKS,
        order: &task_orders::OLDEST,
        read_facts: task_facts::read,
        facts: FactFilter::default(),
        keys: &request.keys,
        limit: request.limit,
    };
    let fields = Selection::of(&request.select);
    reader.read(
        practice,
        |key| {
            practice.engagement(key, None).ok()?;
            let tasks = practice.rows_under(TASKS, key);
            Some(Rows::Loose(tasks.map(|(ordinal, _)| ordinal).collect()))
        },
        |row| TaskRow::at(&practice.source(row), fields, practice.moment),
    )
}
