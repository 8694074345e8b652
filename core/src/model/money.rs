//! Money as integer cents.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// An amount in hundredths of its currency; written as decimal text in JSON.
///
/// Text is what Prisma writes for a `Decimal`, so that a host may exchange the two freely.
///
/// ```
/// use advisor_engine::Money;
/// let money: Money = "1234.50".parse()?;
/// assert_eq!(money.cents(), 123_450);
/// assert_eq!(money.to_string(), "1234.50");
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// Makes an amount from cents.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(formatter, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl std::str::FromStr for Money {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let scaled = parse_decimal(text, 2)?;
        i64::try_from(scaled)
            .map(Self)
            .map_err(|_| Error::invalid(format!("`{text}` is beyond the range of money")))
    }
}

impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": r"^-?\d+(\.\d{1,2})?$",
            "description": "An amount as decimal text with two digits after the point, such as `1234.50`.",
        })
    }
}

impl Serialize for Money {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Letters of a refused number that its message repeats.
const LONGEST_SHOWN: usize = 48;

/// Reads decimal text into an integer of 10^-scale units, exactly.
///
/// # Errors
/// `InvalidArgument` for anything that is not plain decimal text, has more digits after the point
/// than the scale holds (trailing zeros aside), or leaves the range of 38 digits.
pub(crate) fn parse_decimal(text: &str, scale: u32) -> Result<i128> {
    let refuse = |why: &str| {
        let shown: String = text.chars().take(LONGEST_SHOWN).collect();
        let rest = if shown.len() < text.len() { "…" } else { "" };
        Error::invalid(format!("`{shown}{rest}` {why}"))
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(refuse("is no decimal number such as 1234.50"));
    }
    let missing_zeros = (scale as usize)
        .checked_sub(fraction.len())
        .ok_or_else(|| refuse(&format!("has more than {scale} digits after the point")))?;
    let mut scaled: i128 = 0;
    for byte in
        whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', missing_zeros))
    {
        scaled = scaled
            .checked_mul(10)
            .and_then(|value| value.checked_add(i128::from(byte - b'0')))
            .ok_or_else(|| refuse("has too many digits"))?;
    }
    if scaled >= 10_i128.pow(38) {
        return Err(refuse("has too many digits"));
    }
    Ok(if negative { -scaled } else { scaled })
}

/// Writes an integer of 10^-scale units as decimal text without trailing zeros.
pub(crate) fn format_decimal(scaled: i128, scale: u32) -> String {
    let unit = 10_u128.pow(scale);
    let magnitude = scaled.unsigned_abs();
    let sign = if scaled < 0 { "-" } else { "" };
    let fraction = format!("{:0width$}", magnitude % unit, width = scale as usize);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", magnitude / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_round_trips_exactly() {
        for (text, scale, scaled) in [
            ("0", 2, 0_i128),
            ("12.3", 2, 1230),
            ("-0.05", 2, -5),
            ("7.100", 2, 710),
            ("0.000000000001", 12, 1),
        ] {
            assert_eq!(parse_decimal(text, scale).ok(), Some(scaled), "{text}");
            assert_eq!(
                parse_decimal(&format_decimal(scaled, scale), scale).ok(),
                Some(scaled),
                "{text}"
            );
        }
    }

    #[test]
    fn text_that_is_no_exact_decimal_is_refused() {
        for text in ["", ".", ".5", "-", "1e3", "1.005", "NaN", "1,0", " 1", "+1"] {
            assert!(parse_decimal(text, 2).is_err(), "{text}");
        }
        assert!(parse_decimal(&"9".repeat(39), 0).is_err());
    }
}
