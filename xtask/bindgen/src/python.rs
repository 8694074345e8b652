//! The Python package: types as `TypedDict`s, and one method per operation.

mod operations;
mod text;
mod types;

use anyhow::Result;

use crate::GeneratedFile;
use crate::surface::Surface;

/// Said at the top of every file.
const GENERATED: &str =
    "# Written by `cargo xtask generate bindings` from the registry of operations; do not edit.\n";

pub(crate) fn files(surface: &Surface) -> Result<Vec<GeneratedFile>> {
    Ok(vec![
        GeneratedFile {
            path: "bindings-python/python/advisor_engine/types.py",
            text: types::file(surface)?,
        },
        GeneratedFile {
            path: "bindings-python/python/advisor_engine/_operations.py",
            text: operations::file(surface)?,
        },
    ])
}
