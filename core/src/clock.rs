//! The only reader of the time, so that tests can hold it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// An instant in UTC, milliseconds since 1970; written as ISO 8601 text in JSON.
///
/// The range is -9999-01-02T01:59:59Z to 9999-12-30T22:00:00Z: what has a civil time in every zone. The default is 1970.
///
/// ```
/// use advisor_engine::Timestamp;
/// let instant: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// assert_eq!(instant.as_millisecond(), 1_767_225_600_000);
/// assert_eq!(instant.to_string(), "2026-01-01T00:00:00Z");
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const MIN_MILLISECOND: i64 = -377_705_023_201_000;
const MAX_MILLISECOND: i64 = 253_402_207_200_000;

impl Timestamp {
    /// The last of the range.
    pub(crate) const LAST: Self = Self(MAX_MILLISECOND);

    /// Makes an instant from milliseconds since 1970.
    ///
    /// # Errors
    /// `InvalidArgument` outside the range of the type.
    pub fn from_millisecond(millisecond: i64) -> Result<Self> {
        if (MIN_MILLISECOND..=MAX_MILLISECOND).contains(&millisecond) {
            Ok(Self(millisecond))
        } else {
            Err(Error::invalid(format!(
                "instant {millisecond} ms is outside -9999-01-02T01:59:59Z to 9999-12-30T22:00:00Z"
            )))
        }
    }

    /// For values that were checked when they entered the engine.
    pub(crate) const fn from_stored(millisecond: i64) -> Self {
        Self(millisecond)
    }

    /// The instant nearest to so many milliseconds since 1970.
    pub(crate) fn nearest(millisecond: i64) -> Self {
        Self(millisecond.clamp(MIN_MILLISECOND, MAX_MILLISECOND))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn as_millisecond(self) -> i64 {
        self.0
    }

    /// This instant moved by whole days of 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(86_400_000)))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let instant: jiff::Timestamp = text.parse().map_err(|source: jiff::Error| {
            Error::invalid(format!(
                "`{text}` is no instant; expected ISO 8601 such as 2026-01-31T08:00:00Z"
            ))
            .with_source(source)
        })?;
        Self::from_millisecond(instant.as_millisecond())
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(instant) => write!(formatter, "{instant}"),
            Err(_) => write!(formatter, "{} ms", self.0),
        }
    }
}

impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "An instant in UTC as ISO 8601 text, such as `2026-01-31T08:00:00Z`.",
        })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where the engine reads the time.
///
/// ```
/// use advisor_engine::{Clock, Timestamp};
/// let clock = Clock::fixed(Timestamp::from_millisecond(0)?);
/// clock.set(Timestamp::from_millisecond(5)?);
/// assert_eq!(clock.now().as_millisecond(), 5);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Option<Timestamp>")]
pub struct Clock {
    held: Option<Arc<Held>>,
}

/// How often a wait looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(20);

/// A clock that stands still.
#[derive(Debug)]
struct Held {
    at: AtomicI64,
    /// Whether it jumps to the end of a wait, which is over at once.
    is_jumping: bool,
}

/// Nothing is the system's clock; an instant is one at which the clock stands still.
impl From<Option<Timestamp>> for Clock {
    fn from(held: Option<Timestamp>) -> Self {
        held.map_or_else(Self::system, Self::fixed)
    }
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at an instant until it is set.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::held(at, false)
    }

    /// A clock that stands at an instant until it is set, or until the engine waits by it, such as before it tries a lost
    /// server again: the wait is over at once, and the clock stands at its end. An hour passes in a moment.
    ///
    /// ```
    /// use advisor_engine::{Clock, Timestamp};
    /// let clock = Clock::jumping(Timestamp::from_millisecond(0)?);
    /// assert_eq!(clock.now().as_millisecond(), 0);
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    #[must_use]
    pub fn jumping(at: Timestamp) -> Self {
        Self::held(at, true)
    }

    fn held(at: Timestamp, is_jumping: bool) -> Self {
        Self { held: Some(Arc::new(Held { at: AtomicI64::new(at.0), is_jumping })) }
    }

    /// Moves a fixed clock; a system clock stays as it is.
    pub fn set(&self, at: Timestamp) {
        if let Some(held) = &self.held {
            held.at.store(at.0, Ordering::Relaxed);
        }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.held {
            Some(held) => Timestamp(held.at.load(Ordering::Relaxed)),
            #[expect(
                clippy::disallowed_methods,
                reason = "the clock is the one place that reads the time"
            )]
            None => Timestamp(jiff::Timestamp::now().as_millisecond()),
        }
    }
    /// Waits, unless it is told meanwhile that nobody wants it to.
    pub(crate) fn wait(&self, pause: Duration, is_over: &dyn Fn() -> bool) {
        if let Some(held) = self.held.as_ref().filter(|held| held.is_jumping) {
            let pause_ms = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
            held.at.fetch_add(pause_ms, Ordering::Relaxed);
            return;
        }
        let until = Instant::now() + pause;
        while !is_over() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            std::thread::sleep(LOOK.min(left));
        }
    }
}
