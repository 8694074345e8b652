//! What happened lately.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::show;
use super::row::{ClientRow, ClientRowField};
use crate::error::Result;
use crate::lists::ListName;
use crate::model::advisoros::{CLIENTS, clients as column};
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::practice::Practice;
use crate::practice::choice::check_count;

const LIMIT_MAX: usize = 50;
const LIMIT_DEFAULT: usize = 10;
const DAYS_MAX: usize = 90;
const DAYS_DEFAULT: usize = 7;

/// Clients that were made or changed lately.
///
/// ```
/// use advisor_engine::RecentActivity;
/// assert_eq!((RecentActivity::default().limit, RecentActivity::default().days), (10, 7));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RecentActivity {
    /// The largest number of clients in each list: 1 to 50, by default 10.
    pub limit: usize,
    /// Days of 24 hours before the call: 1 to 90, by default 7.
    pub days: usize,
    /// The columns; an empty list for all.
    pub select: Vec<ClientRowField>,
}

impl Default for RecentActivity {
    fn default() -> Self {
        Self { limit: LIMIT_DEFAULT, days: DAYS_DEFAULT, select: Vec::new() }
    }
}

/// What was made and what was changed.
///
/// ```
/// use advisor_engine::RecentClients;
/// assert!(RecentClients::default().recent_updates.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecentClients {
    /// Made in the window, newest first, then by id.
    pub recent_clients: Vec<ClientRow>,
    /// Made before the window and changed in it, changed last first, then by id.
    pub recent_updates: Vec<ClientRow>,
}

/// Reads both lists. *Cost*: the rows that are shown, and for updates the clients made in the window.
pub(crate) fn recent_activity(
    practice: Practice<'_>,
    request: &RecentActivity,
) -> Result<RecentClients> {
    check_count("limit", request.limit, 1..=LIMIT_MAX)?;
    check_count("days", request.days, 1..=DAYS_MAX)?;
    let days = i64::try_from(request.days).unwrap_or_default();
    // Both ends of the window move, over both lists and what comes after them.
    let now = practice.moment.exactly();
    let since = now.plus_days(-days).as_millisecond();
    let until = now.as_millisecond();
    let is_in_window = |at: Option<i64>| at.is_some_and(|at| at >= since && at <= until);
    let fields = Selection::of(&request.select);
    let rows = |name, at: usize, keep: &dyn Fn(RowRef<'_>) -> bool| {
        let list = practice.lists().of_tenant(name, practice.tenant);
        // Newest first: what lies after the call comes before the window, and behind the window nothing fits.
        let entries = list.into_iter().flat_map(|list| list.from(|entry| !entry.words[1] > until));
        entries
            .filter_map(|entry| Some((entry.ordinal, practice.table(CLIENTS).row(entry.ordinal)?)))
            .take_while(|(_, row)| row.int(at).is_some_and(|at| at >= since))
            .filter(|(_, row)| keep(*row))
            .take(request.limit)
            .map(|(ordinal, row)| show(practice, ordinal, row, fields))
            .collect()
    };
    Ok(RecentClients {
        recent_clients: rows(ListName::ClientsByCreation, column::created_at, &|_| true),
        recent_updates: rows(ListName::ClientsByChange, column::updated_at, &|row| {
            !is_in_window(row.int(column::created_at))
        }),
    })
}
