//! The shape of a value, read out of a JSON schema.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value as Json};

use crate::docs;
use crate::names::type_name;

/// The shape of a value, as far as the types of a language need it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Null,
    Boolean,
    Integer,
    Number,
    Text,
    /// One of these texts, each with its meaning.
    Literals(Vec<(String, Vec<String>)>),
    /// A vector of `f32`.
    Floats,
    List(Box<Shape>),
    /// A row: values by the name of their column.
    Row(Box<Shape>),
    /// An object of JSON whose meaning is its writer's: values by names that no language spells anew.
    Json(Box<Shape>),
    /// A type with a name of its own.
    Named(String),
    Object(Object),
    Union(Vec<Shape>),
    /// All at once: an object and one of several.
    Both(Box<Shape>, Box<Shape>),
}

/// Fields by name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Object {
    /// Required ones first, in their declared order; the others by name.
    pub(crate) fields: Vec<Field>,
}

/// One field of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// On the wire: camelCase.
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) shape: Shape,
    pub(crate) is_required: bool,
}

impl Shape {
    /// Reads a schema.
    ///
    /// # Errors
    /// For what the types of the bindings cannot say: maps keyed by data other than rows, and unknown keywords' results.
    pub(crate) fn read(schema: &Json) -> Result<Self> {
        let schema = schema.as_object().context("a schema is no object")?;
        if let Some(name) = reference(schema)? {
            return Ok(Self::Named(name));
        }
        if let Some(constant) = schema.get("const") {
            return literal(constant, schema);
        }
        if let Some(values) = schema.get("enum").and_then(Json::as_array) {
            let literals = values.iter().map(|value| literal(value, &Map::new()));
            return Ok(union(literals.collect::<Result<_>>()?));
        }
        let choice =
            match schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Json::as_array) {
                Some(choices) => {
                    Some(union(choices.iter().map(Self::read).collect::<Result<_>>()?))
                }
                None => None,
            };
        let own = match schema.get("type") {
            None => None,
            Some(Json::String(kind)) => Some(Self::of_kind(kind, schema)?),
            Some(Json::Array(kinds)) => {
                let kinds = kinds.iter().filter_map(Json::as_str);
                let shapes =
                    kinds.map(|kind| Self::of_kind(kind, schema)).collect::<Result<_>>()?;
                Some(union(shapes))
            }
            Some(other) => bail!("a schema has the type {other}"),
        };
        match (own, choice) {
            // An object of choices alone says nothing by itself.
            (Some(Self::Object(object)), Some(choice)) if object.fields.is_empty() => Ok(choice),
            (Some(own), Some(choice)) => Ok(Self::Both(Box::new(own), Box::new(choice))),
            (Some(shape), None) | (None, Some(shape)) => Ok(shape),
            (None, None) => bail!("a schema says nothing: {}", Json::Object(schema.clone())),
        }
    }

    fn of_kind(kind: &str, schema: &Map<String, Json>) -> Result<Self> {
        Ok(match kind {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::Text,
            "array" => {
                let items = schema.get("items").context("a list does not say of what")?;
                if items.get("format").and_then(Json::as_str) == Some("float") {
                    Self::Floats
                } else {
                    Self::List(Box::new(Self::read(items)?))
                }
            }
            "object" => Self::of_object(schema)?,
            other => bail!("a schema has the type {other}"),
        })
    }

    fn of_object(schema: &Map<String, Json>) -> Result<Self> {
        if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object())
        {
            let values_of = Box::new(Self::read(values)?);
            return match values.get("$ref").and_then(Json::as_str) {
                Some("#/$defs/Value") => Ok(Self::Row(values_of)),
                Some("#/$defs/Json") => Ok(Self::Json(values_of)),
                _ => bail!(
                    "a map is keyed by data; use a list of objects, since keys are spelled per language"
                ),
            };
        }
        let required: Vec<&str> = match schema.get("required").and_then(Json::as_array) {
            Some(required) => required.iter().filter_map(Json::as_str).collect(),
            None => Vec::new(),
        };
        let no_properties = Map::new();
        let properties =
            schema.get("properties").and_then(Json::as_object).unwrap_or(&no_properties);
        let names = required
            .iter()
            .copied()
            .chain(properties.keys().map(String::as_str).filter(|name| !required.contains(name)));
        let fields = names.map(|name| {
            let property = properties.get(name).with_context(|| format!("no field `{name}`"))?;
            let shape = Self::read(property).with_context(|| format!("field `{name}`"))?;
            Ok(Field {
                name: name.to_owned(),
                docs: described(property),
                shape,
                is_required: required.contains(&name),
            })
        });
        Ok(Self::Object(Object { fields: fields.collect::<Result<_>>()? }))
    }
}

/// The documentation that a schema carries.
pub(crate) fn described(schema: &Json) -> Vec<String> {
    docs::clean(schema.get("description").and_then(Json::as_str).unwrap_or_default())
}

fn reference(schema: &Map<String, Json>) -> Result<Option<String>> {
    let Some(path) = schema.get("$ref").and_then(Json::as_str) else { return Ok(None) };
    let name = path.strip_prefix("#/$defs/").with_context(|| format!("an unknown place {path}"))?;
    Ok(Some(type_name(name)))
}

fn literal(value: &Json, schema: &Map<String, Json>) -> Result<Shape> {
    match value {
        Json::Null => Ok(Shape::Null),
        Json::String(text) => {
            let docs = described(&Json::Object(schema.clone()));
            Ok(Shape::Literals(vec![(text.clone(), docs)]))
        }
        other => bail!("a literal that is no text: {other}"),
    }
}

/// One of several; literals become one, a choice within a choice is flattened.
fn union(shapes: Vec<Shape>) -> Shape {
    let mut literals = Vec::new();
    let mut others = Vec::new();
    for shape in shapes {
        match shape {
            Shape::Literals(texts) => literals.extend(texts),
            Shape::Union(inner) => others.extend(inner),
            other => others.push(other),
        }
    }
    if !literals.is_empty() {
        others.insert(0, Shape::Literals(literals));
    }
    if others.len() == 1 { others.remove(0) } else { Shape::Union(others) }
}
