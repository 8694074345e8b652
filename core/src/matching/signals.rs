//! What a score is made of: the signals of one advisor for one client.

use crate::profiles::{Facet, FacetField, OrdinalSet, Profiles};
use crate::vector::bound::{CodedQuery, Interval};
use crate::vector::kernel::cosine;
use crate::vector::{Kernels, Vectors};

use super::needs::ClientNeeds;
use super::points;
use super::profile::POINTS_V1;

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
    kernels: Kernels,
}

impl<'a> Signals<'a> {
    pub(super) fn new(
        profiles: &'a Profiles,
        vectors: &'a Vectors,
        needs: &'a ClientNeeds,
        kernels: Kernels,
    ) -> Self {
        let query = (!needs.embedding.is_empty()).then(|| Query {
            vector: &needs.embedding,
            norm: kernels.exact.norm(&needs.embedding),
            kernels,
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
        match signal {
            Signal::Industry => self.industry(ordinal),
            Signal::Services => self.services(ordinal),
            Signal::Experience => self.experience(ordinal),
            Signal::Rating => self.rating(ordinal),
            Signal::Certifications => self.certifications(ordinal),
            Signal::Availability => self.availability(ordinal),
            Signal::Cosine => self.cosine(ordinal),
            Signal::Points => points_value(points::unrounded(self, ordinal)),
        }
    }

    /// The values of a signal for many advisors, each as [`Signals::value`] has it.
    ///
    /// One signal at a time: the choice between signals is made once, and a column is read in order.
    pub(super) fn fill(&self, signal: Signal, ordinals: &[u32], values: &mut [f64]) {
        match signal {
            Signal::Industry => each(ordinals, values, |ordinal| self.industry(ordinal)),
            Signal::Services => each(ordinals, values, |ordinal| self.services(ordinal)),
            Signal::Experience => each(ordinals, values, |ordinal| self.experience(ordinal)),
            Signal::Rating => each(ordinals, values, |ordinal| self.rating(ordinal)),
            Signal::Certifications => {
                each(ordinals, values, |ordinal| self.certifications(ordinal));
            }
            Signal::Availability => each(ordinals, values, |ordinal| self.availability(ordinal)),
            Signal::Cosine => each(ordinals, values, |ordinal| self.cosine(ordinal)),
            Signal::Points => {
                points::fold_many(POINTS_V1.terms, self, ordinals, values);
                for points in values {
                    *points = points_value(*points);
                }
            }
        }
    }

    #[inline]
    fn industry(&self, ordinal: u32) -> f64 {
        one_if(self.industries.iter().any(|advisors| advisors.contains(ordinal)))
    }

    #[inline]
    fn services(&self, ordinal: u32) -> f64 {
        if self.services.is_empty() {
            return 0.0;
        }
        to_f64(self.offered_services(ordinal).count()) / to_f64(self.services.len())
    }

    #[inline]
    fn experience(&self, ordinal: u32) -> f64 {
        let years = self.profiles.columns().years_experience(ordinal).unwrap_or_default();
        (int_to_f64(years) / YEARS_FULL).min(1.0)
    }

    #[inline]
    fn rating(&self, ordinal: u32) -> f64 {
        self.profiles.columns().overall_rating(ordinal).unwrap_or_default() / RATING_BEST
    }

    #[inline]
    fn certifications(&self, ordinal: u32) -> f64 {
        one_if(self.held_certifications(ordinal).next().is_some())
    }

    #[inline]
    fn availability(&self, ordinal: u32) -> f64 {
        self.used_share(ordinal).map_or(0.0, |used| 1.0 - used)
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

    pub(super) fn vectors(&self) -> &'a Vectors {
        self.vectors
    }

    /// Whether the advisor has a live vector.
    pub(super) fn has_embedding(&self, ordinal: u32) -> bool {
        let embedding = self.profiles.columns().embedding(ordinal);
        embedding.is_some_and(|embedding| self.vectors.get(embedding).is_some())
    }

    /// The embedding of the needs as codes, none where they have none.
    pub(super) fn coded_query(&self) -> Option<CodedQuery> {
        let Query { vector, norm, kernels } = self.query.as_ref()?;
        Some(CodedQuery::new(kernels.codes, vector, *norm))
    }

    /// Where the cosine of an advisor lies.
    #[inline]
    pub(super) fn cosine_within(&self, query: &CodedQuery, ordinal: u32) -> Interval {
        let embedding = self.profiles.columns().embedding(ordinal);
        let coded = embedding.and_then(|embedding| self.vectors.coded(embedding));
        coded.map_or(Interval { low: 0.0, high: 0.0 }, |coded| query.cosine_within(coded))
    }

    /// Asks for the codes of an advisor ahead of their use.
    #[inline]
    pub(super) fn prefetch_codes(&self, ordinal: u32) {
        if let Some(embedding) = self.profiles.columns().embedding(ordinal) {
            self.vectors.prefetch_codes(embedding);
        }
    }

    fn cosine(&self, ordinal: u32) -> f64 {
        let embedding = self.profiles.columns().embedding(ordinal);
        let found = embedding.and_then(|embedding| self.vectors.get(embedding));
        match (&self.query, found) {
            (Some(query), Some(found)) => {
                let dot = query.kernels.exact.dot(query.vector, found.vector);
                cosine(dot, query.norm, found.norm)
            }
            _ => 0.0,
        }
    }
}

#[inline]
fn each(ordinals: &[u32], values: &mut [f64], value: impl Fn(u32) -> f64) {
    for (ordinal, slot) in ordinals.iter().zip(values) {
        *slot = value(*ordinal);
    }
}

fn points_value(unrounded: f64) -> f64 {
    int_to_f64(points::rounded(unrounded)) / POINTS_BEST
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
