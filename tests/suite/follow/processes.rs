//! One process writes, others follow it; each is killed once.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use advisor_engine_data::real::{DEFAULT_DIMENSION, write_snapshot};
use advisor_engine_data::snapshot::WriteOptions;
use advisor_engine_tests::follow::is_of_a_store;
use serde_json::{Value as Json, json};

use crate::model::run::generations;

/// A child process that answers each line with a line.
struct Process {
    child: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// What it said when it was ready.
    first: Json,
    /// Where it makes its folders: one that is killed removes none.
    _temporary: tempfile::TempDir,
}

impl Process {
    fn start(mode: &str, store: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crash_child"));
        let temporary = tempfile::tempdir().unwrap();
        command.arg(mode).arg(store).env("TMPDIR", temporary.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let commands = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut process =
            Self { child, commands, answers, first: Json::Null, _temporary: temporary };
        process.first = process.answer();
        process
    }

    fn send(&mut self, command: &str) {
        writeln!(self.commands.as_mut().unwrap(), "{command}").unwrap();
    }

    fn answer(&mut self) -> Json {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line)
            .unwrap_or_else(|error| unreachable!("it said `{line}`: {error}"))
    }

    fn ask(&mut self, command: &str) -> Json {
        self.send(command);
        self.answer()
    }

    fn signal(&self, signal: libc::c_int) {
        let process_id = libc::pid_t::try_from(self.child.id()).unwrap();
        // SAFETY: a signal to a child that has not been waited for.
        assert_eq!(unsafe { libc::kill(process_id, signal) }, 0);
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(libc::SIGKILL));
    }

    /// Ends it in order; what it says last.
    fn end(mut self) -> Json {
        drop(self.commands.take());
        let mut last = String::new();
        self.answers.read_line(&mut last).unwrap();
        assert!(self.child.wait().unwrap().success());
        serde_json::from_str(&last).unwrap_or_default()
    }
}

/// All followers come to a revision, and answer as the leader does.
fn compare(leader: &mut Process, followers: &mut [Process], revision: i64) {
    let expected = leader.ask("answers");
    assert_eq!(expected[0][1]["revision"], json!(revision), "{expected}");
    for follower in &mut *followers {
        follower.send(&format!("answers {revision}"));
    }
    for (number, follower) in followers.iter_mut().enumerate() {
        assert_eq!(follower.answer(), expected, "follower {number} at {revision}");
    }
}

#[test]
fn a_follower_that_is_the_first_to_open_a_killed_store_finds_what_was_acknowledged() {
    let store = tempfile::tempdir().unwrap();
    let mut leader = Process::start("lead", store.path());
    assert_eq!(leader.ask("apply 5"), json!(5));
    leader.kill();
    let mut followers = vec![Process::start("follow", store.path())];
    assert_eq!(followers[0].first, json!(5));
    let mut leader = Process::start("lead", store.path());
    assert_eq!(leader.ask("apply 1"), json!(6));
    compare(&mut leader, &mut followers, 6);
    leader.end();
    followers.remove(0).end();
}

#[test]
fn followers_in_other_processes_see_whole_revisions_in_order_whoever_is_killed() {
    let scratch = tempfile::tempdir().unwrap();
    let (store, snapshot) = (scratch.path().join("store"), scratch.path().join("snapshot"));
    write_snapshot(&snapshot, 1, DEFAULT_DIMENSION, &WriteOptions::default()).unwrap();
    let mut leader = Process::start("lead", &store);
    leader.ask("apply 5");
    let mut followers: Vec<_> = (0..3).map(|_| Process::start("follow", &store)).collect();
    compare(&mut leader, &mut followers, 5);

    // Batches, with folds of their own accord and at command, and loads between them.
    leader.ask("apply 25");
    leader.ask("fold");
    leader.ask("apply 10");
    let loaded = leader.ask(&format!("load {}", snapshot.display()));
    assert_eq!(loaded, json!(41));
    leader.ask("apply 9");
    compare(&mut leader, &mut followers, 50);

    // One follower stands still while the log is cut behind it, twice, and the base that it serves is removed.
    followers[0].signal(libc::SIGSTOP);
    leader.ask("apply 3");
    leader.ask("fold");
    leader.ask("apply 3");
    leader.ask("fold");
    leader.ask("apply 4");
    followers[0].signal(libc::SIGCONT);
    compare(&mut leader, &mut followers, 60);

    // One follower dies while batches come; the others go on, and a new one takes its place.
    leader.send("apply 10");
    followers.remove(1).kill();
    assert_eq!(leader.answer(), json!(70));
    compare(&mut leader, &mut followers, 70);
    followers.push(Process::start("follow", &store));
    assert_eq!(followers[2].first, json!(70));

    // The leader dies in the middle of batches and folds; what it acknowledged is there, and can be opened anew.
    leader.send("apply 1000000");
    for follower in &mut followers {
        follower.ask("answers 90");
    }
    leader.kill();
    let alone = Process::start("follow", &store);
    let reached = alone.first.as_i64().unwrap();
    assert!(reached >= 90, "{reached}");
    followers.push(alone);
    let mut leader = Process::start("lead", &store);
    assert_eq!(leader.first, json!(reached), "whoever opens first finds the same");
    leader.ask("apply 15");
    leader.ask("fold");
    leader.ask("fold");
    leader.ask(&format!("load {}", snapshot.display()));
    leader.ask("apply 15");
    compare(&mut leader, &mut followers, reached + 31);

    // Nobody but the leader has made or kept a file.
    let strangers: Vec<_> = std::fs::read_dir(&store)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !is_of_a_store(path))
        .collect();
    assert_eq!(strangers, Vec::<std::path::PathBuf>::new());
    let kept = generations(&store).unwrap();
    for follower in &mut followers {
        let stats = follower.ask("stats");
        let generation = stats["generation"].as_u64().unwrap();
        assert_eq!(kept, BTreeSet::from([generation]), "{stats}");
        let expected = json!({ "writerRevision": reached + 31, "lagMs": 0, "lastError": null });
        assert_eq!(stats["follower"], expected, "{stats}");
    }
    assert_eq!(leader.end(), Json::Null);
    for follower in followers {
        let last = follower.end();
        println!("{last}");
        assert_eq!(last["difference"], Json::Null);
        assert!(last["checked"].as_u64().unwrap() > 5, "{last}");
    }
}
