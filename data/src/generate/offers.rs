//! Generated rows of rate cards and service offerings.

use super::world::{World, created_since, dirt};
use crate::calendar::DAY_MS;
use crate::random::{Draw, Purpose};
use crate::rows::{lifetime, texts};
use crate::snapshot::{Decimal, EngagementRateCard, Instant, ServiceOffering, Text};
use crate::vocabulary::marketplace::{
    BEST_FOR, BUSINESS_SIZE, BUSINESS_TYPE, CERTIFICATION, DISCOUNT_TYPE, EFFORT_LEVEL, OFFERING,
    OFFERING_PRICING_MODEL, OFFERING_TAG, PRICING_MODEL, RATE_CARD_TERMS, SERVICE_LEVEL,
    SERVICE_TYPE, VALUE_BASIS,
};
use crate::vocabulary::services::readable;

impl World {
    pub(super) fn rate_card(&self, index: u64) -> EngagementRateCard {
        let mut draw = self.streams.draw(Purpose::RateCard, index);
        let dirt = dirt(&mut draw);
        let advisor = self.pick_advisor(&mut draw);
        let tenant = self.advisor_tenant(advisor);
        let (tenant_created_ms, _) = self.tenant_core(tenant);
        let created_ms = created_since(&mut draw, tenant_created_ms);
        let service = draw.weighted(SERVICE_TYPE);
        let level = draw.weighted(SERVICE_LEVEL);
        let prices = Prices::draw(&mut draw);
        let months = draw.between_i32(1, 8) * 3;
        let discount = draw.chance(2_500).then(|| draw.weighted(DISCOUNT_TYPE));
        let discount_cents = draw.between(5, 50) * 100;
        let included = texts(&self.services(&mut draw));
        let industries = texts(&self.industries(&mut draw));
        let business_types = texts(&draw.some_of(BUSINESS_TYPE, 3_000));
        let min_revenue_cents = draw.between(1, 50) * 10_000_000;
        let max_revenue_cents = min_revenue_cents * draw.between(2, 20);
        let effective_ms = created_ms + draw.between(0, 60) * DAY_MS;
        let expiry_ms = effective_ms + draw.between(90, 1_000) * DAY_MS;
        let used_count = if draw.chance(2_000) { draw.between_i32(1, 30) } else { 0 };
        let used_cents = i64::from(used_count) * draw.between(50, 900) * 1_000;
        let created_by = self.member_id(&mut draw, tenant, 5_000);
        let lifetime = lifetime(&mut draw, created_ms);
        EngagementRateCard {
            id: self.id(Purpose::RateCard, index),
            name: format!("{} {level}", readable(service)),
            organization_id: draw.unless(1_000, self.tenant_id(dirt, tenant)),
            advisor_id: draw.unless(2_500, self.parent_id(dirt, Purpose::AdvisorProfile, advisor)),
            created_by: draw.unless(1_500, created_by),
            pricing_model: Text::Borrowed(prices.model),
            hourly_rate: prices.hourly.map(Decimal::from_hundredths),
            minimum_hours: prices.hourly.and_then(|_| draw.unless(4_000, 5)),
            monthly_retainer: prices.retainer.map(Decimal::from_hundredths),
            overage_rate: prices
                .retainer
                .and_then(|retainer| draw.unless(4_000, Decimal::from_hundredths(retainer / 20))),
            project_fee: prices.project.map(Decimal::from_hundredths),
            value_basis_type: prices.value.map(|_| Text::Borrowed(draw.weighted(VALUE_BASIS))),
            value_percentage: prices.value.map(|percent| f64::from(percent) / 2.0),
            value_minimum: prices.value.map(|_| Decimal::from_hundredths(100_000)),
            value_maximum: prices
                .value
                .map(|percent| Decimal::from_hundredths(i64::from(percent) * 1_000_000)),
            service_type: Text::Borrowed(service),
            service_level: Text::Borrowed(level),
            included_services: draw.unless(1_500, included),
            target_industries: draw.unless(2_000, industries),
            target_business_types: draw.unless(2_500, business_types),
            min_annual_revenue: draw.unless(3_500, Decimal::from_hundredths(min_revenue_cents)),
            max_annual_revenue: draw.unless(5_000, Decimal::from_hundredths(max_revenue_cents)),
            contract_length: draw.unless(3_000, months),
            notice_period: draw.unless(3_000, 30),
            payment_terms: Text::Borrowed(draw.weighted(RATE_CARD_TERMS)),
            late_fee_percentage: draw.unless(5_000, 1.5),
            discount_available: discount.is_some(),
            discount_type: discount.map(Text::Borrowed),
            discount_value: discount.map(|_| Decimal::from_hundredths(discount_cents)),
            is_active: draw.chance(8_500),
            is_public: draw.chance(6_000),
            effective_date: draw.unless(2_000, Instant(effective_ms)),
            expiry_date: draw.unless(5_500, Instant(expiry_ms)),
            times_used: used_count,
            total_revenue: Decimal::from_hundredths(used_cents),
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }

    pub(super) fn service_offering(&self, index: u64) -> ServiceOffering {
        let mut draw = self.streams.draw(Purpose::ServiceOffering, index);
        let dirt = dirt(&mut draw);
        let advisor = self.pick_advisor(&mut draw);
        let tenant = self.advisor_tenant(advisor);
        let (tenant_created_ms, _) = self.tenant_core(tenant);
        let created_ms = created_since(&mut draw, tenant_created_ms);
        let (service, category) =
            *draw.pick(OFFERING).expect("the vocabulary names kinds of offers");
        // A standard offer is the platform's: it names neither advisor nor tenant.
        let is_standard = draw.chance(1_000);
        let effort = draw.weighted(EFFORT_LEVEL);
        let automation_level = draw.between_i32(0, 100);
        let industries = texts(&self.industries(&mut draw));
        let business_sizes = texts(&draw.some_of(BUSINESS_SIZE, 4_000));
        let best_for = texts(&draw.some_of(BEST_FOR, 2_500));
        let tags = texts(&draw.some_of(OFFERING_TAG, 2_500));
        let certifications = texts(&draw.some_of(CERTIFICATION, 1_200));
        let lifetime = lifetime(&mut draw, created_ms);
        ServiceOffering {
            id: self.id(Purpose::ServiceOffering, index),
            name: format!("{} {}", readable(service), index % 100),
            description: format!("{}, effort {effort}.", readable(service)),
            advisor_id: (!is_standard)
                .then(|| self.parent_id(dirt, Purpose::AdvisorProfile, advisor)),
            organization_id: (!is_standard && !draw.chance(1_500))
                .then(|| self.tenant_id(dirt, tenant)),
            category: Text::Borrowed(category),
            service_type: Text::Borrowed(service),
            pricing_model: Text::Borrowed(draw.weighted(OFFERING_PRICING_MODEL)),
            effort_level: Text::Borrowed(effort),
            automation_level,
            ai_assisted: automation_level > 40,
            requires_human_review: automation_level < 90 || draw.chance(5_000),
            industries: draw.unless(1_500, industries),
            business_sizes: draw.unless(1_500, business_sizes),
            best_for: draw.unless(2_500, best_for),
            tags: draw.unless(1_500, tags),
            required_certifications: draw.unless(2_500, certifications),
            min_years_experience: draw.chance(4_000).then(|| draw.between_i32(1, 15)),
            specialization_required: draw.chance(2_000),
            exclusive_to_advisor: !is_standard && draw.chance(1_500),
            is_active: draw.chance(9_000),
            is_standard,
            is_marketplace_service: draw.chance(9_200),
            popularity_score: hundredths(&mut draw, 10_000),
            success_rate: draw.chance(6_000).then(|| hundredths(&mut draw, 10_000)),
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }

    /// Up to three industries, as frequent as among real businesses.
    fn industries(&self, draw: &mut Draw) -> Vec<&'static str> {
        let mut industries = Vec::new();
        for _ in 0..draw.below(4) {
            let business = draw.pick(&self.distributions.businesses);
            if let Some(industry) = business.and_then(|business| business.industry)
                && !industries.contains(&industry)
            {
                industries.push(industry);
            }
        }
        industries
    }

    /// The services of a real adviser.
    fn services(&self, draw: &mut Draw) -> Vec<&'static str> {
        let adviser = draw.pick(&self.distributions.advisers);
        adviser.map(|adviser| adviser.services.clone()).unwrap_or_default()
    }
}

/// What a rate card asks for, in hundredths, by its model; a hybrid asks for more than one.
struct Prices {
    model: &'static str,
    hourly: Option<i64>,
    retainer: Option<i64>,
    project: Option<i64>,
    /// Half percent.
    value: Option<i32>,
}

impl Prices {
    fn draw(draw: &mut Draw) -> Self {
        let model = draw.weighted(PRICING_MODEL);
        let hourly = draw.between(60, 450) * 100;
        let retainer = draw.between(5, 120) * 10_000;
        let project = draw.between(10, 400) * 10_000;
        let percent = draw.between_i32(2, 50);
        let is_hybrid = model == "hybrid";
        Self {
            model,
            hourly: (is_hybrid || model == "hourly").then_some(hourly),
            retainer: (is_hybrid || model == "monthly_retainer").then_some(retainer),
            project: (model == "project_fixed").then_some(project),
            value: (is_hybrid || model == "value_based").then_some(percent),
        }
    }
}

/// A number from 0 to `limit` / 100, with two decimals.
fn hundredths(draw: &mut Draw, limit: i32) -> f64 {
    f64::from(draw.between_i32(0, limit)) / 100.0
}
