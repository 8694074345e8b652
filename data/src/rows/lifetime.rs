//! When a row was made, changed and deleted.

use crate::calendar::{DAY_MS, SPAN_END_MS};
use crate::random::Draw;
use crate::snapshot::Instant;

/// Rows soft-deleted, per ten thousand: 3 %.
const DELETED_PER_TEN_THOUSAND: u64 = 300;

/// A row is changed for the last time at most this long after it was made.
const LONGEST_CHANGE_MS: i64 = 120 * DAY_MS;

/// The three instants that every table has.
#[expect(clippy::struct_field_names, reason = "the names are the tables' columns")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lifetime {
    pub(crate) deleted_at: Option<Instant>,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Draws the rest of a row's life from the instant it was made.
pub(crate) fn lifetime(draw: &mut Draw, created_ms: i64) -> Lifetime {
    let left_ms = (SPAN_END_MS - created_ms).max(0);
    let changed_ms = created_ms + draw.between(0, left_ms.min(LONGEST_CHANGE_MS));
    let deleted_ms = draw.between(changed_ms, SPAN_END_MS.max(changed_ms));
    let is_deleted = draw.chance(DELETED_PER_TEN_THOUSAND);
    Lifetime {
        deleted_at: is_deleted.then_some(Instant(deleted_ms)),
        created_at: Instant(created_ms),
        updated_at: Instant(if is_deleted { deleted_ms } else { changed_ms }),
    }
}
