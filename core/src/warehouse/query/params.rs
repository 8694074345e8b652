//! The values of a statement's parameters.

use std::collections::BTreeSet;

use duckdb::types::Value as Bound;

use super::request::SqlQuery;
use crate::error::{Error, Result};
use crate::model::catalog::hint;
use crate::model::value::Value;

/// Values by position, and the names of those that have one.
pub(super) struct Params<'a> {
    values: Vec<(Option<&'a str>, &'a Value)>,
}

impl<'a> Params<'a> {
    /// # Errors
    /// `InvalidArgument` for parameters of both kinds, for a name that comes twice, and for a value of another type.
    pub(super) fn new(query: &'a SqlQuery) -> Result<Self> {
        if !query.params.is_empty() && !query.named.is_empty() {
            return Err(Error::invalid(
                "fields `params` and `named` both hold values; expected parameters by place or by name",
            ));
        }
        let by_place = query.params.iter().map(|value| (None, value));
        let by_name =
            query.named.iter().map(|parameter| (Some(&*parameter.name), &parameter.value));
        let values: Vec<_> = by_place.chain(by_name).collect();
        for (position, (name, value)) in values.iter().enumerate() {
            if values[..position].iter().any(|(known, _)| name.is_some() && same(*known, *name)) {
                return Err(Error::invalid(format!(
                    "field `named[{position}].name` is `{}`, which is there before; expected each once",
                    name.unwrap_or_default()
                )));
            }
            bound(value).map_err(|got| {
                let field = if name.is_some() { "named" } else { "params" };
                Error::invalid(format!(
                    "field `{field}[{position}]` is {got}; expected null, a boolean, a number, text or a list of text"
                ))
            })?;
        }
        Ok(Self { values })
    }

    /// The position of a parameter that the statement names.
    ///
    /// # Errors
    /// `InvalidArgument` where no value was handed over for it.
    pub(super) fn position(&self, name: &str) -> Result<usize> {
        let by_place = name.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = match by_place {
            Some(position) => (position < self.values.len()).then_some(position),
            None => self.values.iter().position(|(known, _)| same(*known, Some(name))),
        };
        found.ok_or_else(|| {
            let known = self.values.iter().filter_map(|(known, _)| *known);
            Error::invalid(match by_place {
                Some(_) => format!(
                    "parameter `${name}` has no value; field `params` has {}",
                    self.values.len()
                ),
                None => format!(
                    "parameter `${name}` has no value in field `named`{}",
                    hint(name, known)
                ),
            })
        })
    }

    /// The text of a parameter that is one.
    pub(super) fn text(&self, position: usize) -> Option<&str> {
        match self.values.get(position)?.1 {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// # Errors
    /// `InvalidArgument` where a value was handed over that the statement does not use.
    pub(super) fn check_used(&self, used: &BTreeSet<usize>) -> Result<()> {
        let Some(unused) = (0..self.values.len()).find(|position| !used.contains(position)) else {
            return Ok(());
        };
        Err(Error::invalid(match self.values[unused].0 {
            Some(name) => {
                format!("field `named[{unused}]` gives `{name}`, which the statement does not use")
            }
            None => format!(
                "field `params` has {} values; the statement does not use `${}`",
                self.values.len(),
                unused + 1
            ),
        }))
    }

    /// The values as DuckDB takes them.
    pub(super) fn bound(&self) -> Vec<Bound> {
        // What has no form was refused before.
        self.values.iter().map(|(_, value)| bound(value).unwrap_or(Bound::Null)).collect()
    }
}

/// DuckDB's names have no case.
fn same(one: Option<&str>, other: Option<&str>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other))
}

fn bound(value: &Value) -> std::result::Result<Bound, &'static str> {
    Ok(match value {
        Value::Null => Bound::Null,
        Value::Bool(flag) => Bound::Boolean(*flag),
        Value::Int(number) => Bound::BigInt(*number),
        Value::Float(number) => Bound::Double(*number),
        Value::Text(text) => Bound::Text(text.clone()),
        Value::Money(amount) => Bound::Text(amount.to_string()),
        Value::Timestamp(at) => {
            Bound::Timestamp(duckdb::types::TimeUnit::Millisecond, at.as_millisecond())
        }
        Value::TextList(items) => {
            Bound::List(items.iter().map(|item| Bound::Text(item.clone())).collect())
        }
        // Its numbers are `f32` by now: others than were handed over.
        Value::Vector(_) => return Err("a list of numbers"),
        Value::Json(_) => return Err("JSON"),
    })
}
