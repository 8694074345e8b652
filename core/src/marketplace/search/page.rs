//! The rows of one page.

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

use crate::error::{Error, Result};
use crate::marketplace::Market;
use crate::marketplace::directory::{Key, Order, ascending_float, from_sort_value, to_sort_value};
use crate::page::{Position, SortValue, Start};
use crate::profiles::Profiles;

/// What a page is ordered by.
pub(super) enum Ranking<'a> {
    Kept(Order),
    /// The scores of those whom the text finds, by ordinal.
    Relevance(&'a [(u32, f64)]),
}

/// A row of the page.
pub(super) struct Row {
    key: Key,
    pub(super) ordinal: u32,
    pub(super) score: Option<f64>,
}

impl Row {
    /// What a cursor keeps of its place, besides the id.
    pub(super) fn value(&self) -> SortValue {
        to_sort_value(self.key)
    }

    fn compare(&self, other: &Self, profiles: &Profiles) -> Ordering {
        let id = |row: &Self| profiles.columns().id(row.ordinal);
        self.key.cmp(&other.key).then_with(|| id(self).cmp(&id(other)))
    }
}

impl Ranking<'_> {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Kept(_) => "kept_order",
            Self::Relevance(_) => "scored_hits",
        }
    }

    /// The first `count` rows from the start on.
    ///
    /// *Cost*: a kept order is walked from the row behind the start, found by a binary search; scores are selected.
    pub(super) fn rows(
        &self,
        market: Market<'_>,
        eligible: &FixedBitSet,
        start: &Start,
        count: usize,
    ) -> Result<Vec<Row>> {
        let profiles = market.profiles;
        let (place, skipped) = match start {
            Start::Offset(offset) => (None, *offset),
            Start::After(position) => (Some(place(position)?), 0),
        };
        // Whether a row stands behind the last one that was shown.
        let is_behind = |key: Key, ordinal: u32| {
            place.is_none_or(|(last, id)| (key, profiles.columns().id(ordinal)) > (last, Some(id)))
        };
        match self {
            Self::Kept(order) => {
                let ordinals = market.directory.order(*order);
                let first = ordinals.partition_point(|ordinal| {
                    place.is_some() && !is_behind(order.key(profiles, *ordinal), *ordinal)
                });
                let rows = ordinals[first..].iter().copied();
                let rows = rows.filter(|ordinal| eligible.contains(*ordinal as usize));
                let rows = rows.skip(skipped).take(count).map(|ordinal| Row {
                    key: order.key(profiles, ordinal),
                    ordinal,
                    score: None,
                });
                Ok(rows.collect())
            }
            Self::Relevance(scores) => {
                let rows =
                    scores.iter().filter(|(ordinal, _)| eligible.contains(*ordinal as usize));
                let rows = rows.map(|&(ordinal, score)| Row {
                    key: (false, !ascending_float(score)),
                    ordinal,
                    score: Some(score),
                });
                let mut rows: Vec<Row> =
                    rows.filter(|row| is_behind(row.key, row.ordinal)).collect();
                let end = skipped + count;
                if rows.len() > end {
                    rows.select_nth_unstable_by(end, |one, other| one.compare(other, profiles));
                    rows.truncate(end);
                }
                rows.sort_unstable_by(|one, other| one.compare(other, profiles));
                rows.drain(..skipped.min(rows.len()));
                Ok(rows)
            }
        }
    }
}

/// The sort value and the id that a cursor stands behind.
fn place(position: &Position) -> Result<(Key, &str)> {
    let value = match position.values.as_slice() {
        [value] => from_sort_value(value),
        _ => None,
    };
    let key =
        value.ok_or_else(|| Error::internal("a cursor of this list has other sort values"))?;
    Ok((key, &position.id))
}
