//! A log that cannot be read on.

use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::model::value::Value;
use crate::options::CallOptions;
use crate::sync::change::Change;
use crate::telemetry::{FollowerStats, Stats};
use crate::{Config, ErrorKind};

fn organization(id: &str) -> Change {
    let instant = || Value::from("2026-01-01T00:00:00Z");
    Change::upsert(
        "organizations",
        [
            ("id", id.into()),
            ("name", id.into()),
            ("subscriptionTier", "trial".into()),
            ("isMarketplaceEnabled", false.into()),
            ("createdAt", instant()),
            ("updatedAt", instant()),
        ],
    )
}

fn until(engine: &Engine, is_so: impl Fn(&Stats, &FollowerStats) -> bool) -> Stats {
    let started = Instant::now();
    loop {
        let stats = engine.stats(&CallOptions::default()).unwrap();
        if stats.follower.as_ref().is_some_and(|follower| is_so(&stats, follower)) {
            return stats;
        }
        assert!(started.elapsed() < Duration::from_mins(2), "{stats:?}");
        std::thread::yield_now();
    }
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_the_next_base_leads_past_it() {
    let store = tempfile::tempdir().unwrap();
    let options = CallOptions::default();
    let writer = Engine::open(store.path(), Config::default()).unwrap();
    let follower = Engine::open_follower(store.path(), Config::default()).unwrap();
    writer.apply(&[organization("o1")], None, &options).unwrap();
    follower.wait_for_revision(1, &options).unwrap();

    // In the commit itself, so that no follower ever sees the record whole.
    let log = rusqlite::Connection::open(store.path().join("log.sqlite")).unwrap();
    log.execute_batch(
        "CREATE TRIGGER spoil AFTER INSERT ON batches
         BEGIN UPDATE batches SET checksum = ~checksum WHERE revision = NEW.revision; END",
    )
    .unwrap();
    writer.apply(&[organization("o2")], None, &options).unwrap();
    let stats = until(&follower, |_, follower| follower.last_error.is_some());
    assert_eq!(stats.revision, 1);
    let said = stats.follower.unwrap();
    let error = "Corrupt in follow: a log record is not readable as written (revision: 2)";
    assert_eq!(said.last_error.as_deref(), Some(error));
    let soon = CallOptions::default().with_timeout(Duration::from_millis(20));
    let late = follower.wait_for_revision(2, &soon).unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Timeout);
    assert_eq!(late.context()[1], ("reason", error.to_owned()));
    assert!(follower.tenant("o1").organization_dashboard(&options).is_ok());
    assert!(Engine::open_follower(store.path(), Config::default()).is_err());

    log.execute_batch("DROP TRIGGER spoil").unwrap();
    writer.fold(&options).unwrap();
    writer.apply(&[organization("o3")], None, &options).unwrap();
    let stats =
        until(&follower, |stats, follower| stats.revision == 3 && follower.last_error.is_none());
    assert_eq!((stats.generation, stats.base_revision), (2, 2));
    let follower_stats = stats.follower.unwrap();
    assert_eq!((follower_stats.writer_revision, follower_stats.lag_ms), (3, 0));
    for id in ["o2", "o3"] {
        assert!(follower.tenant(id).organization_dashboard(&options).is_ok());
    }
    drop(log);
    follower.close();
    writer.close();
}
