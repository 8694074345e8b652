//! Which page of a list is asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cursor::{Cursors, Position, Scope};
use crate::error::{Error, Result};

const LIMIT_MAX: usize = 100;
const LIMIT_DEFAULT: usize = 20;
/// Deeper than anyone turns pages; who wants the whole list follows the cursors, which never skip.
const OFFSET_MAX: usize = 10_000;

/// Which page of a list: its size, and where it starts.
///
/// Without cursor and offset it is the first. A cursor goes on exactly behind the last row of its page, whatever
/// was written in between; an offset counts rows as they stand now.
///
/// ```
/// use advisor_engine::PageRequest;
/// let page: PageRequest = serde_json::from_str(r#"{"limit": 50}"#).expect("valid JSON");
/// assert_eq!((page.limit, page.offset), (50, None));
/// assert_eq!(PageRequest::default().limit, 20);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PageRequest {
    /// The largest number of rows: 1 to 100, by default 20.
    pub limit: usize,
    /// The `next_cursor` of the page before; the rest of the request must be as it was, but for the limit.
    pub cursor: Option<String>,
    /// Rows to leave out from the start, at most 10,000; not together with a cursor.
    pub offset: Option<usize>,
    /// How the rows of all pages are counted.
    pub total: TotalKind,
}

/// How the rows of all pages are counted.
///
/// ```
/// use advisor_engine::TotalKind;
/// assert_eq!(TotalKind::default(), TotalKind::Exact);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TotalKind {
    /// Every row that fits is counted.
    #[default]
    Exact,
    /// A long list with a filter is judged by some two thousand of its rows; where counting costs nothing the total is
    /// exact all the same, and says so.
    Estimate,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: LIMIT_DEFAULT, cursor: None, offset: None, total: TotalKind::Exact }
    }
}

/// Where a page starts.
#[derive(Debug, PartialEq)]
pub(crate) enum Start {
    /// After so many rows.
    Offset(usize),
    /// Behind a row that was shown.
    After(Position),
}

impl PageRequest {
    /// # Errors
    /// `InvalidArgument` for a limit out of range.
    pub(crate) fn check_limit(&self) -> Result<()> {
        if !(1..=LIMIT_MAX).contains(&self.limit) {
            return Err(Error::invalid(format!(
                "field `limit` is {}; expected 1 to {LIMIT_MAX}",
                self.limit
            )));
        }
        Ok(())
    }

    /// Checks the page, and opens its cursor.
    ///
    /// # Errors
    /// `InvalidArgument` for a limit or an offset out of range, for both offset and cursor, and for a cursor that is
    /// not of this list.
    pub(crate) fn start(&self, cursors: &Cursors, scope: &Scope<'_>) -> Result<Start> {
        self.check_limit()?;
        match (&self.cursor, self.offset) {
            (Some(_), Some(_)) => Err(Error::invalid(
                "fields `cursor` and `offset` are both given; expected one of them",
            )),
            (Some(cursor), None) => Ok(Start::After(cursors.open(scope, cursor)?)),
            (None, Some(offset)) if offset > OFFSET_MAX => Err(Error::invalid(format!(
                "field `offset` is {offset}; expected at most {OFFSET_MAX}; follow `next_cursor` beyond that"
            ))),
            (None, offset) => Ok(Start::Offset(offset.unwrap_or_default())),
        }
    }
}
