//! What is kept of the marketplace between calls: its orders, its words, its bands.

mod bands;
mod orders;
mod words;

use std::sync::Arc;

pub(crate) use bands::{BandField, Bands, HOURLY_RATE_STARTS, RATING_STARTS};
pub(crate) use orders::{Key, Order, ascending_float, from_sort_value, to_sort_value};
pub(crate) use words::Word;

use crate::model::advisoros::ADVISOR_PROFILES;
use crate::profiles::{FacetField, Flag, Profiles};
use crate::store::touched::Touched;

/// The marketplace of one revision, made of its profiles. Immutable; a clone shares all.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Directory {
    orders: [Arc<Vec<u32>>; Order::ALL.len()],
    words: [Arc<Vec<Word>>; FacetField::ALL.len()],
    bands: [Bands; BandField::ALL.len()],
}

impl Directory {
    /// *Cost*: sorts the advisors of the marketplace once per order.
    pub(crate) fn build(profiles: &Profiles) -> Self {
        Self {
            orders: Order::ALL.map(|order| Arc::new(order.sorted(profiles))),
            words: FacetField::ALL.map(|field| Arc::new(words::of(profiles, field))),
            bands: BandField::ALL.map(|field| Bands::build(field, profiles)),
        }
    }

    /// The directory after a batch that led from `before`, which this was made of, to `after`.
    ///
    /// *Cost*: a copy of every order that an advisor moved in, and one visit of the words of every field that
    /// changed.
    pub(crate) fn advance(&self, before: &Profiles, after: &Profiles, touched: &Touched) -> Self {
        let touched = touched.ordinals(ADVISOR_PROFILES);
        let mut next = self.clone();
        if touched.is_empty() {
            return next;
        }
        for order in Order::ALL {
            let kept = &mut next.orders[order as usize];
            if let Some(moved) = order.moved(kept, before, after, touched) {
                *kept = Arc::new(moved);
            }
        }
        let is_base_same = before.flag(Flag::Base).is_shared_with(after.flag(Flag::Base));
        for field in FacetField::ALL {
            if !(is_base_same && before.facet(field).is_shared_with(after.facet(field))) {
                next.words[field as usize] = Arc::new(words::of(after, field));
            }
        }
        for field in BandField::ALL {
            next.bands[field as usize].advance(field, after, touched);
        }
        next
    }

    /// The advisors of the marketplace in an order, by ordinal.
    pub(crate) fn order(&self, order: Order) -> &[u32] {
        &self.orders[order as usize]
    }

    /// The words of a field, by their spelling.
    pub(crate) fn words(&self, field: FacetField) -> &[Word] {
        &self.words[field as usize]
    }

    pub(crate) fn bands(&self, field: BandField) -> &Bands {
        &self.bands[field as usize]
    }

    /// Bytes of orders and bands; the bitmaps of words are the profiles'.
    pub(crate) fn byte_count(&self) -> usize {
        let orders: usize = self.orders.iter().map(|order| size_of_val(order.as_slice())).sum();
        let words: usize = self.words.iter().map(|words| size_of_val(words.as_slice())).sum();
        let bands: usize = self.bands.iter().map(Bands::byte_count).sum();
        orders + words + bands
    }
}
