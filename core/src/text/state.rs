//! The text index of one revision.

use std::sync::Arc;

use super::document::{Document, user_name};
use super::live::LiveSegment;
use super::relevance::{Statistics, Weights};
use super::segment::Segment;
use super::suggest::Suggestions;
use crate::model::advisoros::{ADVISOR_PROFILES, USERS, users};
use crate::profiles::{Flag, Profiles};
use crate::store::table::Tables;
use crate::store::touched::Touched;

/// Advisors of the largest segment that a batch makes by merging. It bounds what one batch may cost
/// (measured: a segment of 40 takes 3 ms, one of 400 takes 10 ms); segments beyond it are few until the
/// next fold.
const LARGEST_MERGE: usize = 512;

/// The words of every advisor that may be shown. Immutable; a clone shares all.
///
/// A short list of immutable segments, each with a bitmap of the documents that are live. A batch adds
/// one small segment of the advisors whose indexed columns changed and ends their older documents; small
/// segments are merged so that, below [`LARGEST_MERGE`], every one is more than twice the next. Which
/// segment holds an advisor changes no answer: all that is counted is counted over live documents.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextIndex {
    segments: Arc<[LiveSegment]>,
    statistics: Statistics,
    /// None where no advisor is indexed.
    weights: Option<Arc<Weights>>,
    suggestions: Suggestions,
}

impl TextIndex {
    /// Indexes every advisor that may be shown. *Cost*: one pass over their texts.
    pub(crate) fn build(tables: &Tables, profiles: &Profiles) -> Self {
        let ordinals: Vec<u32> = tables
            .table(ADVISOR_PROFILES)
            .rows()
            .map(|(ordinal, _)| ordinal)
            .filter(|&ordinal| profiles.flag(Flag::Base).contains(ordinal))
            .collect();
        if ordinals.is_empty() {
            return Self::default();
        }
        let documents = ordinals.iter().filter_map(|&ordinal| Document::read(tables, ordinal));
        let suggestions = Suggestions::build(documents);
        Self::of(vec![LiveSegment::new(Segment::build(tables, &ordinals))], suggestions)
    }

    /// The index after a batch that led from `before`, which this was made of, to `after`, whose
    /// `profiles` these are.
    ///
    /// *Cost*: a comparison per touched advisor; beyond that only what the advisors cost whose indexed
    /// columns changed, and the merge that they start.
    pub(crate) fn advance(
        &self,
        before: &Tables,
        after: &Tables,
        profiles: &Profiles,
        touched: &Touched,
    ) -> Self {
        let mut segments = self.segments.to_vec();
        let mut suggestions = self.suggestions.clone();
        let mut fresh = Vec::new();
        let mut has_ended = false;
        for ordinal in candidates(before, after, touched) {
            let place = segments.iter().enumerate().find_map(|(segment, live)| {
                live.document(ordinal).map(|document| (segment, document))
            });
            let is_shown = profiles.flag(Flag::Base).contains(ordinal);
            if let Some((segment, document)) = place {
                if is_shown && is_same(before, after, ordinal) {
                    continue;
                }
                segments[segment].end(document);
                has_ended = true;
            }
            if is_shown {
                fresh.push(ordinal);
            }
            let old = place.and_then(|_| Document::read(before, ordinal));
            let new = is_shown.then(|| Document::read(after, ordinal)).flatten();
            suggestions.replace(old.as_ref(), new.as_ref());
        }
        if fresh.is_empty() && !has_ended {
            return self.clone();
        }
        Self::of(merge(after, segments, fresh), suggestions)
    }

    /// Changes when a statistic of relevance may have changed, and only then.
    ///
    /// A function of the live rows: the wrapping sum of a digest of every advisor's id and words, so
    /// that neither reopening nor folding changes it.
    pub(crate) fn epoch(&self) -> u64 {
        self.statistics.digest
    }

