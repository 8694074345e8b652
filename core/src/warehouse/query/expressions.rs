//! Expressions: by class, and calls of functions by name.

use serde_json::{Map, Value as Json};

use super::check::{Checker, Names, known, object, text, unknown_node, unreadable};
use super::cost;
use super::functions::{self, Place};
use super::nodes::{self, Fields};
use crate::error::{Error, Result};
use crate::model::catalog::hint;

/// Names that DuckDB takes for functions where no column has them.
const VALUE_FUNCTIONS: [&str; 11] = [
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "user",
];

/// Types that a value may be cast to. Arrays of a fixed length are not among them: a number would decide their size.
const TYPES: [&str; 45] = [
    "bigint",
    "binary",
    "blob",
    "bool",
    "boolean",
    "bpchar",
    "bytea",
    "char",
    "date",
    "datetime",
    "dec",
    "decimal",
    "double",
    "float",
    "float4",
    "float8",
    "hugeint",
    "int",
    "int1",
    "int2",
    "int4",
    "int8",
    "integer",
    "interval",
    "json",
    "list",
    "long",
    "map",
    "numeric",
    "real",
    "short",
    "smallint",
    "string",
    "struct",
    "text",
    "time",
    "timestamp",
    "timestamp_ms",
    "timestamp_s",
    "tinyint",
    "ubigint",
    "uinteger",
    "uuid",
    "varbinary",
    "varchar",
];

const COLLATIONS: [&str; 4] = ["binary", "nfc", "noaccent", "nocase"];

impl Checker<'_> {
    /// Checks an expression. Returns how heavy its value may be.
    pub(super) fn expression(&mut self, value: &mut Json) -> Result<u64> {
        let node = object(value)?;
        let class = text(node, "class")?.to_owned();
        let fields = nodes::expression(&class).ok_or_else(|| unknown_node("expression", &class))?;
        known(node, &[nodes::OF_EXPRESSION, fields])?;
        self.count(1)?;
        match &*class {
            "FUNCTION" => self.call(node, fields, Place::Value),
            "WINDOW" => self.call(node, fields, Place::Window),
            "COLUMN_REF" => self.column(node),
            "CONSTANT" => Ok(cost::of_text(literal(node).unwrap_or_default())),
            "PARAMETER" => self.parameter(node),
            "TYPE" => {
                let name = one_name(node, "type_name")?;
                if !TYPES.contains(&&*name) {
                    let hint = hint(&name, TYPES.into_iter());
                    return Err(Error::invalid(format!(
                        "type `{name}` is not available here{hint}"
                    )));
                }
                self.walk(node, fields)
            }
            "COLLATE" => {
                let collation = text(node, "collation")?.to_ascii_lowercase();
                if let Some(part) = collation.split('.').find(|part| !COLLATIONS.contains(part)) {
                    return Err(Error::invalid(format!(
                        "collation `{part}` is not available; expected {}",
                        COLLATIONS.join(", ")
                    )));
                }
                self.walk(node, fields)
            }
            // A star gives what columns hold.
            "STAR" | "POSITIONAL_REFERENCE" => Ok(self.walk(node, fields)?.max(self.column_weight)),
            "OPERATOR" if text(node, "type")? == "ARRAY_CONSTRUCTOR" => {
                let items = node.get_mut("children").and_then(Json::as_array_mut);
                let weights: Vec<u64> = items
                    .ok_or_else(unreadable)?
                    .iter_mut()
                    .map(|item| self.expression(item))
                    .collect::<Result<_>>()?;
                cost::of_call("list_value", &weights, &[])
            }
            _ => self.walk(node, fields),
        }
    }

    /// Checks the call of a function: its name is on the list of its place, and what it makes is not too heavy.
    pub(super) fn call(
        &mut self,
        node: &mut Map<String, Json>,
        fields: Fields,
        place: Place,
    ) -> Result<u64> {
        known(node, &[nodes::OF_EXPRESSION, fields])?;
        let name = one_name(node, "function_name")?;
        let count = node.get("arguments").and_then(Json::as_array).map_or(0, Vec::len);
        functions::check(&name, place, count)?;
        // The spelling that was looked up is the one that is run.
        node.insert("function_name".to_owned(), name.clone().into());
        node.insert("qualified_name".to_owned(), serde_json::json!({ "path": [name] }));
        let mut weights = Vec::new();
        let mut lengths = Vec::new();
        let arguments = node.get_mut("arguments").and_then(Json::as_array_mut);
        for argument in arguments.ok_or_else(unreadable)? {
            let argument = object(argument)?;
            known(argument, &[nodes::ARGUMENT])?;
            let value = argument.get_mut("expression").ok_or_else(unreadable)?;
            lengths.push(self.length_of(value));
            weights.push(self.expression(value)?);
        }
        for (field, shape) in fields {
            if let Some(value) = node.get_mut(*field)
                && *field != "arguments"
            {
                self.field(*shape, value)?;
            }
        }
        cost::of_call(&name, &weights, &lengths)
    }

    fn column(&self, node: &Map<String, Json>) -> Result<u64> {
        let names = node.get("column_names").and_then(Json::as_array).ok_or_else(unreadable)?;
        if let [name] = &**names
            && let Some(name) = name.as_str()
            && VALUE_FUNCTIONS.iter().any(|function| function.eq_ignore_ascii_case(name))
        {
            return Err(Error::invalid(format!(
                "`{name}` is not available: an answer is a function of its revision; hand the value over as a \
                 parameter"
            )));
        }
        Ok(self.column_weight)
    }

    /// Parameters are numbered by where their values stand.
    fn parameter(&mut self, node: &mut Map<String, Json>) -> Result<u64> {
        let name = text(node, "identifier")?.to_owned();
        let position = match self.names {
            Names::Caller(_) => self.params.position(&name)?,
            Names::Rewritten(_) => name
                .parse::<usize>()
                .map_err(|_| unreadable())?
                .checked_sub(1)
                .ok_or_else(unreadable)?,
        };
        self.used_params.insert(position);
        node.insert("identifier".to_owned(), (position + 1).to_string().into());
        Ok(self.params.text(position).map_or(1, cost::of_text))
    }

    /// The length of a text that the statement or a parameter gives.
    fn length_of(&self, value: &Json) -> Option<usize> {
        let node = value.as_object()?;
        match text(node, "class").ok()? {
            "CONSTANT" => literal(node).map(str::len),
            "PARAMETER" => {
                let position = self.params.position(text(node, "identifier").ok()?).ok()?;
                self.params.text(position).map(str::len)
            }
            _ => None,
        }
    }
}

fn literal(node: &Map<String, Json>) -> Option<&str> {
    node.get("literal")?.get("text")?.as_str()
}

/// A name without schema, in lower case; the serializer writes it twice.
fn one_name(node: &Map<String, Json>, field: &str) -> Result<String> {
    let name = text(node, field)?;
    let path =
        node.get("qualified_name").and_then(|name| name.get("path")).and_then(Json::as_array);
    match path.map(Vec::as_slice) {
        Some([part]) if part == name => Ok(name.to_ascii_lowercase()),
        _ => Err(Error::invalid(format!(
            "`{name}` is named with a schema, or called on a value with a point; expected its plain name"
        ))),
    }
}
