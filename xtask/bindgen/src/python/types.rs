//! `types.py`: what requests and answers are made of.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::GENERATED;
use super::text::{docstring, is_keyword};
use crate::names::snake;
use crate::shape::{Field, Object, Shape};
use crate::surface::{NamedType, Surface};

/// Texts that callers may also give as the Python type that stands for them.
const WRITTEN: &[(&str, &str)] =
    &[("Decimal", "DecimalLike"), ("Money", "MoneyLike"), ("Timestamp", "TimestampLike")];

const HEAD: &str = r#""""What requests and answers are made of.

Requests are written as plain dictionaries; an optional field that is `None` is as good as absent. Answers are plain
dictionaries, too, and share nothing with the engine.
"""

from __future__ import annotations

import decimal
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NotRequired, Protocol, TypeAlias, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import Buffer
else:
    Buffer = object



class Array(Protocol):
    """An array of numpy, whose types tell of the buffer protocol from Python 3.12 on."""

    @property
    def __array_interface__(self) -> dict[str, object]: ...


Vector: TypeAlias = "Sequence[float] | Buffer | Array"
"""Numbers; an array of float32 or float64, such as numpy's, is copied at once."""

DecimalLike: TypeAlias = Union[str, decimal.Decimal]
"""A number to be given exactly: text such as `1.25`, or a `decimal.Decimal`."""

MoneyLike: TypeAlias = Union[str, decimal.Decimal]
"""An amount to be given: text such as `1234.50`, or a `decimal.Decimal`."""

PathLike: TypeAlias = "str | os.PathLike[str]"
"""A path to be given: text, or a `pathlib.Path`."""

TimestampLike: TypeAlias = Union[str, datetime]
"""An instant to be given: ISO 8601 text, or a `datetime` that has a time zone."""
"#;

pub(super) fn file(surface: &Surface) -> Result<String> {
    let mut text = format!("{GENERATED}{HEAD}");
    let mut names = ["Array", "DecimalLike", "MoneyLike", "PathLike", "TimestampLike", "Vector"]
        .map(str::to_owned)
        .to_vec();
    for (name, found) in &surface.types {
        named(&mut text, &mut names, name, found)?;
    }
    names.sort();
    let gap = if text.ends_with("\n\n") { "" } else { "\n" };
    writeln!(text, "{gap}__all__ = [")?;
    for name in names {
        writeln!(text, "    \"{name}\",")?;
    }
    text.push_str("]\n");
    Ok(text)
}

/// Whether a value is written by the caller or read from the engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Input,
    Output,
}

impl Direction {
    fn of(found: &NamedType) -> Self {
        if found.is_input { Self::Input } else { Self::Output }
    }
}

fn named(text: &mut String, names: &mut Vec<String>, name: &str, found: &NamedType) -> Result<()> {
    let direction = Direction::of(found);
    names.push(name.to_owned());
    match &found.shape {
        Shape::Object(object) => class(text, name, &found.docs, object, direction),
        shape => {
            let Some(variants) = objects(shape) else {
                alias(text, name, &annotation(shape, direction)?)?;
                text.push_str(&docstring(&alias_docs(found), 0));
                return Ok(());
            };
            let mut variant_names = Vec::new();
            for (docs, object) in variants {
                let variant = format!("{name}{}", pascal(&variant_word(&object)?));
                class(text, &variant, &docs, &object, direction)?;
                names.push(variant.clone());
                variant_names.push(variant);
            }
            alias(text, name, &variant_names.join(" | "))?;
            text.push_str(&docstring(&found.docs, 0));
            Ok(())
        }
    }
}

/// What an alias says of itself: its own words, then the meaning of each literal.
fn alias_docs(found: &NamedType) -> Vec<String> {
    let mut docs = found.docs.clone();
    if let Shape::Literals(literals) = &found.shape {
        let meanings = literals.iter().filter(|(_, meaning)| !meaning.is_empty());
        docs.extend(meanings.map(|(text, meaning)| format!("`{text}`: {}", meaning.join(" "))));
    }
    docs
}

fn alias(text: &mut String, name: &str, annotation: &str) -> Result<()> {
    // Two lines behind the body of a class, one behind another alias.
    let gap = if text.ends_with("\n\n") { "" } else { "\n" };
    Ok(writeln!(text, "{gap}{name}: TypeAlias = \"{}\"", annotation.replace('"', "'"))?)
}

fn class(
    text: &mut String,
    name: &str,
    docs: &[String],
    object: &Object,
    direction: Direction,
) -> Result<()> {
    if object.fields.iter().any(|field| is_keyword(&snake(&field.name))) {
        return dictionary(text, name, docs, object, direction);
    }
    let gap = if text.ends_with("\n\n") { "" } else { "\n\n" };
    writeln!(text, "{gap}class {name}(TypedDict):")?;
    text.push_str(&docstring(docs, 4));
    if object.fields.is_empty() && docs.is_empty() {
        text.push_str("    pass\n");
    }
    for (index, field) in object.fields.iter().enumerate() {
        let field_name = snake(&field.name);
        let kind = member(field, direction)?;
        if index > 0 || !docs.is_empty() {
            text.push('\n');
        }
        writeln!(text, "    {field_name}: {kind}")?;
        text.push_str(&docstring(&field.docs, 4));
    }
    text.push_str("\n\n");
    Ok(())
}

