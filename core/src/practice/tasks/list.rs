//! The list of tasks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{TaskRow, TaskRowField, is_overdue};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lists::{FactFilter, ListName, Listing, Order, Page, Rows, task_facts, task_orders};
use crate::model::advisoros::{ENGAGEMENTS, TASKS, engagements, tasks as column};
use crate::model::audience::Audience;
use crate::model::rank::{PRIORITY, TASK_STATUS, TASK_TYPE};
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::moment::Moment;
use crate::page::PageRequest;
use crate::practice::Practice;
use crate::practice::choice::known;
use crate::practice::contains::Needle;
use crate::practice::period::check_range;

/// A page of tasks: of one client, one engagement, one person, or the whole tenant.
///
/// ```
/// use advisor_engine::{ListTasks, TaskSort};
/// let request: ListTasks = serde_json::from_str(
///     r#"{"assigneeId": "u1", "audience": {"kind": "staff"}, "filters": {"overdue": true}}"#,
/// ).expect("valid JSON");
/// assert_eq!(request.sort, TaskSort::Rank);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListTasks {
    /// Whose tasks: those of the client's engagements. A portal names its own client.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The tasks that are assigned to this person, who need not be there any more.
    #[serde(default)]
    pub assignee_id: Option<String>,
    /// The tasks of this engagement.
    #[serde(default)]
    pub engagement_id: Option<String>,
    /// Who reads.
    pub audience: Audience,
    /// Which tasks.
    #[serde(default)]
    pub filters: TaskFilters,
    /// In what order.
    #[serde(default)]
    pub sort: TaskSort,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
    /// The columns; an empty list for all. Whether a task is overdue is always told.
    #[serde(default)]
    pub select: Vec<TaskRowField>,
}

/// Conditions on a task, all of which must hold; an empty list asks for nothing.
///
/// ```
/// use advisor_engine::TaskFilters;
/// assert_eq!(TaskFilters::default().overdue, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TaskFilters {
    /// Text anywhere in the title or the description, whatever its case and accents.
    pub text: Option<String>,
    /// One of these: `pending`, `in_progress`, `review`, `completed`, `cancelled`.
    pub statuses: Vec<String>,
    /// One of these: `urgent`, `high`, `normal`, `low`.
    pub priorities: Vec<String>,
    /// One of these: `document_review`, `data_entry`, `client_meeting`, `preparation`, `review`, `custom`.
    pub task_types: Vec<String>,
    /// Whether it is assigned to nobody.
    pub unassigned: Option<bool>,
    /// Whether it belongs to no engagement, and so to no client.
    pub without_engagement: Option<bool>,
    /// Due at this instant or later; a task without a date drops out.
    pub due_from: Option<Timestamp>,
    /// Due before this instant; a task without a date drops out.
    pub due_to: Option<Timestamp>,
    /// Whether it was due before the call and is neither completed nor cancelled.
    pub overdue: Option<bool>,
}

/// The order of a list of tasks. Each is total: missing and unknown values last, equal ones by id.
///
/// ```
/// use advisor_engine::TaskSort;
/// assert_eq!(serde_json::to_string(&TaskSort::Rank).ok().as_deref(), Some("\"rank\""));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskSort {
    /// Urgent, high, normal, low, then what is none of these; due first, without a date last; made first.
    #[default]
    Rank,
    /// Due first, without a date last.
    Due,
    /// Made last first.
    Newest,
}

impl TaskSort {
    fn order(self) -> &'static Order {
        match self {
            Self::Rank => &task_orders::RANK,
            Self::Due => &task_orders::DUE,
            Self::Newest => &task_orders::NEWEST,
        }
    }
}

impl TaskFilters {
    /// Checks the values.
    ///
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    fn check(&self) -> Result<()> {
        known("statuses", &self.statuses, TASK_STATUS)?;
        known("priorities", &self.priorities, PRIORITY)?;
        known("task_types", &self.task_types, TASK_TYPE)?;
        check_range("due_from", self.due_from, "due_to", self.due_to)
    }

