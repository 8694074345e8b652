//! Answers of the engine: kept as they are, with their JSON, and shown at the revision of the call.

use std::any::Any;
use std::cell::RefCell;
use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use serde::Serialize;

use super::entry::{AnswerBody, Body, Entry, Given, Json, Truth};
use super::flight::{Joined, Lead, Outcome};
use super::key::Key;
use super::reads::Reads;
use super::stats::count;
use super::storage::Cache;
use crate::clock::{Clock, Timestamp};
use crate::error::{Error, Result};
use crate::options::CallOptions;
use crate::snapshot::{Answer, AsOf, Snapshot};

/// An answer that may have been kept: shared, not copied.
///
/// It reads as the [`Answer`] that it is. Revision and time of the commit are those at which the call found it true, not
/// those at which it was computed, so that a caller never sees a revision before its own last write.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine};
/// # let engine = Engine::in_memory(Default::default())?;
/// let options = CallOptions::default();
/// let computed = engine.cached().marketplace_stats(&options)?;
/// let kept = engine.cached().marketplace_stats(&options)?;
/// assert!(std::sync::Arc::ptr_eq(&computed.value, &kept.value));
/// assert_eq!(*kept.value, engine.marketplace_stats(&options)?.value);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cached<T> {
    answer: Answer<Arc<T>>,
    /// None where nothing is kept: its JSON is then written from the answer.
    entry: Option<Arc<Entry>>,
}

impl<T> std::ops::Deref for Cached<T> {
    type Target = Answer<Arc<T>>;

    fn deref(&self) -> &Self::Target {
        &self.answer
    }
}

impl<T: Serialize> Serialize for Cached<T> {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        self.answer.serialize(serializer)
    }
}

/// The fields of an answer that come before its value.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    revision: i64,
    as_of: &'a AsOf,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stale: bool,
}

impl<T: Serialize> Cached<T> {
    pub(crate) fn computed(answer: Answer<T>) -> Self {
        Self { answer: shared(answer), entry: None }
    }

    /// Appends the answer's JSON, as it is written for the packages. *Cost*: where the answer was kept, a copy of bytes.
    ///
    /// # Errors
    /// `Internal` for an answer without a JSON form, of which there is none.
    pub fn write_json(&self, out: &mut Vec<u8>) -> Result<()> {
        let no_json = |source: serde_json::Error| {
            Error::internal("an answer has no JSON form").with_source(source)
        };
        let Some(Body::Answer(body)) = self.entry.as_ref().map(|entry| &entry.body) else {
            return serde_json::to_writer(out, &self.answer).map_err(no_json);
        };
        let Answer { revision, as_of, valid_until, stale, value: _ } = &self.answer;
        let head = Head { revision: *revision, as_of, valid_until: *valid_until, stale: *stale };
        let Json { bytes, committed_at } = body.json();
        out.reserve(128 + bytes.len());
        serde_json::to_writer(&mut *out, &head).map_err(no_json)?;
        // Two objects in one: the brace between them goes.
        let Some(rest) = bytes.strip_prefix(b"{").filter(|rest| *rest != b"}") else {
            return Ok(());
        };
        out.pop();
        out.push(b',');
        match committed_at {
            None => out.extend_from_slice(rest),
            Some(place) => {
                out.extend_from_slice(&bytes[1..place.start]);
                // A write into memory does not fail.
                let _ = write!(out, "{}", as_of.committed_at);
                out.extend_from_slice(&bytes[place.end..]);
            }
        }
        Ok(())
    }
}

/// What an answer's value must do to be kept.
pub(crate) trait Kept: Serialize + std::fmt::Debug + Send + Sync + Sized + 'static {
    /// The field that repeats when the revision was committed, where there is one; as it is written in JSON.
    const COMMIT_FIELD: Option<&'static str> = None;

    /// The same at a revision that was committed at another time; none where nothing in it tells that time.
    fn committed_at(&self, _at: Timestamp) -> Option<Self> {
        None
    }
}

