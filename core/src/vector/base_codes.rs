//! The codes of the base's vectors: one block of rows, a function of the vectors alone.

use memmap2::MmapMut;
use rayon::prelude::*;

use super::bound::Coded;
use super::kernel::Kernel;
use super::matrix::Matrix;
use super::prefetch::prefetch;
use super::quantise::{Fit, ROW_ALIGNMENT, quantise, row_length};

/// Codes, fits and norms by row number. Immutable; revisions of one generation share it.
#[derive(Debug)]
pub(super) struct BaseCodes {
    bytes: MmapMut,
    row_length: usize,
    rows: Vec<(Fit, f64)>,
}

impl BaseCodes {
    /// Reads every vector. *Cost*: one pass over them, on all threads of the pool.
    pub(super) fn build(vectors: &Matrix) -> Self {
        let (count, row_length) =
            (vectors.vector_count(), row_length(vectors.dimension()).max(ROW_ALIGNMENT));
        let mut bytes = anonymous(count * row_length);
        let kernel = Kernel::detect();
        let rows = bytemuck::cast_slice_mut::<u8, i8>(&mut bytes[..count * row_length])
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
        Self { bytes, row_length, rows }
    }

    #[inline]
    pub(super) fn coded(&self, row_number: u32) -> Coded<'_> {
        let row_number = row_number as usize;
        let start = row_number * self.row_length;
        let codes = bytemuck::cast_slice(&self.bytes[start..start + self.row_length]);
        Coded { codes, fit: self.rows[row_number].0 }
    }

    /// Asks for a row ahead of its use; a hint, which not every machine takes.
    #[inline]
    pub(super) fn prefetch(&self, row_number: u32) {
        prefetch(self.coded(row_number).codes);
    }

    pub(super) fn norm(&self, row_number: u32) -> f64 {
        self.rows[row_number as usize].1
    }

    pub(super) fn byte_count(&self) -> usize {
        self.bytes.len() + size_of_val(self.rows.as_slice())
    }
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
