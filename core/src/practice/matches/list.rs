//! Lists of matches: of a client, and of an advisor.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{MatchRow, MatchRowField};
use crate::error::{Error, Result};
use crate::lists::{FactFilter, ListName, Listing, Page, Rows, match_facts, match_orders};
use crate::model::advisoros::{ADVISOR_MARKETPLACE_MATCHES, ADVISOR_PROFILES};
use crate::model::audience::Audience;
use crate::model::rank::MATCH_STATUS;
use crate::model::selectable::Selection;
use crate::page::PageRequest;
use crate::practice::Practice;
use crate::practice::choice::known;
use crate::profiles::may_be_shown;

/// A page of the matches of one client, newest first.
///
/// ```
/// use advisor_engine::{Audience, ListClientMatches};
/// let request: ListClientMatches = serde_json::from_str(
///     r#"{"clientId": "c1", "audience": {"kind": "staff"}, "filters": {"statuses": ["suggested"]}}"#,
/// ).expect("valid JSON");
/// assert_eq!(request.audience, Audience::Staff);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListClientMatches {
    /// The client.
    pub client_id: String,
    /// Who reads it; a portal that sees no amounts is shown neither budget nor proposed rate.
    pub audience: Audience,
    /// Which matches.
    #[serde(default)]
    pub filters: MatchFilters,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
    /// The columns; an empty list for all.
    #[serde(default)]
    pub select: Vec<MatchRowField>,
}

/// A page of the tenant's matches with one advisor, newest first.
///
/// ```
/// use advisor_engine::ListAdvisorMatches;
/// let request: ListAdvisorMatches =
///     serde_json::from_str(r#"{"advisorProfileId": "a1", "page": {"limit": 5}}"#).expect("valid JSON");
/// assert!(request.filters.statuses.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListAdvisorMatches {
    /// The id of the advisor's profile.
    pub advisor_profile_id: String,
    /// Which matches.
    #[serde(default)]
    pub filters: MatchFilters,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
    /// The columns; an empty list for all.
    #[serde(default)]
    pub select: Vec<MatchRowField>,
}

/// Conditions on a match; an empty list asks for nothing.
///
/// ```
/// use advisor_engine::MatchFilters;
/// assert!(MatchFilters::default().statuses.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MatchFilters {
    /// One of these statuses: `suggested`, `client_viewed`, `client_contacted`, `contacted`, `advisor_responded`,
    /// `call_scheduled`, `meeting_scheduled`, `proposal_sent`, `accepted`, `rejected`, `declined`, `expired`.
    pub statuses: Vec<String>,
}

impl MatchFilters {
    fn facts(&self) -> Result<FactFilter> {
        let Self { statuses } = self;
        known("statuses", statuses, MATCH_STATUS)?;
        let mut facts = FactFilter::default();
        facts.ranks(match_facts::STATUS, MATCH_STATUS, statuses);
        Ok(facts)
    }
}

/// Checks that an advisor is known to the tenant.
///
/// # Errors
/// `NotFound` where the marketplace may not show the advisor and the tenant has no match with it.
pub(super) fn check_advisor(practice: Practice<'_>, id: &str) -> Result<()> {
    let profile = practice.table(ADVISOR_PROFILES).find(id);
    let is_shown = profile.is_some_and(|(_, row)| may_be_shown(row));
    let matches = practice.lists().of_owner(ListName::MatchesByAdvisor, practice.tenant, id);
    if is_shown || matches.is_some() {
        return Ok(());
    }
    Err(Error::not_found(format!("no advisor `{id}`")))
}

/// Lists the matches of a client.
pub(crate) fn list_client_matches(
    practice: Practice<'_>,
    request: &ListClientMatches,
) -> Result<Page<MatchRow>> {
    let ListClientMatches { client_id, audience, filters, page, select } = request;
    let facts = filters.facts()?;
    let view = practice.view(audience, Some(client_id))?;
    let listing = Listing {
        table: practice.table(ADVISOR_MARKETPLACE_MATCHES),
        rows: Rows::Loose(practice.rows_of_client(ADVISOR_MARKETPLACE_MATCHES, client_id)?),
        order: &match_orders::NEWEST,
        read_facts: match_facts::read,
        facts,
        keep: None,
    };
    let fields = Selection::of(select);
    practice.page(&listing, page, &(client_id, filters), |_, row| {
        let row = MatchRow::read(&practice.source(row), fields);
        Ok(if view.shows_financials { row } else { row.without_amounts() })
    })
}

/// Lists the tenant's matches with an advisor.
pub(crate) fn list_advisor_matches(
    practice: Practice<'_>,
    request: &ListAdvisorMatches,
) -> Result<Page<MatchRow>> {
    let ListAdvisorMatches { advisor_profile_id: id, filters, page, select } = request;
    let facts = filters.facts()?;
    check_advisor(practice, id)?;
    let kept = practice.lists().of_owner(ListName::MatchesByAdvisor, practice.tenant, id);
    let listing = Listing {
        table: practice.table(ADVISOR_MARKETPLACE_MATCHES),
        rows: Rows::InOrder(kept),
        order: &match_orders::NEWEST,
        read_facts: match_facts::read,
        facts,
        keep: None,
    };
    let fields = Selection::of(select);
    practice.page(&listing, page, &(id, filters), |_, row| {
        Ok(MatchRow::read(&practice.source(row), fields))
    })
}
