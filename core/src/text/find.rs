//! Who holds a query, and how well they fit it.

use std::io;
use std::ops::Range;

use fixedbitset::FixedBitSet;
use tantivy::InvertedIndexReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;

use super::expand::{Meaning, expand};
use super::field::{FIELDS, NAME, TextField};
use super::live::LiveSegment;
use super::phrase::for_each_occurrence;
use super::query::{TextQuery, Unit};
use super::relevance::{FieldWeights, PAIR_SHARE, Weights, is_exact, saturate, unit_share};
use super::scratch::{BLOCK, Scratch, ones};
use super::segment::push_pair;
use super::state::TextIndex;
use crate::error::{Error, Result};
use crate::options::CallOptions;

/// How freely words are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextMode {
    /// Words by their stem, the last one by its beginning too.
    Exact,
    /// Also words within the tolerated edits.
    Typos,
}

/// The advisors that hold a query.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hits {
    pub(crate) ordinals: FixedBitSet,
    /// Every advisor with its relevance, above 0, higher is better; by ordinal.
    pub(crate) scores: Vec<(u32, f64)>,
}

impl TextIndex {
    /// Every advisor that holds all words and phrases, each in any field, with its relevance.
    ///
    /// *Cost*: one step per occurrence of the words; no look at rows.
    ///
    /// # Errors
    /// `Timeout`, `Cancelled` by the options.
    pub(crate) fn find(
        &self,
        query: &TextQuery,
        mode: TextMode,
        options: &CallOptions,
    ) -> Result<Hits> {
        options.check()?;
        let (Some(weights), [_, ..]) = (self.weights(), query.units()) else {
            return Ok(Hits::default());
        };
        let mut search = Search::new(self, weights, options);
        let mut most = Vec::with_capacity(query.units().len());
        for (position, unit) in query.units().iter().enumerate() {
            search.weigh(unit, mode, position == 0)?;
            let inverse_frequency = search.narrow(position == 0);
            most.push(inverse_frequency);
            if !search.has_candidates() {
                return Ok(search.finish());
            }
        }
        let mut most_of_all = most.iter().fold(0.0, |sum, share| sum + share);
        for &(one, other) in query.pairs() {
            let share = PAIR_SHARE * most[one].min(most[other]);
            search.add_pair(&query.units()[one], &query.units()[other], share)?;
            most_of_all += share;
        }
        if query.word_count() > 1 {
            search.lift_names(query, most_of_all)?;
        }
        Ok(search.finish())
    }
}

/// The segments' documents side by side; each segment starts at a block of the bitmaps.
struct Search<'a> {
    index: &'a TextIndex,
    weights: &'a Weights,
    options: &'a CallOptions,
    parts: Vec<Part<'a>>,
    scratch: Scratch,
}

struct Part<'a> {
    segment: &'a LiveSegment,
    blocks: Range<usize>,
}

impl Part<'_> {
    fn slots(&self) -> Range<usize> {
        self.blocks.start * BLOCK..self.blocks.end * BLOCK
    }
}

