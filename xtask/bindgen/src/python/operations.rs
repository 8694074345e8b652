//! `_operations.py`: one method per operation, an async twin of the long ones, a table of those that answer one list.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use advisor_engine::{ColumnSpelling, Operation, Scope};
use anyhow::{Result, bail};

use super::GENERATED;
use super::text::{docstring, parameter};
use super::types::{Direction, annotation, of_field, optional};
use crate::names::snake;
use crate::shape::Field;
use crate::surface::{OperationShape, Surface};

const HEAD: &str = r#""""One method per operation; the handles are made of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar, cast

from advisor_engine import _native
from advisor_engine._call import Options, ProgressListener, in_thread
"#;

const HANDLE: &str = r#"
Answer = TypeVar("Answer")


class Handle(Protocol):
    """What calls go to."""

    def call(
        self, operation: _native.Operation[Answer], request: dict[str, object], options: Options, /
    ) -> Answer: ...

    def table(
        self, operation: _native.Operation[Answer], request: dict[str, object], options: Options, /
    ) -> _native.Table: ...


"#;

/// Parameters of every call, so no field of a request may be named like them.
const OPTIONS: &[&str] = &["timeout_ms", "cancel", "progress", "cache", "max_stale_ms"];

pub(super) fn file(surface: &Surface) -> Result<String> {
    let mut body = String::new();
    let mut used = BTreeSet::new();
    for operation in &surface.operations {
        let answer = annotation(&operation.answer, Direction::Output)?;
        used.extend(words(&answer));
        writeln!(
            body,
            "_{} = cast(\n    \"_native.Operation[{answer}]\", _native.Operation(\"{}\")\n)",
            operation.name.to_uppercase(),
            operation.name
        )?;
    }
    let groups = [
        (
            Scope::Store,
            "StoreOperations",
            "Operations of the store as a whole: for the host, never for a tenant's user.",
        ),
        (
            Scope::Marketplace,
            "MarketplaceOperations",
            "Operations on the public columns of verified, active advisors of all tenants.",
        ),
        (Scope::Tenant, "TenantOperations", "Operations on the data of one tenant."),
    ];
    let mut count = 0;
    for (scope, name, docs) in groups {
        writeln!(
            body,
            "\n\nclass {name}:\n    \"\"\"{docs}\"\"\"\n\n    __slots__ = ()\n\n    _handle: Handle"
        )?;
        for operation in surface.operations.iter().filter(|operation| operation.scope == scope) {
            let method = Method::of(surface, operation)?;
            used.extend(method.parameters.iter().flat_map(|parameter| words(&parameter.kind)));
            method.write(&mut body)?;
            count += 1;
        }
    }
    if count != surface.operations.len() {
        bail!("an operation has a scope that no handle of the Python package serves");
    }
    let known = |word: &String| {
        surface.types.contains_key(word) || word.ends_with("Like") || word == "Vector"
    };
    let imported: Vec<_> = used.into_iter().filter(known).collect();
    let mut imports = String::from("from advisor_engine.types import (\n");
    for name in imported {
        writeln!(imports, "    {name},")?;
    }
    imports.push_str(")\n");
    Ok(format!("{GENERATED}{HEAD}{imports}{HANDLE}{body}"))
}

/// The names in an annotation.
fn words(annotation: &str) -> Vec<String> {
    annotation
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// One parameter of a method.
struct Parameter {
    /// In the request.
    key: String,
    /// In the signature.
    name: String,
    kind: String,
    docs: Vec<String>,
    is_required: bool,
}

impl Parameter {
    fn of(field: &Field) -> Result<Self> {
        let key = snake(&field.name);
        if OPTIONS.contains(&key.as_str()) {
            bail!("field `{key}` has the name of an option of every call");
        }
        let kind = of_field(field, Direction::Input)?;
        let kind = if field.is_required { kind } else { optional(&kind) };
        let name = parameter(&key);
        Ok(Self { key, name, kind, docs: field.docs.clone(), is_required: field.is_required })
    }
}

struct Method<'a> {
    operation: &'a OperationShape,
    docs: Vec<String>,
    parameters: Vec<Parameter>,
    answer: String,
    has_table: bool,
}

impl<'a> Method<'a> {
    fn of(surface: &Surface, operation: &'a OperationShape) -> Result<Self> {
        let mut docs = vec![operation.summary.to_owned()];
        let parameters = match &operation.request {
            Some(request) => {
                let request_docs = surface.types.get(request).map(|found| found.docs.as_slice());
                // The first paragraph names the request; what follows it explains.
                docs.extend(request_docs.unwrap_or_default().iter().skip(1).cloned());
                surface.object(request)?.fields.iter().map(Parameter::of).collect::<Result<_>>()?
            }
            None => Vec::new(),
        };
        Ok(Self {
            operation,
            docs,
            parameters,
            answer: annotation(&operation.answer, Direction::Output)?,
            has_table: Operation::find(operation.name)?
                .table_schema(ColumnSpelling::Snake)
                .is_some(),
        })
    }

