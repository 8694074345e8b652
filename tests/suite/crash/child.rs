//! The child, and what it tells.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

/// What the lines of a child say of the moment in which it died.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// The newest batch that was begun.
    pub(super) begun: i64,
    /// The newest batch that was acknowledged.
    pub(super) acknowledged: i64,
    /// Whether an explicit fold was running.
    pub(super) is_folding: bool,
}

impl Told {
    pub(super) fn is_applying(self) -> bool {
        self.begun > self.acknowledged
    }

    fn take(&mut self, line: &str) {
        let number = |text: &str| text.parse().expect("the child tells a revision");
        match line.split_once(' ') {
            Some(("begin", revision)) => self.begun = number(revision),
            Some(("ack", revision)) => self.acknowledged = number(revision),
            None if line == "fold-begin" => self.is_folding = true,
            None if line == "fold-end" => self.is_folding = false,
            _ => unreachable!("the child said `{line}`"),
        }
    }
}

/// A child that is running.
pub(super) struct Running {
    process: Child,
    lines: BufReader<ChildStdout>,
    told: Told,
}

/// Starts a child on a store that stands at a revision.
pub(super) fn start(store: &Path, revision: i64, failpoint: Option<(&str, u32)>) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crash_child"));
    command.arg(store);
    if let Some((name, passage)) = failpoint {
        command.arg(name).arg(passage.to_string());
    }
    let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap());
    let told = Told { begun: revision, acknowledged: revision, is_folding: false };
    Running { process, lines, told }
}

impl Running {
    /// Reads until the first acknowledgement.
    pub(super) fn await_acknowledgement(&mut self) {
        let start = self.told.acknowledged;
        while self.told.acknowledged == start {
            assert!(self.read_line(), "the child ended before it acknowledged anything");
        }
    }

    /// Sends SIGKILL.
    pub(super) fn kill(&mut self) {
        self.process.kill().unwrap();
    }

    /// Reads what is left in the pipe, and waits for the end.
    pub(super) fn end(mut self) -> (Told, ExitStatus) {
        while self.read_line() {}
        (self.told, self.process.wait().unwrap())
    }

    fn read_line(&mut self) -> bool {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        // A write of less than a pipe's buffer is never cut.
        if let Some(line) = line.strip_suffix('\n') {
            self.told.take(line);
        }
        !line.is_empty()
    }
}
