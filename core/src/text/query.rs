//! What a query asks for.

use super::word::{fold, is_inner, stem, words};
use crate::error::{Error, Result};

/// Characters that a query may have.
const LONGEST_TEXT: usize = 1024;

/// Words that a query may have, those of phrases included.
const MOST_WORDS: usize = 32;

/// Words and phrases, all of which an advisor must hold.
///
/// Words are read as those of the rows are: `%` and `_` are words of their own. Text within `"` is a
/// phrase, whose words stand one after the other in one field; a quotation mark without a second one says
/// nothing. The last word is taken as begun, not finished, unless anything follows it: a blank, a
/// quotation mark, a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextQuery {
    units: Vec<Unit>,
}

/// What an advisor must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    Word(Word),
    /// Stems, one after the other.
    Phrase(Vec<String>),
}

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded.
    pub(super) text: String,
    pub(super) stem: String,
    /// Whether it is still being typed, and stands for every word that begins so.
    pub(super) is_begun: bool,
}

impl TextQuery {
    /// Reads a query; none where there is nothing but blanks, which asks for nothing.
    ///
    /// A text of signs alone is a query without words: no advisor holds it.
    ///
    /// # Errors
    /// `InvalidArgument` for more characters or words than are taken.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>> {
        let letters = text.chars().count();
        if letters > LONGEST_TEXT {
            return Err(Error::invalid(format!(
                "field `text` has {letters} characters; it takes at most {LONGEST_TEXT}"
            )));
        }
        if text.trim().is_empty() {
            return Ok(None);
        }
        let mut units = Vec::new();
        let mut word_count = 0;
        let folded = fold(text);
        for part in parts(&folded) {
            match part {
                Part::Plain(text) => {
                    let found = words(text).map(|word| Word {
                        text: word.to_owned(),
                        stem: stem(word).into_owned(),
                        is_begun: false,
                    });
                    units.extend(found.inspect(|_| word_count += 1).map(Unit::Word));
                }
                Part::Quoted(text) => {
                    let stems: Vec<_> = words(text).map(|word| stem(word).into_owned()).collect();
                    word_count += stems.len();
                    if !stems.is_empty() {
                        units.push(Unit::Phrase(stems));
                    }
                }
            }
        }
        if word_count > MOST_WORDS {
            return Err(Error::invalid(format!(
                "field `text` has {word_count} words; it takes at most {MOST_WORDS}"
            )));
        }
        if let Some(Unit::Word(last)) = units.last_mut() {
            last.is_begun = folded.ends_with(is_inner);
        }
        Ok(Some(Self { units }))
    }

    pub(super) fn units(&self) -> &[Unit] {
        &self.units
    }
}

enum Part<'a> {
    Plain(&'a str),
    Quoted(&'a str),
}

/// A text by its quotation marks.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let is_mark = |letter| matches!(letter, '"' | '\u{201c}' | '\u{201d}');
    let last = text.split(is_mark).count() - 1;
    text.split(is_mark).enumerate().map(move |(position, part)| {
        // Odd parts lie between two marks, unless no second one came.
        if position % 2 == 1 && position < last { Part::Quoted(part) } else { Part::Plain(part) }
    })
}
