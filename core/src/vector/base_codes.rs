//! The codes of the base's vectors: one block of rows, a function of the vectors alone.
//!
//! They lie in the order in which a scan visits them, which need not be that of the vectors' rows: memory read
//! in order comes several times as fast.

use fixedbitset::FixedBitSet;
use memmap2::MmapMut;
use rayon::prelude::*;

use super::bound::Coded;
use super::kernel::Kernel;
use super::matrix::Matrix;
use super::prefetch::prefetch;
use super::quantise::{Fit, ROW_ALIGNMENT, quantise, row_length};
use crate::width::to_stored;

/// Codes, fits and norms by row number. Immutable; revisions of one generation share it.
#[derive(Debug)]
pub(super) struct BaseCodes {
    bytes: MmapMut,
    row_length: usize,
    /// In the order of the codes.
    rows: Vec<(Fit, f64)>,
    /// Where the codes of each row number lie.
    slots: Vec<u32>,
}

impl BaseCodes {
    /// Reads every vector; codes lie in the order of the rows. *Cost*: one pass over them, on all threads of
    /// the pool.
    pub(super) fn build(vectors: &Matrix) -> Self {
        Self::in_order(vectors, &[])
    }

    /// As [`BaseCodes::build`], with the codes of these row numbers first, in this order. Each is given once.
    pub(super) fn in_order(vectors: &Matrix, first: &[u32]) -> Self {
        let (count, row_length) =
            (vectors.vector_count(), row_length(vectors.dimension()).max(ROW_ALIGNMENT));
        let (order, slots) = whole_order(count, first);
        let mut bytes = anonymous(count * row_length);
        let kernel = Kernel::detect();
        let rows = bytemuck::cast_slice_mut::<u8, i8>(&mut bytes[..count * row_length])
            .par_chunks_exact_mut(row_length)
            .zip(order)
            .map(|(codes, row_number)| {
                let vector = vectors.vector(row_number);
                let norm = kernel.norm(vector);
                (quantise(vector, norm, codes), norm)
            })
            .collect();
        Self { bytes, row_length, rows, slots }
    }

    /// The place of a row number's codes; those of neighbouring slots follow each other in memory.
    #[inline]
    pub(super) fn slot(&self, row_number: u32) -> u32 {
        self.slots[row_number as usize]
    }

    #[inline]
    pub(super) fn coded(&self, row_number: u32) -> Coded<'_> {
        let slot = self.slot(row_number) as usize;
        let start = slot * self.row_length;
        let codes = bytemuck::cast_slice(&self.bytes[start..start + self.row_length]);
        Coded { codes, fit: self.rows[slot].0 }
    }

    /// Asks for a row ahead of its use; a hint, which not every machine takes.
    #[inline]
    pub(super) fn prefetch(&self, row_number: u32) {
        prefetch(self.coded(row_number).codes);
    }

    pub(super) fn norm(&self, row_number: u32) -> f64 {
        self.rows[self.slot(row_number) as usize].1
    }

    pub(super) fn byte_count(&self) -> usize {
        let tables = size_of_val(self.rows.as_slice()) + size_of_val(self.slots.as_slice());
        self.bytes.len() + tables
    }
}

/// All row numbers, these first, and where each of them stands.
fn whole_order(count: usize, first: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut is_first = FixedBitSet::with_capacity(count);
    is_first.extend(first.iter().map(|row_number| *row_number as usize));
    let rest = is_first.zeroes().map(to_stored);
    let order: Vec<u32> = first.iter().copied().chain(rest).collect();
    let mut slots = vec![0; count];
    for (slot, row_number) in order.iter().enumerate() {
        slots[*row_number as usize] = to_stored(slot);
    }
    (order, slots)
}

/// Zeros that begin at a page, in large pages where the system has them: rows of a scan lie in many small
/// ones, and finding those takes a fifth of its time.
fn anonymous(byte_count: usize) -> MmapMut {
    let bytes =
        MmapMut::map_anon(byte_count.max(1)).expect("as for any memory, there is no other way");
    #[cfg(target_os = "linux")]
    if let Err(error) = bytes.advise(memmap2::Advice::HugePage) {
        tracing::debug!(%error, "codes lie in small pages");
    }
    bytes
}
