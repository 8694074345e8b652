//! An engagement as batches show it.

use crate::clock::Timestamp;
use crate::model::advisoros::engagements as column;
use crate::model::decimal::Decimal;
use crate::model::selectable::selectable;

selectable! {
    /// An engagement of a client.
    EngagementRow, EngagementRowField {
        /// The engagement's id.
        id = column::id;
        /// The client that it belongs to.
        client_id / ClientId / "clientId": String = text(column::client_id);
        /// The client's name; none where the client is deleted or not of this tenant.
        client_name / ClientName / "clientName": Option<String> = client_name(column::client_id);
        /// Its name.
        name / Name / "name": String = text(column::name);
        /// What it is about.
        description / Description / "description": Option<String> = text_opt(column::description);
        /// What kind of work it is.
        kind / Type / "type": String = text(column::r#type);
        /// `planning`, `in_progress`, `review`, `on_hold`, `completed` or `cancelled`; other values are the source's.
        status / Status / "status": String = text(column::status);
        /// `urgent`, `high`, `normal` or `low`; other values are the source's.
        priority / Priority / "priority": String = text(column::priority);
        /// When work starts.
        start_date / StartDate / "startDate": Option<Timestamp> = timestamp_opt(column::start_date);
        /// When it is due.
        due_date / DueDate / "dueDate": Option<Timestamp> = timestamp_opt(column::due_date);
        /// When it was done.
        completed_date / CompletedDate / "completedDate": Option<Timestamp> = timestamp_opt(column::completed_date);
        /// Hours that it should take.
        estimated_hours / EstimatedHours / "estimatedHours": Option<Decimal> = decimal_opt(column::estimated_hours);
        /// Hours that it took.
        actual_hours / ActualHours / "actualHours": Option<Decimal> = decimal_opt(column::actual_hours);
        /// The price of an hour.
        hourly_rate / HourlyRate / "hourlyRate": Option<Decimal> = decimal_opt(column::hourly_rate);
        /// The price of the whole.
        fixed_fee / FixedFee / "fixedFee": Option<Decimal> = decimal_opt(column::fixed_fee);
        /// Who it is assigned to.
        assigned_to_id / AssignedToId / "assignedToId": Option<String> = text_opt(column::assigned_to_id);
        /// The assignee's name; none where the user is deleted or not of this tenant.
        assignee_name / AssigneeName / "assigneeName": Option<String> = user_name(column::assigned_to_id);
        /// The year that it is about.
        year / Year / "year": Option<i64> = int_opt(column::year);
        /// The quarter that it is about.
        quarter / Quarter / "quarter": Option<i64> = int_opt(column::quarter);
        /// When the row was made.
        created_at / CreatedAt / "createdAt": Timestamp = timestamp(column::created_at);
        /// When it was last changed.
        updated_at / UpdatedAt / "updatedAt": Timestamp = timestamp(column::updated_at);
    }
}
