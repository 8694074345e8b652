//! The advisors of the marketplace in every order that a list may have.

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

use crate::filter::narrow_ordinal;
use crate::page::SortValue;
use crate::profiles::{Flag, Profiles};

/// What a list is ordered by; advisors who lack the value come last, equal ones by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Highest first.
    Rating,
    /// Most years first.
    Experience,
    /// Cheapest hour first.
    PriceLow,
    /// Dearest hour first.
    PriceHigh,
    /// Most first.
    Reviews,
    /// Newest first.
    Newest,
}

/// The sort value of an advisor: ascending, missing last.
pub(crate) type Key = (bool, u64);

impl Order {
    pub(crate) const ALL: [Self; 6] = [
        Self::Rating,
        Self::Experience,
        Self::PriceLow,
        Self::PriceHigh,
        Self::Reviews,
        Self::Newest,
    ];

    #[inline]
    pub(crate) fn key(self, profiles: &Profiles, ordinal: u32) -> Key {
        let columns = profiles.columns();
        let value = match self {
            Self::Rating => columns.overall_rating(ordinal).map(|rating| !ascending_float(rating)),
            Self::Experience => columns.years_experience(ordinal).map(|years| !ascending(years)),
            Self::PriceLow => columns.hourly_rate(ordinal).map(ascending),
            Self::PriceHigh => columns.hourly_rate(ordinal).map(|rate| !ascending(rate)),
            Self::Reviews => columns.total_reviews(ordinal).map(|count| !ascending(count)),
            Self::Newest => columns.created_at(ordinal).map(|at| !ascending(at)),
        };
        value.map_or((true, 0), |value| (false, value))
    }

    fn compare(self, profiles: &Profiles, one: u32, other: u32) -> Ordering {
        let id = |ordinal| profiles.columns().id(ordinal);
        self.key(profiles, one)
            .cmp(&self.key(profiles, other))
            .then_with(|| id(one).cmp(&id(other)))
    }

    /// The advisors of the marketplace in this order.
    pub(super) fn sorted(self, profiles: &Profiles) -> Vec<u32> {
        let mut ordinals: Vec<u32> =
            profiles.flag(Flag::Base).bits().ones().map(narrow_ordinal).collect();
        ordinals.sort_unstable_by(|one, other| self.compare(profiles, *one, *other));
        ordinals
    }

    /// The order after a batch; none where nobody came, went or moved.
    pub(super) fn moved(
        self,
        kept: &[u32],
        before: &Profiles,
        after: &Profiles,
        touched: &[u32],
    ) -> Option<Vec<u32>> {
        let place = |profiles: &Profiles, ordinal| {
            let is_listed = profiles.flag(Flag::Base).contains(ordinal);
            is_listed.then(|| self.key(profiles, ordinal))
        };
        let moved = touched.iter().copied();
        let moved = moved.filter(|ordinal| place(before, *ordinal) != place(after, *ordinal));
        let mut moved: Vec<u32> = moved.collect();
        let largest = *moved.iter().max()?;
        let mut leaves = FixedBitSet::with_capacity(largest as usize + 1);
        leaves.extend(moved.iter().map(|ordinal| *ordinal as usize));
        let stays: Vec<u32> =
            kept.iter().copied().filter(|ordinal| !leaves.contains(*ordinal as usize)).collect();
        moved.retain(|ordinal| after.flag(Flag::Base).contains(*ordinal));
        moved.sort_unstable_by(|one, other| self.compare(after, *one, *other));
        let mut next = Vec::with_capacity(stays.len() + moved.len());
        let mut rest = stays.as_slice();
        for ordinal in moved {
            let count = rest
                .partition_point(|other| self.compare(after, *other, ordinal) == Ordering::Less);
            next.extend_from_slice(&rest[..count]);
            next.push(ordinal);
            rest = &rest[count..];
        }
        next.extend_from_slice(rest);
        Some(next)
    }
}

/// Numbers as bits that compare as the numbers do.
pub(crate) fn ascending(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

/// As [`ascending`]; the two zeros are one.
pub(crate) fn ascending_float(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    bits ^ if bits >> 63 == 0 { 1 << 63 } else { u64::MAX }
}

/// A key as a cursor carries it.
pub(crate) fn to_sort_value(key: Key) -> SortValue {
    if key.0 { SortValue::Missing } else { SortValue::Number(key.1) }
}

/// The key that a cursor carries; none where it carries another kind of value.
pub(crate) fn from_sort_value(value: &SortValue) -> Option<Key> {
    match value {
        SortValue::Missing => Some((true, 0)),
        SortValue::Number(number) => Some((false, *number)),
        SortValue::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_compare_as_the_numbers_do() {
        let floats = [f64::NEG_INFINITY, -2.5, -0.1, 0.0, f64::MIN_POSITIVE, 4.5, f64::INFINITY];
        assert!(floats.windows(2).all(|pair| ascending_float(pair[0]) < ascending_float(pair[1])));
        assert_eq!(ascending_float(-0.0), ascending_float(0.0));
        let numbers = [i64::MIN, -1, 0, 1, i64::MAX];
        assert!(numbers.windows(2).all(|pair| ascending(pair[0]) < ascending(pair[1])));
    }
}
