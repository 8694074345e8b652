//! One revision of everything, published by one swap.

use std::sync::Arc;
use std::time::Instant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::embedding::view as lexical;
use crate::error::{Error, ErrorKind, Result};
use crate::lists::Lists;
use crate::marketplace::Directory;
use crate::matching::ScoringProfiles;
use crate::model::advisoros::ADVISOROS;
use crate::pool;
use crate::profiles::Profiles;
use crate::store::generation::Generation;
use crate::store::table::Tables;
use crate::store::touched::Touched;
use crate::text::TextIndex;
use crate::vector::Vectors;
use crate::warehouse::at_revision::Pin;
use crate::warehouse::rollups::Rollups;

/// When the revision of an answer was committed, and how far its source had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AsOf {
    /// When the newest batch of the revision was committed here.
    pub committed_at: Timestamp,
    /// The position that the source gave with it, where it gave one.
    pub source_position: Option<String>,
}

/// An answer with the revision at which it is true.
///
/// ```
/// use advisor_engine::{Answer, AsOf, Timestamp};
/// let as_of = AsOf { committed_at: Timestamp::from_millisecond(0)?, source_position: None };
/// let answer = Answer { revision: 7, as_of, valid_until: None, stale: false, value: "hello".to_owned() };
/// assert_eq!(answer.len(), 5);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "{T}Answer")]
pub struct Answer<T> {
    /// The revision that the answer was read at; all of it, from one snapshot.
    pub revision: i64,
    /// When that revision was committed.
    pub as_of: AsOf,
    /// From this instant on the answer may be another though nothing changes; left out where time does not matter to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where
    /// the answer is the newest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
    /// What was asked for.
    #[serde(flatten)]
    pub value: T,
}

impl<T> std::ops::Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What is derived from the tables, at one revision.
#[derive(Debug, Clone)]
pub(crate) struct Views {
    pub(crate) rollups: Rollups,
    pub(crate) lists: Lists,
    pub(crate) profiles: Profiles,
    pub(crate) directory: Directory,
    pub(crate) vectors: Vectors,
    /// Of the texts of the advisors, by the ordinals of their profiles.
    pub(crate) lexical: Vectors,
    pub(crate) text: TextIndex,
    pub(crate) scoring: ScoringProfiles,
}

impl Views {
    /// The views of the tables; none where they are of another schema than AdvisorOS, whose tables the views read.
    pub(crate) fn of(tables: &Tables, generation: &Generation) -> Option<Self> {
        std::ptr::eq(tables.catalog(), &raw const ADVISOROS)
            .then(|| generation.reading_through(|| Self::build(tables, generation)))
    }

    fn build(tables: &Tables, generation: &Generation) -> Self {
        pool::run(|| {
            let profiles = timed("profiles", || Profiles::build(tables));
            Self {
                rollups: timed("rollups", || Rollups::build(tables)),
                lists: timed("lists", || Lists::build(tables)),
                vectors: timed("vectors", || {
                    Vectors::build(tables, Arc::clone(generation.vectors()))
                        .with_graph(generation.graph().cloned())
                }),
                lexical: timed("lexical", || lexical::build(tables)),
                directory: timed("directory", || Directory::build(&profiles)),
                text: timed("text", || TextIndex::build(tables, &profiles)),
                scoring: timed("scoring", || ScoringProfiles::build(tables)),
                profiles,
            }
        })
    }

    /// The views after a batch; a pure function, so that a batch that cannot be taken leaves no trace.
    pub(crate) fn advance(&self, before: &Tables, after: &Tables, touched: &Touched) -> Self {
        pool::run(|| {
            let profiles = self.profiles.advance(before, after, touched);
            Self {
                rollups: self.rollups.advance(before, after, touched),
                lists: self.lists.advance(before, after, touched),
                vectors: self.vectors.advance(after, touched),
                lexical: lexical::advance(&self.lexical, before, after, touched),
                directory: self.directory.advance(&self.profiles, &profiles, touched),
                text: self.text.advance(before, after, &profiles, touched),
                scoring: self.scoring.advance(before, after, touched),
                profiles,
            }
        })
    }
}

/// Builds a view; the log tells how long it took.
fn timed<T>(view: &'static str, build: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let built = build();
    tracing::debug!(view, elapsed_us = started.elapsed().as_micros(), "a view was built");
    built
}

/// Everything at one revision. Readers hold it as long as they like; nothing in it changes.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) revision: i64,
    pub(crate) as_of: AsOf,
    pub(crate) tables: Tables,
    /// Asked for by [`Snapshot::views`].
    pub(crate) views: Option<Views>,
    // After the views: they read its mapped files.
    pub(crate) generation: Arc<Generation>,
}

impl Snapshot {
    pub(crate) fn answer<T>(&self, value: T) -> Answer<T> {
        Answer {
            revision: self.revision,
            as_of: self.as_of.clone(),
            valid_until: None,
            stale: false,
            value,
        }
    }

    /// # Errors
    /// `Unsupported` where the schema has none.
    pub(crate) fn views(&self) -> Result<&Views> {
        self.views.as_ref().ok_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                format!(
                    "the engine holds the schema `{}`; the operation is of `{}`",
                    self.tables.catalog().name,
                    ADVISOROS.name
                ),
            )
        })
    }

    pub(crate) fn pin(&self) -> Pin {
        Pin {
            generation: self.generation.number,
            base_revision: self.generation.manifest.base_revision,
            revision: self.revision,
        }
    }
}
