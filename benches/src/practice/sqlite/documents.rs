//! Lists of documents in SQL.

use advisor_engine::{DocumentRow, ListDocuments, Page};
use anyhow::{Context, Result};
use rusqlite::types::Type;
use rusqlite::{Row, named_params};

use super::{Sqlite, count, timestamp, timestamp_opt};

/// A statement whose inner part finds the rows of the page in an index alone.
macro_rules! page {
    ($places:literal) => {
        concat!(
            "SELECT d.id, d.clientId, c.businessName, d.fileName, d.fileType, d.mimeType, d.fileSize, d.category,
                    d.subcategory, d.description, d.year, d.quarter, d.version, d.isLatestVersion, d.tags, d.ocrStatus,
                    d.ocrConfidence, d.ocrProcessedAt, d.needsReview, d.reviewedAt, d.isConfidential, d.accessLevel,
                    d.isArchived, d.uploadedBy, u.name, d.createdAt, d.updatedAt
             FROM (",
            $places,
            ") p CROSS JOIN documents d ON d.rowid = p.place
             LEFT JOIN clients c ON c.id = d.clientId AND c.organizationId = :tenant AND c.deletedAt IS NULL
             LEFT JOIN users u ON u.id = d.uploadedBy AND u.organizationId = :tenant AND u.deletedAt IS NULL
             ORDER BY d.createdAt DESC, d.id"
        )
    };
}

const PAGE_OF_CLIENT: &str = page!(
    "SELECT rowid AS place FROM documents INDEXED BY documents_of_client
     WHERE clientId = :client AND organizationId = :tenant AND deletedAt IS NULL AND isLatestVersion
     ORDER BY createdAt DESC, id LIMIT :limit OFFSET :offset"
);
const COUNT_OF_CLIENT: &str = "
    SELECT count(*) FROM documents INDEXED BY documents_of_client
    WHERE clientId = :client AND organizationId = :tenant AND deletedAt IS NULL AND isLatestVersion";
const PAGE_OF_CATEGORY: &str = page!(
    "SELECT rowid AS place FROM documents INDEXED BY documents_by_category
     WHERE organizationId = :tenant AND category = :category AND isLatestVersion = 1 AND deletedAt IS NULL
     ORDER BY createdAt DESC, id LIMIT :limit OFFSET :offset"
);
const COUNT_OF_CATEGORY: &str = "
    SELECT count(*) FROM documents INDEXED BY documents_counted
    WHERE organizationId = :tenant AND category = :category AND isLatestVersion = 1 AND deletedAt IS NULL";

pub(super) const STATEMENTS: &[&str] =
    &[PAGE_OF_CLIENT, COUNT_OF_CLIENT, PAGE_OF_CATEGORY, COUNT_OF_CATEGORY];

impl Sqlite {
    /// A page of the latest versions of documents, newest first: of a client, or of one category.
    ///
    /// # Errors
    /// When a statement fails, and where the request names neither.
    pub fn list_documents(
        &self,
        tenant: &str,
        request: &ListDocuments,
    ) -> Result<Page<DocumentRow>> {
        let limit = i64::try_from(request.page.limit)?;
        let offset = i64::try_from(request.page.offset.unwrap_or_default())?;
        let (total, rows) = if let Some(client) = &request.client_id {
            let total = self
                .prepared(COUNT_OF_CLIENT)?
                .query_row(named_params! { ":tenant": tenant, ":client": client }, |row| {
                    count(row, 0)
                })?;
            let mut page = self.prepared(PAGE_OF_CLIENT)?;
            let rows = page.query_map(
                named_params! {
                    ":tenant": tenant, ":client": client, ":limit": limit, ":offset": offset,
                },
                document,
            )?;
            (total, rows.collect::<rusqlite::Result<Vec<_>>>()?)
        } else {
            let category = request.filters.categories.first();
            let category = category.context("no category is asked for")?;
            let total = self
                .prepared(COUNT_OF_CATEGORY)?
                .query_row(named_params! { ":tenant": tenant, ":category": category }, |row| {
                    count(row, 0)
                })?;
            let mut page = self.prepared(PAGE_OF_CATEGORY)?;
            let rows = page.query_map(
                named_params! {
                    ":tenant": tenant, ":category": category, ":limit": limit, ":offset": offset,
                },
                document,
            )?;
            (total, rows.collect::<rusqlite::Result<Vec<_>>>()?)
        };
        Ok(Page { rows, total, is_total_exact: true, next_cursor: None })
    }
}

fn document(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get(0)?,
        client_id: row.get(1)?,
        client_name: row.get(2)?,
        file_name: row.get(3)?,
        file_type: row.get(4)?,
        mime_type: row.get(5)?,
        file_size: row.get(6)?,
        category: row.get(7)?,
        subcategory: row.get(8)?,
        description: row.get(9)?,
        year: row.get(10)?,
        quarter: row.get(11)?,
        version: row.get(12)?,
        is_latest_version: row.get(13)?,
        tags: tags(row, 14)?,
        ocr_status: row.get(15)?,
        ocr_confidence: row.get(16)?,
        ocr_processed_at: timestamp_opt(row, 17)?,
        needs_review: row.get(18)?,
        reviewed_at: timestamp_opt(row, 19)?,
        is_confidential: row.get(20)?,
        access_level: row.get(21)?,
        is_archived: row.get(22)?,
        uploaded_by: row.get(23)?,
        uploader_name: row.get(24)?,
        created_at: timestamp(row, 25)?,
        updated_at: timestamp(row, 26)?,
        ..DocumentRow::default()
    })
}

fn tags(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    let json = row.get_ref(column)?.as_str_or_null()?.unwrap_or("[]");
    serde_json::from_str(json).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
