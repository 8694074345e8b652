//! Periods of the calendar in a time zone: their labels, and their bounds as instants.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::moment::Moment;

/// Periods that an answer may have: the days of ten years.
const PERIODS_MAX: usize = 3_700;

/// A period of the calendar.
///
/// ```
/// use advisor_engine::PeriodKind;
/// assert_eq!(serde_json::to_string(&PeriodKind::Quarter).ok().as_deref(), Some("\"quarter\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// From midnight to midnight: 23 or 25 hours where clocks are moved. `2026-03-01`.
    Day,
    /// From Monday to Monday, named by ISO 8601: the year is that of the week's Thursday. `2026-W09`.
    Week,
    /// `2026-03`.
    Month,
    /// Three months from January, April, July or October on. `2026-Q1`.
    Quarter,
    /// `2026`.
    Year,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) label: String,
    /// Its first instant.
    pub(crate) from: Timestamp,
    /// The first instant behind it.
    pub(crate) to: Timestamp,
}

/// A time zone of the IANA database that is compiled in, so that answers are equal on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// The zone of a name, whatever its case.
    ///
    /// # Errors
    /// `InvalidArgument` with the field and the name.
    pub(crate) fn of(field: &str, name: &str) -> Result<Self> {
        TimeZone::get(name).map(Self).map_err(|source| {
            Error::invalid(format!(
                "field `{field}` is `{name}`; expected the IANA name of a time zone such as `America/New_York`"
            ))
            .with_source(source)
        })
    }

    /// The day on which an instant lies.
    pub(crate) fn date(&self, at: Timestamp) -> Date {
        let at = jiff::Timestamp::from_millisecond(at.as_millisecond())
            .expect("the range of instants is the one that has a civil time in every zone");
        self.0.to_datetime(at).date()
    }

    /// The first instant of a day; of a day that the zone leaves out, that of the next.
    pub(crate) fn start(&self, day: Date) -> Timestamp {
        let start = day.to_zoned(self.0.clone()).and_then(|midnight| midnight.start_of_day());
        // Days at the very ends of the calendar begin outside of it in some zones.
        let outside = if day.year() < 0 { i64::MIN } else { i64::MAX };
        Timestamp::nearest(start.map_or(outside, |start| start.timestamp().as_millisecond()))
    }
}

/// A year of the calendar in a zone, that of the call where none is given.
///
/// # Errors
/// `InvalidArgument` for a year outside of 1 to 9998.
pub(crate) fn year_of(year: Option<i16>, moment: &Moment, zone: &Zone) -> Result<(i16, Period)> {
    let year = year.unwrap_or_else(|| {
        moment.until(|now| {
            let year = zone.date(now).year();
            (year, zone.start(date(year + 1, 1, 1)))
        })
    });
    if !(1..=9998).contains(&year) {
        return Err(Error::invalid(format!("field `year` is {year}; expected 1 to 9998")));
    }
    let day = date(year, 1, 1);
    let (from, to) = (zone.start(day), zone.start(date(year + 1, 1, 1)));
    Ok((year, Period { label: PeriodKind::Year.label(day), from, to }))
}

impl PeriodKind {
    /// Every period that has an instant of a range, in order, those without any rows too.
    ///
    /// # Errors
    /// `InvalidArgument` for a range that is empty, or that has more than 3,700 periods.
    pub(crate) fn periods(
        self,
        from: Timestamp,
        to: Timestamp,
        zone: &Zone,
    ) -> Result<Vec<Period>> {
        check_range("from", Some(from), "to", Some(to))?;
        let mut periods = Vec::new();
        let mut next = Some(self.first_day(zone.date(from)));
        while let Some(day) = next {
            let start = zone.start(day);
            if start >= to {
                break;
            }
            if periods.len() == PERIODS_MAX {
                return Err(Error::invalid(format!(
                    "fields `from` and `to` span more than {PERIODS_MAX} periods; expected fewer, or longer periods"
                )));
            }
            next = self.next(day);
            let end = next.map_or(Timestamp::nearest(i64::MAX), |next| zone.start(next));
            periods.push(Period { label: self.label(day), from: start, to: end });
        }
        Ok(periods)
    }

