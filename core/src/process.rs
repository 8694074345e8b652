//! Whether this is still the process that opened something, or a fork of it.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many forks lie between the process that loaded the library and this one.
static FORKS: AtomicU64 = AtomicU64::new(0);

/// The process that something belongs to.
///
/// Every call asks, so it is a load and not the system call that `std::process::id` is: that one takes 0.16 µs, a third
/// of a cached read. A child of two forks has counted more than either of its parents, and a thing never comes from a
/// sibling, so that equal counts mean the same process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    forks: u64,
}

impl Owner {
    /// This process.
    pub(crate) fn this_process() -> Self {
        static COUNTING: Once = Once::new();
        COUNTING.call_once(count_forks);
        Self { forks: FORKS.load(Ordering::Relaxed) }
    }

    /// Whether the process that calls is a child of the owner.
    pub(crate) fn is_forked_from(self) -> bool {
        self.forks != FORKS.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn count_forks() {
    extern "C" fn in_child() {
        FORKS.fetch_add(1, Ordering::Relaxed);
    }
    // SAFETY: the handler only adds to a number, which is safe between fork and exec in a program of many threads too.
    let failed = unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    assert_eq!(failed, 0, "the system has memory for the handler of forks");
}

/// There are no forks to count.
#[cfg(not(unix))]
fn count_forks() {}
