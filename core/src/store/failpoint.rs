//! Places where a test may stop the process, one for each step of a write.
//!
//! A crash test arms one by name in a child process; the child then aborts there, as a kill would.
//! Unarmed, a failpoint is one relaxed load.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Every failpoint, in the order in which a write passes them.
pub const FAILPOINTS: &[&str] = &[
    "apply-validated",
    "apply-views-made",
    "apply-delta-appended",
    "apply-committed",
    "apply-published",
    "fold-started",
    "build-staged",
    "build-rows-written",
    "build-graph-written",
    "build-manifest-written",
    "fold-built",
    "switch-before-commit",
    "switch-committed",
    "switch-published",
];

static IS_ARMED: AtomicBool = AtomicBool::new(false);
static ARMED: OnceLock<(String, AtomicU32)> = OnceLock::new();

/// Arms one failpoint for the life of the process: it aborts at the given passage, counted from 1.
///
/// Only for tests. Arming twice has no effect.
pub fn arm(name: &str, passage: u32) {
    if ARMED.set((name.to_owned(), AtomicU32::new(passage.max(1)))).is_ok() {
        IS_ARMED.store(true, Ordering::Release);
    }
}

pub(crate) fn pass(name: &str) {
    debug_assert!(FAILPOINTS.contains(&name));
    if !IS_ARMED.load(Ordering::Acquire) {
        return;
    }
    if let Some((armed, remaining)) = ARMED.get()
        && armed == name
        && remaining.fetch_sub(1, Ordering::Relaxed) == 1
    {
        std::process::abort();
    }
}
