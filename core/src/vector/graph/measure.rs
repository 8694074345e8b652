//! What share of the nearest a search of the graph finds.

use rayon::prelude::*;

use super::{Beam, WIDTH};
use crate::error::Result;
use crate::options::CallOptions;
use crate::store::graph_file::Graph;
use crate::store::vector_file::VectorFile;
use crate::vector::base_codes::BaseCodes;
use crate::vector::bound::CodedQuery;
use crate::vector::code_kernel::CodeKernel;
use crate::vector::kernel::{Kernel, cosine};
use crate::width::to_stored;

/// Vectors whose neighbours are looked for: with this many the standard error of a recall of 0.99 is below 0.004.
const SAMPLE: usize = 100;
/// Neighbours of each.
const NEAREST: usize = 10;
/// Rows between two looks at the deadline and the cancel flag.
const BLOCK: u32 = 1024;

/// Looks for the nearest of some vectors of the base, themselves left out, in the graph and among all.
///
/// A vector as near as the last of the nearest counts as one of them. *Cost*: one pass over all codes per sample.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(super) fn measure(
    graph: &Graph,
    vectors: &VectorFile,
    codes: &BaseCodes,
    options: &CallOptions,
) -> Result<f64> {
    let count = vectors.vector_count();
    let sample_count = SAMPLE.min(count);
    // Spread evenly, so that the sample is a function of the count: rows are in the order of ids.
    let sample: Vec<u32> =
        (0..sample_count).map(|at| to_stored(at * count / sample_count)).collect();
    let shares: Vec<(usize, usize)> = sample
        .into_par_iter()
        .map(|row| Sample { graph, vectors, codes, row }.share(options))
        .collect::<Result<_>>()?;
    let (found, asked) = shares.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    Ok(if asked == 0 { 1.0 } else { found as f64 / asked as f64 })
}

struct Sample<'a> {
    graph: &'a Graph,
    vectors: &'a VectorFile,
    codes: &'a BaseCodes,
    row: u32,
}

impl Sample<'_> {
    /// How many of the nearest were found, and how many there are.
    fn share(&self, options: &CallOptions) -> Result<(usize, usize)> {
        let vector = self.vectors.vector(self.row);
        let query = CodedQuery::new(CodeKernel::detect(), vector, self.codes.norm(self.row));
        let is_other = |row: u32| row != self.row;
        let mut nearest: Vec<f64> = Vec::with_capacity(NEAREST + 1);
        for row in 0..to_stored(self.vectors.vector_count()) {
            if row.is_multiple_of(BLOCK) {
                options.check()?;
            }
            let least = nearest.get(NEAREST - 1).copied().unwrap_or(f64::NEG_INFINITY);
            if is_other(row) && query.cosine_within(self.codes.coded(row)).high >= least {
                insert(&mut nearest, self.cosine(row));
            }
        }
        let mut beam = Beam::new(self.graph, self.codes, &query, is_other);
        beam.widen(WIDTH, usize::MAX, is_other, options)?;
        let mut found: Vec<f64> = Vec::with_capacity(NEAREST + 1);
        beam.found().for_each(|row| insert(&mut found, self.cosine(row)));
        let last = nearest.last().copied().unwrap_or_default();
        Ok((found.iter().filter(|cosine| **cosine >= last).count(), nearest.len()))
    }

    fn cosine(&self, row: u32) -> f64 {
        let dot = Kernel::detect().dot(self.vectors.vector(self.row), self.vectors.vector(row));
        cosine(dot, self.codes.norm(self.row), self.codes.norm(row))
    }
}

/// Keeps the highest, highest first.
fn insert(nearest: &mut Vec<f64>, cosine: f64) {
    let place = nearest.partition_point(|kept| *kept >= cosine);
    nearest.insert(place, cosine);
    nearest.truncate(NEAREST);
}
