//! Generated rows of queue items, document processing and audit logs.

use super::world::{Origin, World, created_since, dirt};
use crate::calendar::{DAY_MS, HOUR_MS, SPAN_END_MS};
use crate::identifiers::missing_id;
use crate::random::{Draw, Purpose};
use crate::rows::lifetime;
use crate::snapshot::{AuditLog, DocumentProcessing, Instant, TaskQueueItem, Text};
use crate::vocabulary::operations::{
    ENTITY_ACTION, PROCESSING_ENGINE, QUEUE, QUEUE_ERROR, QUEUE_ITEM_STATUS, QUEUE_ITEM_TYPE,
    SESSION_ACTION,
};

const MINUTE_MS: i64 = 60_000;

/// How long a queue item is locked for whoever works on it.
const LOCK_MS: i64 = 30 * MINUTE_MS;

/// Attempts after which a queue item has failed.
const MAX_ATTEMPTS: i32 = 3;

/// A row that something was done with.
struct Entity {
    kind: &'static str,
    purpose: Purpose,
    index: u64,
    tenant: u64,
    since_ms: i64,
}

/// When a queue item took which step.
#[derive(Default)]
struct QueueCourse {
    attempts: i32,
    scheduled_ms: Option<i64>,
    started_ms: Option<i64>,
    completed_ms: Option<i64>,
    failed_ms: Option<i64>,
    retry_ms: Option<i64>,
    is_locked: bool,
}

