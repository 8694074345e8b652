//! Rows of `advisor_profiles`, with the labels that the embedding is made from.

use super::lifetime::lifetime;
use super::texts;
use crate::digest::sha256_hex;
use crate::distributions::{AdviserTemplate, Distributions};
use crate::random::Draw;
use crate::snapshot::{AdvisorProfile, Decimal, Text};
use crate::vocabulary::enumerations::{LANGUAGE, MARKETPLACE_STATUS};
use crate::vocabulary::services::{certifications, readable, title};

/// The year in which the snapshot ends; experience is counted to it.
const LAST_YEAR: i32 = 2026;

/// What is known of an advisor.
#[derive(Debug)]
pub(crate) struct AdvisorParts<'a> {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) template: &'a AdviserTemplate,
    /// Draws services and sentences from other advisers, too: for an advisor who is no real firm.
    pub(crate) is_varied: bool,
    pub(crate) created_ms: i64,
}

/// A profile and the labels behind it.
#[derive(Debug)]
pub(crate) struct Advisor {
    pub(crate) profile: AdvisorProfile,
    pub(crate) industries: Vec<&'static str>,
    pub(crate) services: Vec<&'static str>,
}

pub(crate) fn advisor(
    draw: &mut Draw,
    parts: AdvisorParts<'_>,
    distributions: &Distributions,
) -> Advisor {
    let services = services(draw, &parts, distributions);
    let industries = industries(draw, parts.template, distributions);
    let certifications = draw.some_of(&certifications(&services), 6_500);
    let professional_title = title(&services);
    let years_experience = match parts.template.registered_year {
        Some(year) if parts.is_varied => (LAST_YEAR - year + draw.between_i32(-3, 6)).clamp(1, 50),
        Some(year) => (LAST_YEAR - year).max(0),
        None => draw.between_i32(1, 30),
    };
    let headline = headline(&services, &industries);
    let bio = bio(draw, &parts, professional_title, &services, &industries, distributions);
    let mut languages = vec!["English"];
    languages.extend(draw.some_of(LANGUAGE, 700));
    let lifetime = lifetime(draw, parts.created_ms);
    let money = Money::draw(draw, years_experience);
    let standing = Standing::draw(draw);
    let link = |kind: &str| format!("https://{kind}.example/{}", parts.id);
    let template = parts.template;
    let profile = AdvisorProfile {
        user_id: parts.user_id,
        professional_title: draw.unless(300, Text::Borrowed(professional_title)),
        headline: draw.unless(400, headline),
        bio: draw.unless(500, bio),
        years_experience: draw.unless(500, years_experience),
        certifications: draw.unless(600, texts(&certifications)),
        industries: draw.unless(200, texts(&industries)),
        services: draw.unless(200, texts(&services)),
        business_sizes: draw.unless(500, texts(&template.business_sizes)),
        languages: draw.unless(300, texts(&languages)),
        timezone: draw.unless(300, Text::Borrowed(template.timezone)),
        is_available: draw.chance(7_800),
        is_verified: draw.chance(7_000),
        marketplace_status: Text::Borrowed(draw.weighted(MARKETPLACE_STATUS)),
        max_clients: standing.max_clients,
        current_clients: standing.current_clients,
        hours_per_week: standing.hours_per_week,
        overall_rating: standing.overall_rating,
        total_reviews: standing.total_reviews,
        completed_engagements: standing.completed_engagements,
        response_time: standing.response_time_hours,
        hourly_rate: money.hourly.map(Decimal::from_hundredths),
        monthly_retainer_min: money.retainer.map(|(low, _)| Decimal::from_hundredths(low)),
        monthly_retainer_max: money.retainer.map(|(_, high)| Decimal::from_hundredths(high)),
        project_rate_min: money.project.map(Decimal::from_hundredths),
        accepts_hourly: template.accepts_hourly || draw.chance(5_000),
        accepts_retainer: template.accepts_retainer || draw.chance(2_000),
        accepts_project: template.accepts_project || draw.chance(3_000),
        accepts_value_based: template.accepts_value_based,
        video_intro_url: draw.unless(8_000, link("video")),
        portfolio_url: draw.unless(6_500, link("portfolio")),
        linkedin_url: draw.unless(3_500, link("profile")),
        willing_to_travel: draw.chance(3_500),
        remote_only: draw.chance(5_500),
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
        id: parts.id,
    };
    Advisor { profile, industries, services }
}

/// SHA-256 of the text that an embedding of this profile is made from: title, headline and bio,
/// joined by line feeds; an absent one counts as empty.
pub(crate) fn text_digest(profile: &AdvisorProfile) -> String {
    let title = profile.professional_title.as_deref().unwrap_or_default();
    let headline = profile.headline.as_deref().unwrap_or_default();
    let bio = profile.bio.as_deref().unwrap_or_default();
    sha256_hex(format!("{title}\n{headline}\n{bio}").as_bytes())
}

