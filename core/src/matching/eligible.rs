//! Who may be matched at all: the hard filters.

use fixedbitset::FixedBitSet;

use super::needs::{Budget, BudgetKind, ClientNeeds};
use crate::filter::{
    AmountField, ClauseEffect, CountField, Range, effects, keep_amounts, keep_any_of, keep_counts,
    narrow_ordinal,
};
use crate::model::advisoros::ADVISOR_PROFILES;
use crate::profiles::{FacetField, Flag, Profiles};
use crate::store::table::Tables;

/// One hard filter; bitmaps first, then those that look at each advisor left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    Available,
    CapacityLeft,
    Remote,
    Industries,
    ServicesAny,
    ServicesAll,
    Certifications,
    BusinessSize,
    Languages,
    MaxHourlyRate,
    MinYears,
    Budget,
}

impl Clause {
    pub(super) const ALL: [Self; 12] = [
        Self::Available,
        Self::CapacityLeft,
        Self::Remote,
        Self::Industries,
        Self::ServicesAny,
        Self::ServicesAll,
        Self::Certifications,
        Self::BusinessSize,
        Self::Languages,
        Self::MaxHourlyRate,
        Self::MinYears,
        Self::Budget,
    ];

    /// Whether the filter takes this advisor out.
    pub(super) fn removes(self, profiles: &Profiles, needs: &ClientNeeds, ordinal: u32) -> bool {
        let mut one = FixedBitSet::with_capacity(ordinal as usize + 1);
        one.insert(ordinal as usize);
        if self.is_on(needs) {
            self.narrow(profiles, needs, &mut one);
        }
        one.is_clear()
    }

    /// Whether the filter is on; without input it removes nobody all the same.
    fn is_on(self, needs: &ClientNeeds) -> bool {
        let filters = &needs.hard_filters;
        match self {
            Self::Available => filters.available.unwrap_or(true),
            Self::CapacityLeft => filters.capacity_left.unwrap_or(true),
            Self::Industries => filters.industries.unwrap_or(true),
            Self::ServicesAny => filters.services_any.unwrap_or(true),
            Self::MaxHourlyRate => filters.max_hourly_rate.unwrap_or(true),
            Self::ServicesAll => filters.services_all.unwrap_or(false),
            Self::Certifications => filters.certifications.unwrap_or(false),
            Self::BusinessSize => filters.business_size.unwrap_or(false),
            Self::Languages => filters.languages.unwrap_or(false),
            Self::Remote => filters.remote.unwrap_or(false),
            Self::MinYears => filters.min_years.unwrap_or(false),
            Self::Budget => filters.budget.unwrap_or(false),
        }
    }

    /// The name of its switch in the request.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::CapacityLeft => "capacityLeft",
            Self::Remote => "remote",
            Self::Industries => "industries",
            Self::ServicesAny => "servicesAny",
            Self::ServicesAll => "servicesAll",
            Self::Certifications => "certifications",
            Self::BusinessSize => "businessSize",
            Self::Languages => "languages",
            Self::MaxHourlyRate => "maxHourlyRate",
            Self::MinYears => "minYears",
            Self::Budget => "budget",
        }
    }

    /// Whether the needs say what it filters by.
    fn has_input(self, needs: &ClientNeeds) -> bool {
        match self {
            Self::Available | Self::CapacityLeft => true,
            Self::Remote => needs.remote,
            Self::Industries => !needs.industries.is_empty(),
            Self::ServicesAny | Self::ServicesAll => !needs.required_services.is_empty(),
            Self::Certifications => !needs.certifications.is_empty(),
            Self::BusinessSize => needs.business_size.is_some(),
            Self::Languages => !needs.languages.is_empty(),
            Self::MaxHourlyRate => needs.max_hourly_rate.is_some(),
            Self::MinYears => needs.min_years.is_some(),
            Self::Budget => needs.budget.is_some(),
        }
    }

    /// Takes those out whom the filter removes.
    fn narrow(self, profiles: &Profiles, needs: &ClientNeeds, advisors: &mut FixedBitSet) {
        match self {
            Self::Available => advisors.intersect_with(profiles.flag(Flag::Available).bits()),
            Self::CapacityLeft => advisors.intersect_with(profiles.flag(Flag::CapacityLeft).bits()),
            Self::Remote if needs.remote => {
                advisors.intersect_with(profiles.flag(Flag::RemoteOnly).bits());
            }
            Self::Remote => {}
            Self::Industries => {
                keep_any_of(profiles, FacetField::Industries, &needs.industries, advisors);
            }
            Self::ServicesAny => {
                keep_any_of(profiles, FacetField::Services, &needs.required_services, advisors);
            }
            Self::ServicesAll => {
                for service in &needs.required_services {
                    keep_any_of(
                        profiles,
                        FacetField::Services,
                        std::slice::from_ref(service),
                        advisors,
                    );
                }
            }
            Self::Certifications => {
                keep_any_of(profiles, FacetField::Certifications, &needs.certifications, advisors);
            }
            Self::BusinessSize => {
                keep_any_of(
                    profiles,
                    FacetField::BusinessSizes,
                    needs.business_size.as_slice(),
                    advisors,
                );
            }
            Self::Languages => {
                keep_any_of(profiles, FacetField::Languages, &needs.languages, advisors);
            }
            Self::MaxHourlyRate => {
                let range = Range { max: needs.max_hourly_rate, ..Range::default() };
                keep_amounts(profiles, AmountField::HourlyRate, range, advisors);
            }
            Self::MinYears => {
                let range = Range { min: needs.min_years.map(i64::from), ..Range::default() };
                keep_counts(profiles, CountField::YearsExperience, range, advisors);
            }
            Self::Budget => {
                if let Some(budget) = needs.budget {
                    retain(advisors, |ordinal| fits(budget, budget.kind, profiles, ordinal));
                }
            }
        }
    }
}

