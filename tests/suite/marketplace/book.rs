//! The answers by the book: loops over rows, without bitmaps, orders or pages.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use advisor_engine::{
    AdvisorFilters, AdvisorSort, AmountField, CountField, FacetName, Filter, FlagField, ListField,
    Missing, Money, NumericFilter, Range, SearchAdvisors,
};

use super::rows::{Advisor, Book};

pub(super) fn fold(word: &str) -> String {
    word.to_uppercase()
}

fn holds(list: &[String], word: &str) -> bool {
    list.iter().any(|own| fold(own) == fold(word))
}

fn any(list: &[String], words: &[String]) -> bool {
    words.is_empty() || words.iter().any(|word| holds(list, word))
}

fn has_capacity(advisor: &Advisor) -> bool {
    matches!(advisor.max_clients, Some(max) if max > 0 && advisor.current_clients < max)
}

fn within<T: PartialOrd + Copy>(value: Option<T>, range: &Range<T>) -> Option<bool> {
    if range.min.is_none() && range.max.is_none() {
        return None;
    }
    Some(match value {
        None => range.missing == Missing::Keep,
        Some(value) => {
            !(range.min.is_some_and(|min| value < min) || range.max.is_some_and(|max| value > max))
        }
    })
}

/// None where the filter asks for nothing.
fn passes(advisor: &Advisor, filter: &Filter) -> Option<bool> {
    match filter {
        Filter::All(filters) => {
            let asked: Vec<bool> =
                filters.iter().filter_map(|filter| passes(advisor, filter)).collect();
            (!asked.is_empty()).then(|| asked.iter().all(|passes| *passes))
        }
        Filter::Any(filters) => {
            let asked: Vec<bool> =
                filters.iter().filter_map(|filter| passes(advisor, filter)).collect();
            (!asked.is_empty()).then(|| asked.iter().any(|passes| *passes))
        }
        Filter::Not(filter) => passes(advisor, filter).map(|passes| !passes),
        Filter::Words(field, words) => {
            let list = &advisor.lists[match field {
                ListField::Industries => 0,
                ListField::Services => 1,
                ListField::Certifications => 2,
                ListField::Languages => 3,
                ListField::BusinessSizes => 4,
            }];
            let is_asked = !(words.any_of.is_empty() && words.all_of.is_empty());
            let all = words.all_of.iter().all(|word| holds(list, word));
            is_asked.then(|| any(list, &words.any_of) && all)
        }
        Filter::Amount(field, range) => {
            let amount = advisor.amounts[match field {
                AmountField::HourlyRate => 0,
                AmountField::MonthlyRetainerMin => 1,
                AmountField::MonthlyRetainerMax => 2,
                AmountField::ProjectRateMin => 3,
            }];
            within(amount.map(Money::from_cents), range)
        }
        Filter::Count(CountField::YearsExperience, range) => within(advisor.years, range),
        Filter::Count(CountField::TotalReviews, range) => within(Some(advisor.reviews), range),
        Filter::Score(_, range) => within(advisor.rating, range),
        Filter::Flag(field, expected) => Some(
            *expected
                == match field {
                    FlagField::Available => advisor.is_available,
                    FlagField::CapacityLeft => has_capacity(advisor),
                    FlagField::RemoteOnly => advisor.is_remote,
                    FlagField::AcceptsHourly => advisor.accepts[0],
                    FlagField::AcceptsRetainer => advisor.accepts[1],
                    FlagField::AcceptsProject => advisor.accepts[2],
                    FlagField::AcceptsValueBased => advisor.accepts[3],
                },
        ),
    }
}

