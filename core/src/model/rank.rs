//! Value ranks: enumerations sort by what they mean, never by spelling.

/// An enumeration of the source: its known values in rank order, lowest rank first.
///
/// Rows may hold other values: they are kept, counted, and ranked last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranks(pub(crate) &'static [&'static str]);

impl Ranks {
    /// The rank of a value; unknown values come after all known ones.
    pub(crate) fn of(self, value: &str) -> usize {
        self.0.iter().position(|known| *known == value).unwrap_or(self.0.len())
    }
}

pub(crate) const CLIENT_STATUS: Ranks = Ranks(&["active", "prospect", "inactive"]);
pub(crate) const ENGAGEMENT_STATUS: Ranks =
    Ranks(&["planning", "in_progress", "review", "on_hold", "completed", "cancelled"]);
pub(crate) const TASK_STATUS: Ranks =
    Ranks(&["pending", "in_progress", "review", "completed", "cancelled"]);
/// Urgent work comes first.
pub(crate) const PRIORITY: Ranks = Ranks(&["urgent", "high", "normal", "low"]);
/// Whether an invoice of this status is owed: `outstanding` sums these.
pub(crate) fn is_outstanding(status: &str) -> bool {
    matches!(status, "sent" | "viewed" | "partial" | "overdue")
}

/// Whether a task of this status is still to be done.
pub(crate) fn is_active_task(status: &str) -> bool {
    matches!(status, "pending" | "in_progress")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgent_precedes_high_and_an_unknown_priority_is_last() {
        let mut values = ["low", "someday", "high", "urgent", "normal"];
        values.sort_by_key(|value| PRIORITY.of(value));
        assert_eq!(values, ["urgent", "high", "normal", "low", "someday"]);
    }
}
