//! Everything that a binding shows: operations, their requests and answers, and the types these are made of.

use std::collections::BTreeMap;

use advisor_engine::{
    OPERATIONS, Scope, configuration_schema, follow_status_schema, postgres_source_schema,
    value_options_schema, verify_report_schema,
};
use anyhow::{Context, Result, bail};
use serde_json::Value as Json;

use crate::names::type_name;
use crate::shape::{Object, Shape, described};

/// What the bindings show.
#[derive(Debug)]
pub(crate) struct Surface {
    pub(crate) operations: Vec<OperationShape>,
    /// By name; requests and answers that are objects are among them.
    pub(crate) types: BTreeMap<String, NamedType>,
}

/// A type with a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedType {
    pub(crate) docs: Vec<String>,
    pub(crate) shape: Shape,
    /// Whether callers write it: an answer's types are only read.
    pub(crate) is_input: bool,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct OperationShape {
    /// In `snake_case`.
    pub(crate) name: &'static str,
    pub(crate) scope: Scope,
    pub(crate) is_write: bool,
    pub(crate) is_long: bool,
    pub(crate) is_cached: bool,
    pub(crate) summary: &'static str,
    /// The name of the request's type; none where nothing is asked.
    pub(crate) request: Option<String>,
    pub(crate) answer: Shape,
}

impl Surface {
    /// Reads the registry.
    ///
    /// # Errors
    /// Where two types share a name, or a schema says what the bindings cannot.
    pub(crate) fn read() -> Result<Self> {
        let mut surface = Self { operations: Vec::new(), types: BTreeMap::new() };
        surface.add_root(&configuration_schema(), true)?;
        surface.add_root(&value_options_schema(), true)?;
        surface.add_root(&postgres_source_schema(), true)?;
        surface.add_root(&follow_status_schema(), false)?;
        surface.add_root(&verify_report_schema(), false)?;
        for operation in OPERATIONS {
            let context = || format!("operation `{}`", operation.name);
            let request =
                surface.add_root(&operation.request_schema(), true).with_context(context)?;
            let answer =
                surface.add_root(&operation.answer_schema(), false).with_context(context)?;
            let request = match request {
                Shape::Named(name) if surface.object(&name)?.fields.is_empty() => {
                    surface.types.remove(&name);
                    None
                }
                Shape::Named(name) => Some(name),
                _ => bail!("the request of `{}` is no object", operation.name),
            };
            surface.operations.push(OperationShape {
                name: operation.name,
                scope: operation.scope,
                is_write: operation.is_write,
                is_long: operation.is_long,
                is_cached: operation.is_cached,
                summary: operation.summary,
                request,
                answer,
            });
        }
        Ok(surface)
    }

    /// The fields of a type that is an object.
    ///
    /// # Errors
    /// Where it is none.
    pub(crate) fn object(&self, name: &str) -> Result<&Object> {
        match self.types.get(name).map(|found| &found.shape) {
            Some(Shape::Object(object)) => Ok(object),
            _ => bail!("type `{name}` is no object"),
        }
    }

    /// Whether an object of this type cannot be left out: some field must be given.
    pub(crate) fn needs_fields(&self, name: &str) -> bool {
        self.object(name).map_or(true, |object| object.fields.iter().any(|field| field.is_required))
    }

    /// Takes in a schema and the types that it defines; an object gets the name of its title.
    fn add_root(&mut self, schema: &Json, is_input: bool) -> Result<Shape> {
        for (name, definition) in
            schema.get("$defs").and_then(Json::as_object).into_iter().flatten()
        {
            self.add(&type_name(name), definition, is_input)?;
        }
        let shape = Shape::read(schema)?;
        if !matches!(shape, Shape::Object(_) | Shape::Both(..)) {
            return Ok(shape);
        }
        let name = schema.get("title").and_then(Json::as_str).context("a type has no name")?;
        self.add(name, schema, is_input)?;
        Ok(Shape::Named(name.to_owned()))
    }

    fn add(&mut self, name: &str, schema: &Json, is_input: bool) -> Result<()> {
        let shape = Shape::read(schema).with_context(|| format!("type `{name}`"))?;
        let mut found = NamedType { docs: described(schema), shape, is_input };
        if let Some(known) = self.types.get(name) {
            if known.shape != found.shape {
                bail!("two types are named `{name}`, with different fields");
            }
            found.is_input |= known.is_input;
        }
        self.types.insert(name.to_owned(), found);
        Ok(())
    }
}
