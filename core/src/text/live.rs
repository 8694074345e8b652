//! A segment with the documents of it that still count.

use std::sync::Arc;

use fixedbitset::FixedBitSet;

use super::relevance::Statistics;
use super::segment::Segment;

/// A segment at one revision. A clone shares it; a document that ends copies the bitmap.
#[derive(Debug, Clone)]
pub(super) struct LiveSegment {
    segment: Arc<Segment>,
    /// By document; a document is live if its advisor has no newer one and may still be shown.
    live: Arc<FixedBitSet>,
    /// Of the live documents.
    statistics: Statistics,
}

impl LiveSegment {
    /// A segment all of whose documents are live.
    pub(super) fn new(segment: Segment) -> Self {
        let count = segment.document_count();
        let mut live = FixedBitSet::with_capacity(count);
        live.insert_range(..);
        let mut statistics = Statistics::default();
        for document in 0..count {
            statistics.add(&segment.statistics(document));
        }
        Self { segment: Arc::new(segment), live: Arc::new(live), statistics }
    }

    pub(super) fn segment(&self) -> &Segment {
        &self.segment
    }

    pub(super) fn live(&self) -> &FixedBitSet {
        &self.live
    }

    pub(super) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    pub(super) fn live_count(&self) -> usize {
        crate::width::to_index(self.statistics.advisor_count)
    }

    /// The advisors of the live documents, in ascending order.
    pub(super) fn live_ordinals(&self) -> impl Iterator<Item = u32> + '_ {
        self.live.ones().map(|document| self.segment.ordinals()[document])
    }

    /// The live document of an advisor.
    pub(super) fn document(&self, ordinal: u32) -> Option<usize> {
        self.segment.document(ordinal).filter(|&document| self.live.contains(document))
    }

    /// Ends a live document.
    pub(super) fn end(&mut self, document: usize) {
        self.statistics.subtract(&self.segment.statistics(document));
        Arc::make_mut(&mut self.live).set(document, false);
    }

    pub(super) fn byte_count(&self) -> usize {
        self.segment.byte_count() + size_of_val(self.live.as_slice())
    }
}
