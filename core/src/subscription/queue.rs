//! What waits for one subscriber: bounded, merged by time, never silently lost.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::summary::{ChangeSummary, Gathered};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::Catalog;

/// Commits of this time are told as one summary, and no subscriber is told more often.
const WINDOW: Duration = Duration::from_millis(100);
/// Summaries that wait, and ids in them, beyond which a gap takes their place.
const WAITING_MAX: usize = 64;
const WAITING_IDS_MAX: usize = 4096;

/// A summary that waits.
#[derive(Debug)]
struct Waiting {
    revision: i64,
    committed_at: Timestamp,
    is_gap: bool,
    changes: Gathered,
    /// When its first commit was told.
    since: Instant,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Waiting>,
    id_count: usize,
    /// When a summary was last taken.
    taken: Option<Instant>,
    /// Nothing more will come.
    is_ended: bool,
    /// The subscriber has left.
    is_closed: bool,
}

/// What asks to be told that something is there to be taken.
type Listener = Box<dyn Fn() + Send + Sync>;

/// The queue of one subscriber.
pub(crate) struct Queue {
    catalog: &'static Catalog,
    state: Mutex<State>,
    arrived: Condvar,
    listener: Mutex<Option<Listener>>,
}

/// What may be taken now.
enum Next {
    Summary(ChangeSummary),
    /// Something is there, to be taken from this time on.
    At(Instant),
    /// Nothing is there.
    Empty,
    End,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Queue").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Queue {
    pub(super) fn new(catalog: &'static Catalog) -> Self {
        Self {
            catalog,
            state: Mutex::default(),
            arrived: Condvar::new(),
            listener: Mutex::new(None),
        }
    }

    /// Adds what a revision changed; never waits for the subscriber.
    pub(super) fn push(
        &self,
        revision: i64,
        committed_at: Timestamp,
        changes: Gathered,
        now: Instant,
    ) {
        if changes.is_empty() {
            return;
        }
        let mut state = self.state.lock();
        if state.is_closed || state.is_ended {
            return;
        }
        let before = state.waiting.back_mut().filter(|last| now < last.since + WINDOW);
        if let Some(last) = before {
            last.revision = revision;
            last.committed_at = committed_at;
            // After a gap everything is read anew, this too.
            if !last.is_gap {
                last.changes.append(changes);
            }
        } else {
            let is_gap = false;
            state.waiting.push_back(Waiting {
                revision,
                committed_at,
                is_gap,
                changes,
                since: now,
            });
        }
        state.id_count = state.waiting.iter().map(|waiting| waiting.changes.id_count()).sum();
        if state.waiting.len() > WAITING_MAX || state.id_count > WAITING_IDS_MAX {
            state.waiting.clear();
            state.id_count = 0;
            let changes = Gathered::default();
            let is_gap = true;
            state.waiting.push_back(Waiting {
                revision,
                committed_at,
                is_gap,
                changes,
                since: now,
            });
        }
        drop(state);
        self.wake();
    }

    /// Ends the queue: what waits may still be taken.
    pub(super) fn end(&self) {
        self.state.lock().is_ended = true;
        self.wake();
    }

    fn close(&self) {
        let mut state = self.state.lock();
        state.is_closed = true;
        state.waiting.clear();
        drop(state);
        self.wake();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state.lock().is_closed
    }

    fn wake(&self) {
        self.arrived.notify_all();
        if let Some(listener) = &*self.listener.lock() {
            listener();
        }
    }

    /// What may be taken at a time: what has waited for a window's time, and anything where none was taken for as long.
    fn next(&self, state: &mut State, now: Instant) -> Next {
        if state.is_closed {
            return Next::End;
        }
        let Some(first) = state.waiting.front() else {
            return if state.is_ended { Next::End } else { Next::Empty };
        };
        let since_taken = state.taken.map(|taken| taken + WINDOW);
        let due = since_taken.map_or(now, |due| due.min(first.since + WINDOW));
        if now < due && !state.is_ended {
            return Next::At(due);
        }
        let Some(Waiting { revision, committed_at, is_gap, changes, .. }) =
            state.waiting.pop_front()
        else {
            return Next::Empty;
        };
        state.taken = Some(now);
        let tables = changes.into_tables(self.catalog);
        Next::Summary(ChangeSummary { revision, committed_at, gap: is_gap, tables })
    }
}

