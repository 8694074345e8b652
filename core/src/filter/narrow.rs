//! Filters at work: each takes out of a set those who do not pass.

use fixedbitset::FixedBitSet;

use super::tree::{AmountField, CountField, Filter, Missing, Range, ScoreField, Words};
use crate::chunked::Chunked;
use crate::model::money::Money;
use crate::profiles::{FacetField, Profiles};

impl Filter {
    /// Takes those out of the set who do not pass.
    ///
    /// *Cost*: for words, one pass over the bitmap per spelling; for a range, one value of each 64 advisors'
    /// block that the set still touches.
    pub(crate) fn narrow(&self, profiles: &Profiles, advisors: &mut FixedBitSet) {
        match self {
            _ if self.is_off() => {}
            Self::All(filters) => {
                for filter in filters {
                    filter.narrow(profiles, advisors);
                }
            }
            Self::Any(filters) => {
                let mut passing = FixedBitSet::with_capacity(advisors.len());
                for filter in filters.iter().filter(|filter| !filter.is_off()) {
                    let mut some = advisors.clone();
                    filter.narrow(profiles, &mut some);
                    passing.union_with(&some);
                }
                *advisors = passing;
            }
            Self::Not(filter) => {
                let mut passing = advisors.clone();
                filter.narrow(profiles, &mut passing);
                advisors.difference_with(&passing);
            }
            Self::Words(field, Words { any_of, all_of }) => {
                keep_any_of(profiles, field.facet(), any_of, advisors);
                for word in all_of {
                    keep_any_of(profiles, field.facet(), std::slice::from_ref(word), advisors);
                }
            }
            Self::Amount(field, range) => keep_amounts(profiles, *field, *range, advisors),
            Self::Count(field, range) => keep_counts(profiles, *field, *range, advisors),
            Self::Score(ScoreField::OverallRating, range) => {
                keep_range(&profiles.columns().overall_rating, *range, advisors);
            }
            Self::Flag(field, true) => {
                advisors.intersect_with(profiles.flag(field.flag()).bits());
            }
            Self::Flag(field, false) => {
                advisors.difference_with(profiles.flag(field.flag()).bits());
            }
        }
    }
}

/// Keeps those who hold one of the words in any case; no words keep all.
pub(crate) fn keep_any_of(
    profiles: &Profiles,
    field: FacetField,
    words: &[String],
    advisors: &mut FixedBitSet,
) {
    if words.is_empty() {
        return;
    }
    let mut holders = FixedBitSet::with_capacity(advisors.len());
    for word in words {
        profiles.facet(field).add_any_case(word, &mut holders);
    }
    advisors.intersect_with(&holders);
}

/// Keeps those whose amount lies in the range.
pub(crate) fn keep_amounts(
    profiles: &Profiles,
    field: AmountField,
    range: Range<Money>,
    advisors: &mut FixedBitSet,
) {
    let columns = profiles.columns();
    let column = match field {
        AmountField::HourlyRate => &columns.hourly_rate,
        AmountField::MonthlyRetainerMin => &columns.monthly_retainer_min,
        AmountField::MonthlyRetainerMax => &columns.monthly_retainer_max,
        AmountField::ProjectRateMin => &columns.project_rate_min,
    };
    keep_range(column, range.map(Money::cents), advisors);
}

/// Keeps those whose count lies in the range.
pub(crate) fn keep_counts(
    profiles: &Profiles,
    field: CountField,
    range: Range<i64>,
    advisors: &mut FixedBitSet,
) {
    let columns = profiles.columns();
    let column = match field {
        CountField::YearsExperience => &columns.years_experience,
        CountField::TotalReviews => &columns.total_reviews,
    };
    keep_range(column, range, advisors);
}

/// A number with the ends of its kind, which stand for a bound that is not given.
trait Bounded: Copy + Default + PartialOrd {
    const LEAST: Self;
    const LARGEST: Self;
}

impl Bounded for i64 {
    const LEAST: Self = Self::MIN;
    const LARGEST: Self = Self::MAX;
}

impl Bounded for f64 {
    const LEAST: Self = Self::NEG_INFINITY;
    const LARGEST: Self = Self::INFINITY;
}

fn keep_range<T: Bounded>(
    column: &Chunked<Option<T>>,
    range: Range<T>,
    advisors: &mut FixedBitSet,
) {
    if range.is_open() {
        return;
    }
    let keeps_missing = range.missing == Missing::Keep;
    let (min, max) = (range.min.unwrap_or(T::LEAST), range.max.unwrap_or(T::LARGEST));
    let passes = |value: &Option<T>| match value {
        Some(value) => (min..=max).contains(value),
        None => keeps_missing,
    };
    for (index, block) in advisors.as_mut_slice().iter_mut().enumerate() {
        if *block == 0 {
            continue;
        }
        let values = column.run(index * BLOCK_BITS, BLOCK_BITS);
        if block.count_ones() <= FEW {
            let mut left = *block;
            while left != 0 {
                let bit = left.trailing_zeros();
                let value = values.get(bit as usize).unwrap_or(&None);
                *block &= !(usize::from(!passes(value)) << bit);
                left &= left - 1;
            }
            continue;
        }
        // All of a block, without a branch per advisor: they stand side by side in the column.
        let mut passing = 0;
        for (bit, value) in values.iter().enumerate() {
            passing |= usize::from(passes(value)) << bit;
        }
        // Advisors beyond the column's end lack the value.
        if keeps_missing && values.len() < BLOCK_BITS {
            passing |= usize::MAX << values.len();
        }
        *block &= passing;
    }
}

/// Of so few in a block each is looked at by itself.
const FEW: u32 = 12;

/// Advisors per block of a bitmap.
const BLOCK_BITS: usize = usize::BITS as usize;

/// The ordinal of a bit.
pub(crate) fn narrow_ordinal(bit: usize) -> u32 {
    u32::try_from(bit).expect("bits are set by ordinals, which are u32")
}
