//! Engines that follow a store which another process writes.
//!
//! A follower opens the same generation, tails the log, and publishes by itself. It has no part in the writer's
//! protocol: it reads committed states of the log, and files that are never written again.

mod open;
mod tail;
#[cfg(test)]
mod tests;
mod wait;

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::error::Error;
use crate::telemetry::FollowerStats;

pub use wait::PublishedRevision;

/// How a follower stands to the log.
#[derive(Debug)]
pub(super) struct Tailing {
    thread: Mutex<Option<JoinHandle<()>>>,
    state: Mutex<State>,
    /// Told of every revision that is published, and of every attempt that failed.
    changed: Condvar,
    /// Told when somebody begins to wait: the thread then looks at once.
    awaited: Condvar,
}

#[derive(Debug)]
struct State {
    writer_revision: i64,
    behind_since: Option<Instant>,
    last_error: Option<Error>,
    /// How many calls wait for a revision.
    waiting_count: usize,
}

impl Tailing {
    fn new(revision: i64) -> Self {
        let state = State {
            writer_revision: revision,
            behind_since: None,
            last_error: None,
            waiting_count: 0,
        };
        Self {
            thread: Mutex::default(),
            state: Mutex::new(state),
            changed: Condvar::new(),
            awaited: Condvar::new(),
        }
    }

    pub(super) fn take_thread(&self) -> Option<JoinHandle<()>> {
        self.thread.lock().take()
    }

    /// The figures, beside a revision that is published.
    pub(super) fn stats(&self, published: i64) -> FollowerStats {
        let state = self.state.lock();
        let lag = match state.behind_since {
            Some(since) if published < state.writer_revision => since.elapsed(),
            _ => Duration::ZERO,
        };
        FollowerStats {
            writer_revision: state.writer_revision.max(published),
            lag_ms: u64::try_from(lag.as_millis()).unwrap_or(u64::MAX),
            last_error: state.last_error.as_ref().map(ToString::to_string),
        }
    }

    /// Rests between two looks at the log, for less while somebody waits.
    fn rest(&self, long: Duration, short: Duration) {
        let mut state = self.state.lock();
        if state.waiting_count == 0 {
            self.awaited.wait_for(&mut state, long);
        } else {
            drop(state);
            std::thread::sleep(short);
        }
    }

    /// The log was read: what it holds, and what is published.
    fn saw(&self, writer_revision: i64, published: i64) {
        let mut state = self.state.lock();
        state.writer_revision = writer_revision;
        if published >= writer_revision {
            state.behind_since = None;
        } else {
            state.behind_since.get_or_insert_with(Instant::now);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// What the last attempt came to.
    fn ended(&self, error: Option<Error>) {
        self.state.lock().last_error = error;
        self.changed.notify_all();
    }

    fn last_error_text(&self) -> Option<String> {
        self.state.lock().last_error.as_ref().map(ToString::to_string)
    }
}