    /// Bytes in memory, those shared with other revisions included.
    pub(crate) fn byte_count(&self) -> usize {
        let segments: usize = self.segments.iter().map(LiveSegment::byte_count).sum();
        let suggestions = self.suggestions.byte_count();
        segments + suggestions + self.weights.as_ref().map_or(0, |weights| weights.byte_count())
    }

    pub(super) fn segments(&self) -> &[LiveSegment] {
        &self.segments
    }

    pub(super) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    pub(super) fn weights(&self) -> Option<&Weights> {
        self.weights.as_deref()
    }

    pub(super) fn suggestions(&self) -> &Suggestions {
        &self.suggestions
    }

    fn of(mut segments: Vec<LiveSegment>, suggestions: Suggestions) -> Self {
        segments.retain(|segment| segment.live_count() > 0);
        let mut statistics = Statistics::default();
        for segment in &segments {
            statistics.add(segment.statistics());
        }
        let weights = (!segments.is_empty()).then(|| Arc::new(Weights::new(&statistics)));
        Self { segments: segments.into(), statistics, weights, suggestions }
    }
}

/// The advisors whose documents a batch may have changed, each once, in ascending order.
fn candidates(before: &Tables, after: &Tables, touched: &Touched) -> Vec<u32> {
    let mut ordinals = touched.ordinals(ADVISOR_PROFILES).to_vec();
    for &user in touched.ordinals(USERS) {
        let (old, new) = (before.table(USERS).row(user), after.table(USERS).row(user));
        if old.and_then(user_name) == new.and_then(user_name) {
            continue;
        }
        // An advisor that was another user's before this batch is touched itself.
        if let Some(row) = new.or(old) {
            let advisors = after.table(ADVISOR_PROFILES).children(row.text(users::id));
            ordinals.extend(advisors.map(|(ordinal, _)| ordinal));
        }
    }
    ordinals.sort_unstable();
    ordinals.dedup();
    ordinals
}

fn is_same(before: &Tables, after: &Tables, ordinal: u32) -> bool {
    match (Document::read(before, ordinal), Document::read(after, ordinal)) {
        (Some(old), Some(new)) => old.is_same(&new),
        _ => false,
    }
}

/// Adds a segment of fresh advisors, and merges neighbours in size where one is not twice the other.
fn merge(tables: &Tables, segments: Vec<LiveSegment>, fresh: Vec<u32>) -> Vec<LiveSegment> {
    let (mut kept, mut small): (Vec<_>, Vec<_>) =
        segments.into_iter().partition(|segment| segment.live_count() > LARGEST_MERGE);
    small.retain(|segment| segment.live_count() > 0);
    small.sort_by_key(LiveSegment::live_count);
    // Groups of advisors that become one segment each, from the smallest on.
    let mut group = Group { count: fresh.len(), fresh, segments: Vec::new() };
    for segment in small {
        let count = segment.live_count();
        let is_near = count <= 2 * group.count;
        if group.count > 0 && !(is_near && group.count + count <= LARGEST_MERGE) {
            kept.push(std::mem::take(&mut group).finish(tables));
        }
        group.count += count;
        group.segments.push(segment);
    }
    if group.count > 0 {
        kept.push(group.finish(tables));
    }
    kept
}

/// Segments and fresh advisors that become one segment.
#[derive(Default)]
struct Group {
    fresh: Vec<u32>,
    segments: Vec<LiveSegment>,
    count: usize,
}

impl Group {
    fn finish(mut self, tables: &Tables) -> LiveSegment {
        if self.fresh.is_empty()
            && let [_] = self.segments[..]
            && let Some(only) = self.segments.pop()
        {
            return only;
        }
        let mut ordinals = self.fresh;
        ordinals.extend(self.segments.iter().flat_map(LiveSegment::live_ordinals));
        ordinals.sort_unstable();
        // Unchanged advisors are indexed again from their rows: cheaper to read than postings.
        LiveSegment::new(Segment::build(tables, &ordinals))
    }
}
