//! What a client needs: the request of a match.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diversity::Diversity;
use super::mode::SearchMode;
use super::profile;
use super::weights::SignalWeight;
use crate::error::{Error, ErrorKind, Result};
use crate::model::money::Money;

/// The largest number of matches that one call returns.
pub(super) const LIMIT_MAX: usize = 1000;
const LIMIT_DEFAULT: usize = 20;

/// What a client needs of an advisor.
///
/// Lists that are empty and values that are absent ask for nothing. Hard filters compare words without
/// regard to case; the parts of `points-v1` compare them with it, as the formula always did.
///
/// ```
/// use advisor_engine::ClientNeeds;
/// let needs: ClientNeeds = serde_json::from_str(
///     r#"{"industries": ["SaaS"], "requiredServices": ["Tax"], "maxHourlyRate": "250.00"}"#,
/// ).expect("valid JSON");
/// assert_eq!((needs.limit, needs.scoring_profile.as_str()), (20, "blended-v1"));
/// assert_eq!(needs.max_hourly_rate.map(|rate| rate.cents()), Some(25_000));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ClientNeeds {
    /// Any of these industries.
    pub industries: Vec<String>,
    /// Services that the advisor should offer; a match needs one of them, or all if the filter
    /// `services_all` is on.
    pub required_services: Vec<String>,
    /// Any of these certifications.
    pub certifications: Vec<String>,
    /// The size of the client's business, for instance `smb`.
    pub business_size: Option<String>,
    /// The most that an hour may cost.
    pub max_hourly_rate: Option<Money>,
    /// What the client can spend, in one way of paying.
    pub budget: Option<Budget>,
    /// Years of experience that the advisor should have.
    pub min_years: Option<u32>,
    /// Any of these languages.
    pub languages: Vec<String>,
    /// The advisor should work remotely.
    pub remote: bool,
    /// The needs in words, at most 16,384 bytes. Without an embedding they are compared with the texts of the
    /// advisors by the built-in lexical model, which knows words and parts of words, not meanings; with an
    /// embedding they are not read. Blank for none.
    pub text: Option<String>,
    /// The needs as a vector, of the dimension of the advisors' embeddings; empty for none.
    #[serde(deserialize_with = "crate::model::vector::read")]
    pub embedding: Vec<f32>,
    /// The model that made the embedding: must be that of the advisors' embeddings, where it is given and they
    /// have any.
    pub embedding_model: Option<String>,
    /// Advisors that must not be matched; unknown ids are fine.
    pub excluded_ids: Vec<String>,
    /// The largest number of matches: 1 to 1000, by default 20.
    pub limit: usize,
    /// The name of the scoring profile: `blended-v1` (default), `points-v1`, or one that the host keeps.
    pub scoring_profile: String,
    /// Weights of the request's own, in place of a profile, in the order of addition; empty for none.
    pub weights: Vec<SignalWeight>,
    /// Matches that differ from one another, in place of the best alone.
    pub diversity: Option<Diversity>,
    /// Whether the best must be found, or most of them will do; by default they must, except of very many.
    pub search: SearchMode,
    /// Filters switched on or off one by one.
    pub hard_filters: HardFilters,
    /// Whether to tell what each hard filter does to the result.
    pub diagnose: bool,
}

impl Default for ClientNeeds {
    fn default() -> Self {
        Self {
            industries: Vec::new(),
            required_services: Vec::new(),
            certifications: Vec::new(),
            business_size: None,
            max_hourly_rate: None,
            budget: None,
            min_years: None,
            languages: Vec::new(),
            remote: false,
            text: None,
            embedding: Vec::new(),
            embedding_model: None,
            excluded_ids: Vec::new(),
            limit: LIMIT_DEFAULT,
            scoring_profile: profile::DEFAULT.to_owned(),
            weights: Vec::new(),
            diversity: None,
            search: SearchMode::default(),
            hard_filters: HardFilters::default(),
            diagnose: false,
        }
    }
}

/// A way of paying, and how much.
///
/// An advisor fits who accepts that way of paying and whose price range meets this one: the hourly rate;
/// the monthly retainer from its minimum to its maximum; a project from its minimum upwards. A bound
/// that is given is compared with a price that the advisor must therefore state.
///
/// ```
/// use advisor_engine::{Budget, BudgetKind};
/// let budget: Budget = serde_json::from_str(r#"{"max": "5000", "kind": "monthly_retainer"}"#)
///     .expect("valid JSON");
/// assert_eq!(budget.kind, BudgetKind::MonthlyRetainer);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Budget {
    /// The least that the client means to spend.
    #[serde(default)]
    pub min: Option<Money>,
    /// The most that the client can spend.
    #[serde(default)]
    pub max: Option<Money>,
    /// The way of paying.
    pub kind: BudgetKind,
}

