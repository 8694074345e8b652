//! Rows of `engagements`.

use super::lifetime::lifetime;
use crate::calendar::{DAY_MS, SPAN_END_MS, year_and_quarter};
use crate::random::Draw;
use crate::snapshot::{Decimal, Engagement, Instant, Text};
use crate::vocabulary::enumerations::{
    ENGAGEMENT_TYPE, LATE_ENGAGEMENT_STATUS, PRIORITY, RUNNING_ENGAGEMENT_STATUS,
};
use crate::vocabulary::services::readable;

/// What is known of an engagement.
#[derive(Debug)]
pub(crate) struct EngagementParts {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) organization_id: String,
    pub(crate) created_by_id: String,
    pub(crate) assigned_to_id: Option<String>,
    pub(crate) created_ms: i64,
    pub(crate) start_ms: i64,
    pub(crate) outcome: EngagementOutcome,
}

/// How an engagement ended, where the caller knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngagementOutcome {
    /// Not known: drawn from the dates.
    Drawn,
    /// Completed at this instant.
    CompletedMs(i64),
    /// Given up.
    Cancelled,
    /// Not ended.
    Running,
}

pub(crate) fn engagement(draw: &mut Draw, parts: EngagementParts) -> Engagement {
    let kind = draw.weighted(ENGAGEMENT_TYPE);
    let due_ms = parts.start_ms + draw.between(20, 120) * DAY_MS;
    let (status, completed_ms) = ending(draw, &parts, due_ms);
    let (year, quarter) = year_and_quarter(parts.start_ms);
    let readable_kind = readable(kind);
    let estimated = draw.between(4, 320) * 25;
    let actual = estimated * draw.between(40, 160) / 100;
    let hourly_rate = draw.between(60, 400) * 100;
    let fixed_fee = draw.between(3, 300) * 10_000;
    let lifetime = lifetime(draw, parts.created_ms);
    Engagement {
        id: parts.id,
        client_id: parts.client_id,
        organization_id: parts.organization_id,
        created_by_id: parts.created_by_id,
        name: format!("{readable_kind} {year}"),
        description: draw.unless(
            4_500,
            format!("Scope: {readable_kind} for the year {year}, quarter {quarter}."),
        ),
        r#type: Text::Borrowed(kind),
        status: Text::Borrowed(status),
        priority: Text::Borrowed(draw.weighted(PRIORITY)),
        start_date: draw.unless(400, Instant(parts.start_ms)),
        due_date: draw.unless(700, Instant(due_ms)),
        completed_date: completed_ms.map(Instant),
        estimated_hours: draw.unless(1_500, Decimal::from_hundredths(estimated)),
        actual_hours: completed_ms
            .and_then(|_| draw.unless(1_000, Decimal::from_hundredths(actual))),
        hourly_rate: draw.unless(4_000, Decimal::from_hundredths(hourly_rate)),
        fixed_fee: draw.unless(5_500, Decimal::from_hundredths(fixed_fee)),
        assigned_to_id: parts.assigned_to_id,
        year: draw.unless(500, year),
        quarter: draw.unless(2_500, quarter),
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
    }
}

fn ending(draw: &mut Draw, parts: &EngagementParts, due_ms: i64) -> (&'static str, Option<i64>) {
    match parts.outcome {
        EngagementOutcome::CompletedMs(at_ms) => ("completed", Some(at_ms)),
        EngagementOutcome::Cancelled => ("cancelled", None),
        EngagementOutcome::Running => (draw.weighted(RUNNING_ENGAGEMENT_STATUS), None),
        EngagementOutcome::Drawn if parts.start_ms > SPAN_END_MS => ("planning", None),
        EngagementOutcome::Drawn if due_ms > SPAN_END_MS => {
            (draw.weighted(RUNNING_ENGAGEMENT_STATUS), None)
        }
        EngagementOutcome::Drawn if draw.chance(7_600) => {
            let latest_ms = (due_ms + 30 * DAY_MS).min(SPAN_END_MS);
            // A few completed engagements lack the date, as they do at the source.
            let completed_ms = draw.between(parts.start_ms, latest_ms);
            ("completed", draw.unless(150, completed_ms))
        }
        EngagementOutcome::Drawn => (draw.weighted(LATE_ENGAGEMENT_STATUS), None),
    }
}
