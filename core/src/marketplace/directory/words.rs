//! The words of a facet field as they are counted and shown.

use std::sync::Arc;

use fixedbitset::FixedBitSet;

use crate::marketplace::overlap::Overlap;
use crate::profiles::{FacetField, Flag, OrdinalSet, Profiles};

/// A word with the advisors of each of its spellings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    /// The spelling that most advisors of the marketplace use; of equals, the first by bytes.
    pub(crate) spelling: Arc<str>,
    /// Hardly ever more than one.
    pub(crate) holders: Vec<OrdinalSet>,
}

impl Word {
    /// How many of the advisors hold it in any spelling.
    #[inline]
    pub(crate) fn count_among(&self, overlap: Overlap, advisors: &FixedBitSet) -> u32 {
        if let [holders] = self.holders.as_slice() {
            return overlap.count(holders.bits().as_slice(), advisors.as_slice());
        }
        let mut all = FixedBitSet::with_capacity(advisors.len());
        for holders in &self.holders {
            all.union_with(holders.bits());
        }
        overlap.count(all.as_slice(), advisors.as_slice())
    }
}

/// The words of a field, by their spelling. A word that no advisor of the marketplace holds is among them.
pub(super) fn of(profiles: &Profiles, field: FacetField) -> Vec<Word> {
    let base = profiles.flag(Flag::Base).bits();
    let groups = profiles.facet(field).groups();
    let mut words: Vec<Word> = groups
        .map(|group| {
            let mut shown = None;
            for (spelling, holders) in &group {
                // A count is only needed where there is a choice; a later one must be larger to win.
                let count =
                    if group.len() == 1 { 0 } else { holders.bits().intersection_count(base) };
                if shown.as_ref().is_none_or(|(most, _)| count > *most) {
                    shown = Some((count, *spelling));
                }
            }
            let (_, spelling) = shown.expect("a word is kept only while it has a spelling");
            Word {
                spelling: Arc::clone(spelling),
                holders: group.iter().map(|(_, holders)| (*holders).clone()).collect(),
            }
        })
        .collect();
    words.sort_unstable_by(|one, other| one.spelling.cmp(&other.spelling));
    words
}
