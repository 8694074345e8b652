//! Followers in the process of the test: what they refuse, what they survive, what they leave alone.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

use advisor_engine::{CallOptions, Change, Config, Engine, ErrorKind, OPERATIONS, Scope};
use advisor_engine_tests::rows::row;
use serde_json::{Value as Json, json};

use crate::canary::requests;
use crate::model::run::options;

fn config() -> Config {
    Config { is_fold_automatic: false, ..Config::default() }
}

fn client(id: &str) -> Change {
    row("clients", id, [("organization_id", "o1".into())])
}

fn filled(store: &Path) -> Engine {
    let engine = Engine::open(store, config()).unwrap();
    let rows = [row("organizations", "o1", []), client("c1"), client("c2")];
    engine.apply(&rows, Some("first"), &options()).unwrap();
    engine
}

fn client_count(engine: &Engine) -> u64 {
    engine.tenant("o1").organization_dashboard(&options()).unwrap().total_clients
}

/// Waits for what the figures of a follower say.
fn until(engine: &Engine, what: &str, is_so: impl Fn(&Json) -> bool) -> Json {
    let started = Instant::now();
    loop {
        let stats = engine.call("stats", json!({}), &options()).unwrap();
        if is_so(&stats) {
            return stats;
        }
        assert!(started.elapsed() < Duration::from_mins(2), "never {what}: {stats}");
        std::thread::yield_now();
    }
}

/// Every file of a folder with its number, length and time of change.
fn files(folder: &Path) -> BTreeMap<String, (u64, u64, i64, i64)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let data = entry.metadata().unwrap();
            if data.is_dir() {
                folders.push(entry.path());
            }
            let facts = (data.ino(), data.len(), data.mtime(), data.mtime_nsec());
            found.insert(entry.path().display().to_string(), facts);
        }
    }
    found
}

#[test]
fn a_follower_answers_every_read_as_its_writer_and_refuses_every_write() {
    let scratch = tempfile::tempdir().unwrap();
    let store = scratch.path().join("store");
    let writer = filled(&store);
    let follower = Engine::open_follower(&store, config()).unwrap();
    let mut write_count = 0;
    for operation in OPERATIONS.iter().filter(|operation| operation.scope == Scope::Store) {
        for request in requests(operation, scratch.path()).own {
            let answer = follower.call(operation.name, request, &options());
            if operation.is_write {
                write_count += 1;
                let error = answer.expect_err(operation.name);
                assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
                assert!(error.message().contains("send writes to the process"), "{error}");
            } else {
                assert!(answer.is_ok(), "{}: {answer:?}", operation.name);
            }
        }
    }
    assert!(write_count >= 3);
    // Its backup is a store.
    let backup = scratch.path().join("copy");
    follower.backup(&backup, &options()).unwrap();
    let restored = Engine::open(&backup, config()).unwrap();
    assert_eq!(client_count(&restored), 2);
    restored.close();

    // A page that the writer began is gone on with by the follower.
    let page = |engine: &Engine, cursor: Option<&Json>| {
        let request = json!({ "page": { "limit": 1, "cursor": cursor } });
        engine.tenant("o1").call("list_clients", request, &options()).unwrap()
    };
    let first = page(&writer, None);
    let cursor = &first["nextCursor"];
    assert!(cursor.is_string(), "{first}");
    assert_eq!(page(&follower, Some(cursor)), page(&writer, Some(cursor)));
    writer.close();
    follower.close();
    let refused = follower.wait_for_revision(1, &options()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Conflict);
}

#[test]
fn a_follower_of_a_store_that_nobody_writes_changes_no_file_of_it() {
    let store = tempfile::tempdir().unwrap();
    let missing = store.path().join("none");
    let error = Engine::open_follower(&missing, config()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(!missing.exists());
    let writer = filled(store.path());
    writer.fold(&options()).unwrap();
    writer.apply(&[client("c3")], None, &options()).unwrap();
    writer.close();
    // As a killed fold leaves one: the next writer removes it.
    std::fs::create_dir(store.path().join("generations/99")).unwrap();
    let before = files(store.path());
    for _ in 0..2 {
        let follower = Engine::open_follower(store.path(), config()).unwrap();
        assert_eq!(client_count(&follower), 3);
        let as_of = follower.pin().unwrap().as_of().clone();
        assert_eq!(as_of.source_position.as_deref(), Some("first"));
        follower.close();
        let mut after = files(store.path());
        // The index that processes share, and a write-ahead log of no frames: SQLite's own, of no content.
        after.retain(|name, (_, length, ..)| {
            let is_shared = name.ends_with("-shm") || (name.ends_with("-wal") && *length == 0);
            !is_shared || before.contains_key(name)
        });
        assert_eq!(after, before);
    }
    let writer = Engine::open(store.path(), config()).unwrap();
    assert_eq!(client_count(&writer), 3);
    writer.close();
}

#[test]
fn a_wait_ends_with_its_revision_its_deadline_or_the_engine() {
    let store = tempfile::tempdir().unwrap();
    let writer = filled(store.path());
    let follower = Engine::open_follower(store.path(), config()).unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| follower.wait_for_revision(2, &options()));
        let applied = writer.apply(&[client("c3")], Some("second"), &options()).unwrap();
        let reached = waiting.join().unwrap().unwrap();
        assert_eq!((reached.revision, &reached.as_of), (2, &applied.as_of));
    });
    assert_eq!(client_count(&follower), 3);
    let soon = CallOptions::default().with_timeout(Duration::from_millis(20));
    let late = follower.wait_for_revision(3, &soon).unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Timeout);
    assert_eq!(late.context(), [("published", "2".to_owned())]);
    assert_eq!(writer.wait_for_revision(2, &options()).unwrap().revision, 2);
    let unmade = writer.wait_for_revision(3, &options()).unwrap_err();
    assert_eq!(unmade.message(), "no revision 3 was made; the newest is 2");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| follower.wait_for_revision(3, &options()));
        until(&follower, "waiting", |_| true);
        follower.close();
        assert_eq!(waiting.join().unwrap().unwrap_err().kind(), ErrorKind::Conflict);
    });
    writer.close();
}

