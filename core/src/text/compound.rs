//! Words written in parts: `clean-up`, `R&D`, `401(k)`, `O'Brien`.

use std::ops::Range;

use super::word::{LONGEST_WORD_BYTES, is_function_word, is_inner};

/// Words that are also written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compound {
    /// The places of its words among all.
    pub(super) parts: Range<usize>,
    /// The one word: `cleanup`, `r&d`, `401k`, `obrien`.
    pub(super) joined: String,
    /// Whether the parts say little alone, since one of them is a letter or the sign belongs to the word: such a compound is
    /// looked for as one word.
    pub(super) is_tight: bool,
}

/// The compounds of folded text, whose words stand at these places.
///
/// A hyphen, an apostrophe and brackets without a blank join words and disappear. `&` joins where neither
/// side has more than two letters (`fp&a`), `/` single letters (`a/p`), and both stay: `ma` is not `m&a`. Full
/// stops join single letters: `c.p.a`.
pub(super) fn compounds(folded: &str, places: &[Range<usize>]) -> Vec<Compound> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < places.len() {
        let mut joined = String::new();
        let mut is_tight = false;
        let mut end = start + 1;
        while end < places.len()
            && let Some(sign) = joint(folded, &places[end - 1], &places[end])
        {
            if joined.is_empty() {
                joined.push_str(&folded[places[start].clone()]);
                is_tight = is_letter(&joined);
            }
            let part = &folded[places[end].clone()];
            joined.push_str(sign);
            joined.push_str(part);
            is_tight |= !sign.is_empty() || is_letter(part);
            end += 1;
        }
        if !joined.is_empty() && joined.len() <= LONGEST_WORD_BYTES {
            found.push(Compound { parts: start..end, joined, is_tight });
        }
        start = end;
    }
    found
}

/// Single letters with the word behind a blank, as one word: `S Corp` is `scorp` too.
pub(super) fn spaced<'a>(
    folded: &'a str,
    places: &'a [Range<usize>],
) -> impl Iterator<Item = String> + 'a {
    spaced_places(folded, places).map(|(_, joined)| joined)
}

/// As [`spaced`], each with the place of the letter among the words.
pub(super) fn spaced_places<'a>(
    folded: &'a str,
    places: &'a [Range<usize>],
) -> impl Iterator<Item = (usize, String)> + 'a {
    places.windows(2).enumerate().filter_map(|(first, pair)| {
        let [letter, word] = [&folded[pair[0].clone()], &folded[pair[1].clone()]];
        let is_joined = &folded[pair[0].end..pair[1].start] == " "
            && is_letter(letter)
            && word.starts_with(is_inner)
            && !is_letter(word)
            && !is_function_word(letter)
            && !is_function_word(word)
            && word.len() < LONGEST_WORD_BYTES - letter.len();
        is_joined.then(|| (first, format!("{letter}{word}")))
    })
}

/// What stays of the signs between two words that are parts of one; none where they are not.
fn joint(folded: &str, left: &Range<usize>, right: &Range<usize>) -> Option<&'static str> {
    let between = &folded[left.end..right.start];
    let (left, right) = (&folded[left.clone()], &folded[right.clone()]);
    if !left.starts_with(is_inner) || !right.starts_with(is_inner) {
        return None;
    }
    let are_letters = || is_letter(left) && is_letter(right);
    let is_short = |word: &str| word.chars().count() <= 2;
    match between {
        "-" | "\u{2010}" | "'" | "(" | ")(" => Some(""),
        "." if are_letters() => Some(""),
        "/" if are_letters() => Some("/"),
        "&" if is_short(left) && is_short(right) => Some("&"),
        " & " if are_letters() => Some("&"),
        _ => None,
    }
}

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}
