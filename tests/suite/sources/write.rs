//! The same rows in every form that a source may have, written without the engine.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use advisor_engine::{Catalog, Column, ColumnType, Value};
use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, TimeUnit};
use parquet::arrow::ArrowWriter;
use rusqlite::types::Value as Cell;
use serde_json::{Value as Json, json};

use super::rows::Rows;
use crate::bad_input::parquet_folder::{array, of_columns};

/// The spelling of columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Layout {
    Camel,
    Snake,
}

impl Layout {
    pub(super) fn spell(self, column: &Column) -> String {
        match self {
            Self::Camel => column.camel_case(),
            Self::Snake => column.name.to_owned(),
        }
    }
}

/// Writes a folder with a file per table, whose ending and bytes the caller gives.
pub(super) fn folder(
    folder: &Path,
    catalog: &Catalog,
    tables: &[Rows],
    ending: &str,
    write: impl Fn(&Rows, File),
) {
    let mut listed = serde_json::Map::new();
    for rows in tables {
        let file = format!("{}.{ending}", rows.table.name);
        write(rows, File::create(folder.join(&file)).unwrap());
        listed.insert(rows.table.name.to_owned(), json!({ "files": [file] }));
    }
    let manifest = json!({ "format": 1, "catalog": catalog.name, "tables": listed });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

/// The rows of a table in the plain types of Arrow.
pub(super) fn batch(rows: &Rows, layout: Layout) -> RecordBatch {
    let columns = rows.table.columns.iter().enumerate().map(|(position, column)| {
        let values: Vec<&Value> = rows.rows.iter().map(|row| &row[position]).collect();
        (layout.spell(column), array(column, &values))
    });
    of_columns(columns.collect())
}

pub(super) fn parquet(batch: &RecordBatch, file: File) {
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

/// The rows in two batches per table, in types as various as producers are.
pub(super) fn batches(tables: &[Rows], layout: Layout) -> BTreeMap<String, Vec<RecordBatch>> {
    let various = |rows: &Rows| {
        let plain = batch(rows, layout);
        let columns = rows.table.columns.iter().zip(plain.columns()).enumerate();
        let columns = columns.map(|(position, (column, plain))| {
            let target = various_type(column.kind, position);
            // A cast from no zone to one would read the instants as that zone's: first they are given their own.
            let plain = match &target {
                DataType::Timestamp(unit, Some(_)) => {
                    cast(plain, &DataType::Timestamp(*unit, Some("UTC".into()))).unwrap()
                }
                _ => Arc::clone(plain),
            };
            (layout.spell(column), cast(&plain, &target).unwrap())
        });
        of_columns(columns.collect())
    };
    let split = |batch: RecordBatch| {
        let middle = batch.num_rows() / 3;
        vec![batch.slice(0, middle), batch.slice(middle, batch.num_rows() - middle)]
    };
    tables.iter().map(|rows| (rows.table.name.to_owned(), split(various(rows)))).collect()
}

fn various_type(kind: ColumnType, position: usize) -> DataType {
    let text = [
        DataType::Utf8,
        DataType::LargeUtf8,
        DataType::Utf8View,
        DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8)),
        DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::LargeUtf8)),
    ];
    let text = text[position % text.len()].clone();
    let pick = |types: &[DataType]| types[position % types.len()].clone();
    match kind {
        ColumnType::Int => pick(&[DataType::Int32, DataType::Int64, DataType::Int16]),
        ColumnType::Float => DataType::Float64,
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Money { .. } => pick(&[
            DataType::Decimal128(38, 2),
            DataType::Decimal256(60, 2),
            DataType::Decimal64(18, 2),
        ]),
        ColumnType::Decimal => DataType::Decimal128(38, 10),
        ColumnType::Timestamp => pick(&[
            DataType::Timestamp(TimeUnit::Microsecond, Some("+02:00".into())),
            DataType::Timestamp(TimeUnit::Nanosecond, None),
            DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
        ]),
        ColumnType::TextList => {
            let item = Field::new("item", DataType::Utf8View, true);
            pick(&[
                DataType::new_list(DataType::LargeUtf8, true),
                DataType::LargeList(Arc::new(item)),
            ])
        }
        _ => text,
    }
}

