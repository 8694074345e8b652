//! Earlier generations that somebody may still read.
//!
//! Letting one go detaches a database, removes files and frees every rollup: milliseconds that must not fall to a reader
//! who happens to be the last. They wait here for a writer, a fold or the end of a pin.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::snapshot::Snapshot;

#[derive(Debug, Default)]
pub(super) struct Retired {
    snapshots: Mutex<Vec<Arc<Snapshot>>>,
}

/// Reads last microseconds, so this is ample; what a pin holds longer is swept when it goes.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(1);

impl Retired {
    /// Keeps the last snapshot of a generation that no longer serves.
    pub(super) fn add(&self, snapshot: Arc<Snapshot>) {
        self.snapshots.lock().push(snapshot);
    }

    /// Lets go of what nobody reads. Returns whether all of it is gone.
    pub(super) fn sweep(&self) -> bool {
        let mut snapshots = self.snapshots.lock();
        if snapshots.is_empty() {
            return true;
        }
        let (free, held): (Vec<_>, Vec<_>) =
            std::mem::take(&mut *snapshots).into_iter().partition(|snapshot| {
                // The generation is held once by this snapshot, and by every older one that is still read.
                Arc::strong_count(snapshot) == 1 && Arc::strong_count(&snapshot.generation) == 1
            });
        *snapshots = held;
        let is_swept = snapshots.is_empty();
        // Freed outside the lock.
        drop(snapshots);
        drop(free);
        is_swept
    }

    /// Waits a moment for readers that are about to finish.
    pub(super) fn sweep_patiently(&self) {
        for _ in 0..TRIES {
            if self.sweep() {
                return;
            }
            std::thread::sleep(PAUSE);
        }
    }
}