/// Types of values that do not repeat when their revision was committed.
macro_rules! kept {
    ($($value:ty),+ $(,)?) => {
        $(impl $crate::cache::Kept for $value {})+
    };
}
pub(crate) use kept;

#[derive(Debug)]
struct KeptAnswer<T> {
    value: Arc<T>,
    /// Of the revision that it was computed at.
    as_of: AsOf,
    /// Of a value that repeats when its revision was committed: the last other form that was asked for.
    restamped: Mutex<Option<(Timestamp, Arc<T>)>>,
    json: Json,
}

impl<T: Kept> KeptAnswer<T> {
    /// The value at a revision that was committed at some time.
    fn at(&self, committed_at: Timestamp) -> Arc<T> {
        if T::COMMIT_FIELD.is_none() || committed_at == self.as_of.committed_at {
            return Arc::clone(&self.value);
        }
        let mut restamped = self.restamped.lock();
        if let Some((at, value)) = &*restamped
            && *at == committed_at
        {
            return Arc::clone(value);
        }
        let Some(value) = self.value.committed_at(committed_at) else {
            return Arc::clone(&self.value);
        };
        Arc::clone(&restamped.insert((committed_at, Arc::new(value))).1)
    }
}

impl<T: Kept> AnswerBody for KeptAnswer<T> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn json(&self) -> &Json {
        &self.json
    }
}

/// Where the text of a field stands in an object's JSON.
///
/// Quotes within texts are escaped: what is found is a field. It is the outermost object's, whose fields alone have the
/// name.
fn place_of(json: &[u8], field: &str) -> Option<std::ops::Range<usize>> {
    let name = format!("\"{field}\":\"");
    let start = json.windows(name.len()).position(|bytes| bytes == name.as_bytes())? + name.len();
    let length = json[start..].iter().position(|byte| *byte == b'"')?;
    Some(start..start + length)
}

/// The value of a kept answer takes about what its JSON does, and sometimes exists twice.
const SHARE_OF_JSON: u64 = 3;

fn shared<T>(answer: Answer<T>) -> Answer<Arc<T>> {
    let Answer { revision, as_of, valid_until, stale, value } = answer;
    Answer { revision, as_of, valid_until, stale, value: Arc::new(value) }
}

thread_local! {
    /// Keys are looked up far more often than they are kept.
    static KEY: RefCell<Key> = RefCell::default();
}

/// A read that may be answered by what is kept.
pub(crate) struct Asked<'a> {
    pub(crate) cache: &'a Cache,
    pub(crate) clock: &'a Clock,
    pub(crate) operation: &'static str,
    pub(crate) tenant: Option<&'a str>,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) options: &'a CallOptions,
}

