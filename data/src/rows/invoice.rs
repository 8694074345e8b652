//! Rows of `invoices`: a real amount, split so that the sums agree.

use super::lifetime::lifetime;
use crate::calendar::{DAY_MS, HOUR_MS, SPAN_END_MS};
use crate::random::Draw;
use crate::snapshot::{Decimal, Instant, Invoice, Text};
use crate::vocabulary::enumerations::{OLD_INVOICE_STATUS, PAYMENT_TERMS, RECENT_INVOICE_STATUS};
use crate::vocabulary::places::tax_percent;

/// Largest amount that the column holds, in hundredths.
const LARGEST_TOTAL: i64 = 9_999_999_999;

/// An invoice older than this is settled or overdue.
const SETTLING_MS: i64 = 60 * DAY_MS;

/// What is known of an invoice.
#[derive(Debug)]
pub(crate) struct InvoiceParts {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) organization_id: String,
    pub(crate) created_by_id: String,
    pub(crate) engagement_id: Option<String>,
    pub(crate) invoice_number: String,
    pub(crate) invoiced_ms: i64,
    /// The amount asked for, tax included, in hundredths of `currency`; never negative.
    pub(crate) total: i64,
    pub(crate) is_cancelled: bool,
    pub(crate) currency: &'static str,
}

pub(crate) fn invoice(draw: &mut Draw, parts: InvoiceParts) -> Invoice {
    let total = parts.total.clamp(0, LARGEST_TOTAL);
    let taxed = total * 100 / (100 + tax_percent(parts.currency));
    let discount = if draw.chance(1_000) { taxed * draw.between(2, 15) / 100 } else { 0 };
    let is_old = parts.invoiced_ms + SETTLING_MS < SPAN_END_MS;
    let status = if parts.is_cancelled {
        "cancelled"
    } else if total == 0 {
        "draft"
    } else {
        draw.weighted(if is_old { OLD_INVOICE_STATUS } else { RECENT_INVOICE_STATUS })
    };
    let paid = match status {
        "paid" => total,
        "partial" => total * draw.between(10, 90) / 100,
        _ => 0,
    };
    let terms = draw.weighted(PAYMENT_TERMS);
    let term_days = match terms {
        "net_30" => 30,
        "net_15" => 15,
        _ => 0,
    };
    let sent_ms = parts.invoiced_ms + draw.between(0, 48) * HOUR_MS;
    let viewed_ms = sent_ms + draw.between(1, 96) * HOUR_MS;
    let paid_ms = (viewed_ms + draw.between(0, 45) * DAY_MS).min(SPAN_END_MS.max(viewed_ms));
    let is_viewed = matches!(status, "viewed" | "partial" | "paid" | "overdue");
    let lifetime = lifetime(draw, parts.invoiced_ms);
    Invoice {
        id: parts.id,
        client_id: parts.client_id,
        organization_id: parts.organization_id,
        created_by_id: parts.created_by_id,
        engagement_id: parts.engagement_id,
        invoice_number: parts.invoice_number,
        status: Text::Borrowed(status),
        invoice_date: Instant(parts.invoiced_ms),
        due_date: Instant(parts.invoiced_ms + term_days * DAY_MS),
        subtotal: Decimal::from_hundredths(taxed + discount),
        tax_amount: Decimal::from_hundredths(total - taxed),
        discount_amount: Decimal::from_hundredths(discount),
        total_amount: Decimal::from_hundredths(total),
        paid_amount: Decimal::from_hundredths(paid),
        balance_amount: Decimal::from_hundredths(total - paid),
        currency: Text::Borrowed(parts.currency),
        payment_terms: draw.unless(700, Text::Borrowed(terms)),
        sent_at: (status != "draft").then_some(Instant(sent_ms)),
        viewed_at: is_viewed.then_some(Instant(viewed_ms)),
        paid_at: (status == "paid").then_some(Instant(paid_ms)),
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
    }
}
