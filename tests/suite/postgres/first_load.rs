//! The first load.

use advisor_engine::{CallOptions, Config, Engine, ErrorKind, FollowOptions, LoadOptions, Source};
use advisor_engine_tests::crash::{batch, committed_at};
use advisor_engine_tests::postgres::{Cluster, Layout};
use postgres::Client;
use serde_json::json;

use super::compare::assert_same;
use super::{catch_up, follow, patient, source, until};

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
        loaded.sync(&Source::Postgres(source.clone()), &LoadOptions::default()).unwrap();
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

/// Whether one of the engine's sessions of a kind waits for what another session holds.
fn waits_for(client: &mut Client, kind: &str, holder: &mut Client) -> bool {
    let holder: i32 = holder.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
    let waiting = client.query_one(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'advisor-engine' \
         AND datname = current_database() AND backend_type = $1 AND $2 = ANY (pg_blocking_pids(pid)))",
        &[&kind, &holder],
    );
    waiting.unwrap().get(0)
}

/// A session whose transaction has begun to write.
fn writing(cluster: &Cluster, database: &str) -> Client {
    let mut client = cluster.connect(database);
    client.batch_execute("BEGIN; SELECT txid_current()").unwrap();
    client
}

#[test]
fn columns_that_change_while_the_slot_is_made_are_read_as_they_are_then() {
    // Of its own: slots wait for whoever writes in any database.
    let cluster = std::sync::Arc::new(Cluster::start());
    let mut database = cluster.database();
    for revision in 1..=30 {
        database.apply(&batch(revision));
    }
    let mut other = writing(&cluster, &database.name);
    let (engine, source) = (engine(), source(&cluster, &database.name));
    let following = engine.follow(&source, &FollowOptions::default()).unwrap();
    // The columns are known by now; the slot waits for whoever writes.
    until(|| waits_for(&mut database.client, "walsender", &mut other));
    other.batch_execute("ALTER TABLE documents ALTER COLUMN version TYPE int; COMMIT").unwrap();
    catch_up(&following, &mut database.client);
    assert!(engine.rejected_rows(&patient()).unwrap().is_empty());
    assert_same(&engine, &mut database.client, Layout::CamelCase);
    assert_eq!(following.status().load_count, 1);
    let error = following.status().last_error.unwrap();
    assert_eq!(error.message, "the tables have other columns than before; begin anew");
    following.stop();
    engine.drop_replication(&source, &patient()).unwrap();
}

#[test]
fn a_table_that_is_rewritten_between_snapshot_and_copy_is_not_taken_for_an_empty_one() {
    // Of its own: slots wait for whoever writes in any database.
    let cluster = std::sync::Arc::new(Cluster::start());
    let mut database = cluster.database();
    for revision in 1..=30 {
        database.apply(&batch(revision));
    }
    let mut first = writing(&cluster, &database.name);
    let (engine, source) = (engine(), source(&cluster, &database.name));
    let following = engine.follow(&source, &FollowOptions::default()).unwrap();
    // A slot waits for whoever writes, then for whoever writes by then; who begins after that is after its snapshot.
    until(|| waits_for(&mut database.client, "walsender", &mut first));
    let mut second = writing(&cluster, &database.name);
    first.batch_execute("COMMIT").unwrap();
    until(|| waits_for(&mut database.client, "walsender", &mut second));
    let mut third = writing(&cluster, &database.name);
    // The same values in new places, where the snapshot does not look.
    third
        .batch_execute(
            "ALTER TABLE documents ALTER COLUMN \"fileName\" TYPE text USING \"fileName\" || ''",
        )
        .unwrap();
    second.batch_execute("COMMIT").unwrap();
    until(|| waits_for(&mut database.client, "client backend", &mut third));
    third.batch_execute("COMMIT").unwrap();
    catch_up(&following, &mut database.client);
    assert_same(&engine, &mut database.client, Layout::CamelCase);
    assert_eq!(following.status().load_count, 1);
    let error = following.status().last_error.unwrap();
    assert_eq!(error.code, "Conflict");
    let message =
        "table `documents` was emptied or rewritten since its snapshot was taken; begin anew";
    assert_eq!(error.message, message);
    following.stop();
    engine.drop_replication(&source, &patient()).unwrap();
}
