//! One match as it is shown: public columns, parts and reasons.

use super::points;
use super::profile::Term;
use super::result::{Match, Part};
use super::signals::Signals;
use crate::error::{Error, Result};
use crate::model::advisoros::{ADVISOR_PROFILES, USERS, advisor_profiles, users};
use crate::model::money::Money;
use crate::store::table::Tables;

pub(super) fn show(
    rank: usize,
    score: f64,
    ordinal: u32,
    terms: &[Term],
    signals: &Signals<'_>,
    tables: &Tables,
) -> Result<Match> {
    let row = tables
        .table(ADVISOR_PROFILES)
        .row(ordinal)
        .ok_or_else(|| Error::internal("an eligible advisor has no row at its revision"))?;
    let columns = signals.profiles().columns();
    let user_id = row.text(advisor_profiles::user_id);
    let user = tables.table(USERS).find(user_id).map(|(_, user)| user);
    let text = |column| row.text_opt(column).map(str::to_owned);
    Ok(Match {
        rank,
        advisor_id: row.text(advisor_profiles::id).to_owned(),
        user_id: user_id.to_owned(),
        name: user
            .filter(|user| user.is_null(users::deleted_at))
            .map(|user| user.text(users::name).to_owned()),
        professional_title: text(advisor_profiles::professional_title),
        headline: text(advisor_profiles::headline),
        hourly_rate: columns.hourly_rate(ordinal).map(Money::from_cents),
        years_experience: columns.years_experience(ordinal),
        overall_rating: columns.overall_rating(ordinal),
        total_reviews: columns.total_reviews(ordinal).unwrap_or_default(),
        score,
        parts: parts(terms, signals, ordinal),
        points: points::rounded(points::unrounded(signals, ordinal)),
        reasons: points::reasons(signals, ordinal),
        has_embedding: signals.has_embedding(ordinal),
    })
}

/// What a score is made of, in the order of the profile.
pub(super) fn parts(terms: &[Term], signals: &Signals<'_>, ordinal: u32) -> Vec<Part> {
    let part = |Term { signal, weight }: &Term| {
        let value = signals.value(*signal, ordinal);
        Part {
            name: signal.name().to_owned(),
            weight: *weight,
            value,
            contribution: weight * value,
        }
    };
    terms.iter().map(part).collect()
}
