//! The words of a text that is being typed, and which texts they begin.

use super::automaton::{Near, tolerated_edits};
use super::query::check_length;
use super::word::{fold, words};
use crate::error::Result;

/// Words typed so far, each of which begins a word of what is looked for.
#[derive(Debug)]
pub(crate) struct Typed {
    words: Vec<String>,
}

/// How well a text fits what was typed; the least is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fit {
    /// Edits between what was typed and the beginnings of words.
    pub(crate) edit_count: u32,
    /// Whether the text begins otherwise than with the typed words, in their order.
    pub(crate) is_inner: bool,
}

impl Typed {
    /// # Errors
    /// `InvalidArgument` for a text that is too long.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        check_length(text)?;
        Ok(Self { words: words(&fold(text)).map(str::to_owned).collect() })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether every typed word begins a word of the text, whatever case and accents.
    pub(crate) fn fit(&self, text: &str) -> Option<Fit> {
        self.fit_folded(&fold(text))
    }

    pub(super) fn fit_folded(&self, folded: &str) -> Option<Fit> {
        let begins = |typed: &String| words(folded).any(|word| word.starts_with(typed.as_str()));
        if !self.words.iter().all(begins) {
            return None;
        }
        let last = self.words.len().saturating_sub(1);
        let mut typed = self.words.iter().enumerate();
        let mut own = words(folded);
        let is_start = typed.all(|(place, typed)| {
            own.next().is_some_and(|word| {
                if place == last { word.starts_with(typed.as_str()) } else { word == typed }
            })
        });
        Some(Fit { edit_count: 0, is_inner: !is_start })
    }

    /// As these words, with slips: each word has the edits of [`tolerated_edits`], to the beginning of a word.
    pub(crate) fn misspelt(&self) -> Misspelt<'_> {
        let nears = self.words.iter().map(|word| {
            let edits = tolerated_edits(word);
            (edits > 0).then(|| Near::beginning(word, edits))
        });
        Misspelt { typed: self, nears: nears.collect() }
    }
}

/// Typed words with slips.
pub(crate) struct Misspelt<'a> {
    typed: &'a Typed,
    /// None for a word that tolerates no slip.
    nears: Vec<Option<Near>>,
}

impl Misspelt<'_> {
    /// The edits by which every typed word begins a word of the text.
    pub(crate) fn fit(&self, text: &str) -> Option<Fit> {
        self.fit_folded(&fold(text))
    }

    pub(super) fn fit_folded(&self, folded: &str) -> Option<Fit> {
        let mut fit = Fit { edit_count: 0, is_inner: false };
        let mut expected = 0;
        for (typed, near) in self.typed.words.iter().zip(&self.nears) {
            let edits = words(folded).enumerate().filter_map(|(place, word)| {
                edits(typed, near.as_ref(), word).map(|edits| (edits, place))
            });
            let (edits, place) = edits.min()?;
            fit.edit_count += u32::from(edits);
            fit.is_inner |= place != expected;
            expected = place + 1;
        }
        Some(fit)
    }

    /// The longest typed word that tolerates slips.
    pub(super) fn longest(&self) -> Option<&Near> {
        let words = self.typed.words.iter().zip(&self.nears);
        let words = words.filter_map(|(word, near)| Some((word.len(), near.as_ref()?)));
        words.max_by_key(|(length, _)| *length).map(|(_, near)| near)
    }
}

fn edits(typed: &str, near: Option<&Near>, word: &str) -> Option<u8> {
    if word.starts_with(typed) {
        return Some(0);
    }
    near.and_then(|near| near.within(word))
}
