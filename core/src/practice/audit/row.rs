//! One line of the audit trail as lists show it.

use crate::clock::Timestamp;
use crate::model::advisoros::audit_logs as column;
use crate::model::selectable::selectable;

selectable! {
    /// Who did what to what.
    AuditRow, AuditRowField {
        /// The line's id.
        id = column::id;
        /// Who did it; none where it was not a person.
        user_id / UserId / "userId": Option<String> = text_opt(column::user_id);
        /// The name of the person; none where the user is not of the tenant or deleted.
        user_name / UserName / "userName": Option<String> = user_name(column::user_id);
        /// What was done, in the words of the source: `create`, `update`, `login`, …
        action / Action / "action": String = text(column::action);
        /// To what kind of thing.
        entity_type / EntityType / "entityType": String = text(column::entity_type);
        /// To which one.
        entity_id / EntityId / "entityId": Option<String> = text_opt(column::entity_id);
        /// What else the source says, as JSON text.
        metadata / Metadata / "metadata": Option<String> = text_opt(column::metadata);
        /// When it was done.
        created_at / CreatedAt / "createdAt": Timestamp = timestamp(column::created_at);
    }
}
