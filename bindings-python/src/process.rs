//! What belongs to the process that made it.

use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use advisor_engine::{Error, ErrorKind, Result};

/// A handle that is dropped in its own process alone.
///
/// A forked child holds a copy of every handle, but none of the threads that closing would wait for.
#[derive(Debug)]
pub(crate) struct OwnedByProcess<T> {
    value: ManuallyDrop<T>,
    process_id: u32,
}

impl<T> OwnedByProcess<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), process_id: std::process::id() }
    }
}

impl<T> OwnedByProcess<T> {
    /// # Errors
    /// `Unsupported` in a forked child: a lock may be held there by a thread that only its parent has.
    pub(crate) fn check_owner(&self) -> Result<()> {
        if self.process_id == std::process::id() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Unsupported,
            "the engine was opened before this process was forked; open it in the process that uses it",
        ))
    }
}

impl<T: Clone> OwnedByProcess<T> {
    /// Another handle of the same, of the same process.
    pub(crate) fn again(&self) -> Self {
        Self { value: self.value.clone(), process_id: self.process_id }
    }
}

impl<T> Deref for OwnedByProcess<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for OwnedByProcess<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Drop for OwnedByProcess<T> {
    fn drop(&mut self) {
        if self.process_id == std::process::id() {
            // SAFETY: this is the only place that drops the value, and it runs once.
            unsafe { ManuallyDrop::drop(&mut self.value) };
        }
    }
}

/// Refuses to open an engine in a child of a process that has opened one.
///
/// The engine's threads are started with the first engine and are not there in a forked child, where work that is
/// given to them would never be done.
///
/// # Errors
/// `Unsupported` in such a child.
pub(crate) fn check_not_forked() -> Result<()> {
    static FIRST: OnceLock<u32> = OnceLock::new();
    if *FIRST.get_or_init(std::process::id) == std::process::id() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Unsupported,
        "this process was forked from one that had opened an engine; start it with `spawn`, or open the first engine \
         after the fork",
    ))
}
