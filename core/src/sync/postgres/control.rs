//! What the host and the thread that follows tell each other.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use pgwire_replication::Lsn;
use schemars::JsonSchema;
use serde::Serialize;

use super::verify::VerifyReport;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::options::{CallOptions, CancelFlag};

/// How often a call that waits looks at its deadline and cancel flag.
const LOOK: Duration = Duration::from_millis(5);

/// What a following does at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FollowState {
    /// Opens its sessions.
    #[default]
    Connecting,
    /// Copies every table; what was served before still is.
    Loading,
    /// Applies changes as they come.
    Streaming,
    /// Waits until it is told to go on; the server keeps its log meanwhile.
    Paused,
    /// Waits before it tries again, after an error.
    Retrying,
    /// Ended.
    Stopped,
}

/// An error that a following met and got over, or has not yet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastError {
    /// The error's code.
    pub code: String,
    /// What happened, and what to do.
    pub message: String,
    /// When.
    pub at: Timestamp,
}

/// Changes of one table since the following began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowedTable {
    /// The table's name.
    pub name: String,
    /// Changes that the source sent.
    pub change_count: u64,
}

/// How far a following has come.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowStatus {
    /// What it does.
    pub state: FollowState,
    /// The position of the source's log up to which everything is applied and published.
    pub position: Option<String>,
    /// The position of the source's log as it was last heard of.
    pub source_position: Option<String>,
    /// Bytes of the source's log between the two.
    pub lag_bytes: u64,
    /// How long the newest applied transaction took from its commit at the source to its publication, in
    /// milliseconds; by the clocks of both machines.
    pub lag_ms: Option<i64>,
    /// Bytes of its log that the server keeps for the slot, as of some seconds ago.
    pub retained_bytes: Option<i64>,
    /// The last error, even if it was got over.
    pub last_error: Option<LastError>,
    /// Times that it began anew after an error.
    pub retry_count: u64,
    /// When it tries again; none unless it waits for that.
    pub retry_at: Option<Timestamp>,
    /// Loads of everything.
    pub load_count: u64,
    /// Transactions applied.
    pub transaction_count: u64,
    /// Batches of whole transactions that were applied, each as one revision.
    pub batch_count: u64,
    /// Changes, by table in the order of names.
    pub tables: Vec<FollowedTable>,
    /// What this kind of following cannot see.
    pub blind_spots: Vec<String>,
}

/// What a host asks of a running following.
#[derive(Debug)]
pub(crate) enum Request {
    /// Compares every row with the source, and mends what differs if told to.
    Verify { is_healing: bool, options: CallOptions, answer: Sender<Result<VerifyReport>> },
}

#[derive(Debug, Default)]
struct Progress {
    status: FollowStatus,
    tables: BTreeMap<&'static str, u64>,
    /// Everything before it is published.
    reached: Lsn,
    source: Lsn,
}

/// Shared by the host's handle and the thread that follows.
#[derive(Debug, Default)]
pub(crate) struct Control {
    pub(crate) stop: CancelFlag,
    is_paused: AtomicBool,
    /// Whether the thread has ended.
    is_ended: AtomicBool,
    progress: Mutex<Progress>,
    moved: Condvar,
    requests: Mutex<VecDeque<Request>>,
}

impl Control {
    pub(crate) fn pause(&self, is_paused: bool) {
        self.is_paused.store(is_paused, Ordering::Relaxed);
    }

    pub(super) fn is_paused(&self) -> bool {
        self.is_paused.load(Ordering::Relaxed)
    }

    pub(crate) fn end(&self) {
        self.set_state(FollowState::Stopped);
        self.is_ended.store(true, Ordering::Release);
        for request in self.requests.lock().drain(..) {
            let Request::Verify { answer, .. } = request;
            drop(answer.send(Err(ended())));
        }
        self.moved.notify_all();
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::Acquire)
    }

    pub(crate) fn status(&self) -> FollowStatus {
        let progress = self.progress.lock();
        let Progress { status, tables, reached, source } = &*progress;
        let shown = |position: Lsn| (!position.is_zero()).then(|| position.to_string());
        let tables = tables.iter().map(|(name, change_count)| FollowedTable {
            name: (*name).to_owned(),
            change_count: *change_count,
        });
        FollowStatus {
            position: shown(*reached),
            source_position: shown(*source),
            lag_bytes: source.as_u64().saturating_sub(reached.as_u64()),
            tables: tables.collect(),
            ..status.clone()
        }
    }

    pub(super) fn set_state(&self, state: FollowState) {
        self.progress.lock().status.state = state;
    }

    /// It waits after an error.
    pub(super) fn will_retry(&self, at: Timestamp) {
        self.note(|status| {
            status.state = FollowState::Retrying;
            status.retry_count += 1;
            status.retry_at = Some(at);
        });
    }

    pub(super) fn set_blind_spots(&self, blind_spots: &[String]) {
        self.progress.lock().status.blind_spots = blind_spots.to_vec();
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut FollowStatus)) {
        change(&mut self.progress.lock().status);
    }

    pub(crate) fn note_error(&self, error: &Error, at: Timestamp) {
        let mut progress = self.progress.lock();
        progress.status.last_error = Some(LastError {
            code: error.kind().as_str().to_owned(),
            message: error.message().to_owned(),
            at,
        });
    }

    pub(super) fn count_changes(&self, changes: impl Iterator<Item = (&'static str, u64)>) {
        let mut progress = self.progress.lock();
        for (table, count) in changes {
            *progress.tables.entry(table).or_default() += count;
        }
    }

    /// The source's log was seen to reach this far.
    pub(super) fn saw(&self, position: Lsn) {
        let mut progress = self.progress.lock();
        progress.source = progress.source.max(position);
    }

    /// All before this is published.
    pub(super) fn reach(&self, position: Lsn) {
        let mut progress = self.progress.lock();
        progress.source = progress.source.max(position);
        if position > progress.reached {
            progress.reached = position;
            drop(progress);
            self.moved.notify_all();
        }
    }

    /// Waits until everything before a position of the source's log is published.
    pub(crate) fn wait_for(&self, position: &str, options: &CallOptions) -> Result<()> {
        let position: Lsn = position.parse().map_err(|_| {
            Error::invalid(format!(
                "position `{position}` is none of a server's log; expected one such as 16/B374D848"
            ))
        })?;
        let mut progress = self.progress.lock();
        while progress.reached < position {
            options.check()?;
            if self.is_ended() {
                return Err(ended());
            }
            self.moved.wait_until(&mut progress, Instant::now() + LOOK);
        }
        Ok(())
    }

    pub(crate) fn ask(&self, request: Request) {
        let mut requests = self.requests.lock();
        requests.push_back(request);
        drop(requests);
        if self.is_ended() {
            self.end();
        }
    }

    pub(super) fn next_request(&self) -> Option<Request> {
        self.requests.lock().pop_front()
    }
}

fn ended() -> Error {
    Error::new(ErrorKind::Conflict, "the following has ended")
}
