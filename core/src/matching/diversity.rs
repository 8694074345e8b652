//! Matches that differ from one another: maximal marginal relevance.
//!
//! *Source*: Carbonell and Goldstein, "The use of MMR, diversity-based reranking for reordering documents
//! and producing summaries", SIGIR 1998.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::best::Scored;
use super::needs::LIMIT_MAX;
use super::signals::Signals;
use crate::error::{Error, Result};
use crate::options::CallOptions;
use crate::vector::kernel::{Kernel, cosine};

/// How many of the best a match is chosen from where nobody says: a few for each.
const CANDIDATES_PER_MATCH: usize = 5;
/// Cosines between two looks at the deadline and the cancel flag.
const BLOCK: usize = 64;

/// Asks for matches that differ from one another.
///
/// Of the best by score, one after the other is chosen for which `lambda · score' − (1 − lambda) · similarity` is
/// highest, where `score'` is the score between the lowest (0) and the highest (1) of those to choose from, all 1
/// where they are equal, and `similarity` the largest cosine of the embedding with that of one chosen before, 0
/// where one of them has none; with needs in words, of the lexical vectors. Equal values go to the better score, then to the smaller id.
///
/// ```
/// use advisor_engine::Diversity;
/// let diversity: Diversity = serde_json::from_str(r#"{"lambda": 0.7}"#).expect("valid JSON");
/// assert_eq!((diversity.lambda, diversity.candidates), (0.7, None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Diversity {
    /// How much the score counts, 0 to 1: 1 gives the order by score, 0 looks at likeness alone.
    pub lambda: f64,
    /// How many of the best to choose from: the limit to 1000, by default five times the limit, at most 1000.
    #[serde(default)]
    pub candidates: Option<usize>,
}

/// Why an advisor was chosen at a place.
///
/// ```
/// use advisor_engine::MatchDiversity;
/// let first = MatchDiversity { value: 0.7, similarity: 0.0 };
/// assert_eq!(serde_json::to_string(&first).ok().as_deref(), Some(r#"{"value":0.7,"similarity":0.0}"#));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchDiversity {
    /// What was highest of those left to choose from.
    pub value: f64,
    /// The largest cosine with one chosen before, -1 to 1; 0 for the first.
    pub similarity: f64,
}

impl Diversity {
    pub(super) fn candidate_count(self, limit: usize) -> usize {
        self.candidates.unwrap_or_else(|| (CANDIDATES_PER_MATCH * limit).min(LIMIT_MAX))
    }

    /// # Errors
    /// `InvalidArgument` for a value out of range.
    pub(super) fn validate(self, limit: usize) -> Result<()> {
        if !(0.0..=1.0).contains(&self.lambda) {
            return Err(Error::invalid(format!(
                "field `diversity.lambda` is {}; expected 0 to 1",
                self.lambda
            )));
        }
        match self.candidates {
            Some(count) if !(limit..=LIMIT_MAX).contains(&count) => Err(Error::invalid(format!(
                "field `diversity.candidates` is {count}; expected {limit}, which is `limit`, to {LIMIT_MAX}"
            ))),
            _ => Ok(()),
        }
    }
}

/// Chooses from the best, which are in their order. *Cost*: a cosine of each with each of the chosen.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(super) fn diversify(
    best: &[Scored],
    lambda: f64,
    limit: usize,
    signals: &Signals<'_>,
    kernel: Kernel,
    options: &CallOptions,
) -> Result<Vec<(Scored, MatchDiversity)>> {
    let mut left: Vec<Candidate> = scaled(best)
        .into_iter()
        .zip(best)
        .map(|(relevance, scored)| Candidate { scored: *scored, relevance, similarity: None })
        .collect();
    let mut chosen = Vec::with_capacity(limit.min(best.len()));
    while chosen.len() < limit {
        let mut highest: Option<(usize, f64)> = None;
        for (place, candidate) in left.iter().enumerate() {
            let value = candidate.value(lambda);
            if highest.is_none_or(|(_, other)| value > other) {
                highest = Some((place, value));
            }
        }
        let Some((place, value)) = highest else { break };
        let next = left.remove(place);
        let similarity = next.similarity.unwrap_or_default();
        chosen.push((next.scored, MatchDiversity { value, similarity }));
        let embedding = signals.embedding(next.scored.1);
        for block in left.chunks_mut(BLOCK) {
            options.check()?;
            for candidate in block {
                let similarity = match (embedding, signals.embedding(candidate.scored.1)) {
                    (Some(one), Some(other)) => {
                        cosine(kernel.dot(one.vector, other.vector), one.norm, other.norm)
                    }
                    _ => 0.0,
                };
                let largest =
                    candidate.similarity.map_or(similarity, |before| before.max(similarity));
                candidate.similarity = Some(largest);
            }
        }
    }
    Ok(chosen)
}

struct Candidate {
    scored: Scored,
    /// The score, brought to 0 to 1.
    relevance: f64,
    /// The largest with one that was chosen; none before the first.
    similarity: Option<f64>,
}

impl Candidate {
    fn value(&self, lambda: f64) -> f64 {
        lambda * self.relevance - (1.0 - lambda) * self.similarity.unwrap_or_default()
    }
}

/// The scores between their lowest, 0, and their highest, 1; all 1 where they do not differ by a finite number.
fn scaled(best: &[Scored]) -> Vec<f64> {
    let (highest, lowest) = match best {
        [(highest, _), .., (lowest, _)] => (*highest, *lowest),
        _ => (0.0, 0.0),
    };
    let width = highest - lowest;
    let scale = |(score, _): &Scored| {
        if width > 0.0 && width.is_finite() { (score - lowest) / width } else { 1.0 }
    };
    best.iter().map(scale).collect()
}
