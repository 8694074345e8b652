//! Calls that run on other threads, so that closing can wait for them and leaving can stop them.

use std::sync::Arc;

use advisor_engine::CancelFlag;
use parking_lot::{Condvar, Mutex};

/// The calls of one engine, or the openings of one environment.
#[derive(Default)]
pub(crate) struct Running {
    flags: Mutex<Vec<(u64, CancelFlag)>>,
    left: Condvar,
}

/// One call from the moment in which JavaScript made it; gone when its work has ended.
pub(crate) struct Ticket {
    running: Arc<Running>,
    number: u64,
}

impl Running {
    pub(crate) fn enter(self: &Arc<Self>, flag: CancelFlag) -> Ticket {
        let mut flags = self.flags.lock();
        let number = flags.last().map_or(0, |(number, _)| number + 1);
        flags.push((number, flag));
        Ticket { running: Arc::clone(self), number }
    }

    pub(crate) fn cancel_all(&self) {
        for (_, flag) in &*self.flags.lock() {
            flag.cancel();
        }
    }

    /// Waits until no call is left.
    ///
    /// On a thread of libuv's pool this ends, since the pool takes work in order: what was called before runs already.
    pub(crate) fn wait(&self) {
        let mut flags = self.flags.lock();
        while !flags.is_empty() {
            self.left.wait(&mut flags);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut flags = self.running.flags.lock();
        flags.retain(|(number, _)| *number != self.number);
        if flags.is_empty() {
            self.running.left.notify_all();
        }
    }
}
