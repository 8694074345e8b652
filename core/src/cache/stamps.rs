//! When what was changed last: one number for each of many places.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

/// Places. Subjects that share one by chance are changed together, which makes kept answers end early and never late.
/// At a million places, and a hundred thousand changed clients, one kept answer in two or three shares one.
const PLACES: usize = 1 << 20;
/// Places that are made together, once one of them is marked: 8 KiB.
const BLOCK: usize = 1 << 10;

/// The place of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(u32);

impl Slot {
    pub(super) fn of_hash(hash: u64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a place is below 2^20")]
        Self((hash & (PLACES as u64 - 1)) as u32)
    }

    fn block_and_place(self) -> (usize, usize) {
        let place = self.0 as usize;
        (place / BLOCK, place % BLOCK)
    }
}

type Block = OnceLock<Box<[AtomicI64]>>;

/// Counted in whatever grows with every change: revisions of the store, or invalidations by the host.
///
/// Marks are written before what they are of is published, so that whoever sees it sees the marks too.
#[derive(Debug)]
pub(super) struct Stamps {
    blocks: Box<[Block]>,
    everything: AtomicI64,
}

impl Stamps {
    pub(super) fn new() -> Self {
        Self {
            blocks: (0..PLACES / BLOCK).map(|_| Block::new()).collect(),
            everything: AtomicI64::new(0),
        }
    }

    /// A subject has changed.
    pub(super) fn mark(&self, slot: Slot, at: i64) {
        let (block, place) = slot.block_and_place();
        let places =
            self.blocks[block].get_or_init(|| (0..BLOCK).map(|_| AtomicI64::new(0)).collect());
        places[place].fetch_max(at, Ordering::Relaxed);
    }

    /// All subjects have changed.
    pub(super) fn mark_everything(&self, at: i64) {
        self.everything.fetch_max(at, Ordering::Relaxed);
    }

    /// When one of these was changed last; 0 where none was.
    pub(super) fn newest(&self, slots: &[Slot]) -> i64 {
        let of = |slot: &Slot| {
            let (block, place) = slot.block_and_place();
            self.blocks[block].get().map_or(0, |places| places[place].load(Ordering::Relaxed))
        };
        slots.iter().map(of).fold(self.everything.load(Ordering::Relaxed), i64::max)
    }

    pub(super) fn byte_count(&self) -> u64 {
        let made = self.blocks.iter().filter(|block| block.get().is_some()).count();
        (size_of_val(&*self.blocks) + made * BLOCK * size_of::<AtomicI64>()) as u64
    }
}
