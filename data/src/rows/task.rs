//! Rows of `tasks`: steps of a real case, moved to the engagement's time.

use super::lifetime::lifetime;
use crate::calendar::{DAY_MS, HOUR_MS, SPAN_END_MS};
use crate::distributions::StepTemplate;
use crate::random::Draw;
use crate::snapshot::{Decimal, Instant, Task, Text};
use crate::vocabulary::enumerations::{PRIORITY, RUNNING_TASK_STATUS};

/// Longest effort that one step can come to, in hours: the log counts waiting, too.
const LONGEST_EFFORT_HOURS: i64 = 40;

/// What is known of a task.
#[derive(Debug)]
pub(crate) struct TaskParts<'a> {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) created_by_id: String,
    pub(crate) assigned_to_id: Option<String>,
    pub(crate) engagement_id: Option<String>,
    pub(crate) step: &'a StepTemplate,
    /// Takes the step's kind over with a chance; the log knows no meetings.
    pub(crate) may_vary_kind: bool,
    /// When the engagement was made: a task planned for later is made between then and now.
    pub(crate) since_ms: i64,
    pub(crate) start_ms: i64,
}

pub(crate) fn task(draw: &mut Draw, parts: TaskParts<'_>) -> Task {
    let step = parts.step;
    let end_ms = step.duration_ms.map(|duration_ms| parts.start_ms + duration_ms);
    let (status, completed_ms) = if step.is_rejection {
        ("cancelled", None)
    } else if parts.start_ms > SPAN_END_MS {
        ("pending", None)
    } else {
        match end_ms {
            Some(end_ms) if end_ms <= SPAN_END_MS => ("completed", Some(end_ms)),
            // The last step of a case has no end in the log; most such steps are the payment.
            None if draw.chance(7_000) => ("completed", Some(parts.start_ms)),
            _ => (draw.weighted(RUNNING_TASK_STATUS), None),
        }
    };
    let is_meeting = parts.may_vary_kind && draw.chance(800);
    let (title, task_type) = if is_meeting {
        ("Client meeting".to_owned(), "client_meeting")
    } else {
        (step.title.clone(), step.task_type)
    };
    let effort_hours =
        (step.duration_ms.unwrap_or(HOUR_MS) / HOUR_MS / 8).clamp(1, LONGEST_EFFORT_HOURS);
    let estimated = effort_hours * draw.between(2, 6) * 25;
    let actual = estimated * draw.between(40, 180) / 100;
    let due_ms = parts.start_ms + draw.between(1, 30) * DAY_MS;
    let planned_ms = draw.between(parts.since_ms, SPAN_END_MS.max(parts.since_ms));
    let prepared_ms = parts.start_ms - draw.between(0, 5) * HOUR_MS;
    let created_ms = if parts.start_ms > SPAN_END_MS { planned_ms } else { prepared_ms };
    let lifetime = lifetime(draw, created_ms);
    Task {
        id: parts.id,
        organization_id: parts.organization_id,
        created_by_id: parts.created_by_id,
        description: draw.unless(6_000, format!("Next step of the case: {}", title.to_lowercase())),
        title,
        status: Text::Borrowed(status),
        priority: Text::Borrowed(draw.weighted(PRIORITY)),
        task_type: Text::Borrowed(task_type),
        estimated_hours: draw.unless(2_000, Decimal::from_hundredths(estimated)),
        actual_hours: completed_ms
            .and_then(|_| draw.unless(1_500, Decimal::from_hundredths(actual))),
        start_date: draw.unless(1_500, Instant(parts.start_ms)),
        due_date: draw.unless(1_200, Instant(due_ms)),
        completed_date: completed_ms.map(Instant),
        assigned_to_id: parts.assigned_to_id,
        engagement_id: parts.engagement_id,
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
    }
}