/// A class whose fields cannot all be written as names, as `not` and `from` cannot.
fn dictionary(
    text: &mut String,
    name: &str,
    docs: &[String],
    object: &Object,
    direction: Direction,
) -> Result<()> {
    let gap = if text.ends_with("\n\n") { "" } else { "\n\n" };
    writeln!(text, "{gap}{name} = TypedDict(\n    \"{name}\",\n    {{")?;
    for field in &object.fields {
        for line in &field.docs {
            writeln!(text, "        # {line}")?;
        }
        let kind = member(field, direction)?.replace('"', "'");
        writeln!(text, "        \"{}\": \"{kind}\",", snake(&field.name))?;
    }
    text.push_str("    },\n)\n");
    text.push_str(&docstring(docs, 0));
    text.push_str("\n\n");
    Ok(())
}

/// The annotation of a field of a class.
fn member(field: &Field, direction: Direction) -> Result<String> {
    let kind = of_field(field, direction)?;
    Ok(match (field.is_required, direction) {
        (true, _) => kind,
        (false, Direction::Input) => format!("NotRequired[{}]", optional(&kind)),
        (false, Direction::Output) => format!("NotRequired[{kind}]"),
    })
}

/// The type, or `None`.
pub(super) fn optional(kind: &str) -> String {
    if kind == "None" || kind.ends_with("| None") {
        kind.to_owned()
    } else {
        format!("{kind} | None")
    }
}

/// The annotation of a field; a folder may be given as a path.
pub(super) fn of_field(field: &Field, direction: Direction) -> Result<String> {
    if direction == Direction::Input && field.name == "folder" && field.shape == Shape::Text {
        return Ok("PathLike".to_owned());
    }
    annotation(&field.shape, direction)
}

/// The annotation of a value.
///
/// # Errors
/// For objects without a name within other shapes.
pub(super) fn annotation(shape: &Shape, direction: Direction) -> Result<String> {
    let is_input = direction == Direction::Input;
    Ok(match shape {
        Shape::Null => "None".to_owned(),
        Shape::Boolean => "bool".to_owned(),
        Shape::Integer => "int".to_owned(),
        Shape::Number => "float".to_owned(),
        Shape::Text => "str".to_owned(),
        Shape::Literals(texts) => {
            let texts: Vec<_> = texts.iter().map(|(text, _)| format!("\"{text}\"")).collect();
            format!("Literal[{}]", texts.join(", "))
        }
        Shape::Floats if is_input => "Vector".to_owned(),
        Shape::Floats => "list[float]".to_owned(),
        Shape::List(items) if is_input => format!("Sequence[{}]", annotation(items, direction)?),
        Shape::List(items) => format!("list[{}]", annotation(items, direction)?),
        Shape::Row(values) if is_input => {
            // Rows hold money and instants as values of any column.
            let values = annotation(values, direction)?;
            format!("Mapping[str, {values} | Decimal | datetime]")
        }
        Shape::Json(values) if is_input => {
            format!("Mapping[str, {}]", annotation(values, direction)?)
        }
        Shape::Json(values) | Shape::Row(values) => {
            format!("dict[str, {}]", annotation(values, direction)?)
        }
        Shape::Named(name) => match WRITTEN.iter().find(|(known, _)| is_input && known == name) {
            Some((_, input)) => (*input).to_owned(),
            None => name.clone(),
        },
        Shape::Union(choices) => {
            let mut kinds = Vec::new();
            for choice in choices {
                let kind = annotation(choice, direction)?;
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            // `None` last, as one writes it.
            kinds.sort_by_key(|kind| kind == "None");
            kinds.join(" | ")
        }
        Shape::Object(_) | Shape::Both(..) => bail!("an object within another type has no name"),
    })
}

/// The objects that a shape is one of; none where it is something else.
fn objects(shape: &Shape) -> Option<Vec<(Vec<String>, Object)>> {
    match shape {
        Shape::Object(object) => Some(vec![(Vec::new(), object.clone())]),
        Shape::Union(choices) => {
            let choices: Option<Vec<_>> = choices.iter().map(objects).collect();
            Some(choices?.concat())
        }
        Shape::Both(own, choice) => {
            let (own, choices) = (objects(own)?, objects(choice)?);
            let pairs = own.iter().flat_map(|(docs, own)| {
                choices.iter().map(move |(_, choice)| {
                    let fields = [own.fields.clone(), choice.fields.clone()].concat();
                    (docs.clone(), Object { fields })
                })
            });
            Some(pairs.collect())
        }
        _ => None,
    }
}

/// The word that tells a variant from the others: the value of its tag, or the name of its last required field.
fn variant_word(object: &Object) -> Result<String> {
    let tag = object.fields.iter().find_map(|field| match &field.shape {
        Shape::Literals(texts) if texts.len() == 1 => Some(texts[0].0.clone()),
        _ => None,
    });
    let last = object.fields.iter().rfind(|field| field.is_required);
    match tag.or_else(|| last.map(|field| field.name.clone())) {
        Some(word) => Ok(word),
        None => bail!("a variant has neither a tag nor a required field"),
    }
}

fn pascal(word: &str) -> String {
    snake(word)
        .split(['_', '-'])
        .map(|part| {
            let mut letters = part.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}
