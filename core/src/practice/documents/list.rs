//! The list of documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{DocumentRow, DocumentRowField};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::lists::{
    FactFilter, ListName, Listing, Order, Page, Rows, document_facts, document_orders,
};
use crate::model::advisoros::{DOCUMENTS, documents as column};
use crate::model::audience::{Audience, DocumentClass, VisibleClasses};
use crate::model::rank::{DOCUMENT_CATEGORY, OCR_STATUS};
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::page::PageRequest;
use crate::practice::Practice;
use crate::practice::choice::{bounded, is_wanted, is_wanted_opt, known};
use crate::practice::contains::{Needle, plain};
use crate::practice::period::check_range;

/// A page of documents: of one client, or of the whole tenant.
///
/// ```
/// use advisor_engine::{DocumentSort, ListDocuments};
/// let request: ListDocuments = serde_json::from_str(
///     r#"{"clientId": "c1", "audience": {"kind": "staff"}, "filters": {"years": [2025]}, "sort": "largest"}"#,
/// ).expect("valid JSON");
/// assert_eq!(request.sort, DocumentSort::Largest);
/// assert!(request.filters.latest_version_only);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListDocuments {
    /// Whose documents; the whole tenant's where it is missing, which only staff may ask for.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Who reads: a portal sees documents of its access levels that are not confidential.
    pub audience: Audience,
    /// Which documents.
    #[serde(default)]
    pub filters: DocumentFilters,
    /// In what order.
    #[serde(default)]
    pub sort: DocumentSort,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
    /// The columns; an empty list for all.
    #[serde(default)]
    pub select: Vec<DocumentRowField>,
}

/// Conditions on a document, all of which must hold; an empty list asks for nothing.
///
/// ```
/// use advisor_engine::DocumentFilters;
/// assert!(DocumentFilters::default().latest_version_only);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DocumentFilters {
    /// Text anywhere in the file's name or the description, or the whole of a tag, whatever its case and accents.
    pub text: Option<String>,
    /// One of these categories.
    pub categories: Vec<String>,
    /// One of these finer kinds.
    pub subcategories: Vec<String>,
    /// About one of these years.
    pub years: Vec<i64>,
    /// About one of these quarters, 1 to 4.
    pub quarters: Vec<i64>,
    /// With any of these tags, spelled as in the row.
    pub tags: Vec<String>,
    /// Of one of these types of file, spelled as in the row.
    pub file_types: Vec<String>,
    /// One of these states: `pending`, `processing`, `completed`, `failed`, `manual_review`, `skipped`.
    pub ocr_statuses: Vec<String>,
    /// Whether somebody is to look at it.
    pub needs_review: Option<bool>,
    /// Whether it is confidential.
    pub is_confidential: Option<bool>,
    /// Whether it is archived.
    pub is_archived: Option<bool>,
    /// Whether earlier versions are left out, as they are by default.
    pub latest_version_only: bool,
    /// Uploaded by one of these users.
    pub uploaded_by: Vec<String>,
    /// Made at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Made before this instant.
    pub created_to: Option<Timestamp>,
}

impl Default for DocumentFilters {
    fn default() -> Self {
        Self {
            text: None,
            categories: Vec::new(),
            subcategories: Vec::new(),
            years: Vec::new(),
            quarters: Vec::new(),
            tags: Vec::new(),
            file_types: Vec::new(),
            ocr_statuses: Vec::new(),
            needs_review: None,
            is_confidential: None,
            is_archived: None,
            latest_version_only: true,
            uploaded_by: Vec::new(),
            created_from: None,
            created_to: None,
        }
    }
}

/// The order of a list of documents. Each is total: missing values last, equal ones by id.
///
/// ```
/// use advisor_engine::DocumentSort;
/// assert_eq!(serde_json::to_string(&DocumentSort::ConfidenceDown).ok().as_deref(), Some("\"confidence_down\""));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentSort {
    /// Made last first.
    #[default]
    Newest,
    /// Made first first.
    Oldest,
    /// The file's name, whatever its case.
    Name,
    /// The file's name, from the end of the alphabet.
    NameDown,
    /// Smallest file first.
    Smallest,
    /// Largest file first.
    Largest,
    /// Least sure first.
    Confidence,
    /// Surest first.
    ConfidenceDown,
}

impl DocumentSort {
    fn order(self) -> &'static Order {
        match self {
            Self::Newest => &document_orders::NEWEST,
            Self::Oldest => &document_orders::OLDEST,
            Self::Name => &document_orders::NAME,
            Self::NameDown => &document_orders::NAME_DOWN,
            Self::Smallest => &document_orders::SMALLEST,
            Self::Largest => &document_orders::LARGEST,
            Self::Confidence => &document_orders::CONFIDENCE,
            Self::ConfidenceDown => &document_orders::CONFIDENCE_DOWN,
        }
    }
}

