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

/// Words of a text, for the letters that the tests use, each with what stands before it.
fn read(text: &str) -> Vec<(String, String)> {
    let mut words: Vec<(String, String)> = Vec::new();
    let (mut gap, mut is_inside) = (String::new(), false);
    for letter in text.to_lowercase().chars() {
        let plain = match letter {
            'é' | 'è' => "e".to_owned(),
            'ü' => "u".to_owned(),
            'ß' => "ss".to_owned(),
            'ø' => "o".to_owned(),
            letter if letter.is_ascii_alphanumeric() => letter.to_string(),
            '%' | '_' => {
                words.push((std::mem::take(&mut gap), letter.to_string()));
                is_inside = false;
                continue;
            }
            other => {
                gap.push(other);
                is_inside = false;
                continue;
            }
        };
        if is_inside {
            words.last_mut().unwrap().1.push_str(&plain);
        } else {
            words.push((std::mem::take(&mut gap), plain));
            is_inside = true;
        }
    }
    words
}

fn is_sign(word: &str) -> bool {
    word == "%" || word == "_"
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.starts_with(|letter: char| letter.is_ascii_lowercase())
}

fn is_function(word: &str) -> bool {
    const WORDS: &str = "a am an and are as at be been but by for from had has have he her his i if in into is its me my of \
        on or our she so that the their them they this to was we were who with you your yours";
    WORDS.split_whitespace().any(|other| other == word)
}

/// Words that belong together: `clean-up`; most stand alone.
#[derive(Debug, Default)]
struct Group {
    gap: String,
    parts: Vec<String>,
    /// As one word, with the signs that stay.
    joined: String,
}

impl Group {
    fn is_joined(&self) -> bool {
        self.parts.len() > 1
    }

    fn is_tight(&self) -> bool {
        self.joined.contains(['&', '/']) || self.parts.iter().any(|part| is_letter(part))
    }
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (gap, word) in read(text) {
        let before = groups.last_mut();
        let joins = before.as_ref().is_some_and(|group| {
            let last = group.parts.last().unwrap();
            let letters = is_letter(last) && is_letter(&word);
            !is_sign(last)
                && !is_sign(&word)
                && match gap.as_str() {
                    "-" | "'" | "(" | ")(" => true,
                    "." | "/" | " & " => letters,
                    "&" => last.len() <= 2 && word.len() <= 2,
                    _ => false,
                }
        });
        match before {
            Some(group) if joins => {
                group.joined.push_str(gap.trim_matches(['-', '\'', '(', ')', '.', ' ']));
                group.joined.push_str(&word);
                group.parts.push(word);
            }
            _ => groups.push(Group { gap, parts: vec![word.clone()], joined: word }),
        }
    }
    groups
}

/// One text of a row.
#[derive(Default)]
struct Item {
    /// Word and stem.
    words: Vec<(String, String)>,
    /// As further words count that are no more than another spelling.
    joined: Vec<(String, String)>,
    /// The stems of neighbours.
    pairs: Vec<[String; 2]>,
}

impl Item {
    fn of(text: &str) -> Self {
        let groups = groups(text);
        let words: Vec<(String, String)> = read(text);
        let mut item = Self::default();
        let mut joined: Vec<String> = words
            .windows(2)
            .filter(|pair| {
                let [(_, letter), (gap, word)] = pair else { unreachable!() };
                gap == " "
                    && is_letter(letter)
                    && !is_letter(word)
                    && !is_sign(word)
                    && !is_function(letter)
                    && !is_function(word)
            })
            .map(|pair| format!("{}{}", pair[0].1, pair[1].1))
            .collect();
        joined.extend(
            groups.iter().filter(|group| group.is_joined()).map(|group| group.joined.clone()),
        );
        let with_stem = |word: String| {
            let stem = stem_of(&word);
            (word, stem)
        };
        item.joined = joined.into_iter().map(with_stem).collect();
        let near: Vec<String> = groups
            .iter()
            .flat_map(|group| {
                if group.is_tight() { vec![group.joined.clone()] } else { group.parts.clone() }
            })
            .filter(|word| !is_sign(word) && !is_function(word))
            .map(|word| stem_of(&word))
            .collect();
        item.pairs =
            near.windows(2).map(|pair| sorted([pair[0].clone(), pair[1].clone()])).collect();
        item.words = words.into_iter().map(|(_, word)| with_stem(word)).collect();
        item
    }

