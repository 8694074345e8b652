//! The audit trail, line by line.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{AuditRow, AuditRowField};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::lists::{FactFilter, ListName, Listing, Page, Rows, audit_orders};
use crate::model::advisoros::{AUDIT_LOGS, audit_logs as column};
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::page::PageRequest;
use crate::practice::Practice;
use crate::practice::choice::{bounded, is_wanted, is_wanted_opt};
use crate::practice::period::{check_range, is_within};

/// A page of the tenant's audit trail, newest first.
///
/// ```
/// use advisor_engine::ListAuditTrail;
/// let request: ListAuditTrail =
///     serde_json::from_str(r#"{"filters": {"entityIds": ["c1"], "actions": ["update"]}}"#).expect("valid JSON");
/// assert_eq!(request.filters.entity_ids, ["c1"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ListAuditTrail {
    /// Which lines.
    pub filters: AuditFilters,
    /// Which page.
    pub page: PageRequest,
    /// The columns; an empty list for all.
    pub select: Vec<AuditRowField>,
}

/// Conditions on a line, all of which must hold; an empty list asks for nothing. Values are spelled as in the row.
///
/// ```
/// use advisor_engine::AuditFilters;
/// assert!(AuditFilters::default().actions.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AuditFilters {
    /// Of one of these kinds of things.
    pub entity_types: Vec<String>,
    /// Of one of these things.
    pub entity_ids: Vec<String>,
    /// By one of these people.
    pub user_ids: Vec<String>,
    /// One of these actions.
    pub actions: Vec<String>,
    /// Done at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Done before this instant.
    pub created_to: Option<Timestamp>,
}

impl AuditFilters {
    fn check(&self) -> Result<()> {
        bounded("entity_types", &self.entity_types)?;
        bounded("entity_ids", &self.entity_ids)?;
        bounded("user_ids", &self.user_ids)?;
        bounded("actions", &self.actions)?;
        check_range("created_from", self.created_from, "created_to", self.created_to)
    }

    fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a line fits, but for the things that it is of.
    fn fits(&self, row: RowRef<'_>) -> bool {
        let Self { entity_types, entity_ids: _, user_ids, actions, created_from, created_to } =
            self;
        is_within(row.int(column::created_at).unwrap_or_default(), *created_from, *created_to)
            && is_wanted(entity_types, row.text(column::entity_type))
            && is_wanted(actions, row.text(column::action))
            && is_wanted_opt(user_ids, row.text_opt(column::user_id))
    }
}

/// Lists the audit trail.
pub(crate) fn audit_trail(
    practice: Practice<'_>,
    request: &ListAuditTrail,
) -> Result<Page<AuditRow>> {
    let ListAuditTrail { filters, page, select } = request;
    filters.check()?;
    let table = practice.table(AUDIT_LOGS);
    let keep = |row: RowRef<'_>| filters.fits(row);
    let listing = Listing {
        table,
        rows: if filters.entity_ids.is_empty() {
            Rows::InOrder(practice.lists().of_tenant(ListName::AuditTrail, practice.tenant))
        } else {
            // An id that is named twice is one thing all the same.
            let ids: BTreeSet<&String> = filters.entity_ids.iter().collect();
            let rows = ids.into_iter().flat_map(|id| table.children(id));
            let own = rows.filter(|(_, row)| row.text(column::organization_id) == practice.tenant);
            Rows::Loose(own.map(|(ordinal, _)| ordinal).collect())
        },
        order: &audit_orders::NEWEST,
        read_facts: |_| 0,
        facts: FactFilter::default(),
        keep: if filters.is_open() { None } else { Some(&keep) },
    };
    let fields = Selection::of(select);
    practice
        .page(&listing, page, filters, |_, row| Ok(AuditRow::read(&practice.source(row), fields)))
}
