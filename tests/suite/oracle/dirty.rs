//! Random rows as bad as a real database holds them.

use advisor_engine::{Change, Money, Timestamp, Value};
use advisor_engine_tests::rows::{instant, row};

use super::random::Random;

/// The last of them never has an organization row.
pub(super) const TENANTS: [&str; 5] = ["o-one", "o-two", "O-ONE", "o-ö", "o-missing"];
const CLIENT_COUNT: u64 = 14;
const USER_COUNT: u64 = 8;
const ENGAGEMENT_COUNT: u64 = 24;
const CHILD_COUNT: u64 = 160;
const DAY_MS: i64 = 86_400_000;
const TABLES: [(&str, u64); 8] = [
    ("organizations", 4),
    ("users", 8),
    ("clients", 14),
    ("engagements", 16),
    ("documents", 24),
    ("tasks", 24),
    ("invoices", 20),
    ("delete", 10),
];

/// The instant around which everything lies.
pub(super) fn noon() -> Timestamp {
    instant("2026-03-01T12:00:00.250Z")
}

/// Every client that any row may name, with one that never is.
pub(super) fn client_ids() -> Vec<String> {
    (0..=CLIENT_COUNT).map(|number| id("c", number)).collect()
}

/// Every engagement that any row may name, with two that never are.
pub(super) fn engagement_ids() -> Vec<String> {
    (0..ENGAGEMENT_COUNT + 2).map(|number| id("e", number)).collect()
}

/// Every user that any row may name, with one that never is.
pub(super) fn user_ids() -> Vec<String> {
    (0..=USER_COUNT).map(|number| id("u", number)).collect()
}

/// Ids whose order by byte differs from that by dictionary.
pub(super) fn id(prefix: &str, number: u64) -> String {
    match number % 5 {
        0 => format!("{prefix}{number}"),
        1 => format!("{}{number}", prefix.to_uppercase()),
        2 => format!("{prefix}-{number}"),
        3 => format!("é{prefix}{number}"),
        _ => format!("_{prefix} {number}"),
    }
}

/// An instant within two months of `noon`; there are few of them, so that many rows share one.
pub(super) fn near(random: &mut Random) -> Timestamp {
    let days = i64::try_from(random.below(25)).unwrap() * 5 - 60;
    let extra = *random.pick(&[0, 0, 0, 1, -1, 999, 60_000]);
    Timestamp::from_millisecond(noon().as_millisecond() + days * DAY_MS + extra).unwrap()
}

fn created(random: &mut Random) -> Value {
    match random.below(20) {
        0 => instant("1969-12-31T23:59:59.999Z").into(),
        1 => instant("1066-10-14T09:00:00Z").into(),
        2 => instant("9998-12-31T23:59:59.999Z").into(),
        3 => edge(random).into(),
        _ => near(random).into(),
    }
}

/// Years' ends whose ISO week is another year's, a leap day, clocks that are moved.
const EDGES: [&str; 15] = [
    "2020-12-31T23:30:00Z",
    "2021-01-01T00:30:00Z",
    "2024-12-29T23:59:59.999Z",
    "2024-12-30T00:00:00Z",
    "2025-01-01T04:59:59Z",
    "2025-01-01T05:00:00Z",
    "2024-02-28T23:00:00Z",
    "2024-02-29T12:00:00Z",
    "2024-03-01T00:00:00Z",
    "2024-03-10T06:59:59Z",
    "2024-03-10T07:00:00Z",
    "2024-11-03T05:30:00Z",
    "2024-11-03T06:30:00Z",
    "2024-03-31T01:00:00Z",
    "2024-10-27T00:59:59Z",
];

/// An instant at an edge of the calendar.
pub(super) fn edge(random: &mut Random) -> Timestamp {
    let text: &&str = random.pick(&EDGES);
    instant(text)
}

/// Rows of one batch, each id once per table.
pub(super) fn batch(random: &mut Random, size: u64) -> Vec<Change> {
    let mut seen = std::collections::HashSet::new();
    let mut changes = Vec::new();
    for _ in 0..size {
        let mut table = weighted(random);
        let is_deletion = table == "delete";
        while table == "delete" {
            table = weighted(random);
        }
        let row_id = pick_id(random, table);
        if !seen.insert((table, row_id.clone())) {
            continue;
        }
        changes.push(if is_deletion {
            Change::delete(table, row_id)
        } else {
            upsert(random, table, &row_id)
        });
    }
    changes
}

fn weighted(random: &mut Random) -> &'static str {
    let sum = TABLES.iter().map(|(_, weight)| weight).sum();
    let mut drawn = random.below(sum);
    for (table, weight) in TABLES {
        if drawn < weight {
            return table;
        }
        drawn -= weight;
    }
    unreachable!("what is drawn is below the sum of the weights")
}

