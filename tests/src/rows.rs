//! Rows for tests: complete by the catalog, with the columns that matter given.

use advisor_engine::{ADVISOROS, Change, ColumnType, Money, Timestamp, Value};

/// An upsert of a row in which every required column that is not given holds a plain default.
///
/// Defaults: text `x`, integer 0, false, money 0, vector `[1]`, JSON `{}`, and 2026-01-01 for instants.
///
/// # Panics
/// When the table or a column is not of the catalog: the test itself is wrong then.
pub fn row<'a>(table: &str, id: &str, given: impl IntoIterator<Item = (&'a str, Value)>) -> Change {
    let definition = ADVISOROS
        .tables
        .iter()
        .find(|definition| definition.name == table)
        .expect("the test names a table of the catalog");
    let mut columns: Vec<(&str, Value)> = definition
        .columns
        .iter()
        .map(|column| {
            (column.name, if column.is_required { default(column.kind) } else { Value::Null })
        })
        .collect();
    columns[0].1 = id.into();
    for (name, value) in given {
        let column = columns
            .iter_mut()
            .find(|(known, _)| *known == name)
            .expect("the test names a column of the catalog");
        column.1 = value;
    }
    Change::upsert(table, columns)
}

fn default(kind: ColumnType) -> Value {
    match kind {
        ColumnType::Int => 0_i64.into(),
        ColumnType::Float => 0.0.into(),
        ColumnType::Bool => false.into(),
        ColumnType::Money { .. } | ColumnType::Decimal => Money::from_cents(0).into(),
        ColumnType::Timestamp => instant("2026-01-01T00:00:00Z").into(),
        ColumnType::TextList => Value::TextList(Vec::new()),
        ColumnType::Vector => Value::Vector(vec![1.0]),
        ColumnType::Json => "{}".into(),
        _ => "x".into(),
    }
}

/// An instant from its written form.
///
/// # Panics
/// When the text is no instant: the test itself is wrong then.
pub fn instant(text: &str) -> Timestamp {
    text.parse().expect("the test writes a valid instant")
}