/// The filters of the form, without that of one facet.
fn fits_form(advisor: &Advisor, form: &AdvisorFilters, without: Option<FacetName>) -> bool {
    let asks = |facet| without != Some(facet);
    let keeps = |number| form.keep_missing.contains(&number);
    let number = |value: Option<f64>, min: Option<f64>, max: Option<f64>, keeps: bool| match value {
        None => keeps || (min.is_none() && max.is_none()),
        Some(value) => min.is_none_or(|min| min <= value) && max.is_none_or(|max| value <= max),
    };
    let cents = |money: Option<Money>| money.map(|money| money.cents() as f64);
    let flag = |asked: Option<bool>, actual: bool| asked.is_none_or(|asked| asked == actual);
    let lists = [
        (FacetName::Industries, &form.industries),
        (FacetName::Services, &form.services),
        (FacetName::Certifications, &form.certifications),
        (FacetName::Languages, &form.languages),
        (FacetName::BusinessSizes, &form.business_sizes),
    ];
    let amount = |at: usize| advisor.amounts[at].map(|cents| cents as f64);
    lists.iter().zip(&advisor.lists).all(|((facet, words), list)| !asks(*facet) || any(list, words))
        && (!asks(FacetName::HourlyRate)
            || number(
                amount(0),
                cents(form.hourly_rate_min),
                cents(form.hourly_rate_max),
                keeps(NumericFilter::HourlyRate),
            ))
        && (!asks(FacetName::Rating)
            || number(advisor.rating, form.rating_min, None, keeps(NumericFilter::Rating)))
        && number(
            amount(2),
            None,
            cents(form.monthly_retainer_max),
            keeps(NumericFilter::MonthlyRetainerMax),
        )
        && number(
            advisor.years.map(|years| years as f64),
            form.years_min.map(|years| years as f64),
            None,
            keeps(NumericFilter::Years),
        )
        && flag(form.available, advisor.is_available)
        && flag(form.capacity_left, has_capacity(advisor))
        && flag(form.remote_only, advisor.is_remote)
        && flag(form.accepts_hourly, advisor.accepts[0])
        && flag(form.accepts_retainer, advisor.accepts[1])
        && flag(form.accepts_project, advisor.accepts[2])
        && flag(form.accepts_value_based, advisor.accepts[3])
}

/// Everyone who fits, but for the filter of one facet.
pub(super) fn fitting<'a>(
    book: &'a Book,
    request: &SearchAdvisors,
    without: Option<FacetName>,
) -> Vec<&'a Advisor> {
    book.listed()
        .filter(|advisor| {
            request.text.as_ref().is_none_or(|word| advisor.title.contains(&word.as_str()))
                && request.condition.as_ref().and_then(|filter| passes(advisor, filter))
                    != Some(false)
                && fits_form(advisor, &request.filters, without)
        })
        .collect()
}

/// Everyone who passes one condition, by its name; a condition that asks for nothing is not there.
pub(super) fn passing<'a>(
    book: &'a Book,
    request: &SearchAdvisors,
) -> Vec<(&'static str, BTreeSet<&'a str>)> {
    let form = &request.filters;
    let none = || AdvisorFilters { keep_missing: form.keep_missing.clone(), ..Default::default() };
    let mut forms: Vec<(&str, AdvisorFilters)> = Vec::new();
    macro_rules! each {
        ($($name:literal $field:ident,)*) => {
            $(if form.$field.is_some() {
                forms.push(($name, AdvisorFilters { $field: form.$field, ..none() }));
            })*
        };
    }
    let lists = [
        ("industries", &form.industries),
        ("services", &form.services),
        ("certifications", &form.certifications),
        ("languages", &form.languages),
        ("businessSizes", &form.business_sizes),
    ];
    for (list, (name, words)) in lists.into_iter().enumerate() {
        if !words.is_empty() {
            let mut one = none();
            let fields = [
                &mut one.industries,
                &mut one.services,
                &mut one.certifications,
                &mut one.languages,
                &mut one.business_sizes,
            ];
            fields.into_iter().nth(list).unwrap().clone_from(words);
            forms.push((name, one));
        }
    }
    each! {
        "hourlyRateMin" hourly_rate_min,
        "hourlyRateMax" hourly_rate_max,
        "monthlyRetainerMax" monthly_retainer_max,
        "yearsMin" years_min,
        "ratingMin" rating_min,
        "available" available,
        "capacityLeft" capacity_left,
        "remoteOnly" remote_only,
        "acceptsHourly" accepts_hourly,
        "acceptsRetainer" accepts_retainer,
        "acceptsProject" accepts_project,
        "acceptsValueBased" accepts_value_based,
    }
    let ids = |passes: &dyn Fn(&Advisor) -> bool| -> BTreeSet<&'a str> {
        book.listed().filter(|advisor| passes(advisor)).map(|advisor| advisor.id.as_str()).collect()
    };
    let mut found = Vec::new();
    if let Some(word) = &request.text {
        found.push(("text", ids(&|advisor| advisor.title.contains(&word.as_str()))));
    }
    for (name, form) in &forms {
        found.push((name, ids(&|advisor| fits_form(advisor, form, None))));
    }
    if let Some(condition) = &request.condition
        && book.listed().any(|advisor| passes(advisor, condition).is_some())
    {
        found.push(("where", ids(&|advisor| passes(advisor, condition) == Some(true))));
    }
    found
}

