//! One facet field: which advisors hold which term.

use std::sync::Arc;

use fixedbitset::FixedBitSet;
use imbl::{OrdMap, OrdSet};

use super::fold_case::fold_case;
use super::ordinal_set::OrdinalSet;
use crate::model::advisoros::advisor_profiles;

/// The list columns that are held as bitmaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FacetField {
    Industries,
    Services,
    Certifications,
    Languages,
    BusinessSizes,
}

impl FacetField {
    pub(crate) const ALL: [Self; 5] = [
        Self::Industries,
        Self::Services,
        Self::Certifications,
        Self::Languages,
        Self::BusinessSizes,
    ];

    /// The column of `advisor_profiles`.
    pub(crate) const fn column(self) -> usize {
        match self {
            Self::Industries => advisor_profiles::industries,
            Self::Services => advisor_profiles::services,
            Self::Certifications => advisor_profiles::certifications,
            Self::Languages => advisor_profiles::languages,
            Self::BusinessSizes => advisor_profiles::business_sizes,
        }
    }
}

/// The advisors of every term of one field; terms are kept as spelled. A clone shares everything.
///
/// A term without an advisor is not kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Facet {
    terms: OrdMap<Arc<str>, OrdinalSet>,
    /// The spellings of every folded term.
    spellings: OrdMap<Arc<str>, OrdSet<Arc<str>>>,
}

impl Facet {
    /// The advisors that hold exactly this term.
    pub(crate) fn exact(&self, term: &str) -> Option<&OrdinalSet> {
        self.terms.get(term)
    }

    /// The spellings of a term, whatever its case.
    pub(crate) fn spellings(&self, term: &str) -> impl Iterator<Item = &str> {
        let folded = fold_case(term);
        self.spellings.get(folded.as_ref()).into_iter().flatten().map(AsRef::as_ref)
    }

    /// The spellings of every word with their advisors, each group in order of bytes.
    pub(crate) fn groups(&self) -> impl Iterator<Item = Vec<(&Arc<str>, &OrdinalSet)>> {
        self.spellings.values().map(|spellings| {
            spellings
                .iter()
                .filter_map(|spelling| Some((spelling, self.terms.get(spelling)?)))
                .collect()
        })
    }

    /// Whether nothing changed between the two, one of which is a clone of the other.
    pub(crate) fn is_shared_with(&self, other: &Self) -> bool {
        self.terms.ptr_eq(&other.terms)
    }

    /// Adds the advisors that hold the term in any case.
    pub(crate) fn add_any_case(&self, term: &str, advisors: &mut FixedBitSet) {
        for spelling in self.spellings(term) {
            if let Some(set) = self.exact(spelling) {
                advisors.union_with(set.bits());
            }
        }
    }

    pub(super) fn insert(&mut self, term: &str, ordinal: u32) {
        if let Some(advisors) = self.terms.get_mut(term) {
            advisors.set(ordinal, true);
            return;
        }
        let term: Arc<str> = Arc::from(term);
        let mut advisors = OrdinalSet::default();
        advisors.set(ordinal, true);
        let folded = fold_case(&term);
        if let Some(spellings) = self.spellings.get_mut(folded.as_ref()) {
            spellings.insert(Arc::clone(&term));
        } else {
            self.spellings.insert(Arc::from(folded.as_ref()), OrdSet::unit(Arc::clone(&term)));
        }
        self.terms.insert(term, advisors);
    }

    pub(super) fn remove(&mut self, term: &str, ordinal: u32) {
        let Some(advisors) = self.terms.get_mut(term) else { return };
        advisors.set(ordinal, false);
        if !advisors.is_empty() {
            return;
        }
        self.terms.remove(term);
        let folded = fold_case(term);
        if let Some(spellings) = self.spellings.get_mut(folded.as_ref()) {
            spellings.remove(term);
            if spellings.is_empty() {
                self.spellings.remove(folded.as_ref());
            }
        }
    }

    pub(super) fn byte_count(&self) -> usize {
        self.terms.values().map(OrdinalSet::byte_count).sum()
    }
}