impl World {
    pub(super) fn queue_item(&self, index: u64) -> TaskQueueItem {
        let mut draw = self.streams.draw(Purpose::QueueItem, index);
        let entity = self.entity(&mut draw);
        let dirt = dirt(&mut draw);
        let (queue_name, priority) = *draw.pick(QUEUE).expect("the vocabulary names queues");
        let item_type = draw.weighted(QUEUE_ITEM_TYPE);
        let status = draw.weighted(QUEUE_ITEM_STATUS);
        let is_waiting = matches!(status, "pending" | "processing" | "parked");
        // What waits was put there within the last days.
        let since_ms = if is_waiting {
            entity.since_ms.max(SPAN_END_MS - 3 * DAY_MS)
        } else {
            entity.since_ms
        };
        let created_ms = created_since(&mut draw, since_ms);
        let course = QueueCourse::draw(&mut draw, status, created_ms, queue_name == "scheduled");
        let workflow = missing_id(&self.streams, Purpose::QueueItem, index);
        let created_by = self.member_id(&mut draw, entity.tenant, 1_000);
        let has_failed = course.failed_ms.is_some() || course.retry_ms.is_some();
        let lifetime = lifetime(&mut draw, created_ms);
        TaskQueueItem {
            id: self.id(Purpose::QueueItem, index),
            organization_id: self.tenant_id(dirt, entity.tenant),
            queue_name: Text::Borrowed(queue_name),
            item_type: Text::Borrowed(item_type),
            entity_id: self.parent_id(dirt, entity.purpose, entity.index),
            entity_type: Text::Borrowed(entity.kind),
            status: Text::Borrowed(status),
            priority: priority + if draw.chance(1_000) { draw.between_i32(-3, 3) } else { 0 },
            attempts: course.attempts,
            max_attempts: MAX_ATTEMPTS,
            scheduled_for: course.scheduled_ms.map(Instant),
            started_at: course.started_ms.map(Instant),
            completed_at: course.completed_ms.map(Instant),
            failed_at: course.failed_ms.map(Instant),
            next_retry_at: course.retry_ms.map(Instant),
            lock_acquired_at: course.started_ms.filter(|_| course.is_locked).map(Instant),
            lock_expires_at: course
                .started_ms
                .filter(|_| course.is_locked)
                .map(|at_ms| Instant(at_ms + LOCK_MS)),
            error_message: has_failed.then(|| Text::Borrowed(draw.word(QUEUE_ERROR))),
            workflow_execution_id: (item_type == "workflow_execution").then_some(workflow),
            created_by: draw.unless(3_000, created_by),
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }

    pub(super) fn document_processing(&self, index: u64) -> DocumentProcessing {
        let mut draw = self.streams.draw(Purpose::DocumentProcessing, index);
        // Documents at equal distances: each has at most one row.
        let number = index * self.scale.document_count / self.scale.document_processing_count;
        let document = self.document(number);
        let Origin { tenant, .. } = self.document_origin(number);
        let dirt = dirt(&mut draw);
        // The two are written one after the other: now and then only one was.
        let status =
            if draw.chance(200) { Text::Borrowed("processing") } else { document.ocr_status };
        let is_read = matches!(status.as_ref(), "completed" | "manual_review");
        let (engine, model) = *draw.pick(PROCESSING_ENGINE).expect("the vocabulary names engines");
        let has_begun = !matches!(status.as_ref(), "pending" | "queued");
        let created_ms = document.created_at.0 + draw.between(0, 30_000);
        let took_ms = draw.between_i32(300, 40_000);
        let processed_ms = document
            .ocr_processed_at
            .map_or(created_ms, |at| at.0)
            .max(created_ms + i64::from(took_ms));
        let confidence = document.ocr_confidence.unwrap_or_else(|| 0.5 + draw.unit() / 2.0);
        let classification =
            format!(r#"{{"category":"{}","pages":{}}}"#, document.category, draw.between(1, 60));
        let extraction = format!(r#"{{"fields":{}}}"#, draw.between(0, 80));
        let retry_count = if status == "failed" {
            MAX_ATTEMPTS
        } else if draw.chance(700) {
            draw.between_i32(1, 2)
        } else {
            0
        };
        DocumentProcessing {
            id: self.id(Purpose::DocumentProcessing, index),
            document_id: self.parent_id(dirt, Purpose::Document, number),
            organization_id: self.tenant_id(dirt, tenant),
            confidence_score: is_read.then_some(confidence),
            processing_time: is_read.then_some(took_ms),
            retry_count,
            max_retries: MAX_ATTEMPTS,
            processing_engine: has_begun.then_some(Text::Borrowed(engine)),
            processing_model: has_begun.then_some(Text::Borrowed(model)),
            classification_metadata: is_read.then_some(classification),
            extraction_metadata: (is_read && draw.chance(7_000)).then_some(extraction),
            created_at: Instant(created_ms),
            updated_at: Instant(if is_read { processed_ms } else { created_ms }),
            processed_at: is_read.then_some(Instant(processed_ms)),
            processing_status: status,
        }
    }

    pub(super) fn audit_log(&self, index: u64) -> AuditLog {
        let mut draw = self.streams.draw(Purpose::AuditLog, index);
        let id = self.id(Purpose::AuditLog, index);
        if draw.chance(1_500) {
            return self.session_log(draw, id);
        }
        let entity = self.entity(&mut draw);
        let dirt = dirt(&mut draw);
        let action = draw.weighted(ENTITY_ACTION);
        let user_id = self.member_id(&mut draw, entity.tenant, 2_000);
        let metadata = format!(r#"{{"procedure":"{}.{action}","rows":1}}"#, entity.kind);
        AuditLog {
            id,
            organization_id: self.tenant_id(dirt, entity.tenant),
            user_id: draw.unless(200, user_id),
            entity_id: Some(self.parent_id(dirt, entity.purpose, entity.index)),
            action: Text::Borrowed(action),
            entity_type: Text::Borrowed(entity.kind),
            metadata: draw.unless(6_000, metadata),
            created_at: Instant(created_since(&mut draw, entity.since_ms)),
        }
    }

    /// Something that no row of a client stands behind.
    fn session_log(&self, mut draw: Draw, id: String) -> AuditLog {
        let user = draw.below(self.scale.staff_count);
        let (tenant, _) = self.staff_tenant(user);
        let (since_ms, _) = self.tenant_core(tenant);
        let (action, entity_type) =
            *draw.pick(SESSION_ACTION).expect("the vocabulary names actions");
        let user_id = (entity_type == "user").then(|| self.id(Purpose::User, user));
        let metadata = format!(r#"{{"durationMs":{}}}"#, draw.between(1_000, 30_000));
        AuditLog {
            id,
            organization_id: self.id(Purpose::Organization, tenant),
            entity_id: user_id.clone(),
            metadata: user_id.is_none().then_some(metadata),
            user_id,
            action: Text::Borrowed(action),
            entity_type: Text::Borrowed(entity_type),
            created_at: Instant(created_since(&mut draw, since_ms)),
        }
    }

    fn entity(&self, draw: &mut Draw) -> Entity {
        match draw.below(10) {
            0..=1 => {
                let index = self.pick_client(draw);
                let core = self.client_core(index);
                Entity {
                    kind: "client",
                    purpose: Purpose::Client,
                    index,
                    tenant: core.tenant,
                    since_ms: core.created_ms,
                }
            }
            2..=4 => {
                let index = draw.below(self.scale.engagement_count);
                let core = self.engagement_core(index);
                Entity {
                    kind: "engagement",
                    purpose: Purpose::Engagement,
                    index,
                    tenant: core.tenant,
                    since_ms: core.created_ms,
                }
            }
            5..=7 => {
                let index = draw.below(self.scale.document_count);
                let Origin { tenant, since_ms, .. } = self.document_origin(index);
                Entity { kind: "document", purpose: Purpose::Document, index, tenant, since_ms }
            }
            _ => {
                let index = draw.below(self.scale.invoice_count);
                let Origin { tenant, since_ms, .. } = self.invoice_origin(index);
                Entity { kind: "invoice", purpose: Purpose::Invoice, index, tenant, since_ms }
            }
        }
    }
}

impl QueueCourse {
    fn draw(draw: &mut Draw, status: &str, created_ms: i64, is_scheduled: bool) -> Self {
        let latest_ms = SPAN_END_MS.max(created_ms);
        let mut course = Self::default();
        if is_scheduled || draw.chance(1_500) {
            course.scheduled_ms = Some(created_ms + draw.between(0, 48) * HOUR_MS);
        }
        let from_ms = course.scheduled_ms.unwrap_or(created_ms).min(latest_ms);
        let started_ms = draw.between(from_ms, latest_ms.min(from_ms + 20 * MINUTE_MS));
        let ended_ms = started_ms + draw.between(200, 5 * MINUTE_MS);
        match status {
            "completed" => {
                course.attempts = draw.between_i32(1, MAX_ATTEMPTS);
                course.started_ms = Some(started_ms);
                course.completed_ms = Some(ended_ms);
            }
            "failed" => {
                course.attempts = MAX_ATTEMPTS;
                course.started_ms = Some(started_ms);
                course.failed_ms = Some(ended_ms);
            }
            "processing" => {
                // Whoever held some of these died: their locks ran out.
                course.attempts = draw.between_i32(1, MAX_ATTEMPTS);
                course.started_ms = Some(started_ms);
                course.is_locked = true;
            }
            "pending" if draw.chance(2_000) => {
                course.attempts = draw.between_i32(1, MAX_ATTEMPTS - 1);
                let minutes = if course.attempts == 1 { 1 } else { 5 };
                course.retry_ms = Some(ended_ms + minutes * MINUTE_MS);
            }
            // A few were given up without being marked as failed.
            "pending" if draw.chance(100) => course.attempts = MAX_ATTEMPTS,
            _ => {}
        }
        course
    }
}
