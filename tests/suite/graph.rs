//! The graph on its way through the life of a store: made in folds and loads, kept, left out, stopped, damaged.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use advisor_engine::{
    CallOptions, CancelFlag, Change, ClientNeeds, Config, Engine, ErrorKind, HardFilters,
    LoadOptions, MatchResult, SearchMode, SimilarAdvisors, Value,
};
use advisor_engine_data::real::{DEFAULT_DIMENSION, write_snapshot};
use advisor_engine_data::snapshot::WriteOptions;
use advisor_engine_tests::rows::row;

use crate::oracle::random::Random;

/// Enough that a search of the graph is cheaper than a scan, and a bounded scan than a plain one.
const COUNT: u64 = 6000;
const DIMENSION: usize = 16;

fn config() -> Config {
    Config { is_fold_automatic: false, graph_minimum: 1000, ..Config::default() }
}

fn embedding(id: &str, vector: Vec<f32>) -> Change {
    row("advisor_embeddings", id, [("vector", vector.into())])
}

fn advisor(id: &str) -> Change {
    row(
        "advisor_profiles",
        id,
        [
            ("marketplace_status", "active".into()),
            ("is_verified", true.into()),
            ("is_available", true.into()),
            ("overall_rating", Value::Float(4.0)),
        ],
    )
}

/// Near one of twenty centres.
fn vector(random: &mut Random) -> Vec<f32> {
    let number = |random: &mut Random, bound: u16| {
        f32::from(u16::try_from(random.below(u64::from(2 * bound))).unwrap()) - f32::from(bound)
    };
    let mut centre = Random::new(1000 + random.below(20));
    (0..DIMENSION).map(|_| number(&mut centre, 1000) + number(random, 200)).collect()
}

/// Advisors with embeddings, not folded yet.
fn filled(store: &Path, random: &mut Random) -> Engine {
    let engine = Engine::open(store, config()).unwrap();
    let changes: Vec<Change> = (0..COUNT)
        .flat_map(|n| {
            let id = format!("a{n}");
            [advisor(&id), embedding(&id, vector(random))]
        })
        .collect();
    engine.apply(&changes, None, &CallOptions::default()).unwrap();
    engine
}

fn matched(engine: &Engine, embedding: &[f32], search: SearchMode) -> MatchResult {
    let needs = ClientNeeds {
        embedding: embedding.to_vec(),
        search,
        hard_filters: HardFilters { capacity_left: Some(false), ..HardFilters::default() },
        ..ClientNeeds::default()
    };
    engine.match_advisors(&needs, &CallOptions::default()).unwrap().value
}

fn graph_file(store: &Path, generation: u64) -> PathBuf {
    store.join(format!("generations/{generation}/graph"))
}

/// Asserts that the graph answers, and as well as the exact scan does.
fn assert_by_graph(engine: &Engine, embedding: &[f32]) -> MatchResult {
    let exact = matched(engine, embedding, SearchMode::Exact);
    assert!(exact.plan.exact && exact.plan.strategy == "bounded_scan", "{:?}", exact.plan);
    let found = matched(engine, embedding, SearchMode::Approximate);
    assert_eq!((found.plan.strategy.as_str(), found.plan.exact), ("graph", false));
    assert!(found.plan.recall.is_some_and(|recall| recall > 0.9), "{:?}", found.plan);
    assert!(found.plan.scored < found.plan.eligible, "{:?}", found.plan);
    let last = exact.matches.last().unwrap().score;
    let good = found.matches.iter().filter(|one| one.score >= last).count();
    assert!(good + 1 >= exact.matches.len(), "{good} of {}", exact.matches.len());
    found
}

