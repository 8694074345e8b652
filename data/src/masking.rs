//! Keeps real firm names out of everything that is generated.
//!
//! Ratings, rates and availability have no public source and are generated; beside a real firm's
//! name they would be statements about that firm. So names are masked in two steps: names that
//! the sample lists are replaced, and of the texts only sentences are kept whose every word is
//! in use among many firms, which drops names that no list holds (third parties, short forms).

use std::collections::{HashMap, HashSet};

/// What stands where a name stood.
const MASK: &str = "the firm";

/// Words at the end of a name that only say its legal form.
const LEGAL_FORMS: &[&str] = &[
    "LLC",
    "INC",
    "LP",
    "L",
    "P",
    "C",
    "LTD",
    "CORP",
    "CO",
    "COMPANY",
    "LLP",
    "PLLC",
    "PC",
    "SA",
    "AG",
    "LIMITED",
    "INCORPORATED",
    "CORPORATION",
    "PTE",
    "PTY",
    "GMBH",
];

/// A word in this many names is generic (`CAPITAL`, `WEALTH`): alone it names nobody.
const GENERIC_NAME_COUNT: usize = 3;

/// A word that this many firms use, some of them in lower case, belongs to the language and not to
/// one of them. Chosen by reading what the thresholds let through: below it, short forms of firm
/// families appear.
const COMMON_FIRM_COUNT: usize = 8;
const LOWER_CASE_FIRM_COUNT: usize = 3;

/// Sentences outside these lengths in bytes are headings or lists.
const SENTENCE_LENGTH_BYTES: std::ops::RangeInclusive<usize> = 12..=260;

/// A sentence that begins so lost its beginning where the text was split.
const FRAGMENT_STARTS: &[&str] =
    &["AND", "OR", "BUT", "WHICH", "WHO", "THAT", "THEREFORE", "HOWEVER"];

/// Short forms that stay in capitals when a text written in capitals is put in sentence case.
const ACRONYMS: &[&str] = &[
    "CFO", "CPA", "CFP", "SEC", "ADV", "US", "IRA", "ETF", "ETFS", "ERISA", "LLC", "IRS", "HR",
    "CPAS", "AUM",
];

/// Finds and replaces the firm names of a sample.
///
/// # Example
///
/// ```
/// use advisor_engine_data::masking::Masker;
/// let masker = Masker::new(["OAK & ELM ADVISORS, LLC"], []);
/// assert_eq!(masker.mask("Clients of Oak & Elm Advisors pay fees."), "Clients of the firm pay fees.");
/// ```
#[derive(Debug, Clone)]
pub struct Masker {
    /// Names as words, by first word, the longest first.
    names: HashMap<String, Vec<Vec<String>>>,
    common_words: HashSet<String>,
}

/// A word of a text: its place and its upper-case form.
struct Word {
    start: usize,
    end: usize,
    upper: String,
}

