//! Transactions that keep a sum over two tables, for a database that is followed through every kind of failure.

use advisor_engine::{CallOptions, ErrorKind, GetRows, Money, Pinned, Value};
use postgres::{Client, Transaction};

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

/// A random transaction; it moves an amount from one side of the account to the other, counts itself, and changes
/// other rows, some of which it takes back.
///
/// # Errors
/// As the server has them: it may be killed meanwhile.
pub fn transact(
    client: &mut Client,
    random: &mut dyn FnMut(u32) -> u32,
) -> Result<(), postgres::Error> {
    let mut transaction = client.transaction()?;
    let amount = i64::from(random(2000)) - 1000;
    transaction.batch_execute(&format!(
        "UPDATE clients SET \"annualRevenue\" = \"annualRevenue\" + {amount} WHERE id = '{ACCOUNT}'"
    ))?;
    for _ in 0..=random(4) {
        change(&mut transaction, random)?;
    }
    transaction.batch_execute(&format!(
        "UPDATE invoices SET \"balanceAmount\" = \"balanceAmount\" - {amount}, \
         \"invoiceNumber\" = (\"invoiceNumber\"::int + 1)::text WHERE id = '{ACCOUNT}'"
    ))?;
    if random(10) == 0 { transaction.rollback() } else { transaction.commit() }
}

fn change(
    transaction: &mut Transaction<'_>,
    random: &mut dyn FnMut(u32) -> u32,
) -> Result<(), postgres::Error> {
    let number = random(400);
    let kind = random(100);
    let now = "'2026-01-01'";
    let statement = match kind {
        0..40 => format!(
            "INSERT INTO documents (id, \"clientId\", \"organizationId\", \"fileName\", \"fileType\", category, version, \"isLatestVersion\", \"ocrStatus\", \"needsReview\", \"isConfidential\", \
             \"accessLevel\", \"isArchived\", \"uploadedBy\", \"createdAt\", \"updatedAt\") \
             VALUES ('d{number}', '{ACCOUNT}', '{TENANT}', 'f{kind}', 't', 'receipt', 1, true, 'pending', false, \
             false, 'organization', false, 'u0', {now}, {now}) \
             ON CONFLICT (id) DO UPDATE SET \"fileName\" = 'f{kind}', version = documents.version + 1"
        ),
        40..55 => format!("DELETE FROM documents WHERE id = 'd{number}'"),
        55..65 => format!(
            "UPDATE documents SET description = (SELECT string_agg(md5((n + {number})::text), '') \
             FROM generate_series(1, 300) n) WHERE id = 'd{number}'"
        ),
        65..75 => format!(
            "UPDATE documents SET id = 'd{}' WHERE id = 'd{number}' \
             AND NOT EXISTS (SELECT FROM documents WHERE id = 'd{}')",
            number + 400,
            number + 400
        ),
        75..80 => format!(
            "UPDATE documents SET quarter = {} WHERE id LIKE 'd{}%'",
            kind % 4 + 1,
            number % 10
        ),
        80..90 => {
            let mut inner = transaction.transaction()?;
            inner.batch_execute("UPDATE documents SET \"isArchived\" = NOT \"isArchived\"")?;
            return inner.rollback();
        }
        90..98 => format!(
            "UPDATE clients SET \"businessName\" = 'Account {number}' WHERE id = '{ACCOUNT}'"
        ),
        98 => "TRUNCATE documents".to_owned(),
        _ => format!(
            "ALTER TABLE documents ADD COLUMN IF NOT EXISTS extra_{} text DEFAULT 'none'",
            number % 5
        ),
    };
    transaction.batch_execute(&statement)
}
