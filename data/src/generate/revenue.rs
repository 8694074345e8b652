//! Generated rows of revenue shares: what an engagement brought, split between platform and
//! advisor.

use super::world::{Origin, World, created_since, dirt};
use crate::calendar::{DAY_MS, SPAN_END_MS, year_and_quarter};
use crate::random::{Draw, Purpose};
use crate::rows::lifetime;
use crate::snapshot::{Decimal, Instant, RevenueShare, Text};
use crate::vocabulary::marketplace::{
    DISPUTE_REASON, DUE_SHARE_STATUS, PAYOUT_METHOD, PERIOD_TYPE, UNPAID_SHARE_STATUS,
};

/// The platform's part: the rate that holds where a tenant has agreed on none.
const FEE_PERCENT: i32 = 20;

/// An amount from here on, in hundredths, is marked for the tax form, one by one.
const REPORTABLE_CENTS: i64 = 60_000;

/// What is split, and between whom.
struct Earning {
    engagement: u64,
    client: u64,
    tenant: u64,
    invoice_id: Option<String>,
    gross_cents: i64,
    earned_ms: i64,
    paid_ms: Option<i64>,
}

/// How far the money has come.
struct Settlement {
    status: &'static str,
    advisor_paid_ms: Option<i64>,
    disputed_ms: Option<i64>,
    resolved_ms: Option<i64>,
}

