//! Rows of `clients`.

use super::lifetime::lifetime;
use crate::distributions::BusinessTemplate;
use crate::random::Draw;
use crate::snapshot::{Client, Decimal, Text};
use crate::vocabulary::enumerations::{CLIENT_STATUS, RISK_LEVEL};
use crate::vocabulary::names::{business_name, person_name};

/// What is known of a client.
#[derive(Debug)]
pub(crate) struct ClientParts<'a> {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) number: u64,
    pub(crate) business: &'a BusinessTemplate,
    pub(crate) created_ms: i64,
}

pub(crate) fn client(draw: &mut Draw, parts: ClientParts<'_>) -> Client {
    let business = parts.business;
    let name = business_name(draw, business.industry, parts.number);
    let legal_name = match business.business_type {
        Some("LLC") => format!("{name} LLC"),
        Some("Corporation" | "S-Corp") => format!("{name} Inc."),
        _ => name.clone(),
    };
    // Payroll is a quarter to a half of the revenue of most small businesses; the share has no
    // public source per business, so it is drawn.
    let revenue_cents = business.annual_payroll_cents / 100 * draw.between(200, 420);
    let lifetime = lifetime(draw, parts.created_ms);
    let tax_id = format!("{:02}-{:07}", draw.below(90) + 10, draw.below(10_000_000));
    let quickbooks_id = format!("qb-{}", draw.below(1_000_000_000));
    Client {
        id: parts.id,
        organization_id: parts.organization_id,
        legal_name: draw.unless(1_500, legal_name),
        business_name: name,
        tax_id: draw.unless(1_200, tax_id),
        quickbooks_id: draw.unless(4_500, quickbooks_id),
        primary_contact_name: person_name(draw),
        primary_contact_email: format!("contact{}@client.example", parts.number),
        business_type: business.business_type.map(Text::Borrowed),
        industry: business.industry.map(Text::Borrowed),
        status: Text::Borrowed(draw.weighted(CLIENT_STATUS)),
        risk_level: Text::Borrowed(draw.weighted(RISK_LEVEL)),
        annual_revenue: draw.unless(800, Decimal::from_hundredths(revenue_cents)),
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
    }
}
