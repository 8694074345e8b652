//! Advisors by their ids: one, many, a few side by side.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Market;
use super::advisor::{self, Advisor, AdvisorField};
use crate::error::{Error, Result};
use crate::model::selectable::Selection;

const MANY_MAX: usize = 1000;
const COMPARED: std::ops::RangeInclusive<usize> = 2..=5;

/// Asks for one advisor.
///
/// ```
/// use advisor_engine::GetAdvisor;
/// let request: GetAdvisor = serde_json::from_str(r#"{"id": "a1"}"#).expect("valid JSON");
/// assert!(request.select.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetAdvisor {
    /// The id of the profile.
    pub id: String,
    /// The columns to read; an empty list for all.
    #[serde(default)]
    pub select: Vec<AdvisorField>,
}

/// Asks for many advisors, at most 1,000.
///
/// ```
/// use advisor_engine::GetAdvisors;
/// let request: GetAdvisors = serde_json::from_str(r#"{"ids": ["a1", "a2"]}"#).expect("valid JSON");
/// assert_eq!(request.ids.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetAdvisors {
    /// The ids of the profiles; one may come twice, as a batch loader's keys may.
    pub ids: Vec<String>,
    /// The columns to read; an empty list for all.
    #[serde(default)]
    pub select: Vec<AdvisorField>,
}

/// Asks for two to five different advisors, to show side by side.
///
/// ```
/// use advisor_engine::CompareAdvisors;
/// let request: CompareAdvisors =
///     serde_json::from_str(r#"{"ids": ["a1", "a2"], "select": ["name"]}"#).expect("valid JSON");
/// assert_eq!(request.select.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompareAdvisors {
    /// The ids of the profiles.
    pub ids: Vec<String>,
    /// The columns to read; an empty list for all.
    #[serde(default)]
    pub select: Vec<AdvisorField>,
}

/// Advisors in the order that was asked for.
///
/// ```
/// use advisor_engine::AdvisorList;
/// let none = AdvisorList { advisors: Vec::new() };
/// assert_eq!(serde_json::to_string(&none).ok().as_deref(), Some(r#"{"advisors":[]}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AdvisorList {
    /// The advisors.
    pub advisors: Vec<Advisor>,
}

/// One place per id that was asked for, in their order.
///
/// ```
/// use advisor_engine::FoundAdvisors;
/// let found = FoundAdvisors { advisors: vec![None] };
/// assert_eq!(serde_json::to_string(&found).ok().as_deref(), Some(r#"{"advisors":[null]}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FoundAdvisors {
    /// The advisor of the id at this place; none where there is none that may be shown.
    pub advisors: Vec<Option<Advisor>>,
}

/// One advisor.
///
/// # Errors
/// `NotFound` for an id that nobody has, or only an advisor who may not be shown.
pub(crate) fn get(market: Market<'_>, request: &GetAdvisor) -> Result<Advisor> {
    let ordinal = market
        .find(&request.id)
        .ok_or_else(|| Error::not_found(format!("no advisor `{}`", request.id)))?;
    advisor::read(market.tables, ordinal, Selection::of(&request.select))
}

/// One place per id, in their order; none where there is no advisor who may be shown.
///
/// # Errors
/// `InvalidArgument` for too many ids.
pub(crate) fn get_many(market: Market<'_>, request: &GetAdvisors) -> Result<FoundAdvisors> {
    if request.ids.len() > MANY_MAX {
        let count = request.ids.len();
        return Err(Error::invalid(format!(
            "field `ids` has {count} ids; expected at most {MANY_MAX}"
        )));
    }
    let fields = Selection::of(&request.select);
    let read = |id: &String| {
        market.find(id).map(|ordinal| advisor::read(market.tables, ordinal, fields)).transpose()
    };
    Ok(FoundAdvisors { advisors: request.ids.iter().map(read).collect::<Result<_>>()? })
}

/// The advisors in the order of their ids.
///
/// # Errors
/// `InvalidArgument` for fewer than two, more than five, or an id twice; `NotFound` naming every id that is not there.
pub(crate) fn compare(market: Market<'_>, request: &CompareAdvisors) -> Result<AdvisorList> {
    let ids = &request.ids;
    if !COMPARED.contains(&ids.len()) {
        return Err(Error::invalid(format!("field `ids` has {} ids; expected 2 to 5", ids.len())));
    }
    if let Some((_, id)) = ids.iter().enumerate().find(|(at, id)| ids[..*at].contains(id)) {
        return Err(Error::invalid(format!("field `ids` names `{id}` twice; expected each once")));
    }
    let missing: Vec<String> =
        ids.iter().filter(|id| market.find(id).is_none()).map(|id| format!("`{id}`")).collect();
    if !missing.is_empty() {
        return Err(Error::not_found(format!("no advisor {}", missing.join(", "))));
    }
    let fields = Selection::of(&request.select);
    let found = ids.iter().filter_map(|id| market.find(id));
    let advisors = found.map(|ordinal| advisor::read(market.tables, ordinal, fields));
    Ok(AdvisorList { advisors: advisors.collect::<Result<_>>()? })
}
