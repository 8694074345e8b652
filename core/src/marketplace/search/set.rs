//! Who fits, and who would fit without the filter of one facet.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;

use super::request::SearchAdvisors;
use crate::filter::{AmountField, ClauseEffect, Filter, ListField, effects};
use crate::marketplace::directory::Directory;
use crate::marketplace::facets::{FacetName, Facets};
use crate::profiles::{Flag, Profiles};
use crate::text::Hits;

/// The advisors that a search finds.
pub(in crate::marketplace) struct Found {
    /// Those that pass everything but the filters of facets.
    rest: FixedBitSet,
    /// Those of `rest` that pass the filter of one facet.
    passing: Vec<(FacetName, FixedBitSet)>,
    /// Those that pass everything.
    pub(super) eligible: FixedBitSet,
}

impl Found {
    pub(in crate::marketplace) fn new(
        profiles: &Profiles,
        request: &SearchAdvisors,
        hits: Option<&Hits>,
    ) -> Self {
        let mut rest = profiles.flag(Flag::Base).bits().clone();
        if let Some(hits) = hits {
            rest.intersect_with(&hits.ordinals);
        }
        if let Some(condition) = &request.condition {
            condition.narrow(profiles, &mut rest);
        }
        let mut own = Vec::new();
        for filter in request.filters.clauses() {
            match facet_of(&filter) {
                Some(facet) => own.push((facet, filter)),
                None => filter.narrow(profiles, &mut rest),
            }
        }
        let mut eligible = rest.clone();
        let passing = own.into_iter().map(|(facet, filter)| {
            let mut passing = rest.clone();
            filter.narrow(profiles, &mut passing);
            eligible.intersect_with(&passing);
            (facet, passing)
        });
        let passing = passing.collect();
        Self { rest, passing, eligible }
    }

    pub(super) fn total(&self) -> usize {
        self.eligible.count_ones(..)
    }

    /// The counts of every facet that is asked for, each without its own filter.
    pub(super) fn facets(&self, directory: &Directory, request: &SearchAdvisors) -> Facets {
        let mut facets = Facets::default();
        for &name in request.facets.as_deref().unwrap_or(&FacetName::ALL) {
            facets.count(name, directory, &self.without(name));
        }
        facets
    }

    /// Those who pass everything but the filter of one facet.
    pub(in crate::marketplace) fn without(&self, name: FacetName) -> Cow<'_, FixedBitSet> {
        if self.passing.iter().all(|(own, _)| *own != name) {
            return Cow::Borrowed(&self.eligible);
        }
        let mut advisors = self.rest.clone();
        for (_, passing) in self.passing.iter().filter(|(own, _)| *own != name) {
            advisors.intersect_with(passing);
        }
        Cow::Owned(advisors)
    }
}

/// What the text and every filter do to those who may be shown.
pub(super) fn clause_effects(
    profiles: &Profiles,
    request: &SearchAdvisors,
    hits: Option<&Hits>,
) -> Vec<ClauseEffect> {
    let base = profiles.flag(Flag::Base).bits();
    let passing = |filter: &Filter| {
        let mut passing = base.clone();
        filter.narrow(profiles, &mut passing);
        passing
    };
    let text = hits.map(|hits| ("text", hits.ordinals.clone()));
    let filters = request.filters.named_clauses().into_iter();
    let filters = filters.map(|(name, filter)| (name, passing(&filter)));
    let condition = request.condition.as_ref().filter(|condition| !condition.is_off());
    let condition = condition.map(|condition| ("where", passing(condition)));
    effects(base, text.into_iter().chain(filters).chain(condition))
}

/// The facet whose counts leave a filter out.
fn facet_of(filter: &Filter) -> Option<FacetName> {
    match filter {
        Filter::Words(field, _) => Some(match field {
            ListField::Industries => FacetName::Industries,
            ListField::Services => FacetName::Services,
            ListField::Certifications => FacetName::Certifications,
            ListField::Languages => FacetName::Languages,
            ListField::BusinessSizes => FacetName::BusinessSizes,
        }),
        Filter::Amount(AmountField::HourlyRate, _) => Some(FacetName::HourlyRate),
        Filter::Score(..) => Some(FacetName::Rating),
        _ => None,
    }
}
