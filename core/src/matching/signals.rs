//! What a score is made of: the signals of one advisor for one client.

use crate::profiles::{Facet, FacetField, OrdinalSet, Profiles};
use crate::vector::Vectors;
use crate::vector::kernel::{Kernel, cosine};

use super::needs::ClientNeeds;
use super::points;

/// The years of experience that earn the whole of their part. *Source*: reference 2.3.
const YEARS_FULL: f64 = 20.0;
/// The best rating.
pub(super) const RATING_BEST: f64 = 5.0;
/// The most points.
const POINTS_BEST: f64 = 100.0;

/// A value, mostly 0 to 1, that a weight multiplies; nothing is clamped but the years.
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
}

impl Signal {
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
        }
    }
}

/// The signals of every advisor for one client: the needs, with their terms looked up once.
pub(super) struct Signals<'a> {
    profiles: &'a Profiles,
    vectors: &'a Vectors,
    query: Option<Query<'a>>,
    industries: Vec<&'a OrdinalSet>,
    /// In the order of the needs; none where no advisor offers the service.
    services: Vec<(&'a str, Option<&'a OrdinalSet>)>,
    certifications: Vec<(&'a str, &'a OrdinalSet)>,
}

struct Query<'a> {
    vector: &'a [f32],
    norm: f64,
    kernel: Kernel,
}

impl<'a> Signals<'a> {
    pub(super) fn new(
        profiles: &'a Profiles,
        vectors: &'a Vectors,
        needs: &'a ClientNeeds,
    ) -> Self {
        let kernel = Kernel::detect();
        let query = (!needs.embedding.is_empty()).then(|| Query {
            vector: &needs.embedding,
            norm: kernel.norm(&needs.embedding),
            kernel,
        });
        let services = profiles.facet(FacetField::Services);
        let held = |facet: &'a Facet, terms: &'a [String]| -> Vec<(&'a str, &'a OrdinalSet)> {
            terms.iter().filter_map(|term| Some((term.as_str(), facet.exact(term)?))).collect()
        };
        Self {
            profiles,
            vectors,
            query,
            industries: held(profiles.facet(FacetField::Industries), &needs.industries)
                .into_iter()
                .map(|(_, advisors)| advisors)
                .collect(),
            services: needs
                .required_services
                .iter()
                .map(|service| (service.as_str(), services.exact(service)))
                .collect(),
            certifications: held(profiles.facet(FacetField::Certifications), &needs.certifications),
        }
    }

    /// The value of a signal for an advisor.
    #[inline]
    pub(super) fn value(&self, signal: Signal, ordinal: u32) -> f64 {
        let columns = self.profiles.columns();
        match signal {
            Signal::Industry => {
                one_if(self.industries.iter().any(|advisors| advisors.contains(ordinal)))
            }
            Signal::Services if self.services.is_empty() => 0.0,
            Signal::Services => {
                to_f64(self.offered_services(ordinal).count()) / to_f64(self.services.len())
            }
            Signal::Experience => {
                let years = columns.years_experience(ordinal).unwrap_or_default();
                (int_to_f64(years) / YEARS_FULL).min(1.0)
            }
            Signal::Rating => columns.overall_rating(ordinal).unwrap_or_default() / RATING_BEST,
            Signal::Certifications => one_if(self.held_certifications(ordinal).next().is_some()),
            Signal::Availability => self.used_share(ordinal).map_or(0.0, |used| 1.0 - used),
            Signal::Cosine => self.cosine(ordinal),
            Signal::Points => {
                int_to_f64(points::rounded(points::unrounded(self, ordinal))) / POINTS_BEST
            }
        }
    }

    /// The required services that an advisor offers, in the order of the needs, in the needs' case.
    pub(super) fn offered_services(&self, ordinal: u32) -> impl Iterator<Item = &'a str> {
        self.services
            .iter()
            .filter(move |(_, advisors)| advisors.is_some_and(|set| set.contains(ordinal)))
            .map(|(service, _)| *service)
    }

    /// Whether any service was asked for.
    pub(super) fn has_services(&self) -> bool {
        !self.services.is_empty()
    }

    /// The certifications asked for that an advisor holds, in the order of the needs.
    pub(super) fn held_certifications(&self, ordinal: u32) -> impl Iterator<Item = &'a str> {
        self.certifications
            .iter()
            .filter(move |(_, advisors)| advisors.contains(ordinal))
            .map(|(certification, _)| *certification)
    }

    /// Current clients of the maximum; none where there is no maximum above 0.
    pub(super) fn used_share(&self, ordinal: u32) -> Option<f64> {
        let columns = self.profiles.columns();
        let max = columns.max_clients(ordinal).filter(|max| *max > 0)?;
        let current = columns.current_clients(ordinal).unwrap_or_default();
        Some(int_to_f64(current) / int_to_f64(max))
    }

    pub(super) fn profiles(&self) -> &'a Profiles {
        self.profiles
    }

    /// Whether the advisor has a live vector.
    pub(super) fn has_embedding(&self, ordinal: u32) -> bool {
        let embedding = self.profiles.columns().embedding(ordinal);
        embedding.is_some_and(|embedding| self.vectors.get(embedding).is_some())
    }

    fn cosine(&self, ordinal: u32) -> f64 {
        let embedding = self.profiles.columns().embedding(ordinal);
        let found = embedding.and_then(|embedding| self.vectors.get(embedding));
        match (&self.query, found) {
            (Some(query), Some(found)) => {
                cosine(query.kernel.dot(query.vector, found.vector), query.norm, found.norm)
            }
            _ => 0.0,
        }
    }
}

const fn one_if(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of lists in memory are far below 2^53")]
const fn to_f64(count: usize) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "beyond 2^53 clients or years the nearest double serves"
)]
const fn int_to_f64(number: i64) -> f64 {
    number as f64
}
