//! PostgreSQL as a source, against a real server that the tests start themselves.

mod bad_servers;
mod compare;
mod encryption;
mod first_load;
mod outage;
mod polling;
mod stream;
mod tables;
mod torture;
mod under_writes;
mod verify;

use std::time::Duration;

use advisor_engine::{CallOptions, Engine, FollowOptions, Following, PostgresSource};
use advisor_engine_tests::postgres::Cluster;
use postgres::Client;

/// Beyond any wait of these tests on a slow machine; a wait that long is a failure.
pub(crate) fn patient() -> CallOptions {
    CallOptions::default().with_timeout(Duration::from_mins(1))
}

/// A source with a slot of its own.
pub(crate) fn source(cluster: &Cluster, database: &str) -> PostgresSource {
    PostgresSource {
        slot: format!("slot_{database}"),
        ..PostgresSource::new(cluster.url(database))
    }
}

/// Follows a database and waits until all that was committed so far is there.
pub(crate) fn follow(engine: &Engine, source: &PostgresSource, client: &mut Client) -> Following {
    let following = engine.follow(source, &FollowOptions::default()).unwrap();
    catch_up(&following, client);
    following
}

/// Waits until something is so.
pub(crate) fn until(mut is_so: impl FnMut() -> bool) {
    let from = std::time::Instant::now();
    while !is_so() {
        assert!(from.elapsed() < Duration::from_mins(1), "what was waited for did not come");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Waits until all that was committed so far is there.
pub(crate) fn catch_up(following: &Following, client: &mut Client) {
    let row = client.query_one("SELECT pg_current_wal_insert_lsn()::text", &[]).unwrap();
    let position: String = row.get(0);
    let waited = following.wait_for(&position, &patient());
    assert!(waited.is_ok(), "{waited:?}: {:#?}", following.status());
}
