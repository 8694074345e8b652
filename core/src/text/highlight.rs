//! Which words of a text a query matches, and the part of it that shows them best.

use std::collections::HashMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::compound::{compounds, spaced_places};
use super::document::Document;
use super::expand::expand;
use super::field::FIELDS;
use super::find::{TextMode, unreadable};
use super::query::{TextQuery, Unit};
use super::state::TextIndex;
use super::word::{fold, places, stem};
use crate::error::Result;
use crate::store::table::Tables;

/// Characters of an excerpt that lie between its first and its last match; two lines of a result list with what stands around.
const MATCHED_LETTERS: usize = 160;
/// Characters that a text is shown whole up to, and that an excerpt has at most, unless one match alone is longer.
const EXCERPT_LETTERS: usize = 220;

/// A piece of a text as it is spelled: matched by the search, or what stands between.
///
/// ```
/// use advisor_engine::Fragment;
/// let fragment = Fragment { text: "Tax".to_owned(), is_match: true };
/// assert_eq!(serde_json::to_string(&fragment).ok().as_deref(), Some(r#"{"text":"Tax","isMatch":true}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fragment {
    /// The piece.
    pub text: String,
    /// Whether the search matched it.
    pub is_match: bool,
}

/// A text or a part of it, in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) fragments: Vec<Fragment>,
    /// Whether text is left out before.
    pub(crate) is_cut_before: bool,
    /// Whether text is left out after.
    pub(crate) is_cut_after: bool,
}

/// What a query matches in texts: the stems and phrases that a search looks for.
#[derive(Debug)]
pub(crate) struct Marker {
    /// With the units that each stands for, as bits by their places.
    stems: HashMap<String, u32>,
    phrases: Vec<(Vec<String>, u32)>,
    /// Of all these stems: a stem begins as its words do, so that most words need none.
    first_letters: Vec<char>,
}

impl TextIndex {
    /// The marker of a query as it is searched in a mode. *Cost*: that of expanding its words.
    ///
    /// # Errors
    /// `Internal` for an index that cannot be read.
    pub(crate) fn marker(&self, query: &TextQuery, mode: TextMode) -> Result<Marker> {
        let mut marker =
            Marker { stems: HashMap::new(), phrases: Vec::new(), first_letters: Vec::new() };
        for (place, unit) in query.units().iter().enumerate() {
            // A query has at most as many words as there are bits.
            let bit = 1 << (place % 32);
            match unit {
                Unit::Word(word) => {
                    for meaning in expand(self.segments(), word, mode).map_err(unreadable)? {
                        *marker.stems.entry(meaning.stem).or_default() |= bit;
                    }
                }
                Unit::Phrase(stems) => marker.phrases.push((stems.clone(), bit)),
            }
        }
        let in_phrases = marker.phrases.iter().flat_map(|(stems, _)| stems);
        let stems = marker.stems.keys().chain(in_phrases);
        marker.first_letters = stems.filter_map(|stem| stem.chars().next()).collect();
        marker.first_letters.sort_unstable();
        marker.first_letters.dedup();
        Ok(marker)
    }
}

impl Marker {
    /// The texts of an advisor that hold matches: the place of the field, that of the item, and what to show.
    ///
    /// *Order*: that of the fields, then of the items. *Cost*: one pass over the advisor's texts.
    pub(crate) fn mark_advisor(
        &self,
        tables: &Tables,
        ordinal: u32,
    ) -> Vec<(usize, usize, Excerpt)> {
        let Some(document) = Document::read(tables, ordinal) else { return Vec::new() };
        let mut marked = Vec::new();
        for (field, source) in FIELDS.iter().enumerate() {
            for (item, text) in document.texts(source).enumerate() {
                marked.extend(self.mark(text).map(|excerpt| (field, item, excerpt)));
            }
        }
        marked
    }

    /// What to show of a text; none where nothing of it matches.
    pub(super) fn mark(&self, text: &str) -> Option<Excerpt> {
        let words = self.marked_words(text);
        let window = best_window(text, &words)?;
        let shown = words.iter().filter(|word| {
            word.units != 0 && word.place.start >= window.start && word.place.end <= window.end
        });
        let mut fragments = Vec::new();
        let mut at = window.start;
        let mut push = |place: Range<usize>, is_match| {
            if !place.is_empty() {
                fragments.push(Fragment { text: text[place].to_owned(), is_match });
            }
        };
        for word in shown {
            push(at..word.place.start, false);
            push(word.place.clone(), true);
            at = word.place.end;
        }
        push(at..window.end, false);
        let is_cut_before = window.start > 0;
        Some(Excerpt { fragments, is_cut_before, is_cut_after: window.end < text.len() })
    }