fn pick_id(random: &mut Random, table: &str) -> String {
    match table {
        "organizations" => (*random.pick(&TENANTS[..4])).to_owned(),
        "users" => id("u", random.below(USER_COUNT)),
        "clients" => id("c", random.below(CLIENT_COUNT)),
        "engagements" => id("e", random.below(ENGAGEMENT_COUNT)),
        "documents" => id("d", random.below(CHILD_COUNT)),
        "tasks" => id("t", random.below(CHILD_COUNT)),
        _ => id("i", random.below(CHILD_COUNT)),
    }
}

fn tenant(random: &mut Random) -> Value {
    // Most rows are of one tenant, so that its clients have many.
    let tenant = if random.percent(85) { TENANTS[0] } else { *random.pick(&TENANTS) };
    tenant.into()
}

pub(super) fn deleted(random: &mut Random, chance: u64) -> Value {
    if random.percent(chance) { near(random).into() } else { Value::Null }
}

pub(super) fn client(random: &mut Random) -> Value {
    // A few clients have most of the rows; one past the last is missing always.
    let number = if random.percent(60) { random.below(3) } else { random.below(CLIENT_COUNT + 1) };
    id("c", number).into()
}

/// One past the last is missing always.
pub(super) fn user(random: &mut Random) -> Value {
    id("u", random.below(USER_COUNT + 1)).into()
}

fn user_or_nobody(random: &mut Random) -> Value {
    if random.percent(20) { Value::Null } else { user(random) }
}

pub(super) fn money(random: &mut Random) -> Value {
    let cents = match random.below(12) {
        0 => 0,
        1 => 9_999_999_999,
        2 => -9_999_999_999,
        3 => -1,
        _ => i64::try_from(random.below(2_000_000)).unwrap(),
    };
    Money::from_cents(cents).into()
}

pub(super) fn text(random: &mut Random, items: &[&str]) -> Value {
    Value::from(*random.pick(items))
}

fn text_or_null(random: &mut Random, items: &[&str]) -> Value {
    if random.percent(40) { Value::Null } else { text(random, items) }
}

fn number_or_null(random: &mut Random, items: &[i64]) -> Value {
    if random.percent(30) { Value::Null } else { (*random.pick(items)).into() }
}

fn upsert(random: &mut Random, table: &str, id_text: &str) -> Change {
    let mut given: Vec<(&str, Value)> = vec![("deleted_at", deleted(random, 10))];
    if table != "organizations" {
        given.push(("organization_id", tenant(random)));
    }
    match table {
        "organizations" => given[0].1 = deleted(random, 5),
        "users" => {
            given.push((
                "name",
                text(random, &["Ada", "Zoë", "", "tab\there", "back\\slash", "\"quoted\"", "\\N"]),
            ));
            given.push(("is_active", random.percent(85).into()));
        }
        "clients" => {
            given.push((
                "business_name",
                text(
                    random,
                    &[
                        "Bäckerei",
                        "bäckerei",
                        "BACKEREI NORD",
                        "",
                        "A\nB",
                        "{x}",
                        "NULL",
                        "a_b 100%",
                    ],
                ),
            ));
            given.push((
                "status",
                text(random, &["active", "prospect", "inactive", "Active", "archived", ""]),
            ));
            given.extend(client_columns(random));
        }
        "engagements" => given.extend(engagement(random)),
        "documents" => given.extend(document(random)),
        "tasks" => given.extend(task(random)),
        _ => given.extend(invoice(random)),
    }
    row(table, id_text, given)
}

