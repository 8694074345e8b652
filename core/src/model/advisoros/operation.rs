//! How the backend runs: queue, document processing, audit trail.

use crate::model::columns::columns;

columns! {
    /// Jobs that wait, run or have ended; what they carry and who holds their lock is left at the source.
    task_queue_items {
        id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        queue_name: ColumnType::Text, true;
        item_type: ColumnType::Text, true;
        entity_id: ColumnType::Text, true;
        entity_type: ColumnType::Text, true;
        status: ColumnType::Text, true;
        priority: ColumnType::Int, true;
        attempts: ColumnType::Int, true;
        max_attempts: ColumnType::Int, true;
        scheduled_for: ColumnType::Timestamp, false;
        started_at: ColumnType::Timestamp, false;
        completed_at: ColumnType::Timestamp, false;
        failed_at: ColumnType::Timestamp, false;
        next_retry_at: ColumnType::Timestamp, false;
        lock_acquired_at: ColumnType::Timestamp, false;
        lock_expires_at: ColumnType::Timestamp, false;
        error_message: ColumnType::Text, false;
        workflow_execution_id: ColumnType::Text, false;
        created_by: ColumnType::Text, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// How far a document has been read by machine: one row per document.
    document_processing {
        id: ColumnType::Text, true;
        document_id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        processing_status: ColumnType::Text, true;
        confidence_score: ColumnType::Float, false;
        processing_time: ColumnType::Int, false;
        retry_count: ColumnType::Int, true;
        max_retries: ColumnType::Int, true;
        processing_engine: ColumnType::Text, false;
        processing_model: ColumnType::Text, false;
        classification_metadata: ColumnType::Json, false;
        extraction_metadata: ColumnType::Json, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
        processed_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// Who did what to what; old and new values, addresses and sessions are left at the source.
    audit_logs {
        id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        user_id: ColumnType::Text, false;
        entity_id: ColumnType::Text, false;
        action: ColumnType::Text, true;
        entity_type: ColumnType::Text, true;
        metadata: ColumnType::Json, false;
        created_at: ColumnType::Timestamp, true;
    }
}
