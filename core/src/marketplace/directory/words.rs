//! The words of a facet field as they are counted and shown.

use std::sync::Arc;

use crate::profiles::{FacetField, Flag, OrdinalSet, Profiles};

/// A word with the advisors of each of its spellings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    /// The spelling that most advisors of the marketplace use; of equals, the first by bytes.
    pub(crate) spelling: Arc<str>,
    /// Hardly ever more than one.
    pub(crate) holders: Vec<OrdinalSet>,
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