#[test]
fn a_base_that_the_writer_has_left_serves_for_as_long_as_it_is_pinned() {
    let store = tempfile::tempdir().unwrap();
    let writer = filled(store.path());
    let follower = Engine::open_follower(store.path(), config()).unwrap();
    let pinned = follower.pin().unwrap();
    for number in 3..6 {
        writer.fold(&options()).unwrap();
        writer.apply(&[client(&format!("c{number}"))], None, &options()).unwrap();
    }
    until(&follower, "at the third fold", |stats| stats["baseRevision"] == 3);
    assert_eq!(follower.wait_for_revision(4, &options()).unwrap().revision, 4);
    assert_eq!(client_count(&follower), 5);
    let held = pinned.tenant("o1").organization_dashboard(&options()).unwrap();
    assert_eq!((held.revision, held.total_clients), (1, 2));
    // Files of the first base are gone; of the last they are as written.
    assert!(!store.path().join("generations/1").exists());
    assert!(follower.verify_files(&options()).unwrap().is_sound());
    assert_eq!(follower.verify_rollups(&options()).unwrap().difference, None);
    drop(pinned);
    follower.close();
    writer.close();
}

#[test]
fn a_follower_whose_store_is_gone_serves_on_and_says_so_until_it_is_back() {
    let scratch = tempfile::tempdir().unwrap();
    let (store, away) = (scratch.path().join("store"), scratch.path().join("away"));
    let writer = filled(&store);
    let follower = Engine::open_follower(&store, config()).unwrap();
    std::fs::rename(&store, &away).unwrap();
    let has_error = |stats: &Json| stats["follower"]["lastError"].is_string();
    until(&follower, "an error", has_error);
    assert_eq!(client_count(&follower), 2);
    std::fs::rename(&away, &store).unwrap();
    until(&follower, "well again", |stats| !has_error(stats));
    writer.apply(&[client("c3")], None, &options()).unwrap();
    follower.wait_for_revision(2, &options()).unwrap();
    assert_eq!(client_count(&follower), 3);
    writer.close();

    // Another store in its place counts from the start: it is not the one that is followed.
    std::fs::rename(&store, &away).unwrap();
    let other = filled(&store);
    let stats = until(&follower, "an error", has_error);
    let said = stats["follower"]["lastError"].as_str().unwrap();
    assert!(said.starts_with("Conflict in follow: another store"), "{said}");
    assert_eq!((stats["revision"].as_i64(), client_count(&follower)), (Some(2), 3));
    other.close();
    follower.close();
}

#[test]
fn after_a_fork_a_followers_child_is_told_so_and_the_last_handle_ends_the_thread() {
    let store = tempfile::tempdir().unwrap();
    let writer = filled(store.path());
    let follower = Engine::open_follower(store.path(), config()).unwrap();
    // SAFETY: the child calls nothing but the engine's check of the process, which takes no lock that another thread
    // of the parent could hold, and ends by `_exit`.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let refused = follower.wait_for_revision(1, &CallOptions::default());
        let is_told = refused.err().is_some_and(|error| error.kind() == ErrorKind::Unsupported);
        follower.close();
        // SAFETY: ends the child at once, without running destructors of the test.
        unsafe { libc::_exit(if is_told { 7 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: waits for the child that was made above.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 7, "status {status}");
    writer.apply(&[client("c3")], None, &options()).unwrap();
    assert_eq!(follower.wait_for_revision(2, &options()).unwrap().revision, 2);
    writer.close();
    assert!(open_files(store.path()) > 0);
    drop(follower);
    let started = Instant::now();
    while open_files(store.path()) > 0 {
        assert!(started.elapsed() < Duration::from_mins(1), "the thread goes on");
        std::thread::yield_now();
    }
}

/// Files below a folder that this process has open.
fn open_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir("/proc/self/fd").unwrap();
    let targets = entries.filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok());
    targets.filter(|target| target.starts_with(folder)).count()
}
