//! Small snapshot folders, whole or broken on purpose.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use advisor_engine::{ADVISOROS, Change, ChangeAction, Column, ColumnType, Table, Value};
use arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, ListBuilder, RecordBatch,
    StringArray, StringBuilder, TimestampMillisecondArray,
};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::ArrowWriter;
use serde_json::json;

/// Writes the source tables of some rows as a snapshot folder in the camelCase layout.
pub(crate) fn write_folder(folder: &Path, changes: &[Change]) {
    let mut tables = serde_json::Map::new();
    for table in ADVISOROS.tables.iter().filter(|table| !table.is_host_owned) {
        let file = format!("{}.parquet", table.name);
        write_table(folder, table.name, &batch(table.name, changes));
        tables.insert(table.name.to_owned(), json!({ "files": [file] }));
    }
    let manifest = json!({
        "format": 1, "catalog": "advisoros", "source_position": "0/77", "tables": tables,
    });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

/// Writes one table's file anew.
pub(crate) fn write_table(folder: &Path, table: &str, batch: &RecordBatch) {
    let file = File::create(folder.join(format!("{table}.parquet"))).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

/// The upserts of one table as columns; every column may be null, as a broken export's may.
pub(crate) fn batch(table: &str, changes: &[Change]) -> RecordBatch {
    let table = definition(table);
    let rows: Vec<_> = changes
        .iter()
        .filter(|change| change.table == table.name)
        .filter_map(|change| match &change.action {
            ChangeAction::Upsert(row) => Some(row),
            ChangeAction::Delete(_) => None,
        })
        .collect();
    let columns = table.columns.iter().map(|column| {
        let values: Vec<&Value> = rows
            .iter()
            .map(|row| {
                let found = row.0.iter().find(|(name, _)| name == column.name);
                found.map_or(&Value::Null, |(_, value)| value)
            })
            .collect();
        (column.camel_case(), array(column, &values))
    });
    let columns: Vec<(String, ArrayRef)> = columns.collect();
    of_columns(columns)
}

/// A batch of named arrays.
pub(crate) fn of_columns(columns: Vec<(String, ArrayRef)>) -> RecordBatch {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(name, array.data_type().clone(), true))
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

/// The batch with one column changed or, for none, left out.
pub(crate) fn with_column(
    batch: &RecordBatch,
    name: &str,
    array: Option<&ArrayRef>,
) -> RecordBatch {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).filter_map(|(field, old)| {
        let kept = if field.name() == name { Arc::clone(array?) } else { Arc::clone(old) };
        Some((field.name().clone(), kept))
    });
    let columns = columns.collect();
    of_columns(columns)
}

fn definition(name: &str) -> &'static Table {
    ADVISOROS.tables.iter().find(|table| table.name == name).unwrap()
}

pub(crate) fn array(column: &Column, values: &[&Value]) -> ArrayRef {
    let values = values.iter().copied();
    match column.kind {
        ColumnType::Text | ColumnType::Json | ColumnType::Records(_) => Arc::new(
            values
                .map(|value| if let Value::Text(text) = value { Some(text.clone()) } else { None })
                .collect::<StringArray>(),
        ),
        ColumnType::Int => Arc::new(values.map(integer).collect::<Int64Array>()),
        ColumnType::Float => Arc::new(
            values
                .map(|value| if let Value::Float(number) = value { Some(*number) } else { None })
                .collect::<Float64Array>(),
        ),
        ColumnType::Bool => Arc::new(
            values
                .map(|value| if let Value::Bool(flag) = value { Some(*flag) } else { None })
                .collect::<BooleanArray>(),
        ),
        ColumnType::Money { precision } => Arc::new(
            decimals(values, 1)
                .with_precision_and_scale(u8::try_from(precision).unwrap(), 2)
                .unwrap(),
        ),
        ColumnType::Decimal => {
            Arc::new(decimals(values, 10_000_000_000).with_precision_and_scale(38, 12).unwrap())
        }
        ColumnType::Timestamp => {
            Arc::new(values.map(integer).collect::<TimestampMillisecondArray>())
        }
        ColumnType::TextList => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for value in values {
                if let Value::TextList(items) = value {
                    for item in items {
                        lists.values().append_value(item);
                    }
                }
                lists.append(matches!(value, Value::TextList(_)));
            }
            Arc::new(lists.finish())
        }
        other => unreachable!("a source table has no column of type {}", other.name()),
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Timestamp(at) => Some(at.as_millisecond()),
        _ => None,
    }
}

fn decimals<'a>(values: impl Iterator<Item = &'a Value>, unit: i128) -> Decimal128Array {
    values
        .map(|value| match value {
            Value::Money(money) => Some(i128::from(money.cents()) * unit),
            _ => None,
        })
        .collect()
}
