//! Scoring profiles: named sums of weighted signals, as data.

use std::sync::LazyLock;

use super::signals::Signal;

/// The profile of needs that name none.
pub(super) const DEFAULT: &str = "blended-v1";

/// One part of a score; its contribution is weight times value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Term {
    pub(super) signal: Signal,
    pub(super) weight: f64,
}

/// A named sum of weighted signals; the score is the left fold of its contributions in this order.
#[derive(Debug)]
pub(super) struct ScoringProfile {
    pub(super) name: &'static str,
    pub(super) terms: &'static [Term],
}

const fn term(signal: Signal, weight: f64) -> Term {
    Term { signal, weight }
}

/// The backend's own formula, 0 to 100. *Source*: the scoring of its marketplace service.
pub(super) static POINTS_V1: ScoringProfile = ScoringProfile {
    name: "points-v1",
    terms: &[
        term(Signal::Industry, 30.0),
        term(Signal::Services, 25.0),
        term(Signal::Experience, 15.0),
        term(Signal::Rating, 15.0),
        term(Signal::Certifications, 10.0),
        term(Signal::Availability, 5.0),
    ],
};

/// The likeness of texts, the points, the rating. *Source*: requirement 001, with the points as its
/// business score.
static BLENDED_V1: ScoringProfile = ScoringProfile {
    name: "blended-v1",
    terms: &[term(Signal::Cosine, 0.6), term(Signal::Points, 0.3), term(Signal::Rating, 0.1)],
};

static PROFILES: [&ScoringProfile; 2] = [&BLENDED_V1, &POINTS_V1];

/// The terms of every profile without its cosine, in the order of `PROFILES`.
static WITHOUT_COSINE: LazyLock<Vec<Vec<Term>>> =
    LazyLock::new(|| PROFILES.iter().map(|profile| without_cosine(profile.terms)).collect());

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PROFILES.iter().map(|profile| profile.name)
}

pub(super) fn find(name: &str) -> Option<&'static ScoringProfile> {
    PROFILES.iter().find(|profile| profile.name == name).copied()
}

impl ScoringProfile {
    /// The terms that needs with or without an embedding are scored by.
    pub(super) fn terms_for(&self, has_embedding: bool) -> &[Term] {
        let position = PROFILES.iter().position(|profile| profile.name == self.name);
        match position {
            Some(position) if !has_embedding => &WITHOUT_COSINE[position],
            _ => self.terms,
        }
    }
}

/// Drops the cosine term and divides the other weights by their sum; a profile without it is kept as is.
fn without_cosine(terms: &[Term]) -> Vec<Term> {
    let rest: Vec<Term> =
        terms.iter().copied().filter(|term| term.signal != Signal::Cosine).collect();
    if rest.len() == terms.len() {
        return rest;
    }
    let sum = rest.iter().fold(0.0, |sum, term| sum + term.weight);
    rest.iter().map(|term| Term { weight: term.weight / sum, ..*term }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_renormalised_only_where_the_cosine_is_dropped() {
        let blended = find("blended-v1").unwrap();
        assert_eq!(blended.terms_for(true), blended.terms);
        let sum = 0.3 + 0.1;
        let expected = [term(Signal::Points, 0.3 / sum), term(Signal::Rating, 0.1 / sum)];
        assert_eq!(blended.terms_for(false), expected);
        assert_eq!(POINTS_V1.terms_for(false), POINTS_V1.terms);
        assert_eq!(find("blended"), None);
    }

    impl PartialEq for ScoringProfile {
        fn eq(&self, other: &Self) -> bool {
            self.name == other.name
        }
    }
}
