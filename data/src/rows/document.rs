//! Rows of `documents`. No public source lists a client's files: the dates are real, the kinds
//! are drawn.

use super::lifetime::lifetime;
use super::texts;
use crate::calendar::{HOUR_MS, year_and_quarter};
use crate::random::Draw;
use crate::snapshot::{Document, Instant, Text};
use crate::vocabulary::enumerations::{
    ACCESS_LEVEL, DOCUMENT_CATEGORY, DOCUMENT_TAG, FILE_TYPE, OCR_STATUS, TAX_FORM, mime_type,
};

/// What is known of a document.
#[derive(Debug)]
pub(crate) struct DocumentParts {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) organization_id: String,
    pub(crate) uploaded_by: String,
    pub(crate) number: u64,
    pub(crate) created_ms: i64,
}

pub(crate) fn document(draw: &mut Draw, parts: DocumentParts) -> Document {
    let category = draw.weighted(DOCUMENT_CATEGORY);
    let file_type = draw.weighted(FILE_TYPE);
    let (made_year, quarter) = year_and_quarter(parts.created_ms);
    // A tax year ends before its papers are filed.
    let year =
        if matches!(category, "tax_return" | "w2" | "1099") { made_year - 1 } else { made_year };
    let subcategory = match category {
        "tax_return" => Some(draw.weighted(TAX_FORM)),
        "financial_statement" => {
            Some(if draw.chance(5_000) { "balance_sheet" } else { "income_statement" })
        }
        _ => None,
    };
    let ocr_status = draw.weighted(OCR_STATUS);
    let ocr_confidence = 0.55 + 0.45 * draw.unit();
    let is_read = matches!(ocr_status, "completed" | "manual_review");
    let ocr_processed_at = Instant(parts.created_ms + draw.between(0, 6) * HOUR_MS);
    let needs_review = ocr_status == "manual_review" || draw.chance(600);
    let reviewed_at = Instant(parts.created_ms + draw.between(6, 400) * HOUR_MS);
    let version = if draw.chance(1_200) { draw.between_i32(2, 5) } else { 1 };
    let access_level = draw.weighted(ACCESS_LEVEL);
    let tags = texts(&draw.some_of(DOCUMENT_TAG, 1_500));
    let size_bytes = draw.between(4_000, 9_000_000);
    let lifetime = lifetime(draw, parts.created_ms);
    Document {
        id: parts.id,
        client_id: parts.client_id,
        organization_id: parts.organization_id,
        uploaded_by: parts.uploaded_by,
        file_name: format!("{category}-{year}-{:06}.{file_type}", parts.number),
        file_type: Text::Borrowed(file_type),
        mime_type: mime_type(file_type).and_then(|kind| draw.unless(200, Text::Borrowed(kind))),
        file_size: draw.unless(200, size_bytes),
        category: Text::Borrowed(category),
        subcategory: subcategory.and_then(|kind| draw.unless(1_000, Text::Borrowed(kind))),
        description: draw.unless(7_500, format!("{} of {year}", category.replace('_', " "))),
        year: draw.unless(800, year),
        quarter: draw.unless(4_000, quarter),
        version,
        is_latest_version: version > 1 || !draw.chance(500),
        tags: draw.unless(1_000, tags),
        ocr_status: Text::Borrowed(ocr_status),
        ocr_confidence: is_read.then_some(ocr_confidence),
        ocr_processed_at: is_read.then_some(ocr_processed_at),
        needs_review,
        reviewed_at: (!needs_review && is_read).then_some(reviewed_at),
        is_confidential: access_level == "restricted" || draw.chance(500),
        access_level: Text::Borrowed(access_level),
        is_archived: draw.chance(600),
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
    }
}
