//! Finding clients while someone types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::{SEARCHED, show};
use super::row::{ClientRow, ClientRowField};
use crate::error::{Error, Result};
use crate::lists::{Kept, ListName};
use crate::model::advisoros::{CLIENTS, clients as column};
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::practice::Practice;
use crate::practice::choice::check_count;
use crate::practice::contains::{Needle, plain};

const LIMIT_MAX: usize = 50;
const LIMIT_DEFAULT: usize = 10;
/// Clients looked at between two looks at the deadline.
const CHECK_EVERY: usize = 1024;

/// Looks for clients by a text.
///
/// ```
/// use advisor_engine::SearchClients;
/// let request: SearchClients = serde_json::from_str(r#"{"query": "acme"}"#).expect("valid JSON");
/// assert_eq!(request.limit, 10);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SearchClients {
    /// The text, whatever its case and accents; `%` and `_` mean themselves.
    pub query: String,
    /// The largest number of clients: 1 to 50, by default 10.
    #[serde(default = "default_limit")]
    pub limit: usize,
    /// The columns; an empty list for all.
    #[serde(default)]
    pub select: Vec<ClientRowField>,
}

const fn default_limit() -> usize {
    LIMIT_DEFAULT
}

/// The clients that fit best.
///
/// ```
/// use advisor_engine::ClientSearchResult;
/// assert_eq!(ClientSearchResult::default().total, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientSearchResult {
    /// Best first: names that are the text, that begin with it, that have a word beginning with it, that hold it, then
    /// clients that hold it elsewhere; among equals by name, then by id.
    pub rows: Vec<ClientRow>,
    /// All clients that hold the text.
    pub total: u64,
}

/// Looks for clients. *Cost*: one look at each client of the tenant.
pub(crate) fn search_clients(
    practice: Practice<'_>,
    request: &SearchClients,
) -> Result<ClientSearchResult> {
    check_count("limit", request.limit, 1..=LIMIT_MAX)?;
    let needle = Needle::of("query", Some(&request.query))?
        .ok_or_else(|| Error::invalid("field `query` is blank; expected at least one letter"))?;
    let table = practice.table(CLIENTS);
    let mut found: [Vec<(u32, RowRef<'_>)>; 5] = Default::default();
    let mut total = 0;
    let list = practice.lists().of_tenant(ListName::ClientsByName, practice.tenant);
    // By name: within a rank the first ones are the ones to show.
    for (count, entry) in list.into_iter().flat_map(Kept::iter).enumerate() {
        if count % CHECK_EVERY == CHECK_EVERY - 1 {
            practice.options.check()?;
        }
        let Some(row) = table.row(entry.ordinal) else { continue };
        let Some(rank) = rank(row, &needle) else { continue };
        total += 1;
        if found[rank].len() < request.limit {
            found[rank].push((entry.ordinal, row));
        }
    }
    let fields = Selection::of(&request.select);
    let rows = found.into_iter().flatten().take(request.limit);
    Ok(ClientSearchResult {
        rows: rows.map(|(ordinal, row)| show(practice, ordinal, row, fields)).collect(),
        total,
    })
}

/// How well a client fits, 0 best; none where it does not.
fn rank(row: RowRef<'_>, needle: &Needle) -> Option<usize> {
    let name = row.text(column::business_name);
    match needle.find(name) {
        Some(0) if plain(name).len() == needle.plain().len() => Some(0),
        Some(0) => Some(1),
        Some(_) if begins_a_word(&plain(name), needle.plain()) => Some(2),
        Some(_) => Some(3),
        None => SEARCHED.iter().any(|column| needle.is_in(row.text(*column))).then_some(4),
    }
}

fn begins_a_word(name: &str, needle: &str) -> bool {
    name.match_indices(' ').any(|(at, _)| name[at + 1..].starts_with(needle))
}