impl Asked<'_> {
    /// Gives the kept answer where it is true at the snapshot, and computes it otherwise, once for all who ask meanwhile.
    pub(crate) fn answer<'r, T: Kept>(
        &self,
        request: &impl Serialize,
        reads: impl FnOnce() -> Reads<'r>,
        compute: impl FnOnce() -> Result<Answer<T>>,
    ) -> Result<Cached<T>> {
        // Taken, not borrowed: a computation may ask for another answer.
        let mut key = KEY.take();
        let answer = key
            .set_answer(self.operation, self.tenant, request)
            .and_then(|()| self.find_or_compute(&key, reads, compute));
        KEY.set(key);
        answer
    }

    fn find_or_compute<'r, T: Kept>(
        &self,
        key: &Key,
        reads: impl FnOnce() -> Reads<'r>,
        compute: impl FnOnce() -> Result<Answer<T>>,
    ) -> Result<Cached<T>> {
        loop {
            if let Some(found) = self.cache.get(key.bytes()).and_then(|entry| self.usable(entry)) {
                return Ok(found);
            }
            let lead = match self.cache.flights.join(key.bytes()) {
                Joined::Leads(lead) => lead,
                Joined::Waits(flight) => match flight.wait(self.options)? {
                    Outcome::Loaded(entry) => match self.usable(entry) {
                        Some(found) => return Ok(found),
                        None => continue,
                    },
                    // A read that fails may do so for its own deadline's sake: the next one tries for itself.
                    Outcome::Failed(..) | Outcome::Abandoned => continue,
                },
            };
            // Another may have ended between the look and the lead.
            if let Some(found) = self.cache.get(key.bytes()).and_then(|entry| self.usable(entry)) {
                return Ok(found);
            }
            return self.compute(lead, reads(), compute);
        }
    }

    fn compute<T: Kept>(
        &self,
        lead: Lead,
        reads: Reads<'_>,
        compute: impl FnOnce() -> Result<Answer<T>>,
    ) -> Result<Cached<T>> {
        let tally = self.cache.tallies.of(self.tenant, self.operation);
        count(&tally.misses);
        let started = Instant::now();
        let answer = compute().inspect_err(|_| count(&tally.failures))?;
        tally.loaded(started.elapsed());
        let answer = shared(answer);
        let now = self.clock.now();
        let valid_until = answer.valid_until.unwrap_or(Timestamp::LAST);
        if valid_until <= now {
            // True at one instant alone: nobody else can use it.
            return Ok(Cached { answer, entry: None });
        }
        // Its size tells what is kept, and nobody writes it again.
        let bytes = serde_json::to_vec(&*answer.value)
            .map_err(|source| Error::internal("an answer has no JSON form").with_source(source))?;
        let byte_count = lead.key().len() as u64 + SHARE_OF_JSON * bytes.len() as u64;
        let committed_at = T::COMMIT_FIELD.and_then(|field| place_of(&bytes, field));
        let body = KeptAnswer {
            value: Arc::clone(&answer.value),
            as_of: answer.as_of.clone(),
            restamped: Mutex::new(None),
            json: Json { bytes: bytes.into(), committed_at },
        };
        let given = Given {
            revision: answer.revision,
            reads: reads.into_slots(),
            sequence: 0,
            tags: Box::default(),
            valid_until,
            made_at: now,
            byte_count,
            tally,
        };
        let entry = Arc::new(Entry::new(Body::Answer(Box::new(body)), given));
        self.cache.put(lead.key(), Arc::clone(&entry));
        lead.end(Outcome::Loaded(Arc::clone(&entry)));
        Ok(Cached { answer, entry: Some(entry) })
    }

    /// The answer of an entry, where the call may have it.
    fn usable<T: Kept>(&self, entry: Arc<Entry>) -> Option<Cached<T>> {
        let now = self.clock.now();
        let snapshot = self.snapshot;
        let is_true = match self.cache.truth(&entry, snapshot.revision, now) {
            Truth::True => true,
            Truth::Late | Truth::Changed
                if self.options.permits_stale(entry.unconfirmed_ms(now)) =>
            {
                false
            }
            Truth::Late | Truth::Changed => return None,
        };
        let Body::Answer(body) = &entry.body else { return None };
        let kept = body.as_any().downcast_ref::<KeptAnswer<T>>()?;
        count(if is_true { &entry.tally.hits } else { &entry.tally.stale });
        let valid_until = (entry.valid_until < Timestamp::LAST).then_some(entry.valid_until);
        let answer = if is_true {
            Answer {
                revision: snapshot.revision,
                as_of: snapshot.as_of.clone(),
                valid_until,
                stale: false,
                value: kept.at(snapshot.as_of.committed_at),
            }
        } else {
            Answer {
                revision: entry.revision,
                as_of: kept.as_of.clone(),
                valid_until,
                stale: true,
                value: Arc::clone(&kept.value),
            }
        };
        Some(Cached { answer, entry: Some(entry) })
    }
}
