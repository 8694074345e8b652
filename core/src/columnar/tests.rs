//! Tables against the JSON of the same answers, read by hand.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, UInt64Type};
use serde_json::{Value as Json, json};

use super::{ColumnSpelling, TableShape, rows_of, spelled, split};
use crate::registry::Operation;

/// The smallest schema with every kind of column.
fn schema() -> Json {
    json!({
        "type": "object",
        "required": ["revision", "items"],
        "properties": {
            "revision": {"type": "integer", "format": "int64"},
            "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
        },
        "$defs": {
            "Money": {"type": "string"},
            "Item": {
                "type": "object",
                "required": ["rowCount", "feeAsked", "dueAt", "share", "parts", "state"],
                "properties": {
                    "rowCount": {"type": "integer", "format": "uint"},
                    "feeAsked": {"anyOf": [{"$ref": "#/$defs/Money"}, {"type": "null"}]},
                    "dueAt": {"type": ["string", "null"], "format": "date-time"},
                    "share": {"type": "number", "format": "double"},
                    "parts": {"type": "array", "items": {
                        "type": "object", "required": ["partName"],
                        "properties": {"partName": {"type": "string"}},
                    }},
                    "state": {"oneOf": [{"const": "open", "type": "string"}, {"const": "done", "type": "string"}]},
                    "note": {"type": ["string", "null"]},
                },
            },
        },
    })
}

#[test]
fn every_kind_of_column_keeps_its_value() {
    let shape = TableShape::of(&schema(), ColumnSpelling::Snake).unwrap();
    let tenth: f64 = 0.1 + 0.2;
    let answer = json!({"revision": 7, "items": [
        {"rowCount": u64::MAX, "feeAsked": "-12.50", "dueAt": "2026-01-31T08:00:00.123Z", "share": tenth,
         "parts": [{"partName": "a"}, {"partName": "b"}], "state": "open"},
        {"rowCount": 0, "feeAsked": null, "dueAt": null, "share": 1.0, "parts": [], "state": "done", "note": "n"},
    ]});
    let (rows, rest) = split(spelled(answer, ColumnSpelling::Snake), shape.field.as_deref());
    let table = rows_of(&shape.schema, &rows).unwrap();
    assert_eq!(rest["revision"], 7);
    let names: Vec<_> = table.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["row_count", "fee_asked", "due_at", "share", "parts", "state", "note"]);
    assert_eq!(table["row_count"].as_primitive::<UInt64Type>().value(0), u64::MAX);
    assert_eq!(table["fee_asked"].as_primitive::<Decimal128Type>().value(0), -1250);
    assert!(table["fee_asked"].is_null(1) && table["due_at"].is_null(1));
    let due = table["due_at"].as_primitive::<arrow::datatypes::TimestampMillisecondType>();
    assert_eq!(due.value(0), 1_769_846_400_123);
    assert_eq!(table["share"].as_primitive::<Float64Type>().value(0).to_bits(), tenth.to_bits());
    let parts = table["parts"].as_list::<i32>();
    assert_eq!((parts.value_length(0), parts.value_length(1)), (2, 0));
    assert_eq!(parts.values().as_struct()["part_name"].as_string::<i32>().value(1), "b");
    assert!(table["note"].is_null(0));
}

#[test]
fn only_exactly_one_list_of_objects_is_a_table() {
    let list = json!({"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}});
    let of = |root: &Json| TableShape::of(root, ColumnSpelling::Camel).map(|shape| shape.field);
    assert_eq!(of(&list), Some(None));
    let one = json!({"properties": {"rows": list, "other": {"type": "string"}}});
    assert_eq!(of(&one), Some(Some("rows".to_owned())));
    assert_eq!(of(&json!({"properties": {"rows": list, "more": list}})), None);
    assert_eq!(
        of(&json!({"properties": {"names": {"type": "array", "items": {"type": "string"}}}})),
        None
    );
    assert_eq!(of(&json!({"type": "null"})), None);
}

#[test]
fn matches_are_a_table_in_both_spellings() {
    let operation = Operation::find("match_advisors").unwrap();
    let types = |spelling| {
        let schema = operation.table_schema(spelling).unwrap();
        schema.fields().iter().map(|field| field.data_type().clone()).collect::<Vec<_>>()
    };
    assert_eq!(types(ColumnSpelling::Camel).len(), types(ColumnSpelling::Snake).len());
    let schema = operation.table_schema(ColumnSpelling::Snake).unwrap();
    assert_eq!(schema.field(0).name(), "rank");
    assert_eq!(
        schema.field_with_name("hourly_rate").unwrap().data_type(),
        &DataType::Decimal128(19, 2)
    );
    let rejected = Operation::find("rejected_rows").unwrap();
    assert!(rejected.table_schema(ColumnSpelling::Camel).is_some());
    assert!(
        Operation::find("client_dashboard").unwrap().table_schema(ColumnSpelling::Camel).is_none()
    );
}
