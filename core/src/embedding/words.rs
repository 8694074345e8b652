//! What one word, or two side by side, add to the vector of a text.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128_with_seed;

use super::frequencies::Frequencies;
use super::lexical::DIMENSION;
use crate::text::word::stem;

/// Places of the vector that one feature is added to, each with a sign of its own. One place would make
/// any two of a few hundred features as good as equal; eight make two features' product small, for a
/// digest of 128 bits. *Source*: Achlioptas, "Database-friendly random projections", 2003, made sparse.
const SPREAD: i32 = 8;

/// Letters of the parts that a word is taken apart into, its ends counted as letters.
const PART_LENGTHS: [usize; 3] = [3, 4, 5];
/// Stand before and behind a word, so that how it begins and ends is told apart from its middle.
const ENDS: (char, char) = ('<', '>');

/// Weights in sixteenths. The stem and the parts, all of a word together, make most of it: the one finds
/// inflections, the others slips of spelling. The spelling prefers the same inflection, a pair the same
/// words side by side. *Source*: halves of the sample's texts that look for each other, as the suite's test
/// of the embedder does it: without parts misspelt halves are found less often, and the other weights could be
/// twice or half as large without a difference.
const STEM_WEIGHT: i32 = 16;
const SPELLING_WEIGHT: i32 = 6;
const PARTS_WEIGHT: i32 = 16;
const PAIR_WEIGHT: i32 = 8;

/// Kinds of features, told apart by the seed of their digest.
const STEM: u64 = 1;
const SPELLING: u64 = 2;
const PART: u64 = 3;
const PAIR: u64 = 4;

/// Of more words than that, what they add is computed again: a kilobyte each.
const MOST_KNOWN: usize = 4096;

/// What the table and the constants come to; a change of any of them changes it, and is another model.
pub(super) const PARAMETERS: [i32; 5] =
    [SPREAD, STEM_WEIGHT, SPELLING_WEIGHT, PARTS_WEIGHT, PAIR_WEIGHT];

/// A word as the embedder sees it.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) stem: u128,
    pub(super) rarity: i32,
    pub(super) sums: Box<[i32; DIMENSION]>,
}

/// The words met so far: what one adds is a function of the word, and costs more than a look-up.
#[derive(Debug)]
pub(super) struct Words {
    frequencies: &'static Frequencies,
    known: HashMap<Box<str>, Word>,
}

impl Words {
    pub(super) fn new() -> Self {
        Self { frequencies: Frequencies::frozen(), known: HashMap::new() }
    }

    /// A word of folded text.
    pub(super) fn get(&mut self, word: &str) -> &Word {
        if !self.known.contains_key(word) {
            if self.known.len() == MOST_KNOWN {
                self.known.clear();
            }
            self.known.insert(word.into(), Word::new(self.frequencies, word));
        }
        &self.known[word]
    }
}

impl Word {
    fn new(frequencies: &Frequencies, word: &str) -> Self {
        let stemmed = stem(word);
        let rarity = frequencies.rarity(&stemmed);
        let mut sums = [0; DIMENSION];
        let stem = digest(STEM, stemmed.as_bytes());
        add(&mut sums, stem, rarity * STEM_WEIGHT);
        add(&mut sums, digest(SPELLING, word.as_bytes()), rarity * SPELLING_WEIGHT);
        let parts = parts(word);
        let weight = rarity * PARTS_WEIGHT * 256 / root_in_256ths(parts.len());
        for part in parts {
            add(&mut sums, part, weight);
        }
        Self { stem, rarity, sums: Box::new(sums) }
    }
}

/// The digest of two stems that stand together, and what weighs it: a pair is as rare as the more common one.
pub(super) fn pair(one: (u128, i32), other: (u128, i32)) -> (u128, i32) {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(&one.0.to_le_bytes());
    bytes[16..].copy_from_slice(&other.0.to_le_bytes());
    (digest(PAIR, &bytes), one.1.min(other.1) * PAIR_WEIGHT)
}

/// The digests of the parts of a word; at least one, as the shortest word with its ends has three letters.
fn parts(word: &str) -> Vec<u128> {
    let letters: Vec<char> = [ENDS.0].into_iter().chain(word.chars()).chain([ENDS.1]).collect();
    let windows = PART_LENGTHS.iter().flat_map(|&length| letters.windows(length));
    let mut text = String::new();
    windows
        .map(|window| {
            text.clear();
            text.extend(window);
            digest(PART, text.as_bytes())
        })
        .collect()
}

fn digest(kind: u64, bytes: &[u8]) -> u128 {
    xxh3_128_with_seed(bytes, kind)
}

/// 256 √n, rounded down.
fn root_in_256ths(count: usize) -> i32 {
    i32::try_from((count << 16).isqrt()).expect("a word has a few hundred parts")
}

/// Adds a feature at its places: 16 bits of its digest each, one of them the sign.
pub(super) fn add<T: std::ops::AddAssign + std::ops::Neg<Output = T> + Copy>(
    sums: &mut [T; DIMENSION],
    mut digest: u128,
    weight: T,
) {
    for _ in 0..SPREAD {
        let bits = (digest & 0xffff) as usize;
        // As many of the 2^15 go to each place, to one.
        let place = ((bits & 0x7fff) * DIMENSION) >> 15;
        sums[place] += if bits & 0x8000 == 0 { weight } else { -weight };
        digest >>= 16;
    }
}
