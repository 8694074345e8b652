//! Generated rows of marketplace matches: an advisor suggested to a client, and what became of it.

use serde::Serialize;

use super::world::{World, created_since, dirt};
use crate::calendar::{DAY_MS, HOUR_MS, SPAN_END_MS};
use crate::random::{Draw, Purpose};
use crate::rows::lifetime;
use crate::snapshot::{AdvisorMarketplaceMatch, AdvisorProfile, Decimal, Instant, Text};
use crate::vocabulary::marketplace::{
    LOST_MATCH_STATUS, OPEN_MATCH_STATUS, REJECTED_BY, REJECTION_REASON, URGENCY,
};

/// A match that nobody took up ends after this long.
const EXPIRY_MS: i64 = 30 * DAY_MS;

/// Matches made by hand, per ten thousand: they score 100 and say so.
const MANUAL_PER_TEN_THOUSAND: u64 = 400;

/// Where a match stands among clients and engagements.
struct MatchOrigin {
    client: u64,
    tenant: u64,
    created_ms: i64,
    /// The engagement that it led to, and when that starts.
    engagement: Option<(u64, i64)>,
    is_accepted: bool,
}

/// When a match took which step.
struct Course {
    status: &'static str,
    viewed_ms: Option<i64>,
    responded_ms: Option<i64>,
    meeting_ms: Option<i64>,
    is_met: bool,
    rejected_ms: Option<i64>,
}

/// Why an advisor was suggested. *Source*: section 2.3 of the backend's data model.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MatchReason<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    industry_match: Option<bool>,
    service_matches: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    experience_years: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    certifications: Vec<&'a str>,
    availability_ratio: f64,
}