    fn count(&self, stems: &[String]) -> usize {
        let is_held = |window: &&[(String, String)]| {
            window.iter().zip(stems).all(|((_, stem), wanted)| stem == wanted)
        };
        let joined = self.joined.iter().filter(|(_, stem)| stems == std::slice::from_ref(stem));
        self.words.windows(stems.len()).filter(is_held).count()
            + if stems.len() == 1 { joined.count() } else { 0 }
    }
}

fn sorted(mut pair: [String; 2]) -> [String; 2] {
    pair.sort();
    pair
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

/// What an advisor must hold.
#[derive(Debug)]
enum Unit {
    /// As it is looked for, and as one word with its neighbours; whether either is begun.
    Word {
        text: String,
        joined: Vec<(String, bool)>,
        is_begun: bool,
    },
    Phrase(Vec<String>),
}

/// The units of a query, and the stems of the words that are not asked for.
fn units(query: &str) -> (Vec<Unit>, Vec<String>) {
    let mut units: Vec<Unit> = Vec::new();
    for (place, part) in query.split('"').enumerate() {
        if place % 2 == 1 {
            units.push(Unit::Phrase(read(part).into_iter().map(|(_, word)| word).collect()));
            continue;
        }
        let mut found: Vec<(Group, Unit)> = Vec::new();
        for group in groups(part) {
            if group.is_tight() || !group.is_joined() {
                let text = group.joined.clone();
                found.push((group, Unit::Word { text, joined: Vec::new(), is_begun: false }));
                continue;
            }
            for (place, part) in group.parts.iter().enumerate() {
                let joined = vec![(group.joined.clone(), false)];
                let gap = if place == 0 { group.gap.clone() } else { "-".to_owned() };
                let alone = Group { gap, parts: vec![part.clone()], joined: part.clone() };
                let text = part.clone();
                found.push((alone, Unit::Word { text, joined, is_begun: false }));
            }
        }
        for at in 1..found.len() {
            let [
                (one, Unit::Word { text: left, joined: before, .. }),
                (other, Unit::Word { text: right, joined: after, .. }),
            ] = &mut found[at - 1..=at]
            else {
                continue;
            };
            let is_plain = |group: &Group, word: &str| {
                group.parts.len() == 1 && !is_sign(word) && !is_function(word)
            };
            let is_blank = !other.gap.is_empty() && other.gap.trim().is_empty();
            if is_blank && is_plain(one, left) && is_plain(other, right) {
                let joined = (format!("{left}{right}"), false);
                before.push(joined.clone());
                after.push(joined);
            }
        }
        units.extend(found.into_iter().map(|(_, unit)| unit));
    }
    if query.ends_with(char::is_alphanumeric)
        && let Some(Unit::Word { is_begun, joined, .. }) = units.last_mut()
    {
        *is_begun = true;
        let last: BTreeSet<String> = joined.iter().map(|(text, _)| text.clone()).collect();
        for unit in &mut units {
            let Unit::Word { joined, .. } = unit else { continue };
            for (text, is_begun) in joined {
                *is_begun = last.contains(text);
            }
        }
    }
    let is_between = |unit: &Unit| matches!(unit, Unit::Word { text, .. } if is_function(text));
    if units.iter().all(is_between) {
        return (units, Vec::new());
    }
    let (between, asked): (Vec<_>, Vec<_>) = units.into_iter().partition(is_between);
    let stems = between.into_iter().filter_map(|unit| match unit {
        Unit::Word { text, .. } => Some(stem_of(&text)),
        Unit::Phrase(_) => None,
    });
    (asked, stems.collect())
}

type Rows = BTreeMap<u32, [Vec<Item>; 7]>;

fn rows(people: &BTreeMap<u32, &Person>) -> Rows {
    let read =
        |person: &Person| fields(person).map(|items| items.into_iter().map(Item::of).collect());
    people.iter().map(|(ordinal, person)| (*ordinal, read(person))).collect()
}

fn vocabulary(rows: &Rows) -> BTreeSet<&(String, String)> {
    let items = rows.values().flatten().flatten();
    items.flat_map(|item| item.words.iter().chain(&item.joined)).collect()
}

/// The stems that a query looks for: alone, and in phrases.
pub(super) fn looked_for(
    people: &BTreeMap<u32, &Person>,
    query: &str,
    mode: TextMode,
) -> [BTreeSet<String>; 2] {
    let rows = rows(people);
    let vocabulary = vocabulary(&rows);
    let (mut alone, mut in_phrases) = (BTreeSet::new(), BTreeSet::new());
    for unit in units(query).0 {
        let sought = sought(&unit, mode, &vocabulary).into_iter().flat_map(|(stems, _)| stems);
        match unit {
            Unit::Word { .. } => alone.extend(sought),
            Unit::Phrase(_) => in_phrases.extend(sought),
        }
    }
    [alone, in_phrases]
}

/// The stems of a text, and those of its compounds as one word.
pub(super) fn stems_of(text: &str) -> [Vec<String>; 2] {
    let item = Item::of(text);
    [item.words, item.joined].map(|words| words.into_iter().map(|(_, stem)| stem).collect())
}

/// The texts of a person that are searched, in the order of the fields.
pub(super) fn texts_of(person: &Person) -> Vec<(usize, usize, &str)> {
    let fields = fields(person).into_iter().enumerate();
    let texts = fields.flat_map(|(field, items)| {
        items.into_iter().enumerate().map(move |(item, text)| (field, item, text))
    });
    texts.collect()
}

/// All shown people by ordinal; answers as the index does, ordinals and score bits.
pub(super) fn find(
    people: &BTreeMap<u32, &Person>,
    query: &str,
    mode: TextMode,
) -> Vec<(u32, u64)> {
    let rows = rows(people);
    let vocabulary = vocabulary(&rows);
    let length = |items: &[Item]| items.iter().map(|item| item.words.len()).sum::<usize>();
    let totals: [usize; 7] =
        std::array::from_fn(|field| rows.values().map(|row| length(&row[field])).sum());
    let weigh = |row: &[Vec<Item>; 7], count: &dyn Fn(&Item) -> Vec<(f64, usize)>| {
        let mut sum = 0.0;
        for (field, (boost, effect)) in FIELDS.into_iter().enumerate() {
            let average = totals[field] as f64 / rows.len() as f64;
            let weight = boost / ((1.0 - effect) + effect * (length(&row[field]) as f64 / average));
            let mut counts: Vec<(f64, usize)> = Vec::new();
            for item in &row[field] {
                for (place, (penalty, count)) in count(item).into_iter().enumerate() {
                    match counts.get_mut(place) {
                        Some((_, sum)) => *sum += count,
                        None => counts.push((penalty, count)),
                    }
                }
            }
            for (penalty, count) in counts {
                if count > 0 {
                    sum += weight * (penalty * count as f64);
                }
            }
        }
        sum
    };
    let saturate = |sum: f64| sum / (2.0 + sum);
    let (units, function_stems) = units(query);
    let all = rows.len() as f64;
    let mut scores: BTreeMap<u32, f64> = rows.keys().map(|ordinal| (*ordinal, 0.0)).collect();
    let mut frequencies = Vec::new();
    for unit in &units {
        let sought = sought(unit, mode, &vocabulary);
        let held: BTreeMap<u32, (f64, bool)> = rows
            .iter()
            .filter_map(|(ordinal, row)| {
                let sum = weigh(row, &|item| {
                    sought.iter().map(|(stems, penalty)| (*penalty, item.count(stems))).collect()
                });
                let mut exact = sought.iter().filter(|(_, penalty)| *penalty >= 1.0);
                let is_exact =
                    exact.any(|(stems, _)| row.iter().flatten().any(|item| item.count(stems) > 0));
                (sum > 0.0).then_some((*ordinal, (sum, is_exact)))
            })
            .collect();
        let matching = held.len() as f64;
        let frequency = libm::log(1.0 + (all - matching + 0.5) / (matching + 0.5));
        frequencies.push(frequency);
        scores.retain(|ordinal, _| held.contains_key(ordinal));
        for (ordinal, score) in &mut scores {
            let (sum, is_exact) = held[ordinal];
            let exact = if is_exact { 1.0 } else { 0.0 };
            *score += frequency * (0.5 * (exact + saturate(sum)));
        }
    }
    let mut most: f64 = frequencies.iter().fold(0.0, |sum, frequency| sum + frequency);
    let mut before: Option<(usize, String)> = None;
    for (place, unit) in units.iter().enumerate() {
        let text = match unit {
            Unit::Word { text, .. } if is_sign(text) => continue,
            Unit::Word { text, .. } => text,
            Unit::Phrase(_) => {
                before = None;
                continue;
            }
        };
        let stem = stem_of(text);
        if let Some((other, with)) = before.replace((place, stem.clone()))
            && with != stem
        {
            let share = 0.5 * f64::min(frequencies[other], frequencies[place]);
            most += share;
            let pair = sorted([with, stem]);
            for (ordinal, score) in &mut scores {
                let sum = weigh(&rows[ordinal], &|item| {
                    vec![(1.0, item.pairs.iter().filter(|near| **near == pair).count())]
                });
                if sum > 0.0 {
                    *score += share * saturate(sum);
                }
            }
        }
    }
    let word_count = read(query).len();
    for (ordinal, score) in &mut scores {
        let [name] = &rows[ordinal][0][..] else { unreachable!("a name is one text") };
        let holds = |unit: &Unit| {
            let sought = sought(unit, TextMode::Exact, &BTreeSet::new());
            sought.iter().any(|(stems, penalty)| *penalty >= 1.0 && name.count(stems) > 0)
        };
        let has_others =
            || function_stems.iter().all(|stem| name.count(std::slice::from_ref(stem)) > 0);
        if word_count > 1 && units.iter().all(holds) && has_others() {
            *score += if name.words.len() == word_count { 2.0 * most } else { most };
        }
    }
    scores.into_iter().map(|(ordinal, score)| (ordinal, score.to_bits())).collect()
}

/// The runs of stems that a unit stands for, by bytes, each with what an occurrence counts.
fn sought(
    unit: &Unit,
    mode: TextMode,
    vocabulary: &BTreeSet<&(String, String)>,
) -> Vec<(Vec<String>, f64)> {
    let (typed, joined, is_begun) = match unit {
        Unit::Word { text, joined, is_begun } => (text, joined, *is_begun),
        Unit::Phrase(words) => {
            return vec![(words.iter().map(|word| stem_of(word)).collect(), 1.0)];
        }
    };
    let has_digit = typed.contains(|letter: char| letter.is_ascii_digit());
    let tolerated = match (mode, typed.chars().count()) {
        (TextMode::Exact, _) | (_, ..4) => 0,
        _ if has_digit => 0,
        (_, 4..8) => 1,
        _ => 2,
    };
    let mut penalties = BTreeMap::from([(stem_of(typed), 1.0)]);
    penalties.extend(joined.iter().map(|(joined, _)| (stem_of(joined), 1.0)));
    for (word, stem) in vocabulary {
        let mut penalty = 0.0_f64;
        let edits = distance(typed, word);
        if edits <= tolerated && mode == TextMode::Typos && tolerated > 0 {
            penalty = penalty.max(0.25_f64.powi(i32::try_from(edits).unwrap()));
        }
        let edits = distance_to_beginning(typed, word);
        if is_begun && edits < tolerated.max(1) {
            penalty = penalty.max(0.5 * 0.25_f64.powi(i32::try_from(edits).unwrap()));
        }
        if joined.iter().any(|(joined, is_begun)| *is_begun && word.starts_with(joined)) {
            penalty = penalty.max(0.5);
        }
        let entry = penalties.entry(stem.clone()).or_insert(0.0);
        *entry = penalty.max(*entry);
    }
    penalties.retain(|_, penalty| *penalty > 0.0);
    penalties.into_iter().map(|(stem, penalty)| (vec![stem], penalty)).collect()
}
