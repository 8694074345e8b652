//! The codes of the base's vectors: one block of rows, a function of the vectors alone.

use rayon::prelude::*;

use super::bound::Coded;
use super::kernel::Kernel;
use super::matrix::Matrix;
use super::quantise::{Fit, ROW_ALIGNMENT, quantise, row_length};

/// Codes, fits and norms by row number. Immutable; revisions of one generation share it.
#[derive(Debug)]
pub(super) struct BaseCodes {
    /// With room to begin at a cache line.
    bytes: Vec<i8>,
    start: usize,
    row_length: usize,
    rows: Vec<(Fit, f64)>,
}

impl BaseCodes {
    /// Reads every vector. *Cost*: one pass over them, on all threads of the pool.
    pub(super) fn build(vectors: &Matrix) -> Self {
        let (count, row_length) =
            (vectors.vector_count(), row_length(vectors.dimension()).max(ROW_ALIGNMENT));
        let mut bytes = vec![0_i8; count * row_length + ROW_ALIGNMENT - 1];
        // An unaligned start, which the contract of `align_offset` permits, costs time and nothing else.
        let start = bytes.as_ptr().align_offset(ROW_ALIGNMENT).min(ROW_ALIGNMENT - 1);
        let kernel = Kernel::detect();
        let rows = bytes[start..start + count * row_length]
            .par_chunks_exact_mut(row_length)
            .enumerate()
            .map(|(row_number, codes)| {
                let row_number =
                    u32::try_from(row_number).expect("a table has fewer than 2^32 rows");
                let vector = vectors.vector(row_number);
                let norm = kernel.norm(vector);
                (quantise(vector, norm, codes), norm)
            })
            .collect();
        Self { bytes, start, row_length, rows }
    }

    #[inline]
    pub(super) fn coded(&self, row_number: u32) -> Coded<'_> {
        let row_number = row_number as usize;
        let start = self.start + row_number * self.row_length;
        Coded { codes: &self.bytes[start..start + self.row_length], fit: self.rows[row_number].0 }
    }

    /// Asks for a row ahead of its use; a hint, which not every machine takes.
    #[inline]
    pub(super) fn prefetch(&self, row_number: u32) {
        #[cfg(target_arch = "x86_64")]
        for line in self.coded(row_number).codes.chunks(ROW_ALIGNMENT) {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: the instruction is in every x86-64, and reads nothing.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr()) };
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = row_number;
    }

    pub(super) fn norm(&self, row_number: u32) -> f64 {
        self.rows[row_number as usize].1
    }

    pub(super) fn byte_count(&self) -> usize {
        self.bytes.len() + size_of_val(self.rows.as_slice())
    }
}
