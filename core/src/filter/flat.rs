//! The filters of a search form, and how they become filter trees.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{check_amounts, check_scores, check_words};
use super::tree::{
    AmountField, CountField, Filter, FlagField, ListField, Missing, Range, ScoreField, Words,
};
use crate::error::Result;
use crate::model::money::Money;

/// What a search form asks for: every field that is given must hold, any word of a list will do.
///
/// An empty list and a field that is absent ask for nothing; 0 is a value. Words are compared without regard
/// to case. An advisor who lacks a number drops out of its filter, unless `keep_missing` names it.
///
/// ```
/// use advisor_engine::{AdvisorFilters, Money};
/// let filters: AdvisorFilters = serde_json::from_str(
///     r#"{"industries": ["SaaS"], "hourlyRateMax": "250.00", "keepMissing": ["hourlyRate"]}"#,
/// ).expect("valid JSON");
/// assert_eq!(filters.hourly_rate_max.map(Money::cents), Some(25_000));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AdvisorFilters {
    /// Any of these industries.
    pub industries: Vec<String>,
    /// Any of these services.
    pub services: Vec<String>,
    /// Any of these certifications.
    pub certifications: Vec<String>,
    /// Any of these languages.
    pub languages: Vec<String>,
    /// Any of these sizes of business.
    pub business_sizes: Vec<String>,
    /// The least price of an hour.
    pub hourly_rate_min: Option<Money>,
    /// The highest price of an hour.
    pub hourly_rate_max: Option<Money>,
    /// The highest monthly retainer: the advisor's own maximum is within it.
    pub monthly_retainer_max: Option<Money>,
    /// The least years of experience.
    pub years_min: Option<i64>,
    /// The least rating, 0 to 5.
    pub rating_min: Option<f64>,
    /// Whether the advisor takes new clients now.
    pub available: Option<bool>,
    /// Whether the advisor has fewer clients than the maximum.
    pub capacity_left: Option<bool>,
    /// Whether the advisor works remotely only.
    pub remote_only: Option<bool>,
    /// Whether the advisor may be paid by the hour.
    pub accepts_hourly: Option<bool>,
    /// Whether the advisor may be paid a monthly retainer.
    pub accepts_retainer: Option<bool>,
    /// Whether the advisor may be paid by project.
    pub accepts_project: Option<bool>,
    /// Whether the advisor may be paid by the value of the work.
    pub accepts_value_based: Option<bool>,
    /// The numbers without which an advisor stays in.
    pub keep_missing: Vec<NumericFilter>,
}

/// A number that a search form filters by.
///
/// ```
/// use advisor_engine::NumericFilter;
/// assert_eq!(serde_json::to_string(&NumericFilter::Years).ok().as_deref(), Some("\"years\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum NumericFilter {
    /// The price of an hour.
    HourlyRate,
    /// The largest monthly retainer.
    MonthlyRetainerMax,
    /// The years of experience.
    Years,
    /// The rating.
    Rating,
}

impl AdvisorFilters {
    /// Checks every field.
    ///
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    pub(crate) fn check(&self) -> Result<()> {
        for (field, words) in self.lists() {
            check_words(&format!("filters.{}", field.name()), words)?;
        }
        check_amounts(&["filters.hourlyRateMin", "filters.hourlyRateMax"], &self.hourly_rate())?;
        check_amounts(&["", "filters.monthlyRetainerMax"], &self.monthly_retainer())?;
        check_scores(&["filters.ratingMin", ""], &self.rating())
    }

    /// The filters that ask for something, each as a tree.
    pub(crate) fn clauses(&self) -> Vec<Filter> {
        let rate = Filter::Amount(AmountField::HourlyRate, self.hourly_rate());
        self.named_with([("", rate)]).into_iter().map(|(_, filter)| filter).collect()
    }

    /// The filters that ask for something, each by the name of its field; so the ends of a range are two.
    pub(crate) fn named_clauses(&self) -> Vec<(&'static str, Filter)> {
        let range = self.hourly_rate();
        let rate = |range| Filter::Amount(AmountField::HourlyRate, range);
        self.named_with([
            ("hourlyRateMin", rate(Range { max: None, ..range })),
            ("hourlyRateMax", rate(Range { min: None, ..range })),
        ])
    }

    fn named_with<const COUNT: usize>(
        &self,
        rates: [(&'static str, Filter); COUNT],
    ) -> Vec<(&'static str, Filter)> {
        let lists = self.lists().map(|(field, words)| {
            let words = Words { any_of: words.to_vec(), all_of: Vec::new() };
            (field.name(), Filter::Words(field, words))
        });
        let numbers = [
            (
                "monthlyRetainerMax",
                Filter::Amount(AmountField::MonthlyRetainerMax, self.monthly_retainer()),
            ),
            ("yearsMin", Filter::Count(CountField::YearsExperience, self.years())),
            ("ratingMin", Filter::Score(ScoreField::OverallRating, self.rating())),
        ];
        let flags = [
            (FlagField::Available, self.available),
            (FlagField::CapacityLeft, self.capacity_left),
            (FlagField::RemoteOnly, self.remote_only),
            (FlagField::AcceptsHourly, self.accepts_hourly),
            (FlagField::AcceptsRetainer, self.accepts_retainer),
            (FlagField::AcceptsProject, self.accepts_project),
            (FlagField::AcceptsValueBased, self.accepts_value_based),
        ];
        let flags = flags
            .into_iter()
            .filter_map(|(field, flag)| Some((field.name(), Filter::Flag(field, flag?))));
        let all = lists.into_iter().chain(rates).chain(numbers).chain(flags);
        all.filter(|(_, filter)| !filter.is_off()).collect()
    }

    fn lists(&self) -> [(ListField, &[String]); 5] {
        [
            (ListField::Industries, &self.industries),
            (ListField::Services, &self.services),
            (ListField::Certifications, &self.certifications),
            (ListField::Languages, &self.languages),
            (ListField::BusinessSizes, &self.business_sizes),
        ]
    }

    fn hourly_rate(&self) -> Range<Money> {
        let missing = self.missing(NumericFilter::HourlyRate);
        Range { min: self.hourly_rate_min, max: self.hourly_rate_max, missing }
    }

    fn monthly_retainer(&self) -> Range<Money> {
        let missing = self.missing(NumericFilter::MonthlyRetainerMax);
        Range { min: None, max: self.monthly_retainer_max, missing }
    }

    fn years(&self) -> Range<i64> {
        Range { min: self.years_min, max: None, missing: self.missing(NumericFilter::Years) }
    }

    fn rating(&self) -> Range<f64> {
        Range { min: self.rating_min, max: None, missing: self.missing(NumericFilter::Rating) }
    }

    fn missing(&self, number: NumericFilter) -> Missing {
        if self.keep_missing.contains(&number) { Missing::Keep } else { Missing::Drop }
    }
}
