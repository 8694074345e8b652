//! The signals that a score may be made of.

use crate::model::catalog::hint;

/// A value, mostly 0 to 1, that a weight multiplies; only what says so is clamped.
///
/// What the needs do not ask for, and what an advisor's row lacks, gives 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// 1 where the advisor works in one of the industries.
    Industry,
    /// The share of the required services that the advisor offers.
    Services,
    /// Years of experience of 20, at most 1.
    Experience,
    /// The rating of 5.
    Rating,
    /// 1 where the advisor holds one of the certifications.
    Certifications,
    /// The free share of the capacity; 0 without a maximum, below 0 beyond it.
    Availability,
    /// The cosine of the two embeddings; 0 where the advisor has none.
    Cosine,
    /// The rounded points of `points-v1` of 100.
    Points,
    /// 1 less the hourly rate's share of the most that an hour may cost, 0 to 1.
    PriceFit,
    /// 1 where the advisor's prices meet the budget, as the hard filter has it.
    Budget,
    /// 1 where the advisor speaks one of the languages, in any case.
    Language,
    /// 1 where the advisor serves businesses of the size, in any case.
    BusinessSize,
    /// 1 where remote work is asked for and the advisor works remotely.
    Remote,
    /// Reviews of 50, 0 to 1.
    Reviews,
    /// 1 less the hours to an answer of 48, 0 to 1.
    Responsiveness,
}

impl Signal {
    pub(super) const ALL: [Self; 15] = [
        Self::Industry,
        Self::Services,
        Self::Experience,
        Self::Rating,
        Self::Certifications,
        Self::Availability,
        Self::Cosine,
        Self::Points,
        Self::PriceFit,
        Self::Budget,
        Self::Language,
        Self::BusinessSize,
        Self::Remote,
        Self::Reviews,
        Self::Responsiveness,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Industry => "industry",
            Self::Services => "services",
            Self::Experience => "experience",
            Self::Rating => "rating",
            Self::Certifications => "certifications",
            Self::Availability => "availability",
            Self::Cosine => "cosine",
            Self::Points => "points",
            Self::PriceFit => "price_fit",
            Self::Budget => "budget",
            Self::Language => "language",
            Self::BusinessSize => "business_size",
            Self::Remote => "remote",
            Self::Reviews => "reviews",
            Self::Responsiveness => "responsiveness",
        }
    }

    /// Whether its value for an advisor who holds none of the industries, services and certifications of the needs
    /// is the same for all needs.
    pub(super) const fn is_of_words(self) -> bool {
        match self {
            Self::Industry
            | Self::Services
            | Self::Experience
            | Self::Rating
            | Self::Certifications
            | Self::Availability
            | Self::Points
            | Self::Reviews
            | Self::Responsiveness => true,
            Self::Cosine
            | Self::PriceFit
            | Self::Budget
            | Self::Language
            | Self::BusinessSize
            | Self::Remote => false,
        }
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.name() == name)
    }

    /// What is said of a name that is no signal.
    pub(super) fn unknown(name: &str) -> String {
        let names = || Self::ALL.into_iter().map(Self::name);
        let known: Vec<_> = names().map(|known| format!("`{known}`")).collect();
        format!("is `{name}`; expected one of {}{}", known.join(", "), hint(name, names()))
    }
}
