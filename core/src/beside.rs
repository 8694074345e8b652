//! Work with somebody who looks after it meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Thread;
use std::time::Duration;

/// Runs `work`, while another thread calls `look` at once and then every so often.
///
/// Whoever waits for the work does not wait for the next look.
pub(crate) fn looking_after<T>(
    every: Duration,
    look: impl Fn() + Sync,
    work: impl FnOnce() -> T,
) -> T {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                look();
                std::thread::park_timeout(every);
            }
        });
        // Also where the work panics: the scope would wait for ever.
        let _end = End { is_over: &is_over, looking: looking.thread() };
        work()
    })
}

struct End<'a> {
    is_over: &'a AtomicBool,
    looking: &'a Thread,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        self.looking.unpark();
    }
}
