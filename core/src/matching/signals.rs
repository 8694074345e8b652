//! What a score is made of: the signals of one advisor for one client.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;

use crate::profiles::{Facet, FacetField, Flag, OrdinalSet, Profiles, used_capacity};
use crate::vector::bound::{CodedQuery, Interval};
use crate::vector::kernel::cosine;
use crate::vector::{Embedding, Kernels, Vectors};

use super::eligible::fits;
use super::needs::{Budget, ClientNeeds};
use super::points;
use super::profile::POINTS_V1;
pub(super) use super::signal::Signal;

/// The most points.
const POINTS_BEST: f64 = 100.0;
/// The reviews that earn the whole of their signal. *Source*: a choice, as are the two days below.
const REVIEWS_FULL: f64 = 50.0;
/// The hours to an answer from which on a response earns nothing.
const RESPONSE_HOURS_LATEST: f64 = 48.0;

/// The signals of every advisor for one client: the needs, with their terms looked up once.
pub(super) struct Signals<'a> {
    profiles: &'a Profiles,
    vectors: &'a Vectors,
    /// Whether the vectors are numbered as the advisors are, not as their embeddings.
    is_by_advisor: bool,
    query: Option<Query<'a>>,
    industries: Vec<&'a OrdinalSet>,
    /// In the order of the needs; none where no advisor offers the service.
    services: Vec<(&'a str, Option<&'a OrdinalSet>)>,
    certifications: Vec<(&'a str, &'a OrdinalSet)>,
    /// Of every spelling.
    languages: Vec<&'a OrdinalSet>,
    /// Of every spelling.
    business_sizes: Vec<&'a OrdinalSet>,
    needs: &'a ClientNeeds,
    /// Cents; none where nothing above 0 is asked for.
    max_hourly_rate: Option<f64>,
}

