//! Types of requests and answers in TypeScript.

use std::fmt::Write as _;

use crate::shape::{Object, Shape};
use crate::surface::NamedType;

/// Writes the declaration of a named type.
pub(super) fn declare(name: &str, named: &NamedType, text: &mut String) {
    let mut docs = named.docs.clone();
    if let Shape::Literals(literals) = &named.shape {
        docs.extend(
            literals
                .iter()
                .filter(|(_, meaning)| !meaning.is_empty())
                .map(|(literal, meaning)| format!("- `{literal}`: {}", meaning.join(" "))),
        );
    }
    text.push('\n');
    comment(&docs, "", text);
    // Writing into a string cannot fail.
    let _ = match &named.shape {
        Shape::Object(object) => {
            writeln!(text, "export interface {name} {}", fields(object, named.is_input, ""))
        }
        shape => writeln!(text, "export type {name} = {};", of(shape, named.is_input, "")),
    };
}

/// The type of a shape; objects in it are indented by one step more than `indent`.
pub(super) fn of(shape: &Shape, is_input: bool, indent: &str) -> String {
    match shape {
        Shape::Null => "null".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Integer | Shape::Number => "number".to_owned(),
        Shape::Text => "string".to_owned(),
        Shape::Literals(literals) => {
            let quoted: Vec<_> =
                literals.iter().map(|(literal, _)| format!("\"{literal}\"")).collect();
            quoted.join(" | ")
        }
        Shape::Floats if is_input => "readonly number[] | Float32Array | Float64Array".to_owned(),
        Shape::Floats => "readonly number[]".to_owned(),
        Shape::List(items) => format!("ReadonlyArray<{}>", of(items, is_input, indent)),
        Shape::Row(value) => {
            // Rows are written as drivers of databases give them.
            let value = of(value, is_input, indent);
            format!("{{ readonly [column: string]: {value} | bigint | Date | undefined }}")
        }
        Shape::Json(value) => {
            format!("{{ readonly [name: string]: {} }}", of(value, is_input, indent))
        }
        // A `Date` is read as the instant's text; answers hold the text.
        Shape::Named(name) if is_input && name == "Timestamp" => "Timestamp | Date".to_owned(),
        Shape::Named(name) => name.clone(),
        Shape::Object(object) => fields(object, is_input, indent),
        Shape::Union(shapes) => {
            let types: Vec<_> = shapes.iter().map(|shape| of(shape, is_input, indent)).collect();
            types.join(" | ")
        }
        Shape::Both(one, other) => {
            format!("{} & ({})", of(one, is_input, indent), of(other, is_input, indent))
        }
    }
}

fn fields(object: &Object, is_input: bool, indent: &str) -> String {
    if object.fields.is_empty() {
        return "Record<string, never>".to_owned();
    }
    let inner = format!("{indent}  ");
    let mut text = "{\n".to_owned();
    for field in &object.fields {
        comment(&field.docs, &inner, &mut text);
        let kind = of(&field.shape, is_input, &inner);
        let (mark, absent) = match (field.is_required, is_input) {
            (true, _) => ("", ""),
            (false, true) => ("?", " | undefined"),
            (false, false) => ("?", ""),
        };
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{inner}readonly {}{mark}: {kind}{absent};", field.name);
    }
    text + indent + "}"
}

/// Writes paragraphs as a documentation comment; none for no text.
pub(super) fn comment(paragraphs: &[String], indent: &str, text: &mut String) {
    let lines: Vec<_> =
        paragraphs.iter().map(|paragraph| paragraph.replace("*/", "*\u{200b}/")).collect();
    // Writing into a string cannot fail.
    let _ = match lines.as_slice() {
        [] => Ok(()),
        [line] => writeln!(text, "{indent}/** {line} */"),
        lines => {
            let body = lines.join(&format!("\n{indent} *\n{indent} * "));
            let body = body
                .replace(&format!("\n{indent} *\n{indent} * - `"), &format!("\n{indent} * - `"));
            writeln!(text, "{indent}/**\n{indent} * {body}\n{indent} */")
        }
    };
}
