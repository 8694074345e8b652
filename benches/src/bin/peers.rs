//! Measures our side of the comparison with peers, and writes what the peers are asked and must answer.
//!
//! `peers <scratch folder>` writes `workload.json` there, which `benches/peers/peers.py` reads, and the
//! snapshot folders that it names, where they are not kept elsewhere.

use std::path::{Path, PathBuf};

use advisor_engine::{CallOptions, ClientNeeds, Config, Engine, Facets, SearchAdvisors};
use advisor_engine_benches::alone::Alone;
use advisor_engine_benches::cancelling::cancelling;
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::everyone::write_everyone;
use advisor_engine_benches::latency::{Latency, measure};
use advisor_engine_benches::pages::by_cursor;
use advisor_engine_benches::provenance::{commit, machine};
use advisor_engine_benches::searches::{list_with_filters, search_with_typos, search_with_words};
use advisor_engine_benches::tenfold::write_tenfold;
use advisor_engine_benches::workload::{Workload, check_match};
use anyhow::{Context, Result, ensure};
use serde::Serialize;

/// Requests of each operation; a multiple of every cycle in them.
const REQUEST_COUNT: usize = 180;

/// What the peers are asked.
#[derive(Serialize)]
struct Comparison {
    machine: String,
    commit: String,
    datasets: Vec<DatasetEntry>,
    matches: Vec<Asked<ClientNeeds, MatchAnswer>>,
    searches: Vec<Asked<SearchAdvisors, SearchAnswer>>,
    alone: Vec<Alone>,
}

#[derive(Serialize)]
struct DatasetEntry {
    name: &'static str,
    digest: String,
}

/// One operation, as it was asked and answered here.
#[derive(Serialize)]
struct Asked<Request, Answer> {
    operation: &'static str,
    goal_p99_us: f64,
    /// Which peers are asked: `all`, or `scans` where building a graph would take an hour.
    peers: &'static str,
    /// The snapshot folder that holds the rows.
    folder: PathBuf,
    call_count: usize,
    p50_us: f64,
    p99_us: f64,
    requests: Vec<Request>,
    /// In the order of the requests.
    answers: Vec<Answer>,
}

#[derive(Serialize)]
struct MatchAnswer {
    eligible: usize,
    ids: Vec<String>,
    scores: Vec<f64>,
}

#[derive(Serialize)]
struct SearchAnswer {
    total: usize,
    typos_expanded: bool,
    ids: Vec<String>,
    facets: Facets,
}

/// What an operation is called, the most microseconds that 99 of 100 calls should take, and which peers are asked.
type Named = (&'static str, f64, &'static str);

fn main() -> Result<()> {
    let scratch =
        std::env::args_os().nth(1).context("start this by `cargo xtask bench --peers`")?;
    let scratch = PathBuf::from(scratch);
    // A worker of the pool makes the calls itself: from outside, each would also wake it up.
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;

    let dataset = Dataset::from_environment(&scratch)?;
    let stores = tempfile::tempdir_in(&scratch)?;
    let workload = Workload::read(&dataset.folder)?;
    let filtered = requests(|index| workload.filtered_needs(index));
    let open_needs = requests(|index| workload.open_needs(index));
    let (mut matches, mut searches, mut alone) = (Vec::new(), Vec::new(), Vec::new());

    let engine = open(&dataset, &stores.path().join("all"))?;
    one_thread.install(|| {
        let folder = &dataset.folder;
        let named = ("match, real hard filters", 150.0, "all");
        matches.push(ask_match(&engine, named, folder, 3_600, filtered.clone())?);
        let named = ("match, every active advisor", 700.0, "all");
        matches.push(ask_match(&engine, named, folder, 1_080, open_needs.clone())?);
        let named = ("search, words and all facets", 150.0, "all");
        searches.push(ask_search(&engine, named, folder, requests(search_with_words))?);
        let named = ("list, filters and all facets", 60.0, "all");
        searches.push(ask_search(&engine, named, folder, requests(list_with_filters))?);
        alone.push(with_typos(&engine, dataset.name, 1.0)?);
        alone.extend(by_cursor(dataset.name, &engine, 250)?);
        anyhow::Ok(())
    })?;
    engine.close();

    let folder = scratch.join("everyone");
    write_everyone(&dataset.folder, &folder)?;
    let everyone = Dataset::at("everyone", folder)?;
    let engine = open(&everyone, &stores.path().join("everyone"))?;
    one_thread.install(|| {
        let named = ("match, everyone eligible", 1_300.0, "all");
        matches.push(ask_match(&engine, named, &everyone.folder, 1_080, open_needs.clone())?);
        anyhow::Ok(())
    })?;
    engine.close();

    let folder = scratch.join("tenfold");
    write_tenfold(&dataset.folder, &folder)?;
    let tenfold = Dataset::at("tenfold", folder)?;
    let engine = open(&tenfold, &stores.path().join("tenfold"))?;
    one_thread.install(|| {
        let folder = &tenfold.folder;
        let named = ("match, real hard filters, 150,000", 1_500.0, "scans");
        matches.push(ask_match(&engine, named, folder, 1_080, filtered)?);
        let named = ("search, words and all facets, 150,000", 1_500.0, "scans");
        searches.push(ask_search(&engine, named, folder, requests(search_with_words))?);
        let named = ("list, filters and all facets, 150,000", 800.0, "scans");
        searches.push(ask_search(&engine, named, folder, requests(list_with_filters))?);
        alone.push(with_typos(&engine, tenfold.name, 4.0)?);
        alone.extend(by_cursor(tenfold.name, &engine, 500)?);
        anyhow::Ok(())
    })?;
    let make = || &open_needs[0];
    alone.push(cancelling("match, 57,550 eligible", tenfold.name, make, |needs, options| {
        engine.match_advisors(needs, options).map(drop)
    })?);
    engine.close();

    let comparison = Comparison {
        machine: machine()?,
        commit: commit(),
        datasets: [dataset, everyone, tenfold]
            .map(|Dataset { name, digest, .. }| DatasetEntry { name, digest })
            .into(),
        matches,
        searches,
        alone,
    };
    std::fs::write(scratch.join("workload.json"), serde_json::to_vec(&comparison)?)?;
    Ok(())
}

