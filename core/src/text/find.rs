//! Who holds a query, and how well they fit it.

use std::io;
use std::ops::Range;

use fixedbitset::FixedBitSet;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;

use super::expand::{Meaning, expand};
use super::field::{FIELDS, TextField};
use super::live::LiveSegment;
use super::phrase::for_each_occurrence;
use super::query::{TextQuery, Unit};
use super::relevance::{FieldWeights, Weights, saturate};
use super::scratch::{BLOCK, Scratch, ones};
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
        for (position, unit) in query.units().iter().enumerate() {
            search.weigh(unit, mode)?;
            if !search.narrow(position == 0) {
                break;
            }
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
    fn weigh(&mut self, unit: &Unit, mode: TextMode) -> Result<()> {
        let meanings = match unit {
            Unit::Word(word) => expand(self.index.segments(), word, mode).map_err(unreadable)?,
            Unit::Phrase(_) => Vec::new(),
        };
        for part in &self.parts {
            let segment = part.segment.segment();
            for (field, TextField { mark, .. }) in FIELDS.iter().enumerate() {
                self.options.check()?;
                let mut sums = Sums {
                    weighted: &mut self.scratch.sums[part.slots()],
                    matched: &mut self.scratch.matched[part.blocks.clone()],
                    lengths: segment.lengths(field),
                    weights: self.weights.of_field(field),
                };
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
            }
        }
        Ok(())
    }

    /// Takes the unit's share into the scores, and tells whether anyone is left.
    fn narrow(&mut self, is_first: bool) -> bool {
        let scratch = &mut self.scratch;
        let mut match_count = 0;
        for part in &self.parts {
            let matched = &scratch.matched[part.blocks.clone()];
            let live = part.segment.live().as_slice();
            let counts =
                matched.iter().zip(live).map(|(matched, live)| (matched & live).count_ones());
            match_count += counts.map(u64::from).sum::<u64>();
        }
        let inverse_frequency = self.index.statistics().inverse_frequency(match_count);
        let mut any_left = 0;
        for part in &self.parts {
            for (block, live) in part.blocks.clone().zip(part.segment.live().as_slice()) {
                let matched = std::mem::take(&mut scratch.matched[block]);
                let before = if is_first { *live } else { scratch.candidates[block] };
                let left = matched & before;
                scratch.candidates[block] = left;
                any_left |= left;
                let sums = &mut scratch.sums[block * BLOCK..(block + 1) * BLOCK];
                let scores = &mut scratch.scores[block * BLOCK..(block + 1) * BLOCK];
                for slot in ones(left) {
                    let share = inverse_frequency * saturate(sums[slot]);
                    scores[slot] = if is_first { share } else { scores[slot] + share };
                }
                for slot in ones(matched) {
                    sums[slot] = 0.0;
                }
            }
        }
        any_left != 0
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
    matched: &'a mut [usize],
    lengths: &'a [u32],
    weights: FieldWeights<'a>,
}

impl Sums<'_> {
    fn add_words(
        &mut self,
        stems: &tantivy::InvertedIndexReader,
        mark: char,
        meanings: &[Meaning],
    ) -> io::Result<()> {
        let mut postings: Option<BlockSegmentPostings> = None;
        let mut term = String::new();
        for meaning in meanings {
            term.clear();
            term.push_str(&meaning.stem);
            term.push(mark);
            let Some(info) = stems.terms().get(&term)? else { continue };
            let postings = match &mut postings {
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
                    self.add(document, count, meaning.penalty);
                }
                postings.advance();
            }
        }
        Ok(())
    }

    #[inline]
    fn add(&mut self, document: u32, count: u32, penalty: f64) {
        let slot = document as usize;
        let weight = self.weights.at(self.lengths[slot]);
        self.weighted[slot] += weight * (penalty * f64::from(count));
        self.matched[slot / BLOCK] |= 1 << (slot % BLOCK);
    }
}

fn unreadable(source: io::Error) -> Error {
    Error::internal("the text index is not readable as written").with_source(source)
}