/// A way of paying an advisor.
///
/// ```
/// use advisor_engine::BudgetKind;
/// assert_eq!(serde_json::to_string(&BudgetKind::ProjectBased).ok().as_deref(), Some("\"project_based\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetKind {
    /// By the hour.
    Hourly,
    /// A fixed sum per month.
    MonthlyRetainer,
    /// A fixed sum per project.
    ProjectBased,
    /// Any of the three others.
    Flexible,
}

/// Hard filters one by one: true and false switch a filter on and off, none leaves its default.
///
/// A filter whose needs are not stated removes nobody; one that is on removes advisors that lack the
/// value it looks at. Active, verified and not deleted is required always.
///
/// ```
/// use advisor_engine::HardFilters;
/// let filters: HardFilters = serde_json::from_str(r#"{"capacityLeft": false, "minYears": true}"#)
///     .expect("valid JSON");
/// assert_eq!((filters.capacity_left, filters.min_years), (Some(false), Some(true)));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct HardFilters {
    /// Available now; on by default.
    pub available: Option<bool>,
    /// Fewer clients than the maximum, where none or 0 leaves no capacity; on by default.
    pub capacity_left: Option<bool>,
    /// Any of the industries; on by default.
    pub industries: Option<bool>,
    /// Any of the required services; on by default.
    pub services_any: Option<bool>,
    /// An hourly rate of at most the maximum; on by default.
    pub max_hourly_rate: Option<bool>,
    /// All of the required services; off by default.
    pub services_all: Option<bool>,
    /// Any of the certifications; off by default.
    pub certifications: Option<bool>,
    /// The business size; off by default.
    pub business_size: Option<bool>,
    /// Any of the languages; off by default.
    pub languages: Option<bool>,
    /// Works remotely; off by default.
    pub remote: Option<bool>,
    /// The years of experience; off by default.
    pub min_years: Option<bool>,
    /// The budget; off by default.
    pub budget: Option<bool>,
}

impl ClientNeeds {
    /// All that decides who is eligible, and what they score apart from the cosine: equal texts for needs that
    /// are alike in it.
    pub(super) fn apart_from_embedding_and_limit(&self) -> String {
        // Every field by name: a new one has to be placed on one side or the other.
        let Self {
            industries,
            required_services,
            certifications,
            business_size,
            max_hourly_rate,
            budget,
            min_years,
            languages,
            remote,
            text,
            embedding,
            embedding_model: _,
            excluded_ids,
            limit: _,
            scoring_profile,
            weights,
            diversity,
            search,
            hard_filters,
            diagnose: _,
        } = self;
        let words = (industries, required_services, certifications, business_size, languages);
        let rest = (max_hourly_rate, budget, min_years, remote, excluded_ids, hard_filters);
        let score = (scoring_profile, weights, diversity, search, text, embedding.is_empty());
        format!("{words:?} {rest:?} {score:?}")
    }

    /// How many of the best are looked for: the matches, or those that they are chosen from.
    pub(super) fn candidate_count(&self) -> usize {
        self.diversity.map_or(self.limit, |diversity| diversity.candidate_count(self.limit))
    }

    /// Checks the request against the dimension of the engine's vectors; its scoring profile is looked up by
    /// whoever knows them.
    ///
    /// # Errors
    /// `InvalidArgument` for a value out of range, with field, expectation and value;
    /// `DimensionMismatch` for an embedding of another length than the engine's.
    pub(crate) fn validate(&self, dimension: Option<usize>) -> Result<()> {
        if !(1..=LIMIT_MAX).contains(&self.limit) {
            return Err(Error::invalid(format!(
                "field `limit` is {}; expected 1 to {LIMIT_MAX}",
                self.limit
            )));
        }
        if let Some(diversity) = &self.diversity {
            diversity.validate(self.limit)?;
        }
        not_negative("max_hourly_rate", self.max_hourly_rate)?;
        if let Some(Budget { min, max, kind: _ }) = self.budget {
            not_negative("budget.min", min)?;
            not_negative("budget.max", max)?;
            if let (Some(min), Some(max)) = (min, max)
                && min > max
            {
                return Err(Error::invalid(format!(
                    "field `budget.min` is {min}; expected at most `budget.max`, which is {max}"
                )));
            }
        }
        if let Some(position) = self.embedding.iter().position(|value| !value.is_finite()) {
            let value = self.embedding[position];
            return Err(Error::invalid(format!(
                "field `embedding` is {value} at position {position}; expected finite numbers"
            )));
        }
        match dimension {
            Some(dimension) if !self.embedding.is_empty() && self.embedding.len() != dimension => {
                Err(Error::new(
                    ErrorKind::DimensionMismatch,
                    format!(
                        "field `embedding` has {} dimensions; expected {dimension}, as the advisors' have",
                        self.embedding.len()
                    ),
                ))
            }
            _ => Ok(()),
        }
    }
}

fn not_negative(field: &str, money: Option<Money>) -> Result<()> {
    match money {
        Some(money) if money.cents() < 0 => {
            Err(Error::invalid(format!("field `{field}` is {money}; expected 0 or more")))
        }
        _ => Ok(()),
    }
}