/// The text of a value as JSON; money is a number or text by the row, JSON is itself.
pub(super) fn json_line(rows: &Rows, row: usize, layout: Layout) -> String {
    let mut line = Vec::new();
    for (column, value) in rows.table.columns.iter().zip(&rows.rows[row]) {
        let written = match value {
            // A line may leave out what is null.
            Value::Null if row.is_multiple_of(2) => continue,
            Value::Null => "null".to_owned(),
            Value::Money(money) if row.is_multiple_of(2) => money.to_string(),
            // JSON is itself; what is a text in JSON is written as the text of that, as in a change.
            Value::Text(text) if column.kind != ColumnType::Text && !text.starts_with('"') => {
                text.clone()
            }
            Value::Timestamp(at) if row.is_multiple_of(3) => at.as_millisecond().to_string(),
            other => serde_json::to_string(other).unwrap(),
        };
        line.push(format!("{}: {written}", Json::from(layout.spell(column))));
    }
    line.push("\"unknown\": {\"a\": [1]}".to_owned());
    format!("{{{}}}", line.join(", "))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// One line of CSV; instants and lists in two forms by the row.
pub(super) fn csv_line(row: &[Value], number: usize) -> String {
    let fields = row.iter().map(|value| match value {
        Value::Null => String::new(),
        Value::Text(text) => quoted(text),
        Value::Bool(flag) if number.is_multiple_of(2) => if *flag { "t" } else { "f" }.to_owned(),
        Value::Money(money) => money.to_string(),
        Value::Timestamp(at) if number.is_multiple_of(2) => {
            at.to_string().replace('T', " ").replace('Z', "+00")
        }
        Value::Timestamp(at) => at.to_string(),
        Value::TextList(items) if number.is_multiple_of(2) => quoted(&array_literal(items)),
        Value::TextList(items) => quoted(&Json::from(items.clone()).to_string()),
        other => serde_json::to_string(other).unwrap(),
    });
    fields.collect::<Vec<_>>().join(",")
}

fn array_literal(items: &[String]) -> String {
    let items =
        items.iter().map(|item| format!("\"{}\"", item.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", items.collect::<Vec<_>>().join(","))
}

pub(super) fn csv(rows: &Rows, layout: Layout) -> String {
    let names: Vec<String> = rows.table.columns.iter().map(|column| layout.spell(column)).collect();
    let mut text = names.join(",") + "\r\n";
    for (number, row) in rows.rows.iter().enumerate() {
        text += &csv_line(row, number);
        text += if number.is_multiple_of(2) { "\n" } else { "\r\n" };
    }
    text
}

/// Writes a database whose columns have no types, as SQLite permits.
pub(super) fn sqlite(file: &Path, tables: &[Rows], layout: Layout) {
    let connection = rusqlite::Connection::open(file).unwrap();
    for rows in tables {
        let names: Vec<String> =
            rows.table.columns.iter().map(|column| quoted(&layout.spell(column))).collect();
        let name = quoted(rows.table.name);
        connection
            .execute_batch(&format!("CREATE TABLE {name} ({}, \"unknown\")", names.join(", ")))
            .unwrap();
        for (number, row) in rows.rows.iter().enumerate() {
            let places = vec!["?"; row.len() + 1].join(", ");
            let cells = row.iter().map(|value| cell(value, number)).chain([Cell::Blob(vec![0])]);
            let sql = format!("INSERT INTO {name} VALUES ({places})");
            connection.execute(&sql, rusqlite::params_from_iter(cells)).unwrap();
        }
    }
}

fn cell(value: &Value, number: usize) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(flag) => Cell::Integer(i64::from(*flag)),
        Value::Int(number) => Cell::Integer(*number),
        Value::Float(number) => Cell::Real(*number),
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Money(money) if money.cents() % 100 == 0 => Cell::Integer(money.cents() / 100),
        #[expect(
            clippy::cast_precision_loss,
            reason = "as a program that has no decimals stores it"
        )]
        Value::Money(money) if number.is_multiple_of(2) => Cell::Real(money.cents() as f64 / 100.0),
        Value::Money(money) => Cell::Text(money.to_string()),
        Value::Timestamp(at) if number.is_multiple_of(2) => Cell::Integer(at.as_millisecond()),
        Value::Timestamp(at) => Cell::Text(at.to_string()),
        Value::TextList(items) => Cell::Text(Json::from(items.clone()).to_string()),
        other => unreachable!("no row holds {other:?}"),
    }
}

/// A column of a batch in the place of that of a name.
pub(super) fn replaced(batch: &RecordBatch, name: &str, array: &ArrayRef) -> RecordBatch {
    crate::bad_input::parquet_folder::with_column(batch, name, Some(array))
}
