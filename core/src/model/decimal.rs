//! Decimals of twelve places: hours, rates, revenues.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::catalog::DECIMAL_SCALE;
use super::money::{format_decimal, parse_decimal};
use crate::error::{Error, ErrorKind, Result};

/// A number with 12 digits after the point, exactly; written as decimal text in JSON, without trailing zeros.
///
/// ```
/// use advisor_engine::Decimal;
/// let hours: Decimal = "1.25".parse()?;
/// assert_eq!(hours.to_string(), "1.25");
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i128);

impl Decimal {
    /// Makes a number from units of 10^-12.
    #[must_use]
    pub const fn from_scaled(scaled: i128) -> Self {
        Self(scaled)
    }

    /// The number in units of 10^-12.
    #[must_use]
    pub const fn scaled(self) -> i128 {
        self.0
    }

    /// The mean of a sum, rounded half away from zero to 12 places; none of nothing.
    pub(crate) fn mean(sum: i128, count: u64) -> Option<Self> {
        if count == 0 {
            return None;
        }
        let count = i128::from(count);
        let (quotient, rest) = (sum / count, sum % count);
        let is_up = 2 * rest.abs() >= count;
        Some(Self(quotient + if is_up { sum.signum() } else { 0 }))
    }
}

/// A sum of decimals that no number of rows overflows: whole units and what is behind the point, apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DecimalSum {
    whole: i128,
    rest: i128,
}

const UNIT: i128 = 10_i128.pow(DECIMAL_SCALE);

impl DecimalSum {
    /// Adds a number in units of 10^-12 (`sign` 1) or takes it away (`sign` -1).
    pub(crate) fn add(&mut self, scaled: i128, sign: i64) {
        let sign = i128::from(sign);
        self.whole += sign * (scaled / UNIT);
        self.rest += sign * (scaled % UNIT);
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.whole += other.whole;
        self.rest += other.rest;
    }

    /// The sum.
    ///
    /// # Errors
    /// `ResourceExhausted` beyond 38 digits.
    pub(crate) fn total(self) -> Result<Decimal> {
        self.scaled().map(Decimal)
    }

    /// The mean of so many numbers, rounded half away from zero to 12 places; none of nothing.
    ///
    /// # Errors
    /// As [`Self::total`].
    pub(crate) fn mean(self, count: u64) -> Result<Option<Decimal>> {
        Ok(Decimal::mean(self.scaled()?, count))
    }

    fn scaled(self) -> Result<i128> {
        let sum = self.whole.checked_mul(UNIT).and_then(|whole| whole.checked_add(self.rest));
        sum.ok_or_else(|| {
            Error::new(
                ErrorKind::ResourceExhausted,
                format!("a sum of {} is beyond the range of decimals", self.whole),
            )
        })
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&format_decimal(self.0, DECIMAL_SCALE))
    }
}

impl std::str::FromStr for Decimal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        parse_decimal(text, DECIMAL_SCALE).map(Self)
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^-?\d+(\.\d{1,12})?$",
            "description": "A number as decimal text with at most twelve digits after the point, such as `1.25`.",
        })
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_rounded_half_away_from_zero() {
        for (sum, count, mean) in
            [(1, 2, 1), (-1, 2, -1), (1, 3, 0), (2, 3, 1), (-2, 3, -1), (6, 3, 2)]
        {
            assert_eq!(Decimal::mean(sum, count), Some(Decimal(mean)), "{sum} / {count}");
        }
        assert_eq!(Decimal::mean(0, 0), None);
    }
}
