//! Codes laid out for products of many with many.
//!
//! A kernel for one pair reads two rows from memory for every product. Here 32 rows stand side by side,
//! four codes of each and then the next four of each, so that one register holds what 16 rows contribute,
//! and each code that is read takes part in as many products as there are queries in a group.

use rayon::prelude::*;

use super::quantise::ROW_ALIGNMENT;
use crate::error::Result;

/// Rows of a panel: two registers of 16 sums.
pub(crate) const PANEL_ROWS: usize = 32;
/// Queries of a group: with two registers of sums each, they leave room for the codes at work.
pub(crate) const GROUP_QUERIES: usize = 12;
/// Codes that are multiplied and summed in one step.
pub(super) const STEP_CODES: usize = 4;
/// Rows whose codes for one step fill a register.
const LINE_ROWS: usize = ROW_ALIGNMENT / STEP_CODES;
const LINES: usize = PANEL_ROWS / LINE_ROWS;

/// Codes of 16 rows for one step, each turned into a byte without a sign by adding 128.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Line(pub(super) [u8; ROW_ALIGNMENT]);

/// A step of a panel.
pub(super) type PanelStep = [Line; LINES];
/// Codes of a group of queries for one step.
pub(super) type GroupStep = [[i8; STEP_CODES]; GROUP_QUERIES];
/// Dot products of a group with a panel.
pub(crate) type Dots = [[i32; PANEL_ROWS]; GROUP_QUERIES];

/// A code of 0 as a byte without a sign.
const ZERO: u8 = 128;

/// The codes of many rows, 32 by 32; the last panel is filled up with zeros.
#[derive(Debug)]
pub(crate) struct Panels {
    panels: Vec<Box<[PanelStep]>>,
}

impl Panels {
    /// Lays out the codes of rows; none is a row of zeros.
    ///
    /// *Shape*: codes `[row_length]`. *Cost*: one pass over all codes, on the threads of the pool; as much
    /// memory again.
    ///
    /// # Errors
    /// What `check` says, which is asked before every panel.
    pub(crate) fn build<'a>(
        row_count: usize,
        row_length: usize,
        codes: impl Fn(usize) -> Option<&'a [i8]> + Sync,
        check: impl Fn() -> Result<()> + Sync,
    ) -> Result<Self> {
        // A panel at a time: all of them at once would be written to for milliseconds before the first check.
        let panel = |panel: usize| -> Result<Box<[PanelStep]>> {
            check()?;
            let mut steps = vec![[Line([ZERO; ROW_ALIGNMENT]); LINES]; row_length / STEP_CODES];
            let first = panel * PANEL_ROWS;
            for row in first..(first + PANEL_ROWS).min(row_count) {
                let Some(codes) = codes(row) else { continue };
                let (line, place) = ((row - first) / LINE_ROWS, (row - first) % LINE_ROWS);
                let parts = codes.as_chunks::<STEP_CODES>().0;
                for (step, part) in steps.iter_mut().zip(parts) {
                    let bytes = part.map(|code| code.cast_unsigned() ^ ZERO);
                    step[line].0[place * STEP_CODES..][..STEP_CODES].copy_from_slice(&bytes);
                }
            }
            Ok(steps.into_boxed_slice())
        };
        let panel_count = row_count.div_ceil(PANEL_ROWS);
        Ok(Self { panels: (0..panel_count).into_par_iter().map(panel).collect::<Result<_>>()? })
    }

    pub(super) fn panel(&self, panel: usize) -> &[PanelStep] {
        &self.panels[panel]
    }
}

/// The codes of up to 12 queries.
#[derive(Debug)]
pub(crate) struct QueryGroup {
    pub(super) steps: Vec<GroupStep>,
    /// What adding 128 to the codes of rows adds to each sum.
    pub(super) excess: [i32; GROUP_QUERIES],
}

impl QueryGroup {
    /// *Shape*: codes `[row_length]` each; at most [`GROUP_QUERIES`], those that are missing are zeros.
    pub(crate) fn new<'a>(row_length: usize, queries: impl Iterator<Item = &'a [i8]>) -> Self {
        let mut steps = vec![[[0; STEP_CODES]; GROUP_QUERIES]; row_length / STEP_CODES];
        let mut excess = [0; GROUP_QUERIES];
        for ((place, codes), excess) in queries.enumerate().zip(&mut excess) {
            for (step, part) in steps.iter_mut().zip(codes.as_chunks::<STEP_CODES>().0) {
                step[place] = *part;
            }
            *excess = i32::from(ZERO) * codes.iter().map(|code| i32::from(*code)).sum::<i32>();
        }
        Self { steps, excess }
    }
}
