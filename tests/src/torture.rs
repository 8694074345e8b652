//! Transactions that keep a sum over two tables, for a database that is followed through every kind of failure.

use std::collections::BTreeMap;

use advisor_engine::{CallOptions, ErrorKind, GetRows, Money, Pinned, Value};
use postgres::{Client, SimpleQueryMessage, Transaction};

use crate::postgres::Database;
use crate::rows::row;

/// What the revenue of the account and the balance of its invoice add up to, in cents.
pub const BALANCE_CENTS: i64 = 1_000_000;
/// The tenant of all rows.
pub const TENANT: &str = "o0";
/// The rows whose sum is kept, and whose invoice counts the transactions.
pub const ACCOUNT: &str = "account";

/// The revision and the sum that a reader finds there; none before the account is there.
///
/// # Errors
/// As the reads have them.
pub fn balance(pinned: &Pinned) -> advisor_engine::Result<(i64, Option<i64>)> {
    let options = CallOptions::default();
    let tenant = pinned.tenant(TENANT);
    let read = |table: &str, column: &str| {
        let request = GetRows {
            table: table.to_owned(),
            ids: vec![ACCOUNT.to_owned()],
            select: vec![column.to_owned()],
        };
        tenant.get_rows(&request, &options)
    };
    let client = match read("clients", "annual_revenue") {
        Ok(client) => client,
        // Before the first load there is no tenant.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((0, None)),
        Err(error) => return Err(error),
    };
    let invoice = read("invoices", "balance_amount")?;
    let cents = |found: &advisor_engine::FoundRows| {
        let row = found.rows.first()?.as_ref()?;
        row.0.first().map(|(_, value)| cents_of(value))
    };
    let sum = cents(&client).zip(cents(&invoice)).map(|(one, other)| one + other);
    Ok((client.revision, sum))
}

/// # Panics
/// For a value that is no amount: the read itself is wrong then.
fn cents_of(value: &Value) -> i64 {
    let text = match value {
        Value::Money(money) => return money.cents(),
        Value::Text(text) => text.clone(),
        other => serde_json::to_value(other).expect("a value is JSON").to_string(),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = format!("{fraction:0<2}");
    let cents: i64 = fraction[..2].parse().expect("two digits are a number");
    let whole_cents = whole.parse::<i64>().expect("an amount has a whole part") * 100;
    if whole.starts_with('-') { whole_cents - cents } else { whole_cents + cents }
}

/// Makes the account.
///
/// # Panics
/// When the server refuses.
pub fn prepare(database: &mut Database) {
    change_type(&mut database.client, false).expect("a column of no row takes any type");
    let tenant = || ("organization_id", Value::from(TENANT));
    database.apply(&[
        row("organizations", TENANT, []),
        row("clients", ACCOUNT, [tenant(), ("annual_revenue", Money::from_cents(400_000).into())]),
        row(
            "invoices",
            ACCOUNT,
            [
                tenant(),
                ("client_id", ACCOUNT.into()),
                ("invoice_number", "0".into()),
                ("balance_amount", Money::from_cents(BALANCE_CENTS - 400_000).into()),
            ],
        ),
    ]);
}

/// What a transaction may do beside moving its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Puts a row in, or changes the one that is there.
    Upsert,
    /// Deletes a row.
    Delete,
    /// Gives a row a value that is stored out of line.
    LongValue,
    /// Changes a row that has such a value, and leaves it alone.
    AroundLongValue,
    /// Gives a row another key.
    KeyChange,
    /// Changes many rows by one statement.
    ManyRows,
    /// Rolls back to a savepoint.
    PartTakenBack,
    /// Releases a savepoint.
    PartKept,
    /// Changes a row of a second table.
    Rename,
    /// Empties a table.
    Truncate,
    /// Adds a column to a table.
    AddColumn,
    /// Drops a column that was added.
    DropColumn,
    /// Rolls the whole transaction back.
    TakenBack,
}

impl Deed {
    /// Every one.
    pub const ALL: [Self; 13] = [
        Self::Upsert,
        Self::Delete,
        Self::LongValue,
        Self::AroundLongValue,
        Self::KeyChange,
        Self::ManyRows,
        Self::PartTakenBack,
        Self::PartKept,
        Self::Rename,
        Self::Truncate,
        Self::AddColumn,
        Self::DropColumn,
        Self::TakenBack,
    ];
}

/// What transactions did, without what found no row to do it to.
pub type Deeds = BTreeMap<Deed, u64>;

/// A random transaction; it moves an amount from one side of the account to the other, counts itself, and changes
/// other rows, some of which it takes back. `deeds` learns what it did once that is committed, or taken back.
///
/// # Errors
/// As the server has them: it may be killed meanwhile.
pub fn transact(
    client: &mut Client,
    random: &mut dyn FnMut(u32) -> u32,
    deeds: &mut Deeds,
) -> Result<(), postgres::Error> {
    let mut transaction = client.transaction()?;
    let amount = i64::from(random(2000)) - 1000;
    transaction.batch_execute(&format!(
        "UPDATE clients SET \"annualRevenue\" = \"annualRevenue\" + {amount} WHERE id = '{ACCOUNT}'"
    ))?;
    let mut done = Vec::new();
    for _ in 0..=random(4) {
        done.extend(change(&mut transaction, random)?);
    }
    transaction.batch_execute(&format!(
        "UPDATE invoices SET \"balanceAmount\" = \"balanceAmount\" - {amount}, \
         \"invoiceNumber\" = (\"invoiceNumber\"::int + 1)::text WHERE id = '{ACCOUNT}'"
    ))?;
    if random(10) == 0 {
        transaction.rollback()?;
        done = vec![Deed::TakenBack];
    } else {
        transaction.commit()?;
    }
    for deed in done {
        *deeds.entry(deed).or_default() += 1;
    }
    Ok(())
}

