//! Folders that cannot be written, stores that are open elsewhere, disks that are full.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use advisor_engine::{CallOptions, Change, Engine, ErrorKind, LoadOptions, Result};
use advisor_engine_tests::rows::row;

use super::parquet_folder::write_folder;
use super::{answers, config, filled, source_rows, text};

/// Set in the child process whose files must not grow.
const CHILD: &str = "ADVISOR_ENGINE_FULL_DISK_CHILD";

#[test]
fn a_second_opener_is_locked_out_until_the_first_closes() {
    let store = tempfile::tempdir().unwrap();
    let path = store.path().canonicalize().unwrap();
    let first = filled(store.path());
    let expected = answers(&first);
    let error = Engine::open(store.path(), config()).unwrap_err();
    insta::assert_snapshot!(text(&error, &[(&path, "<store>")]), @r"Locked in open: another engine has this store open for writing (path: <store>)");
    let snapshot = tempfile::tempdir().unwrap();
    write_folder(snapshot.path(), &source_rows());
    let options = LoadOptions::default();
    let error = Engine::rebuild(store.path(), config(), snapshot.path(), &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked, "a store that serves is not set aside");
    assert_eq!(answers(&first), expected);
    first.close();
    let second = Engine::open(store.path(), config()).unwrap();
    assert_eq!(answers(&second), expected);
    second.close();
}

#[test]
fn a_folder_that_cannot_be_made_is_an_io_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let below = file.join("store");
    let names = [(folder.path(), "<folder>")];
    let mut report: Vec<String> = Vec::new();
    let error = Engine::open(&below, config()).unwrap_err();
    report.push(format!("open: {}\n", text(&error, &names)));
    let store = tempfile::tempdir().unwrap();
    let engine = filled(store.path());
    let error = engine.backup(&below, &CallOptions::default()).unwrap_err();
    report.push(format!("backup: {}\n", text(&error, &names)));
    let error = engine.backup(folder.path(), &CallOptions::default()).unwrap_err();
    report.push(format!("backup over files: {}\n", text(&error, &names)));
    insta::assert_snapshot!(report.concat(), @r"
    open: Io in open: the operating system says: Not a directory (os error 20) (path: <folder>/file/store)
    backup: Io in backup: the operating system says: Not a directory (os error 20) (path: <folder>/file/store/generations/2)
    backup over files: AlreadyExists in backup: a backup goes to a new or empty folder (path: <folder>)
    ");
    engine.close();
}

#[test]
fn a_folder_without_permission_is_an_io_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    let path = folder.path().to_owned();
    // Root is stopped by no permission bits, but the file system's user is one per thread.
    let opened = std::thread::spawn(move || {
        let nobody = 65_534;
        // SAFETY: it changes what this thread may do with files, and the thread ends here.
        unsafe { libc::setfsuid(nobody) };
        Engine::open(path, config())
    });
    let error = opened.join().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
}

#[test]
fn a_full_disk_stops_writes_and_nothing_else() {
    if std::env::var_os(CHILD).is_some() {
        on_a_full_disk();
        return;
    }
    // The limit holds for a whole process: a child of its own has it.
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "bad_input::disk::a_full_disk_stops_writes_and_nothing_else"])
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{log}");
    assert!(said.contains("the child saw a full disk in apply, fold and load"), "{said}\n{log}");
}

/// Limits the length of every file that this process writes; none lifts the limit.
fn limit_files(bytes: Option<u64>) {
    // SAFETY: plain calls about this process; the limit is a valid struct.
    unsafe {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        assert_eq!(libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit), 0);
        limit.rlim_cur = bytes.unwrap_or(limit.rlim_max).min(limit.rlim_max);
        // The signal would end the process before the write can fail.
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
        assert_eq!(libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit), 0);
    }
}

/// The errors of what a full disk refused; their kinds are looked at last, when all else has held.
#[derive(Default)]
struct Refused(Vec<String>);

impl Refused {
    fn add<T>(&mut self, result: Result<T>) {
        match result {
            Ok(_) => self.0.push("a write that the limit should have refused".to_owned()),
            Err(error) if matches!(error.kind(), ErrorKind::Io | ErrorKind::ResourceExhausted) => {}
            Err(error) => self.0.push(format!("{error:?}")),
        }
    }
}

fn bulky(number: usize) -> Vec<Change> {
    let text = "x".repeat(100_000);
    vec![row(
        "documents",
        &format!("bulk-{number}"),
        [
            ("organization_id", "o1".into()),
            ("client_id", "c1".into()),
            ("description", text.into()),
        ],
    )]
}

fn on_a_full_disk() {
    let options = CallOptions::default();
    let store = tempfile::tempdir().unwrap();
    let snapshot = tempfile::tempdir().unwrap();
    write_folder(snapshot.path(), &source_rows());
    let mut engine = filled(store.path());
    let mut accepted = 0;
    let mut kinds = Refused::default();
    for round in 0..3 {
        // What is accepted below the limit counts; the first that is not leaves no trace.
        limit_files(Some(400_000 + 100_000 * round));
        let refused = loop {
            let before = answers(&engine);
            match engine.apply(&bulky(accepted), None, &options) {
                Ok(_) => accepted += 1,
                Err(error) => {
                    assert_eq!(answers(&engine), before);
                    break error;
                }
            }
            assert!(accepted < 1000, "the limit does not hold");
        };
        kinds.add(Err::<(), _>(refused));
        let before = answers(&engine);
        kinds.add(engine.apply(&bulky(accepted), None, &options));
        limit_files(Some(50_000));
        kinds.add(engine.fold(&options));
        assert_eq!(answers(&engine), before, "after a fold that failed");
        kinds.add(engine.load_snapshot(snapshot.path(), &LoadOptions::default()));
        assert_eq!(answers(&engine), before, "after a load that failed");
        limit_files(None);
        assert_eq!(engine.verify_rollups(&options).unwrap().difference, None);
        assert!(engine.verify_files(&options).unwrap().is_sound());
        engine.apply(&bulky(accepted), None, &options).unwrap();
        accepted += 1;
        let before = answers(&engine);
        assert_eq!(before["client"]["totalDocuments"], 2 + accepted, "nothing is lost");
        engine.close();
        engine = Engine::open(store.path(), config()).unwrap();
        assert_eq!(answers(&engine), before, "after reopening");
        engine.fold(&options).unwrap();
        assert_eq!(answers(&engine), before, "after a fold");
    }
    engine.close();
    assert!(kinds.0.is_empty(), "neither Io nor ResourceExhausted: {:#?}", kinds.0);
    println!("the child saw a full disk in apply, fold and load");
}
