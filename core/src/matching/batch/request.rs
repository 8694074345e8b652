//! What a batch of needs asks and answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::matching::asked::{Asked, Roster};
use crate::matching::needs::ClientNeeds;
use crate::matching::result::Part;
use crate::options::CallOptions;

/// Needs of many clients.
///
/// ```
/// use advisor_engine::MatchBatch;
/// let batch: MatchBatch = serde_json::from_str(r#"{"needs": [{"industries": ["SaaS"]}, {"limit": 5}]}"#)
///     .expect("valid JSON");
/// assert_eq!((batch.needs.len(), batch.needs[1].limit, batch.parts), (2, 5, false));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MatchBatch {
    /// Each as in `match_advisors`.
    pub needs: Vec<ClientNeeds>,
    /// Whether what each score is made of is wanted, too; off by default.
    pub parts: bool,
}

/// The best advisors for each of many needs.
///
/// *Order*: the position of the needs, then the rank.
///
/// ```
/// use advisor_engine::BatchResult;
/// let row = r#"{"need": 3, "rank": 1, "advisorId": "a1", "score": 0.5, "points": 40}"#;
/// let result: BatchResult = serde_json::from_str(&format!(r#"{{"matches": [{row}]}}"#)).expect("valid JSON");
/// assert_eq!((result.matches[0].need, result.matches[0].parts.is_none()), (3, true));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchResult {
    /// At most as many for each needs as its limit.
    pub matches: Vec<BatchMatch>,
}

/// One advisor for one of many needs; id, order and score are those of `match_advisors`, to the bit.
///
/// ```
/// use advisor_engine::BatchMatch;
/// fn is_best(matched: &BatchMatch) -> bool {
///     matched.rank == 1
/// }
/// # let json = r#"{"need": 0, "rank": 1, "advisorId": "a1", "score": 0.5, "points": 40}"#;
/// # assert!(is_best(&serde_json::from_str(json).expect("valid JSON")));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchMatch {
    /// The position of the needs in the request, from 0.
    pub need: usize,
    /// From 1.
    pub rank: usize,
    /// The id of the profile.
    pub advisor_id: String,
    /// The left fold, in `f64`, of the contributions of the parts in their order; higher is better.
    pub score: f64,
    /// The points of `points-v1`, rounded half up; 0 to 100.
    pub points: i64,
    /// What the score is made of, in the order of the scoring profile; only where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
}

/// Needs that are checked between two looks at the deadline and the cancel flag.
const CHECKED_TOGETHER: usize = 64;

/// Checks all needs, so that nothing is answered where one cannot be.
///
/// # Errors
/// As for each needs alone, with its position in the name of the field; `Cancelled` and `Timeout` as the
/// options say.
pub(crate) fn check_all(
    roster: Roster<'_>,
    needs: &[ClientNeeds],
    options: &CallOptions,
) -> Result<()> {
    for (block, checked) in needs.chunks(CHECKED_TOGETHER).enumerate() {
        options.check()?;
        for (index, needs) in checked.iter().enumerate() {
            let position = block * CHECKED_TOGETHER + index;
            check(roster, needs).map_err(|error| at(position, &error))?;
        }
    }
    Ok(())
}

fn check(roster: Roster<'_>, needs: &ClientNeeds) -> Result<()> {
    if needs.diagnose {
        return Err(Error::invalid(
            "field `diagnose` is true; expected false, as a batch has no place to tell what filters do",
        ));
    }
    Asked::check_whole(roster, needs)
}

/// The error with the position of the needs before the field that it names.
fn at(position: usize, error: &Error) -> Error {
    let message = match error.message().strip_prefix("field `") {
        Some(rest) => format!("field `needs[{position}].{rest}"),
        None => format!("needs[{position}]: {}", error.message()),
    };
    Error::new(error.kind(), message)
}
