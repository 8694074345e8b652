//! Pages of a list of the marketplace, near its beginning and far from it.

use advisor_engine::{AdvisorSort, CallOptions, Engine, SearchAdvisors};
use anyhow::{Context, Result, ensure};

use crate::alone::Alone;
use crate::latency::measure;

const CALL_COUNT: usize = 3_600;
const GOAL_MS: f64 = 0.05;

/// Times the first page of the whole marketplace and the page so many behind it, by cursor, without facets.
///
/// # Errors
/// As the engine says; also when the list ends before that page.
pub fn by_cursor(dataset: &str, engine: &Engine, far: usize) -> Result<Vec<Alone>> {
    let options = CallOptions::default();
    let mut request = SearchAdvisors {
        sort: Some(AdvisorSort::Rating),
        facets: Some(Vec::new()),
        ..SearchAdvisors::default()
    };
    let first = request.clone();
    for page in 1..far {
        let answer = engine.search_advisors(&request, &options)?;
        request.page.cursor =
            Some(answer.next_cursor.clone().with_context(|| format!("no page {}", page + 1))?);
    }
    let rows = [(1, first), (far, request)].map(|(page, request)| {
        let answered = engine.search_advisors(&request, &options)?;
        let latency = measure(CALL_COUNT, |_| {
            let answer = engine.search_advisors(&request, &options)?;
            ensure!(answer.advisors == answered.advisors, "another page than before");
            Ok(())
        })?;
        let note =
            format!("{} of {} advisors, whole rows", answered.advisors.len(), answered.total);
        let operation = format!("list by cursor, page {page}");
        Ok(Alone::times(&operation, dataset, latency, Some(GOAL_MS), note))
    });
    rows.into_iter().collect()
}
