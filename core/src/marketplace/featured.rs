//! Advisors that a front page shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Market;
use super::advisor::{self, AdvisorField};
use super::directory::Order;
use super::pick::AdvisorList;
use crate::error::{Error, Result};
use crate::filter::{CountField, Filter, FlagField, ListField, Range, ScoreField, Words};
use crate::model::selectable::Selection;
use crate::profiles::Flag;

const LIMIT_MAX: usize = 20;
const LIMIT_DEFAULT: usize = 10;

/// Asks for the advisors of a front page: available ones that stand out.
///
/// ```
/// use advisor_engine::FeaturedAdvisors;
/// let request: FeaturedAdvisors =
///     serde_json::from_str(r#"{"category": "top_rated", "industry": "SaaS"}"#).expect("valid JSON");
/// assert_eq!(request.limit, 10);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeaturedAdvisors {
    /// What they stand out by.
    pub category: FeaturedCategory,
    /// An industry that they know, whatever its case; none for any.
    #[serde(default)]
    pub industry: Option<String>,
    /// The largest number of advisors: 1 to 20, by default 10.
    #[serde(default = "default_limit")]
    pub limit: usize,
    /// The columns to read; an empty list for all.
    #[serde(default)]
    pub select: Vec<AdvisorField>,
}

fn default_limit() -> usize {
    LIMIT_DEFAULT
}

/// What a featured advisor stands out by.
///
/// ```
/// use advisor_engine::FeaturedCategory;
/// assert_eq!(serde_json::to_string(&FeaturedCategory::TopRated).ok().as_deref(), Some("\"top_rated\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeaturedCategory {
    /// A rating of 4.5 or more on at least 5 reviews, the best rated first.
    TopRated,
    /// The newest profiles first.
    RecentlyJoined,
    /// 10 years of experience or more, the most first.
    IndustryExpert,
}

impl FeaturedCategory {
    const fn order(self) -> Order {
        match self {
            Self::TopRated => Order::Rating,
            Self::RecentlyJoined => Order::Newest,
            Self::IndustryExpert => Order::Experience,
        }
    }

    fn conditions(self) -> Vec<Filter> {
        let at_least = |min| Range { min: Some(min), ..Range::default() };
        match self {
            Self::TopRated => vec![
                Filter::Score(
                    ScoreField::OverallRating,
                    Range { min: Some(4.5), ..Range::default() },
                ),
                Filter::Count(CountField::TotalReviews, at_least(5)),
            ],
            Self::RecentlyJoined => Vec::new(),
            Self::IndustryExpert => vec![Filter::Count(CountField::YearsExperience, at_least(10))],
        }
    }
}

/// The advisors that stand out, in the order of their category.
///
/// # Errors
/// `InvalidArgument` for a limit out of range.
pub(crate) fn featured(market: Market<'_>, request: &FeaturedAdvisors) -> Result<AdvisorList> {
    let FeaturedAdvisors { category, industry, limit, select } = request;
    if !(1..=LIMIT_MAX).contains(limit) {
        return Err(Error::invalid(format!("field `limit` is {limit}; expected 1 to {LIMIT_MAX}")));
    }
    let mut conditions = category.conditions();
    conditions.push(Filter::Flag(FlagField::Available, true));
    if let Some(industry) = industry {
        let words = Words { any_of: vec![industry.clone()], all_of: Vec::new() };
        conditions.push(Filter::Words(ListField::Industries, words));
    }
    let conditions = Filter::All(conditions);
    conditions.check("industry")?;
    let mut advisors = market.profiles.flag(Flag::Base).bits().clone();
    conditions.narrow(market.profiles, &mut advisors);
    let fields = Selection::of(select);
    let order = market.directory.order(category.order()).iter();
    let first = order.filter(|ordinal| advisors.contains(**ordinal as usize)).take(*limit);
    let advisors = first.map(|ordinal| advisor::read(market.tables, *ordinal, fields));
    Ok(AdvisorList { advisors: advisors.collect::<Result<_>>()? })
}
