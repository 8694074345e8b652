//! The columns of an answer, read out of its JSON schema.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use schemars::JsonSchema;
use serde_json::Value as Json;

use super::ColumnSpelling;
use crate::model::decimal::Decimal;
use crate::model::money::Money;

/// Cents fit into an `i64`, which has 19 digits.
const MONEY: DataType = DataType::Decimal128(19, 2);
/// As the warehouse holds them.
const DECIMAL: DataType = DataType::Decimal128(38, 12);

/// Where the rows of an answer are, and their columns.
#[derive(Debug)]
pub(super) struct TableShape {
    /// The field of the answer that holds them; none where the answer is the list itself.
    pub(super) field: Option<String>,
    pub(super) schema: SchemaRef,
}

impl TableShape {
    /// The table of an answer; none where it is not exactly one list of objects.
    pub(super) fn of(root: &Json, spelling: ColumnSpelling) -> Option<Self> {
        let reader = SchemaReader { root, spelling };
        if let Some(fields) = reader.fields_of_rows(root) {
            return Some(Self { field: None, schema: Arc::new(Schema::new(fields)) });
        }
        let properties = root["properties"].as_object()?;
        let mut lists = properties
            .iter()
            .filter(|(_, list)| reader.resolve(list)["type"] == "array")
            .map(|(name, list)| (name, reader.fields_of_rows(list)));
        let (name, fields) = lists.next()?;
        match (fields, lists.next()) {
            (Some(fields), None) => Some(Self {
                field: Some(spelling.spell(name)),
                schema: Arc::new(Schema::new(fields)),
            }),
            _ => None,
        }
    }
}

struct SchemaReader<'a> {
    root: &'a Json,
    spelling: ColumnSpelling,
}

impl<'a> SchemaReader<'a> {
    fn resolve(&self, schema: &'a Json) -> &'a Json {
        match schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
            Some(path) => self.root.pointer(path).unwrap_or(schema),
            None => schema,
        }
    }

    /// The columns of a list of objects.
    fn fields_of_rows(&self, list: &'a Json) -> Option<Fields> {
        let list = self.resolve(list);
        if list["type"] != "array" {
            return None;
        }
        self.fields_of(self.resolve(&list["items"]))
    }

    /// The fields of an object: required ones in their declared order, then the others by name.
    fn fields_of(&self, object: &'a Json) -> Option<Fields> {
        let properties = object["properties"].as_object()?;
        let required: Vec<&str> =
            object["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let optional = properties.keys().map(String::as_str);
        let names =
            required.iter().copied().chain(optional.filter(|name| !required.contains(name)));
        let fields = names.map(|name| {
            let (kind, is_nullable) = self.data_type(properties.get(name)?)?;
            let is_nullable = is_nullable || !required.contains(&name);
            Some(Field::new(self.spelling.spell(name), kind, is_nullable))
        });
        fields.collect()
    }

    /// The type of a value, and whether it may be null; none for what a column cannot hold, such as one of several
    /// kinds of objects.
    fn data_type(&self, schema: &'a Json) -> Option<(DataType, bool)> {
        for (name, kind) in [(Money::schema_name(), MONEY), (Decimal::schema_name(), DECIMAL)] {
            if schema["$ref"].as_str() == Some(&format!("#/$defs/{name}")) {
                return Some((kind, false));
            }
        }
        let schema = self.resolve(schema);
        if let Some(choices) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
            return self.choice(choices);
        }
        if schema.get("const").is_some() || schema.get("enum").is_some() {
            return Some((DataType::Utf8, false));
        }
        if let Some(kinds) = schema["type"].as_array() {
            let is_nullable = kinds.iter().any(|kind| kind == "null");
            let mut kinds = kinds.iter().filter_map(Json::as_str).filter(|kind| *kind != "null");
            return match (kinds.next(), kinds.next()) {
                (Some(kind), None) => Some((self.of_kind(kind, schema)?, is_nullable)),
                _ => None,
            };
        }
        Some((self.of_kind(schema["type"].as_str()?, schema)?, false))
    }

    /// Either texts, or one type and null.
    fn choice(&self, choices: &'a [Json]) -> Option<(DataType, bool)> {
        let is_null = |choice: &&Json| choice["type"] == "null";
        let is_nullable = choices.iter().any(|choice| is_null(&choice));
        let mut found = None;
        for choice in choices.iter().filter(|choice| !is_null(choice)) {
            let (kind, may_be_null) = self.data_type(choice)?;
            match found {
                Some((known, _)) if known != kind || kind != DataType::Utf8 => return None,
                _ => found = Some((kind, is_nullable || may_be_null)),
            }
        }
        found
    }

    fn of_kind(&self, kind: &str, schema: &'a Json) -> Option<DataType> {
        let format = schema["format"].as_str().unwrap_or_default();
        Some(match (kind, format) {
            ("boolean", _) => DataType::Boolean,
            ("integer", "uint8" | "uint16" | "uint32" | "uint64" | "uint") => DataType::UInt64,
            ("integer", _) => DataType::Int64,
            ("number", "float") => DataType::Float32,
            ("number", _) => DataType::Float64,
            ("string", "date-time") => {
                DataType::Timestamp(TimeUnit::Millisecond, Some(Arc::from("UTC")))
            }
            ("string", _) => DataType::Utf8,
            ("array", _) => {
                let (items, is_nullable) = self.data_type(&schema["items"])?;
                DataType::List(Arc::new(Field::new("item", items, is_nullable)))
            }
            ("object", _) => DataType::Struct(self.fields_of(schema)?),
            _ => return None,
        })
    }
}
