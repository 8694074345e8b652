//! What a query asks for.

use std::ops::Range;

use super::compound::compounds;
use super::word::{
    LONGEST_WORD_BYTES, fold, is_function_word, is_inner, is_lone, places, stem, words,
};
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
/// quotation mark, a full stop. Words that only hold a sentence together are asked for in phrases alone, unless there
/// is no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextQuery {
    units: Vec<Unit>,
    pairs: Vec<(usize, usize)>,
    function_stems: Vec<String>,
    word_count: usize,
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
    pub(super) typed: Spelling,
    /// As one word with its neighbours: `quick books` is `quickbooks` too, and `non-profit` `nonprofit`.
    pub(super) joined: Vec<Spelling>,
}

impl Word {
    fn new(text: &str) -> Self {
        Self { typed: Spelling::new(text), joined: Vec::new() }
    }
}

/// A word as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    /// Folded.
    pub(super) text: String,
    pub(super) stem: String,
    /// Whether it is still being typed, and stands for every word that begins so.
    pub(super) is_begun: bool,
}

impl Spelling {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), stem: stem(text).into_owned(), is_begun: false }
    }
}

impl TextQuery {
    /// Reads a query; none where there is nothing but blanks, which asks for nothing.
    ///
    /// A text of signs alone is a query without words: no advisor holds it.
    ///
    /// # Errors
    /// `InvalidArgument` for more characters or words than are taken.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>> {
        check_length(text)?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        let folded = fold(text);
        let mut reader = Reader::default();
        for part in parts(&folded) {
            match part {
                Part::Plain(text) => reader.read_plain(text),
                Part::Quoted(text) => reader.read_phrase(text),
            }
        }
        if reader.word_count > MOST_WORDS {
            let count = reader.word_count;
            return Err(Error::invalid(format!(
                "field `text` has {count} words; it takes at most {MOST_WORDS}"
            )));
        }
        if folded.ends_with(is_inner) {
            reader.begin_last();
        }
        Ok(Some(reader.finish()))
    }

    pub(super) fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The units that are words and neighbours, by place.
    pub(super) fn pairs(&self) -> &[(usize, usize)] {
        &self.pairs
    }

    /// The stems of the words that are not asked for.
    pub(super) fn function_stems(&self) -> &[String] {
        &self.function_stems
    }

    /// The words as they are counted in a row, those that are not asked for among them.
    pub(super) fn word_count(&self) -> usize {
        self.word_count
    }
}

/// # Errors
/// `InvalidArgument` for more characters than are taken.
pub(super) fn check_length(text: &str) -> Result<()> {
    let letters = text.chars().count();
    if letters > LONGEST_TEXT {
        return Err(Error::invalid(format!(
            "field `text` has {letters} characters; it takes at most {LONGEST_TEXT}"
        )));
    }
    Ok(())
}

/// The units so far, with what will be left out of them.
#[derive(Default)]
struct Reader {
    units: Vec<(Unit, Role)>,
    word_count: usize,
}

/// What a unit is to its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// May be near another.
    Content,
    /// Not asked for; parts no neighbours.
    Function,
    /// `%` or `_`: asked for, parts no neighbours.
    Sign,
    /// A phrase.
    Apart,
}

impl Role {
    fn of(word: &str) -> Self {
        match word {
            _ if word.starts_with(is_lone) => Self::Sign,
            _ if is_function_word(word) => Self::Function,
            _ => Self::Content,
        }
    }
}

impl Reader {
    fn read_phrase(&mut self, text: &str) {
        let stems: Vec<_> = words(text).map(|word| stem(word).into_owned()).collect();
        self.word_count += stems.len();
        if !stems.is_empty() {
            self.units.push((Unit::Phrase(stems), Role::Apart));
        }
    }

    fn read_plain(&mut self, text: &str) {
        let places: Vec<Range<usize>> = places(text).collect();
        self.word_count += places.len();
        let mut compounds = compounds(text, &places).into_iter().peekable();
        let mut found: Vec<(Range<usize>, Word, Role)> = Vec::new();
        let mut next = 0;
        while next < places.len() {
            let compound = compounds.next_if(|compound| compound.parts.start == next);
            let end = compound.as_ref().map_or(next + 1, |compound| compound.parts.end);
            match compound {
                Some(compound) if compound.is_tight => {
                    let place = places[next].start..places[end - 1].end;
                    found.push((place, Word::new(&compound.joined), Role::Content));
                }
                compound => {
                    for place in &places[next..end] {
                        let text = &text[place.clone()];
                        let mut word = Word::new(text);
                        word.joined.extend(
                            compound.as_ref().map(|compound| Spelling::new(&compound.joined)),
                        );
                        found.push((place.clone(), word, Role::of(text)));
                    }
                }
            }
            next = end;
        }
        join_over_blanks(text, &mut found);
        self.units.extend(found.into_iter().map(|(_, word, role)| (Unit::Word(word), role)));
    }

    /// Takes the last word as begun, and what it is a part of.
    fn begin_last(&mut self) {
        let Some(((Unit::Word(last), _), before)) = self.units.split_last_mut() else { return };
        last.typed.is_begun = true;
        for joined in &mut last.joined {
            joined.is_begun = true;
            for (unit, _) in &mut *before {
                if let Unit::Word(word) = unit {
                    let same = word.joined.iter_mut().filter(|other| other.text == joined.text);
                    same.for_each(|other| other.is_begun = true);
                }
            }
        }
    }

    fn finish(self) -> TextQuery {
        let has_content = self.units.iter().any(|(_, role)| *role != Role::Function);
        let mut query = TextQuery {
            units: Vec::new(),
            pairs: Vec::new(),
            function_stems: Vec::new(),
            word_count: self.word_count,
        };
        let mut before: Option<(usize, String)> = None;
        for (unit, role) in self.units {
            match (&unit, role) {
                (Unit::Word(word), Role::Function) if has_content => {
                    query.function_stems.push(word.typed.stem.clone());
                    continue;
                }
                (Unit::Word(word), Role::Content | Role::Function) => {
                    let stem = word.typed.stem.clone();
                    if let Some((place, other)) = &before
                        && *other != stem
                    {
                        query.pairs.push((*place, query.units.len()));
                    }
                    before = Some((query.units.len(), stem));
                }
                (Unit::Word(_), Role::Sign) => {}
                (Unit::Word(_), Role::Apart) | (Unit::Phrase(_), _) => before = None,
            }
            query.units.push(unit);
        }
        query
    }
}

/// Words behind one another with blanks alone between them are one word too.
fn join_over_blanks(text: &str, found: &mut [(Range<usize>, Word, Role)]) {
    let is_plain = |place: &Range<usize>, word: &Word, role: Role| {
        role == Role::Content && text[place.clone()] == word.typed.text
    };
    for at in 1..found.len() {
        let [(left, one, one_role), (right, other, other_role)] = &mut found[at - 1..=at] else {
            continue;
        };
        let between = &text[left.end..right.start];
        let is_blank = !between.is_empty() && between.chars().all(char::is_whitespace);
        let length = one.typed.text.len() + other.typed.text.len();
        if is_blank
            && length <= LONGEST_WORD_BYTES
            && is_plain(left, one, *one_role)
            && is_plain(right, other, *other_role)
        {
            let joined = Spelling::new(&format!("{}{}", one.typed.text, other.typed.text));
            one.joined.push(joined.clone());
            other.joined.push(joined);
        }
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
