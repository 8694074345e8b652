//! One block of a batch: which way each of its needs goes, and the rows of the answer.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::field::Field;
use super::request::{BatchMatch, MatchBatch};
use super::rest::{Rest, cosine_weight};
use super::tiled::{self, Found, Seeker};
use crate::error::{Error, Result};
use crate::matching::answer::choose;
use crate::matching::asked::{Asked, Roster};
use crate::matching::best::Scored;
use crate::matching::eligible::eligible;
use crate::matching::needs::ClientNeeds;
use crate::matching::planner::Strategy;
use crate::matching::points;
use crate::matching::profile::Term;
use crate::matching::show;
use crate::options::CallOptions;
use crate::profiles::Flag;
use crate::vector::Kernels;
use crate::vector::panels::GROUP_QUERIES;
use crate::vector::tile::{TILE_CODES_MAX, TileKernel};

/// Needs that are answered together: on two threads their codes stay in the second cache of each while the
/// advisors' pass by, sixteen groups on either.
pub(crate) const BLOCK_NEEDS: usize = 32 * GROUP_QUERIES;
/// A tile multiplies all advisors, eligible or not, about eight times as fast as pairs are: below this share
/// of eligible ones, pairs are cheaper. *Source*: an estimate, to be measured by the bench `batch`.
const TILED_FROM_SHARE: usize = 8;
/// Below this many needs of a block the layout of the codes costs more than it saves. *Source*: as above, an
/// estimate.
const TILED_FROM_NEEDS: usize = 4 * GROUP_QUERIES;

/// How needs are answered; the answer does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As is cheapest.
    Planned,
    /// By tiles wherever they can bound the scores.
    #[cfg(test)]
    Tiled(TileKernel),
}

impl Way {
    fn kernel(self, kernels: Kernels) -> TileKernel {
        match self {
            Self::Planned => TileKernel::of(kernels.codes),
            #[cfg(test)]
            Self::Tiled(kernel) => kernel,
        }
    }

    fn is_planned(self) -> bool {
        self == Self::Planned
    }
}

/// Some needs of a batch at one revision.
pub(crate) struct Block<'a> {
    pub(crate) roster: Roster<'a>,
    pub(crate) batch: &'a MatchBatch,
    /// The position of the first needs.
    pub(crate) first: usize,
    pub(crate) way: Way,
    pub(crate) kernels: Kernels,
    pub(crate) options: &'a CallOptions,
}

/// What a block came to.
#[derive(Debug)]
pub(crate) struct Answered {
    /// In the order of the needs, and of their ranks.
    pub(crate) rows: Vec<BatchMatch>,
    /// Needs that tiles answered.
    pub(crate) tiled: usize,
    /// Scores of theirs that were computed in full.
    pub(crate) rescored: usize,
}

/// What a job came to for one of the needs.
struct Done {
    place: usize,
    rows: Vec<BatchMatch>,
    rescored: usize,
}

/// Needs of a block that differ in nothing but embedding and limit.
struct Alike {
    /// The first of them.
    place: usize,
    eligible: FixedBitSet,
    eligible_count: usize,
}

/// What one thread does at a time.
enum Job<'a> {
    Tiled(&'a [usize]),
    Alone(usize),
}