fn with_typos(engine: &Engine, dataset: &str, goal_ms: f64) -> Result<Alone> {
    const CALL_COUNT: usize = 1_080;
    let options = CallOptions::default();
    let requests = requests(search_with_typos);
    let mut found = 0;
    for request in &requests {
        let answer = engine.search_advisors(request, &options)?;
        ensure!(answer.typos_expanded, "a text that was to be mistyped is found as it is");
        found += answer.total;
    }
    let latency = measure(CALL_COUNT, |index| {
        let answer = engine.search_advisors(&requests[index % requests.len()], &options)?;
        ensure!(answer.typos_expanded, "another answer than before");
        Ok(())
    })?;
    let note = format!("{} found on average, all facets", found / requests.len());
    Ok(Alone::times("search, mistyped words", dataset, latency, Some(goal_ms), note))
}

fn requests<T>(request: impl Fn(usize) -> T) -> Vec<T> {
    (0..REQUEST_COUNT).map(request).collect()
}

/// An engine that serves the data set as after a restart: everything in the base, and no graph, since what is compared
/// is exact.
fn open(dataset: &Dataset, store: &Path) -> Result<Engine> {
    let config = || anyhow::Ok(Config { graph_minimum: usize::MAX, ..config()? });
    let engine = Engine::open(store, config()?)?;
    dataset.load(&engine)?;
    dataset.apply_embeddings(&engine)?;
    engine.close();
    Ok(Engine::open(store, config()?)?)
}

fn ask_match(
    engine: &Engine,
    named: Named,
    folder: &Path,
    call_count: usize,
    requests: Vec<ClientNeeds>,
) -> Result<Asked<ClientNeeds, MatchAnswer>> {
    let options = CallOptions::default();
    let answers = requests.iter().map(|needs| {
        let answer = engine.match_advisors(needs, &options)?;
        check_match(&answer)?;
        let found = answer.matches.iter();
        Ok(MatchAnswer {
            eligible: answer.plan.eligible,
            ids: found.clone().map(|found| found.advisor_id.clone()).collect(),
            scores: found.map(|found| found.score).collect(),
        })
    });
    let answers = answers.collect::<Result<Vec<_>>>()?;
    let latency = measure(call_count, |index| {
        let place = index % requests.len();
        let answer = engine.match_advisors(&requests[place], &options)?;
        ensure!(answer.plan.eligible == answers[place].eligible, "another answer than before");
        Ok(())
    })?;
    Ok(asked(named, folder, call_count, latency, requests, answers))
}

fn ask_search(
    engine: &Engine,
    named: Named,
    folder: &Path,
    requests: Vec<SearchAdvisors>,
) -> Result<Asked<SearchAdvisors, SearchAnswer>> {
    const CALL_COUNT: usize = 3_600;
    let options = CallOptions::default();
    let answers = requests.iter().map(|request| {
        let answer = engine.search_advisors(request, &options)?;
        Ok(SearchAnswer {
            total: answer.total,
            typos_expanded: answer.typos_expanded,
            ids: answer.advisors.iter().map(|advisor| advisor.id.clone()).collect(),
            facets: answer.facets.clone(),
        })
    });
    let answers = answers.collect::<Result<Vec<_>>>()?;
    let latency = measure(CALL_COUNT, |index| {
        let place = index % requests.len();
        let answer = engine.search_advisors(&requests[place], &options)?;
        ensure!(answer.total == answers[place].total, "another answer than before");
        Ok(())
    })?;
    Ok(asked(named, folder, CALL_COUNT, latency, requests, answers))
}

fn asked<Request, Answer>(
    (operation, goal_p99_us, peers): Named,
    folder: &Path,
    call_count: usize,
    latency: Latency,
    requests: Vec<Request>,
    answers: Vec<Answer>,
) -> Asked<Request, Answer> {
    let Latency { p50_us, p99_us } = latency;
    let folder = folder.to_owned();
    Asked { operation, goal_p99_us, peers, folder, call_count, p50_us, p99_us, requests, answers }
}
