//! Some needs of a batch against the whole field, tile by tile.

use super::field::{Field, nearest};
use super::rest::Rest;
use crate::error::Result;
use crate::matching::asked::Asked;
use crate::matching::best::{Highest, Scored, keep_best};
use crate::matching::plain::BLOCK;
use crate::matching::points;
use crate::options::CallOptions;
use crate::vector::bound::CodedQuery;
use crate::vector::panels::{GROUP_QUERIES, PANEL_ROWS, QueryGroup};
use crate::vector::tile::{QueryBound, Rows, TileKernel, upper_bound};

/// Needs whose scores tiles can bound.
pub(super) struct Seeker<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) query: CodedQuery,
    /// The weight of the cosine.
    pub(super) weight: f64,
    pub(super) rest: &'a Rest,
}

/// Who may be among the best of some needs.
struct Hopes {
    bound: QueryBound,
    /// Upper bound of the score, and place in the field.
    candidates: Vec<(f32, usize)>,
    /// The best lower bounds.
    lows: Highest,
    threshold: f32,
}

/// The best of some needs, in order.
pub(super) struct Found {
    pub(super) best: Vec<Scored>,
    /// How many were scored in full.
    pub(super) rescored: usize,
}

/// The best of each of the needs. *Cost*: one pass over the codes of the field, and over the
/// vectors of those that are returned.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(super) fn find_best(
    field: &Field,
    row_length: usize,
    seekers: &[Seeker<'_>],
    kernel: TileKernel,
    options: &CallOptions,
) -> Result<Vec<Found>> {
    let groups: Vec<QueryGroup> = seekers
        .chunks(GROUP_QUERIES)
        .map(|group| {
            options.check()?;
            Ok(QueryGroup::new(row_length, group.iter().map(|seeker| seeker.query.codes())))
        })
        .collect::<Result<_>>()?;
    let mut hopes: Vec<Hopes> = seekers.iter().map(Hopes::new).collect();
    let mut dots = [[0; PANEL_ROWS]; GROUP_QUERIES];
    for panel in 0..field.unit_scale.len() {
        options.check()?;
        let chunks = seekers.chunks(GROUP_QUERIES).zip(hopes.chunks_mut(GROUP_QUERIES));
        for (group, (seekers, hopes)) in groups.iter().zip(chunks) {
            kernel.dots(&field.panels, panel, group, &mut dots);
            for ((seeker, hopes), dots) in seekers.iter().zip(hopes).zip(&dots) {
                hopes.look(field, panel, seeker.rest, dots, kernel);
            }
        }
    }
    seekers
        .iter()
        .zip(hopes)
        .map(|(seeker, hopes)| rescore(field, seeker, hopes, options))
        .collect()
}

impl Hopes {
    fn new(seeker: &Seeker<'_>) -> Self {
        let parts = seeker.query.parts();
        let weighted = |part: f64| nearest(seeker.weight * part);
        Self {
            bound: QueryBound {
                own: weighted(parts.own_radius),
                factor: weighted(parts.residual_factor),
                scale: weighted(parts.unit_scale),
            },
            candidates: Vec::new(),
            lows: Highest::new(seeker.asked.needs.limit),
            threshold: f32::MIN,
        }
    }

    #[inline]
    fn look(
        &mut self,
        field: &Field,
        panel: usize,
        rest: &Rest,
        dots: &[i32; PANEL_ROWS],
        kernel: TileKernel,
    ) {
        let rows = Rows {
            rest: &rest.high[panel],
            residual: &field.residual[panel],
            unit_scale: &field.unit_scale[panel],
        };
        let mut reaching = kernel.reaching(dots, rows, self.bound, self.threshold);
        while reaching != 0 {
            let row = reaching.trailing_zeros() as usize;
            reaching &= reaching - 1;
            self.take(panel, row, rows, rest.low[panel][row], dots[row]);
        }
    }

    fn take(&mut self, panel: usize, row: usize, rows: Rows<'_>, rest_low: f32, dot: i32) {
        let high = upper_bound(dot, rows, row, self.bound);
        // The bound from below: the radius and the rest's slack the other way.
        let radius = self.bound.own + self.bound.factor * rows.residual[row];
        let low = rest_low + (self.bound.scale * rows.unit_scale[row] * (dot as f32) - radius);
        if high >= self.threshold {
            self.lows.offer(f64::from(low));
            // Of doubles that were floats.
            self.threshold = nearest(self.lows.threshold()).max(f32::MIN);
            self.candidates.push((high, panel * PANEL_ROWS + row));
        }
    }
}

fn rescore(
    field: &Field,
    seeker: &Seeker<'_>,
    hopes: Hopes,
    options: &CallOptions,
) -> Result<Found> {
    let Seeker { asked, .. } = seeker;
    let Hopes { mut candidates, threshold, .. } = hopes;
    candidates.retain(|(high, _)| *high >= threshold);
    candidates
        .sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let limit = asked.needs.limit;
    let mut best = Highest::new(limit);
    let mut scored = Vec::with_capacity(candidates.len());
    for (index, (high, place)) in candidates.into_iter().enumerate() {
        if index % BLOCK == 0 {
            options.check()?;
        }
        if f64::from(high) < best.threshold() {
            break;
        }
        let ordinal = field.ordinals[place];
        let score = points::fold(&asked.terms, &asked.signals, ordinal);
        debug_assert!(score <= f64::from(high), "a score beyond its bound");
        best.offer(score);
        scored.push((score, ordinal));
    }
    let rescored = scored.len();
    keep_best(&mut scored, limit, asked.roster.profiles);
    Ok(Found { best: scored, rescored })
}
