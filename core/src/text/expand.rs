//! Which stems a word of a query stands for.

use std::io;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use super::automaton::{Near, tolerated_edits};
use super::find::TextMode;
use super::live::LiveSegment;
use super::query::Word;
use super::relevance::{COMPLETION_PENALTY, EDIT_PENALTY};
use super::segment::STEM_MARK;

/// A stem that a word stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meaning {
    pub(super) stem: String,
    /// What its occurrences count: 1 for the word as typed.
    pub(super) penalty: f64,
}

/// The stems that a word stands for, each once, by bytes: its own, and that of the one word that it makes with a
/// neighbour; where it is begun, those of the words that begin so; in [`TextMode::Typos`], those of the
/// words near it.
///
/// Words near a beginning are completed too, with one edit less than a whole word has: with as many,
/// four letters would stand for half the dictionary.
///
/// The words are those of live documents in any segment, so that merging changes nothing.
pub(super) fn expand(
    segments: &[LiveSegment],
    word: &Word,
    mode: TextMode,
) -> io::Result<Vec<Meaning>> {
    let typed = &word.typed;
    let spellings = || std::iter::once(typed).chain(&word.joined);
    let mut meanings: Vec<_> =
        spellings().map(|spelling| Meaning { stem: spelling.stem.clone(), penalty: 1.0 }).collect();
    let edits = if mode == TextMode::Typos { tolerated_edits(&typed.text) } else { 0 };
    let whole = (edits > 0).then(|| Near::whole(&typed.text, edits));
    let beginning = (edits > 1 && typed.is_begun).then(|| Near::beginning(&typed.text, edits - 1));
    for segment in segments {
        for spelling in spellings().filter(|spelling| spelling.is_begun) {
            add_completions(segment, &spelling.text, &mut meanings)?;
        }
        if let Some(near) = &whole {
            add_near(segment, near, 1.0, &mut meanings)?;
        }
        if let Some(near) = &beginning {
            add_near(segment, near, COMPLETION_PENALTY, &mut meanings)?;
        }
    }
    meanings.sort_unstable_by(|one, other| {
        one.stem.cmp(&other.stem).then(other.penalty.total_cmp(&one.penalty))
    });
    meanings.dedup_by(|later, earlier| later.stem == earlier.stem);
    Ok(meanings)
}

fn add_completions(
    segment: &LiveSegment,
    beginning: &str,
    meanings: &mut Vec<Meaning>,
) -> io::Result<()> {
    // No byte of UTF-8 is 0xff: every word that begins so is below.
    let end = [beginning.as_bytes(), &[0xff]].concat();
    let terms = segment.segment().words().terms();
    let mut stream = terms.range().ge(beginning).lt(&end).into_stream()?;
    while let Some((term, info)) = stream.next() {
        if let Some((_, stem)) = split(term)
            && is_live(segment, info)?
        {
            meanings.push(Meaning { stem: stem.to_owned(), penalty: COMPLETION_PENALTY });
        }
    }
    Ok(())
}

fn add_near(
    segment: &LiveSegment,
    near: &Near,
    penalty: f64,
    meanings: &mut Vec<Meaning>,
) -> io::Result<()> {
    let mut stream = segment.segment().words().terms().search(near).into_stream()?;
    while let Some((term, info)) = stream.next() {
        if let Some((word, stem)) = split(term)
            && is_live(segment, info)?
        {
            let edits = near.distance(word);
            let penalty = (0..edits).fold(penalty, |penalty, _| penalty * EDIT_PENALTY);
            meanings.push(Meaning { stem: stem.to_owned(), penalty });
        }
    }
    Ok(())
}

/// The words of live documents that are near, each once, by bytes.
pub(super) fn near_words(segments: &[LiveSegment], near: &Near) -> io::Result<Vec<String>> {
    let mut words = Vec::new();
    for segment in segments {
        let mut stream = segment.segment().words().terms().search(near).into_stream()?;
        while let Some((term, info)) = stream.next() {
            if let Some((word, _)) = split(term)
                && is_live(segment, info)?
            {
                words.push(word.to_owned());
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

/// The word and the stem of a term of the dictionary of words.
fn split(term: &[u8]) -> Option<(&str, &str)> {
    std::str::from_utf8(term).ok()?.split_once(STEM_MARK)
}

/// Whether a live document holds the word.
fn is_live(segment: &LiveSegment, info: &TermInfo) -> io::Result<bool> {
    let ended_count = segment.segment().document_count() - segment.live_count();
    if info.doc_freq as usize > ended_count {
        return Ok(true);
    }
    let words = segment.segment().words();
    let mut postings = words.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while !postings.docs().is_empty() {
        if postings.docs().iter().any(|&document| segment.live().contains(document as usize)) {
            return Ok(true);
        }
        postings.advance();
    }
    Ok(false)
}
