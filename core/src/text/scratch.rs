//! The arrays of a search, kept by the thread from one to the next.

use std::cell::Cell;

/// Slots per block of the bitmaps: those of `FixedBitSet`.
pub(super) const BLOCK: usize = usize::BITS as usize;

thread_local! {
    static SCRATCH: Cell<Scratch> = const { Cell::new(Scratch::new()) };
}

/// One place per document of all segments. Between two searches sums are 0 and bitmaps empty.
///
/// *Memory*: 16 bytes per advisor and thread that searched.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// Weighted counts of the unit at work.
    pub(super) sums: Vec<f64>,
    /// Scores of the candidates so far; those of others are left over.
    pub(super) scores: Vec<f64>,
    /// Documents that hold the unit at work as typed, ended ones among them.
    pub(super) exact: Vec<usize>,
    /// Documents that hold it begun or misspelt.
    pub(super) inexact: Vec<usize>,
    /// Documents whose names hold all units so far as typed; left over from before where the query can be no name.
    pub(super) names: Vec<usize>,
    /// Live documents that all units so far match.
    pub(super) candidates: Vec<usize>,
}

impl Scratch {
    const fn new() -> Self {
        Self {
            sums: Vec::new(),
            scores: Vec::new(),
            exact: Vec::new(),
            inexact: Vec::new(),
            names: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// Takes this thread's arrays, grown to so many blocks. Only a search that ended well gives them
    /// back: those of one that did not may hold anything.
    pub(super) fn take(block_count: usize) -> Self {
        let mut scratch = SCRATCH.take();
        if scratch.exact.len() < block_count {
            scratch.sums.resize(block_count * BLOCK, 0.0);
            scratch.scores.resize(block_count * BLOCK, 0.0);
            scratch.exact.resize(block_count, 0);
            scratch.inexact.resize(block_count, 0);
            scratch.names.resize(block_count, 0);
            scratch.candidates.resize(block_count, 0);
        }
        scratch
    }

    pub(super) fn give_back(self) {
        SCRATCH.set(self);
    }
}

/// The positions of the ones of a block.
#[inline]
pub(super) fn ones(mut block: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if block == 0 {
            return None;
        }
        let position = block.trailing_zeros() as usize;
        block &= block - 1;
        Some(position)
    })
}