/// Gives a column of numbers the wider of two types, or the narrower, which it has at first.
///
/// # Errors
/// As the server has them.
pub fn change_type(client: &mut Client, is_wider: bool) -> Result<(), postgres::Error> {
    let kind = if is_wider { "bigint" } else { "int" };
    client.batch_execute(&format!("ALTER TABLE documents ALTER COLUMN version TYPE {kind}"))
}

fn change(
    transaction: &mut Transaction<'_>,
    random: &mut dyn FnMut(u32) -> u32,
) -> Result<Option<Deed>, postgres::Error> {
    let number = random(400);
    let kind = random(100);
    let now = "'2026-01-01'";
    let (deed, statement) = match kind {
        0..40 => (
            Deed::Upsert,
            format!(
                "INSERT INTO documents (id, \"clientId\", \"organizationId\", \"fileName\", \"fileType\", category, version, \"isLatestVersion\", \"ocrStatus\", \"needsReview\", \"isConfidential\", \
             \"accessLevel\", \"isArchived\", \"uploadedBy\", \"createdAt\", \"updatedAt\") \
             VALUES ('d{number}', '{ACCOUNT}', '{TENANT}', 'f{kind}', 't', 'receipt', 1, true, 'pending', false, \
             false, 'organization', false, 'u0', {now}, {now}) \
             ON CONFLICT (id) DO UPDATE SET \"fileName\" = 'f{kind}', version = documents.version + 1"
            ),
        ),
        40..55 => (Deed::Delete, format!("DELETE FROM documents WHERE id = 'd{number}'")),
        55..65 => (
            Deed::LongValue,
            format!(
                "UPDATE documents SET description = (SELECT string_agg(md5((n + {number})::text), '') \
             FROM generate_series(1, 300) n) WHERE id = 'd{number}'"
            ),
        ),
        65..68 => (
            Deed::AroundLongValue,
            format!(
                "UPDATE documents SET \"fileName\" = 'f{kind}' WHERE id IN \
             (SELECT id FROM documents WHERE length(description) > 9000 ORDER BY id LIMIT {})",
                number % 4
            ),
        ),
        68..75 => (
            Deed::KeyChange,
            format!(
                "UPDATE documents SET id = 'd{}' WHERE id = 'd{number}' \
             AND NOT EXISTS (SELECT FROM documents WHERE id = 'd{}')",
                number + 400,
                number + 400
            ),
        ),
        75..80 => (
            Deed::ManyRows,
            format!(
                "UPDATE documents SET quarter = {} WHERE id LIKE 'd{}%'",
                kind % 4 + 1,
                number % 10
            ),
        ),
        80..90 => {
            let mut inner = transaction.transaction()?;
            let statement = "UPDATE documents SET \"isArchived\" = NOT \"isArchived\"";
            let row_count = run(&mut inner, statement)?;
            let is_kept = number.is_multiple_of(8);
            let deed = if is_kept { Deed::PartKept } else { Deed::PartTakenBack };
            if is_kept {
                inner.commit()?;
            } else {
                inner.rollback()?;
            }
            return Ok((row_count > 0).then_some(deed));
        }
        90..98 => (
            Deed::Rename,
            format!(
                "UPDATE clients SET \"businessName\" = 'Account {number}' WHERE id = '{ACCOUNT}'"
            ),
        ),
        98 => (Deed::Truncate, "TRUNCATE documents".to_owned()),
        _ => return change_columns(transaction, number % 5).map(Some),
    };
    let row_count = run(transaction, &statement)?;
    Ok((row_count > 0 || deed == Deed::Truncate).then_some(deed))
}

/// Drops a column of a number where it is there, and adds it where not.
fn change_columns(transaction: &mut Transaction<'_>, number: u32) -> Result<Deed, postgres::Error> {
    let is_there = transaction.query_one(
        "SELECT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'documents' \
         AND column_name = 'extra_' || $1)",
        &[&number.to_string()],
    )?;
    let (deed, change) = if is_there.get(0) {
        (Deed::DropColumn, format!("DROP COLUMN extra_{number}"))
    } else {
        (Deed::AddColumn, format!("ADD COLUMN extra_{number} text DEFAULT 'none'"))
    };
    transaction.batch_execute(&format!("ALTER TABLE documents {change}"))?;
    Ok(deed)
}

/// Runs a statement, and tells how many rows it was about.
fn run(transaction: &mut Transaction<'_>, statement: &str) -> Result<u64, postgres::Error> {
    let answers = transaction.simple_query(statement)?;
    Ok(answers
        .iter()
        .filter_map(|answer| match answer {
            SimpleQueryMessage::CommandComplete(row_count) => Some(*row_count),
            _ => None,
        })
        .sum())
}
