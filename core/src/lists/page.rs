//! A page of a list: filter, count, cut.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::facts::FactFilter;
use super::kept::Kept;
use super::order::{Order, Place};
use crate::error::Result;
use crate::model::row::RowRef;
use crate::options::CallOptions;
use crate::page::{Cursors, PageRequest, Scope, Start, TotalKind};
use crate::store::table::TableView;

/// Rows looked at between two looks at the deadline: some microseconds of work.
const CHECK_EVERY: usize = 1024;

/// Rows by which an estimate judges a list: 2 % off at most for a filter that keeps half, 95 times of 100.
const SAMPLE: usize = 2048;

/// A page of rows, and what there is beyond it.
///
/// ```
/// use advisor_engine::Page;
/// let page = Page { rows: vec!["row"], total: 1, is_total_exact: true, next_cursor: None };
/// assert_eq!(page.rows.len() as u64, page.total);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "{T}Page")]
pub struct Page<T> {
    /// The rows of this page, in the order that was asked for.
    pub rows: Vec<T>,
    /// All rows that fit, whichever page this is.
    pub total: u64,
    /// Whether every row was counted; an estimate was asked for where this is false.
    pub is_total_exact: bool,
    /// Where the next page starts; none on the last.
    pub next_cursor: Option<String>,
}

/// The rows that a page is taken from.
pub(crate) enum Rows<'a> {
    /// In the order that is asked for.
    InOrder(Option<&'a Kept>),
    /// In another order.
    Kept(Option<&'a Kept>),
    /// In none, each with its ordinal.
    Loose(Vec<u32>),
}

/// A list to take a page from.
pub(crate) struct Listing<'a> {
    pub(crate) table: &'a TableView,
    pub(crate) rows: Rows<'a>,
    pub(crate) order: &'a Order,
    /// How facts are read of a loose row.
    pub(crate) read_facts: fn(RowRef<'_>) -> u32,
    pub(crate) facts: FactFilter,
    /// What facts cannot tell; none where they tell all.
    pub(crate) keep: Option<&'a dyn Fn(RowRef<'_>) -> bool>,
}

