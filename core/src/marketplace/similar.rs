//! Advisors who are like one advisor, by their embeddings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Market;
use super::advisor::{self, Advisor, AdvisorField};
use crate::error::{Error, Result};
use crate::filter::{AdvisorFilters, Filter, narrow_ordinal};
use crate::matching::{Plan, Roster, SearchMode, nearest};
use crate::model::selectable::Selection;
use crate::options::CallOptions;
use crate::profiles::Flag;

const LIMIT_MAX: usize = 100;
const LIMIT_DEFAULT: usize = 10;

/// Asks for the advisors whose embeddings are nearest to that of one advisor.
///
/// ```
/// use advisor_engine::{SearchMode, SimilarAdvisors};
/// let request: SimilarAdvisors = serde_json::from_str(
///     r#"{"advisorId": "a1", "filters": {"available": true}, "select": ["name"]}"#,
/// ).expect("valid JSON");
/// assert_eq!((request.limit, request.search), (10, SearchMode::Auto));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SimilarAdvisors {
    /// The id of the profile that the others are compared with; it is left out itself.
    pub advisor_id: String,
    /// The largest number of advisors: 1 to 100, by default 10.
    #[serde(default = "default_limit")]
    pub limit: usize,
    /// The filters of a search form, which the others must pass.
    #[serde(default)]
    pub filters: AdvisorFilters,
    /// A filter tree besides.
    #[serde(default, rename = "where")]
    pub condition: Option<Filter>,
    /// Whether the nearest must be found, or most of them will do.
    #[serde(default)]
    pub search: SearchMode,
    /// The columns to read; an empty list for all.
    #[serde(default)]
    pub select: Vec<AdvisorField>,
}

fn default_limit() -> usize {
    LIMIT_DEFAULT
}

/// The advisors who are like one advisor, each with its similarity, and how they were found.
///
/// *Order*: similarity, highest first, then id.
///
/// ```
/// use advisor_engine::{Plan, SimilarAdvisorList};
/// let plan = Plan { strategy: "plain_scan".to_owned(), eligible: 0, scored: 0, rescored: 0, exact: true, recall: None };
/// let none = SimilarAdvisorList { advisors: Vec::new(), plan };
/// assert!(serde_json::to_string(&none).is_ok_and(|json| json.starts_with(r#"{"advisors":[],"plan":"#)));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SimilarAdvisorList {
    /// At most as many as the limit.
    pub advisors: Vec<Advisor>,
    /// How they were found.
    pub plan: Plan,
}

/// The advisors nearest to one, among those who may be shown, pass the filters and have an embedding.
///
/// # Errors
/// `NotFound` for an id that nobody has, or only an advisor who may not be shown; `InvalidArgument` for an advisor
/// without an embedding, a limit out of range and a filter that cannot be taken; `Cancelled` and `Timeout` as the
/// options say.
pub(crate) fn similar(
    market: Market<'_>,
    roster: Roster<'_>,
    request: &SimilarAdvisors,
    options: &CallOptions,
) -> Result<SimilarAdvisorList> {
    let SimilarAdvisors { advisor_id, limit, filters, condition, search, select } = request;
    if !(1..=LIMIT_MAX).contains(limit) {
        return Err(Error::invalid(format!("field `limit` is {limit}; expected 1 to {LIMIT_MAX}")));
    }
    filters.check()?;
    condition.as_ref().map_or(Ok(()), |condition| condition.check("where"))?;
    let itself = market
        .find(advisor_id)
        .ok_or_else(|| Error::not_found(format!("no advisor `{advisor_id}`")))?;
    let vector = vector_of(roster, itself, advisor_id)?;
    let mut others = market.profiles.flag(Flag::Base).bits().clone();
    others.set(itself as usize, false);
    for filter in filters.clauses().iter().chain(condition) {
        filter.narrow(market.profiles, &mut others);
    }
    options.check()?;
    let others: Vec<u32> =
        others.ones().map(narrow_ordinal).filter(|other| roster.vector(*other).is_some()).collect();
    let (best, plan) = nearest(roster, vector, &others, *limit, *search, options)?;
    let fields = Selection::of(select);
    let advisors = best.into_iter().map(|(similarity, ordinal)| {
        let mut advisor = advisor::read(market.tables, ordinal, fields)?;
        advisor.similarity = Some(similarity);
        Ok(advisor)
    });
    Ok(SimilarAdvisorList { advisors: advisors.collect::<Result<_>>()?, plan })
}

/// What an advisor is compared by: its embedding.
///
/// # Errors
/// `InvalidArgument` where it has none.
fn vector_of<'a>(roster: Roster<'a>, ordinal: u32, id: &str) -> Result<&'a [f32]> {
    roster.vector(ordinal).ok_or_else(|| {
        Error::invalid(format!(
            "field `advisorId` is `{id}`, an advisor without an embedding; expected one with an embedding"
        ))
    })
}
