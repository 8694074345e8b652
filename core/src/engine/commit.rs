//! What a commit came to, and who may write next.

use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};

use super::{Shared, Writer};
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;
use crate::store::log::Head;

/// How often a call that waits for a lock looks at its deadline and cancel flag.
const LOOK: Duration = Duration::from_millis(5);

/// Waits for a lock no longer than the call may take.
pub(super) fn wait_for<'a, T>(
    lock: &'a Mutex<T>,
    options: &CallOptions,
) -> Result<MutexGuard<'a, T>> {
    loop {
        options.check()?;
        if let Some(guard) = lock.try_lock_for(LOOK) {
            return Ok(guard);
        }
    }
}

impl Shared {
    /// The writer's turn, for calls that only read the log.
    pub(super) fn lock_log(&self, options: &CallOptions) -> Result<MutexGuard<'_, Writer>> {
        wait_for(&self.writer, options)
    }

    /// The writer's turn, for calls that write.
    ///
    /// # Errors
    /// `Unsupported` of a follower; `Internal` once writes are refused; what the log says while a failed commit cannot be settled.
    pub(super) fn lock_writer(&self, options: &CallOptions) -> Result<MutexGuard<'_, Writer>> {
        self.check_is_writer()?;
        let mut writer = self.lock_log(options)?;
        if let Some(reason) = &writer.refusal {
            return Err(Error::internal(format!(
                "no more writes are taken: {reason}; open the store again"
            )));
        }
        if writer.is_unsettled {
            writer.log.settle()?;
            writer.is_unsettled = false;
        }
        Ok(writer)
    }

    /// # Errors
    /// `Unsupported` of a follower.
    pub(super) fn check_is_writer(&self) -> Result<()> {
        if self.follower.is_none() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Unsupported,
            "this engine follows a store and only reads; send writes to the process that has the store open by `open`",
        ))
    }

    /// A head that follows the present one; commit times never run backwards, whatever the clock does.
    pub(super) fn next_head(&self, writer: &Writer, source_position: Option<&str>) -> Head {
        let before = &writer.head;
        Head {
            generation: before.generation,
            revision: before.revision + 1,
            committed_at_ms: self.config.clock.now().as_millisecond().max(before.committed_at_ms),
            source_position: source_position
                .map(str::to_owned)
                .or_else(|| before.source_position.clone()),
        }
    }
}

impl Writer {
    /// Tells whether a transaction is committed whose commit may have failed.
    ///
    /// A failed commit is not always a commit that did not happen: the log itself is asked, by `is_head`.
    ///
    /// # Errors
    /// The commit's own error where it did not happen. Where the log cannot tell, or could not be settled yet, the
    /// error's context says so.
    pub(super) fn confirm(
        &mut self,
        committed: Result<()>,
        is_head: impl Fn(&Head) -> bool,
    ) -> Result<()> {
        let Err(error) = committed else { return Ok(()) };
        match self.log.head() {
            Ok(Some(found)) if is_head(&found) => Ok(()),
            Ok(_) => {
                if self.log.settle().is_ok() {
                    return Err(error);
                }
                self.is_unsettled = true;
                Err(error.with_context(
                    "committed",
                    "no, unless the process is killed before its next write",
                ))
            }
            Err(_) => {
                self.refusal = Some(
                    "the log could not say whether its last transaction was committed".to_owned(),
                );
                Err(error.with_context("committed", "unknown; open the store again"))
            }
        }
    }
}
