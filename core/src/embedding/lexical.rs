//! The lexical embedder: a pure function from text to a vector of unit length.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use super::frequencies::LEXICAL_FREQUENCIES;
use super::words::{PARAMETERS, Words, add, pair};
use crate::text::word::{fold, words};

/// The name of the built-in model; no vector of a host may have it.
pub(crate) const LEXICAL_MODEL: &str = "lexical-v1";
/// Of the sample's 395 longer texts, a half finds the other half among the best ten 128 times with 256 values,
/// 137 times with 384, 148 times with 32,768 (in `f64`, while the weights were chosen); but 384 values of 15,000
/// advisors, with their codes, are 30 MB in place of 20.
pub(super) const DIMENSION: usize = 256;
/// The longest text of a request, in bytes: some two thousand words.
pub(crate) const TEXT_BYTES_MAX: usize = 16 << 10;

/// Turns text into vectors, with no model to load and nothing to ask over a network.
///
/// It is lexical: texts are near that share words, stems, neighbouring words or parts of words, the rarer
/// the nearer. It knows no meanings: `CFO` and `finance chief` are strangers to it. Case and accents do
/// not matter, inflections and slips of spelling little, the order of words little.
///
/// The vector of a text is the same to the bit on every machine and in every language: sums of whole
/// numbers, divided by their length once. *Shape*: 256 values of unit length; all 0 for a text without a
/// word. *Cost*: microseconds for a sentence, in proportion to the text.
///
/// ```
/// use advisor_engine::LexicalEmbedder;
/// let embedder = LexicalEmbedder::new();
/// let cosine = |one: &str, other: &str| -> f32 {
///     embedder.embed(one).iter().zip(embedder.embed(other)).map(|(a, b)| a * b).sum()
/// };
/// let asked = "payroll for a bakery";
/// assert!(cosine(asked, "Bakeries: PAYROLL, bookkeeping") > cosine(asked, "audits of hospitals"));
/// assert_eq!((embedder.model(), embedder.dimension()), ("lexical-v1", 256));
/// ```
#[derive(Debug, Clone, Default)]
pub struct LexicalEmbedder(());

impl LexicalEmbedder {
    /// The one embedder that there is.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }

    /// The vector of a text.
    #[must_use]
    pub fn embed(&self, text: &str) -> Vec<f32> {
        embed(&mut Words::new(), text).to_vec()
    }

    /// The name of the model, by which its vectors are told from others.
    #[must_use]
    pub const fn model(&self) -> &'static str {
        LEXICAL_MODEL
    }

    /// The values of a vector.
    #[must_use]
    pub const fn dimension(&self) -> usize {
        DIMENSION
    }

    /// A digest of all that vectors depend on beside the text: the table of frequencies and the
    /// parameters. It belongs to the model's name; another digest would be another model.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut bytes = LEXICAL_FREQUENCIES.as_bytes().to_vec();
        bytes.extend((DIMENSION as u64).to_le_bytes());
        bytes.extend(PARAMETERS.iter().flat_map(|parameter| parameter.to_le_bytes()));
        format!("{:032x}", xxh3_128(&bytes))
    }
}

/// The vector of a text; all 0 for one without a word.
///
/// A word that comes n times counts √n times. Sums are whole numbers below 2^53 whatever the text, so
/// that no order of addition shows; the length is the root of a left fold.
#[expect(clippy::cast_possible_truncation, reason = "a vector is of f32")]
pub(super) fn embed(known: &mut Words, text: &str) -> [f32; DIMENSION] {
    let folded = fold(text);
    let mut counts: Vec<(&str, u32)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut neighbours = Vec::new();
    for line in folded.split(is_break) {
        let mut before = None;
        for word in words(line) {
            let place = *places.entry(word).or_insert_with(|| {
                counts.push((word, 0));
                counts.len() - 1
            });
            counts[place].1 += 1;
            if let Some(before) = before.replace(place) {
                neighbours.push((before, place));
            }
        }
    }
    let mut sums = [0.0_f64; DIMENSION];
    let stems: Vec<(u128, i32)> = counts
        .iter()
        .map(|(word, count)| {
            let word = known.get(word);
            let factor = root_in_16ths(*count);
            for (sum, own) in sums.iter_mut().zip(&*word.sums) {
                *sum += factor * f64::from(*own);
            }
            (word.stem, word.rarity)
        })
        .collect();
    let mut pairs: Vec<(u128, i32)> =
        neighbours.into_iter().map(|(one, other)| pair(stems[one], stems[other])).collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (digest, weight) in pairs {
        add(&mut sums, digest, root_in_16ths(1) * f64::from(weight));
    }
    let length = sums.iter().fold(0.0, |squares, sum| squares + sum * sum).sqrt();
    if length == 0.0 {
        return [0.0; DIMENSION];
    }
    sums.map(|sum| (sum / length) as f32)
}

/// Words on either side are no neighbours.
fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')')
}

/// 16 √n, rounded down.
#[expect(clippy::cast_precision_loss, reason = "a root of 40 bits has 20")]
fn root_in_16ths(count: u32) -> f64 {
    (u64::from(count) << 8).isqrt() as f64
}
