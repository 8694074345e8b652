//! Dot products of a group of queries with a panel of rows: exact integers, the same on every machine.

#[cfg(target_arch = "x86_64")]
mod x86;

use super::code_kernel::CodeKernel;
use super::panels::{Dots, GROUP_QUERIES, PANEL_ROWS, Panels, QueryGroup};

/// Codes that a row may have: 255 × 127 × 65,536 < 2^31, so that 32 bits hold every sum.
pub(crate) const TILE_CODES_MAX: usize = 1 << 16;

/// One way to compute a tile on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TileKernel(Path);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Vnni,
}

/// What an upper bound of a score is made of, for 32 rows, in `f32`.
///
/// The bound of a row is `rest + query.own + query.factor · residual + query.scale · unit_scale · dot`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// All but the cosine's part; -∞ for rows that do not count.
    pub(crate) rest: &'a [f32; PANEL_ROWS],
    pub(crate) residual: &'a [f32; PANEL_ROWS],
    pub(crate) unit_scale: &'a [f32; PANEL_ROWS],
}

/// The query's part in the bound.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct QueryBound {
    pub(crate) own: f32,
    pub(crate) factor: f32,
    pub(crate) scale: f32,
}

impl TileKernel {
    /// The one with the instructions of a kernel for pairs, which has been asked whether it is exact.
    pub(crate) fn of(kernel: CodeKernel) -> Self {
        #[cfg(target_arch = "x86_64")]
        if kernel.has_vnni() {
            return Self(Path::Vnni);
        }
        let _ = kernel;
        Self(Path::Portable)
    }

    /// All that this processor has.
    #[cfg(test)]
    pub(crate) fn available() -> Vec<Self> {
        let mut kernels: Vec<Self> = CodeKernel::available().into_iter().map(Self::of).collect();
        kernels.dedup();
        kernels
    }

    /// Whether it is faster than one pair after the other; the portable one is what it is tested against.
    pub(crate) fn is_fast(self) -> bool {
        self.0 != Path::Portable
    }

    /// The dot products of a group with a panel.
    #[inline]
    pub(crate) fn dots(self, panels: &Panels, panel: usize, group: &QueryGroup, dots: &mut Dots) {
        let steps = panels.panel(panel);
        match self.0 {
            Path::Portable => portable(steps, group, dots),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only `of` makes this path, from a kernel that needs the same instructions.
            Path::Vnni => unsafe { x86::dots_vnni(steps, group, dots) },
        }
    }

    /// The rows whose upper bound reaches the threshold, a bit for each.
    ///
    /// Machines may round the bounds differently; who uses them leaves room for that.
    #[inline]
    pub(crate) fn reaching(
        self,
        dots: &[i32; PANEL_ROWS],
        rows: Rows<'_>,
        query: QueryBound,
        threshold: f32,
    ) -> u32 {
        match self.0 {
            Path::Portable => reaching(dots, rows, query, threshold),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Path::Vnni => unsafe { x86::reaching(dots, rows, query, threshold) },
        }
    }
}

fn portable(steps: &[super::panels::PanelStep], group: &QueryGroup, dots: &mut Dots) {
    *dots = group.excess.map(|excess| [-excess; PANEL_ROWS]);
    for (step, codes) in steps.iter().zip(&group.steps) {
        let rows = step.iter().flat_map(|line| line.0.as_chunks::<4>().0);
        for (row, bytes) in rows.enumerate() {
            for query in 0..GROUP_QUERIES {
                let products = bytes.iter().zip(&codes[query]);
                let sum: i32 =
                    products.map(|(byte, code)| i32::from(*byte) * i32::from(*code)).sum();
                dots[query][row] += sum;
            }
        }
    }
}

fn reaching(dots: &[i32; PANEL_ROWS], rows: Rows<'_>, query: QueryBound, threshold: f32) -> u32 {
    (0..PANEL_ROWS).fold(0, |mask, row| {
        let reaches = upper_bound(dots[row], rows, row, query) >= threshold;
        mask | (u32::from(reaches) << row)
    })
}

/// The upper bound of one row.
#[inline]
pub(crate) fn upper_bound(dot: i32, rows: Rows<'_>, row: usize, query: QueryBound) -> f32 {
    let estimate = query.scale * rows.unit_scale[row] * (dot as f32);
    (rows.rest[row] + query.own) + (query.factor * rows.residual[row] + estimate)
}
