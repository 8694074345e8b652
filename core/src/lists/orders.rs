//! The orders that lists may be asked for in.

use super::order::{Order, TextKey, words};
use crate::model::row::RowRef;
use crate::profiles::fold_case;

/// The text of a column in the form that names are ordered by: case does not matter.
macro_rules! by_text {
    ($column:path, $is_descending:literal) => {
        Order {
            words: |row| words::text(&fold_case(row.text($column)), $is_descending),
            text: Some(TextKey {
                read: |row| fold_case(row.text($column)),
                is_descending: $is_descending,
            }),
        }
    };
}

macro_rules! by_number {
    ($direction:ident, $column:path) => {
        Order { words: |row| words::$direction(row.int($column)), text: None }
    };
}

/// Orders of clients.
pub(crate) mod clients {
    use super::{Order, RowRef, TextKey, fold_case, words};
    use crate::model::advisoros::clients as column;
    use crate::model::catalog::ColumnType;
    use crate::model::rank::{CLIENT_STATUS, RISK_LEVEL, Ranks};
    use crate::model::value::Stored;

    pub(crate) const NAME: Order = by_text!(column::business_name, false);
    pub(crate) const NAME_DOWN: Order = by_text!(column::business_name, true);
    pub(crate) const NEWEST: Order = by_number!(descending, column::created_at);
    pub(crate) const OLDEST: Order = by_number!(ascending, column::created_at);
    pub(crate) const UPDATED_LAST: Order = by_number!(descending, column::updated_at);
    pub(crate) const UPDATED_FIRST: Order = by_number!(ascending, column::updated_at);
    pub(crate) const STATUS: Order = by_rank(|row| rank(CLIENT_STATUS, row.text(column::status)));
    pub(crate) const STATUS_DOWN: Order =
        by_rank(|row| rank_down(CLIENT_STATUS, row.text(column::status)));
    pub(crate) const RISK: Order = by_rank(|row| rank(RISK_LEVEL, row.text(column::risk_level)));
    pub(crate) const RISK_DOWN: Order =
        by_rank(|row| rank_down(RISK_LEVEL, row.text(column::risk_level)));
    pub(crate) const REVENUE: Order = by_rank(|row| words::decimal(revenue(row), false));
    pub(crate) const REVENUE_DOWN: Order = by_rank(|row| words::decimal(revenue(row), true));

    const fn by_rank(words: fn(RowRef<'_>) -> [i64; 2]) -> Order {
        Order { words, text: None }
    }

    /// Unknown values come last in either direction.
    fn rank(ranks: Ranks, value: &str) -> [i64; 2] {
        words::ascending(known(ranks, value))
    }

    fn rank_down(ranks: Ranks, value: &str) -> [i64; 2] {
        words::descending(known(ranks, value))
    }

    fn known(ranks: Ranks, value: &str) -> Option<i64> {
        ranks.0.iter().position(|known| *known == value).and_then(|rank| i64::try_from(rank).ok())
    }

    fn revenue(row: RowRef<'_>) -> Option<i128> {
        match row.get(column::annual_revenue, ColumnType::Decimal) {
            Stored::Decimal(value) => Some(value),
            _ => None,
        }
    }
}

/// Orders of documents.
pub(crate) mod documents {
    use super::{Order, TextKey, fold_case, words};
    use crate::model::advisoros::documents as column;

    pub(crate) const NEWEST: Order = by_number!(descending, column::created_at);
    pub(crate) const OLDEST: Order = by_number!(ascending, column::created_at);
    pub(crate) const NAME: Order = by_text!(column::file_name, false);
    pub(crate) const NAME_DOWN: Order = by_text!(column::file_name, true);
    pub(crate) const SMALLEST: Order = by_number!(ascending, column::file_size);
    pub(crate) const LARGEST: Order = by_number!(descending, column::file_size);
    /// What to review first: least sure, unknown last; then made last.
    pub(crate) const REVIEW: Order = Order {
        words: |row| {
            let confidence = row.float(column::ocr_confidence).map_or(i64::MAX, words::float);
            [confidence, !row.int(column::created_at).unwrap_or_default()]
        },
        text: None,
    };
    /// Processed first first, at an unknown instant last; the second word is the confidence, for sums.
    pub(crate) const PROCESSED: Order = Order {
        words: |row| {
            let processed = row.int(column::ocr_processed_at).unwrap_or(i64::MAX);
            [processed, row.float(column::ocr_confidence).map_or(NO_CONFIDENCE, scaled_confidence)]
        },
        text: None,
    };

