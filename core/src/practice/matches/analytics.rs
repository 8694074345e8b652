//! Matches in figures, period by period.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::check_advisor;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lists::{Entry, ListName};
use crate::model::advisoros::{ADVISOR_MARKETPLACE_MATCHES, advisor_marketplace_matches as column};
use crate::model::rank::MATCH_STATUS;
use crate::model::row::RowRef;
use crate::practice::Practice;
use crate::practice::period::{PeriodKind, Zone, is_within, place_of};

/// Rows looked at between two looks at the deadline.
const CHECK_EVERY: usize = 1024;

/// Asks for the tenant's matches in figures, period by period.
///
/// ```
/// use advisor_engine::{AnalyseMatches, PeriodKind};
/// let request: AnalyseMatches =
///     serde_json::from_str(r#"{"from": "2026-01-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"}"#).expect("valid JSON");
/// assert_eq!((request.group_by, &*request.time_zone), (PeriodKind::Week, "UTC"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnalyseMatches {
    /// Matches of this client alone.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Matches with this advisor alone, by the id of the profile.
    #[serde(default)]
    pub advisor_profile_id: Option<String>,
    /// Made at this instant or later.
    pub from: Timestamp,
    /// Made before this instant.
    pub to: Timestamp,
    /// The periods: weeks where nothing is said.
    #[serde(default = "week")]
    pub group_by: PeriodKind,
    /// The zone that the periods are of, by its IANA name: `UTC` where nothing is said.
    #[serde(default = "utc")]
    pub time_zone: String,
}

const fn week() -> PeriodKind {
    PeriodKind::Week
}

fn utc() -> String {
    "UTC".to_owned()
}

/// Matches in figures.
///
/// ```
/// use advisor_engine::MatchAnalytics;
/// assert_eq!(MatchAnalytics::default().totals.count, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchAnalytics {
    /// Over the whole range.
    pub totals: MatchFigures,
    /// Every period of the range in order, those without matches too.
    pub periods: Vec<MatchPeriod>,
}

/// The matches of one period.
///
/// ```
/// use advisor_engine::MatchPeriod;
/// assert_eq!(MatchPeriod::default().figures.mean_score, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchPeriod {
    /// Its name, such as `2026-03-01`, `2026-W09`, `2026-03`, `2026-Q1` or `2026`.
    pub label: String,
    /// Its first instant; matches of the range alone are counted in the first period and in the last.
    pub from: Timestamp,
    /// The first instant behind it.
    pub to: Timestamp,
    /// Its matches.
    pub figures: MatchFigures,
}

/// Figures of some matches.
///
/// ```
/// use advisor_engine::MatchFigures;
/// assert_eq!(MatchFigures::default().conversion_percent, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchFigures {
    /// Matches.
    pub count: u64,
    /// By status, along the life of a match, then by spelling; only those that a match has.
    pub by_status: Vec<MatchStatusCount>,
    /// The mean of their scores, 0 to 100, higher is better; none without matches.
    pub mean_score: Option<f64>,
    /// How often they were shown to clients.
    pub shown_count: i64,
    /// Those that the client looked at closer.
    pub clicked_count: u64,
    /// Those of which an engagement came.
    pub engagement_created_count: u64,
    /// Those that were accepted or of which an engagement came.
    pub converted_count: u64,
    /// The share of these, in percent; none without matches.
    pub conversion_percent: Option<f64>,
}

/// How many matches have a status.
///
/// ```
/// use advisor_engine::MatchStatusCount;
/// let accepted = MatchStatusCount { status: "accepted".to_owned(), count: 2 };
/// assert_eq!(serde_json::to_string(&accepted).ok().as_deref(), Some(r#"{"status":"accepted","count":2}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchStatusCount {
    /// The status.
    pub status: String,
    /// The matches with it.
    pub count: u64,
}

/// What is added up of some matches.
#[derive(Debug, Default)]
struct Sums<'a> {
    count: u64,
    /// By rank and spelling; they are few, so that a scan beats a map.
    statuses: Vec<(usize, &'a str, u64)>,
    score: f64,
    shown: i64,
    clicked: u64,
    engagements_created: u64,
    converted: u64,
}

