//! The first load.

use advisor_engine::{CallOptions, Config, Engine, ErrorKind, LoadOptions};
use advisor_engine_tests::crash::{batch, committed_at};
use advisor_engine_tests::postgres::{Cluster, Layout};
use serde_json::json;

use super::compare::assert_same;
use super::{follow, patient, source};

/// Revisions of the common rows: a few hundred rows of every table, with deletions.
const REVISIONS: i64 = 150;

fn engine() -> Engine {
    Engine::in_memory(Config {
        clock: advisor_engine::Clock::fixed(committed_at(REVISIONS)),
        ..Config::default()
    })
    .unwrap()
}

/// Answers without what tells when they were made.
fn answers(engine: &Engine) -> serde_json::Value {
    let options = CallOptions::default();
    let mut answers = json!({
        "organization": engine.tenant("o0").call("organization_dashboard", json!({}), &options).unwrap(),
        "clients": engine.tenant("o0").call("list_clients", json!({}), &options).unwrap(),
        "documents": engine.tenant("o0").call("list_documents", json!({"audience": {"kind": "staff"}}), &options).unwrap(),
        "advisors": engine.call("search_advisors", json!({}), &options).unwrap(),
    });
    for answer in answers.as_object_mut().unwrap().values_mut() {
        for key in ["revision", "asOf", "nextCursor", "lastRefreshed", "generatedAt"] {
            answer.as_object_mut().unwrap().remove(key);
        }
    }
    answers
}

#[test]
fn both_layouts_and_a_host_give_the_same_engine() {
    let cluster = Cluster::shared();
    let by_host = engine();
    let mut databases: Vec<_> = [Layout::CamelCase, Layout::SnakeCase]
        .map(|layout| (layout, cluster.database_of(layout)))
        .into();
    for revision in 1..=REVISIONS {
        let changes: Vec<_> = batch(revision)
            .into_iter()
            .filter(|change| {
                !["advisor_embeddings", "scoring_profiles"].contains(&change.table.as_str())
            })
            .collect();
        by_host.apply(&changes, None, &CallOptions::default()).unwrap();
        for (_, database) in &mut databases {
            database.apply(&changes);
        }
    }
    let expected = answers(&by_host);
    for (layout, mut database) in databases {
        let followed = engine();
        let source = source(&cluster, &database.name);
        let following = follow(&followed, &source, &mut database.client);
        assert_eq!(answers(&followed), expected, "{layout:?}");
        assert_same(&followed, &mut database.client, layout);
        let report = following.verify(false, &patient()).unwrap();
        assert_eq!(report.drifted_row_count, 0, "{report:#?}");
        assert!(report.tables.iter().all(|table| table.checksum == table.source_checksum));
        following.stop();

        let loaded = engine();
        loaded.load_postgres(&source, &LoadOptions::default()).unwrap();
        assert_eq!(answers(&loaded), expected, "{layout:?}");
        followed.drop_replication(&source, &patient()).unwrap();
    }
}

#[test]
fn a_followed_table_is_changed_at_its_source_alone() {
    let cluster = Cluster::shared();
    let mut database = cluster.database();
    let engine = engine();
    let source = source(&cluster, &database.name);
    let following = follow(&engine, &source, &mut database.client);
    let client =
        || batch(1).into_iter().filter(|change| change.table == "clients").collect::<Vec<_>>();
    let refused = engine.apply(&client(), None, &CallOptions::default()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    assert!(refused.message().contains("follows a source"), "{}", refused.message());
    following.stop();
    // Also while nothing follows it at the moment.
    assert!(engine.apply(&client(), None, &CallOptions::default()).is_err());
    engine.drop_replication(&source, &patient()).unwrap();
    engine.apply(&client(), None, &CallOptions::default()).unwrap();
    let slots = database
        .client
        .query("SELECT FROM pg_replication_slots WHERE database = current_database()", &[]);
    assert!(slots.unwrap().is_empty());
}
