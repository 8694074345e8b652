//! Counts of a result by words and bands.

use std::sync::Arc;

use fixedbitset::FixedBitSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::directory::{BandField, Directory, HOURLY_RATE_STARTS, RATING_STARTS, Word};
use super::overlap::Overlap;
use crate::model::money::Money;
use crate::profiles::FacetField;
use crate::width::to_stored;

/// What a result is counted by.
///
/// ```
/// use advisor_engine::FacetName;
/// assert_eq!(serde_json::to_string(&FacetName::HourlyRate).ok().as_deref(), Some("\"hourlyRate\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FacetName {
    /// Words of the industries.
    Industries,
    /// Words of the services.
    Services,
    /// Words of the certifications.
    Certifications,
    /// Words of the languages.
    Languages,
    /// Words of the sizes of business.
    BusinessSizes,
    /// Bands of the rating.
    Rating,
    /// Bands of the price of an hour.
    HourlyRate,
}

impl FacetName {
    pub(super) const ALL: [Self; 7] = [
        Self::Industries,
        Self::Services,
        Self::Certifications,
        Self::Languages,
        Self::BusinessSizes,
        Self::Rating,
        Self::HourlyRate,
    ];
}

/// The counts of a result, for the facets that were asked for.
///
/// Exact over the whole result, not the page, and disjunctive: the counts of a field leave out that field's own
/// filter, so that they tell what choosing another value would give.
///
/// ```
/// use advisor_engine::Facets;
/// assert_eq!(serde_json::to_string(&Facets::default()).ok().as_deref(), Some("{}"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    /// By industry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industries: Option<Vec<FacetCount>>,
    /// By service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<FacetCount>>,
    /// By certification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certifications: Option<Vec<FacetCount>>,
    /// By language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<FacetCount>>,
    /// By size of business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_sizes: Option<Vec<FacetCount>>,
    /// By rating: below 3, from 3, from 4, from 4.5, missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Vec<BandCount<f64>>>,
    /// By the price of an hour: below 100, from 100, from 150, from 200, from 300, from 500, missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hourly_rate: Option<Vec<BandCount<Money>>>,
}

/// How many advisors of the result hold a word.
///
/// Spellings that differ only in case are one word, shown as most advisors of the marketplace spell it (of equals,
/// the first by bytes). *Order*: count, largest first, then spelling; words that nobody of the result holds are left
/// out.
///
/// ```
/// use advisor_engine::FacetCount;
/// let count = FacetCount { value: "SaaS".into(), count: 3 };
/// assert_eq!(serde_json::to_string(&count).ok().as_deref(), Some(r#"{"value":"SaaS","count":3}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FacetCount {
    /// The word.
    pub value: Arc<str>,
    /// Advisors that hold it in any spelling.
    pub count: u32,
}

/// How many advisors of the result lie in a band; every band is there, from the lowest, the missing last.
///
/// ```
/// use advisor_engine::BandCount;
/// let band = BandCount { from: Some(4.0), to: Some(4.5), missing: false, count: 2 };
/// assert_eq!(
///     serde_json::to_string(&band).ok().as_deref(),
///     Some(r#"{"from":4.0,"to":4.5,"missing":false,"count":2}"#),
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "{T}Band")]
pub struct BandCount<T> {
    /// The least value of the band; none for no bound.
    pub from: Option<T>,
    /// The value that the band ends before; none for no bound.
    pub to: Option<T>,
    /// Whether this counts those who lack the value.
    pub missing: bool,
    /// Advisors in the band.
    pub count: u32,
}

impl Facets {
    /// Counts one facet over a set of advisors.
    pub(super) fn count(&mut self, name: FacetName, directory: &Directory, advisors: &FixedBitSet) {
        let words = |field| Some(count_words(directory.words(field), advisors));
        match name {
            FacetName::Industries => self.industries = words(FacetField::Industries),
            FacetName::Services => self.services = words(FacetField::Services),
            FacetName::Certifications => self.certifications = words(FacetField::Certifications),
            FacetName::Languages => self.languages = words(FacetField::Languages),
            FacetName::BusinessSizes => self.business_sizes = words(FacetField::BusinessSizes),
            FacetName::Rating => {
                let counts = count_bands(directory, BandField::Rating, advisors);
                self.rating = Some(to_bands(&RATING_STARTS, &counts));
            }
            FacetName::HourlyRate => {
                let counts = count_bands(directory, BandField::HourlyRate, advisors);
                let starts = HOURLY_RATE_STARTS.map(Money::from_cents);
                self.hourly_rate = Some(to_bands(&starts, &counts));
            }
        }
    }
}

/// The words that some of the advisors hold, most held first.
pub(super) fn count_words(words: &[Word], advisors: &FixedBitSet) -> Vec<FacetCount> {
    count_matching_words(words, advisors, |_| true)
}

/// As [`count_words`], of the words whose spelling is sought.
pub(super) fn count_matching_words(
    words: &[Word],
    advisors: &FixedBitSet,
    is_sought: impl Fn(&str) -> bool,
) -> Vec<FacetCount> {
    let overlap = Overlap::detect();
    // Count and place in one number: words come by spelling, so that equals stay in that order.
    let mut found: Vec<u64> = Vec::with_capacity(words.len());
    for (place, word) in words.iter().enumerate() {
        if !is_sought(&word.spelling) {
            continue;
        }
        let count = word.count_among(overlap, advisors);
        if count > 0 {
            found.push(u64::from(!count) << 32 | u64::from(to_stored(place)));
        }
    }
    found.sort_unstable();
    let found = found.into_iter().map(|packed| {
        let place = packed & u64::from(u32::MAX);
        let word = &words[crate::width::to_index(place)];
        let count = !u32::try_from(packed >> 32).expect("the upper half of 64 bits has 32");
        FacetCount { value: Arc::clone(&word.spelling), count }
    });
    found.collect()
}

/// Advisors per band, and those of none last.
fn count_bands(directory: &Directory, field: BandField, advisors: &FixedBitSet) -> Vec<u32> {
    let overlap = Overlap::detect();
    let blocks = advisors.as_slice();
    let members = directory.bands(field).members().iter();
    let mut counts: Vec<u32> =
        members.map(|members| overlap.count(members.bits().as_slice(), blocks)).collect();
    counts.push(overlap.count(blocks, blocks) - counts.iter().sum::<u32>());
    counts
}

fn to_bands<T: Copy>(starts: &[T], counts: &[u32]) -> Vec<BandCount<T>> {
    let counts = counts.iter().enumerate();
    let bands = counts.map(|(band, &count)| BandCount {
        from: band.checked_sub(1).and_then(|before| starts.get(before).copied()),
        to: starts.get(band).copied(),
        missing: band > starts.len(),
        count,
    });
    bands.collect()
}
