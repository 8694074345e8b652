//! What ratings say in figures.

use schemars::JsonSchema;
use serde::Serialize;

use crate::warehouse::rollups::advisor::Ratings;

/// Likelihoods from here on are a promoter's, and those up to [`DETRACTOR_MAX`] a detractor's.
///
/// *Source*: F. F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003.
const PROMOTER_MIN: usize = 9;
const DETRACTOR_MAX: usize = 6;

/// Ratings in figures.
///
/// *What counts*: a satisfaction of 1 to 10, and a likelihood of recommendation of 0 to 10. Values out of range are
/// counted apart and are in no mean, distribution or score.
///
/// ```
/// use advisor_engine::SatisfactionFigures;
/// assert_eq!(SatisfactionFigures::default().net_promoter_score, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SatisfactionFigures {
    /// Ratings with a satisfaction of 1 to 10.
    pub count: u64,
    /// Their mean satisfaction, 1 to 10, higher is better; none without ratings.
    pub mean_of_ten: Option<f64>,
    /// The same on the scale of a profile's rating, 0 to 5: half of it.
    pub mean_of_five: Option<f64>,
    /// Ratings by satisfaction, from 1 to 10, each of them; empty without ratings.
    pub distribution: Vec<RatingCount>,
    /// Ratings with another satisfaction.
    pub out_of_range_count: u64,
    /// The share of promoters less that of detractors, in percent: -100 to 100; none where nobody answered.
    pub net_promoter_score: Option<f64>,
    /// Answers of 9 and 10.
    pub promoter_count: u64,
    /// Answers of 7 and 8.
    pub passive_count: u64,
    /// Answers of 0 to 6.
    pub detractor_count: u64,
    /// Answers out of range.
    pub answer_out_of_range_count: u64,
}

/// How many ratings have a satisfaction.
///
/// ```
/// use advisor_engine::RatingCount;
/// let count = RatingCount { rating: 10, count: 3 };
/// assert_eq!(serde_json::to_string(&count).ok().as_deref(), Some(r#"{"rating":10,"count":3}"#));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatingCount {
    /// The satisfaction, 1 to 10.
    pub rating: u8,
    /// The ratings with it.
    pub count: u64,
}

impl SatisfactionFigures {
    pub(crate) fn of(ratings: &Ratings) -> Self {
        let Ratings { satisfaction, likelihood, likelihood_out_of_range } = ratings;
        let within = &satisfaction[1..];
        let count: i64 = within.iter().sum();
        let sum: i64 = (1..).zip(within).map(|(rating, count)| rating * count).sum();
        let detractors: i64 = likelihood[..=DETRACTOR_MAX].iter().sum();
        let passives: i64 = likelihood[DETRACTOR_MAX + 1..PROMOTER_MIN].iter().sum();
        let promoters: i64 = likelihood[PROMOTER_MIN..].iter().sum();
        let answers = detractors + passives + promoters;
        let mean = (count > 0).then(|| sum as f64 / count as f64);
        Self {
            count: count.cast_unsigned(),
            mean_of_ten: mean,
            mean_of_five: mean.map(|mean| mean / 2.0),
            distribution: (1..)
                .zip(within)
                .filter(|_| count > 0)
                .map(|(rating, count)| RatingCount { rating, count: count.cast_unsigned() })
                .collect(),
            out_of_range_count: satisfaction[0].cast_unsigned(),
            net_promoter_score: (answers > 0)
                .then(|| (100 * (promoters - detractors)) as f64 / answers as f64),
            promoter_count: promoters.cast_unsigned(),
            passive_count: passives.cast_unsigned(),
            detractor_count: detractors.cast_unsigned(),
            answer_out_of_range_count: likelihood_out_of_range.cast_unsigned(),
        }
    }
}