fn services(
    draw: &mut Draw,
    parts: &AdvisorParts<'_>,
    distributions: &Distributions,
) -> Vec<&'static str> {
    let own = &parts.template.services;
    if !parts.is_varied {
        return own.clone();
    }
    let mut services = draw.some_of(own, 8_500);
    let other =
        draw.pick(&distributions.advisers).map(|other| draw.some_of(&other.services, 2_000));
    services.extend(other.unwrap_or_default());
    if services.is_empty() {
        services.clone_from(own);
    }
    let mut seen = Vec::new();
    services.retain(|service| {
        let is_new = !seen.contains(service);
        seen.push(*service);
        is_new
    });
    services
}

/// What the filing tells, and one to three industries as frequent as among real businesses.
fn industries(
    draw: &mut Draw,
    template: &AdviserTemplate,
    distributions: &Distributions,
) -> Vec<&'static str> {
    let mut industries = Vec::new();
    for _ in 0..draw.between(1, 3) {
        let business = draw.pick(&distributions.businesses);
        if let Some(industry) = business.and_then(|business| business.industry)
            && !industries.contains(&industry)
        {
            industries.push(industry);
        }
    }
    for industry in draw.some_of(&template.industries, 4_000) {
        if !industries.contains(&industry) {
            industries.push(industry);
        }
    }
    industries
}

fn headline(services: &[&'static str], industries: &[&'static str]) -> String {
    let named: Vec<String> = services.iter().take(2).map(|service| readable(service)).collect();
    let work = if named.is_empty() { "advice".to_owned() } else { named.join(" and ") };
    let whom = industries
        .first()
        .map_or("small businesses".to_owned(), |industry| industry.to_lowercase());
    format!("{work} for {whom}")
}

fn bio(
    draw: &mut Draw,
    parts: &AdvisorParts<'_>,
    title: &str,
    services: &[&'static str],
    industries: &[&'static str],
    distributions: &Distributions,
) -> String {
    let named: Vec<String> = services.iter().map(|service| readable(service)).collect();
    let mut sentences = vec![format!("{title} offering {}.", named.join(", "))];
    if !industries.is_empty() {
        sentences
            .push(format!("Works with businesses in {}.", industries.join(", ").to_lowercase()));
    }
    let own = &parts.template.sentences;
    sentences.extend(own.iter().take(if parts.is_varied { 1 } else { 4 }).cloned());
    if parts.is_varied {
        let other = draw.pick(&distributions.advisers);
        sentences.extend(other.and_then(|other| draw.pick(&other.sentences).cloned()));
    }
    sentences.join(" ")
}

/// Rates in hundredths of US dollars; they have no public source.
struct Money {
    hourly: Option<i64>,
    retainer: Option<(i64, i64)>,
    project: Option<i64>,
}

impl Money {
    fn draw(draw: &mut Draw, years_experience: i32) -> Self {
        let base = 6_000 + i64::from(years_experience.min(30)) * 500;
        let hourly = (base + draw.between(0, 20_000)) / 500 * 500;
        let retainer_low = hourly * draw.between(5, 20);
        let retainer_high = retainer_low * draw.between(12, 40) / 10;
        let project = hourly * draw.between(8, 60);
        Self {
            hourly: draw.unless(900, hourly),
            retainer: draw.unless(2_500, (retainer_low, retainer_high)),
            project: draw.unless(3_000, project),
        }
    }
}

/// Ratings and capacity; they have no public source.
struct Standing {
    max_clients: Option<i32>,
    current_clients: i32,
    hours_per_week: Option<i32>,
    overall_rating: Option<f64>,
    total_reviews: i32,
    completed_engagements: i32,
    response_time_hours: Option<i32>,
}

impl Standing {
    fn draw(draw: &mut Draw) -> Self {
        let max_clients = draw.between_i32(3, 40);
        // A few are over their limit: capacity left is then negative.
        let current_clients = draw.between_i32(0, max_clients + 1);
        let is_new = draw.chance(1_200);
        let total_reviews = if is_new { 0 } else { draw.between_i32(1, 180) };
        // The larger of two draws: most ratings are good, as in every marketplace.
        let steps = draw.between_i32(20, 50).max(draw.between_i32(20, 50));
        let rating = if is_new { 0.0 } else { f64::from(steps) / 10.0 };
        let hours_per_week = draw.between_i32(2, 45);
        let response_time_hours = draw.between_i32(1, 72);
        Self {
            max_clients: draw.unless(400, max_clients),
            current_clients,
            hours_per_week: draw.unless(800, hours_per_week),
            overall_rating: draw.unless(500, rating),
            total_reviews,
            completed_engagements: if is_new { 0 } else { total_reviews + draw.between_i32(0, 60) },
            response_time_hours: draw.unless(1_000, response_time_hours),
        }
    }
}