    fn facts(&self) -> FactFilter {
        let mut facts = FactFilter::default();
        facts.ranks(task_facts::STATUS, TASK_STATUS, &self.statuses);
        facts.ranks(task_facts::RANK, PRIORITY, &self.priorities);
        facts.ranks(task_facts::TYPE, TASK_TYPE, &self.task_types);
        if let Some(unassigned) = self.unassigned {
            facts.flag(task_facts::IS_ASSIGNED, !unassigned);
        }
        if let Some(without_engagement) = self.without_engagement {
            facts.flag(task_facts::HAS_ENGAGEMENT, !without_engagement);
        }
        facts
    }

    /// Whether facts tell all that these filters ask.
    fn asks_facts_only(&self) -> bool {
        let Self {
            text,
            statuses: _,
            priorities: _,
            task_types: _,
            unassigned: _,
            without_engagement: _,
            due_from,
            due_to,
            overdue,
        } = self;
        text.as_deref().is_none_or(|text| text.trim().is_empty())
            && due_from.is_none()
            && due_to.is_none()
            && overdue.is_none()
    }

    /// Whether a row fits, but for what facts tell.
    fn fits(&self, row: RowRef<'_>, needle: Option<&Needle>, moment: &Moment) -> bool {
        let due = row.int(column::due_date);
        self.due_from.is_none_or(|from| due.is_some_and(|due| due >= from.as_millisecond()))
            && self.due_to.is_none_or(|to| due.is_some_and(|due| due < to.as_millisecond()))
            && self.overdue.is_none_or(|wanted| is_overdue(row, moment) == wanted)
            && needle.is_none_or(|needle| {
                needle.is_in(row.text(column::title)) || needle.is_in(row.text(column::description))
            })
    }
}

/// The tasks of a client: those of its live engagements.
fn of_client(practice: Practice<'_>, client_id: &str) -> Result<Vec<u32>> {
    practice.client(client_id)?;
    let engagements = practice.rows_under(ENGAGEMENTS, client_id);
    let tasks = engagements
        .flat_map(|(_, engagement)| practice.rows_under(TASKS, engagement.text(engagements::id)));
    Ok(tasks.map(|(ordinal, _)| ordinal).collect())
}

/// Lists tasks.
pub(crate) fn list_tasks(practice: Practice<'_>, request: &ListTasks) -> Result<Page<TaskRow>> {
    let ListTasks { client_id, assignee_id, engagement_id, audience, filters, sort, page, select } =
        request;
    practice.view(audience, client_id.as_deref())?;
    filters.check()?;
    let needle = Needle::of("text", filters.text.as_deref())?;
    let is_one_person = assignee_id.is_some() && (client_id.is_some() || engagement_id.is_some());
    let keep = |row: RowRef<'_>| {
        (!is_one_person || row.text_opt(column::assigned_to_id) == assignee_id.as_deref())
            && filters.fits(row, needle.as_ref(), practice.moment)
    };
    let rows = match (client_id, engagement_id, assignee_id) {
        (client_id, Some(engagement_id), _) => {
            if let Some(client_id) = client_id {
                practice.client(client_id)?;
            }
            practice.engagement(engagement_id, client_id.as_deref())?;
            let tasks = practice.rows_under(TASKS, engagement_id);
            Rows::Loose(tasks.map(|(ordinal, _)| ordinal).collect())
        }
        (Some(client_id), None, _) => Rows::Loose(of_client(practice, client_id)?),
        (None, None, assignee_id) => {
            let kept = match assignee_id {
                Some(assignee_id) => practice.lists().of_owner(
                    ListName::TasksByAssignee,
                    practice.tenant,
                    assignee_id,
                ),
                None => practice.lists().of_tenant(ListName::Tasks, practice.tenant),
            };
            match sort {
                TaskSort::Rank => Rows::InOrder(kept),
                _ => Rows::Kept(kept),
            }
        }
    };
    let listing = Listing {
        table: practice.table(TASKS),
        rows,
        order: sort.order(),
        read_facts: task_facts::read,
        facts: filters.facts(),
        keep: if filters.asks_facts_only() && !is_one_person { None } else { Some(&keep) },
    };
    let fields = Selection::of(select);
    let listed = (client_id, assignee_id, engagement_id, audience, filters, sort);
    practice.page(&listing, page, &listed, |_, row| {
        Ok(TaskRow::at(&practice.source(row), fields, practice.moment))
    })
}