impl<'a> Search<'a> {
    fn new(index: &'a TextIndex, weights: &'a Weights, options: &'a CallOptions) -> Self {
        let mut end = 0;
        let place = |segment: &'a LiveSegment| {
            let start = end;
            end += segment.live().as_slice().len();
            Part { segment, blocks: start..end }
        };
        let parts = index.segments().iter().map(place).collect();
        Self { index, weights, options, parts, scratch: Scratch::take(end) }
    }

    /// Adds up the weighted counts of a unit.
    fn weigh(&mut self, unit: &Unit, mode: TextMode, is_first: bool) -> Result<()> {
        let meanings = match unit {
            Unit::Word(word) => expand(self.index.segments(), word, mode).map_err(unreadable)?,
            Unit::Phrase(_) => Vec::new(),
        };
        for part in &self.parts {
            let segment = part.segment.segment();
            for (field, TextField { mark, .. }) in FIELDS.iter().enumerate() {
                self.options.check()?;
                let mut sums = Sums::of(&mut self.scratch, part, field, self.weights);
                let postings = segment.stems();
                match unit {
                    Unit::Word(_) => sums.add_words(postings, *mark, &meanings),
                    Unit::Phrase(stems) => {
                        for_each_occurrence(postings, *mark, stems, |document, count| {
                            sums.add(document, count, 1.0);
                        })
                    }
                }
                .map_err(unreadable)?;
                if field == NAME {
                    // The name is the first field, so that nothing else is in the bitmap yet.
                    let scratch = &mut self.scratch;
                    let held = &scratch.exact[part.blocks.clone()];
                    for (name, held) in scratch.names[part.blocks.clone()].iter_mut().zip(held) {
                        *name = if is_first { *held } else { *name & held };
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes the unit's share into the scores of those who hold it and all before it, and tells the most that it could be.
    fn narrow(&mut self, is_first: bool) -> f64 {
        let scratch = &mut self.scratch;
        let mut match_count = 0;
        for part in &self.parts {
            let exact = &scratch.exact[part.blocks.clone()];
            let inexact = &scratch.inexact[part.blocks.clone()];
            let live = part.segment.live().as_slice();
            let counts = exact.iter().zip(inexact).zip(live);
            let counts =
                counts.map(|((exact, inexact), live)| ((exact | inexact) & live).count_ones());
            match_count += counts.map(u64::from).sum::<u64>();
        }
        let inverse_frequency = self.index.statistics().inverse_frequency(match_count);
        for part in &self.parts {
            for (block, live) in part.blocks.clone().zip(part.segment.live().as_slice()) {
                let exact = std::mem::take(&mut scratch.exact[block]);
                let matched = exact | std::mem::take(&mut scratch.inexact[block]);
                let before = if is_first { *live } else { scratch.candidates[block] };
                let left = matched & before;
                scratch.candidates[block] = left;
                let sums = &mut scratch.sums[block * BLOCK..(block + 1) * BLOCK];
                let scores = &mut scratch.scores[block * BLOCK..(block + 1) * BLOCK];
                for slot in ones(left) {
                    let is_exact = exact >> slot & 1 == 1;
                    let share = inverse_frequency * unit_share(sums[slot], is_exact);
                    scores[slot] = if is_first { share } else { scores[slot] + share };
                }
                for slot in ones(matched) {
                    sums[slot] = 0.0;
                }
            }
        }
        inverse_frequency
    }

    fn has_candidates(&self) -> bool {
        let candidates = &self.scratch.candidates;
        self.parts
            .iter()
            .any(|part| candidates[part.blocks.clone()].iter().any(|block| *block != 0))
    }

    /// Takes the share of two neighbours into the scores of those in whose texts they are neighbours.
    fn add_pair(&mut self, one: &Unit, other: &Unit, most: f64) -> Result<()> {
        let (Unit::Word(one), Unit::Word(other)) = (one, other) else { return Ok(()) };
        let mut term = String::new();
        for part in &self.parts {
            let postings = part.segment.segment().stems();
            for (field, TextField { mark, .. }) in FIELDS.iter().enumerate() {
                self.options.check()?;
                term.clear();
                push_pair(&one.typed.stem, &other.typed.stem, *mark, &mut term);
                let mut sums = Sums::of(&mut self.scratch, part, field, self.weights);
                sums.add_term(postings, &term, 1.0, &mut None).map_err(unreadable)?;
            }
            let scratch = &mut self.scratch;
            for block in part.blocks.clone() {
                let near = std::mem::take(&mut scratch.exact[block]);
                for slot in ones(near) {
                    let place = block * BLOCK + slot;
                    let weighted = std::mem::take(&mut scratch.sums[place]);
                    // The scores of others are left over from before; a sum that nobody reads does no harm.
                    scratch.scores[place] += most * saturate(weighted);
                }
            }
        }
        Ok(())
    }

    /// Lifts those above all others in whose names all words of the query stand, and above these those who have no further
    /// name.
    fn lift_names(&mut self, query: &TextQuery, most_of_all: f64) -> Result<()> {
        let mut held = Vec::new();
        for part in &self.parts {
            self.options.check()?;
            let segment = part.segment.segment();
            let names = &mut self.scratch.names[part.blocks.clone()];
            for stem in query.function_stems() {
                held.clear();
                held.resize(names.len(), 0);
                segment.mark_holders(stem, FIELDS[NAME].mark, &mut held).map_err(unreadable)?;
                names.iter_mut().zip(&held).for_each(|(name, held)| *name &= held);
            }
            for block in part.blocks.clone() {
                for slot in ones(self.scratch.names[block] & self.scratch.candidates[block]) {
                    let document = (block - part.blocks.start) * BLOCK + slot;
                    let is_whole = segment.lengths(NAME)[document] as usize == query.word_count();
                    let lift = if is_whole { 2.0 * most_of_all } else { most_of_all };
                    self.scratch.scores[block * BLOCK + slot] += lift;
                }
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Hits {
        let mut scores = Vec::new();
        for part in &self.parts {
            let ordinals = part.segment.segment().ordinals();
            for (position, block) in part.blocks.clone().enumerate() {
                for slot in ones(std::mem::take(&mut self.scratch.candidates[block])) {
                    let ordinal = ordinals[position * BLOCK + slot];
                    scores.push((ordinal, self.scratch.scores[block * BLOCK + slot]));
                }
            }
        }
        self.scratch.give_back();
        // Sorted by segment already: a stable sort merges those runs.
        scores.sort_by_key(|(ordinal, _)| *ordinal);
        let room = scores.last().map_or(0, |(ordinal, _)| *ordinal as usize + 1);
        let mut ordinals = FixedBitSet::with_capacity(room);
        for (ordinal, _) in &scores {
            ordinals.insert(*ordinal as usize);
        }
        Hits { ordinals, scores }
    }
}

/// Where the counts of one field of one segment go.
struct Sums<'a> {
    weighted: &'a mut [f64],
    exact: &'a mut [usize],
    inexact: &'a mut [usize],
    lengths: &'a [u32],
    weights: FieldWeights<'a>,
}

impl<'a> Sums<'a> {
    fn of(scratch: &'a mut Scratch, part: &Part<'a>, field: usize, weights: &'a Weights) -> Self {
        Self {
            weighted: &mut scratch.sums[part.slots()],
            exact: &mut scratch.exact[part.blocks.clone()],
            inexact: &mut scratch.inexact[part.blocks.clone()],
            lengths: part.segment.segment().lengths(field),
            weights: weights.of_field(field),
        }
    }

    fn add_words(
        &mut self,
        stems: &InvertedIndexReader,
        mark: char,
        meanings: &[Meaning],
    ) -> io::Result<()> {
        let mut postings: Option<BlockSegmentPostings> = None;
        let mut term = String::new();
        for meaning in meanings {
            term.clear();
            term.push_str(&meaning.stem);
            term.push(mark);
            self.add_term(stems, &term, meaning.penalty, &mut postings)?;
        }
        Ok(())
    }

    /// Adds the occurrences of a term; `postings` is room from one to the next.
    fn add_term(
        &mut self,
        stems: &InvertedIndexReader,
        term: &str,
        penalty: f64,
        postings: &mut Option<BlockSegmentPostings>,
    ) -> io::Result<()> {
        let Some(info) = stems.terms().get(term)? else { return Ok(()) };
        let postings = match postings {
            Some(postings) => {
                stems.reset_block_postings_from_terminfo(&info, postings)?;
                postings
            }
            none => none.insert(
                stems.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?,
            ),
        };
        while !postings.docs().is_empty() {
            for (&document, &count) in postings.docs().iter().zip(postings.freqs()) {
                self.add(document, count, penalty);
            }
            postings.advance();
        }
        Ok(())
    }

    #[inline]
    fn add(&mut self, document: u32, count: u32, penalty: f64) {
        let slot = document as usize;
        let weight = self.weights.at(self.lengths[slot]);
        self.weighted[slot] += weight * (penalty * f64::from(count));
        let held = if is_exact(penalty) { &mut *self.exact } else { &mut *self.inexact };
        held[slot / BLOCK] |= 1 << (slot % BLOCK);
    }
}

pub(super) fn unreadable(source: io::Error) -> Error {
    Error::internal("the text index is not readable as written").with_source(source)
}
