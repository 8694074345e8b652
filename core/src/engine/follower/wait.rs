//! Waits for what another process has written.

use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::Serialize;

use super::super::{Engine, Shared};
use super::Tailing;
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;
use crate::snapshot::AsOf;
use crate::store::generation::Generation;

/// How often a call that waits looks at its deadline and cancel flag.
const LOOK: Duration = Duration::from_millis(5);
/// Without a deadline of its own: a follower is that far behind only when it cannot go on, and a call that waits holds
/// up `close`.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The newest revision that reads see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedRevision {
    /// It is the one that was waited for, or a later one.
    pub revision: i64,
    /// When it was committed.
    pub as_of: AsOf,
}

impl Engine {
    /// Waits until reads see a revision, such as the one that `apply` acknowledged in another process.
    ///
    /// So a request that was sent on with the revision of its write reads that write, whichever process answers it. On
    /// the engine that writes, every revision that was acknowledged is there already, and the call returns at once.
    ///
    /// # Errors
    /// `Timeout` when a follower does not come so far in time, with the reason where it cannot go on; without a
    /// deadline that is after ten seconds. `NotFound` on the engine that writes for a revision that was not made.
    ///
    /// ```
    /// # use advisor_engine::{CallOptions, Engine, ErrorKind};
    /// # let engine = Engine::in_memory(Default::default())?;
    /// let options = CallOptions::default();
    /// assert_eq!(engine.wait_for_revision(0, &options)?.revision, 0);
    /// let never = engine.wait_for_revision(1, &options).expect_err("nothing was written");
    /// assert_eq!(never.kind(), ErrorKind::NotFound);
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn wait_for_revision(
        &self,
        revision: i64,
        options: &CallOptions,
    ) -> Result<PublishedRevision> {
        self.run("wait_for_revision", options, |shared| shared.wait_for_revision(revision, options))
    }
}

impl Shared {
    fn wait_for_revision(&self, revision: i64, options: &CallOptions) -> Result<PublishedRevision> {
        let started = Instant::now();
        let longest = if options.has_deadline() { Duration::MAX } else { LONGEST_WAIT };
        loop {
            let snapshot = self.snapshot.load_full();
            if snapshot.revision >= revision {
                return Ok(PublishedRevision {
                    revision: snapshot.revision,
                    as_of: snapshot.as_of.clone(),
                });
            }
            let Some(tailing) = &self.follower else {
                return Err(Error::not_found(format!(
                    "no revision {revision} was made; the newest is {}",
                    snapshot.revision
                )));
            };
            let is_over = started.elapsed() >= longest;
            let over =
                || Error::new(ErrorKind::Timeout, "the follower has not come so far in time");
            options.check().and_then(|()| if is_over { Err(over()) } else { Ok(()) }).map_err(
                |error| {
                    let error = error.with_context("published", snapshot.revision);
                    match tailing.last_error_text() {
                        Some(reason) => error.with_context("reason", reason),
                        None => error,
                    }
                },
            )?;
            self.check_is_not_closing()?;
            let _waiting = Waiting::begin(tailing);
            tailing.wait(|| self.snapshot.load().revision >= revision);
        }
    }

    /// Whether the writer has gone on to another base than this one, whose files may then be gone; if so, waits until
    /// that one serves here. Always false of the engine that writes, whose bases stay for as long as they are read.
    pub(in super::super) fn has_moved_on(
        &self,
        generation: &Generation,
        options: &CallOptions,
    ) -> Result<bool> {
        let Some(tailing) = &self.follower else { return Ok(false) };
        let of_head = self.lock_log(options)?.log.in_one_state(|head| Ok(head.generation))?;
        let is_served = || self.snapshot.load().generation.number != generation.number;
        if of_head == generation.number && !is_served() {
            return Ok(false);
        }
        while !is_served() {
            options.check()?;
            self.check_is_not_closing()?;
            if let Some(reason) = tailing.last_error_text() {
                return Err(Error::new(
                    ErrorKind::Conflict,
                    "the writer has made another base, which the follower cannot open just now",
                )
                .with_context("reason", reason));
            }
            tailing.wait(is_served);
        }
        Ok(true)
    }

    fn check_is_not_closing(&self) -> Result<()> {
        if self.closing.is_cancelled() {
            return Err(Error::new(ErrorKind::Conflict, "the engine is closed"));
        }
        Ok(())
    }
}

/// A call that waits for a revision, for as long as it does.
struct Waiting<'a>(&'a Tailing);

impl<'a> Waiting<'a> {
    fn begin(tailing: &'a Tailing) -> Self {
        tailing.state.lock().waiting_count += 1;
        tailing.awaited.notify_one();
        Self(tailing)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state.lock().waiting_count -= 1;
    }
}

impl Tailing {
    /// Something was published.
    pub(super) fn published(&self) {
        // Whoever has looked and is about to wait holds it: it is told.
        drop(self.state.lock());
        self.changed.notify_all();
    }

    /// Waits a moment for a change, unless what is waited for is there.
    fn wait(&self, is_there: impl Fn() -> bool) {
        let mut state = self.state.lock();
        if !is_there() {
            self.changed.wait_for(&mut state, LOOK);
        }
    }
}
