//! Deaths inside a load: the store serves what it served before, or all that was loaded.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use advisor_engine::{ClientNeeds, Engine, HardFilters, LoadOptions};
use advisor_engine_data::real::{DEFAULT_DIMENSION, write_snapshot};
use advisor_engine_data::snapshot::{WriteOptions, read_text_column};
use advisor_engine_tests::crash::{batch, config};
use advisor_engine_tests::rows::row;
use serde_json::{Value as Json, json};

use crate::model::run::{generations, options};

/// The steps of a load, and whether one that dies there has been committed.
const STEPS: [(&str, bool); 7] = [
    ("build-staged", false),
    ("build-rows-written", false),
    ("build-graph-written", false),
    ("build-manifest-written", false),
    ("switch-before-commit", false),
    ("switch-committed", true),
    ("switch-published", true),
];

#[test]
fn a_death_at_any_step_of_a_load_leaves_all_of_the_old_or_all_of_the_new() {
    let scratch = tempfile::tempdir().unwrap();
    let snapshot = scratch.path().join("snapshot");
    write_snapshot(&snapshot, 1, DEFAULT_DIMENSION, &WriteOptions::default()).unwrap();
    // The vector of an advisor of the snapshot: it is the host's, and has to outlive the load.
    let advisors = read_text_column(&snapshot, "advisor_profiles", "id").unwrap();
    let advisor = advisors[0].clone().unwrap();
    let tenants = read_text_column(&snapshot, "organizations", "id").unwrap();
    let tenants: Vec<String> = tenants.into_iter().flatten().chain(["o0".to_owned()]).collect();
    let make = |store: &Path| {
        let engine = Engine::open(store, config(false)).unwrap();
        engine.apply(&batch(1), None, &options()).unwrap();
        let vector = vec![1.0_f32, 0.0, 0.0, 1.0];
        let embedding = row("advisor_embeddings", &advisor, [("vector", vector.into())]);
        engine.apply(&[embedding], None, &options()).unwrap();
        engine
    };
    let model = make(&scratch.path().join("model"));
    let before = answers(&model, &tenants);
    model.load_snapshot(&snapshot, &LoadOptions::default()).unwrap();
    let after = answers(&model, &tenants);
    model.close();
    assert_ne!(before, after);
    for (step, is_committed) in STEPS {
        let store = scratch.path().join(step);
        make(&store).close();
        let mut command = Command::new(env!("CARGO_BIN_EXE_crash_child"));
        let status = command.arg(&store).args([step, "1"]).arg(&snapshot).status().unwrap();
        assert_eq!(status.signal(), Some(libc::SIGABRT), "{step} was not passed: {status}");
        let engine = Engine::open(&store, config(false)).unwrap();
        let expected = if is_committed { &after } else { &before };
        assert_eq!(&answers(&engine, &tenants), expected, "{step}");
        assert!(engine.verify_files(&options()).unwrap().is_sound(), "{step}");
        assert_eq!(generations(&store).unwrap().len(), 1, "{step}: a generation was left behind");
        engine.load_snapshot(&snapshot, &LoadOptions::default()).unwrap();
        assert_eq!(answers(&engine, &tenants), after, "{step}, loaded once more");
        engine.close();
    }
}

/// Every organization's dashboard and a match over everyone, without what tells when they were made.
fn answers(engine: &Engine, tenants: &[String]) -> Vec<Json> {
    let dashboard = |tenant: &String| {
        let answer =
            engine.tenant(tenant.as_str()).call("organization_dashboard", json!({}), &options());
        answer.map_or_else(
            |error| json!(error.code()),
            |mut answer| {
                for key in ["revision", "asOf", "generatedAt"] {
                    answer[key] = Json::Null;
                }
                answer
            },
        )
    };
    let needs = ClientNeeds {
        embedding: vec![1.0, 0.0, 0.0, 1.0],
        limit: 50,
        hard_filters: HardFilters {
            available: Some(false),
            capacity_left: Some(false),
            ..HardFilters::default()
        },
        ..ClientNeeds::default()
    };
    let matches = engine.match_advisors(&needs, &options()).unwrap();
    tenants.iter().map(dashboard).chain([json!(matches.value)]).collect()
}
