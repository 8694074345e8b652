//! Search: text and filters to a set, the set to a page and its counts.

mod highlight;
mod page;
mod request;
mod result;
mod set;

pub use highlight::Highlight;
pub use request::{AdvisorSort, SearchAdvisors};
pub use result::{SearchPlan, SearchResult};

use super::facets::FacetName;
use super::histogram::RateBuckets;
use super::{Market, advisor};
use crate::error::{Error, ErrorKind, Result};
use crate::model::selectable::Selection;
use crate::options::CallOptions;
use crate::page::{Cursors, Position, Scope, Start};
use crate::profiles::Flag;
use crate::text::{Hits, TextMode, TextQuery};
use highlight::highlights;
use page::Ranking;
pub(super) use set::Found;
use set::clause_effects;

/// Answers a search at one revision.
///
/// # Errors
/// `InvalidArgument` for a request that cannot be taken, `Conflict` for a cursor by relevance after the relevance has
/// changed, `Timeout` and `Cancelled` as the options say.
pub(crate) fn search(
    market: Market<'_>,
    cursors: &Cursors,
    request: &SearchAdvisors,
    options: &CallOptions,
) -> Result<SearchResult> {
    request.check()?;
    let query = request.text.as_deref().map(TextQuery::parse).transpose()?.flatten();
    let sort = request.sort(query.is_some())?;
    let listed = request.listed(sort)?;
    let scope = Scope { operation: "search_advisors", tenant: None, request: &listed };
    let start = request.page.start(cursors, &scope)?;
    let epoch = (sort == AdvisorSort::Relevance).then(|| market.text.epoch());
    if let Start::After(position) = &start
        && position.epoch != epoch
    {
        return Err(Error::new(
            ErrorKind::Conflict,
            "the texts of the marketplace have changed, and with them the order by relevance; start again from \
             the first page",
        ));
    }
    let (hits, expands_typos) = match &query {
        Some(query) => {
            let (hits, expands_typos) = find(market, query, &start, request.page.limit, options)?;
            (Some(hits), expands_typos)
        }
        None => (None, false),
    };
    options.check()?;
    let found = Found::new(market.profiles, request, hits.as_ref());
    let ranking = match (sort.order(), &hits) {
        (Some(order), _) => Ranking::Kept(order),
        (None, Some(hits)) => Ranking::Relevance(&hits.scores),
        (None, None) => return Err(Error::internal("an order by relevance without a text")),
    };
    let rows = ranking.rows(market, &found.eligible, &start, request.page.limit + 1)?;
    let shown = &rows[..rows.len().min(request.page.limit)];
    let next_cursor = shown.last().filter(|_| rows.len() > shown.len()).map(|last| {
        let values = vec![last.value()];
        let id = market.profiles.columns().id(last.ordinal).unwrap_or_default().to_owned();
        cursors.seal(&scope, &Position { values, id, expands_typos, epoch })
    });
    let fields = Selection::of(&request.select);
    let mode = if expands_typos { TextMode::Typos } else { TextMode::Exact };
    let marker = query.as_ref().filter(|_| request.highlight);
    let marker = marker.map(|query| market.text.marker(query, mode)).transpose()?;
    let advisors = shown.iter().map(|row| {
        let mut advisor = advisor::read(market.tables, row.ordinal, fields)?;
        advisor.score = row.score;
        if let Some(marker) = &marker {
            // Texts may be long.
            options.check()?;
            advisor.highlights = Some(highlights(market, marker, row.ordinal));
        }
        Ok(advisor)
    });
    let total = found.total();
    let effects = || clause_effects(market.profiles, request, hits.as_ref());
    let count_rates = |buckets: RateBuckets| {
        buckets.count(market.profiles, &found.without(FacetName::HourlyRate))
    };
    Ok(SearchResult {
        advisors: advisors.collect::<Result<_>>()?,
        total,
        facets: found.facets(market.directory, request),
        next_cursor,
        typos_expanded: expands_typos,
        clauses: request.diagnose.then(effects),
        rate_histogram: request.rate_histogram.map(count_rates).transpose()?,
        plan: SearchPlan {
            strategy: ranking.name().to_owned(),
            eligible: total,
            scored: hits.map_or(0, |hits| hits.scores.len()),
            exact: true,
        },
    })
}

/// The advisors whose texts fit, and whether typos were expanded.
fn find(
    market: Market<'_>,
    query: &TextQuery,
    start: &Start,
    limit: usize,
    options: &CallOptions,
) -> Result<(Hits, bool)> {
    if let Start::After(position) = start {
        let mode = if position.expands_typos { TextMode::Typos } else { TextMode::Exact };
        return Ok((market.text.find(query, mode, options)?, position.expands_typos));
    }
    find_from_start(market, query, limit, options)
}

/// The advisors whose texts fit, and whether typos were expanded, where a page of so many rows is the first.
///
/// That is decided by the words alone, before any filter: choosing a filter must never add advisors.
pub(super) fn find_from_start(
    market: Market<'_>,
    query: &TextQuery,
    limit: usize,
    options: &CallOptions,
) -> Result<(Hits, bool)> {
    let exact = market.text.find(query, TextMode::Exact, options)?;
    if exact.ordinals.intersection_count(market.profiles.flag(Flag::Base).bits()) >= limit {
        return Ok((exact, false));
    }
    Ok((market.text.find(query, TextMode::Typos, options)?, true))
}
