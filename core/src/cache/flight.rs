//! Single flight: of all who miss the same key, one loads and the others wait for it.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::entry::Entry;
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;

/// How often one who waits looks at the deadline and the cancel flag of its call.
const LOOK: Duration = Duration::from_millis(5);
/// Locks, so that loads of different keys seldom meet.
const SHARDS: usize = 16;

type Shard = Mutex<HashMap<Box<[u8]>, Arc<Flight>>>;

/// The loads that are under way.
#[derive(Debug)]
pub(super) struct Flights {
    shards: [Shard; SHARDS],
    hasher: RandomState,
}

/// One load, as those see it who wait for it.
#[derive(Debug, Default)]
pub(crate) struct Flight {
    outcome: Mutex<Option<Outcome>>,
    is_over: Condvar,
}

/// How a load ended.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// With something that others may use, if it is true for them.
    Loaded(Arc<Entry>),
    /// With an error, which those who wait are told too.
    Failed(ErrorKind, String),
    /// Without either: whoever waits tries again.
    Abandoned,
}

pub(super) enum Joined {
    /// The caller loads.
    Leads(Lead),
    /// Another does.
    Waits(Arc<Flight>),
}

/// The right to load a key; dropped, it lets the next one try.
#[derive(Debug)]
pub(super) struct Lead {
    flights: Arc<Flights>,
    key: Box<[u8]>,
    flight: Arc<Flight>,
}

impl Flights {
    pub(super) fn new() -> Self {
        Self { shards: Default::default(), hasher: RandomState::new() }
    }

    pub(super) fn join(self: &Arc<Self>, key: &[u8]) -> Joined {
        match self.shard(key).lock().entry(key.into()) {
            Place::Occupied(found) => Joined::Waits(Arc::clone(found.get())),
            Place::Vacant(place) => {
                let flight = Arc::clone(place.insert(Arc::default()));
                Joined::Leads(Lead { flights: Arc::clone(self), key: key.into(), flight })
            }
        }
    }

    fn shard(&self, key: &[u8]) -> &Shard {
        // A remainder of SHARDS.
        #[expect(clippy::cast_possible_truncation, reason = "the remainder is below 16")]
        let index = (self.hasher.hash_one(key) % SHARDS as u64) as usize;
        &self.shards[index]
    }
}

impl Lead {
    pub(super) fn key(&self) -> &[u8] {
        &self.key
    }

    /// Ends the load; those who wait learn how.
    pub(super) fn end(self, outcome: Outcome) {
        self.flight.end(outcome);
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        // First: whoever finds the flight over and nothing kept must be able to lead the next one.
        self.flights.shard(&self.key).lock().remove(&self.key);
        self.flight.end(Outcome::Abandoned);
    }
}

impl Flight {
    /// Only the first end counts.
    fn end(&self, outcome: Outcome) {
        self.outcome.lock().get_or_insert(outcome);
        self.is_over.notify_all();
    }

    /// Waits until the load is over.
    ///
    /// # Errors
    /// `Timeout` and `Cancelled` as the options say.
    pub(super) fn wait(&self, options: &CallOptions) -> Result<Outcome> {
        let mut outcome = self.outcome.lock();
        loop {
            if let Some(outcome) = &*outcome {
                return Ok(outcome.clone());
            }
            options.check()?;
            if options.may_end() {
                self.is_over.wait_for(&mut outcome, LOOK);
            } else {
                self.is_over.wait(&mut outcome);
            }
        }
    }
}

impl Outcome {
    pub(super) fn failed(error: &Error) -> Self {
        Self::Failed(error.kind(), error.message().to_owned())
    }
}
