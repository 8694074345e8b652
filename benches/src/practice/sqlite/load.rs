//! Snapshot folder to SQLite file.

use std::fs::File;
use std::path::Path;

use advisor_engine_data::snapshot::Manifest;
use anyhow::{Context, Result, bail, ensure};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::{SortColumn, concat_batches, lexsort_to_indices};
use arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int32Type, Int64Type, TimeUnit, TimestampMillisecondType,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// One hundredth in units of 10^-12, the scale of wide decimals.
pub(super) const HUNDREDTH: i128 = 10_000_000_000;

/// A table and what its rows are stored by.
const TABLES: [(&str, &[&str]); 7] = [
    ("organizations", &["id"]),
    ("users", &["organizationId", "id"]),
    ("clients", &["organizationId", "businessName"]),
    ("documents", &["organizationId", "clientId", "createdAt"]),
    ("engagements", &["organizationId", "clientId", "createdAt"]),
    ("tasks", &["organizationId", "engagementId", "createdAt"]),
    ("invoices", &["organizationId", "clientId", "createdAt"]),
];

/// Urgent first; unknown ones last.
const PRIORITIES: [&str; 4] = ["urgent", "high", "normal", "low"];

/// A column that is computed from another when rows are stored.
struct Derived {
    table: &'static str,
    name: &'static str,
    from: &'static str,
    value: fn(Value) -> Value,
}

const DERIVED: [Derived; 3] =
    [
        Derived {
            table: "clients",
            name: "folded",
            from: "businessName",
            value: |name| match name {
                Value::Text(name) => Value::Text(fold(&name)),
                other => other,
            },
        },
        Derived {
            table: "tasks",
            name: "rank",
            from: "priority",
            value: |priority| {
                let rank = PRIORITIES.iter().position(
                    |known| matches!(&priority, Value::Text(priority) if priority == known),
                );
                Value::Integer(rank.map_or(i64::MAX, |rank| {
                    i64::try_from(rank).expect("there are four priorities")
                }))
            },
        },
        // Without a date last: an index knows nulls only as first.
        Derived {
            table: "tasks",
            name: "due",
            from: "dueDate",
            value: |due| if due == Value::Null { Value::Integer(i64::MAX) } else { due },
        },
    ];

/// Names in the form that they are ordered by: letter by letter, upper case first.
#[must_use]
pub fn fold(name: &str) -> String {
    name.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// Writes the tables and their indexes.
pub(super) fn load(folder: &Path, file: &Path) -> Result<()> {
    let mut connection = Connection::open(file)?;
    // Nobody reads the file before it is whole.
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;",
    )?;
    let manifest = Manifest::read(folder)?;
    for (table, order) in TABLES {
        let files = &manifest.tables.get(table).with_context(|| format!("no table `{table}`"))?;
        let rows = read(folder, &files.files).with_context(|| format!("table `{table}`"))?;
        insert(&mut connection, table, &rows, order).with_context(|| format!("table `{table}`"))?;
    }
    connection.execute_batch(include_str!("indexes.sql"))?;
    Ok(())
}

fn read(folder: &Path, files: &[String]) -> Result<RecordBatch> {
    let mut batches = Vec::new();
    for file in files {
        let file = File::open(folder.join(file))?;
        for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
            batches.push(batch?);
        }
    }
    let schema = batches.first().context("the table has no rows")?.schema();
    Ok(concat_batches(&schema, &batches)?)
}

fn insert(
    connection: &mut Connection,
    table: &str,
    rows: &RecordBatch,
    order: &[&str],
) -> Result<()> {
    let column = |name: &str| rows.column_by_name(name).with_context(|| format!("no `{name}`"));
    let derived: Vec<(&Derived, &ArrayRef)> = DERIVED
        .iter()
        .filter(|derived| derived.table == table)
        .map(|derived| Ok((derived, column(derived.from)?)))
        .collect::<Result<_>>()?;
    let schema = rows.schema();
    let names: Vec<String> = schema
        .fields()
        .iter()
        .map(|field| format!("\"{}\"", field.name()))
        .chain(derived.iter().map(|(derived, _)| derived.name.to_owned()))
        .collect();
    // Without types: values are stored as they come.
    connection.execute_batch(&format!("CREATE TABLE {table} ({})", names.join(", ")))?;
    let sorted: Vec<SortColumn> = order
        .iter()
        .map(|name| Ok(SortColumn { values: column(name)?.clone(), options: None }))
        .collect::<Result<_>>()?;
    let places = lexsort_to_indices(&sorted, None)?;
    let transaction = connection.transaction()?;
    let marks = vec!["?"; names.len()].join(", ");
    let mut statement = transaction.prepare(&format!("INSERT INTO {table} VALUES ({marks})"))?;
    for place in places.values() {
        let place = *place as usize;
        let plain = rows.columns().iter().map(|array| value(array, place));
        let made = derived.iter().map(|(derived, from)| Ok((derived.value)(value(from, place)?)));
        let values = plain.chain(made).collect::<Result<Vec<_>>>()?;
        statement.execute(params_from_iter(values))?;
    }
    drop(statement);
    transaction.commit()?;
    Ok(())
}

/// A value as it is stored: instants in milliseconds, decimals in hundredths, lists as JSON.
fn value(array: &ArrayRef, row: usize) -> Result<Value> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::Boolean => Value::Integer(array.as_boolean().value(row).into()),
        DataType::Int32 => Value::Integer(array.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => Value::Integer(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Value::Real(array.as_primitive::<Float64Type>().value(row)),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            Value::Integer(array.as_primitive::<TimestampMillisecondType>().value(row))
        }
        DataType::Decimal128(_, scale) => {
            let unscaled = array.as_primitive::<Decimal128Type>().value(row);
            let unit = 10_i128.pow(u32::try_from(scale - 2).context("a scale below 2")?);
            ensure!(unscaled % unit == 0, "a decimal has more than two digits");
            Value::Integer(i64::try_from(unscaled / unit)?)
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            let texts: Vec<Option<&str>> = items.as_string::<i32>().iter().collect();
            Value::Text(serde_json::to_string(&texts)?)
        }
        other => bail!("a column of type {other} is not expected"),
    })
}