struct Query<'a> {
    vector: Cow<'a, [f32]>,
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
            vector: Cow::Borrowed(&needs.embedding),
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
            is_by_advisor: false,
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
            languages: of_any_case(profiles.facet(FacetField::Languages), &needs.languages),
            business_sizes: of_any_case(
                profiles.facet(FacetField::BusinessSizes),
                needs.business_size.as_slice(),
            ),
            needs,
            max_hourly_rate: needs
                .max_hourly_rate
                .map(|max| int_to_f64(max.cents()))
                .filter(|max| *max > 0.0),
        }
    }

    /// The same signals with the cosine of other vectors, numbered as the advisors are.
    pub(super) fn with_text(
        self,
        lexical: &'a Vectors,
        vector: Vec<f32>,
        kernels: Kernels,
    ) -> Self {
        let norm = kernels.exact.norm(&vector);
        let query = Some(Query { vector: Cow::Owned(vector), norm, kernels });
        Self { vectors: lexical, is_by_advisor: true, query, ..self }
    }

    /// The values of the vector that advisors are compared with; 0 where there is none.
    pub(super) fn query_dimension(&self) -> usize {
        self.query.as_ref().map_or(0, |query| query.vector.len())
    }

    /// The model of the vectors that advisors are compared by, where there are any.
    pub(super) fn model(&self) -> Option<&str> {
        self.query.as_ref().and_then(|_| self.vectors.model())
    }

    /// The number of an advisor's vector.
    #[inline]
    fn place(&self, ordinal: u32) -> Option<u32> {
        if self.is_by_advisor {
            return Some(ordinal);
        }
        self.profiles.columns().embedding(ordinal)
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
            Signal::PriceFit => self.price_fit(ordinal),
            Signal::Budget => self.budget(ordinal),
            Signal::Language => one_if(holds_any(&self.languages, ordinal)),
            Signal::BusinessSize => one_if(holds_any(&self.business_sizes, ordinal)),
            Signal::Remote => self.remote(ordinal),
            Signal::Reviews => self.reviews(ordinal),
            Signal::Responsiveness => self.responsiveness(ordinal),
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
            Signal::PriceFit => each(ordinals, values, |ordinal| self.price_fit(ordinal)),
            Signal::Budget => each(ordinals, values, |ordinal| self.budget(ordinal)),
            Signal::Language => {
                each(ordinals, values, |ordinal| one_if(holds_any(&self.languages, ordinal)));
            }
            Signal::BusinessSize => {
                each(ordinals, values, |ordinal| one_if(holds_any(&self.business_sizes, ordinal)));
            }
            Signal::Remote => each(ordinals, values, |ordinal| self.remote(ordinal)),
            Signal::Reviews => each(ordinals, values, |ordinal| self.reviews(ordinal)),
            Signal::Responsiveness => {
                each(ordinals, values, |ordinal| self.responsiveness(ordinal));
            }
        }
    }

    #[inline]
    fn industry(&self, ordinal: u32) -> f64 {
        one_if(holds_any(&self.industries, ordinal))
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
        self.profiles.columns().shares(ordinal).experience
    }

    #[inline]
    fn rating(&self, ordinal: u32) -> f64 {
        self.profiles.columns().shares(ordinal).rating
    }

    #[inline]
    fn certifications(&self, ordinal: u32) -> f64 {
        one_if(self.held_certifications(ordinal).next().is_some())
    }

    #[inline]
    fn availability(&self, ordinal: u32) -> f64 {
        self.profiles.columns().shares(ordinal).availability
    }

    fn price_fit(&self, ordinal: u32) -> f64 {
        match (self.max_hourly_rate, self.profiles.columns().hourly_rate(ordinal)) {
            (Some(max), Some(rate)) => (1.0 - int_to_f64(rate) / max).clamp(0.0, 1.0),
            _ => 0.0,
        }
    }

    fn budget(&self, ordinal: u32) -> f64 {
        let meets = |budget: Budget| fits(budget, budget.kind, self.profiles, ordinal);
        one_if(self.needs.budget.is_some_and(meets))
    }

    fn remote(&self, ordinal: u32) -> f64 {
        one_if(self.needs.remote && self.profiles.flag(Flag::RemoteOnly).contains(ordinal))
    }

    fn reviews(&self, ordinal: u32) -> f64 {
        let reviews = self.profiles.columns().total_reviews(ordinal).unwrap_or_default();
        (int_to_f64(reviews) / REVIEWS_FULL).clamp(0.0, 1.0)
    }

    fn responsiveness(&self, ordinal: u32) -> f64 {
        let hours = self.profiles.columns().response_time(ordinal);
        hours.map_or(0.0, |hours| (1.0 - int_to_f64(hours) / RESPONSE_HOURS_LATEST).clamp(0.0, 1.0))
    }

    /// The values that a signal can take for these needs, whatever the advisor: the least and the greatest.
    pub(super) fn range(&self, signal: Signal) -> (f64, f64) {
        let needs = self.needs;
        let is_asked = match signal {
            Signal::Industry => !needs.industries.is_empty(),
            Signal::Services => !needs.required_services.is_empty(),
            Signal::Certifications => !needs.certifications.is_empty(),
            Signal::Cosine => return if self.query.is_some() { (-1.0, 1.0) } else { (0.0, 0.0) },
            Signal::Points => {
                let best = POINTS_V1
                    .terms
                    .iter()
                    .fold(0.0, |sum, term| sum + term.weight * self.range(term.signal).1);
                return (0.0, points_value(best));
            }
            Signal::PriceFit => self.max_hourly_rate.is_some(),
            Signal::Budget => needs.budget.is_some(),
            Signal::Language => !needs.languages.is_empty(),
            Signal::BusinessSize => needs.business_size.is_some(),
            Signal::Remote => needs.remote,
            Signal::Experience
            | Signal::Rating
            | Signal::Availability
            | Signal::Reviews
            | Signal::Responsiveness => true,
        };
        (0.0, one_if(is_asked))
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

    /// The advisors who hold any of the words that signals look at.
    pub(super) fn holders(&self) -> FixedBitSet {
        let services = self.services.iter().filter_map(|(_, advisors)| *advisors);
        let certifications = self.certifications.iter().map(|(_, advisors)| *advisors);
        let sets = self.industries.iter().copied().chain(services).chain(certifications);
        let mut holders = FixedBitSet::new();
        for set in sets {
            holders.grow(set.bits().len());
            holders.union_with(set.bits());
        }
        holders
    }

    /// Current clients of the maximum; none where there is no maximum above 0.
    pub(super) fn used_share(&self, ordinal: u32) -> Option<f64> {
        used_capacity(self.profiles.columns(), ordinal)
    }

    pub(super) fn profiles(&self) -> &'a Profiles {
        self.profiles
    }

    pub(super) fn vectors(&self) -> &'a Vectors {
        self.vectors
    }

    /// Whether the advisor has a live vector.
    pub(super) fn has_embedding(&self, ordinal: u32) -> bool {
        self.embedding(ordinal).is_some()
    }

    /// The live vector of an advisor.
    pub(super) fn embedding(&self, ordinal: u32) -> Option<Embedding<'a>> {
        self.vectors.get(self.place(ordinal)?)
    }

    /// The embedding of the needs as codes, none where they have none.
    pub(super) fn coded_query(&self) -> Option<CodedQuery> {
        let Query { vector, norm, kernels } = self.query.as_ref()?;
        Some(CodedQuery::new(kernels.codes, vector, *norm))
    }

    /// Where the cosine of an advisor lies.
    #[inline]
    pub(super) fn cosine_within(&self, query: &CodedQuery, ordinal: u32) -> Interval {
        let embedding = self.place(ordinal);
        let coded = embedding.and_then(|embedding| self.vectors.coded(embedding));
        coded.map_or(Interval { low: 0.0, high: 0.0 }, |coded| query.cosine_within(coded))
    }

    /// Asks for the codes of an advisor ahead of their use, while those of another are at hand.
    #[inline]
    pub(super) fn prefetch_codes(&self, ahead: u32, at_hand: u32) {
        if let Some(embedding) = self.place(ahead) {
            self.vectors.prefetch_codes(embedding, self.place(at_hand));
        }
    }

    /// Asks for the beginning of an advisor's vector ahead of its use.
    #[inline]
    pub(super) fn prefetch_vector(&self, ordinal: u32) {
        if let Some(embedding) = self.place(ordinal) {
            self.vectors.prefetch_vector(embedding);
        }
    }

    fn cosine(&self, ordinal: u32) -> f64 {
        match (&self.query, self.embedding(ordinal)) {
            (Some(query), Some(found)) => {
                let dot = query.kernels.exact.dot(&query.vector, found.vector);
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

#[inline]
fn holds_any(sets: &[&OrdinalSet], ordinal: u32) -> bool {
    sets.iter().any(|advisors| advisors.contains(ordinal))
}

/// The advisors of every spelling of the terms.
fn of_any_case<'a>(facet: &'a Facet, terms: &[String]) -> Vec<&'a OrdinalSet> {
    let spellings = terms.iter().flat_map(|term| facet.spellings(term));
    spellings.filter_map(|spelling| facet.exact(spelling)).collect()
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
