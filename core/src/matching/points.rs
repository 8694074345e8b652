//! `points-v1`: the backend's formula, to the point, with its reasons.

use super::profile::{POINTS_V1, Term};
use super::result::Reasons;
use super::signals::{Signal, Signals};

/// The left fold of the contributions of the terms, in their order.
#[inline]
pub(super) fn fold(terms: &[Term], signals: &Signals<'_>, ordinal: u32) -> f64 {
    terms.iter().fold(0.0, |sum, term| sum + term.weight * signals.value(term.signal, ordinal))
}

/// The folds of many, each the same to the bit, a term at a time.
pub(super) fn fold_many(terms: &[Term], signals: &Signals<'_>, ordinals: &[u32], sums: &mut [f64]) {
    let mut values = vec![0.0; ordinals.len()];
    sums.fill(0.0);
    for Term { signal, weight } in terms {
        signals.fill(*signal, ordinals, &mut values);
        for (sum, value) in sums.iter_mut().zip(&values) {
            *sum += weight * value;
        }
    }
}

/// The points before rounding.
pub(super) fn unrounded(signals: &Signals<'_>, ordinal: u32) -> f64 {
    fold(POINTS_V1.terms, signals, ordinal)
}

/// Half up, as the backend rounds.
#[expect(
    clippy::cast_possible_truncation,
    reason = "points are small; beyond i64 the cast saturates"
)]
pub(super) fn rounded(points: f64) -> i64 {
    (points + 0.5).floor() as i64
}

/// Why an advisor has these points. The services are there whenever some were asked for, the used share
/// of the capacity whenever there is a capacity, the others only where they scored.
pub(super) fn reasons(signals: &Signals<'_>, ordinal: u32) -> Reasons {
    let columns = signals.profiles().columns();
    let owned =
        |words: &mut dyn Iterator<Item = &str>| words.map(str::to_owned).collect::<Vec<_>>();
    let certifications = owned(&mut signals.held_certifications(ordinal));
    Reasons {
        industry_match: (signals.value(Signal::Industry, ordinal) > 0.0).then_some(true),
        service_matches: signals
            .has_services()
            .then(|| owned(&mut signals.offered_services(ordinal))),
        experience_years: columns.years_experience(ordinal).filter(|years| *years != 0),
        rating: columns.overall_rating(ordinal).filter(|rating| *rating != 0.0),
        certifications: (!certifications.is_empty()).then_some(certifications),
        availability_ratio: signals.used_share(ordinal),
    }
}
