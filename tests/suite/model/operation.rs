//! What may happen to a store, as lists that can be written, drawn and shrunk.

use std::collections::BTreeMap;

use advisor_engine::{Change, Money, Timestamp, Value};
use advisor_engine_tests::rows::row;
use proptest::prelude::*;

use super::world::World;

/// The day on which every list begins.
pub(crate) const TODAY: &str = "2026-03-31T12:00:00Z";
/// Milliseconds of [`TODAY`].
const TODAY_MS: i64 = 1_774_958_400_000;

/// A change of one row, written so that it means something in any state.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    /// A whole row, its columns drawn by the number.
    Put(&'static str, u8, u32),
    /// One column of a row; nothing where the row is not there.
    Set(&'static str, u8, &'static str, Value),
    /// Takes the row out, whether it is there or not.
    Delete(&'static str, u8),
}

/// One step of a list.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    /// Puts every row of every table in, their columns drawn by the number.
    Populate(u32),
    /// One batch.
    Apply(Vec<Edit>),
    /// Writes the rows, with these edits, as a snapshot folder, and loads it.
    Load(Vec<Edit>),
    Fold,
    /// A fold that pins its revision, waits for all these batches, and then has to catch up with them.
    FoldDuring(Vec<Vec<Edit>>),
    Reopen,
    /// Backs the store up and goes on with the backup.
    MoveToBackup,
    /// Holds the present revision until the list ends, the store is reopened, or it is let go.
    Pin,
    Unpin,
    /// Moves the clock, also backwards.
    Days(i8),
}

/// Tables with their prefix of ids and their number of rows.
pub(crate) const TABLES: [(&str, &str, u8); 10] = [
    ("organizations", "o", 3),
    ("users", "u", 4),
    ("clients", "c", 4),
    ("documents", "d", 16),
    ("engagements", "e", 4),
    ("tasks", "t", 14),
    ("invoices", "i", 8),
    ("advisor_profiles", "a", 6),
    ("advisor_embeddings", "a", 6),
    ("scoring_profiles", "p", 3),
];

/// The id of a row by its number.
pub(crate) fn id(table: &str, number: u8) -> String {
    let prefix = TABLES.iter().find(|(name, ..)| *name == table).map_or("x", |found| found.1);
    format!("{prefix}{number}")
}

impl Edit {
    fn target(&self) -> (&'static str, u8) {
        match self {
            Self::Put(table, number, _)
            | Self::Set(table, number, ..)
            | Self::Delete(table, number) => (table, *number),
        }
    }
}

/// The batch that the edits make of the present rows: each row once, in its last state.
pub(crate) fn changes(world: &World, edits: &[Edit]) -> Vec<Change> {
    let mut rows: BTreeMap<(&str, u8), Option<BTreeMap<String, Value>>> = BTreeMap::new();
    for edit in edits {
        let target = edit.target();
        let present = rows.get(&target).cloned().unwrap_or_else(|| {
            world.get(target.0, &id(target.0, target.1)).map(|row| row.0.clone())
        });
        let next = match edit {
            Edit::Delete(..) => None,
            Edit::Put(table, number, look) => Some(drawn(table, *number, *look)),
            Edit::Set(_, _, column, value) => match present {
                // A row that neither was nor is there is no change at all.
                None if !rows.contains_key(&target) => continue,
                None => None,
                Some(mut row) => {
                    row.insert((*column).to_owned(), value.clone());
                    Some(row)
                }
            },
        };
        rows.insert(target, next);
    }
    let change = |((table, number), row): ((&str, u8), Option<BTreeMap<String, Value>>)| match row {
        None => Change::delete(table, id(table, number)),
        Some(mut row) => {
            if table == "scoring_profiles" {
                // Terms that change must raise it.
                let present = world.get(table, &id(table, number));
                let version = present.and_then(|row| row.int("version")).unwrap_or_default() + 1;
                row.insert("version".to_owned(), version.into());
            }
            Change::upsert(
                table,
                row.iter().map(|(name, value)| (name.as_str(), value.clone())).collect::<Vec<_>>(),
            )
        }
    };
    rows.into_iter().map(change).collect()
}

/// Every row of every table.
pub(crate) fn everything(look: u32) -> Vec<Edit> {
    let rows = TABLES.iter().flat_map(|(table, _, count)| {
        (0..*count).map(move |number| Edit::Put(table, number, scatter(look, number.into())))
    });
    rows.collect()
}

fn drawn(table: &str, number: u8, look: u32) -> BTreeMap<String, Value> {
    let given = COLUMNS
        .iter()
        .filter(|(of, ..)| *of == table)
        .zip(0..)
        .map(|((_, column, draw), place)| (*column, draw(scatter(look, place))));
    let upsert = row(table, &id(table, number), given);
    match upsert.action {
        advisor_engine::ChangeAction::Upsert(row) => row.0.into_iter().collect(),
        advisor_engine::ChangeAction::Delete(_) => BTreeMap::new(),
    }
}

