//! Scoring profiles: named sums of weighted signals, as data.

use std::sync::LazyLock;

use super::signal::Signal;

/// The profile of needs that name none.
pub(super) const DEFAULT: &str = "blended-v1";
/// The name under which an answer tells of weights that a request gave itself.
pub(super) const INLINE: &str = "inline";
/// The least sum that weights are divided by. *Source*: a choice; below it a sum is what rounding left of weights
/// that cancel out, or scores would be blown up.
pub(super) const RENORMALISED_FROM: f64 = 1e-9;

/// One part of a score; its contribution is weight times value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Term {
    pub(super) signal: Signal,
    pub(super) weight: f64,
}

/// A named sum of weighted signals; the score is the left fold of its contributions in this order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) version: i64,
    pub(super) description: Option<String>,
    pub(super) is_built_in: bool,
    pub(super) terms: Vec<Term>,
    /// The terms for needs without an embedding.
    pub(super) without_cosine: Vec<Term>,
}

impl Profile {
    /// A profile of the host.
    pub(super) fn new(
        name: &str,
        version: i64,
        description: Option<&str>,
        terms: Vec<Term>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            version,
            description: description.map(str::to_owned),
            is_built_in: false,
            without_cosine: without_cosine(&terms),
            terms,
        }
    }

    /// The terms that needs with or without an embedding are scored by.
    pub(super) fn terms_for(&self, has_embedding: bool) -> &[Term] {
        if has_embedding { &self.terms } else { &self.without_cosine }
    }
}

/// A profile that is part of the engine.
#[derive(Debug)]
pub(super) struct BuiltIn {
    name: &'static str,
    description: &'static str,
    pub(super) terms: &'static [Term],
}

const fn term(signal: Signal, weight: f64) -> Term {
    Term { signal, weight }
}

/// The backend's own formula, 0 to 100. *Source*: the scoring of its marketplace service.
pub(super) static POINTS_V1: BuiltIn = BuiltIn {
    name: "points-v1",
    description: "The backend's own points, 0 to 100.",
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
static BLENDED_V1: BuiltIn = BuiltIn {
    name: DEFAULT,
    description: "The likeness of texts, the points and the rating.",
    terms: &[term(Signal::Cosine, 0.6), term(Signal::Points, 0.3), term(Signal::Rating, 0.1)],
};

/// The profiles that are part of the engine, by name.
pub(super) static BUILT_IN: LazyLock<[Profile; 2]> = LazyLock::new(|| {
    [&BLENDED_V1, &POINTS_V1].map(|BuiltIn { name, description, terms }| Profile {
        is_built_in: true,
        ..Profile::new(name, 1, Some(description), terms.to_vec())
    })
});

pub(super) fn built_in(name: &str) -> Option<&'static Profile> {
    BUILT_IN.iter().find(|profile| profile.name == name)
}

/// Drops the cosine term and divides the other weights by their sum, so that scores stay of one scale.
///
/// Weights stay as they are where there was no cosine, and where they do not sum to at least
/// [`RENORMALISED_FROM`]: a sum below 0 would turn the order around.
pub(super) fn without_cosine(terms: &[Term]) -> Vec<Term> {
    let rest: Vec<Term> =
        terms.iter().copied().filter(|term| term.signal != Signal::Cosine).collect();
    let sum = rest.iter().fold(0.0, |sum, term| sum + term.weight);
    if rest.len() == terms.len() || sum < RENORMALISED_FROM {
        return rest;
    }
    rest.iter().map(|term| Term { weight: term.weight / sum, ..*term }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_renormalised_only_where_the_cosine_is_dropped() {
        let blended = built_in("blended-v1").unwrap();
        assert_eq!(blended.terms_for(true), BLENDED_V1.terms);
        let sum = 0.3 + 0.1;
        let expected = [term(Signal::Points, 0.3 / sum), term(Signal::Rating, 0.1 / sum)];
        assert_eq!(blended.terms_for(false), expected);
        assert_eq!(built_in("points-v1").unwrap().terms_for(false), POINTS_V1.terms);
        assert_eq!(built_in("blended"), None);
    }

    #[test]
    fn weights_that_sum_to_nothing_or_less_stay_as_they_are() {
        let cosine = term(Signal::Cosine, 0.5);
        for rest in [
            vec![],
            vec![term(Signal::Rating, 1.0), term(Signal::PriceFit, -1.0)],
            vec![term(Signal::Rating, 0.25), term(Signal::PriceFit, -0.5)],
            vec![term(Signal::Rating, 0.0)],
            vec![term(Signal::Rating, f64::MIN_POSITIVE)],
        ] {
            let mut terms = rest.clone();
            terms.push(cosine);
            assert_eq!(without_cosine(&terms), rest);
        }
        let terms = [cosine, term(Signal::Rating, 1.0), term(Signal::PriceFit, -0.5)];
        let expected = [term(Signal::Rating, 2.0), term(Signal::PriceFit, -1.0)];
        assert_eq!(without_cosine(&terms), expected);
    }
}