/// By a number, those without one last, then by id.
fn by<T: PartialOrd>(one: (Option<T>, &str), other: (Option<T>, &str)) -> Ordering {
    let numbers = match (one.0, other.0) {
        (Some(one), Some(other)) => one.partial_cmp(&other).unwrap(),
        (one, other) => one.is_none().cmp(&other.is_none()),
    };
    numbers.then_with(|| one.1.cmp(other.1))
}

/// Sorts by anything but relevance.
pub(super) fn sort(advisors: &mut [&Advisor], sort: AdvisorSort) {
    advisors.sort_by(|a, b| {
        let (x, y) = (a.id.as_str(), b.id.as_str());
        match sort {
            AdvisorSort::Relevance => unreachable!("relevance is not by the book"),
            AdvisorSort::Rating => by((a.rating.map(|n| -n), x), (b.rating.map(|n| -n), y)),
            AdvisorSort::Experience => by((a.years.map(Reverse), x), (b.years.map(Reverse), y)),
            AdvisorSort::PriceLow => by((a.amounts[0], x), (b.amounts[0], y)),
            AdvisorSort::PriceHigh => {
                by((a.amounts[0].map(Reverse), x), (b.amounts[0].map(Reverse), y))
            }
            AdvisorSort::Reviews => {
                by((Some(Reverse(a.reviews)), x), (Some(Reverse(b.reviews)), y))
            }
            AdvisorSort::Newest => {
                by((Some(Reverse(a.created_ms)), x), (Some(Reverse(b.created_ms)), y))
            }
        }
    });
}

/// Words with their counts, most held first; spelled as most listed advisors do.
pub(super) fn count_words(book: &Book, advisors: &[&Advisor], list: usize) -> Vec<(String, u32)> {
    let mut spellings: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
    for advisor in book.listed() {
        let mut own: Vec<&str> = advisor.lists[list].iter().map(String::as_str).collect();
        own.sort_unstable();
        own.dedup();
        for word in own {
            *spellings.entry(fold(word)).or_default().entry(word).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, u32)> = spellings
        .into_iter()
        .map(|(folded, spellings)| {
            let (shown, _) = spellings
                .into_iter()
                .max_by_key(|(spelling, count)| (*count, Reverse(*spelling)))
                .unwrap();
            let holders =
                advisors.iter().filter(|a| a.lists[list].iter().any(|own| fold(own) == folded));
            (shown.to_owned(), u32::try_from(holders.count()).unwrap())
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts
}

/// Counts between bounds, from the lowest, those without the value last.
pub(super) fn count_bands(values: &[Option<f64>], bounds: &[f64]) -> Vec<u32> {
    let edges = [&[f64::NEG_INFINITY], bounds, &[f64::INFINITY]].concat();
    let count = |keep: &dyn Fn(&Option<f64>) -> bool| {
        u32::try_from(values.iter().filter(|value| keep(value)).count()).unwrap()
    };
    let mut counts: Vec<u32> = edges
        .windows(2)
        .map(|edge| count(&|value| value.is_some_and(|value| edge[0] <= value && value < edge[1])))
        .collect();
    counts.push(count(&|value| value.is_none()));
    counts
}
