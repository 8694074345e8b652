//! Lists of records in a column of JSON: the shapes in which a source writes them, made one.

use serde_json::{Map, Value as Json};

use super::catalog::{ColumnType, DECIMAL_SCALE, Table};
use super::money::{format_decimal, parse_decimal};
use super::row::{RowRef, RowWriter};
use super::value::{Stored, parse_json};
use crate::error::Result;

/// One field of the records of a column, as every record holds it once it is read.
///
/// ```
/// use advisor_engine::{CLIENTS_PLUS, ColumnType};
/// let appointments = CLIENTS_PLUS.tables.iter().find(|table| table.name == "appointments").expect("a table");
/// let services = appointments.columns[appointments.position("services")?].kind;
/// let ColumnType::Records(fields) = services else { unreachable!("a list of records") };
/// assert_eq!(fields[1].spellings, ["serviceId", "id"]);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordField {
    /// The name under which it is kept.
    pub name: &'static str,
    /// The names under which a source may give it, in the order in which they are tried; null counts as not given.
    pub spellings: &'static [&'static str],
    /// Its type.
    pub kind: RecordFieldType,
    /// Whether a record without it is malformed.
    pub is_required: bool,
    /// Where it is from when the record does not give it.
    pub fallback: Option<RecordFallback>,
}

/// The type of a field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordFieldType {
    /// Text.
    Text,
    /// A 64-bit integer.
    Int,
    /// A decimal, kept as its text; of a double, twelve digits after the point are kept.
    Decimal,
}

/// Where a field is from when its record does not give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordFallback {
    /// A text column of the row, by its position.
    Column(usize),
    /// The record's place in the list as the source gave it, from 0: what is left out leaves a gap.
    Place,
}

/// A list of records in the one form in which it is kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Canonical {
    /// A JSON array of objects with exactly the fields of the column, in their order; missing ones are null.
    pub(crate) text: String,
    pub(crate) malformed_element_count: u64,
}

/// Brings the text of a list into its canonical form; what is canonical stays as it is.
///
/// An element that is no object, lacks a required field or holds one of another type is left out and counted; a value
/// that is no list counts as one such element.
///
/// # Errors
/// `InvalidArgument` for text that is no JSON.
pub(crate) fn canonical<'a>(
    text: &str,
    fields: &[RecordField],
    column: &dyn Fn(usize) -> Option<&'a str>,
) -> Result<Canonical> {
    let Json::Array(elements) = parse_json(text)? else {
        return Ok(Canonical { text: "[]".to_owned(), malformed_element_count: 1 });
    };
    let mut written = String::from("[");
    let mut malformed_element_count = 0;
    for (place, element) in elements.iter().enumerate() {
        let record = element.as_object().and_then(|given| record(given, place, fields, column));
        match record {
            Some(record) => {
                if written.len() > 1 {
                    written.push(',');
                }
                written.push_str(&record);
            }
            None => malformed_element_count += 1,
        }
    }
    written.push(']');
    Ok(Canonical { text: written, malformed_element_count })
}

/// Whether rows of a table have lists of records.
pub(crate) fn has_records(table: &Table) -> bool {
    table.columns.iter().any(|column| matches!(column.kind, ColumnType::Records(_)))
}

/// A row with its lists of records in their one form, and how many of their elements were left out. Text that is no JSON
/// stays: its row is refused as such.
pub(crate) fn with_canonical_records<'a>(
    table: &Table,
    image: &'a [u8],
    writer: &'a mut RowWriter,
) -> (&'a [u8], u64) {
    if !has_records(table) {
        return (image, 0);
    }
    let row = RowRef::new(image);
    let mut malformed_element_count = 0;
    writer.begin();
    for (position, column) in table.columns.iter().enumerate() {
        let stored = row.get(position, column.kind);
        match (stored, column.kind) {
            (Stored::Text(text), ColumnType::Records(fields)) => {
                match canonical(text, fields, &|position| row.text_opt(position)) {
                    Ok(found) => {
                        malformed_element_count += found.malformed_element_count;
                        writer.push(Stored::Text(&found.text));
                    }
                    Err(_) => writer.push(stored),
                }
            }
            _ => writer.push(stored),
        }
    }
    (writer.finish(), malformed_element_count)
}

