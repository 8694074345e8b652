//! What every call may carry: a deadline, a cancel flag, a listener to its progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};

/// A flag by which another thread stops a running call.
///
/// ```
/// use advisor_engine::CancelFlag;
/// let flag = CancelFlag::new();
/// let same = flag.clone();
/// same.cancel();
/// assert!(flag.is_cancelled());
/// ```
#[derive(Debug, Clone, Default)]
pub struct CancelFlag(Arc<AtomicBool>);

impl CancelFlag {
    /// Makes a flag that is not set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks every call that carries this flag to stop with `Cancelled`.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Tells whether the flag was set.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far a load, a fold or a batch of matches has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The table at work.
    pub table: &'a str,
    /// `read`, `sort`, `write` or `graph`; `match` of a batch.
    pub step: &'static str,
    /// Rows done in this step; of a batch, needs.
    pub row_count: u64,
}

/// Is told how far a call has come; called from several threads.
type ProgressListener = Arc<dyn Fn(&Progress<'_>) + Send + Sync>;

/// Options of one call; the default has no deadline, no cancel flag and no listener.
///
/// ```
/// use advisor_engine::CallOptions;
/// use std::time::Duration;
/// let options = CallOptions::default().with_timeout(Duration::from_millis(50));
/// assert!(options.check().is_ok());
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    deadline: Option<Instant>,
    cancel: Option<CancelFlag>,
    progress: Option<ProgressListener>,
    skips_cache: bool,
    max_stale: Duration,
}

impl std::fmt::Debug for CallOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("CallOptions")
            .field("deadline", &self.deadline)
            .field("cancel", &self.cancel)
            .field("skips_cache", &self.skips_cache)
            .field("max_stale", &self.max_stale)
            .finish_non_exhaustive()
    }
}

impl CallOptions {
    /// Ends the call with `Timeout` once this much time has passed from now.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        // A timeout beyond the clock's range is no deadline.
        self.deadline = Instant::now().checked_add(timeout);
        self
    }

    /// Ends the call with `Cancelled` once the flag is set.
    #[must_use]
    pub fn with_cancel(mut self, cancel: CancelFlag) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Tells the listener how far a long call has come; it is called from several threads, while the call works.
    ///
    /// Loads, folds and batches of matches report; other calls are over before there is anything to tell.
    #[must_use]
    pub fn with_progress(
        mut self,
        listener: impl Fn(&Progress<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Arc::new(listener));
        self
    }

    /// Computes the answer even where a kept one is true. The two are equal; it costs what it saves.
    #[must_use]
    pub fn without_cache(mut self) -> Self {
        self.skips_cache = true;
        self
    }

    /// Takes a kept answer that may be older than the newest by this much, and says of it that it is `stale`.
    ///
    /// Nobody computes it anew meanwhile; after that time the next call does.
    #[must_use]
    pub fn with_max_stale(mut self, max_stale: Duration) -> Self {
        self.max_stale = max_stale;
        self
    }

    pub(crate) fn skips_cache(&self) -> bool {
        self.skips_cache
    }

    /// Whether an answer may be taken that was last known to be true so many milliseconds ago.
    pub(crate) fn permits_stale(&self, unconfirmed_ms: i64) -> bool {
        u128::try_from(unconfirmed_ms)
            .is_ok_and(|age_ms| !self.max_stale.is_zero() && age_ms <= self.max_stale.as_millis())
    }

    /// The same options for work that goes on after the call.
    #[cfg(feature = "postgres")]
    pub(crate) fn without_deadline(self) -> Self {
        Self { deadline: None, ..self }
    }

    pub(crate) fn report(&self, progress: &Progress<'_>) {
        if let Some(listener) = &self.progress {
            listener(progress);
        }
    }

    pub(crate) fn has_deadline(&self) -> bool {
        self.deadline.is_some()
    }

    /// Whether anything could end the call before it is done.
    pub(crate) fn may_end(&self) -> bool {
        self.deadline.is_some() || self.cancel.is_some()
    }

    /// Tells whether the call may go on.
    ///
    /// # Errors
    /// `Cancelled` when the flag is set, `Timeout` when the deadline has passed.
    pub fn check(&self) -> Result<()> {
        if self.cancel.as_ref().is_some_and(CancelFlag::is_cancelled) {
            return Err(Error::new(ErrorKind::Cancelled, "the caller cancelled the call"));
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::new(ErrorKind::Timeout, "the deadline of the call has passed"));
        }
        Ok(())
    }
}
