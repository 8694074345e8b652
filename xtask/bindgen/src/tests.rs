//! The generator's parts, on small schemas.

use serde_json::json;

use crate::docs::clean;
use crate::names::{camel, snake};
use crate::shape::Shape;
use crate::surface::Surface;

#[test]
fn names_go_both_ways() {
    for (wire, python) in
        [("clientId", "client_id"), ("p50Us", "p50_us"), ("asOf", "as_of"), ("id", "id")]
    {
        assert_eq!((snake(wire).as_str(), camel(python).as_str()), (python, wire));
    }
}

#[test]
fn every_name_of_the_surface_goes_both_ways() {
    let surface = Surface::read().unwrap();
    let fields = surface.types.values().filter_map(|found| match &found.shape {
        Shape::Object(object) => Some(object),
        _ => None,
    });
    let mut count = 0;
    for field in fields.flat_map(|object| &object.fields) {
        assert_eq!(camel(&snake(&field.name)), field.name);
        count += 1;
    }
    assert!(count > 100, "{count}");
}

#[test]
fn documentation_loses_what_only_rust_reads() {
    let text = "Reads a thing\nof [`Engine`](crate::Engine).\n\nSecond.\n\n```\nlet a = 1;\n```\nThird.\n\n# Errors\nNone.";
    assert_eq!(clean(text), ["Reads a thing of `Engine`.", "Second.", "Third."]);
}

#[test]
fn shapes_are_read() {
    let nullable = json!({"anyOf": [{"$ref": "#/$defs/Money"}, {"type": "null"}]});
    assert_eq!(
        Shape::read(&nullable).unwrap(),
        Shape::Union(vec![Shape::Named("Money".to_owned()), Shape::Null])
    );
    let vector = json!({"type": "array", "items": {"type": "number", "format": "float"}});
    assert_eq!(Shape::read(&vector).unwrap(), Shape::Floats);
}

#[test]
fn maps_keyed_by_data_are_refused() {
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    let error = Shape::read(&map).unwrap_err();
    assert!(error.to_string().contains("keyed by data"), "{error}");
}
