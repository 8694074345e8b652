//! Rows of every type, with what formats are apt to get wrong.

use advisor_engine::{Catalog, Column, ColumnType, Money, Table, Timestamp, Value};

/// Rows per table.
const COUNT: usize = 24;

const TEXTS: &[&str] = &[
    "plain",
    "",
    "a,b \"c\"\r\nd",
    "ünïcode ✓",
    "NULL",
    "{}",
    "  spaced ",
    "line\nbreak",
    "it's \\ back",
    "0012",
];
const LISTS: &[&[&str]] =
    &[&[], &["one"], &["a,b", "c\"d", "NULL"], &["", "{x}", "e\\f"], &["zwei", " drei "]];
const STATUSES: &[&str] = &["active", "pending", "paid", "completed"];
const NUMBERS: &[f64] = &[0.1, 4.5, 1e-7, 12_345.678, -3.0];
/// Milliseconds: before 1970, at it, and with and without a fraction of a second.
const INSTANTS: &[i64] = &[-1, 0, 1_767_225_600_123, 1_767_225_600_000, 1_770_000_000_500];
const JSONS: &[&str] = &[r#"{"a": [1, 2.50], "b": null}"#, "[]", r#""text""#];
const RECORDS: &str =
    r#"[{"serviceId": "s-1", "serviceName": "Cut", "price": 150.5, "duration": 30}]"#;

/// A table and its rows: values in the order of its columns.
pub(super) struct Rows {
    pub(super) table: &'static Table,
    pub(super) rows: Vec<Vec<Value>>,
}

/// Rows of every source table of a catalog, the same in every call.
pub(super) fn all(catalog: &'static Catalog) -> Vec<Rows> {
    let tables = catalog.tables.iter().filter(|table| !table.is_host_owned);
    tables
        .map(|table| Rows {
            table,
            rows: (0..COUNT)
                .map(|row| {
                    let columns = table.columns.iter().enumerate();
                    columns.map(|(at, column)| value(catalog, table, at, column, row)).collect()
                })
                .collect(),
        })
        .collect()
}

fn value(
    catalog: &'static Catalog,
    table: &Table,
    position: usize,
    column: &Column,
    row: usize,
) -> Value {
    if position == 0 {
        return format!("{}-{row}", table.name).into();
    }
    let mixed = row * 31 + position * 17 + row * position;
    if !column.is_required
        && (mixed.is_multiple_of(5)
            || Some(position) == table.delete_marker && !row.is_multiple_of(7))
    {
        return Value::Null;
    }
    let parent = if table.tenant == Some(position) {
        Some(catalog.tables[catalog.tenants].name.to_owned())
    } else {
        let plural = column.name.strip_suffix("_id").map(|name| format!("{name}s"));
        plural.filter(|name| catalog.tables.iter().any(|table| table.name == name))
    };
    if let Some(parent) = parent {
        return format!("{parent}-{}", row % 3).into();
    }
    match column.kind {
        ColumnType::Text if column.name == "status" => STATUSES[mixed % STATUSES.len()].into(),
        ColumnType::Text => TEXTS[mixed % TEXTS.len()].into(),
        ColumnType::Int => Value::Int(i64::try_from(mixed).unwrap() - 100),
        ColumnType::Float => NUMBERS[mixed % NUMBERS.len()].into(),
        ColumnType::Bool => (mixed.is_multiple_of(2)).into(),
        ColumnType::Money { .. } | ColumnType::Decimal => {
            let cents = i64::try_from(mixed * 7_919 % 100_000).unwrap();
            Money::from_cents(if mixed.is_multiple_of(4) { -cents } else { cents }).into()
        }
        ColumnType::Timestamp => {
            Timestamp::from_millisecond(INSTANTS[mixed % INSTANTS.len()]).unwrap().into()
        }
        ColumnType::TextList => Value::from(LISTS[mixed % LISTS.len()]),
        ColumnType::Records(_) => RECORDS.into(),
        _ => JSONS[mixed % JSONS.len()].into(),
    }
}
