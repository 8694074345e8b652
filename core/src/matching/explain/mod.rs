//! Why an advisor is, or is not, among the matches.

mod change;
mod removed;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::{Asked, Roster};
use super::best::{Scored, keep_best};
use super::needs::{ClientNeeds, LIMIT_MAX};
use super::result::{Part, Reasons};
use super::scoring::ScoringProfileVersion;
use super::show::parts;
use super::{plain, points};
use crate::error::{Error, Result};
use crate::model::advisoros::ADVISOR_PROFILES;
use crate::options::CallOptions;
use crate::profiles::Flag;
use crate::vector::Kernels;
pub use change::SignalChange;
use change::{Goal, changes};
pub use removed::RemovingFilter;
use removed::removing_filters;

/// Asks why an advisor is, or is not, among the matches of a client's needs.
///
/// ```
/// use advisor_engine::ExplainMatch;
/// let request: ExplainMatch =
///     serde_json::from_str(r#"{"needs": {"limit": 5}, "advisorId": "a1"}"#).expect("valid JSON");
/// assert_eq!((request.needs.limit, request.rank), (5, None));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExplainMatch {
    /// The needs, as a match takes them. Ranks are by score, whatever their diversity.
    #[serde(default)]
    pub needs: ClientNeeds,
    /// The id of the profile.
    pub advisor_id: String,
    /// The rank that the advisor should reach, 1 to 1000; by default the limit of the needs.
    #[serde(default)]
    pub rank: Option<usize>,
}

/// Where an advisor stands in a match.
///
/// ```
/// use advisor_engine::MatchStatus;
/// assert_eq!(serde_json::to_string(&MatchStatus::Ranked).ok().as_deref(), Some("\"ranked\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchStatus {
    /// Eligible, and within the rank that was asked about.
    Matched,
    /// Eligible, and beyond that rank.
    Ranked,
    /// Removed by hard filters.
    Filtered,
    /// One of the excluded ids, whatever the filters.
    Excluded,
}

/// Why an advisor is, or is not, among the matches.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, ErrorKind, ExplainMatch};
/// # let engine = Engine::in_memory(Default::default())?;
/// let request = ExplainMatch { advisor_id: "nobody".to_owned(), ..ExplainMatch::default() };
/// let error = engine.explain_match(&request, &CallOptions::default()).expect_err("nobody is there");
/// assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "no advisor `nobody`"));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchExplanation {
    /// The advisor.
    pub advisor_id: String,
    /// Where the advisor stands.
    pub status: MatchStatus,
    /// The place among all eligible by score, then id, from 1; of one who is not eligible, the place that the advisor
    /// would have if let in beside them.
    pub rank: usize,
    /// The rank that was asked about.
    pub target_rank: usize,
    /// Advisors that passed the hard filters.
    pub eligible: usize,
    /// What scores are made by.
    pub scoring_profile: ScoringProfileVersion,
    /// The advisor's score.
    pub score: f64,
    /// The score of the eligible advisor at the target rank; none where there are fewer.
    pub target_score: Option<f64>,
    /// The target's score less the advisor's: 0 or more where points are missing.
    pub gap: Option<f64>,
    /// What the score is made of, in the order of the scoring profile.
    pub parts: Vec<Part>,
    /// The points of `points-v1`, rounded half up; 0 to 100.
    pub points: i64,
    /// Why the advisor has these points.
    pub reasons: Reasons,
    /// Whether the advisor has an embedding; without one the cosine is 0.
    pub has_embedding: bool,
    /// Every hard filter that removes the advisor; none where the advisor is eligible.
    pub filters: Vec<RemovingFilter>,
    /// For one who is ranked beyond the target: for every part, what it alone would have to be to reach the target.
    ///
    /// *Order*: the smallest relative change first, those without one last; then that of the parts.
    pub changes: Vec<SignalChange>,
    /// The first of the changes that is reachable.
    pub smallest: Option<SignalChange>,
}

/// Explains where an advisor stands. *Cost*: the whole score of every eligible advisor.
///
/// # Errors
/// `NotFound` for an advisor who is not there or may not be shown; `InvalidArgument` and `DimensionMismatch` for
/// needs that cannot be taken; `Cancelled` and `Timeout` as the options say.
pub(crate) fn explain_match(
    roster: Roster<'_>,
    request: &ExplainMatch,
    options: &CallOptions,
) -> Result<MatchExplanation> {
    let ExplainMatch { needs, advisor_id, rank } = request;
    let asked = Asked::new(roster, needs, Kernels::detect())?;
    let target_rank = rank.unwrap_or(needs.limit);
    if !(1..=LIMIT_MAX).contains(&target_rank) {
        return Err(Error::invalid(format!(
            "field `rank` is {target_rank}; expected 1 to {LIMIT_MAX}"
        )));
    }
    options.check()?;
    let shown = roster.profiles.flag(Flag::Base);
    let ordinal = roster
        .tables
        .table(ADVISOR_PROFILES)
        .ordinal(advisor_id)
        .filter(|ordinal| shown.contains(*ordinal))
        .ok_or_else(|| Error::not_found(format!("no advisor `{advisor_id}`")))?;

    let Asked { terms, signals, .. } = &asked;
    let ordinals = asked.eligible();
    let is_eligible = ordinals.binary_search(&ordinal).is_ok();
    let mut scored = plain::score_all(&ordinals, terms, signals, options)?;
    let score = points::fold(terms, signals, ordinal);
    let columns = roster.profiles.columns();
    // As matches are ordered: by score, then by id.
    let is_ahead = |(other, at): &Scored| {
        let order = score.total_cmp(other).then_with(|| columns.id(*at).cmp(&columns.id(ordinal)));
        order.is_lt()
    };
    let rank = scored.iter().filter(|other| is_ahead(other)).count() + 1;
    keep_best(&mut scored, target_rank, roster.profiles);
    let target = scored.get(target_rank - 1).copied();

    let status = if needs.excluded_ids.contains(advisor_id) {
        MatchStatus::Excluded
    } else if !is_eligible {
        MatchStatus::Filtered
    } else if rank <= target_rank {
        MatchStatus::Matched
    } else {
        MatchStatus::Ranked
    };
    let parts = parts(terms, signals, ordinal);
    let changes = match (status, target) {
        (MatchStatus::Ranked, Some((score, at))) => {
            let wins_ties = columns.id(ordinal) < columns.id(at);
            changes(&Goal { terms, parts: &parts, score, wins_ties }, signals)
        }
        _ => Vec::new(),
    };
    Ok(MatchExplanation {
        advisor_id: advisor_id.clone(),
        status,
        rank,
        target_rank,
        eligible: ordinals.len(),
        score,
        target_score: target.map(|(score, _)| score),
        gap: target.map(|(target, _)| target - score),
        parts,
        points: points::rounded(points::unrounded(signals, ordinal)),
        reasons: points::reasons(signals, ordinal),
        has_embedding: signals.has_embedding(ordinal),
        filters: removing_filters(&asked, ordinal)?,
        smallest: changes.iter().find(|change| change.is_reachable).cloned(),
        changes,
        scoring_profile: asked.scoring_profile,
    })
}