/// Spreads numbers that lie close together. *Source*: the finaliser of `MurmurHash3`.
fn scatter(seed: u32, place: u32) -> u32 {
    let mut hash = seed.wrapping_add(place.wrapping_mul(0x9E37_79B9)) ^ place;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

fn pick(number: u32, texts: &[&str]) -> Value {
    texts[number as usize % texts.len()].into()
}

/// Mostly the first tenant, so that most rows of most clients count.
fn tenant(number: u32) -> Value {
    pick(number, &["o0", "o0", "o0", "o0", "o0", "o0", "o1", "o2"])
}

fn client(number: u32) -> Value {
    pick(number, &["c0", "c0", "c0", "c0", "c1", "c1", "c2", "c3", "missing"])
}

/// Live three times of four.
fn deleted(number: u32) -> Value {
    if number.is_multiple_of(4) { at(-3) } else { Value::Null }
}

fn flag(number: u32) -> Value {
    Value::Bool(number.is_multiple_of(2))
}

fn mostly(number: u32) -> Value {
    Value::Bool(!number.is_multiple_of(4))
}

/// Instants around the edge of the last 30 days, several of them alike.
fn instant(number: u32) -> Value {
    const DAYS: [i64; 8] = [-90, -40, -31, -30, -29, -2, -1, 5];
    at(DAYS[number as usize % DAYS.len()])
}

fn at(days: i64) -> Value {
    Timestamp::from_millisecond(TODAY_MS)
        .map_or(Value::Null, |today| Value::Timestamp(today.plus_days(days)))
}

fn or_null(number: u32, value: fn(u32) -> Value) -> Value {
    if number.is_multiple_of(5) { Value::Null } else { value(number / 5) }
}

fn cents(number: u32) -> Value {
    const CENTS: [i64; 6] = [0, 1, 9_999, 12_345, 20_000, 9_999_999];
    Money::from_cents(CENTS[number as usize % CENTS.len()]).into()
}

fn words(number: u32, words: &[&str]) -> Value {
    let chosen = words.iter().zip(0..).filter(|(_, bit)| number >> bit & 1 == 1);
    Value::TextList(chosen.map(|(word, _)| (*word).to_owned()).collect())
}

type Draw = fn(u32) -> Value;

/// The columns that any answer depends on, and how a number becomes a value.
pub(crate) const COLUMNS: &[(&str, &str, Draw)] = &[
    ("organizations", "name", |n| pick(n, &["First", "Second"])),
    ("organizations", "deleted_at", |n| if n.is_multiple_of(12) { at(-3) } else { Value::Null }),
    ("users", "name", |n| pick(n, &["Ada", "Ben", "Cem", "Ada Öz"])),
    ("users", "organization_id", tenant),
    ("users", "deleted_at", deleted),
    ("clients", "organization_id", tenant),
    ("clients", "deleted_at", |n| if n.is_multiple_of(8) { at(-3) } else { Value::Null }),
    ("clients", "business_name", |n| pick(n, &["Bakery", "Ωmega", ""])),
    ("clients", "status", |n| pick(n, &["active", "prospect", "inactive", "paused"])),
    ("documents", "client_id", client),
    ("documents", "organization_id", tenant),
    ("documents", "deleted_at", deleted),
    ("documents", "created_at", instant),
    ("documents", "needs_review", flag),
    ("documents", "is_confidential", |n| Value::Bool(n.is_multiple_of(4))),
    ("documents", "access_level", |n| {
        pick(n, &["public", "client", "organization", "restricted", "secret"])
    }),
    ("documents", "file_size", |n| or_null(n, |n| Value::Int(i64::from(n % 1000)))),
    ("documents", "file_name", |n| pick(n, &["a.pdf", "b.pdf"])),
    ("documents", "category", |n| pick(n, &["tax", "payroll"])),
    ("engagements", "client_id", client),
    ("engagements", "organization_id", tenant),
    ("engagements", "deleted_at", deleted),
    ("engagements", "status", |n| pick(n, &["in_progress", "planning", "completed", "odd"])),
    ("engagements", "type", |n| pick(n, &["audit", "tax_return"])),
    ("tasks", "engagement_id", |n| {
        or_null(n, |n| pick(n, &["e0", "e0", "e0", "e1", "e2", "e3", "missing"]))
    }),
    ("tasks", "organization_id", tenant),
    ("tasks", "deleted_at", deleted),
    ("tasks", "status", |n| {
        pick(n, &["pending", "in_progress", "pending", "completed", "review", "odd"])
    }),
    ("tasks", "priority", |n| pick(n, &["urgent", "high", "normal", "low", "odd"])),
    ("tasks", "due_date", |n| or_null(n, instant)),
    ("tasks", "updated_at", instant),
    ("tasks", "title", |n| pick(n, &["Call", "File"])),
    ("tasks", "assigned_to_id", |n| or_null(n, |n| pick(n, &["u0", "u1", "u2", "u3", "missing"]))),
    ("invoices", "client_id", client),
    ("invoices", "organization_id", tenant),
    ("invoices", "deleted_at", deleted),
    ("invoices", "status", |n| {
        pick(n, &["paid", "sent", "viewed", "partial", "overdue", "draft", "odd"])
    }),
    ("invoices", "currency", |n| pick(n, &["USD", "EUR"])),
    ("invoices", "total_amount", cents),
    ("invoices", "paid_amount", cents),
    ("invoices", "balance_amount", cents),
    ("invoices", "created_at", instant),
    ("advisor_profiles", "user_id", |n| pick(n, &["u0", "u1", "u2", "u3", "missing"])),
    ("advisor_profiles", "deleted_at", deleted),
    ("advisor_profiles", "marketplace_status", |n| {
        pick(n, &["active", "active", "active", "active", "active", "pending"])
    }),
    ("advisor_profiles", "is_verified", mostly),
    ("advisor_profiles", "is_available", mostly),
    ("advisor_profiles", "headline", |n| or_null(n, |n| pick(n, &["Tax", "Books"]))),
    ("advisor_profiles", "industries", |n| words(n, &["SaaS", "saas", "Retail"])),
    ("advisor_profiles", "services", |n| words(n, &["Tax", "Audit", "tax", "Payroll"])),
    ("advisor_profiles", "certifications", |n| words(n, &["CPA", "CFA"])),
    ("advisor_profiles", "languages", |n| words(n, &["English", "German"])),
    ("advisor_profiles", "years_experience", |n| or_null(n, |n| Value::Int(i64::from(n % 30)))),
    ("advisor_profiles", "overall_rating", |n| {
        or_null(n, |n| Value::Float(f64::from(n % 11) * 0.5))
    }),
    ("advisor_profiles", "total_reviews", |n| Value::Int(i64::from(n % 7))),
    ("advisor_profiles", "max_clients", |n| or_null(n, |n| Value::Int(i64::from(n % 6)))),
    ("advisor_profiles", "current_clients", |n| Value::Int(i64::from(n % 5))),
    ("advisor_profiles", "hourly_rate", |n| or_null(n, cents)),
    ("advisor_profiles", "accepts_hourly", mostly),
    ("advisor_profiles", "remote_only", mostly),
    ("advisor_embeddings", "vector", |n| {
        let component = |shift: u32| ((n >> shift) % 7) as i16 - 3;
        Value::Vector([0, 3, 6, 9].map(|shift| f32::from(component(shift))).to_vec())
    }),
    // Mostly one, as an engine holds vectors of one model and refuses a batch that would leave two.
    ("advisor_embeddings", "model", |n| {
        if n.is_multiple_of(64) { "other".into() } else { "ada".into() }
    }),
    ("scoring_profiles", "terms", |n| {
        pick(
            n,
            &[
                r#"[{"signal": "cosine", "weight": 0.5}, {"signal": "reviews", "weight": 0.25},
                    {"signal": "rating", "weight": 0.125}]"#,
                r#"[{"signal": "price_fit", "weight": 1}, {"signal": "cosine", "weight": -0.75},
                    {"signal": "experience", "weight": -1.5}]"#,
                r#"[{"signal": "points", "weight": 2}]"#,
                r#"[{"signal": "cosine", "weight": -3}]"#,
            ],
        )
    }),
    ("scoring_profiles", "description", |n| or_null(n, |n| pick(n, &["Growth", "Thrift"]))),
];