/// Columns with their values.
type Columns = Vec<(&'static str, Value)>;

fn client_columns(random: &mut Random) -> Columns {
    let or_null = |random: &mut Random, value: Value| {
        if random.percent(50) { value } else { Value::Null }
    };
    let revenue = money(random);
    let quickbooks = text(random, &["qb-1", "qb-2", ""]);
    let kind = text(random, &["LLC", "Corporation", "Fishery", "llc", ""]);
    let industry = text(random, &["Retail", "SaaS", "Crème", ""]);
    vec![
        ("annual_revenue", or_null(random, revenue)),
        ("quickbooks_id", or_null(random, quickbooks)),
        ("business_type", or_null(random, kind)),
        ("industry", or_null(random, industry)),
        ("risk_level", text(random, &["low", "medium", "high", "extreme", ""])),
        ("created_at", created(random)),
        ("updated_at", created(random)),
    ]
}

fn engagement(random: &mut Random) -> Columns {
    let known = ["planning", "in_progress", "review", "on_hold", "completed", "cancelled"];
    let status =
        if random.percent(15) { text(random, &["odd", "Zz"]) } else { text(random, &known) };
    vec![
        ("client_id", client(random)),
        ("status", status),
        ("type", text(random, &["tax", "audit", "advisory", "Audit", ""])),
        ("assigned_to_id", user_or_nobody(random)),
        ("start_date", if random.percent(25) { Value::Null } else { created(random) }),
        ("estimated_hours", hours(random)),
        ("actual_hours", hours(random)),
        ("created_at", created(random)),
    ]
}

fn hours(random: &mut Random) -> Value {
    match random.below(4) {
        0 => Value::Null,
        _ => text(random, &["0", "12.5", "0.000000000001", "-3", "9999999999999999.25"]),
    }
}

fn document(random: &mut Random) -> Columns {
    let levels = ["public", "organization", "client", "restricted", "Public", "secret", ""];
    let size = match random.below(5) {
        0 => Value::Null,
        1 => i64::MAX.into(),
        _ => i64::try_from(random.below(1 << 40)).unwrap().into(),
    };
    let lists: [&[&str]; 3] = [&["a\"b", "c,d\\"], &["Steuer", "ÄRGER", ""], &[]];
    let tags = *random.pick(&lists);
    let tags = if random.percent(40) { Value::Null } else { tags.into() };
    let confidences = [0.0, 1.0, 0.5, 0.87, -0.25, 0.000_000_000_5, 1.5e-9, 0.999_999_999_5, 1e12];
    let confidence =
        if random.percent(25) { Value::Null } else { (*random.pick(&confidences)).into() };
    let processed = if random.percent(25) { Value::Null } else { created(random) };
    let statuses = ["pending", "processing", "completed", "failed", "skipped", "Odd", ""];
    let status = if random.percent(45) { "manual_review".into() } else { text(random, &statuses) };
    vec![
        ("client_id", client(random)),
        ("file_name", text(random, &["a.pdf", "ä.pdf", "tab\t.pdf", ""])),
        ("file_type", text(random, &["pdf", "PDF", "csv", ""])),
        ("category", text(random, &["tax", "invoice", "w2", "tax_return", ""])),
        ("subcategory", text_or_null(random, &["federal", "state", ""])),
        ("description", text_or_null(random, &["Prüfung 100%", "a_b", ""])),
        ("year", number_or_null(random, &[2024, 2025, -1])),
        ("quarter", number_or_null(random, &[1, 2, 4, 5])),
        ("is_latest_version", random.percent(75).into()),
        ("is_archived", random.percent(25).into()),
        ("ocr_status", status),
        ("ocr_confidence", confidence),
        ("ocr_processed_at", processed),
        ("uploaded_by", id("u", random.below(USER_COUNT + 1)).into()),
        ("file_size", size),
        ("needs_review", random.percent(40).into()),
        ("is_confidential", random.percent(25).into()),
        ("access_level", text(random, &levels)),
        ("tags", tags),
        ("created_at", created(random)),
    ]
}

fn task(random: &mut Random) -> Columns {
    let statuses =
        ["pending", "pending", "in_progress", "review", "completed", "cancelled", "Pending"];
    let engagement = match random.below(12) {
        0 => Value::Null,
        1..=6 => id("e", random.below(4)).into(),
        _ => id("e", random.below(ENGAGEMENT_COUNT + 2)).into(),
    };
    vec![
        ("engagement_id", engagement),
        ("status", text(random, &statuses)),
        ("priority", text(random, &["urgent", "high", "normal", "low", "someday", "Urgent"])),
        ("title", text(random, &["File", "Prüfen", ""])),
        ("description", text_or_null(random, &["bis Freitag", "100%", ""])),
        ("task_type", text(random, &["data_entry", "review", "custom", "Custom"])),
        ("created_at", created(random)),
        ("due_date", if random.percent(30) { Value::Null } else { created(random) }),
        ("assigned_to_id", user_or_nobody(random)),
        ("updated_at", created(random)),
    ]
}

fn invoice(random: &mut Random) -> Columns {
    let statuses =
        ["draft", "sent", "viewed", "partial", "paid", "paid", "overdue", "void", "Paid"];
    let engagement = if random.percent(40) { Value::Null } else { id("e", random.below(8)).into() };
    vec![
        ("client_id", client(random)),
        ("status", text(random, &statuses)),
        ("currency", text(random, &["USD", "EUR", "usd", "ÅLA", ""])),
        ("total_amount", money(random)),
        ("paid_amount", money(random)),
        ("balance_amount", money(random)),
        ("engagement_id", engagement),
        ("invoice_number", text(random, &["N-1", "n-100%", "Ä_2", ""])),
        ("invoice_date", created(random)),
        ("due_date", created(random)),
        ("created_at", created(random)),
    ]
}