    /// The first day of the period of a day.
    fn first_day(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let since_monday = i64::from(day.weekday().to_monday_zero_offset());
                day.saturating_sub(since_monday.days())
            }
            Self::Month => day.first_of_month(),
            Self::Quarter => date(day.year(), (day.month() - 1) / 3 * 3 + 1, 1),
            Self::Year => day.first_of_year(),
        }
    }

    /// The first day of the next period; none behind the last of the calendar.
    fn next(self, first_day: Date) -> Option<Date> {
        let length = match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        };
        first_day.checked_add(length).ok()
    }

    fn label(self, first_day: Date) -> String {
        let (year, month) = (first_day.year(), first_day.month());
        match self {
            Self::Day => first_day.to_string(),
            Self::Week => {
                let week = first_day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }
}

/// The place of the period that holds an instant of the range; none outside of all.
pub(crate) fn place_of(periods: &[Period], at: Timestamp) -> Option<usize> {
    let after = periods.partition_point(|period| period.from <= at);
    let place = after.checked_sub(1)?;
    (at < periods[place].to).then_some(place)
}

/// Checks that a range, as far as it is bounded, is not empty.
///
/// # Errors
/// `InvalidArgument` with both fields.
pub(crate) fn check_range(
    from_field: &str,
    from: Option<Timestamp>,
    to_field: &str,
    to: Option<Timestamp>,
) -> Result<()> {
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return Err(Error::invalid(format!(
            "field `{from_field}` is {from}; expected an instant before `{to_field}`, {to}"
        )));
    }
    Ok(())
}

