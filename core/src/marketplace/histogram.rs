//! How the hourly rates of a result are spread.

use fixedbitset::FixedBitSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::filter::narrow_ordinal;
use crate::model::money::Money;
use crate::profiles::Profiles;

/// Buckets where nothing is said of them; what a slider of a search form shows well.
const BUCKET_COUNT_DEFAULT: u32 = 20;
const BUCKET_COUNT_MAX: u32 = 200;

/// Asks for the spread of hourly rates, in buckets of one width.
///
/// Either a number of buckets, by default 20, or their width.
///
/// ```
/// use advisor_engine::RateBuckets;
/// let buckets: RateBuckets = serde_json::from_str(r#"{"width": "25.00"}"#).expect("valid JSON");
/// assert_eq!(buckets.bucket_count, None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RateBuckets {
    /// How many buckets lie between the lowest rate and the highest: 1 to 200.
    pub bucket_count: Option<u32>,
    /// The width of a bucket, whose bounds are then multiples of it; at most 200 buckets.
    pub width: Option<Money>,
}

/// The hourly rates of a result, exactly, without the filters `hourlyRateMin` and `hourlyRateMax` themselves: what moving
/// them would give.
///
/// The counts of the buckets and of the missing add up to the total.
///
/// ```
/// use advisor_engine::RateHistogram;
/// let empty = RateHistogram { total: 2, missing: 2, min: None, max: None, buckets: Vec::new() };
/// assert_eq!(empty.total, empty.missing);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateHistogram {
    /// Advisors of the result without the filters of the rate.
    pub total: usize,
    /// Those of them who state no rate.
    pub missing: usize,
    /// The lowest rate; none where nobody states one.
    pub min: Option<Money>,
    /// The highest rate.
    pub max: Option<Money>,
    /// From the lowest rate to the highest, empty ones too. Where a number of them was asked for, there are so many: the
    /// first starts at the lowest rate, and the width is rounded up to whole cents, so that the last may end beyond the
    /// highest rate.
    pub buckets: Vec<RateBucket>,
}

/// How many advisors have a rate from one bound up to another.
///
/// ```
/// use advisor_engine::{Money, RateBucket};
/// let bucket = RateBucket { from: Money::from_cents(10_000), to: Money::from_cents(12_500), count: 3 };
/// assert_eq!(
///     serde_json::to_string(&bucket).ok().as_deref(),
///     Some(r#"{"from":"100.00","to":"125.00","count":3}"#),
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RateBucket {
    /// The least rate of the bucket.
    pub from: Money,
    /// The rate that it ends before.
    pub to: Money,
    /// Advisors in it.
    pub count: usize,
}

impl RateBuckets {
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    pub(super) fn check(self) -> Result<()> {
        match (self.bucket_count, self.width) {
            (Some(_), Some(_)) => Err(Error::invalid(
                "field `rateHistogram` has `bucketCount` and `width`; expected one of them",
            )),
            (Some(count), None) if !(1..=BUCKET_COUNT_MAX).contains(&count) => {
                Err(Error::invalid(format!(
                    "field `rateHistogram.bucketCount` is {count}; expected 1 to {BUCKET_COUNT_MAX}"
                )))
            }
            (None, Some(width)) if width.cents() <= 0 => Err(Error::invalid(format!(
                "field `rateHistogram.width` is {width}; expected more than 0"
            ))),
            _ => Ok(()),
        }
    }

    /// Counts the rates of a set. *Cost*: one look at the rate of each.
    ///
    /// # Errors
    /// `InvalidArgument` for a width by which there are too many buckets.
    pub(super) fn count(
        self,
        profiles: &Profiles,
        advisors: &FixedBitSet,
    ) -> Result<RateHistogram> {
        let total = advisors.count_ones(..);
        let ordinals = advisors.ones().map(narrow_ordinal);
        let rates: Vec<i64> =
            ordinals.filter_map(|ordinal| profiles.columns().hourly_rate(ordinal)).collect();
        let missing = total - rates.len();
        let (Some(&min), Some(&max)) = (rates.iter().min(), rates.iter().max()) else {
            return Ok(RateHistogram { total, missing, min: None, max: None, buckets: Vec::new() });
        };
        let (start, width, bucket_count) = self.bounds(min, max)?;
        let mut counts = vec![0; bucket_count];
        for rate in rates {
            counts[place(rate, start, width)] += 1;
        }
        let bound = |bucket: usize| {
            let bucket = i128::try_from(bucket).expect("there are few buckets");
            let cents = i128::from(start) + bucket * i128::from(width);
            Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
        };
        let buckets = counts.into_iter().enumerate();
        let buckets = buckets.map(|(bucket, count)| RateBucket {
            from: bound(bucket),
            to: bound(bucket + 1),
            count,
        });
        Ok(RateHistogram {
            total,
            missing,
            min: Some(Money::from_cents(min)),
            max: Some(Money::from_cents(max)),
            buckets: buckets.collect(),
        })
    }

    /// Where the first bucket starts, how wide each is in cents, and how many there are.
    fn bounds(self, min: i64, max: i64) -> Result<(i64, i64, usize)> {
        let Some(width) = self.width.map(Money::cents) else {
            let count = self.bucket_count.unwrap_or(BUCKET_COUNT_DEFAULT);
            let span = (i128::from(max) - i128::from(min)) + 1;
            let width = (span + i128::from(count) - 1) / i128::from(count);
            let width = i64::try_from(width).unwrap_or(i64::MAX);
            return Ok((min, width, crate::width::to_index(u64::from(count))));
        };
        let start = min.div_euclid(width).saturating_mul(width);
        let count = place(max, start, width) + 1;
        if count > crate::width::to_index(u64::from(BUCKET_COUNT_MAX)) {
            let [min, max, width] = [min, max, width].map(Money::from_cents);
            return Err(Error::invalid(format!(
                "field `rateHistogram.width` is {width}; the rates from {min} to {max} have {count} buckets of it, expected \
                 at most {BUCKET_COUNT_MAX}"
            )));
        }
        Ok((start, width, count))
    }
}

/// The bucket of a rate.
fn place(rate: i64, start: i64, width: i64) -> usize {
    let place = (i128::from(rate) - i128::from(start)) / i128::from(width);
    usize::try_from(place).expect("no rate lies below the start")
}