/// The changes that one subscriber is told of, from the moment of subscribing on.
///
/// *Order*: that of the commits. Summaries are at least 100 ms apart and tell of at most 100 ms of commits each. What
/// is not taken waits, within bounds: beyond 64 summaries or 4,096 ids a summary with `gap` takes the place of all that
/// wait. It ends when the engine closes; whoever drops it is not told of anything more.
///
/// ```
/// use advisor_engine::Engine;
/// let engine = Engine::in_memory(Default::default())?;
/// let changes = engine.subscribe_all(&["clients"])?;
/// assert_eq!(changes.revision(), 0);
/// engine.close();
/// assert_eq!(changes.count(), 0);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug)]
pub struct Subscription {
    queue: Arc<Queue>,
    revision: i64,
}

impl Subscription {
    pub(crate) fn new(queue: Arc<Queue>, revision: i64) -> Self {
        Self { queue, revision }
    }

    /// A revision from which on every change is told: what is read now need not be read again.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// Waits for the next summary; none once the subscription has ended.
    ///
    /// # Errors
    /// `Timeout` when none has come in time.
    pub fn receive(&self, timeout: Duration) -> Result<Option<ChangeSummary>> {
        // A time beyond the clock's range is no limit.
        self.wait(Instant::now().checked_add(timeout))
    }

    fn wait(&self, until: Option<Instant>) -> Result<Option<ChangeSummary>> {
        let mut state = self.queue.state.lock();
        loop {
            let now = Instant::now();
            let due = match self.queue.next(&mut state, now) {
                Next::Summary(summary) => return Ok(Some(summary)),
                Next::End => return Ok(None),
                Next::At(due) => Some(due),
                Next::Empty => None,
            };
            if until.is_some_and(|until| now >= until) {
                return Err(Error::new(ErrorKind::Timeout, "no change was committed in time")
                    .with_operation("receive"));
            }
            match due.into_iter().chain(until).min() {
                Some(wake) => drop(self.queue.arrived.wait_until(&mut state, wake)),
                None => self.queue.arrived.wait(&mut state),
            }
        }
    }

    /// What may be taken now, without waiting: for bindings to a loop of events.
    #[doc(hidden)]
    pub fn poll(&self) -> Poll {
        let now = Instant::now();
        match self.queue.next(&mut self.queue.state.lock(), now) {
            Next::Summary(summary) => Poll::Summary(summary),
            Next::At(due) => Poll::After(due.saturating_duration_since(now)),
            Next::Empty => Poll::Empty,
            Next::End => Poll::End,
        }
    }

    /// Is called, by the thread that writes, whenever something has come or the subscription has ended.
    #[doc(hidden)]
    pub fn set_listener(&self, listener: impl Fn() + Send + Sync + 'static) {
        *self.queue.listener.lock() = Some(Box::new(listener));
    }

    /// Ends it, also for a thread that waits in [`Subscription::receive`].
    pub fn close(&self) {
        self.queue.close();
        *self.queue.listener.lock() = None;
    }
}

/// What [`Subscription::poll`] finds.
#[doc(hidden)]
#[derive(Debug)]
pub enum Poll {
    Summary(ChangeSummary),
    After(Duration),
    Empty,
    End,
}

/// Waits for each summary, and ends when the subscription does.
impl Iterator for Subscription {
    type Item = ChangeSummary;

