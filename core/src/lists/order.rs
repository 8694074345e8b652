//! The order of a list: what a row is placed by.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::entry::Entry;
use crate::error::{Error, Result};
use crate::model::row::RowRef;
use crate::page::{Position, SortValue};
use crate::store::table::TableView;

/// A total order of rows: two words, then a text where the order has one, then the id; all ascending.
///
/// Words are made by [`words`], so that descending and missing values need nothing here. Where an order has a text,
/// its words are the text's beginning: most comparisons end there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub(crate) words: fn(RowRef<'_>) -> [i64; 2],
    pub(crate) text: Option<TextKey>,
}

/// A text that rows are ordered by, in bytes of its folded form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextKey {
    pub(crate) read: for<'a> fn(RowRef<'a>) -> Cow<'a, str>,
    pub(crate) is_descending: bool,
}

impl TextKey {
    fn compare(self, one: &str, other: &str) -> Ordering {
        if self.is_descending { other.cmp(one) } else { one.cmp(other) }
    }
}

/// Where a page goes on: behind the row that stood here, whether or not it still does.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    words: [i64; 2],
    text: &'a str,
    id: &'a str,
}

impl Order {
    /// Compares two entries of a table; rows that are gone compare by what the entries hold.
    pub(crate) fn compare(&self, table: &TableView, one: &Entry, other: &Entry) -> Ordering {
        one.words.cmp(&other.words).then_with(|| {
            if one.ordinal == other.ordinal {
                return Ordering::Equal;
            }
            let (Some(one), Some(other)) = (table.row(one.ordinal), table.row(other.ordinal))
            else {
                return one.ordinal.cmp(&other.ordinal);
            };
            let texts = self.text.map_or(Ordering::Equal, |text| {
                text.compare(&(text.read)(one), &(text.read)(other))
            });
            texts.then_with(|| one.text(0).cmp(other.text(0)))
        })
    }

    /// Whether an entry stands at a place or before it.
    pub(crate) fn is_up_to(&self, table: &TableView, entry: &Entry, place: &Place<'_>) -> bool {
        let order = entry.words.cmp(&place.words).then_with(|| {
            let Some(row) = table.row(entry.ordinal) else { return Ordering::Less };
            let texts = self
                .text
                .map_or(Ordering::Equal, |text| text.compare(&(text.read)(row), place.text));
            texts.then_with(|| row.text(0).cmp(place.id))
        });
        order.is_le()
    }

    /// What a cursor keeps of a row.
    pub(crate) fn position(&self, row: RowRef<'_>) -> Position {
        let words = (self.words)(row);
        let mut values: Vec<SortValue> =
            words.iter().map(|word| SortValue::Number(word.cast_unsigned())).collect();
        if let Some(text) = self.text {
            values.push(SortValue::Text((text.read)(row).into_owned()));
        }
        Position { values, id: row.text(0).to_owned(), expands_typos: false, epoch: None }
    }

    /// The place that a cursor keeps.
    ///
    /// # Errors
    /// `Internal` for a position of another order: the cursor's own scope names this one.
    pub(crate) fn place<'a>(&self, position: &'a Position) -> Result<Place<'a>> {
        let (first, second, text) = match (position.values.as_slice(), self.text) {
            ([SortValue::Number(first), SortValue::Number(second)], None) => (first, second, ""),
            (
                [SortValue::Number(first), SortValue::Number(second), SortValue::Text(text)],
                Some(_),
            ) => (first, second, &**text),
            _ => return Err(Error::internal("a cursor of this list has other sort values")),
        };
        Ok(Place { words: [first.cast_signed(), second.cast_signed()], text, id: &position.id })
    }
}

/// Values as words whose ascending order is the one that is meant; missing values come last in either direction.
pub(crate) mod words {
    /// Instants are within ±2^49 ms, so that a rank fits above them.
    const INSTANT_BITS: u32 = 51;
    const INSTANT_OFFSET: i64 = 1 << 50;
    const MISSING_DECIMAL: [i64; 2] = [i64::MAX, i64::MAX];

    /// Smallest first.
    pub(crate) fn ascending(value: Option<i64>) -> [i64; 2] {
        value.map_or([1, 0], |value| [0, value])
    }

    /// Largest first.
    pub(crate) fn descending(value: Option<i64>) -> [i64; 2] {
        value.map_or([1, 0], |value| [0, !value])
    }

    /// A number in the order of its value; rows hold finite ones only.
    pub(crate) fn float(value: f64) -> i64 {
        // Both zeros are one value.
        let bits = (value + 0.0).to_bits().cast_signed();
        // IEEE 754: as integers, positive numbers are in order and negative ones in reverse.
        if bits < 0 { bits ^ i64::MAX } else { bits }
    }

    /// A decimal, smallest first or largest first. No decimal has 39 digits, so that none looks missing.
    pub(crate) fn decimal(value: Option<i128>, is_descending: bool) -> [i64; 2] {
        let Some(value) = value else { return MISSING_DECIMAL };
        let value = if is_descending { !value } else { value };
        let bytes = value.to_be_bytes();
        let mut high = [0; 8];
        let mut low = [0; 8];
        high.copy_from_slice(&bytes[..8]);
        low.copy_from_slice(&bytes[8..]);
        [i64::from_be_bytes(high), i64::from_be_bytes(low) ^ i64::MIN]
    }

    /// A rank, then an instant, soonest first, as one word.
    pub(crate) fn ranked(rank: usize, instant_ms: Option<i64>) -> i64 {
        let instant = instant_ms.map_or(1 << INSTANT_BITS, |at| at + INSTANT_OFFSET);
        (i64::try_from(rank).unwrap_or(i64::MAX) << (INSTANT_BITS + 1)) | instant
    }

    /// The first 16 bytes of a text.
    pub(crate) fn text(text: &str, is_descending: bool) -> [i64; 2] {
        let mut bytes = [0; 16];
        let length = text.len().min(16);
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        let [mut first, mut second] = [0, 8].map(|from| {
            let mut word = [0; 8];
            word.copy_from_slice(&bytes[from..from + 8]);
            i64::from_be_bytes(word) ^ i64::MIN
        });
        if is_descending {
            (first, second) = (!first, !second);
        }
        [first, second]
    }
}
