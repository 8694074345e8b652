//! Work in the background and what was done: queue, document processing, audit.

use arrow::array::{ArrayBuilder, ArrayRef};
use arrow::datatypes::Field;

use crate::snapshot::cell::{Cell, Instant, Text};
use crate::snapshot::layout::Layout;
use crate::snapshot::record::{Record, record, snake_case_name};

record! {
    /// Work to be done in the background.
    TaskQueueItem, TaskQueueItemColumns, "task_queue_items" {
        id: String,
        organization_id: String,
        queue_name: Text,
        item_type: Text,
        entity_id: String,
        entity_type: Text,
        status: Text,
        priority: i32,
        attempts: i32,
        max_attempts: i32,
        scheduled_for: Option<Instant>,
        started_at: Option<Instant>,
        completed_at: Option<Instant>,
        failed_at: Option<Instant>,
        next_retry_at: Option<Instant>,
        lock_acquired_at: Option<Instant>,
        lock_expires_at: Option<Instant>,
        error_message: Option<Text>,
        workflow_execution_id: Option<String>,
        created_by: Option<String>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// How a document was read; at most one row per document.
    DocumentProcessing, DocumentProcessingColumns, "document_processing" {
        id: String,
        document_id: String,
        organization_id: String,
        processing_status: Text,
        confidence_score: Option<f64>,
        processing_time: Option<i32>,
        retry_count: i32,
        max_retries: i32,
        processing_engine: Option<Text>,
        processing_model: Option<Text>,
        classification_metadata: Option<String>,
        extraction_metadata: Option<String>,
        created_at: Instant,
        updated_at: Instant,
        processed_at: Option<Instant>,
    }
}

record! {
    /// Who did what.
    AuditLog, AuditLogColumns, "audit_logs" {
        id: String,
        organization_id: String,
        user_id: Option<String>,
        entity_id: Option<String>,
        action: Text,
        entity_type: Text,
        metadata: Option<String>,
        created_at: Instant,
    }
}