    fn next(&mut self) -> Option<ChangeSummary> {
        // Without a limit of time there is no error.
        self.wait(None).ok().flatten()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::advisoros::{ADVISOROS, CLIENTS, DOCUMENTS};
    use crate::subscription::summary::Fate;

    fn changes(table: usize, ids: std::ops::Range<usize>) -> Gathered {
        let mut gathered = Gathered::default();
        for id in ids {
            gathered.add(table, &format!("{id:05}"), Fate::Changed);
        }
        gathered
    }

    /// Pushes at a time in milliseconds.
    fn push(queue: &Queue, start: Instant, at_ms: u64, revision: i64, changes: Gathered) {
        let at = start + Duration::from_millis(at_ms);
        queue.push(revision, Timestamp::from_stored(revision), changes, at);
    }

    /// The summary that may be taken at a time; what there is instead in milliseconds.
    fn take(
        queue: &Queue,
        start: Instant,
        at_ms: u64,
    ) -> std::result::Result<ChangeSummary, Option<u64>> {
        let at = start + Duration::from_millis(at_ms);
        match queue.next(&mut queue.state.lock(), at) {
            Next::Summary(summary) => Ok(summary),
            Next::At(due) => Err(Some(u64::try_from((due - start).as_millis()).unwrap())),
            Next::Empty | Next::End => Err(None),
        }
    }

    #[test]
    fn the_first_change_is_told_at_once_and_those_of_a_window_together() {
        let (queue, start) = (Queue::new(&ADVISOROS), Instant::now());
        push(&queue, start, 1000, 1, changes(CLIENTS, 0..1));
        assert_eq!(take(&queue, start, 1000).unwrap().revision, 1);
        push(&queue, start, 1010, 2, changes(CLIENTS, 1..2));
        push(&queue, start, 1060, 3, changes(DOCUMENTS, 2..3));
        assert_eq!(take(&queue, start, 1060), Err(Some(1100)), "100 ms after the last was taken");
        push(&queue, start, 1110, 4, changes(CLIENTS, 3..4));
        let second = take(&queue, start, 1110).unwrap();
        assert_eq!((second.revision, second.tables.len()), (3, 2), "what came 100 ms later waits");
        assert_eq!(take(&queue, start, 1111), Err(Some(1210)));
        assert_eq!(take(&queue, start, 1210).unwrap().revision, 4);
        assert_eq!(take(&queue, start, 9000), Err(None));
    }

    #[test]
    fn a_queue_that_is_not_emptied_becomes_a_gap_and_goes_on() {
        for (per_push, count) in [(1, WAITING_MAX + 1), (600, 7)] {
            let (queue, start) = (Queue::new(&ADVISOROS), Instant::now());
            let mut last = 0;
            for number in 0..count {
                last += 1;
                let ids = number * per_push..(number + 1) * per_push;
                push(&queue, start, number as u64 * 100, last, changes(CLIENTS, ids));
            }
            assert_eq!(queue.state.lock().waiting.len(), 1);
            push(&queue, start, 1_000_000, last + 1, changes(CLIENTS, 0..1));
            let gap = take(&queue, start, 1_000_000).unwrap();
            assert_eq!((gap.gap, gap.revision, gap.tables.len()), (true, last, 0));
            let next = take(&queue, start, 1_000_100).unwrap();
            assert_eq!((next.gap, next.revision, next.tables.len()), (false, last + 1, 1));
        }
    }

    #[test]
    fn many_rows_of_a_table_are_told_as_a_reset_of_it() {
        let (queue, start) = (Queue::new(&ADVISOROS), Instant::now());
        push(&queue, start, 0, 1, changes(CLIENTS, 0..600));
        push(&queue, start, 50, 2, changes(CLIENTS, 500..1100));
        push(&queue, start, 60, 3, changes(DOCUMENTS, 0..1000));
        let summary = take(&queue, start, 60).unwrap();
        let told: Vec<_> = summary
            .tables
            .iter()
            .map(|table| (table.table, table.reset, table.ids.len()))
            .collect();
        assert_eq!(told, [("clients", true, 0), ("documents", false, 1000)]);
    }
}