impl World {
    pub(super) fn revenue_share(&self, index: u64) -> RevenueShare {
        let mut draw = self.streams.draw(Purpose::RevenueShare, index);
        let earning = self.earning(&mut draw, index);
        let Earning { tenant, gross_cents, earned_ms, paid_ms, .. } = earning;
        let dirt = dirt(&mut draw);
        let fee_cents = percent_of(gross_cents, FEE_PERCENT);
        // Card fees: 2.9 % and 30 cents, for those who pay by card.
        let card_cents = percent_of(gross_cents, 29) / 10 + 30;
        let stripe_cents =
            if paid_ms.is_some() && draw.chance(4_000) { card_cents.min(fee_cents) } else { 0 };
        let other_cents = if draw.chance(500) { draw.between(0, fee_cents / 20) } else { 0 };
        let other_cents = other_cents.min(fee_cents - stripe_cents);
        let adjustment_cents = if draw.chance(300) { draw.between(-5_000, 5_000) } else { 0 };
        let bonus_cents = if draw.chance(400) { draw.between(10, 200) * 100 } else { 0 };
        let period_type = draw.weighted(PERIOD_TYPE);
        let end_ms = earned_ms - earned_ms.rem_euclid(DAY_MS);
        let period_days = match period_type {
            "monthly" => 30,
            "weekly" => 7,
            _ => draw.between(5, 120),
        };
        let start_ms = end_ms - period_days * DAY_MS;
        let (tax_year, _) = year_and_quarter(start_ms);
        let settlement = Settlement::draw(&mut draw, earned_ms, paid_ms);
        let advisor_paid = settlement.advisor_paid_ms;
        let batch = advisor_paid.map(|at_ms| format!("batch-{}", at_ms / (7 * DAY_MS)));
        let reference = format!("payout-{index:07}");
        let method = draw.weighted(PAYOUT_METHOD);
        let advisor_id = self.member_id(&mut draw, tenant, 10_000);
        let lifetime = lifetime(&mut draw, earned_ms);
        RevenueShare {
            id: self.id(Purpose::RevenueShare, index),
            engagement_id: self.id(Purpose::Engagement, earning.engagement),
            client_id: self.parent_id(dirt, Purpose::Client, earning.client),
            organization_id: self.tenant_id(dirt, tenant),
            advisor_id,
            gross_revenue: Decimal::from_hundredths(gross_cents),
            platform_fee: Decimal::from_hundredths(fee_cents),
            advisor_payout: Decimal::from_hundredths(gross_cents - fee_cents),
            net_platform_revenue: Decimal::from_hundredths(fee_cents - stripe_cents - other_cents),
            platform_fee_percentage: f64::from(FEE_PERCENT),
            period_type: Text::Borrowed(period_type),
            period_start: Instant(start_ms),
            period_end: Instant(end_ms),
            invoice_id: earning.invoice_id,
            client_paid_at: paid_ms.map(Instant),
            advisor_paid_at: advisor_paid.map(Instant),
            status: Text::Borrowed(settlement.status),
            dispute_reason: settlement
                .disputed_ms
                .map(|_| Text::Borrowed(draw.word(DISPUTE_REASON))),
            disputed_at: settlement.disputed_ms.map(Instant),
            resolved_at: settlement.resolved_ms.map(Instant),
            stripe_fee: Decimal::from_hundredths(stripe_cents),
            other_fees: Decimal::from_hundredths(other_cents),
            adjustment_amount: Decimal::from_hundredths(adjustment_cents),
            bonus_earned: Decimal::from_hundredths(bonus_cents),
            tax_1099_reportable: gross_cents >= REPORTABLE_CENTS,
            tax_year: draw.unless(300, tax_year),
            payout_method: advisor_paid.map(|_| Text::Borrowed(method)),
            payout_batch_id: batch.and_then(|batch| draw.unless(2_000, batch)),
            payout_reference: advisor_paid.and_then(|_| draw.unless(500, reference)),
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }

    /// An invoice of an engagement, each at most once. In place of one that has no engagement, or
    /// that asks for nothing yet or no more, stands an engagement that sends its bills elsewhere.
    fn earning(&self, draw: &mut Draw, index: u64) -> Earning {
        let number = index * self.scale.invoice_count / self.scale.revenue_share_count;
        let Origin { engagement, client, tenant, .. } = self.invoice_origin(number);
        if let Some(engagement) = engagement {
            let invoice = self.invoice(number);
            if !matches!(invoice.status.as_ref(), "draft" | "cancelled") {
                return Earning {
                    engagement,
                    client,
                    tenant,
                    gross_cents: invoice.total_amount.to_hundredths(),
                    earned_ms: invoice.invoice_date.0,
                    paid_ms: invoice.paid_at.map(|at| at.0),
                    invoice_id: Some(invoice.id),
                };
            }
        }
        let engagement = draw.below(self.scale.engagement_count);
        let core = self.engagement_core(engagement);
        let (amount_cents, ..) =
            *draw.pick(&self.distributions.invoices).expect("the distributions hold invoices");
        let earned_ms = created_since(draw, core.start_ms);
        let paid_ms = earned_ms + draw.between(1, 45) * DAY_MS;
        Earning {
            engagement,
            client: core.client,
            tenant: core.tenant,
            invoice_id: None,
            gross_cents: (amount_cents * draw.between(900, 1_100) / 1_000)
                .clamp(100, 9_999_999_999),
            earned_ms,
            paid_ms: (paid_ms <= SPAN_END_MS && draw.chance(8_500)).then_some(paid_ms),
        }
    }
}

impl Settlement {
    fn draw(draw: &mut Draw, earned_ms: i64, paid_ms: Option<i64>) -> Self {
        let payout_ms = paid_ms.map(|at_ms| at_ms + draw.between(3, 30) * DAY_MS);
        let status = match payout_ms {
            None => draw.weighted(UNPAID_SHARE_STATUS),
            Some(at_ms) if at_ms > SPAN_END_MS => "client_paid",
            Some(_) => draw.weighted(DUE_SHARE_STATUS),
        };
        let is_paid_out = matches!(status, "completed" | "advisor_paid");
        // A few were disputed on the way and settled since.
        let is_settled = is_paid_out && draw.chance(100);
        let since_ms = paid_ms.unwrap_or(earned_ms);
        let until_ms = payout_ms.filter(|_| is_settled).unwrap_or(SPAN_END_MS.max(since_ms));
        let disputed_ms = draw.between(since_ms, until_ms);
        Self {
            status,
            advisor_paid_ms: payout_ms.filter(|_| is_paid_out),
            disputed_ms: (is_settled || status == "disputed").then_some(disputed_ms),
            resolved_ms: is_settled.then_some(until_ms),
        }
    }
}

/// A part of an amount that is not negative, rounded half away from zero.
fn percent_of(amount_cents: i64, percent: i32) -> i64 {
    (amount_cents * i64::from(percent) + 50) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_cent_is_rounded_up() {
        // 20 % of 0.12 is 0.024, of 0.13 is 0.026; 29 % of 0.50 is 0.145.
        assert_eq!(
            [(12, 20), (13, 20), (50, 29)].map(|(of, part)| percent_of(of, part)),
            [2, 3, 15]
        );
    }
}
