//! Values as callers give and get them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::catalog::{ColumnType, DECIMAL_SCALE};
use super::money::{Money, format_decimal, parse_decimal};
use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// One value of a row.
///
/// Text is taken for money, decimals and timestamps too, as JSON writes them.
///
/// ```
/// use advisor_engine::Value;
/// assert_eq!(Value::from("active"), Value::Text("active".to_owned()));
/// assert_eq!(Value::from(None::<i64>), Value::Null);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, remote = "Self")]
pub enum Value {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A double.
    Float(f64),
    /// Text; also money, decimals and timestamps in their written form.
    Text(String),
    /// A list of texts.
    TextList(Vec<String>),
    /// A vector.
    Vector(Vec<f32>),
    /// An amount.
    Money(Money),
    /// An instant.
    Timestamp(Timestamp),
    /// JSON that is none of the above: an object, or a list of mixed values.
    Json(serde_json::Value),
}

/// The name under which a value of a row is read and written as a newtype.
///
/// A format that spells names its own way leaves those within alone: they are the data's.
pub const VALUE_NEWTYPE: &str = "advisor_engine::Value";

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        /// What is within the newtype.
        struct Plain<'a>(&'a Value);

        impl Serialize for Plain<'_> {
            fn serialize<S: Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                Value::serialize(self.0, serializer)
            }
        }

        serializer.serialize_newtype_struct(VALUE_NEWTYPE, &Plain(self))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Value;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a value of a row")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> std::result::Result<Value, D::Error> {
                Value::deserialize(deserializer)
            }
        }

        deserializer.deserialize_newtype_struct(VALUE_NEWTYPE, Visitor)
    }
}

impl schemars::JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let json = generator.subschema_for::<AnyJson>();
        schemars::json_schema!({
            "anyOf": [
                { "type": "null" },
                { "type": "boolean" },
                { "type": "number" },
                { "type": "string" },
                { "type": "array", "items": { "type": "string" } },
                { "type": "array", "items": { "type": "number", "format": "float" } },
                json,
            ],
            "description": "One value of a row; money, decimals and instants as text, JSON as it is or as text.",
        })
    }
}

/// Stands for any JSON in schemas.
pub(crate) struct AnyJson;

impl schemars::JsonSchema for AnyJson {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Json".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let json = generator.subschema_for::<Self>();
        schemars::json_schema!({
            "anyOf": [
                { "type": "null" },
                { "type": "boolean" },
                { "type": "number" },
                { "type": "string" },
                { "type": "array", "items": json },
                { "type": "object", "additionalProperties": json },
            ],
            "description": "Any JSON.",
        })
    }
}

impl Value {
    fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) => "integer",
            Self::Float(_) => "number",
            Self::Text(_) => "text",
            Self::TextList(_) => "list of text",
            Self::Vector(_) => "vector",
            Self::Money(_) => "money",
            Self::Timestamp(_) => "timestamp",
            Self::Json(_) => "JSON",
        }
    }
}

macro_rules! from_value {
    ($($source:ty => $make:expr;)*) => {$(
        impl From<$source> for Value {
            fn from(value: $source) -> Self {
                $make(value)
            }
        }
    )*};
}
from_value! {
    bool => Value::Bool;
    i64 => Value::Int;
    i32 => |value| Value::Int(i64::from(value));
    f64 => Value::Float;
    &str => |value: &str| Value::Text(value.to_owned());
    String => Value::Text;
    Vec<String> => Value::TextList;
    &[&str] => |value: &[&str]| Value::TextList(value.iter().map(|&item| item.to_owned()).collect());
    Vec<f32> => Value::Vector;
    Money => Value::Money;
    Timestamp => Value::Timestamp;
    serde_json::Value => Value::Json;
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A value as a row image stores it, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stored<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    Decimal(i128),
    Timestamp(i64),
    TextList(TextList<'a>),
    /// Little-endian `f32`.
    Vector(&'a [u8]),
}

/// A stored list of texts: (length, bytes) pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TextList<'a>(&'a [u8]);

impl<'a> TextList<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(self) -> &'a [u8] {
        self.0
    }
}

impl<'a> IntoIterator for TextList<'a> {
    type Item = &'a str;
    type IntoIter = TextItems<'a>;

    fn into_iter(self) -> TextItems<'a> {
        TextItems(self.0)
    }
}

/// The texts of a stored list, in order.
#[derive(Debug)]
pub(crate) struct TextItems<'a>(&'a [u8]);

impl<'a> Iterator for TextItems<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.0 = rest;
        // Images are checksummed and written from valid text, so the default is never taken.
        Some(std::str::from_utf8(text).unwrap_or_default())
    }
}

/// A value checked against its column, owned: what is written into a row image.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Checked {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Decimal(i128),
    Timestamp(i64),
    TextList(Vec<String>),
    Vector(Vec<f32>),
}

