//! A search of the graph that can be widened.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use fixedbitset::FixedBitSet;

use crate::error::Result;
use crate::options::CallOptions;
use crate::store::graph_file::Graph;
use crate::vector::base_codes::BaseCodes;
use crate::vector::bound::CodedQuery;

/// Nodes that are followed between two looks at the deadline and the cancel flag: some 500 vectors.
pub(super) const CHECK_EVERY: usize = 32;

/// A vector, and about how near it is to the query.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Near {
    /// The cosine by the codes.
    estimate: f64,
    node: u32,
}

impl Eq for Near {}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        // Total, so that the same graph is searched the same way everywhere.
        self.estimate.total_cmp(&other.estimate).then_with(|| other.node.cmp(&self.node))
    }
}

/// The nearest vectors to a query that were found so far.
///
/// All vectors lead on, those too that may not be found: without them the others would fall apart.
pub(crate) struct Beam<'a> {
    graph: &'a Graph,
    codes: &'a BaseCodes,
    query: &'a CodedQuery,
    seen: FixedBitSet,
    /// Seen, but their neighbours were not looked at.
    open: BinaryHeap<Near>,
    /// Those that may be found, in the order of being seen.
    found: Vec<Near>,
    /// The last of the nearest that were asked for; none while fewer were found.
    last: Option<Near>,
    visit_count: usize,
}

impl<'a> Beam<'a> {
    /// Goes down to where the nearest are on the lowest level. *Cost*: a few dozen codes, and a bit per vector.
    pub(in crate::vector) fn new(
        graph: &'a Graph,
        codes: &'a BaseCodes,
        query: &'a CodedQuery,
        is_found: impl Fn(u32) -> bool,
    ) -> Self {
        let mut beam = Self {
            graph,
            codes,
            query,
            seen: FixedBitSet::with_capacity(graph.node_count()),
            open: BinaryHeap::new(),
            found: Vec::new(),
            last: None,
            visit_count: 0,
        };
        let mut nearest = beam.visit(graph.entry());
        for level in (1..graph.level_count()).rev() {
            loop {
                let before = nearest;
                for &node in graph.links(level, before.node) {
                    nearest = nearest.max(beam.visit(node));
                }
                if nearest == before {
                    break;
                }
            }
        }
        beam.seen.insert(nearest.node as usize);
        beam.take(nearest, &is_found);
        beam
    }

    /// Searches until no vector that leads on is nearer than the last of the nearest `width`; false where that would
    /// take more visits than given.
    ///
    /// # Errors
    /// `Cancelled` and `Timeout` as the options say.
    pub(crate) fn widen(
        &mut self,
        width: usize,
        most_visits: usize,
        is_found: impl Fn(u32) -> bool,
        options: &CallOptions,
    ) -> Result<bool> {
        let mut nearest = BinaryHeap::with_capacity(width + 1);
        let keep = |nearest: &mut BinaryHeap<Reverse<Near>>, near: Near| {
            nearest.push(Reverse(near));
            if nearest.len() > width {
                nearest.pop();
            }
        };
        for near in &self.found {
            keep(&mut nearest, *near);
        }
        let mut step_count = 0_usize;
        while let Some(next) = self.open.peek().copied() {
            let last = nearest.peek().filter(|_| nearest.len() == width);
            if last.is_some_and(|Reverse(last)| next < *last) {
                break;
            }
            if self.visit_count > most_visits {
                return Ok(false);
            }
            if step_count.is_multiple_of(CHECK_EVERY) {
                options.check()?;
            }
            step_count += 1;
            self.open.pop();
            let graph = self.graph;
            for &node in graph.links(0, next.node) {
                if self.seen.put(node as usize) {
                    continue;
                }
                let near = self.visit(node);
                if self.take(near, &is_found) {
                    keep(&mut nearest, near);
                }
            }
        }
        self.last = nearest.peek().filter(|_| nearest.len() == width).map(|Reverse(last)| *last);
        Ok(true)
    }

    /// All that were found, also beyond the width.
    pub(crate) fn found(&self) -> impl Iterator<Item = u32> {
        self.found.iter().map(|near| near.node)
    }

    /// What no cosine of a vector exceeds that may be found and was not, if the graph leads to the nearest; none where
    /// all were found.
    pub(crate) fn horizon(&self) -> Option<f64> {
        let last = self.last?;
        Some(self.query.cosine_within(self.codes.coded(last.node)).high)
    }

    /// Vectors whose codes were read.
    pub(crate) fn visit_count(&self) -> usize {
        self.visit_count
    }

    fn visit(&mut self, node: u32) -> Near {
        self.visit_count += 1;
        Near { estimate: self.query.cosine_estimate(self.codes.coded(node)), node }
    }

    fn take(&mut self, near: Near, is_found: &impl Fn(u32) -> bool) -> bool {
        self.open.push(near);
        let is_found = is_found(near.node);
        if is_found {
            self.found.push(near);
        }
        is_found
    }
}
