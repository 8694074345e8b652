//! The classes of the package, with a method per operation.

use std::fmt::Write as _;

use advisor_engine::Scope;
use anyhow::Result;

use super::NOTICE;
use super::types::{comment, of};
use crate::names::camel;
use crate::shape::Shape;
use crate::surface::{OperationShape, Surface};

/// A class, and the operations that are called on it.
struct Class {
    name: &'static str,
    /// What the methods hand on as the tenant.
    tenant: &'static str,
    holds: fn(Scope) -> bool,
    /// Up to where the methods of operations follow.
    script: &'static str,
    declaration: &'static str,
}

const CLASSES: &[Class] = &[
    Class {
        name: "Engine",
        tenant: "undefined",
        holds: |scope| scope != Scope::Tenant,
        script: include_str!("engine.js"),
        declaration: include_str!("engine.d.ts"),
    },
    Class {
        name: "Following",
        tenant: "undefined",
        // Of the package itself: what it does is no operation of the registry.
        holds: |_| false,
        script: include_str!("following.js"),
        declaration: include_str!("following.d.ts"),
    },
    Class {
        name: "Pinned",
        tenant: "undefined",
        holds: |scope| scope == Scope::Marketplace,
        script: include_str!("pinned.js"),
        declaration: include_str!("pinned.d.ts"),
    },
    Class {
        name: "Tenant",
        tenant: "this.#id",
        holds: |scope| scope == Scope::Tenant,
        script: include_str!("tenant.js"),
        declaration: include_str!("tenant.d.ts"),
    },
];

/// One method of an operation: operations that take long have a blocking twin, short reads one that gives bytes.
#[derive(Clone, Copy)]
enum Form {
    Here,
    Bytes,
    Promise,
    Blocking,
}

fn forms(operation: &OperationShape) -> &'static [Form] {
    match (operation.is_long, operation.is_write) {
        (true, _) => &[Form::Promise, Form::Blocking],
        (false, true) => &[Form::Here],
        (false, false) => &[Form::Here, Form::Bytes],
    }
}

impl Form {
    fn method(self, operation: &OperationShape) -> String {
        let name = camel(operation.name);
        match self {
            Self::Here | Self::Promise => name,
            Self::Bytes => name + "Json",
            Self::Blocking => name + "Sync",
        }
    }

    fn function(self, operation: &OperationShape) -> &'static str {
        match self {
            Self::Here | Self::Blocking if operation.is_cached => "read",
            Self::Bytes if operation.is_cached => "readBytes",
            Self::Here | Self::Blocking => "call",
            Self::Bytes => "callBytes",
            Self::Promise => "start",
        }
    }

    fn docs(self, operation: &OperationShape) -> Vec<String> {
        let name = camel(operation.name);
        match self {
            Self::Here | Self::Promise => vec![operation.summary.to_owned()],
            Self::Bytes => vec![format!(
                "As `{name}`; the same answer as JSON in UTF-8, to be sent on as it is."
            )],
            Self::Blocking => vec![format!("As `{name}`; the event loop waits until it is done.")],
        }
    }
}

/// The classes in JavaScript.
pub(super) fn script(surface: &Surface) -> Result<String> {
    let mut text = format!("\"use strict\";\n{NOTICE}\n{}\n", include_str!("head.js"));
    for operation in &surface.operations {
        writeln!(text, "const {} = operation(\"{}\");", place(operation), operation.name)?;
    }
    for class in CLASSES {
        write!(text, "\n{}", class.script)?;
        for operation in surface.operations.iter().filter(|found| (class.holds)(found.scope)) {
            for form in forms(operation) {
                let (parameters, request) = match operation.request {
                    Some(_) => ("request, options", "request"),
                    None => ("options", "undefined"),
                };
                let call = format!(
                    "{}(this.#handle, {}, {request}, {}, options)",
                    form.function(operation),
                    place(operation),
                    class.tenant,
                );
                let (kind, body) = match (&operation.answer, form) {
                    // What answers nothing gives `undefined`; its JSON would be `null`.
                    (Shape::Null, Form::Promise) => ("async ", format!("await {call}")),
                    (Shape::Null, Form::Here | Form::Blocking) => ("", call),
                    _ => ("", format!("return {call}")),
                };
                let method = form.method(operation);
                writeln!(text, "\n  {kind}{method}({parameters}) {{\n    {body};\n  }}")?;
            }
        }
        text.push_str("}\n");
    }
    let names: Vec<_> = CLASSES.iter().map(|class| class.name).collect();
    writeln!(text, "\nmodule.exports = {{ {}, EngineError }};", names.join(", "))?;
    Ok(text)
}

/// The classes in TypeScript.
pub(super) fn declare(surface: &Surface, text: &mut String) -> Result<()> {
    for class in CLASSES {
        write!(text, "\n{}", class.declaration)?;
        for operation in surface.operations.iter().filter(|found| (class.holds)(found.scope)) {
            for form in forms(operation) {
                text.push('\n');
                comment(&form.docs(operation), "  ", text);
                let request = match &operation.request {
                    Some(name) => {
                        let is_needed = surface.needs_fields(name);
                        format!("request{}: {name}, ", if is_needed { "" } else { "?" })
                    }
                    None => String::new(),
                };
                let answer = match &operation.answer {
                    Shape::Null => "void".to_owned(),
                    answer => of(answer, false, "  "),
                };
                let short = if operation.is_cached { "ReadOptions" } else { "CallOptions" };
                let (options, answer) = match form {
                    Form::Here | Form::Blocking => (short, answer),
                    Form::Bytes => (short, "Buffer".to_owned()),
                    Form::Promise => ("LongCallOptions", format!("Promise<{answer}>")),
                };
                writeln!(
                    text,
                    "  {}({request}options?: {options}): {answer};",
                    form.method(operation)
                )?;
            }
        }
        text.push_str("}\n");
    }
    Ok(())
}

fn place(operation: &OperationShape) -> String {
    operation.name.to_ascii_uppercase()
}