#[test]
fn a_graph_is_made_by_a_fold_kept_as_it_is_and_made_anew_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (store, backup) = (folder.path().join("store"), folder.path().join("backup"));
    let mut random = Random::new(1);
    let options = CallOptions::default();
    let engine = filled(&store, &mut random);
    let query = vector(&mut random);
    // In the delta alone there is none, and the answer says that it is exact.
    let before = matched(&engine, &query, SearchMode::Approximate);
    assert!(before.plan.exact && before.plan.recall.is_none(), "{:?}", before.plan);
    engine.fold(&options).unwrap();
    let found = assert_by_graph(&engine, &query);
    // So few are scanned unless the graph is asked for.
    assert!(matched(&engine, &query, SearchMode::Auto).plan.exact);
    let report = engine.verify_files(&options).unwrap();
    assert!(report.is_sound() && report.files.iter().any(|file| file.name == "graph"));
    engine.backup(&backup, &options).unwrap();
    engine.close();

    // Opened, not made anew: the bytes are the same, and so are the answers, whatever the minimum is now.
    let bytes = std::fs::read(graph_file(&store, 2)).unwrap();
    let made = std::fs::metadata(graph_file(&store, 2)).unwrap().modified().unwrap();
    for place in [&store, &backup] {
        let config = Config { graph_minimum: usize::MAX, ..config() };
        let engine = Engine::open(place, config).unwrap();
        assert_eq!(assert_by_graph(&engine, &query), found);
        engine.close();
    }
    assert_eq!(std::fs::metadata(graph_file(&store, 2)).unwrap().modified().unwrap(), made);

    // Who is deleted or changed is not found by what the graph knows of it; who is new is found without it.
    let engine = Engine::open(&store, config()).unwrap();
    let id = |place: usize| found.matches[place].advisor_id.clone();
    let far: Vec<f32> = query.iter().map(|value| -value).collect();
    let changes = [
        Change::delete("advisor_profiles", id(0)),
        Change::delete("advisor_embeddings", id(1)),
        embedding(&id(2), far),
        advisor("new"),
        embedding("new", query.clone()),
    ];
    engine.apply(&changes, None, &options).unwrap();
    for is_folded in [false, true] {
        let after = assert_by_graph(&engine, &query);
        assert_eq!(after.matches[0].advisor_id, "new");
        let gone = [id(0), id(1), id(2)];
        assert!(after.matches.iter().all(|one| !gone.contains(&one.advisor_id)));
        if !is_folded {
            engine.fold(&options).unwrap();
        }
    }
    assert_ne!(std::fs::read(graph_file(&store, 3)).unwrap(), bytes);
    // Over the same vectors the next base has the same graph, which is not made again.
    let bytes = std::fs::read(graph_file(&store, 3)).unwrap();
    engine.apply(&[advisor("without-embedding")], None, &options).unwrap();
    let unmade =
        CallOptions::default().with_progress(|progress| assert_ne!(progress.step, "graph"));
    engine.fold(&unmade).unwrap();
    assert_eq!(std::fs::read(graph_file(&store, 4)).unwrap(), bytes);
    assert_by_graph(&engine, &query);
    // Similar advisors go the same way, and leave the advisor itself out.
    let mut request: SimilarAdvisors =
        serde_json::from_value(serde_json::json!({ "advisorId": "new" })).unwrap();
    let exact = engine.similar_advisors(&request, &options).unwrap();
    request.search = SearchMode::Approximate;
    let similar = engine.similar_advisors(&request, &options).unwrap();
    assert_eq!(
        (exact.plan.strategy.as_str(), similar.plan.strategy.as_str()),
        ("bounded_scan", "graph")
    );
    assert_eq!(similar.advisors, exact.advisors);
    assert!(similar.advisors.iter().all(|one| one.id != "new"));
    engine.close();

    // A fold under a higher minimum leaves it out.
    let engine = Engine::open(&store, Config { graph_minimum: usize::MAX, ..config() }).unwrap();
    engine.fold(&options).unwrap();
    assert!(!graph_file(&store, 5).exists());
    assert!(matched(&engine, &query, SearchMode::Approximate).plan.exact);
    engine.close();
}

#[test]
fn a_fold_that_is_cancelled_at_the_graph_leaves_no_file_and_a_load_makes_one() {
    let folder = tempfile::tempdir().unwrap();
    let (store, snapshot) = (folder.path().join("store"), folder.path().join("snapshot"));
    let mut random = Random::new(2);
    let engine = filled(&store, &mut random);
    let flag = CancelFlag::new();
    let steps = Arc::new(Mutex::new(Vec::new()));
    let (told, stop) = (Arc::clone(&steps), flag.clone());
    let options = CallOptions::default().with_cancel(flag).with_progress(move |progress| {
        if progress.step == "graph" {
            told.lock().unwrap().push((progress.table.to_owned(), progress.row_count));
            stop.cancel();
        }
    });
    assert_eq!(engine.fold(&options).unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(*steps.lock().unwrap(), [("advisor_embeddings".to_owned(), 4096)]);
    assert!(!store.join("generations/2").exists());
    let query = vector(&mut random);
    assert!(matched(&engine, &query, SearchMode::Approximate).plan.exact);

    // A load keeps the embeddings, and makes the graph over them.
    write_snapshot(&snapshot, 1, DEFAULT_DIMENSION, &WriteOptions::default()).unwrap();
    engine.load_snapshot(&snapshot, &LoadOptions::default()).unwrap();
    assert!(graph_file(&store, 2).is_file());
    assert!(engine.verify_files(&CallOptions::default()).unwrap().is_sound());
    engine.close();
    assert!(Engine::open(&store, config()).is_ok());
}