impl Block<'_> {
    /// The rows of all its needs, in order. The field is made where tiles first need it.
    ///
    /// # Errors
    /// `Cancelled` and `Timeout` as the options say.
    pub(crate) fn answer(&self, field: &mut Option<Field>) -> Result<Answered> {
        let needs = &self.batch.needs[self.first..];
        let needs = &needs[..needs.len().min(BLOCK_NEEDS)];
        let asked: Vec<Asked<'_>> = needs
            .par_iter()
            .map(|needs| {
                self.options.check()?;
                Asked::new(self.roster, needs, self.kernels)
            })
            .collect::<Result<_>>()?;
        let (groups, group_of) = self.alike(needs)?;
        let kernel = self.way.kernel(self.kernels);
        let mut tiled: Vec<usize> = (0..needs.len())
            .filter(|place| self.may_tile(&asked[*place], &groups[group_of[*place]], kernel))
            .collect();
        if self.way.is_planned() && tiled.len() < TILED_FROM_NEEDS {
            tiled.clear();
        }
        let rests = self.rests(&asked, &groups, &group_of, &tiled, field)?;
        let jobs = Self::jobs(needs.len(), &tiled);
        let row_length = self.row_length();
        let done: Vec<Vec<Done>> = jobs
            .into_par_iter()
            .with_max_len(1)
            .map(|job| match (job, &*field) {
                (Job::Alone(place), _) => {
                    let asked = &asked[place];
                    let (chosen, _) = choose(asked, None, self.kernels.exact, self.options)?;
                    let best: Vec<Scored> = chosen.into_iter().map(|(scored, _)| scored).collect();
                    let rows = self.rows(place, asked, &best)?;
                    Ok(vec![Done { place, rows, rescored: 0 }])
                }
                (Job::Tiled(places), Some(field)) => {
                    let seekers = self.seekers(places, &asked, &group_of, &rests)?;
                    let found =
                        tiled::find_best(field, row_length, &seekers, kernel, self.options)?;
                    let rows = places.iter().zip(found).map(|(&place, found)| {
                        let Found { best, rescored } = found;
                        let rows = self.rows(place, &asked[place], &best)?;
                        Ok(Done { place, rows, rescored })
                    });
                    rows.collect()
                }
                (Job::Tiled(_), None) => Err(Error::internal("tiles without a field")),
            })
            .collect::<Result<_>>()?;
        let mut done: Vec<_> = done.into_iter().flatten().collect();
        done.sort_unstable_by_key(|done| done.place);
        let rescored = done.iter().map(|done| done.rescored).sum();
        let rows = done.into_iter().flat_map(|done| done.rows).collect();
        Ok(Answered { rows, tiled: tiled.len(), rescored })
    }

    /// Groups needs by all but embedding and limit, and finds who may be matched with each group.
    fn alike(&self, needs: &[ClientNeeds]) -> Result<(Vec<Alike>, Vec<usize>)> {
        let mut known = HashMap::new();
        let mut firsts = Vec::new();
        let mut group_of = Vec::with_capacity(needs.len());
        for (place, needs) in needs.iter().enumerate() {
            self.options.check()?;
            let group = *known.entry(needs.apart_from_embedding_and_limit()).or_insert_with(|| {
                firsts.push(place);
                firsts.len() - 1
            });
            group_of.push(group);
        }
        let groups = firsts
            .into_par_iter()
            .map(|place| {
                self.options.check()?;
                let eligible = eligible(self.roster.tables, self.roster.profiles, &needs[place]);
                let eligible_count = eligible.count_ones(..);
                Ok(Alike { place, eligible, eligible_count })
            })
            .collect::<Result<_>>()?;
        Ok((groups, group_of))
    }

    /// Whether tiles can bound the scores of the needs, and are the cheaper way: a pure function of the needs,
    /// the revision and the processor, which shows in no answer.
    fn may_tile(&self, asked: &Asked<'_>, group: &Alike, kernel: TileKernel) -> bool {
        let dimension = asked.needs.embedding.len();
        // Without any vector of an advisor, an embedding may be of any length.
        let can = dimension > 0
            && asked.needs.diversity.is_none()
            && crate::vector::row_length(dimension) == self.row_length()
            && self.row_length() <= TILE_CODES_MAX
            && cosine_weight(&asked.terms).is_some();
        let situation = asked.situation(group.eligible_count);
        let shown = self.roster.profiles.flag(Flag::Base).bits();
        let is_cheap = || {
            kernel.is_fast()
                && Strategy::plan(situation) == Strategy::BoundedScan
                && group.eligible_count * TILED_FROM_SHARE >= shown.count_ones(..)
        };
        can && (!self.way.is_planned() || is_cheap())
    }

    fn row_length(&self) -> usize {
        self.roster.vectors.dimension().map_or(0, crate::vector::row_length)
    }

    /// The bounds that needs of a group share, for the groups that tiles answer.
    fn rests(
        &self,
        asked: &[Asked<'_>],
        groups: &[Alike],
        group_of: &[usize],
        tiled: &[usize],
        field: &mut Option<Field>,
    ) -> Result<Vec<Option<Rest>>> {
        if tiled.is_empty() {
            return Ok(Vec::new());
        }
        let field = match field {
            Some(field) => field,
            None => field.insert(Field::build(self.roster, self.row_length(), self.options)?),
        };
        let mut is_asked_for = vec![false; groups.len()];
        for place in tiled {
            is_asked_for[group_of[*place]] = true;
        }
        let used = groups.iter().zip(&is_asked_for).filter(|(_, is_asked_for)| **is_asked_for);
        // What needs of one profile have in common; blocks hold few profiles.
        let mut common: Vec<(&[Term], Rest)> = Vec::new();
        for (group, _) in used {
            let terms = &*asked[group.place].terms;
            if let Some(weight) = cosine_weight(terms)
                && !common.iter().any(|(known, _)| *known == terms)
            {
                let rest = Rest::of_nothing(self.roster, terms, weight, field, self.options)?;
                common.push((terms, rest));
            }
        }
        groups
            .par_iter()
            .zip(&is_asked_for)
            .map(|(group, is_asked_for)| {
                let asked = &asked[group.place];
                let of_nothing = common.iter().find(|(terms, _)| *terms == &*asked.terms);
                match (cosine_weight(&asked.terms), of_nothing) {
                    (Some(weight), Some((_, of_nothing))) if *is_asked_for => {
                        let eligible = &group.eligible;
                        Rest::of(asked, weight, eligible, of_nothing, field, self.options).map(Some)
                    }
                    _ => Ok(None),
                }
            })
            .collect()
    }

    /// The work, the large pieces first. Tiled needs are dealt out evenly, in whole groups.
    fn jobs(need_count: usize, tiled: &[usize]) -> Vec<Job<'_>> {
        let per_job = tiled.len().div_ceil(rayon::current_num_threads());
        let per_job = per_job.next_multiple_of(GROUP_QUERIES).max(GROUP_QUERIES);
        let mut is_tiled = vec![false; need_count];
        for place in tiled {
            is_tiled[*place] = true;
        }
        let alone = (0..need_count).filter(|place| !is_tiled[*place]).map(Job::Alone);
        tiled.chunks(per_job).map(Job::Tiled).chain(alone).collect()
    }

    /// The needs of a job, ready for tiles.
    fn seekers<'a>(
        &self,
        places: &[usize],
        asked: &'a [Asked<'a>],
        group_of: &[usize],
        rests: &'a [Option<Rest>],
    ) -> Result<Vec<Seeker<'a>>> {
        let seekers = places.iter().map(|place| {
            self.options.check()?;
            let asked = &asked[*place];
            let no_tile = || Error::internal("needs that no tile can bound");
            Ok(Seeker {
                asked,
                query: asked.signals.coded_query().ok_or_else(no_tile)?,
                weight: cosine_weight(&asked.terms).ok_or_else(no_tile)?,
                rest: rests[group_of[*place]].as_ref().ok_or_else(no_tile)?,
            })
        });
        seekers.collect()
    }

    fn rows(&self, place: usize, asked: &Asked<'_>, best: &[Scored]) -> Result<Vec<BatchMatch>> {
        let columns = self.roster.profiles.columns();
        let rows = best.iter().enumerate().map(|(index, (score, ordinal))| {
            let id = columns
                .id(*ordinal)
                .ok_or_else(|| Error::internal("an eligible advisor has no id"))?;
            Ok(BatchMatch {
                need: self.first + place,
                rank: index + 1,
                advisor_id: id.to_owned(),
                score: *score,
                points: points::rounded(points::unrounded(&asked.signals, *ordinal)),
                parts: (self.batch.parts)
                    .then(|| show::parts(&asked.terms, &asked.signals, *ordinal)),
            })
        });
        rows.collect()
    }
}
