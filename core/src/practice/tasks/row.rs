//! A task as lists show it.

use crate::clock::Timestamp;
use crate::model::advisoros::{engagements, tasks as column};
use crate::model::decimal::Decimal;
use crate::model::rank::is_final_task;
use crate::model::row::RowRef;
use crate::model::selectable::{Selection, Source, selectable};
use crate::moment::Moment;

selectable! {
    /// A task of the practice.
    TaskRow, TaskRowField {
        /// The task's id.
        id = column::id;
        /// What is to be done.
        title / Title / "title": String = text(column::title);
        /// The same at length.
        description / Description / "description": Option<String> = text_opt(column::description);
        /// `pending`, `in_progress`, `review`, `completed` or `cancelled`; other values are the source's.
        status / Status / "status": String = text(column::status);
        /// `urgent`, `high`, `normal` or `low`; other values are the source's.
        priority / Priority / "priority": String = text(column::priority);
        /// What kind of work it is.
        task_type / TaskType / "taskType": String = text(column::task_type);
        /// Hours that it should take.
        estimated_hours / EstimatedHours / "estimatedHours": Option<Decimal> = decimal_opt(column::estimated_hours);
        /// Hours that it took.
        actual_hours / ActualHours / "actualHours": Option<Decimal> = decimal_opt(column::actual_hours);
        /// When work starts.
        start_date / StartDate / "startDate": Option<Timestamp> = timestamp_opt(column::start_date);
        /// When it is due.
        due_date / DueDate / "dueDate": Option<Timestamp> = timestamp_opt(column::due_date);
        /// When it was done.
        completed_date / CompletedDate / "completedDate": Option<Timestamp> = timestamp_opt(column::completed_date);
        /// Who it is assigned to.
        assigned_to_id / AssignedToId / "assignedToId": Option<String> = text_opt(column::assigned_to_id);
        /// The assignee's name; none where the user is deleted or not of this tenant.
        assignee_name / AssigneeName / "assigneeName": Option<String> = user_name(column::assigned_to_id);
        /// The engagement that it belongs to.
        engagement_id / EngagementId / "engagementId": Option<String> = text_opt(column::engagement_id);
        /// The engagement's name; none where the engagement is deleted or not of this tenant.
        engagement_name / EngagementName / "engagementName": Option<String> = engagement_name(column::engagement_id);
        /// The client of the engagement; none where the engagement is deleted or not of this tenant.
        client_id / ClientId / "clientId": Option<String> = task_client_id();
        /// The client's name; none where the client or the engagement is deleted or not of this tenant.
        client_name / ClientName / "clientName": Option<String> = task_client_name();
        /// When the row was made.
        created_at / CreatedAt / "createdAt": Timestamp = timestamp(column::created_at);
        /// When it was last changed.
        updated_at / UpdatedAt / "updatedAt": Timestamp = timestamp(column::updated_at);
    }
    beside {
        /// Whether it was due before the call and is neither completed nor cancelled.
        is_overdue / "isOverdue": bool;
    }
}

impl Source<'_> {
    fn task_client_id(&self) -> Option<String> {
        self.engagement(column::engagement_id)
            .map(|row| row.text(engagements::client_id).to_owned())
    }

    fn task_client_name(&self) -> Option<String> {
        let row = self.engagement(column::engagement_id)?;
        Source { row, ..*self }.client_name(engagements::client_id)
    }
}

/// Whether a task was due before an instant and is still open.
pub(super) fn is_overdue(row: RowRef<'_>, moment: &Moment) -> bool {
    row.int(column::due_date).is_some_and(|due| moment.has_reached(due.saturating_add(1)))
        && !is_final_task(row.text(column::status))
}

impl TaskRow {
    /// The row as it stands at the call.
    pub(in crate::practice) fn at(
        source: &Source<'_>,
        fields: Selection<TaskRowField>,
        moment: &Moment,
    ) -> Self {
        Self { is_overdue: Some(is_overdue(source.row, moment)), ..Self::read(source, fields) }
    }
}