impl DocumentFilters {
    /// Checks the values.
    ///
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    fn check(&self) -> Result<()> {
        known("ocr_statuses", &self.ocr_statuses, OCR_STATUS)?;
        bounded("categories", &self.categories)?;
        bounded("subcategories", &self.subcategories)?;
        bounded("years", &self.years)?;
        bounded("quarters", &self.quarters)?;
        bounded("tags", &self.tags)?;
        bounded("file_types", &self.file_types)?;
        bounded("uploaded_by", &self.uploaded_by)?;
        if let Some(quarter) = self.quarters.iter().find(|quarter| !(1..=4).contains(*quarter)) {
            return Err(Error::invalid(format!(
                "field `quarters` holds {quarter}; expected 1 to 4"
            )));
        }
        check_range("created_from", self.created_from, "created_to", self.created_to)
    }

    fn facts(&self) -> FactFilter {
        let mut facts = FactFilter::default();
        facts.ranks(document_facts::CATEGORY, DOCUMENT_CATEGORY, &self.categories);
        facts.ranks(document_facts::OCR, OCR_STATUS, &self.ocr_statuses);
        for (fact, wanted) in [
            (document_facts::NEEDS_REVIEW, self.needs_review),
            (document_facts::IS_CONFIDENTIAL, self.is_confidential),
            (document_facts::IS_ARCHIVED, self.is_archived),
            (document_facts::IS_LATEST_VERSION, self.latest_version_only.then_some(true)),
        ] {
            if let Some(wanted) = wanted {
                facts.flag(fact, wanted);
            }
        }
        facts
    }

    /// Whether facts tell all that these filters ask.
    fn asks_facts_only(&self) -> bool {
        let Self {
            text,
            categories,
            subcategories,
            years,
            quarters,
            tags,
            file_types,
            ocr_statuses: _,
            needs_review: _,
            is_confidential: _,
            is_archived: _,
            latest_version_only: _,
            uploaded_by,
            created_from,
            created_to,
        } = self;
        text.as_deref().is_none_or(|text| text.trim().is_empty())
            && are_known_categories(categories)
            && subcategories.is_empty()
            && years.is_empty()
            && quarters.is_empty()
            && tags.is_empty()
            && file_types.is_empty()
            && uploaded_by.is_empty()
            && created_from.is_none()
            && created_to.is_none()
    }

    /// Whether a row fits, but for what facts tell.
    fn fits(&self, row: RowRef<'_>, needle: Option<&Needle>) -> bool {
        let created = row.int(column::created_at).unwrap_or_default();
        let is_one_of = |wanted: &[i64], column| {
            wanted.is_empty() || row.int(column).is_some_and(|value| wanted.contains(&value))
        };
        is_wanted(&self.categories, row.text(column::category))
            && is_wanted_opt(&self.subcategories, row.text_opt(column::subcategory))
            && is_one_of(&self.years, column::year)
            && is_one_of(&self.quarters, column::quarter)
            && is_wanted(&self.file_types, row.text(column::file_type))
            && is_wanted(&self.uploaded_by, row.text(column::uploaded_by))
            && self.created_from.is_none_or(|from| created >= from.as_millisecond())
            && self.created_to.is_none_or(|to| created < to.as_millisecond())
            && (self.tags.is_empty()
                || row.list(column::tags).any(|tag| is_wanted(&self.tags, tag)))
            && needle.is_none_or(|needle| holds(row, needle))
    }
}

/// Whether a document holds a text.
fn holds(row: RowRef<'_>, needle: &Needle) -> bool {
    needle.is_in(row.text(column::file_name))
        || needle.is_in(row.text(column::description))
        || row.list(column::tags).any(|tag| plain(tag) == needle.plain())
}

/// Whether facts tell these categories from all others.
pub(super) fn are_known_categories(categories: &[String]) -> bool {
    categories.iter().all(|value| DOCUMENT_CATEGORY.0.contains(&&**value))
}

/// Leaves out what an audience does not see.
fn show_only(facts: &mut FactFilter, visible: VisibleClasses) {
    if !visible.is_all() {
        let seen = DocumentClass::ALL.into_iter().filter(|class| visible.holds(*class));
        facts.any_of(document_facts::CLASS, seen.map(|class| usize::from(class.0)));
    }
}

/// Lists documents.
pub(crate) fn list_documents(
    practice: Practice<'_>,
    request: &ListDocuments,
) -> Result<Page<DocumentRow>> {
    let ListDocuments { client_id, audience, filters, sort, page, select } = request;
    let view = practice.view(audience, client_id.as_deref())?;
    filters.check()?;
    let needle = Needle::of("text", filters.text.as_deref())?;
    let keep = |row: RowRef<'_>| filters.fits(row, needle.as_ref());
    let mut facts = filters.facts();
    show_only(&mut facts, view.documents);
    let kept = || practice.lists().of_tenant(ListName::Documents, practice.tenant);
    let listing = Listing {
        table: practice.table(DOCUMENTS),
        rows: match (client_id, sort) {
            (Some(client_id), _) => Rows::Loose(practice.rows_of_client(DOCUMENTS, client_id)?),
            (None, DocumentSort::Newest) => Rows::InOrder(kept()),
            (None, _) => Rows::Kept(kept()),
        },
        order: sort.order(),
        read_facts: document_facts::read,
        facts,
        keep: if filters.asks_facts_only() { None } else { Some(&keep) },
    };
    let fields = Selection::of(select);
    practice.page(&listing, page, &(client_id, audience, filters, sort), |_, row| {
        Ok(DocumentRow::read(&practice.source(row), fields))
    })
}
