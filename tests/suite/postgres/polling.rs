//! Changes by query.

use advisor_engine::{Config, Engine, FollowOptions, Polling, PostgresSource};
use advisor_engine_tests::crash::batch;
use advisor_engine_tests::postgres::{Cluster, Layout};

use super::compare::assert_same;
use super::{catch_up, source};

#[test]
fn rounds_find_what_is_newer_and_sweeps_what_is_gone() {
    let cluster = Cluster::shared();
    let mut database = cluster.database();
    for revision in 1..=40 {
        database.apply(&batch(revision));
    }
    let store = tempfile::tempdir().unwrap();
    let polling = Polling {
        interval_ms: 600_000,
        sweep_ms: Some(0),
        notify_channel: Some("changed".to_owned()),
        ..Polling::default()
    };
    let source = PostgresSource { polling: Some(polling), ..source(&cluster, &database.name) };
    let engine = Engine::open(store.path(), Config::default()).unwrap();
    let following = engine.follow(&source, &FollowOptions::default()).unwrap();
    for statement in [
        "SELECT",
        "UPDATE clients SET \"businessName\" = 'New', \"updatedAt\" = now() WHERE id = 'c1'",
        "INSERT INTO organizations SELECT (jsonb_populate_record(o, '{\"id\": \"o9\"}')).* FROM organizations o",
        "UPDATE documents SET \"deletedAt\" = now(), \"updatedAt\" = now() WHERE id LIKE 'd1%'",
        "DELETE FROM tasks WHERE id LIKE 't2%'",
        "UPDATE invoices SET \"updatedAt\" = 'infinity' WHERE id LIKE '%1'",
        "UPDATE invoices SET \"updatedAt\" = now() + interval '1 s'",
    ] {
        println!("{statement}");
        database.client.batch_execute(statement).unwrap();
        // Rounds are ten minutes apart: only the notification starts one in time.
        database.client.batch_execute("NOTIFY changed").unwrap();
        catch_up(&following, &mut database.client);
        if !statement.contains("infinity") {
            assert_same(&engine, &mut database.client, Layout::CamelCase);
        }
    }
    assert_eq!(following.status().load_count, 1);
    assert!(following.status().blind_spots.iter().any(|spot| spot.contains("audit_logs")));
    following.stop();
    drop(following);
    engine.close();

    // A store that polled before goes on without a load.
    database
        .client
        .batch_execute("UPDATE clients SET \"updatedAt\" = now(), status = 'inactive'")
        .unwrap();
    let engine = Engine::open(store.path(), Config::default()).unwrap();
    let following = engine.follow(&source, &FollowOptions::default()).unwrap();
    catch_up(&following, &mut database.client);
    assert_same(&engine, &mut database.client, Layout::CamelCase);
    assert_eq!(following.status().load_count, 0);
    following.stop();
}
