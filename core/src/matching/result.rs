//! What a match answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diversity::MatchDiversity;
use super::scoring::ScoringProfileVersion;
use crate::filter::ClauseEffect;
use crate::model::money::Money;

/// The advisors that suit a client best, and how they were found.
///
/// *Order*: score, highest first, then advisor id; with a diversity, the order in which they were chosen.
///
/// ```
/// use advisor_engine::MatchResult;
/// let empty = r#"{"matches": [], "scoringProfile": {"name": "blended-v1", "version": 1}, "plan":
///     {"strategy": "plain_scan", "eligible": 0, "scored": 0, "rescored": 0, "exact": true}}"#;
/// let result: MatchResult = serde_json::from_str(empty).expect("valid JSON");
/// assert!(result.plan.exact && result.matches.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchResult {
    /// At most as many as the limit.
    pub matches: Vec<Match>,
    /// The model of the vectors that the cosine was taken of; left out where no cosine is part of the score, and
    /// where the advisors have no embeddings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedding_model: Option<String>,
    /// What they were scored by.
    pub scoring_profile: ScoringProfileVersion,
    /// How they were found.
    pub plan: Plan,
    /// What each hard filter that is on and has something to filter by takes out, and `excludedIds`; only where
    /// `diagnose` asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clauses: Option<Vec<ClauseEffect>>,
}

/// How the answer was computed.
///
/// ```
/// use advisor_engine::Plan;
/// let plan = Plan { strategy: "plain_scan".to_owned(), eligible: 3, scored: 3, rescored: 0, exact: true, recall: None };
/// assert!(plan.scored <= plan.eligible);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// `plain_scan`: the whole score of every eligible advisor. `bounded_scan`: every score within
    /// proven bounds, and the whole score of those that may be among the best; the same answer. `graph`: the
    /// same of those to whom the graph of embeddings leads, and of those whom their other parts leave a chance.
    pub strategy: String,
    /// Advisors that passed the hard filters.
    pub eligible: usize,
    /// Advisors whose score was computed or bounded: all that are eligible, except by the `graph`.
    pub scored: usize,
    /// Advisors whose score was first bounded and then computed; 0 in a `plain_scan`.
    pub rescored: usize,
    /// Whether the answer equals that of scoring everyone.
    pub exact: bool,
    /// The share of the ten nearest embeddings that the graph led to when it was made, on a sample of its own; only
    /// where the answer is not exact. The answer is better: whoever the other parts leave a chance is scored too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
}

/// One advisor with the score and what it is made of; public columns only.
///
/// ```
/// use advisor_engine::Match;
/// fn folds(matched: &Match) -> bool {
///     let sum = matched.parts.iter().fold(0.0, |sum, part| sum + part.contribution);
///     sum.to_bits() == matched.score.to_bits()
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// From 1.
    pub rank: usize,
    /// The id of the profile.
    pub advisor_id: String,
    /// The user behind the profile.
    pub user_id: String,
    /// The user's name; none where the user is not there or deleted.
    pub name: Option<String>,
    /// The title of the profile.
    pub professional_title: Option<String>,
    /// The headline of the profile.
    pub headline: Option<String>,
    /// Per hour.
    pub hourly_rate: Option<Money>,
    /// Years of experience.
    pub years_experience: Option<i64>,
    /// 0 to 5.
    pub overall_rating: Option<f64>,
    /// How many reviews the rating rests on.
    pub total_reviews: i64,
    /// The left fold, in `f64`, of the contributions of the parts in their order; higher is better.
    pub score: f64,
    /// What the score is made of, in the order of the scoring profile.
    pub parts: Vec<Part>,
    /// The points of `points-v1`, rounded half up; 0 to 100.
    pub points: i64,
    /// Why the advisor has these points.
    pub reasons: Reasons,
    /// Whether the advisor has a vector of the model that the needs are compared by: a lexical one where the needs
    /// are text without an embedding, else the host's embedding; without one the cosine is 0.
    pub has_embedding: bool,
    /// Why the advisor was chosen at this place; only where a diversity was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diversity: Option<MatchDiversity>,
}

/// One part of a score.
///
/// ```
/// use advisor_engine::Part;
/// let part = Part { name: "rating".to_owned(), weight: 0.1, value: 0.9, contribution: 0.1 * 0.9 };
/// assert_eq!(part.contribution, part.weight * part.value);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The signal, as a scoring profile names it.
    pub name: String,
    /// The weight, renormalised where a part was dropped.
    pub weight: f64,
    /// The signal's value, mostly 0 to 1; a cosine is -1 to 1.
    pub value: f64,
    /// Weight times value.
    pub contribution: f64,
}

/// Why an advisor has these points, in the form of the existing backend.
///
/// ```
/// use advisor_engine::Reasons;
/// let reasons = Reasons { industry_match: Some(true), ..Reasons::default() };
/// assert_eq!(serde_json::to_string(&reasons).ok().as_deref(), Some(r#"{"industryMatch":true}"#));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Reasons {
    /// True where one of the industries matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry_match: Option<bool>,
    /// The required services that the advisor offers; there whenever services were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_matches: Option<Vec<String>>,
    /// Years of experience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experience_years: Option<i64>,
    /// 0 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<f64>,
    /// The certifications asked for that the advisor holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certifications: Option<Vec<String>>,
    /// The *used* share of the capacity: current clients of the maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_ratio: Option<f64>,
}
