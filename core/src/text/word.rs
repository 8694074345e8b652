//! What a word is: the same for rows and for queries.

use std::borrow::Cow;
use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Bytes of the longest word; what runs on beyond is a word of its own, so that nothing is lost and no
/// automaton grows without bound.
pub(super) const LONGEST_WORD_BYTES: usize = 64;

/// The form under which texts that differ only in case and accents are equal.
///
/// Upper case before lower, so that `ß` and `SS`, `ς` and `σ` fold alike; then the compatibility
/// decomposition without its combining marks; then the letters whose stroke Unicode does not take apart.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let has_upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if has_upper { text.to_ascii_lowercase().into() } else { text.into() };
    }
    let mut folded = String::with_capacity(text.len());
    let letters = text
        .chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|&letter| canonical_combining_class(letter) == 0)
        // Some decompositions are in upper case: `™` is `TM`.
        .flat_map(char::to_lowercase);
    for letter in letters {
        match letter {
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => folded.push('\''),
            other => folded.push(other),
        }
    }
    folded.into()
}

/// Whether a letter of folded text belongs to a word of several.
pub(super) fn is_inner(letter: char) -> bool {
    letter.is_alphanumeric()
}

/// `%` and `_` are words of one letter: wildcards of the old search, here they find themselves.
pub(super) fn is_lone(letter: char) -> bool {
    matches!(letter, '%' | '_')
}

/// The words of folded text, in order: runs of letters and digits, and every `%` and `_`.
///
/// All else separates. A possessive `'s` is no part of a word and no word.
pub(crate) fn words(folded: &str) -> impl Iterator<Item = &str> {
    places(folded).map(|place| &folded[place])
}

/// Where the [`words`] of folded text stand, in bytes.
pub(super) fn places(folded: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let mut follows_word = false;
    std::iter::from_fn(move || {
        loop {
            let rest = &folded[at..];
            let first = rest.chars().next()?;
            let start = at;
            if is_inner(first) {
                let length = rest.find(|letter| !is_inner(letter)).unwrap_or(rest.len());
                at += if length > LONGEST_WORD_BYTES {
                    rest.floor_char_boundary(LONGEST_WORD_BYTES)
                } else {
                    length
                };
                follows_word = true;
                return Some(start..at);
            }
            let length = if follows_word { possessive_length(rest) } else { 0 };
            at += length.max(first.len_utf8());
            follows_word = false;
            if is_lone(first) {
                return Some(start..at);
            }
        }
    })
}

/// Words that only hold a sentence together: a query does not ask for them, and they part no neighbours.
///
/// Articles, conjunctions, prepositions, pronouns and forms of *be* and *have*, from the Snowball project's English list of
/// stop words. `it`, `us`, `no`, `not`, `will`, `can` and `do` are left out: information technology, the
/// country, wills and names are searched for.
const FUNCTION_WORDS: [&str; 48] = [
    "a", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had",
    "has", "have", "he", "her", "his", "i", "if", "in", "into", "is", "its", "me", "my", "of",
    "on", "or", "our", "she", "so", "that", "the", "their", "them", "they", "this", "to", "was",
    "we", "were", "who", "with", "you", "your", "yours",
];

/// Whether a folded word is one of the [`FUNCTION_WORDS`].
pub(super) fn is_function_word(word: &str) -> bool {
    word.len() <= 5 && FUNCTION_WORDS.binary_search(&word).is_ok()
}

/// The length of a possessive ending at the start of the text, 0 where there is none.
fn possessive_length(text: &str) -> usize {
    let after = text.strip_prefix("'s");
    let ends = after.is_some_and(|after| !after.chars().next().is_some_and(is_inner));
    if ends { 2 } else { 0 }
}

/// The stem under which inflections of an English word are found together.
///
/// *Source*: the Snowball project's English stemmer (Porter 2). Words with other letters than a to z are
/// their own stem.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Stemmer::new(Algorithm::English).stem(word)
    } else {
        word.into()
    }
}
