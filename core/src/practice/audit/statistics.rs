//! The audit trail in figures.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::lists::{Entry, ListName};
use crate::model::advisoros::{AUDIT_LOGS, audit_logs as column};
use crate::practice::Practice;
use crate::practice::period::check_range;

/// People that the answer names.
const USERS_MAX: usize = 10;
/// Rows looked at between two looks at the deadline.
const CHECK_EVERY: usize = 1024;

/// Asks for the audit trail in figures, in a range of time or of all time.
///
/// ```
/// use advisor_engine::AuditStatisticsRequest;
/// let request: AuditStatisticsRequest = serde_json::from_str("{}").expect("valid JSON");
/// assert_eq!(request, AuditStatisticsRequest::default());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AuditStatisticsRequest {
    /// Done at this instant or later.
    pub from: Option<Timestamp>,
    /// Done before this instant.
    pub to: Option<Timestamp>,
}

/// The audit trail in figures.
///
/// ```
/// use advisor_engine::AuditStatistics;
/// assert!(AuditStatistics::default().top_users.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditStatistics {
    /// Lines.
    pub total: u64,
    /// By action, the most frequent first, then by spelling.
    pub by_action: Vec<ActionCount>,
    /// By kind of thing, the most frequent first, then by spelling.
    pub by_entity_type: Vec<EntityTypeCount>,
    /// The ten people with the most lines, then by id.
    pub top_users: Vec<UserActionCount>,
    /// Lines of nobody.
    pub without_user_count: u64,
}

/// How often something was done.
///
/// ```
/// use advisor_engine::ActionCount;
/// let logins = ActionCount { action: "login".to_owned(), count: 2 };
/// assert_eq!(serde_json::to_string(&logins).ok().as_deref(), Some(r#"{"action":"login","count":2}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActionCount {
    /// What was done.
    pub action: String,
    /// The lines of it.
    pub count: u64,
}

/// How often something was done to a kind of thing.
///
/// ```
/// use advisor_engine::EntityTypeCount;
/// let clients = EntityTypeCount { entity_type: "client".to_owned(), count: 2 };
/// assert_eq!(serde_json::to_string(&clients).ok().as_deref(), Some(r#"{"entityType":"client","count":2}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntityTypeCount {
    /// The kind of thing.
    pub entity_type: String,
    /// The lines of it.
    pub count: u64,
}

/// How much a person did.
///
/// ```
/// use advisor_engine::UserActionCount;
/// let ada = UserActionCount { user_id: "u1".to_owned(), user_name: None, count: 2 };
/// assert!(serde_json::to_string(&ada).is_ok_and(|json| json.starts_with(r#"{"userId":"u1""#)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserActionCount {
    /// The person.
    pub user_id: String,
    /// The person's name; none where the user is not of the tenant or deleted.
    pub user_name: Option<String>,
    /// The lines of what the person did.
    pub count: u64,
}

/// Tells the audit trail in figures.
pub(crate) fn audit_statistics(
    practice: Practice<'_>,
    request: &AuditStatisticsRequest,
) -> Result<AuditStatistics> {
    let AuditStatisticsRequest { from, to } = *request;
    check_range("from", from, "to", to)?;
    let table = practice.table(AUDIT_LOGS);
    let kept = practice.lists().of_tenant(ListName::AuditTrail, practice.tenant);
    // Newest first: entries hold the complement of the instant.
    let is_after = |entry: &Entry| to.is_some_and(|to| !entry.words[1] >= to.as_millisecond());
    let is_reached =
        |entry: &&Entry| from.is_none_or(|from| !entry.words[1] >= from.as_millisecond());
    let entries = kept.into_iter().flat_map(|kept| kept.from(is_after)).take_while(is_reached);
    let (mut total, mut without_user_count) = (0, 0);
    let mut actions: HashMap<&str, u64> = HashMap::new();
    let mut entity_types: HashMap<&str, u64> = HashMap::new();
    // With a row of each person, to read the name from.
    let mut users: HashMap<&str, (u64, u32)> = HashMap::new();
    for entry in entries {
        if total % CHECK_EVERY == CHECK_EVERY - 1 {
            practice.options.check()?;
        }
        let Some(row) = table.row(entry.ordinal) else { continue };
        total += 1;
        *actions.entry(row.text(column::action)).or_default() += 1;
        *entity_types.entry(row.text(column::entity_type)).or_default() += 1;
        match row.text_opt(column::user_id) {
            Some(user_id) => users.entry(user_id).or_insert((0, entry.ordinal)).0 += 1,
            None => without_user_count += 1,
        }
    }
    let mut users: Vec<(&str, u64, u32)> =
        users.into_iter().map(|(id, (count, ordinal))| (id, count, ordinal)).collect();
    users.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    users.truncate(USERS_MAX);
    let name = |ordinal| practice.source(table.row(ordinal)?).user_name(column::user_id);
    Ok(AuditStatistics {
        total: total as u64,
        by_action: most_frequent(actions)
            .map(|(action, count)| ActionCount { action: action.to_owned(), count })
            .collect(),
        by_entity_type: most_frequent(entity_types)
            .map(|(kind, count)| EntityTypeCount { entity_type: kind.to_owned(), count })
            .collect(),
        top_users: users
            .into_iter()
            .map(|(id, count, ordinal)| UserActionCount {
                user_id: id.to_owned(),
                user_name: name(ordinal),
                count,
            })
            .collect(),
        without_user_count,
    })
}

fn most_frequent(counts: HashMap<&str, u64>) -> impl Iterator<Item = (&str, u64)> {
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    counts.into_iter()
}
