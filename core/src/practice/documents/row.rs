//! A document as lists show it.

use crate::clock::Timestamp;
use crate::model::advisoros::documents as column;
use crate::model::selectable::selectable;

selectable! {
    /// A document of a client.
    DocumentRow, DocumentRowField {
        /// The document's id.
        id = column::id;
        /// The client that it belongs to.
        client_id / ClientId / "clientId": String = text(column::client_id);
        /// The client's name; none where the client is deleted or not of this tenant.
        client_name / ClientName / "clientName": Option<String> = client_name(column::client_id);
        /// The file's name.
        file_name / FileName / "fileName": String = text(column::file_name);
        /// The file's type, as the source spells it.
        file_type / FileType / "fileType": String = text(column::file_type);
        /// The media type.
        mime_type / MimeType / "mimeType": Option<String> = text_opt(column::mime_type);
        /// The file's size in bytes.
        file_size / FileSize / "fileSize": Option<i64> = int_opt(column::file_size);
        /// What kind of document it is; an open set.
        category / Category / "category": String = text(column::category);
        /// A finer kind.
        subcategory / Subcategory / "subcategory": Option<String> = text_opt(column::subcategory);
        /// What it is about.
        description / Description / "description": Option<String> = text_opt(column::description);
        /// The year that it is about.
        year / Year / "year": Option<i64> = int_opt(column::year);
        /// The quarter that it is about.
        quarter / Quarter / "quarter": Option<i64> = int_opt(column::quarter);
        /// The number of this version.
        version / Version / "version": i64 = int(column::version);
        /// Whether no later version is there.
        is_latest_version / IsLatestVersion / "isLatestVersion": bool = flag(column::is_latest_version);
        /// Its tags.
        tags / Tags / "tags": Vec<String> = list(column::tags);
        /// How far reading it by machine has come: `pending`, `processing`, `completed`, `failed`, `manual_review`,
        /// `skipped`; other values are the source's.
        ocr_status / OcrStatus / "ocrStatus": String = text(column::ocr_status);
        /// How sure the machine is of what it read, from 0 to 1.
        ocr_confidence / OcrConfidence / "ocrConfidence": Option<f64> = float_opt(column::ocr_confidence);
        /// When the machine read it.
        ocr_processed_at / OcrProcessedAt / "ocrProcessedAt": Option<Timestamp> = timestamp_opt(column::ocr_processed_at);
        /// Whether somebody is to look at it.
        needs_review / NeedsReview / "needsReview": bool = flag(column::needs_review);
        /// When somebody did.
        reviewed_at / ReviewedAt / "reviewedAt": Option<Timestamp> = timestamp_opt(column::reviewed_at);
        /// Whether only staff may see it, whatever its access level.
        is_confidential / IsConfidential / "isConfidential": bool = flag(column::is_confidential);
        /// `public`, `organization`, `client` or `restricted`; other values are the source's.
        access_level / AccessLevel / "accessLevel": String = text(column::access_level);
        /// Whether it is archived.
        is_archived / IsArchived / "isArchived": bool = flag(column::is_archived);
        /// The user who uploaded it.
        uploaded_by / UploadedBy / "uploadedBy": String = text(column::uploaded_by);
        /// The uploader's name; none where the user is deleted or not of this tenant.
        uploader_name / UploaderName / "uploaderName": Option<String> = user_name(column::uploaded_by);
        /// When the row was made.
        created_at / CreatedAt / "createdAt": Timestamp = timestamp(column::created_at);
        /// When it was last changed.
        updated_at / UpdatedAt / "updatedAt": Timestamp = timestamp(column::updated_at);
    }
    beside {
        /// In the review queue: whole days of 24 hours from when the row was made to the call.
        age_days / "ageDays": u64;
    }
}
