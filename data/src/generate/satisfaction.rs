//! Generated rows of client satisfaction.

use super::world::{EngagementCore, World, created_since, dirt};
use crate::calendar::{DAY_MS, year_and_quarter};
use crate::random::{Draw, Purpose};
use crate::rows::{lifetime, texts};
use crate::snapshot::{ClientSatisfactionMetric, Instant, Text};
use crate::vocabulary::marketplace::{
    BUSINESS_IMPACT, PROBLEM, RATING_TYPE, TESTIMONIAL, TO_IMPROVE, WORKED_WELL,
};

impl World {
    pub(super) fn satisfaction(&self, index: u64) -> ClientSatisfactionMetric {
        let mut draw = self.streams.draw(Purpose::Satisfaction, index);
        let dirt = dirt(&mut draw);
        let engagement = draw.unless(2_500, ()).map(|()| draw.below(self.scale.engagement_count));
        let (client, tenant, since_ms) = if let Some(engagement) = engagement {
            let EngagementCore { client, tenant, start_ms, .. } = self.engagement_core(engagement);
            (client, tenant, start_ms)
        } else {
            let client = self.pick_client(&mut draw);
            let core = self.client_core(client);
            (client, core.tenant, core.created_ms)
        };
        let advisor = self.pick_advisor(&mut draw);
        let reviewed_ms = created_since(&mut draw, since_ms);
        let rating_type = draw.weighted(RATING_TYPE);
        // The better of two: most clients who answer are content.
        let overall = draw.between_i32(1, 10).max(draw.between_i32(3, 10));
        let is_published = draw.chance(6_500);
        let published_ms = reviewed_ms + draw.between(0, 10) * DAY_MS;
        let problems = texts(&draw.some_of(PROBLEM, 2_500));
        let lifetime = lifetime(&mut draw, reviewed_ms);
        ClientSatisfactionMetric {
            id: self.id(Purpose::Satisfaction, index),
            client_id: self.parent_id(dirt, Purpose::Client, client),
            advisor_user_id: self.id(Purpose::User, self.advisor_user(advisor)),
            advisor_profile_id: self.id(Purpose::AdvisorProfile, advisor),
            reviewed_by: self.id(Purpose::User, self.portal_user(client, tenant, 0)),
            organization_id: self.tenant_id(dirt, tenant),
            engagement_id: engagement.map(|engagement| self.id(Purpose::Engagement, engagement)),
            rating_type: Text::Borrowed(rating_type),
            period_covered: period(rating_type, reviewed_ms)
                .and_then(|period| draw.unless(800, period)),
            overall_satisfaction: overall,
            communication_rating: near(&mut draw, overall, 800),
            responsiveness_rating: near(&mut draw, overall, 800),
            expertise_rating: near(&mut draw, overall, 1_000),
            value_for_money_rating: near(&mut draw, overall, 1_500),
            professionalism_rating: near(&mut draw, overall, 1_000),
            recommendation_likelihood: {
                let likelihood = (overall + draw.between_i32(-2, 1)).clamp(0, 10);
                draw.unless(1_200, likelihood)
            },
            timeliness: near(&mut draw, overall, 2_500),
            accuracy: near(&mut draw, overall, 2_500),
            proactiveness: near(&mut draw, overall, 3_500),
            would_hire_again: draw.unless(1_500, overall >= 7),
            would_recommend: draw.unless(1_500, overall >= 8),
            testimonial: phrase(&mut draw, TESTIMONIAL, 3_000),
            what_worked_well: phrase(&mut draw, WORKED_WELL, 4_000),
            areas_for_improvement: phrase(&mut draw, TO_IMPROVE, 3_000),
            business_impact: phrase(&mut draw, BUSINESS_IMPACT, 2_500),
            problems_solved: draw.unless(2_500, problems),
            review_date: Instant(reviewed_ms),
            is_verified_client: draw.chance(9_400),
            is_published,
            published_at: is_published.then_some(Instant(published_ms)),
            display_on_profile: is_published && draw.chance(7_000),
            is_public_testimonial: is_published && draw.chance(3_500),
            flagged_for_review: draw.chance(250),
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }
}

/// A rating from 1 to 10 that does not lie far from the overall one.
fn near(draw: &mut Draw, overall: i32, null_per_ten_thousand: u64) -> Option<i32> {
    let rating = (overall + draw.between_i32(-2, 2)).clamp(1, 10);
    draw.unless(null_per_ten_thousand, rating)
}

fn phrase(draw: &mut Draw, phrases: &[&'static str], per_ten_thousand: u64) -> Option<Text> {
    draw.chance(per_ten_thousand).then(|| Text::Borrowed(draw.word(phrases)))
}

fn period(rating_type: &str, reviewed_ms: i64) -> Option<String> {
    let (year, quarter) = year_and_quarter(reviewed_ms);
    match rating_type {
        "quarterly_review" => Some(format!("{year}-Q{quarter}")),
        "annual_review" => Some(format!("{}", year - 1)),
        _ => None,
    }
}