    fn write(&self, text: &mut String) -> Result<()> {
        let name = self.operation.name;
        self.signature(text, "def", name, &self.answer)?;
        text.push_str(&docstring(&self.documentation(&[]), 8));
        self.call(text, "return self._handle.call")?;
        if self.has_table {
            self.signature(text, "def", &format!("{name}_table"), "_native.Table")?;
            let what = format!("As `{name}`, with the rows of the answer as an Arrow table.");
            text.push_str(&docstring(&[what], 8));
            self.call(text, "return self._handle.table")?;
        }
        if self.operation.is_long {
            self.signature(text, "async def", &format!("async_{name}"), &self.answer)?;
            let what = format!(
                "As `{name}`, on a thread of its own; a task that is cancelled cancels the call."
            );
            text.push_str(&docstring(&[what], 8));
            self.call_in_thread(text)?;
        }
        Ok(())
    }

    fn documentation(&self, more: &[String]) -> Vec<String> {
        let mut docs = [self.docs.as_slice(), more].concat();
        let described: Vec<_> =
            self.parameters.iter().filter(|parameter| !parameter.docs.is_empty()).collect();
        if !described.is_empty() {
            docs.push("Parameters:".to_owned());
            docs.extend(
                described.iter().map(|parameter| {
                    format!("    {}: {}", parameter.name, parameter.docs.join(" "))
                }),
            );
        }
        docs
    }

    fn signature(&self, text: &mut String, def: &str, name: &str, answer: &str) -> Result<()> {
        writeln!(text, "\n    {def} {name}(\n        self,")?;
        for parameter in self.parameters.iter().filter(|parameter| parameter.is_required) {
            writeln!(text, "        {}: {},", parameter.name, parameter.kind)?;
        }
        writeln!(text, "        *,")?;
        for parameter in self.parameters.iter().filter(|parameter| !parameter.is_required) {
            writeln!(text, "        {}: {} = None,", parameter.name, parameter.kind)?;
        }
        writeln!(text, "        timeout_ms: float | None = None,")?;
        writeln!(text, "        cancel: _native.CancelFlag | None = None,")?;
        if self.operation.is_long {
            writeln!(text, "        progress: ProgressListener | None = None,")?;
        }
        if self.operation.is_cached {
            writeln!(text, "        cache: bool = True,")?;
            writeln!(text, "        max_stale_ms: float | None = None,")?;
        }
        writeln!(text, "    ) -> {answer}:")?;
        Ok(())
    }

    fn call(&self, text: &mut String, function: &str) -> Result<()> {
        let progress = if self.operation.is_long { "progress" } else { "None" };
        writeln!(text, "        {function}(")?;
        writeln!(text, "            _{},", self.operation.name.to_uppercase())?;
        let entries: Vec<_> = self
            .parameters
            .iter()
            .map(|parameter| format!("\"{}\": {}", parameter.key, parameter.name))
            .collect();
        if entries.len() <= 3 {
            writeln!(text, "            {{{}}},", entries.join(", "))?;
        } else {
            writeln!(text, "            {{")?;
            for entry in entries {
                writeln!(text, "                {entry},")?;
            }
            writeln!(text, "            }},")?;
        }
        let of_reads = if self.operation.is_cached { ", cache, max_stale_ms" } else { "" };
        writeln!(text, "            (timeout_ms, cancel, {progress}{of_reads}),")?;
        writeln!(text, "        )")?;
        Ok(())
    }

    fn call_in_thread(&self, text: &mut String) -> Result<()> {
        writeln!(text, "        return await in_thread(")?;
        writeln!(text, "            cancel,")?;
        let required = self.parameters.iter().filter(|parameter| parameter.is_required);
        let optional = self.parameters.iter().filter(|parameter| !parameter.is_required);
        let arguments = required
            .map(|parameter| parameter.name.clone())
            .chain(optional.map(|parameter| format!("{0}={0}", parameter.name)))
            .chain(
                ["timeout_ms=timeout_ms", "cancel=flag", "progress=progress"].map(str::to_owned),
            );
        let arguments: Vec<_> = arguments.collect();
        writeln!(text, "            lambda flag: self.{}(", self.operation.name)?;
        for argument in arguments {
            writeln!(text, "                {argument},")?;
        }
        writeln!(text, "            ),")?;
        writeln!(text, "        )")?;
        Ok(())
    }
}