    /// The words of a text, where they stand in it, and which units match them. A compound that is matched as one word is one.
    fn marked_words(&self, text: &str) -> Vec<MarkedWord> {
        let folded = Folded::new(text);
        let places: Vec<Range<usize>> = places(&folded.text).collect();
        let stem_of = |place: &Range<usize>| {
            let word = &folded.text[place.clone()];
            let may_match =
                word.chars().next().is_some_and(|first| self.first_letters.contains(&first));
            if may_match { stem(word) } else { "".into() }
        };
        let stems: Vec<_> = places.iter().map(stem_of).collect();
        let units_of = |stem: &str| self.stems.get(stem).copied().unwrap_or(0);
        let mut units: Vec<u32> = stems.iter().map(|stem| units_of(stem)).collect();
        for (phrase, bit) in &self.phrases {
            for start in 0..(stems.len() + 1).saturating_sub(phrase.len()) {
                let run = start..start + phrase.len();
                if stems[run.clone()].iter().zip(phrase).all(|(stem, wanted)| stem == wanted) {
                    units[run].iter_mut().for_each(|units| *units |= bit);
                }
            }
        }
        let written = compounds(&folded.text, &places).into_iter();
        let written = written.map(|compound| (compound.parts, compound.joined));
        let spaced =
            spaced_places(&folded.text, &places).map(|(first, joined)| (first..first + 2, joined));
        let mut words: Vec<MarkedWord> = Vec::with_capacity(places.len());
        let mut push = |place: Range<usize>, units: u32| {
            let place = folded.origin(&place);
            match words.last_mut() {
                // Two words of one letter, as of `½`; or what a compound covers already.
                Some(last) if place.start < last.place.end => {
                    last.place.end = last.place.end.max(place.end);
                    last.units |= units;
                }
                _ => words.push(MarkedWord { place, units }),
            }
        };
        let mut joined: Vec<(Range<usize>, u32)> = written
            .chain(spaced)
            .map(|(parts, joined)| (parts, units_of(&stem(&joined))))
            .filter(|(_, units)| *units != 0)
            .collect();
        joined.sort_unstable_by_key(|(parts, _)| parts.start);
        let mut joined = joined.into_iter().peekable();
        for (word, place) in places.iter().enumerate() {
            while let Some((parts, units)) = joined.next_if(|(parts, _)| parts.start == word) {
                push(place.start..places[parts.end - 1].end, units);
            }
            push(place.clone(), units[word]);
        }
        words
    }
}

#[derive(Debug)]
struct MarkedWord {
    /// In the text as it is spelled, in bytes.
    place: Range<usize>,
    units: u32,
}

/// A text with the form that its words are read in.
struct Folded {
    text: String,
    /// Where each byte comes from; none where the two texts are of one shape.
    origins: Option<Vec<u32>>,
    length: usize,
}

impl Folded {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { text: fold(text).into_owned(), origins: None, length: text.len() };
        }
        let mut folded = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len());
        let mut letter_bytes = [0; 4];
        for (offset, letter) in text.char_indices() {
            // Folding reads each letter by itself.
            folded.push_str(&fold(letter.encode_utf8(&mut letter_bytes)));
            origins.resize(folded.len(), crate::width::to_stored(offset));
        }
        Self { text: folded, origins: Some(origins), length: text.len() }
    }

    /// Where a part of the folded text comes from, accents that follow its last letter included.
    fn origin(&self, place: &Range<usize>) -> Range<usize> {
        let Some(origins) = &self.origins else { return place.clone() };
        let last = origins[place.end - 1];
        let next = origins[place.end..].iter().find(|origin| **origin > last);
        let end = next.map_or(self.length, |origin| *origin as usize);
        origins[place.start] as usize..end
    }
}

/// The part of a text to show: all of a short one, and of a long one the part with the matches of most units, of equals
/// with most matches, of equals the first. None where there is no match.
fn best_window(text: &str, words: &[MarkedWord]) -> Option<Range<usize>> {
    let matches: Vec<&MarkedWord> = words.iter().filter(|word| word.units != 0).collect();
    let first = matches.first()?;
    let letters = |place: Range<usize>| text[place].chars().count();
    if letters(0..text.len()) <= EXCERPT_LETTERS {
        return Some(0..text.len());
    }
    let mut best = (0, 0, first.place.clone());
    for (start, word) in matches.iter().enumerate() {
        let (mut units, mut count, mut end) = (0, 0, word.place.end);
        for other in &matches[start..] {
            if count > 0 && letters(word.place.start..other.place.end) > MATCHED_LETTERS {
                break;
            }
            (units, count, end) = (units | other.units, count + 1, other.place.end);
        }
        if (units.count_ones(), count) > (best.0, best.1) {
            best = (units.count_ones(), count, word.place.start..end);
        }
    }
    Some(widen(text, words, best.2))
}

/// Takes in whole words on both sides by turns, as long as there is room.
fn widen(text: &str, words: &[MarkedWord], mut window: Range<usize>) -> Range<usize> {
    let letters = |place: Range<usize>| text[place].chars().count();
    let mut before = words.partition_point(|word| word.place.start < window.start);
    let mut after = words.partition_point(|word| word.place.start < window.end);
    let (mut is_open_before, mut is_open_after) = (true, true);
    while is_open_before || is_open_after {
        if is_open_before {
            let start = before.checked_sub(1).map(|place| words[place].place.start);
            // The signs before the first word belong to it.
            let start = start.filter(|_| before > 1).unwrap_or(0);
            is_open_before = before > 0 && letters(start..window.end) <= EXCERPT_LETTERS;
            if is_open_before {
                (window.start, before) = (start, before - 1);
            }
        }
        if is_open_after {
            let end = words.get(after).map(|word| word.place.end);
            let end = end.filter(|_| after + 1 < words.len()).unwrap_or(text.len());
            is_open_after = after < words.len() && letters(window.start..end) <= EXCERPT_LETTERS;
            if is_open_after {
                (window.end, after) = (end, after + 1);
            }
        }
    }
    // Signs alone are no words to leave out.
    if before == 0 && letters(0..window.end) <= EXCERPT_LETTERS {
        window.start = 0;
    }
    if after == words.len() && letters(window.start..text.len()) <= EXCERPT_LETTERS {
        window.end = text.len();
    }
    window
}