/// One record as its JSON text; none where it is malformed.
fn record<'a>(
    given: &Map<String, Json>,
    place: usize,
    fields: &[RecordField],
    column: &dyn Fn(usize) -> Option<&'a str>,
) -> Option<String> {
    let mut text = String::from("{");
    for field in fields {
        let value = field
            .spellings
            .iter()
            .find_map(|spelling| given.get(*spelling).filter(|value| !value.is_null()));
        let value = match (value, field.fallback) {
            (Some(value), _) => typed(value, field.kind)?,
            (None, Some(RecordFallback::Column(position))) => {
                column(position).map_or(Json::Null, Json::from)
            }
            (None, Some(RecordFallback::Place)) => Json::from(place),
            (None, None) => Json::Null,
        };
        if field.is_required && value.is_null() {
            return None;
        }
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&Json::from(field.name).to_string());
        text.push(':');
        text.push_str(&value.to_string());
    }
    text.push('}');
    Some(text)
}

/// The value in the form in which its type is kept; none where it is of another type.
fn typed(value: &Json, kind: RecordFieldType) -> Option<Json> {
    match kind {
        RecordFieldType::Text => value.as_str().map(Json::from),
        RecordFieldType::Int => value.as_i64().map(Json::from),
        RecordFieldType::Decimal => {
            let written = match value {
                Json::String(text) => text.clone(),
                Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                    (Some(whole), _) => whole.to_string(),
                    (None, Some(double)) => format!("{double:.0$}", DECIMAL_SCALE as usize),
                    (None, None) => return None,
                },
                _ => return None,
            };
            let scaled = parse_decimal(&written, DECIMAL_SCALE).ok()?;
            Some(Json::from(format_decimal(scaled, DECIMAL_SCALE)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[RecordField] = &[
        RecordField {
            name: "position",
            spellings: &["position"],
            kind: RecordFieldType::Int,
            is_required: true,
            fallback: Some(RecordFallback::Place),
        },
        RecordField {
            name: "serviceId",
            spellings: &["serviceId", "id"],
            kind: RecordFieldType::Text,
            is_required: true,
            fallback: None,
        },
        RecordField {
            name: "price",
            spellings: &["price"],
            kind: RecordFieldType::Decimal,
            is_required: false,
            fallback: None,
        },
        RecordField {
            name: "staffId",
            spellings: &["staffId"],
            kind: RecordFieldType::Text,
            is_required: false,
            fallback: Some(RecordFallback::Column(3)),
        },
    ];

    fn read(text: &str) -> (String, u64) {
        let found = canonical(text, FIELDS, &|column| (column == 3).then_some("st-1")).unwrap();
        (found.text, found.malformed_element_count)
    }

    #[test]
    fn every_shape_becomes_one_and_what_is_malformed_leaves_a_gap() {
        let (text, malformed) = read(
            r#"[{"id": "b", "serviceId": "a", "price": 12.50}, 7, {"price": 1}, {"id": "c", "price": [1]},
                {"serviceId": null, "id": "d\"", "price": "100.00", "staffId": "st-2", "color": "red"},
                {"id": "e", "price": 19.990000000000002}, {"id": 5}]"#,
        );
        assert_eq!(malformed, 4);
        assert_eq!(
            text,
            concat!(
                r#"[{"position":0,"serviceId":"a","price":"12.5","staffId":"st-1"},"#,
                r#"{"position":4,"serviceId":"d\"","price":"100","staffId":"st-2"},"#,
                r#"{"position":5,"serviceId":"e","price":"19.99","staffId":"st-1"}]"#,
            )
        );
        assert_eq!(read(&text), (text, 0), "what is canonical stays as it is");
    }

    #[test]
    fn a_value_that_is_no_list_is_one_malformed_element() {
        for text in ["{}", "null", "3", r#""[]""#] {
            assert_eq!(read(text), ("[]".to_owned(), 1), "{text}");
        }
        assert_eq!(read("[]"), ("[]".to_owned(), 0));
        let error = canonical("[1", FIELDS, &|_| None).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::InvalidArgument);
    }
}
