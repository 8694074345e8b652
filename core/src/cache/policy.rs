//! For how long values of the host are fresh, and for how long they may be served after that.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// A kind of values of the host, with the times that the platform's documents give it.
///
/// A value is *fresh* for some time. From then to its *hard* end it is served at once while one caller loads it anew;
/// the two are the same where nothing is said of serving it late. *Units*: seconds, fresh / hard.
///
/// ```
/// use advisor_engine::ValueClass;
/// assert_eq!(ValueClass::Dashboard.fresh_ms(), 120_000);
/// assert_eq!(ValueClass::Dashboard.hard_ms(), 300_000);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueClass {
    /// 300 / 300: whatever has no class.
    #[default]
    Short,
    /// 900 / 900.
    Medium,
    /// 3,600 / 3,600.
    Long,
    /// 1,800 / 1,800: a session.
    Session,
    /// 600 / 600: a user's profile and permissions.
    UserProfile,
    /// 1,800 / 1,800: one client's data.
    Client,
    /// 300 / 300: lists of clients and of advisors.
    List,
    /// 900 / 900: lists of documents.
    DocumentList,
    /// 3,600 / 3,600: what is known of one document.
    Document,
    /// 300 / 300: tasks.
    Tasks,
    /// 900 / 900: invoices.
    Invoices,
    /// 120 / 300: dashboards.
    Dashboard,
    /// 7,200 / 7,200: the data of a report.
    Report,
    /// 900 / 900: lists of reports.
    ReportList,
    /// 300 / 300: how a synchronisation with others stands.
    SyncStatus,
    /// 3,600 / 3,600: an organization.
    Organization,
    /// 600 / 600: matches.
    Matches,
    /// 300 / 900: whole answers to requests over HTTP; 3,600 where loading them fails.
    Response,
}

impl ValueClass {
    /// Seconds: fresh, hard, and the end where loading fails.
    const fn seconds(self) -> (u64, u64, u64) {
        match self {
            Self::Short | Self::List | Self::Tasks | Self::SyncStatus => (300, 300, 300),
            Self::Medium | Self::DocumentList | Self::Invoices | Self::ReportList => {
                (900, 900, 900)
            }
            Self::Long | Self::Document | Self::Organization => (3600, 3600, 3600),
            Self::Session | Self::Client => (1800, 1800, 1800),
            Self::UserProfile | Self::Matches => (600, 600, 600),
            Self::Dashboard => (120, 300, 300),
            Self::Report => (7200, 7200, 7200),
            Self::Response => (300, 900, 3600),
        }
    }

    /// For how many milliseconds a value of the class is fresh.
    #[must_use]
    pub const fn fresh_ms(self) -> u64 {
        self.seconds().0 * 1000
    }

    /// After how many milliseconds a value of the class is served no more.
    #[must_use]
    pub const fn hard_ms(self) -> u64 {
        self.seconds().1 * 1000
    }

    /// After how many milliseconds a value of the class is served no more even where loading it anew fails.
    #[must_use]
    pub const fn on_error_ms(self) -> u64 {
        self.seconds().2 * 1000
    }

    /// The name in statistics.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Medium => "medium",
            Self::Long => "long",
            Self::Session => "session",
            Self::UserProfile => "user_profile",
            Self::Client => "client",
            Self::List => "list",
            Self::DocumentList => "document_list",
            Self::Document => "document",
            Self::Tasks => "tasks",
            Self::Invoices => "invoices",
            Self::Dashboard => "dashboard",
            Self::Report => "report",
            Self::ReportList => "report_list",
            Self::SyncStatus => "sync_status",
            Self::Organization => "organization",
            Self::Matches => "matches",
            Self::Response => "response",
        }
    }
}

