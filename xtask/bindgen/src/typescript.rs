//! The Node package's part that follows from the registry: methods in JavaScript, types in TypeScript.

mod methods;
mod types;

use anyhow::{Result, bail};

use crate::GeneratedFile;
use crate::surface::Surface;

const NOTICE: &str = "// Generated from the registry of operations by `cargo xtask generate bindings`: changes are lost.\n";

/// What the package exports besides the types of requests and answers.
const OWN_NAMES: &[&str] = &[
    "CallOptions",
    "ChangeSummary",
    "Engine",
    "EngineError",
    "ErrorCode",
    "FollowOptions",
    "Following",
    "LongCallOptions",
    "OnBadRow",
    "Pinned",
    "Progress",
    "ReadOptions",
    "RebuildRequest",
    "Subscription",
    "SyncSource",
    "TableSummary",
    "Tenant",
    "Values",
    "VerifyOptions",
];

/// What stands in a file of its own, written by hand.
const IMPORTS: &str = r#"import type {
  CallOptions, FollowOptions, LongCallOptions, ReadOptions, RebuildRequest, Subscription, SyncSource, Values,
  VerifyOptions,
} from "./runtime.js";

export { EngineError } from "./runtime.js";
export type {
  CallOptions, ChangeSummary, ErrorCode, FollowOptions, LongCallOptions, OnBadRow, Progress, ReadOptions, RebuildRequest,
  Subscription, SyncSource, TableSummary, Values, VerifyOptions,
} from "./runtime.js";
"#;

pub(crate) fn files(surface: &Surface) -> Result<Vec<GeneratedFile>> {
    if let Some(name) = OWN_NAMES.iter().find(|name| surface.types.contains_key(**name)) {
        bail!("a type is named `{name}`, as something of the Node package's own is");
    }
    Ok(vec![
        GeneratedFile { path: "bindings-node/index.js", text: methods::script(surface)? },
        GeneratedFile { path: "bindings-node/index.d.ts", text: declarations(surface)? },
    ])
}

fn declarations(surface: &Surface) -> Result<String> {
    let mut text = format!("{NOTICE}/// <reference types=\"node\" />\n\n");
    text.push_str(IMPORTS);
    methods::declare(surface, &mut text)?;
    for (name, named) in &surface.types {
        types::declare(name, named, &mut text);
    }
    Ok(text)
}