impl Masker {
    /// Learns the names; `common_words` are those that a kept sentence may hold, in upper case.
    #[must_use]
    pub fn new<'a>(
        names: impl IntoIterator<Item = &'a str>,
        common_words: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let names: Vec<Vec<String>> = names.into_iter().map(upper_words).collect();
        let generic = generic_words(&names);
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for name in names {
            let core = without_legal_form(&name);
            let is_distinctive = core.iter().any(|word| word.len() > 1 && !generic.contains(word));
            let mut patterns = vec![name.clone()];
            if is_distinctive && core.len() < name.len() {
                patterns.push(core.to_vec());
            }
            for pattern in patterns {
                if let Some(first) = pattern.first() {
                    by_first.entry(first.clone()).or_default().push(pattern);
                }
            }
        }
        for patterns in by_first.values_mut() {
            patterns
                .sort_by(|left, right| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
            patterns.dedup();
        }
        Self {
            names: by_first,
            common_words: common_words.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Replaces every firm name in `text`, however it is capitalised or punctuated.
    #[must_use]
    pub fn mask(&self, text: &str) -> String {
        let words = words(text);
        let mut masked = String::with_capacity(text.len());
        let (mut copied, mut position) = (0, 0);
        while position < words.len() {
            let Some(length) = self.name_at(&words, position) else {
                position += 1;
                continue;
            };
            masked.push_str(&text[copied..words[position].start]);
            masked.push_str(MASK);
            copied = words[position + length - 1].end;
            position += length;
        }
        masked.push_str(&text[copied..]);
        masked
    }

    /// The first firm name in `text`, in upper case, or `None` when there is none.
    #[must_use]
    pub fn find_name(&self, text: &str) -> Option<String> {
        let words = words(text);
        (0..words.len()).find_map(|position| {
            let length = self.name_at(&words, position)?;
            let found = &words[position..position + length];
            Some(found.iter().map(|word| word.upper.as_str()).collect::<Vec<_>>().join(" "))
        })
    }

    /// The sentences of a filed text that name nobody, in sentence case.
    #[must_use]
    pub fn sentences(&self, text: &str) -> Vec<String> {
        let is_kept = |sentence: &&str| {
            let words = words(sentence);
            SENTENCE_LENGTH_BYTES.contains(&sentence.len())
                && !sentence.contains(['"', '(', ')', '@', '?', ':', '\u{93}', '\u{94}'])
                && sentence.starts_with(char::is_uppercase)
                && words
                    .first()
                    .is_some_and(|first| !FRAGMENT_STARTS.contains(&first.upper.as_str()))
                && words.iter().all(|word| self.common_words.contains(&word.upper))
                && self.find_name(sentence).is_none()
        };
        text.replace(". ", "\n")
            .replace("///", "\n")
            .split(['\n', '\r', ';'])
            .map(|sentence| sentence.trim().trim_end_matches('.'))
            .filter(is_kept)
            .map(to_sentence_case)
            .collect()
    }

    /// Number of words of the longest name that begins at `position`.
    fn name_at(&self, words: &[Word], position: usize) -> Option<usize> {
        let patterns = self.names.get(&words[position].upper)?;
        let rest = &words[position..];
        let is_match = |pattern: &&Vec<String>| {
            pattern.len() <= rest.len()
                && pattern.iter().zip(rest).all(|(expected, word)| *expected == word.upper)
        };
        patterns.iter().find(is_match).map(Vec::len)
    }
}

/// The name that stands for the firm at `position` of the sample.
#[must_use]
pub fn masked_name(position: usize) -> String {
    format!("Adviser {:04}", position + 1)
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (position, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (character.is_alphanumeric(), start) {
            (true, None) => start = Some(position),
            (false, Some(first)) => {
                words.push(Word {
                    start: first,
                    end: position,
                    upper: text[first..position].to_uppercase(),
                });
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn upper_words(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.upper).collect()
}

fn without_legal_form(name: &[String]) -> &[String] {
    let mut core = name;
    while let Some((last, rest)) = core.split_last() {
        if !LEGAL_FORMS.contains(&last.as_str()) {
            break;
        }
        core = rest;
    }
    core
}

fn generic_words(names: &[Vec<String>]) -> HashSet<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in names.iter().flat_map(|name| name.iter().collect::<HashSet<_>>()) {
        *counts.entry(word).or_default() += 1;
    }
    let is_generic = |(_, count): &(&str, usize)| *count >= GENERIC_NAME_COUNT;
    counts.into_iter().filter(is_generic).map(|(word, _)| word.to_owned()).collect()
}

/// The words of the language among the texts of many firms, in upper case and sorted.
///
/// A word counts when several firms use it and some of them write it small: names are written
/// with a capital, or stand in texts that are all capitals.
pub(crate) fn common_words<'a>(texts_by_firm: impl Iterator<Item = &'a [String]>) -> Vec<String> {
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    for texts in texts_by_firm {
        let mut of_firm: HashMap<String, bool> = HashMap::new();
        for text in texts {
            for word in words(text) {
                let is_small = text[word.start..word.end].starts_with(char::is_lowercase);
                *of_firm.entry(word.upper).or_default() |= is_small;
            }
        }
        for (word, is_small) in of_firm {
            let count = counts.entry(word).or_default();
            count.0 += 1;
            count.1 += usize::from(is_small);
        }
    }
    let is_common = |(word, (firm_count, small_count)): &(String, (usize, usize))| {
        let is_text = word.chars().all(char::is_alphabetic);
        is_text && *firm_count >= COMMON_FIRM_COUNT && *small_count >= LOWER_CASE_FIRM_COUNT
    };
    let mut common: Vec<String> =
        counts.into_iter().filter(is_common).map(|(word, _)| word).collect();
    common.sort_unstable();
    common
}

fn to_sentence_case(sentence: &str) -> String {
    let is_all_capitals = !sentence.chars().any(char::is_lowercase);
    let mut text = String::with_capacity(sentence.len() + 1);
    let mut copied = 0;
    for word in words(sentence) {
        text.push_str(&sentence[copied..word.start]);
        let as_written = &sentence[word.start..word.end];
        if word.start == 0 {
            let mut characters = as_written.chars();
            text.extend(characters.next().into_iter().flat_map(char::to_uppercase));
            let rest = characters.as_str();
            text.push_str(&if is_all_capitals { rest.to_lowercase() } else { rest.to_owned() });
        } else if is_all_capitals && !ACRONYMS.contains(&word.upper.as_str()) {
            text.push_str(&as_written.to_lowercase());
        } else {
            text.push_str(as_written);
        }
        copied = word.end;
    }
    text.push_str(&sentence[copied..]);
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masker() -> Masker {
        let words = ["TAX", "PLANNING", "FOR", "SMALL", "BUSINESSES", "OWNERS", "TOO"];
        Masker::new(["OAKTREE TAX, LLC", "ELM TAX INC.", "J.P. TAX L.P."], words)
    }

    #[test]
    fn a_name_is_masked_in_any_spelling_and_without_its_legal_form() {
        let masker = masker();
        assert_eq!(
            masker.mask("Oaktree Tax, LLC's owners; OAKTREE TAX"),
            "the firm's owners; the firm"
        );
        assert_eq!(masker.mask("by J. P. Tax L.P."), "by the firm.");
        assert_eq!(masker.find_name("an elm tax inc, too").as_deref(), Some("ELM TAX INC"));
    }

    #[test]
    fn a_generic_word_alone_is_no_name() {
        assert_eq!(masker().mask("The tax of an elm"), "The tax of an elm");
    }

    #[test]
    fn a_sentence_with_an_unlisted_word_is_dropped() {
        let masker = masker();
        let kept = masker
            .sentences("TAX PLANNING FOR SMALL BUSINESSES. TAX PLANNING FOR GALLO OWNERS TOO.");
        assert_eq!(kept, ["Tax planning for small businesses."]);
    }

    #[test]
    fn a_common_word_is_one_that_several_firms_write_small() {
        let text = |number: usize| vec![format!("Gallo offers planning in EAGLE {number}")];
        let firms: Vec<Vec<String>> = (0..COMMON_FIRM_COUNT).map(text).collect();
        assert_eq!(common_words(firms.iter().map(Vec::as_slice)), ["IN", "OFFERS", "PLANNING"]);
    }
}
