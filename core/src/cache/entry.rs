//! What is kept under a key, and whether it is still true.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::stamps::{Slot, Stamps};
use super::stats::Tally;
use crate::clock::Timestamp;

/// What an entry costs beside its key and its body: itself, its place in the table, its slots.
const OVERHEAD_BYTES: u64 = 320;

/// One answer of the engine or value of the host.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) body: Body,
    /// The revision that was pinned when the body was made.
    pub(super) revision: i64,
    /// What it depends on of the store.
    pub(super) reads: Box<[Slot]>,
    /// How many invalidations there had been before the body was made.
    pub(super) sequence: i64,
    /// What it depends on of the host's invalidations.
    pub(super) tags: Box<[Slot]>,
    /// From then on it is not true any more, or not fresh.
    pub(super) valid_until: Timestamp,
    /// When it was made. It says nothing of the time before: a clock may be set back.
    made_at: Timestamp,
    /// When it was last found true.
    confirmed_ms: AtomicI64,
    weight: u64,
    pub(super) tally: Arc<Tally>,
}

#[derive(Debug)]
pub(super) enum Body {
    Answer(Box<dyn AnswerBody>),
    Value(ValueBody),
}

/// An answer of some type.
pub(super) trait AnswerBody: std::fmt::Debug + Send + Sync {
    fn as_any(&self) -> &dyn Any;
    /// The JSON of the answer's value as an object.
    fn json(&self) -> &Json;
}

/// An object's JSON, and where the time of the commit stands in it, where it has one.
#[derive(Debug)]
pub(super) struct Json {
    pub(super) bytes: Box<[u8]>,
    pub(super) committed_at: Option<std::ops::Range<usize>>,
}

#[derive(Debug)]
pub(super) struct ValueBody {
    pub(super) bytes: Arc<[u8]>,
    pub(super) made_at: Timestamp,
    /// Until when it may be served while it is loaded anew.
    pub(super) usable_until: Timestamp,
    /// Until when it may be served where loading it fails.
    pub(super) usable_on_error_until: Timestamp,
}

/// What an entry is to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    /// It is what would be computed or loaded now.
    True,
    /// Nothing that it depends on has changed, but its time is over.
    Late,
    /// What it depends on has changed.
    Changed,
}

/// What an entry is made of beside its body.
pub(super) struct Given {
    pub(super) revision: i64,
    pub(super) reads: Box<[Slot]>,
    pub(super) sequence: i64,
    pub(super) tags: Box<[Slot]>,
    pub(super) valid_until: Timestamp,
    pub(super) made_at: Timestamp,
    /// Bytes of the key and of the body.
    pub(super) byte_count: u64,
    pub(super) tally: Arc<Tally>,
}

impl Entry {
    pub(super) fn new(body: Body, given: Given) -> Self {
        let Given { revision, reads, sequence, tags, valid_until, made_at, byte_count, tally } =
            given;
        let slot_bytes = (reads.len() + tags.len()) as u64 * size_of::<Slot>() as u64;
        Self {
            body,
            revision,
            reads,
            sequence,
            tags,
            valid_until,
            made_at,
            confirmed_ms: AtomicI64::new(made_at.as_millisecond()),
            weight: OVERHEAD_BYTES + slot_bytes + byte_count,
            tally,
        }
    }

    pub(super) fn weight(&self) -> u64 {
        self.weight
    }

    /// Whether the entry is true at a revision and an instant.
    ///
    /// Nothing that it read may have changed between the two revisions, whichever is the older one: a change at or
    /// below both was there already for both.
    pub(super) fn truth(
        &self,
        revisions: &Stamps,
        invalidations: &Stamps,
        revision: i64,
        now: Timestamp,
    ) -> Truth {
        if revisions.newest(&self.reads) > self.revision.min(revision)
            || invalidations.newest(&self.tags) > self.sequence
        {
            return Truth::Changed;
        }
        if !(self.made_at..self.valid_until).contains(&now) {
            return Truth::Late;
        }
        self.confirmed_ms.fetch_max(now.as_millisecond(), Ordering::Relaxed);
        Truth::True
    }

    /// For how many milliseconds at most it may not have been true.
    pub(super) fn unconfirmed_ms(&self, now: Timestamp) -> i64 {
        now.as_millisecond().saturating_sub(self.confirmed_ms.load(Ordering::Relaxed)).max(0)
    }
}
