//! The formula of relevance: BM25F over the live rows, words as typed before all others, neighbours, names first.
//!
//! For a query of units u (words or phrases) and pairs p of words that are neighbours in it:
//!
//! ```text
//! score    = words + pairs, + lift · most          left fold: units in query order, then pairs
//! words    = Σ_u idf(u) · (exact(u) + s(w(u))) / 2
//! pairs    = Σ_p most(p) · s(w(p))                 most(p) = PAIR_SHARE · min(idf(u), idf(v)) for p = (u, v)
//! s(w)     = w / (k1 + w)
//! w(u)     = Σ_f Σ_t weight(f, length_f) · (penalty(t) · count_f(t))    fields in declared order, stems by bytes
//! weight(f, length) = boost_f / ((1 − b_f) + b_f · (length / average_f))
//! idf(u)   = ln(1 + (N − n + 0.5) / (n + 0.5))
//! most     = Σ_u idf(u) + Σ_p most(p)              left fold
//! lift     = 2 where the name is the query, 1 where it holds it and more, else 0
//! ```
//!
//! t runs over the stems that the unit stands for, `count_f(t)` is how often field f holds t, `length_f` its
//! words, N the live advisors, n those that the unit matches. `exact(u)` is 1 for an advisor who holds the unit with a
//! penalty of 1 (as typed, in any inflection) and else 0: since s is below 1, a word as typed is worth more than one that is begun or
//! misspelt, wherever both stand. A pair counts where both stems stand side by side in one item of a field, in
//! either order, with nothing but function words and signs between them; it has no penalty. A name holds the query if every
//! word of it, function words too, stands in the name as typed; it is the query if it has no further words.
//! Since no sum of words and pairs reaches `most`, the lift decides before they do. Queries of one word have none.
//!
//! Lengths and counts are exact and of live rows only; no term depends on where a row is stored. Penalties are powers
//! of two, so that multiplying by one rounds nothing.
//!
//! *Source*: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
//! 3.6: occurrences of all fields are weighed and added before they saturate; the 1 inside the logarithm
//! keeps common words above zero. The stems of one unit share one frequency, as synonyms do: a rare
//! misspelling would otherwise outweigh the word that was meant. Pairs: Rasolofo and Savoy, "Term Proximity Scoring
//! for Keyword-Based Retrieval Systems" (2003), which add to BM25 a saturated weight of pairs with the lesser of the two
//! words' weights; here of neighbours alone, and weighed by field. The halves and the lift are ours.

use super::field::{FIELD_COUNT, FIELDS};

/// How soon further occurrences stop counting: the upper end of what is usual for BM25 (1.2 to 2), since boosts
/// make several of one.
const K1: f64 = 2.0;

/// What two neighbours count at most, beside the more frequent of them: half of it, so that a missing word is never made up
/// for by near ones.
pub(super) const PAIR_SHARE: f64 = 0.5;

/// What an occurrence counts that was only begun in the query.
pub(super) const COMPLETION_PENALTY: f64 = 0.5;

/// What an occurrence counts for every edit between it and the query.
pub(super) const EDIT_PENALTY: f64 = 0.25;

/// Lengths whose weight is looked up: nearly all.
const TABLED_LENGTHS: usize = 512;

/// What relevance needs to know of all live rows; a sum over them, so that their order does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Statistics {
    pub(super) advisor_count: u64,
    /// Words per field.
    pub(super) word_counts: [u64; FIELD_COUNT],
    /// The wrapping sum of the documents' digests.
    pub(super) digest: u64,
}

impl Statistics {
    pub(super) fn add(&mut self, other: &Self) {
        self.advisor_count += other.advisor_count;
        for (sum, count) in self.word_counts.iter_mut().zip(other.word_counts) {
            *sum += count;
        }
        self.digest = self.digest.wrapping_add(other.digest);
    }

    pub(super) fn subtract(&mut self, other: &Self) {
        self.advisor_count -= other.advisor_count;
        for (sum, count) in self.word_counts.iter_mut().zip(other.word_counts) {
            *sum -= count;
        }
        self.digest = self.digest.wrapping_sub(other.digest);
    }

    /// How much a unit tells that so many advisors match.
    pub(super) fn inverse_frequency(&self, match_count: u64) -> f64 {
        let matching = match_count as f64;
        let others = (self.advisor_count - match_count) as f64;
        // The library's logarithm is one program everywhere; the platform's is not.
        libm::log(1.0 + (others + 0.5) / (matching + 0.5))
    }
}

/// Whether an occurrence is of the word as typed, up to its inflection.
#[inline]
pub(super) fn is_exact(penalty: f64) -> bool {
    penalty >= 1.0
}

/// The share of a unit in the score, before its frequency.
#[inline]
pub(super) fn unit_share(weighted_count: f64, is_exact: bool) -> f64 {
    (f64::from(u8::from(is_exact)) + saturate(weighted_count)) * 0.5
}

/// What weighted occurrences count, below 1.
#[inline]
pub(super) fn saturate(weighted_count: f64) -> f64 {
    weighted_count / (K1 + weighted_count)
}

/// The weight of an occurrence by field and length.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    averages: [f64; FIELD_COUNT],
    tables: Vec<[f64; TABLED_LENGTHS]>,
}

impl Weights {
    pub(super) fn new(statistics: &Statistics) -> Self {
        let averages = statistics.word_counts.map(|count| {
            // A field without words has no occurrence to weigh.
            count.max(1) as f64 / statistics.advisor_count.max(1) as f64
        });
        let tables = (0..FIELD_COUNT)
            .map(|field| {
                std::array::from_fn(|length| weight(field, averages[field], length as f64))
            })
            .collect();
        Self { averages, tables }
    }

    pub(super) fn of_field(&self, field: usize) -> FieldWeights<'_> {
        FieldWeights { field, average: self.averages[field], table: &self.tables[field] }
    }

    pub(super) fn byte_count(&self) -> usize {
        size_of_val(self.tables.as_slice())
    }
}

/// The weights of one field.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldWeights<'a> {
    field: usize,
    average: f64,
    table: &'a [f64; TABLED_LENGTHS],
}

impl FieldWeights<'_> {
    #[inline]
    pub(super) fn at(self, length: u32) -> f64 {
        match self.table.get(length as usize) {
            Some(weight) => *weight,
            None => weight(self.field, self.average, f64::from(length)),
        }
    }
}

fn weight(field: usize, average: f64, length: f64) -> f64 {
    let effect = FIELDS[field].length_effect;
    FIELDS[field].boost / ((1.0 - effect) + effect * (length / average))
}