impl<'a> Sums<'a> {
    fn add(&mut self, row: RowRef<'a>) {
        let status = row.text(column::status);
        match self.statuses.iter_mut().find(|(_, known, _)| *known == status) {
            Some((.., count)) => *count += 1,
            None => self.statuses.push((MATCH_STATUS.of(status), status, 1)),
        }
        let has_engagement = row.flag(column::engagement_created);
        self.count += 1;
        self.score += row.float(column::match_score).unwrap_or_default();
        let shown = row.int(column::times_shown).unwrap_or_default();
        self.shown = self.shown.saturating_add(shown);
        self.clicked += u64::from(row.flag(column::clicked_by_client));
        self.engagements_created += u64::from(has_engagement);
        self.converted += u64::from(has_engagement || status == "accepted");
    }

    fn figures(mut self) -> MatchFigures {
        self.statuses.sort_unstable();
        let share = |part: f64| (self.count > 0).then(|| part / self.count as f64);
        MatchFigures {
            count: self.count,
            by_status: self
                .statuses
                .iter()
                .map(|(_, status, count)| MatchStatusCount {
                    status: (*status).to_owned(),
                    count: *count,
                })
                .collect(),
            mean_score: share(self.score),
            shown_count: self.shown,
            clicked_count: self.clicked,
            engagement_created_count: self.engagements_created,
            converted_count: self.converted,
            conversion_percent: share((100 * self.converted) as f64),
        }
    }
}

/// Tells the matches in figures.
pub(crate) fn match_analytics(
    practice: Practice<'_>,
    request: &AnalyseMatches,
) -> Result<MatchAnalytics> {
    let AnalyseMatches { client_id, advisor_profile_id, from, to, group_by, time_zone } = request;
    let zone = Zone::of("time_zone", time_zone)?;
    let periods = group_by.periods(*from, *to, &zone)?;
    if let Some(client_id) = client_id {
        practice.client(client_id)?;
    }
    if let Some(id) = advisor_profile_id {
        check_advisor(practice, id)?;
    }
    let mut totals = Sums::default();
    let mut sums: Vec<Sums<'_>> = periods.iter().map(|_| Sums::default()).collect();
    for (count, row) in newest_first(practice, request).enumerate() {
        if count % CHECK_EVERY == CHECK_EVERY - 1 {
            practice.options.check()?;
        }
        totals.add(row);
        let made = Timestamp::from_stored(row.int(column::created_at).unwrap_or_default());
        if let Some(place) = place_of(&periods, made) {
            sums[place].add(row);
        }
    }
    let periods = periods.into_iter().zip(sums);
    Ok(MatchAnalytics {
        totals: totals.figures(),
        periods: periods
            .map(|(period, sums)| MatchPeriod {
                label: period.label,
                from: period.from,
                to: period.to,
                figures: sums.figures(),
            })
            .collect(),
    })
}

/// The matches of the range. Newest first, then by id, so that the sum of scores is the same to the bit after a fold.
fn newest_first<'a>(
    practice: Practice<'a>,
    request: &AnalyseMatches,
) -> Box<dyn Iterator<Item = RowRef<'a>> + 'a> {
    let AnalyseMatches { client_id, advisor_profile_id, from, to, .. } = request;
    let (from, to) = (*from, *to);
    let made = |row: RowRef<'_>| row.int(column::created_at).unwrap_or_default();
    if let Some(client_id) = client_id {
        let mut rows: Vec<RowRef<'a>> = practice
            .rows_under(ADVISOR_MARKETPLACE_MATCHES, client_id)
            .map(|(_, row)| row)
            .filter(|row| is_within(made(*row), Some(from), Some(to)))
            .filter(|row| {
                let advisor = row.text(column::advisor_profile_id);
                advisor_profile_id.as_deref().is_none_or(|id| id == advisor)
            })
            .collect();
        rows.sort_unstable_by(|one, other| {
            let ids = || one.text(column::id).cmp(other.text(column::id));
            made(*other).cmp(&made(*one)).then_with(ids)
        });
        return Box::new(rows.into_iter());
    }
    let (lists, tenant) = (practice.lists(), practice.tenant);
    let kept = match advisor_profile_id {
        Some(id) => lists.of_owner(ListName::MatchesByAdvisor, tenant, id),
        None => lists.of_tenant(ListName::Matches, tenant),
    };
    let table = practice.table(ADVISOR_MARKETPLACE_MATCHES);
    // Entries hold the complement of the instant.
    let is_after = move |entry: &Entry| !entry.words[1] >= to.as_millisecond();
    let entries = kept.into_iter().flat_map(move |kept| kept.from(is_after));
    let entries = entries.take_while(move |entry| !entry.words[1] >= from.as_millisecond());
    Box::new(entries.filter_map(move |entry| table.row(entry.ordinal)))
}
