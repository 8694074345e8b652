//! The documents that wait for somebody to look at them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::are_known_categories;
use super::row::{DocumentRow, DocumentRowField};
use crate::error::Result;
use crate::lists::{FactFilter, ListName, Listing, Page, Rows, document_facts, document_orders};
use crate::model::advisoros::{DOCUMENTS, documents as column};
use crate::model::rank::DOCUMENT_CATEGORY;
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::page::PageRequest;
use crate::practice::Practice;
use crate::practice::choice::{bounded, is_wanted};

/// A page of the documents that wait for review; for staff alone.
///
/// ```
/// use advisor_engine::ReviewQueue;
/// let request: ReviewQueue = serde_json::from_str(r#"{"categories": ["w2"]}"#).expect("valid JSON");
/// assert_eq!(request.page.limit, 20);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReviewQueue {
    /// Whose documents; the whole tenant's where it is missing.
    pub client_id: Option<String>,
    /// One of these categories; an empty list for all.
    pub categories: Vec<String>,
    /// Which page.
    pub page: PageRequest,
    /// The columns; an empty list for all. The age is always told.
    pub select: Vec<DocumentRowField>,
}

/// Lists the documents that wait for review.
pub(crate) fn review_queue(
    practice: Practice<'_>,
    request: &ReviewQueue,
) -> Result<Page<DocumentRow>> {
    let ReviewQueue { client_id, categories, page, select } = request;
    bounded("categories", categories)?;
    let mut facts = FactFilter::default();
    facts.ranks(document_facts::CATEGORY, DOCUMENT_CATEGORY, categories);
    let keep = |row: RowRef<'_>| {
        (client_id.is_none() || document_facts::waits_for_review(row))
            && is_wanted(categories, row.text(column::category))
    };
    let kept = || practice.lists().of_tenant(ListName::ReviewQueue, practice.tenant);
    let listing = Listing {
        table: practice.table(DOCUMENTS),
        rows: match client_id {
            Some(client_id) => Rows::Loose(practice.rows_of_client(DOCUMENTS, client_id)?),
            None => Rows::InOrder(kept()),
        },
        order: &document_orders::REVIEW,
        read_facts: document_facts::read,
        facts,
        keep: if client_id.is_none() && are_known_categories(categories) {
            None
        } else {
            Some(&keep)
        },
    };
    let fields = Selection::of(select);
    practice.page(&listing, page, &(client_id, categories), |_, row| {
        let created = row.int(column::created_at).unwrap_or_default();
        let age_days = u64::try_from(practice.moment.whole_days_since(created)).unwrap_or(0);
        let row = DocumentRow::read(&practice.source(row), fields);
        Ok(DocumentRow { age_days: Some(age_days), ..row })
    })
}
