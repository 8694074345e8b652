//! The instant of a call, and until when an answer that depends on it stays true.

use std::cell::Cell;

use crate::clock::Timestamp;

const DAY_MS: i64 = 86_400_000;

/// The instant of a call. Whoever compares it with another notes when the comparison will come out otherwise.
///
/// The instant itself is handed out by [`Self::exactly`] alone, after which the answer is true at that instant only:
/// a read that forgets to note something cannot make a kept answer stale, it makes it useless.
#[derive(Debug)]
pub(crate) struct Moment {
    now: Timestamp,
    until_ms: Cell<i64>,
}

impl Moment {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { now, until_ms: Cell::new(i64::MAX) }
    }

    /// The instant, for an answer that is another at every one.
    pub(crate) fn exactly(&self) -> Timestamp {
        self.ends_at(self.now.as_millisecond().saturating_add(1));
        self.now
    }

    /// Whether an instant lies before the call, or is that of the call.
    pub(crate) fn has_reached(&self, at_ms: i64) -> bool {
        let has_reached = self.now.as_millisecond() >= at_ms;
        if !has_reached {
            self.ends_at(at_ms);
        }
        has_reached
    }

    /// Whether an instant lies in the last days of 24 hours, or behind the call.
    pub(crate) fn is_within_days(&self, at_ms: i64, days: i64) -> bool {
        !self.has_reached(leaves_ms(at_ms, days))
    }

    /// The first instant of the last days of 24 hours. `oldest` tells the earliest instant of what is counted from there
    /// on, which is the first to leave.
    pub(crate) fn days_ago(&self, days: i64, oldest: impl FnOnce(i64) -> Option<i64>) -> i64 {
        let since_ms = self.now.plus_days(-days).as_millisecond();
        if let Some(oldest_ms) = oldest(since_ms) {
            self.ends_at(leaves_ms(oldest_ms, days));
        }
        since_ms
    }

    /// Whole days of 24 hours since an instant; below 0 before it.
    pub(crate) fn whole_days_since(&self, at_ms: i64) -> i64 {
        let days = self.now.as_millisecond().saturating_sub(at_ms).div_euclid(DAY_MS);
        self.ends_at(at_ms.saturating_add(days.saturating_add(1).saturating_mul(DAY_MS)));
        days
    }

    /// What the call uses of its instant stays as it is until `end`.
    ///
    /// `use_of` gets the instant; what it makes of it must be the same for all instants before the end that it returns.
    pub(crate) fn until<T>(&self, use_of: impl FnOnce(Timestamp) -> (T, Timestamp)) -> T {
        let (used, end) = use_of(self.now);
        self.ends_at(end.as_millisecond());
        used
    }

    /// From when on the answer may be another though no row changes; none where time does not matter to it.
    pub(crate) fn valid_until(&self) -> Option<Timestamp> {
        let until_ms = self.until_ms.get();
        // Beyond the range of instants nothing happens any more.
        (until_ms < Timestamp::LAST.as_millisecond()).then(|| Timestamp::nearest(until_ms))
    }

    fn ends_at(&self, at_ms: i64) {
        self.until_ms.set(self.until_ms.get().min(at_ms));
    }
}

/// The first instant at which another lies more than so many days back.
fn leaves_ms(at_ms: i64, days: i64) -> i64 {
    at_ms.saturating_add(days.saturating_mul(DAY_MS)).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Moment {
        Moment::new(Timestamp::from_stored(ms))
    }

    /// What is decided at an instant must be decided alike at every instant before the end, and otherwise at the end.
    fn check<T: PartialEq + std::fmt::Debug>(now: i64, decide: impl Fn(&Moment) -> T) {
        let moment = at(now);
        let decided = decide(&moment);
        let Some(end) = moment.valid_until().map(Timestamp::as_millisecond) else {
            assert_eq!(decide(&at(now + 1_000 * DAY_MS)), decided);
            return;
        };
        assert!(end > now, "{end} is not after {now}");
        assert_eq!(decide(&at(end - 1)), decided, "before the end");
        assert_ne!(decide(&at(end)), decided, "at the end");
    }

    #[test]
    fn decisions_change_at_the_noted_end_and_not_before() {
        let day = DAY_MS;
        for now in [0, 1, day - 1, day, day + 1, 30 * day, 31 * day + 5, 400 * day] {
            for other in [-day, 0, 1, day, 29 * day, 400 * day, 500 * day] {
                check(now, |moment| moment.has_reached(other));
                check(now, |moment| moment.is_within_days(other, 30));
                check(now, |moment| moment.whole_days_since(other));
                let counted = [other, other + 3, other + day];
                check(now, |moment| {
                    let from = |since: i64| counted.into_iter().filter(move |at| *at >= since);
                    let since = moment.days_ago(30, |since| from(since).min());
                    from(since).count()
                });
            }
        }
    }

    #[test]
    fn whoever_takes_the_instant_itself_has_an_answer_of_that_instant() {
        let moment = at(7);
        assert!(moment.has_reached(3) && moment.valid_until().is_none());
        assert_eq!(moment.exactly().as_millisecond(), 7);
        assert_eq!(moment.valid_until().map(Timestamp::as_millisecond), Some(8));
    }
}
