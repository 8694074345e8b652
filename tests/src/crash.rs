//! What the crash child writes: every batch is a function of its revision, so that whoever knows the
//! revision knows what the store must hold.

use advisor_engine::{Change, Clock, Config, Money, Timestamp, Value};

use crate::rows::{instant, row};

/// Clients of the one tenant.
const CLIENT_COUNT: i64 = 4;
/// Rows of a table before ids come again: more than one round writes revisions, so that each leaves its mark.
const RING: i64 = 600;

/// The configuration of a store that is killed: folds come often, and the clock is set by revision.
#[must_use]
pub fn config(is_fold_automatic: bool) -> Config {
    Config {
        clock: Clock::fixed(committed_at(0)),
        is_fold_automatic,
        fold_row_minimum: 40,
        fold_row_share: 0.05,
        fold_bytes: 64 << 10,
        thread_count: 2,
        ..Config::default()
    }
}

/// When a revision is committed.
///
/// # Panics
/// Beyond the range of instants, which no test reaches.
#[must_use]
pub fn committed_at(revision: i64) -> Timestamp {
    let start = instant("2026-03-01T00:00:00Z").as_millisecond();
    Timestamp::from_millisecond(start + 1000 * revision).expect("a test ends before the year 9999")
}

/// The position of the source that a revision is given.
#[must_use]
pub fn position(revision: i64) -> String {
    format!("0/{revision:X}")
}

/// The batch that makes a revision out of the one before: a row of every table, and deletions of old ones.
#[must_use]
pub fn batch(revision: i64) -> Vec<Change> {
    let slot = revision % RING;
    let client = format!("c{}", revision % CLIENT_COUNT);
    let name = || Value::from(format!("as of {revision}"));
    let org = || Value::from("o0");
    let cents = |factor: i64| Value::from(Money::from_cents(revision % 99_991 * factor));
    let at = || Value::from(committed_at(revision));
    let services: &[&str] = match revision % 3 {
        0 => &[],
        1 => &["Tax"],
        _ => &["Tax", "Audit"],
    };
    let mut changes = vec![
        row("organizations", "o0", [("name", name())]),
        row("users", &format!("u{}", slot % 8), [("organization_id", org()), ("name", name())]),
        row(
            "clients",
            &client,
            [("organization_id", org()), ("business_name", name()), ("status", "active".into())],
        ),
        row(
            "engagements",
            &format!("e{}", slot % 16),
            [
                ("organization_id", org()),
                // Every round of the ring moves the engagement, and its tasks, to another client.
                ("client_id", format!("c{}", revision / 16 % CLIENT_COUNT).into()),
                ("name", name()),
                ("status", if slot % 3 == 0 { "in_progress" } else { "planning" }.into()),
            ],
        ),
        row(
            "tasks",
            &format!("t{slot}"),
            [
                ("organization_id", org()),
                ("engagement_id", format!("e{}", slot % 16).into()),
                ("title", name()),
                ("status", if slot % 2 == 0 { "pending" } else { "completed" }.into()),
                ("assigned_to_id", format!("u{}", slot % 8).into()),
                ("due_date", at()),
                ("updated_at", at()),
            ],
        ),
        row(
            "documents",
            &format!("d{slot}"),
            [
                ("organization_id", org()),
                ("client_id", client.as_str().into()),
                ("file_name", name()),
                ("file_size", revision.into()),
                ("access_level", "client".into()),
                ("created_at", at()),
            ],
        ),
        row(
            "invoices",
            &format!("i{slot}"),
            [
                ("organization_id", org()),
                ("client_id", client.as_str().into()),
                ("status", if slot % 2 == 0 { "paid" } else { "sent" }.into()),
                ("currency", "USD".into()),
                ("total_amount", cents(7)),
                ("paid_amount", cents(5)),
                ("balance_amount", cents(2)),
                ("created_at", at()),
            ],
        ),
        row(
            "advisor_profiles",
            &format!("a{}", slot % 24),
            [
                ("user_id", format!("u{}", slot % 8).into()),
                ("headline", name()),
                ("marketplace_status", "active".into()),
                ("is_verified", true.into()),
                ("is_available", true.into()),
                ("max_clients", (revision % 9 + 1).into()),
                ("overall_rating", ((revision % 11) as f64 * 0.5).into()),
                ("industries", (&["SaaS"][..]).into()),
                ("services", services.into()),
            ],
        ),
    ];
    if revision % 5 == 0 {
        changes.push(Change::delete("documents", format!("d{}", (slot + RING - 7) % RING)));
        changes.push(Change::delete("tasks", format!("t{}", (slot + RING - 9) % RING)));
    }
    let advisor = format!("a{}", revision % 24);
    changes.push(if revision % 7 == 0 {
        Change::delete("advisor_embeddings", advisor)
    } else {
        let component = |step: i64| ((revision / step) % 7 - 3) as f32;
        let vector = [1, 3, 5, 11].map(component).to_vec();
        row("advisor_embeddings", &advisor, [("vector", Value::Vector(vector))])
    });
    changes
}
