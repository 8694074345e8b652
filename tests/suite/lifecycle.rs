//! Opening, closing, setting aside: what must not be lost on the way.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use advisor_engine::{
    Audience, CallOptions, Change, Config, Engine, ErrorKind, LoadOptions, PortalAccess,
};
use advisor_engine_data::real::{DEFAULT_DIMENSION, write_snapshot};
use advisor_engine_data::snapshot::WriteOptions;
use advisor_engine_tests::rows::row;

fn client(id: &str) -> Change {
    row("clients", id, [("organization_id", "o1".into())])
}

fn filled(store: &Path) -> Engine {
    let engine = Engine::open(store, Config::default()).unwrap();
    engine
        .apply(&[row("organizations", "o1", []), client("c1")], None, &CallOptions::default())
        .unwrap();
    engine
}

fn client_count(engine: &Engine) -> u64 {
    engine.tenant("o1").organization_dashboard(&CallOptions::default()).unwrap().total_clients
}

#[test]
fn a_base_whose_log_is_lost_is_corrupt_and_stays_untouched() {
    let store = tempfile::tempdir().unwrap();
    let engine = filled(store.path());
    engine.fold(&CallOptions::default()).unwrap();
    engine.close();
    let log = store.path().join("log.sqlite");
    let kept = std::fs::read(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    for _ in 0..2 {
        let error = Engine::open(store.path(), Config::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
    }
    std::fs::write(&log, kept).unwrap();
    assert_eq!(client_count(&Engine::open(store.path(), Config::default()).unwrap()), 1);
}

#[test]
fn a_rebuild_from_a_folder_that_is_not_there_moves_nothing() {
    let store = tempfile::tempdir().unwrap();
    filled(store.path()).close();
    let missing = store.path().join("no-such-snapshot");
    let error = Engine::rebuild(store.path(), Config::default(), missing, &LoadOptions::default());
    assert_eq!(error.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(client_count(&Engine::open(store.path(), Config::default()).unwrap()), 1);
}

#[test]
fn a_pin_that_outlives_its_engine_takes_no_file_of_the_next_one() {
    let scratch = tempfile::tempdir().unwrap();
    let (store, snapshot) = (scratch.path().join("store"), scratch.path().join("snapshot"));
    write_snapshot(&snapshot, 1, DEFAULT_DIMENSION, &WriteOptions::default()).unwrap();
    let options = CallOptions::default();
    let engine = filled(&store);
    engine.fold(&options).unwrap();
    let pinned = engine.pin().unwrap();
    engine.fold(&options).unwrap();
    engine.close();
    let engine =
        Engine::rebuild(&store, Config::default(), &snapshot, &LoadOptions::default()).unwrap();
    drop(pinned);
    assert!(engine.verify_files(&options).unwrap().is_sound());
    engine.close();
    assert!(Engine::open(&store, Config::default()).is_ok());
}

#[test]
fn a_store_is_not_opened_with_another_embedding_dimension_than_it_holds() {
    let store = tempfile::tempdir().unwrap();
    let engine = filled(store.path());
    let options = CallOptions::default();
    engine
        .apply(
            &[row("advisor_embeddings", "a1", [("vector", vec![1.0_f32, 0.0].into())])],
            None,
            &options,
        )
        .unwrap();
    engine.close();
    let config = Config { embedding_dimension: Some(3), ..Config::default() };
    let error = Engine::open(store.path(), config).unwrap_err();
    assert_eq!(
        error.to_string(),
        "DimensionMismatch in open: field `embedding_dimension` is 3; the store holds vectors of dimension 2"
    );
    let config = Config { embedding_dimension: Some(2), ..Config::default() };
    assert!(Engine::open(store.path(), config).is_ok());
}

#[test]
fn a_misspelt_field_of_a_portal_access_is_refused_and_grants_nothing() {
    let store = tempfile::tempdir().unwrap();
    let engine = filled(store.path());
    let mut audience =
        serde_json::to_value(Audience::Portal(PortalAccess::for_client("c1"))).unwrap();
    let ask = |audience: &serde_json::Value| {
        let request = serde_json::json!({ "clientId": "c1", "audience": audience });
        engine.tenant("o1").call("client_dashboard", request, &CallOptions::default())
    };
    assert!(ask(&audience).is_ok());
    audience["expires_at"] = "2020-01-01T00:00:00Z".into();
    assert_eq!(ask(&audience).unwrap_err().kind(), ErrorKind::InvalidArgument);
}

#[test]
fn every_file_of_a_store_is_its_owners_alone_from_the_first_session() {
    let store = tempfile::tempdir().unwrap();
    std::fs::set_permissions(store.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let _engine = filled(store.path());
    let mut folders = vec![store.path().to_owned()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
            seen += 1;
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    assert!(seen > 10, "{seen} files");
}

#[test]
fn rows_that_change_again_and_again_start_a_fold_too() {
    let store = tempfile::tempdir().unwrap();
    let config = Config { fold_batches: 20, ..Config::default() };
    let engine = Engine::open(store.path(), config).unwrap();
    let options = CallOptions::default();
    let mut batches = 0;
    // One row, so neither rows nor bytes of the delta grow. Each batch gives the fold a little more time.
    while engine.stats(&options).unwrap().base_revision == 0 {
        engine.apply(&[row("organizations", "o1", [])], None, &options).unwrap();
        batches += 1;
        assert!(batches < 100_000, "no fold has started");
    }
    assert!(batches > 20);
    engine.close();
}

#[test]
fn dropping_the_last_handle_ends_a_fold_and_frees_the_store() {
    let store = tempfile::tempdir().unwrap();
    let config = Config { fold_batches: 1, ..Config::default() };
    let engine = Engine::open(store.path(), config.clone()).unwrap();
    for _ in 0..3 {
        engine
            .apply(&[row("organizations", "o1", []), client("c1")], None, &CallOptions::default())
            .unwrap();
    }
    drop(engine);
    // A fold that was stopped takes a moment to clean up behind itself.
    let started = std::time::Instant::now();
    let engine = loop {
        match Engine::open(store.path(), config.clone()) {
            Ok(engine) => break engine,
            Err(error) => assert_eq!(error.kind(), ErrorKind::Locked, "{error}"),
        }
        assert!(started.elapsed().as_secs() < 30, "the store stays locked");
        std::thread::yield_now();
    };
    assert_eq!(client_count(&engine), 1);
    engine.close();
}

#[test]
fn after_a_fork_the_child_is_told_so_and_leaves_the_parents_store_alone() {
    let store = tempfile::tempdir().unwrap();
    let engine = filled(store.path());
    // SAFETY: the child calls nothing but the engine's check of the process, which takes no lock that another thread
    // of the parent could hold, and ends by `_exit`.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let refused = engine.tenant("o1").organization_dashboard(&CallOptions::default());
        let is_told = refused.err().is_some_and(|error| error.kind() == ErrorKind::Unsupported);
        engine.close();
        // SAFETY: ends the child at once, without running destructors of the test.
        unsafe { libc::_exit(if is_told { 7 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: waits for the child that was made above.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 7, "status {status}");
    let second = Engine::open(store.path(), Config::default()).unwrap_err();
    assert_eq!(second.kind(), ErrorKind::Locked, "the parent's lock is as it was");
    assert_eq!(client_count(&engine), 1);
    engine.close();
}
