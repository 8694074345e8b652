//! Search by the book: every row read anew, plain maps, no index.

use std::collections::{BTreeMap, BTreeSet};

use frostem::{Algorithm, Stemmer};

use super::{Person, TextMode};

/// Boost and length effect of every field, in the order of [`fields`].
const FIELDS: [(f64, f64); 7] =
    [(4.0, 0.0), (3.0, 0.5), (2.0, 0.75), (1.0, 0.75), (2.0, 0.25), (2.5, 0.25), (2.5, 0.25)];

fn fields(person: &Person) -> [Vec<&str>; 7] {
    fn all(items: &[String]) -> Vec<&str> {
        items.iter().map(String::as_str).collect()
    }
    let name = if person.is_user_deleted { "" } else { &person.name };
    [
        vec![name],
        vec![&person.title],
        vec![&person.headline],
        vec![&person.bio],
        all(&person.industries),
        all(&person.services),
        all(&person.certifications),
    ]
}

/// Words of a text, for the letters that the tests use.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in text.to_lowercase().chars() {
        let plain = match letter {
            'é' | 'è' => "e",
            'ü' => "u",
            'ß' => "ss",
            'ø' => "o",
            _ => "",
        };
        if !plain.is_empty() {
            words.last_mut().unwrap().push_str(plain);
        } else if letter.is_ascii_alphanumeric() {
            words.last_mut().unwrap().push(letter);
        } else if letter == '%' || letter == '_' {
            words.extend([letter.to_string(), String::new()]);
        } else {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn stem_of(word: &str) -> String {
    if word.chars().all(|letter| letter.is_ascii_lowercase()) {
        Stemmer::new(Algorithm::English).stem(word).into_owned()
    } else {
        word.to_owned()
    }
}

/// Edits between two words, a swap of neighbours being one.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<_>, Vec<_>) = (one.chars().collect(), other.chars().collect());
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            if i == 0 || j == 0 {
                table[i][j] = i + j;
                continue;
            }
            let replaced = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
            let mut least = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = least;
        }
    }
    table[one.len()][other.len()]
}

/// The least distance between a word and a beginning of another.
fn distance_to_beginning(word: &str, other: &str) -> usize {
    let ends = other.char_indices().map(|(end, _)| end).chain([other.len()]);
    ends.map(|end| distance(word, &other[..end])).min().unwrap()
}

/// What a query asks for, as the test put it together.
#[derive(Debug, Clone)]
pub(super) enum Unit {
    Word { text: String, is_begun: bool },
    Phrase(String),
}

/// All shown people by ordinal; answers as the index does, ordinals and score bits.
pub(super) fn find(
    people: &BTreeMap<u32, &Person>,
    units: &[Unit],
    mode: TextMode,
) -> Vec<(u32, u64)> {
    type Items = Vec<Vec<(String, String)>>;
    let rows: BTreeMap<u32, [Items; 7]> = people
        .iter()
        .map(|(ordinal, person)| {
            let read = |text: &str| {
                words_of(text).into_iter().map(|word| (word.clone(), stem_of(&word))).collect()
            };
            (*ordinal, fields(person).map(|items| items.into_iter().map(read).collect()))
        })
        .collect();
    let vocabulary: BTreeSet<&(String, String)> =
        rows.values().flatten().flatten().flatten().collect();
    let length = |items: &Items| items.iter().map(Vec::len).sum::<usize>();
    let totals: [usize; 7] =
        std::array::from_fn(|field| rows.values().map(|row| length(&row[field])).sum());

    let mut scores: Option<BTreeMap<u32, f64>> = None;
    for unit in units {
        let sought = sought(unit, mode, &vocabulary);
        let mut weighted: BTreeMap<u32, f64> = BTreeMap::new();
        for (ordinal, row) in &rows {
            let mut sum = 0.0;
            for (field, (boost, effect)) in FIELDS.into_iter().enumerate() {
                let average = totals[field] as f64 / rows.len() as f64;
                let weight =
                    boost / ((1.0 - effect) + effect * (length(&row[field]) as f64 / average));
                for (stems, penalty) in &sought {
                    let count = count(stems, &row[field]);
                    if count > 0 {
                        sum += weight * (penalty * count as f64);
                    }
                }
            }
            if sum > 0.0 {
                weighted.insert(*ordinal, sum);
            }
        }
        let (all, matching) = (rows.len() as f64, weighted.len() as f64);
        let frequency = libm::log(1.0 + (all - matching + 0.5) / (matching + 0.5));
        let share = |sum: f64| frequency * (sum / (1.2 + sum));
        scores = Some(match scores {
            None => weighted.iter().map(|(ordinal, sum)| (*ordinal, share(*sum))).collect(),
            Some(scores) => scores
                .into_iter()
                .filter_map(|(ordinal, score)| {
                    weighted.get(&ordinal).map(|sum| (ordinal, score + share(*sum)))
                })
                .collect(),
        });
    }
    let scores = scores.unwrap_or_default();
    scores.into_iter().map(|(ordinal, score)| (ordinal, score.to_bits())).collect()
}

/// How often the items of a field hold these stems in a row.
fn count(stems: &[String], items: &[Vec<(String, String)>]) -> usize {
    let is_held = |window: &&[(String, String)]| {
        window.iter().zip(stems).all(|((_, stem), wanted)| stem == wanted)
    };
    items.iter().map(|item| item.windows(stems.len()).filter(is_held).count()).sum()
}

/// The runs of stems that a unit stands for, by bytes, each with what an occurrence counts.
fn sought(
    unit: &Unit,
    mode: TextMode,
    vocabulary: &BTreeSet<&(String, String)>,
) -> Vec<(Vec<String>, f64)> {
    let (text, is_begun) = match unit {
        Unit::Word { text, is_begun } => (text, *is_begun),
        Unit::Phrase(phrase) => {
            return vec![(words_of(phrase).iter().map(|word| stem_of(word)).collect(), 1.0)];
        }
    };
    let words = words_of(text);
    let [typed] = words.as_slice() else { panic!("a unit is one word: {text}") };
    let tolerated = match (mode, typed.chars().count()) {
        (TextMode::Exact, _) | (_, ..4) => 0,
        (_, 4..8) => 1,
        _ => 2,
    };
    let mut penalties = BTreeMap::from([(stem_of(typed), 1.0)]);
    for (word, stem) in vocabulary {
        let mut penalty = 0.0_f64;
        let edits = distance(typed, word);
        if edits <= tolerated && mode == TextMode::Typos {
            penalty = penalty.max(0.25_f64.powi(i32::try_from(edits).unwrap()));
        }
        let edits = distance_to_beginning(typed, word);
        if is_begun && edits < tolerated.max(1) {
            penalty = penalty.max(0.5 * 0.25_f64.powi(i32::try_from(edits).unwrap()));
        }
        let entry = penalties.entry(stem.clone()).or_insert(0.0);
        *entry = penalty.max(*entry);
    }
    penalties.retain(|_, penalty| *penalty > 0.0);
    penalties.into_iter().map(|(stem, penalty)| (vec![stem], penalty)).collect()
}
