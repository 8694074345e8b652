//! The advisors that the needs of a batch are compared with, and their codes laid out for tiles.

use crate::error::Result;
use crate::filter::narrow_ordinal;
use crate::matching::asked::Roster;
use crate::matching::best::Scored;
use crate::matching::needs::ClientNeeds;
use crate::matching::plain;
use crate::matching::profile;
use crate::matching::signals::Signals;
use crate::options::CallOptions;
use crate::profiles::Flag;
use crate::vector::Kernels;
use crate::vector::bound::Coded;
use crate::vector::panels::{PANEL_ROWS, Panels};

/// A number for each advisor, panel by panel.
pub(super) type Column = Vec<[f32; PANEL_ROWS]>;

/// All advisors who may be shown, in a fixed order, at one revision; batches of one revision share it.
///
/// *Order*: what they score without regard to needs, highest first: the k-th best bound is soon a high one,
/// and fewer are looked at. *Memory*: as much as the codes themselves, and 12 bytes for each advisor.
#[derive(Debug)]
pub(crate) struct Field {
    pub(super) ordinals: Vec<u32>,
    /// By ordinal; of those who may not be shown it is not looked at.
    places: Vec<u32>,
    pub(super) panels: Panels,
    pub(super) unit_scale: Column,
    pub(super) residual: Column,
}

impl Field {
    /// Lays out the codes of all. *Cost*: one pass over them, on the threads of the pool.
    ///
    /// *Shape*: `row_length` is that of the codes.
    ///
    /// # Errors
    /// `Cancelled` and `Timeout` as the options say.
    pub(super) fn build(
        roster: Roster<'_>,
        row_length: usize,
        options: &CallOptions,
    ) -> Result<Self> {
        let ordinals = in_order(roster, options)?;
        let coded = |place: usize| -> Option<Coded<'_>> {
            let embedding = roster.profiles.columns().embedding(ordinals[place])?;
            roster.vectors.coded(embedding)
        };
        let codes = |place: usize| Some(coded(place)?.codes);
        let panels = Panels::build(ordinals.len(), row_length, codes, || options.check())?;
        let panel_count = ordinals.len().div_ceil(PANEL_ROWS);
        let (mut unit_scale, mut residual) =
            (vec![[0.0; PANEL_ROWS]; panel_count], vec![[0.0; PANEL_ROWS]; panel_count]);
        for place in 0..ordinals.len() {
            if let Some(coded) = coded(place) {
                let (panel, row) = (place / PANEL_ROWS, place % PANEL_ROWS);
                unit_scale[panel][row] = nearest(coded.fit.unit_scale);
                residual[panel][row] = nearest(coded.fit.residual);
            }
        }
        let count = ordinals.iter().max().map_or(0, |largest| *largest as usize + 1);
        let mut places = vec![0; count];
        for (place, ordinal) in ordinals.iter().enumerate() {
            places[*ordinal as usize] = narrow_ordinal(place);
        }
        Ok(Self { ordinals, places, panels, unit_scale, residual })
    }

    /// Where an advisor who may be shown stands: panel, and row of it.
    pub(super) fn place(&self, ordinal: usize) -> (usize, usize) {
        let place = self.places[ordinal] as usize;
        (place / PANEL_ROWS, place % PANEL_ROWS)
    }
}

fn in_order(roster: Roster<'_>, options: &CallOptions) -> Result<Vec<u32>> {
    let shown = roster.profiles.flag(Flag::Base).bits().ones().map(narrow_ordinal);
    let ordinals: Vec<u32> = shown.collect();
    let nothing = ClientNeeds::default();
    let signals = Signals::new(roster.profiles, roster.vectors, &nothing, Kernels::detect());
    let terms = profile::built_in(profile::DEFAULT).map_or(&[][..], |found| found.terms_for(false));
    let mut scored: Vec<Scored> = plain::score_all(&ordinals, terms, &signals, options)?;
    scored
        .sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    Ok(scored.into_iter().map(|(_, ordinal)| ordinal).collect())
}

#[expect(clippy::cast_possible_truncation, reason = "whoever uses it leaves room for the rounding")]
pub(super) fn nearest(number: f64) -> f32 {
    number as f32
}