/// How a value of the host is kept.
///
/// ```
/// use advisor_engine::{ValueClass, ValueOptions};
/// let options = ValueOptions { tags: vec!["fees".to_owned()], ..ValueOptions::of(ValueClass::Dashboard) };
/// assert!(options.validate().is_ok());
/// assert!(ValueOptions { fresh_ms: Some(10), hard_ms: Some(5), ..options }.validate().is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ValueOptions {
    /// The class, which gives the times and under which it is counted.
    pub class: ValueClass,
    /// For how many milliseconds it is fresh, instead of the class's time.
    pub fresh_ms: Option<u64>,
    /// After how many milliseconds it is served no more, instead of the class's time; not below `fresh_ms`.
    pub hard_ms: Option<u64>,
    /// After how many milliseconds it is served no more even where loading it anew fails; not below `hard_ms`.
    pub on_error_ms: Option<u64>,
    /// By what share, 0 to 1, the fresh time is shortened at most, at random, so that what was loaded together is not
    /// loaded together again. Default 0.1.
    pub jitter: Option<f64>,
    /// Names by which it can be invalidated together with others of its scope.
    pub tags: Vec<String>,
    /// Tables whose rows it depends on: of the tenant, where it is a tenant's value. A commit of the engine that changes
    /// one ends it, as does `invalidate`.
    pub tables: Vec<String>,
    /// Rows that it depends on, as tables are.
    pub rows: Vec<RowKey>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RowKey {
    /// The table.
    pub table: String,
    /// The row's id.
    pub id: String,
}

const DEFAULT_JITTER: f64 = 0.1;

impl ValueOptions {
    /// The options of a class.
    #[must_use]
    pub fn of(class: ValueClass) -> Self {
        Self { class, ..Self::default() }
    }

    /// Checks the times.
    ///
    /// # Errors
    /// `InvalidArgument` for times that are not in order, and for a jitter outside of 0 to 1.
    pub fn validate(&self) -> Result<()> {
        let (fresh_ms, hard_ms, on_error_ms) = self.times_ms();
        if hard_ms < fresh_ms {
            return Err(Error::invalid(format!(
                "field `hard_ms` is {hard_ms}; expected at least `fresh_ms`, which is {fresh_ms}"
            )));
        }
        if on_error_ms < hard_ms {
            return Err(Error::invalid(format!(
                "field `on_error_ms` is {on_error_ms}; expected at least `hard_ms`, which is {hard_ms}"
            )));
        }
        match self.jitter {
            Some(jitter) if !(0.0..=1.0).contains(&jitter) => {
                Err(Error::invalid(format!("field `jitter` is {jitter}; expected 0 to 1")))
            }
            _ => Ok(()),
        }
    }

    /// Fresh, hard and on error. A time that is given moves those after it along, unless they are given too.
    fn times_ms(&self) -> (u64, u64, u64) {
        let fresh_ms = self.fresh_ms.unwrap_or(self.class.fresh_ms());
        let given = |time: Option<u64>, of_class: u64, before: u64| {
            time.unwrap_or_else(|| of_class.max(before))
        };
        // With a fresh time of its own and nothing else a value is not served late.
        let hard_of_class = if self.fresh_ms.is_some() { fresh_ms } else { self.class.hard_ms() };
        let hard_ms = given(self.hard_ms, hard_of_class, fresh_ms);
        let error_of_class = if self.fresh_ms.is_some() || self.hard_ms.is_some() {
            hard_ms
        } else {
            self.class.on_error_ms()
        };
        (fresh_ms, hard_ms, given(self.on_error_ms, error_of_class, hard_ms))
    }

    /// The three ends of a value that is made now; `random` is 0 to 1.
    pub(super) fn ends(&self, now: Timestamp, random: f64) -> [Timestamp; 3] {
        let (fresh_ms, hard_ms, on_error_ms) = self.times_ms();
        let jitter = self.jitter.unwrap_or(DEFAULT_JITTER);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a time, at most the time itself"
        )]
        let shortened = fresh_ms - ((fresh_ms as f64 * jitter * random) as u64).min(fresh_ms);
        [shortened, hard_ms, on_error_ms].map(|time_ms| {
            let time_ms = i64::try_from(time_ms).unwrap_or(i64::MAX);
            Timestamp::nearest(now.as_millisecond().saturating_add(time_ms))
        })
    }
}
