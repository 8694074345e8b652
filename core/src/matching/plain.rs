//! The plain match: the whole score of every eligible advisor, then the best of them.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::eligible::{eligible, narrow_ordinal};
use super::needs::ClientNeeds;
use super::points;
use super::profile::{self, Term};
use super::result::{Match, MatchResult, Part, Plan};
use super::signals::Signals;
use crate::error::{Error, Result};
use crate::model::advisoros::{ADVISOR_PROFILES, USERS, advisor_profiles, users};
use crate::model::money::Money;
use crate::options::CallOptions;
use crate::profiles::Profiles;
use crate::store::table::Tables;
use crate::vector::Vectors;

/// Advisors scored between two looks at the deadline and the cancel flag.
const CHECK_EVERY: usize = 1024;
/// Advisors that one thread takes at a time: small enough that two threads end together.
const PARALLEL_CHUNK: usize = 512;
/// Below this many the scan takes less than waking another thread and waiting for it costs.
const PARALLEL_FROM: usize = 2048;

/// An advisor with its score.
type Scored = (f64, u32);

/// The advisors that suit the needs best. *Cost*: one pass over the vectors of all eligible.
///
/// # Errors
/// `InvalidArgument` and `DimensionMismatch` for needs that cannot be taken; `Cancelled` and `Timeout`
/// as the options say.
pub(crate) fn match_advisors(
    tables: &Tables,
    profiles: &Profiles,
    vectors: &Vectors,
    needs: &ClientNeeds,
    options: &CallOptions,
) -> Result<MatchResult> {
    needs.validate(vectors.dimension())?;
    options.check()?;
    let scoring = profile::find(&needs.scoring_profile)
        .ok_or_else(|| Error::internal("a scoring profile that validation knew is gone"))?;
    let terms = scoring.terms_for(!needs.embedding.is_empty());
    let signals = Signals::new(profiles, vectors, needs);
    let ordinals: Vec<u32> = eligible(tables, profiles, needs).ones().map(narrow_ordinal).collect();
    let mut scored = score_all(&ordinals, terms, &signals, options)?;
    keep_best(&mut scored, needs.limit, profiles);
    let matches = scored.iter().enumerate().map(|(index, (score, ordinal))| {
        show(index + 1, *score, *ordinal, terms, &signals, tables)
    });
    let plan = Plan {
        strategy: "plain_scan".to_owned(),
        eligible: ordinals.len(),
        scored: ordinals.len(),
        rescored: 0,
        exact: true,
    };
    Ok(MatchResult { matches: matches.collect::<Result<_>>()?, plan })
}

fn score_all(
    ordinals: &[u32],
    terms: &[Term],
    signals: &Signals<'_>,
    options: &CallOptions,
) -> Result<Vec<Scored>> {
    let score = |ordinal: &u32| (points::fold(terms, signals, *ordinal), *ordinal);
    if ordinals.len() < PARALLEL_FROM {
        let mut scored = Vec::with_capacity(ordinals.len());
        for chunk in ordinals.chunks(CHECK_EVERY) {
            options.check()?;
            scored.extend(chunk.iter().map(score));
        }
        return Ok(scored);
    }
    // Every score depends on its advisor alone, so that the split cannot show in the answer.
    let chunks: Vec<Vec<Scored>> = ordinals
        .par_chunks(PARALLEL_CHUNK)
        .map(|chunk| {
            options.check()?;
            Ok(chunk.iter().map(score).collect())
        })
        .collect::<Result<_>>()?;
    Ok(chunks.concat())
}

/// Cuts down to the best, in order: score, highest first, then id.
fn keep_best(scored: &mut Vec<Scored>, limit: usize, profiles: &Profiles) {
    let columns = profiles.columns();
    let order = |one: &Scored, other: &Scored| -> Ordering {
        // Total, as scores are numbers, and a fold that starts at 0 never ends at -0.
        other.0.total_cmp(&one.0).then_with(|| columns.id(one.1).cmp(&columns.id(other.1)))
    };
    if scored.len() > limit {
        scored.select_nth_unstable_by(limit, order);
        scored.truncate(limit);
    }
    scored.sort_unstable_by(order);
}

fn show(
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
    let parts = terms.iter().map(|Term { signal, weight }| {
        let value = signals.value(*signal, ordinal);
        Part {
            name: signal.name().to_owned(),
            weight: *weight,
            value,
            contribution: weight * value,
        }
    });
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
        parts: parts.collect(),
        points: points::rounded(points::unrounded(signals, ordinal)),
        reasons: points::reasons(signals, ordinal),
        has_embedding: signals.has_embedding(ordinal),
    })
}