/// The advisors whom the needs may be matched with, by ordinal.
pub(super) fn eligible(tables: &Tables, profiles: &Profiles, needs: &ClientNeeds) -> FixedBitSet {
    let mut advisors = profiles.flag(Flag::Base).bits().clone();
    for clause in Clause::ALL {
        if clause.is_on(needs) {
            clause.narrow(profiles, needs, &mut advisors);
        }
    }
    exclude(tables, needs, &mut advisors);
    advisors
}

/// What each filter that is on, and the list of excluded advisors, does to those who may be shown.
///
/// *Cost*: that of [`eligible`], with every filter over all advisors.
pub(super) fn clause_effects(
    tables: &Tables,
    profiles: &Profiles,
    needs: &ClientNeeds,
) -> Vec<ClauseEffect> {
    let base = profiles.flag(Flag::Base).bits();
    let is_asked = |clause: &Clause| clause.is_on(needs) && clause.has_input(needs);
    let filters = Clause::ALL.into_iter().filter(is_asked).map(|clause| {
        let mut passing = base.clone();
        clause.narrow(profiles, needs, &mut passing);
        (clause.name(), passing)
    });
    let excluded = (!needs.excluded_ids.is_empty()).then(|| {
        let mut passing = base.clone();
        exclude(tables, needs, &mut passing);
        ("excludedIds", passing)
    });
    effects(base, filters.chain(excluded))
}

fn exclude(tables: &Tables, needs: &ClientNeeds, advisors: &mut FixedBitSet) {
    for id in &needs.excluded_ids {
        if let Some(ordinal) = tables.table(ADVISOR_PROFILES).ordinal(id)
            && (ordinal as usize) < advisors.len()
        {
            advisors.set(ordinal as usize, false);
        }
    }
}

fn retain(advisors: &mut FixedBitSet, keeps: impl Fn(u32) -> bool) {
    let removed: Vec<usize> =
        advisors.ones().filter(|&ordinal| !keeps(narrow_ordinal(ordinal))).collect();
    for ordinal in removed {
        advisors.set(ordinal, false);
    }
}

/// Whether an advisor accepts that way of paying at a price that meets the budget.
pub(super) fn fits(budget: Budget, kind: BudgetKind, profiles: &Profiles, ordinal: u32) -> bool {
    let columns = profiles.columns();
    let accepts = |flag| profiles.flag(flag).contains(ordinal);
    // A bound that is not given asks for nothing; one that is fails where the price is missing.
    let above_min = |price: Option<i64>| {
        budget.min.is_none_or(|min| price.is_some_and(|price| price >= min.cents()))
    };
    let below_max = |price: Option<i64>| {
        budget.max.is_none_or(|max| price.is_some_and(|price| price <= max.cents()))
    };
    match kind {
        BudgetKind::Hourly => {
            let rate = columns.hourly_rate(ordinal);
            accepts(Flag::AcceptsHourly) && above_min(rate) && below_max(rate)
        }
        BudgetKind::MonthlyRetainer => {
            accepts(Flag::AcceptsRetainer)
                && above_min(columns.monthly_retainer_max(ordinal))
                && below_max(columns.monthly_retainer_min(ordinal))
        }
        BudgetKind::ProjectBased => {
            // A project has no largest price, so that no budget's minimum is beyond it; the price must
            // be stated all the same where a bound is given.
            let price = columns.project_rate_min(ordinal);
            let is_stated = price.is_some() || budget.min.is_none();
            accepts(Flag::AcceptsProject) && is_stated && below_max(price)
        }
        BudgetKind::Flexible => {
            [BudgetKind::Hourly, BudgetKind::MonthlyRetainer, BudgetKind::ProjectBased]
                .into_iter()
                .any(|kind| fits(budget, kind, profiles, ordinal))
        }
    }
}