/// Whether an instant lies in a range, as far as it is bounded.
pub(crate) fn is_within(at_ms: i64, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
    from.is_none_or(|from| at_ms >= from.as_millisecond())
        && to.is_none_or(|to| at_ms < to.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn periods(kind: PeriodKind, zone: &str, from: &str, to: &str) -> Vec<(String, String)> {
        let zone = Zone::of("time_zone", zone).unwrap();
        let periods = kind.periods(at(from), at(to), &zone).unwrap();
        for pair in periods.windows(2) {
            assert_eq!(pair[0].to, pair[1].from, "periods follow one another");
        }
        periods.into_iter().map(|period| (period.label, period.from.to_string())).collect()
    }

    fn one(kind: PeriodKind, zone: &str, instant: &str) -> Period {
        let from = at(instant);
        let to = Timestamp::nearest(from.as_millisecond() + 1);
        let mut periods = kind.periods(from, to, &Zone::of("time_zone", zone).unwrap()).unwrap();
        assert_eq!(periods.len(), 1, "{kind:?} of {instant} in {zone}");
        periods.remove(0)
    }

    #[test]
    fn every_kind_has_its_label_and_its_first_instant() {
        for (kind, zone, instant, label, from) in [
            (PeriodKind::Week, "UTC", "2024-12-30T00:00:00Z", "2025-W01", "2024-12-30T00:00:00Z"),
            (PeriodKind::Week, "UTC", "2024-12-29T23:59:59Z", "2024-W52", "2024-12-23T00:00:00Z"),
            (PeriodKind::Week, "UTC", "2021-01-01T00:00:00Z", "2020-W53", "2020-12-28T00:00:00Z"),
            (PeriodKind::Week, "UTC", "2026-12-31T12:00:00Z", "2026-W53", "2026-12-28T00:00:00Z"),
            (PeriodKind::Day, "utc", "2024-02-29T23:59:59Z", "2024-02-29", "2024-02-29T00:00:00Z"),
            (
                PeriodKind::Month,
                "Europe/London",
                "2024-02-29T08:00:00Z",
                "2024-02",
                "2024-02-01T00:00:00Z",
            ),
            (
                PeriodKind::Quarter,
                "America/New_York",
                "2026-04-01T03:59:59Z",
                "2026-Q1",
                "2026-01-01T05:00:00Z",
            ),
            (
                PeriodKind::Quarter,
                "America/New_York",
                "2026-04-01T04:00:00Z",
                "2026-Q2",
                "2026-04-01T04:00:00Z",
            ),
            (
                PeriodKind::Year,
                "Asia/Kolkata",
                "2025-12-31T18:30:00Z",
                "2026",
                "2025-12-31T18:30:00Z",
            ),
        ] {
            let period = one(kind, zone, instant);
            let found = (period.label.as_str(), period.from.to_string());
            assert_eq!(found, (label, from.to_owned()), "{instant} in {zone}");
        }
    }

    #[test]
    fn a_day_has_as_many_hours_as_the_clocks_say() {
        for (zone, noon, minutes) in [
            ("America/New_York", "2026-03-08T16:00:00Z", 23 * 60),
            ("America/New_York", "2026-11-01T17:00:00Z", 25 * 60),
            ("Europe/London", "2026-03-29T11:00:00Z", 23 * 60),
            ("Europe/London", "2026-10-25T12:00:00Z", 25 * 60),
            ("Australia/Lord_Howe", "2026-04-05T01:00:00Z", 24 * 60 + 30),
            ("Australia/Lord_Howe", "2026-10-04T01:00:00Z", 23 * 60 + 30),
            ("America/Sao_Paulo", "2018-11-04T15:00:00Z", 23 * 60),
            ("UTC", "2026-03-08T12:00:00Z", 24 * 60),
        ] {
            let day = one(PeriodKind::Day, zone, noon);
            let length = day.to.as_millisecond() - day.from.as_millisecond();
            assert_eq!(length / 60_000, minutes, "{} in {zone}", day.label);
        }
    }

    #[test]
    fn every_period_of_a_range_is_there_and_no_other() {
        let months = periods(
            PeriodKind::Month,
            "Europe/London",
            "2026-01-31T23:59:59.999Z",
            "2026-03-31T23:00:00Z",
        );
        let months: Vec<&str> = months.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(months, ["2026-01", "2026-02", "2026-03"]);
        let days = periods(
            PeriodKind::Day,
            "Pacific/Apia",
            "2011-12-29T10:00:00Z",
            "2011-12-31T10:00:00Z",
        );
        let days: Vec<&str> = days.iter().map(|(label, _)| label.as_str()).collect();
        // Samoa left the 30th out; it is a period of no length.
        assert_eq!(days, ["2011-12-29", "2011-12-30", "2011-12-31"]);
    }

    #[test]
    fn an_instant_is_found_in_its_period_alone() {
        let zone = Zone::of("time_zone", "UTC").unwrap();
        let (from, to) = (at("2026-01-01T00:00:00Z"), at("2026-01-04T00:00:00Z"));
        let days = PeriodKind::Day.periods(from, to, &zone).unwrap();
        for (instant, place) in [
            ("2025-12-31T23:59:59.999Z", None),
            ("2026-01-01T00:00:00Z", Some(0)),
            ("2026-01-02T23:59:59.999Z", Some(1)),
            ("2026-01-03T00:00:00Z", Some(2)),
            ("2026-01-04T00:00:00Z", None),
        ] {
            assert_eq!(place_of(&days, at(instant)), place, "{instant}");
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        let zone = Zone::of("time_zone", "UTC").unwrap();
        let unknown = Zone::of("time_zone", "Mars/Olympus").unwrap_err();
        assert_eq!(
            unknown.message(),
            "field `time_zone` is `Mars/Olympus`; expected the IANA name of a time zone such as `America/New_York`"
        );
        let (from, to) = (at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
        assert!(PeriodKind::Day.periods(to, from, &zone).is_err());
        assert!(PeriodKind::Day.periods(from, from, &zone).is_err());
        let days = |count| from.plus_days(count);
        assert_eq!(PeriodKind::Day.periods(from, days(3700), &zone).unwrap().len(), 3700);
        assert!(PeriodKind::Day.periods(from, days(3701), &zone).is_err());
    }

    #[test]
    fn the_ends_of_the_calendar_have_periods_too() {
        let (first, last) = (Timestamp::nearest(i64::MIN), Timestamp::nearest(i64::MAX));
        for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
            let zone = Zone::of("time_zone", zone).unwrap();
            for kind in [PeriodKind::Day, PeriodKind::Week, PeriodKind::Month, PeriodKind::Year] {
                let early = kind.periods(first, first.plus_days(40), &zone).unwrap();
                let late = kind.periods(last.plus_days(-40), last, &zone).unwrap();
                assert!(early[0].from <= first && late[late.len() - 1].to >= last, "{kind:?}");
            }
        }
    }
}
