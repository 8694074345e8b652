//! Values of a facet that begin as typed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Market;
use super::facets::{FacetCount, FacetName, count_matching_words};
use super::search::{Found, SearchAdvisors, find_from_start};
use crate::error::{Error, Result};
use crate::filter::ListField;
use crate::options::CallOptions;
use crate::profiles::FacetField;
use crate::text::{TextQuery, Typed};

const LIMIT_MAX: usize = 1000;
const LIMIT_DEFAULT: usize = 20;

/// Asks for the values of a facet that begin as typed, for lists that are too long to be shown whole.
///
/// ```
/// use advisor_engine::{ListField, SearchFacet};
/// let request: SearchFacet = serde_json::from_str(
///     r#"{"field": "services", "text": "tax", "search": {"text": "startup", "filters": {"services": ["Audit"]}}}"#,
/// ).expect("valid JSON");
/// assert_eq!((request.field, request.limit), (ListField::Services, 20));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SearchFacet {
    /// The facet.
    pub field: ListField,
    /// What was typed: each of its words begins a word of the value, whatever case and accents; empty for every value.
    #[serde(default)]
    pub text: String,
    /// The search whose result is counted, as it is given to `search_advisors`. Its text, filters and filter tree choose, and
    /// the limit of its page decides as there whether typos are expanded; all else says nothing here.
    #[serde(default)]
    pub search: SearchAdvisors,
    /// The largest number of values: 1 to 1,000, by default 20.
    #[serde(default = "default_limit")]
    pub limit: usize,
}

const fn default_limit() -> usize {
    LIMIT_DEFAULT
}

/// Values of a facet with their counts.
///
/// *What counts*: exactly what the facets of the search itself tell: advisors of the result without the field's own filter,
/// all spellings that differ only in case. *Order*: count, largest first, then spelling; values that nobody of the result
/// holds are left out.
///
/// ```
/// use advisor_engine::FacetValues;
/// let none = FacetValues { values: Vec::new(), total: 0 };
/// assert_eq!(serde_json::to_string(&none).ok().as_deref(), Some(r#"{"values":[],"total":0}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FacetValues {
    /// At most as many as the limit.
    pub values: Vec<FacetCount>,
    /// All values that begin so and that somebody of the result holds.
    pub total: usize,
}

/// # Errors
/// `InvalidArgument` for a limit out of range, a text that is too long, or a search that cannot be taken; `Timeout` and
/// `Cancelled` as the options say.
pub(crate) fn search_facet(
    market: Market<'_>,
    request: &SearchFacet,
    options: &CallOptions,
) -> Result<FacetValues> {
    let SearchFacet { field, text, search, limit } = request;
    if !(1..=LIMIT_MAX).contains(limit) {
        return Err(Error::invalid(format!("field `limit` is {limit}; expected 1 to {LIMIT_MAX}")));
    }
    search.check()?;
    search.page.check_limit()?;
    let typed = Typed::parse(text)?;
    let query = search.text.as_deref().map(TextQuery::parse).transpose()?.flatten();
    options.check()?;
    let hits = query
        .map(|query| find_from_start(market, &query, search.page.limit, options))
        .transpose()?
        .map(|(hits, _)| hits);
    let found = Found::new(market.profiles, search, hits.as_ref());
    options.check()?;
    let (field, facet) = names(*field);
    let words = market.directory.words(field);
    let is_sought = |spelling: &str| typed.is_empty() || typed.fit(spelling).is_some();
    let mut values = count_matching_words(words, &found.without(facet), is_sought);
    let total = values.len();
    values.truncate(*limit);
    Ok(FacetValues { values, total })
}

const fn names(field: ListField) -> (FacetField, FacetName) {
    match field {
        ListField::Industries => (FacetField::Industries, FacetName::Industries),
        ListField::Services => (FacetField::Services, FacetName::Services),
        ListField::Certifications => (FacetField::Certifications, FacetName::Certifications),
        ListField::Languages => (FacetField::Languages, FacetName::Languages),
        ListField::BusinessSizes => (FacetField::BusinessSizes, FacetName::BusinessSizes),
    }
}