/// Checks a value against the type of its column.
///
/// # Errors
/// `InvalidArgument` with what was expected and what came; the caller adds table, column and row.
pub(crate) fn check(value: &Value, kind: ColumnType) -> Result<Checked> {
    let wrong = || Error::invalid(format!("expected {}, got {}", kind.name(), value.kind_name()));
    Ok(match (kind, value) {
        (_, Value::Null) => Checked::Null,
        (ColumnType::Text, Value::Text(text)) => Checked::Text(text.clone()),
        (ColumnType::Int, Value::Int(number)) => Checked::Int(*number),
        (ColumnType::Float, Value::Float(number)) => Checked::Float(finite(*number)?),
        #[expect(
            clippy::cast_precision_loss,
            reason = "whole numbers up to 2^53 are exact, others are refused"
        )]
        (ColumnType::Float, Value::Int(number)) => {
            let double = *number as f64;
            if number.unsigned_abs() > 1 << 53 {
                return Err(Error::invalid(format!("integer {number} is not exact as a number")));
            }
            Checked::Float(double)
        }
        (ColumnType::Bool, Value::Bool(flag)) => Checked::Bool(*flag),
        (ColumnType::Money { precision }, _) => {
            let cents = match value {
                Value::Money(money) => i128::from(money.cents()),
                other => decimal(other, 2)?.ok_or_else(wrong)?,
            };
            let limit = 10_i128.pow(precision);
            if cents.abs() >= limit {
                let largest = format_decimal(limit - 1, 2);
                return Err(Error::invalid(format!(
                    "{} is beyond {largest}, the largest amount of this column",
                    format_decimal(cents, 2)
                )));
            }
            Checked::Decimal(cents)
        }
        (ColumnType::Decimal, Value::Money(money)) => {
            Checked::Decimal(i128::from(money.cents()) * 10_i128.pow(DECIMAL_SCALE - 2))
        }
        (ColumnType::Decimal, other) => {
            Checked::Decimal(decimal(other, DECIMAL_SCALE)?.ok_or_else(wrong)?)
        }
        (ColumnType::Timestamp, Value::Timestamp(at)) => Checked::Timestamp(at.as_millisecond()),
        (ColumnType::Timestamp, Value::Int(at)) => {
            Checked::Timestamp(Timestamp::from_millisecond(*at)?.as_millisecond())
        }
        (ColumnType::Timestamp, Value::Text(text)) => {
            Checked::Timestamp(text.parse::<Timestamp>()?.as_millisecond())
        }
        (ColumnType::TextList, Value::TextList(items)) => Checked::TextList(items.clone()),
        // JSON cannot tell an empty list of texts from an empty vector.
        (ColumnType::TextList, Value::Vector(items)) if items.is_empty() => {
            Checked::TextList(Vec::new())
        }
        (ColumnType::Vector, Value::Vector(items)) => {
            if items.is_empty() {
                return Err(Error::invalid("expected a vector of at least 1 dimension, got none"));
            }
            if let Some(position) = items.iter().position(|item| !item.is_finite()) {
                return Err(Error::invalid(format!(
                    "element {position} of the vector is {}; every element must be finite",
                    items[position]
                )));
            }
            Checked::Vector(items.clone())
        }
        // Records are made canonical by the caller, who has the rest of the row.
        (ColumnType::Json | ColumnType::Records(_), other) => Checked::Text(json_text(other)?),
        _ => return Err(wrong()),
    })
}

/// The text of a value for a column of JSON.
fn json_text(value: &Value) -> Result<String> {
    Ok(match value {
        Value::Text(text) => {
            parse_json(text)?;
            text.clone()
        }
        Value::Vector(items) if !items.is_empty() => {
            return Err(Error::invalid(
                "expected JSON, got a list of numbers alone, which is taken as a vector of less precision; \
                 give it as JSON text",
            ));
        }
        other => serde_json::to_string(other)
            .map_err(|source| Error::invalid(format!("expected JSON, got {source}")))?,
    })
}

/// Reads JSON of at most 127 levels, with numbers that a double holds.
///
/// # Errors
/// `InvalidArgument` with the place from which on the text is none.
pub(crate) fn parse_json(text: &str) -> Result<serde_json::Value> {
    // Not the error as it is: some hold words of the text, which may be private.
    serde_json::from_str(text).map_err(|error| {
        Error::invalid(format!(
            "expected JSON, got text that is none from column {} of line {}",
            error.column(),
            error.line()
        ))
    })
}

fn finite(number: f64) -> Result<f64> {
    if number.is_finite() {
        Ok(number)
    } else {
        Err(Error::invalid(format!("expected a finite number, got {number}")))
    }
}

fn decimal(value: &Value, scale: u32) -> Result<Option<i128>> {
    Ok(match value {
        Value::Text(text) => Some(parse_decimal(text, scale)?),
        Value::Int(number) => Some(i128::from(*number) * 10_i128.pow(scale)),
        // The shortest text that reads back as this double is the decimal that was meant.
        Value::Float(number) => Some(parse_decimal(&finite(*number)?.to_string(), scale)?),
        _ => None,
    })
}