fn edit() -> impl Strategy<Value = Edit> {
    let rows = proptest::sample::select(&TABLES[..])
        .prop_flat_map(|(table, _, count)| (Just(table), 0..count));
    prop_oneof![
        3 => (rows.clone(), any::<u32>())
            .prop_map(|((table, number), look)| Edit::Put(table, number, look)),
        6 => (proptest::sample::select(COLUMNS), any::<u8>(), any::<u16>()).prop_map(
            |((table, column, draw), row, look)| {
                let count = TABLES.iter().find(|found| found.0 == table).map_or(1, |found| found.2);
                Edit::Set(table, row % count, column, draw(look.into()))
            }
        ),
        2 => rows.prop_map(|(table, number)| Edit::Delete(table, number)),
    ]
}

/// A list of steps; it shrinks by leaving steps and edits out.
pub(crate) fn lists() -> impl Strategy<Value = Vec<Operation>> {
    let batch = || prop::collection::vec(edit(), 0..10);
    let operation = prop_oneof![
        2 => any::<u32>().prop_map(Operation::Populate),
        24 => batch().prop_map(Operation::Apply),
        2 => batch().prop_map(Operation::Load),
        4 => Just(Operation::Fold),
        3 => prop::collection::vec(batch(), 0..4).prop_map(Operation::FoldDuring),
        3 => Just(Operation::Reopen),
        1 => Just(Operation::MoveToBackup),
        3 => Just(Operation::Pin),
        1 => Just(Operation::Unpin),
        2 => (-20_i8..40).prop_map(Operation::Days),
    ];
    prop::collection::vec(operation, 1..24)
}
