//! Instants in milliseconds UTC, and the sample's written dates turned into them.

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The instant at which every snapshot ends: 2026-01-01T00:00:00Z.
///
/// It is fixed, not taken from the clock, because the same seed must give the same bytes.
pub(crate) const SPAN_END_MS: i64 = 1_767_225_600_000;

/// The instant at which generated rows begin: 2023-01-01T00:00:00Z, three years earlier.
pub(crate) const SPAN_START_MS: i64 = 1_672_531_200_000;

/// One day, in milliseconds.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// One hour, in milliseconds.
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// Reads `2010-12-01 08:26:00`, `2025-06-26T18:13:00` (both as UTC) or an offset date-time.
pub(crate) fn parse_instant_ms(text: &str) -> Result<i64> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.as_millisecond());
    }
    let moment: DateTime = text.parse().with_context(|| format!("`{text}` is not a date-time"))?;
    Ok(moment.to_zoned(TimeZone::UTC)?.timestamp().as_millisecond())
}

/// Reads `2020-05-05` as midnight UTC.
pub(crate) fn parse_day_ms(text: &str) -> Result<i64> {
    let day: Date = text.parse().with_context(|| format!("`{text}` is not a date"))?;
    Ok(day.to_zoned(TimeZone::UTC)?.timestamp().as_millisecond())
}

/// The year of a date written `08/22/2000`.
pub(crate) fn year_of_us_date(text: &str) -> Option<i32> {
    text.rsplit('/').next()?.parse().ok().filter(|year| (1900..2100).contains(year))
}

/// The calendar year and quarter (1 to 4) of an instant.
pub(crate) fn year_and_quarter(instant_ms: i64) -> (i32, i32) {
    let day = civil(instant_ms);
    (day.year().into(), i32::from((day.month() - 1) / 3 + 1))
}

fn civil(instant_ms: i64) -> Date {
    Timestamp::from_millisecond(instant_ms)
        .map_or(Date::ZERO, |instant| instant.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_span_is_three_years_up_to_2026() {
        assert_eq!(parse_instant_ms("2026-01-01T00:00:00Z").unwrap(), SPAN_END_MS);
        assert_eq!(parse_day_ms("2023-01-01").unwrap(), SPAN_START_MS);
    }

    #[test]
    fn written_dates_of_every_source_are_read() {
        assert_eq!(parse_instant_ms("2010-12-01 08:26:00").unwrap(), 1_291_191_960_000);
        assert_eq!(
            parse_instant_ms("2017-01-09T09:17:18.000+01:00").unwrap(),
            parse_instant_ms("2017-01-09T08:17:18").unwrap()
        );
        assert_eq!(year_of_us_date("08/22/2000"), Some(2000));
        assert_eq!(year_of_us_date(""), None);
        assert_eq!(year_and_quarter(SPAN_END_MS - 1), (2025, 4));
        assert!(parse_instant_ms("yesterday").is_err());
    }
}
