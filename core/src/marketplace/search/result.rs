//! What a search answers.

use schemars::JsonSchema;
use serde::Serialize;

use crate::filter::ClauseEffect;
use crate::marketplace::advisor::Advisor;
use crate::marketplace::facets::Facets;
use crate::marketplace::histogram::RateHistogram;

/// A page of advisors, and what there is beyond it.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, SearchAdvisors};
/// # let engine = Engine::in_memory(Default::default())?;
/// let found = engine.search_advisors(&SearchAdvisors::default(), &CallOptions::default())?;
/// assert_eq!((found.total, found.advisors.len(), found.next_cursor.as_deref()), (0, 0, None));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchResult {
    /// The advisors of this page, in the order that was asked for.
    pub advisors: Vec<Advisor>,
    /// All advisors that fit, exactly.
    pub total: usize,
    /// The counts of the facets that were asked for, over all that fit.
    pub facets: Facets,
    /// Where the next page starts; none on the last.
    pub next_cursor: Option<String>,
    /// Whether words one or two edits away count too: so it is where the exact ones are found in fewer texts than
    /// the first page has rows, whatever the filters.
    pub typos_expanded: bool,
    /// What the text (`text`), each filter (by its name) and the filter tree (`where`) take out; only where `diagnose`
    /// asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clauses: Option<Vec<ClauseEffect>>,
    /// The spread of hourly rates; only where `rateHistogram` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_histogram: Option<RateHistogram>,
    /// How the answer was computed.
    pub plan: SearchPlan,
}

/// How a search was computed.
///
/// ```
/// use advisor_engine::SearchPlan;
/// let plan = SearchPlan { strategy: "kept_order".to_owned(), eligible: 3, scored: 0, exact: true };
/// assert!(plan.exact && plan.scored == 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchPlan {
    /// `kept_order`: an order that is kept from call to call was walked. `scored_hits`: the advisors that the text
    /// finds were ordered by their scores.
    pub strategy: String,
    /// Advisors that fit.
    pub eligible: usize,
    /// Advisors whose relevance was computed.
    pub scored: usize,
    /// Whether the answer equals that of looking at everyone; it always does.
    pub exact: bool,
}