    /// The word of a document without a confidence.
    pub(crate) const NO_CONFIDENCE: i64 = i64::MIN;

    /// A confidence in units of 10^-9, ties to even: sums of integers are the same in whatever order they are made.
    ///
    /// Values beyond ±10^9 count as these: a confidence is from 0 to 1, and a slip in a row must not end in an overflow.
    #[expect(clippy::cast_possible_truncation, reason = "within ±10^18 after the clamp")]
    pub(crate) fn scaled_confidence(confidence: f64) -> i64 {
        (confidence * 1e9).round_ties_even().clamp(-1e18, 1e18) as i64
    }

    /// Least sure first.
    pub(crate) const CONFIDENCE: Order = Order {
        words: |row| words::ascending(row.float(column::ocr_confidence).map(words::float)),
        text: None,
    };
    pub(crate) const CONFIDENCE_DOWN: Order = Order {
        words: |row| words::descending(row.float(column::ocr_confidence).map(words::float)),
        text: None,
    };
}

/// Orders of tasks.
pub(crate) mod tasks {
    use super::{Order, words};
    use crate::model::advisoros::tasks as column;
    use crate::model::rank::PRIORITY;

    /// Urgent first; then due first, without a date last; then made first.
    pub(crate) const RANK: Order = Order {
        words: |row| {
            let rank = PRIORITY.of(row.text(column::priority));
            [
                words::ranked(rank, row.int(column::due_date)),
                row.int(column::created_at).unwrap_or_default(),
            ]
        },
        text: None,
    };
    pub(crate) const DUE: Order = by_number!(ascending, column::due_date);
    pub(crate) const NEWEST: Order = by_number!(descending, column::created_at);
    pub(crate) const OLDEST: Order = by_number!(ascending, column::created_at);
}

/// Orders of engagements.
pub(crate) mod engagements {
    use super::{Order, words};
    use crate::model::advisoros::engagements as column;

    pub(crate) const NEWEST: Order = by_number!(descending, column::created_at);
}

/// Orders of invoices.
pub(crate) mod invoices {
    use super::{Order, words};
    use crate::model::advisoros::invoices as column;
    use crate::model::rank::INVOICE_STATUS;

    /// By status along the life of an invoice; then due first; then dated last first.
    pub(crate) const LIFECYCLE: Order = Order {
        words: |row| {
            let rank = INVOICE_STATUS.of(row.text(column::status));
            [
                words::ranked(rank, row.int(column::due_date)),
                !row.int(column::invoice_date).unwrap_or_default(),
            ]
        },
        text: None,
    };
    pub(crate) const DUE: Order = by_number!(ascending, column::due_date);
    pub(crate) const NEWEST: Order = by_number!(descending, column::invoice_date);
    pub(crate) const LARGEST: Order = by_number!(descending, column::total_amount);
    /// Made last first, whatever their dates.
    pub(crate) const MADE_LAST: Order = by_number!(descending, column::created_at);
}

/// Orders of matches.
pub(crate) mod matches {
    use super::{Order, words};
    use crate::model::advisoros::advisor_marketplace_matches as column;

    pub(crate) const NEWEST: Order = by_number!(descending, column::created_at);
}

/// Orders of the audit trail.
pub(crate) mod audit {
    use super::{Order, words};
    use crate::model::advisoros::audit_logs as column;

    pub(crate) const NEWEST: Order = by_number!(descending, column::created_at);
}

/// Orders of jobs.
pub(crate) mod queue {
    use super::Order;
    use crate::model::advisoros::task_queue_items as column;

    /// As workers take them: largest priority first, then made first.
    pub(crate) const DEQUEUE: Order = Order {
        words: |row| {
            let priority = row.int(column::priority).unwrap_or_default();
            [!priority, row.int(column::created_at).unwrap_or_default()]
        },
        text: None,
    };
}