impl World {
    pub(super) fn marketplace_match(&self, index: u64) -> AdvisorMarketplaceMatch {
        let mut draw = self.streams.draw(Purpose::Match, index);
        let origin = self.match_origin(&mut draw);
        let MatchOrigin { client, tenant, created_ms, engagement, is_accepted } = origin;
        let dirt = dirt(&mut draw);
        let advisor = self.pick_advisor(&mut draw);
        let profile = self.advisor_profile(advisor);
        let offered = profile.services.as_deref().unwrap_or_default();
        let mut requested: Vec<Text> =
            offered.iter().filter(|_| draw.chance(4_000)).cloned().collect();
        if draw.chance(5_000) {
            requested.push(Text::Borrowed("succession_planning"));
        }
        let is_manual = draw.chance(MANUAL_PER_TEN_THOUSAND);
        let (score, reason) = if is_manual {
            (100.0, r#"{"manual":true,"reason":"introduced by staff","notes":null}"#.to_owned())
        } else {
            score(&mut draw, &profile, &requested)
        };
        let course = Course::draw(&mut draw, created_ms, is_accepted);
        let status = course.status;
        let is_answered = course.responded_ms.is_some();
        let is_rejected = course.rejected_ms.is_some();
        let moved_ms =
            [course.rejected_ms, course.meeting_ms, course.responded_ms, course.viewed_ms]
                .into_iter()
                .find_map(|step| step)
                .unwrap_or(created_ms);
        let low_budget = draw.between(1, 40) * 500;
        let budget = format!(r#"{{"min":{low_budget},"max":{}}}"#, low_budget * 3);
        let proposed_cents = draw.between(60, 900) * 1_000;
        let start_ms = created_ms + draw.between(7, 90) * DAY_MS;
        let lifetime = lifetime(&mut draw, created_ms);
        AdvisorMarketplaceMatch {
            id: self.id(Purpose::Match, index),
            client_id: self.parent_id(dirt, Purpose::Client, client),
            advisor_profile_id: profile.id,
            organization_id: self.tenant_id(dirt, tenant),
            match_score: score,
            match_reason: reason,
            match_algorithm_version: Text::Borrowed(if is_manual { "manual" } else { "v1.0" }),
            status: Text::Borrowed(status),
            status_updated_at: Instant(moved_ms),
            requested_services: draw.unless(1_200, requested),
            budget_range: draw.unless(4_000, budget),
            start_date: draw.unless(3_500, Instant(start_ms)),
            urgency: draw.chance(8_000).then(|| Text::Borrowed(draw.weighted(URGENCY))),
            client_notes: draw.unless(8_000, Text::Borrowed("Please call before noon.")),
            advisor_interested: course.responded_ms.map(|_| !is_rejected),
            advisor_response: (is_answered && draw.chance(6_000))
                .then_some(Text::Borrowed("Glad to talk about this.")),
            proposed_rate: matches!(status, "proposal_sent" | "accepted")
                .then_some(Decimal::from_hundredths(proposed_cents)),
            responded_at: course.responded_ms.map(Instant),
            meeting_scheduled_at: course.meeting_ms.map(Instant),
            meeting_completed_at: course
                .meeting_ms
                .and_then(|at_ms| course.is_met.then_some(Instant(at_ms + HOUR_MS))),
            engagement_created: engagement.is_some(),
            engagement_id: engagement.map(|(row, _)| self.id(Purpose::Engagement, row)),
            engagement_started_at: engagement.map(|(_, start_ms)| Instant(start_ms)),
            rejected_by: is_rejected.then(|| Text::Borrowed(draw.weighted(REJECTED_BY))),
            rejection_reason: (is_rejected && draw.chance(8_000))
                .then(|| Text::Borrowed(draw.word(REJECTION_REASON))),
            rejected_at: course.rejected_ms.map(Instant),
            times_shown: draw.between_i32(1, 12),
            clicked_by_client: course.viewed_ms.is_some(),
            client_viewed_at: course.viewed_ms.map(Instant),
            expires_at: draw.unless(500, Instant(created_ms + EXPIRY_MS)),
            is_expired: status == "expired",
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }

    fn match_origin(&self, draw: &mut Draw) -> MatchOrigin {
        // An engagement knows its client but not the reverse, so a match that led to one starts
        // from there.
        if draw.chance(1_500) {
            let engagement = draw.below(self.scale.engagement_count);
            let core = self.engagement_core(engagement);
            let since_ms = self.client_core(core.client).created_ms;
            return MatchOrigin {
                client: core.client,
                tenant: core.tenant,
                created_ms: draw.between(since_ms, core.created_ms),
                engagement: Some((engagement, core.start_ms)),
                is_accepted: true,
            };
        }
        let client = self.pick_client(draw);
        let core = self.client_core(client);
        MatchOrigin {
            client,
            tenant: core.tenant,
            created_ms: created_since(draw, core.created_ms),
            engagement: None,
            is_accepted: draw.chance(500),
        }
    }
}

impl Course {
    fn draw(draw: &mut Draw, created_ms: i64, is_accepted: bool) -> Self {
        let is_old = created_ms + EXPIRY_MS < SPAN_END_MS;
        let status = if is_accepted {
            "accepted"
        } else if draw.chance(if is_old { 8_500 } else { 1_500 }) {
            match draw.weighted(LOST_MATCH_STATUS) {
                "expired" if !is_old => "declined",
                lost => lost,
            }
        } else {
            draw.weighted(OPEN_MATCH_STATUS)
        };
        // How far it came: seen, answered, met.
        let steps = match status {
            "suggested" => 0,
            "client_viewed" | "client_contacted" | "contacted" => 1,
            "advisor_responded" => 2,
            "call_scheduled" | "meeting_scheduled" => 3,
            "proposal_sent" | "accepted" => 4,
            "expired" => draw.between(0, 1),
            _ => draw.between(1, 3),
        };
        let latest_ms = SPAN_END_MS.max(created_ms);
        let mut next_ms = created_ms;
        let mut step = |count: i64, longest_ms: i64| {
            next_ms = draw.between(next_ms, latest_ms.min(next_ms + longest_ms));
            (steps >= count).then_some(next_ms)
        };
        let viewed_ms = step(1, 5 * DAY_MS);
        let responded_ms = step(2, 4 * DAY_MS);
        let meeting_ms = step(3, 10 * DAY_MS);
        let rejected_ms = step(0, 3 * DAY_MS).filter(|_| matches!(status, "declined" | "rejected"));
        Self { status, viewed_ms, responded_ms, meeting_ms, is_met: steps >= 4, rejected_ms }
    }
}

/// The points of `v1.0` with their reasons. *Source*: section 2.3 of the backend's data model.
fn score(draw: &mut Draw, profile: &AdvisorProfile, requested: &[Text]) -> (f64, String) {
    let is_industry_met = draw.chance(6_000);
    let offered = profile.services.as_deref().unwrap_or_default();
    let service_matches: Vec<&str> =
        requested.iter().filter(|service| offered.contains(service)).map(Text::as_ref).collect();
    let held = profile.certifications.as_deref().unwrap_or_default();
    let certifications: Vec<&str> =
        held.iter().filter(|_| draw.chance(3_000)).map(Text::as_ref).collect();
    let years = profile.years_experience.unwrap_or(0);
    let rating = profile.overall_rating.unwrap_or(0.0);
    let most_clients = profile.max_clients.unwrap_or(0).max(1);
    let used = f64::from(profile.current_clients.min(most_clients)) / f64::from(most_clients);
    let services = if requested.is_empty() {
        0.0
    } else {
        25.0 * service_matches.len() as f64 / requested.len() as f64
    };
    let points = if is_industry_met { 30.0 } else { 0.0 }
        + services
        + 15.0 * (f64::from(years) / 20.0).min(1.0)
        + 15.0 * rating / 5.0
        + if certifications.is_empty() { 0.0 } else { 10.0 }
        + 5.0 * (1.0 - used);
    let reason = MatchReason {
        industry_match: is_industry_met.then_some(true),
        service_matches,
        experience_years: (years > 0).then_some(years),
        rating: (rating > 0.0).then_some(rating),
        certifications,
        availability_ratio: used,
    };
    let text = serde_json::to_string(&reason).expect("a reason is text, numbers and lists");
    (points.round(), text)
}