impl<'a> Listing<'a> {
    /// Takes a page, each row as `show` makes it.
    ///
    /// *Cost*: a list in the order that is asked for is walked from the row behind the start, found by a binary search;
    /// with a filter, counting exactly looks at the facts of every row, and at the row itself where facts do not tell.
    /// Any other list is looked at whole.
    ///
    /// # Errors
    /// As [`PageRequest::start`] and [`CallOptions::check`].
    pub(crate) fn page<T>(
        &self,
        request: &PageRequest,
        cursors: &Cursors,
        scope: &Scope<'_>,
        options: &CallOptions,
        mut show: impl FnMut(u32, RowRef<'a>) -> Result<T>,
    ) -> Result<Page<T>> {
        let start = request.start(cursors, scope)?;
        let (place, skipped) = match &start {
            Start::Offset(offset) => (None, *offset),
            Start::After(position) => (Some(self.order.place(position)?), 0),
        };
        let wanted = skipped + request.limit + 1;
        let (mut rows, total, is_total_exact) = match &self.rows {
            Rows::InOrder(kept) => {
                let rows = self.walk(*kept, place.as_ref(), wanted, options)?;
                let (total, is_exact) = self.count(*kept, request.total, options)?;
                (rows, total, is_exact)
            }
            Rows::Kept(_) | Rows::Loose(_) => {
                let (rows, total) = self.unordered(place.as_ref(), wanted, options)?;
                (rows, total, true)
            }
        };
        rows.drain(..skipped.min(rows.len()));
        let shown = rows.len().min(request.limit);
        let row = |entry: &Entry| self.table.row(entry.ordinal);
        let next_cursor = (rows.len() > shown)
            .then(|| row(&rows[shown - 1]))
            .flatten()
            .map(|last| cursors.seal(scope, &self.order.position(last)));
        Ok(Page {
            rows: rows[..shown]
                .iter()
                .filter_map(|entry| Some(show(entry.ordinal, row(entry)?)))
                .collect::<Result<_>>()?,
            total,
            is_total_exact,
            next_cursor,
        })
    }

    /// Takes the first rows, and counts all that fit.
    ///
    /// *Cost*: as [`Self::page`].
    ///
    /// # Errors
    /// As [`CallOptions::check`].
    pub(crate) fn first<T>(
        &self,
        limit: usize,
        options: &CallOptions,
        show: impl Fn(RowRef<'a>) -> T,
    ) -> Result<(Vec<T>, u64)> {
        let (rows, total) = match &self.rows {
            Rows::InOrder(kept) => {
                let (total, _) = self.count(*kept, TotalKind::Exact, options)?;
                (self.walk(*kept, None, limit, options)?, total)
            }
            Rows::Kept(_) | Rows::Loose(_) => self.unordered(None, limit, options)?,
        };
        let rows = rows[..rows.len().min(limit)].iter();
        Ok((rows.filter_map(|entry| self.table.row(entry.ordinal)).map(show).collect(), total))
    }

    /// The first rows behind a place of a list in another order, and how many fit in all.
    fn unordered(
        &self,
        place: Option<&Place<'_>>,
        wanted: usize,
        options: &CallOptions,
    ) -> Result<(Vec<Entry>, u64)> {
        match &self.rows {
            Rows::InOrder(kept) | Rows::Kept(kept) => {
                let entries = kept.iter().flat_map(|kept| kept.iter()).copied();
                self.select(entries, place, wanted, options)
            }
            Rows::Loose(ordinals) => {
                let entries = ordinals.iter().filter_map(|ordinal| {
                    let row = self.table.row(*ordinal)?;
                    let facts = (self.read_facts)(row);
                    Some(Entry { words: [0; 2], facts, ordinal: *ordinal })
                });
                self.select(entries, place, wanted, options)
            }
        }
    }

    fn holds(&self, entry: &Entry) -> bool {
        self.facts.holds(entry.facts)
            && self.keep.is_none_or(|keep| self.table.row(entry.ordinal).is_some_and(keep))
    }

    /// The first rows behind a place that fit.
    fn walk(
        &self,
        kept: Option<&Kept>,
        place: Option<&Place<'_>>,
        wanted: usize,
        options: &CallOptions,
    ) -> Result<Vec<Entry>> {
        let mut rows = Vec::new();
        let Some(kept) = kept else { return Ok(rows) };
        let is_before = |entry: &Entry| {
            place.is_some_and(|place| self.order.is_up_to(self.table, entry, place))
        };
        for (count, entry) in kept.from(is_before).enumerate() {
            if count % CHECK_EVERY == CHECK_EVERY - 1 {
                options.check()?;
            }
            if self.holds(entry) {
                rows.push(*entry);
                if rows.len() == wanted {
                    break;
                }
            }
        }
        Ok(rows)
    }

    fn count(
        &self,
        kept: Option<&Kept>,
        kind: TotalKind,
        options: &CallOptions,
    ) -> Result<(u64, bool)> {
        let Some(kept) = kept else { return Ok((0, true)) };
        let length = kept.len();
        if self.facts.is_open() && self.keep.is_none() {
            return Ok((length as u64, true));
        }
        if kind == TotalKind::Estimate && length > SAMPLE {
            let sample = kept.every(length.div_ceil(SAMPLE));
            let (seen, fit) = sample
                .fold((0, 0), |(seen, fit), entry| (seen + 1, fit + u64::from(self.holds(entry))));
            return Ok(((fit * length as u64).div_ceil(seen), false));
        }
        let mut total = 0;
        for slice in kept.slices() {
            options.check()?;
            total += match self.keep {
                None => slice.iter().filter(|entry| self.facts.holds(entry.facts)).count(),
                Some(_) => slice.iter().filter(|entry| self.holds(entry)).count(),
            };
        }
        Ok((total as u64, true))
    }

    /// The first rows behind a place, of entries in another order, and how many fit in all.
    fn select(
        &self,
        entries: impl Iterator<Item = Entry>,
        place: Option<&Place<'_>>,
        wanted: usize,
        options: &CallOptions,
    ) -> Result<(Vec<Entry>, u64)> {
        let mut total = 0;
        let mut rows = Vec::new();
        for (count, entry) in entries.enumerate() {
            if count % CHECK_EVERY == CHECK_EVERY - 1 {
                options.check()?;
            }
            if !self.holds(&entry) {
                continue;
            }
            total += 1;
            let Some(row) = self.table.row(entry.ordinal) else { continue };
            let entry = Entry { words: (self.order.words)(row), ..entry };
            if place.is_none_or(|place| !self.order.is_up_to(self.table, &entry, place)) {
                rows.push(entry);
            }
        }
        let order =
            |one: &Entry, other: &Entry| -> Ordering { self.order.compare(self.table, one, other) };
        if rows.len() > wanted {
            rows.select_nth_unstable_by(wanted, order);
            rows.truncate(wanted);
        }
        rows.sort_unstable_by(order);
        Ok((rows, total))
    }
}
