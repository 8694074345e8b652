//! `cargo xtask package`: the packages of the bindings, made as they are published.

mod node;
mod python;

pub(crate) use node::{demo as demo_node, test as test_node};
pub(crate) use python::{demo as demo_python, test as test_python};

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::{Binding, Package};
use crate::failure::Failure;
use crate::program::Program;
use crate::workspace::Workspace;

/// The snapshot that tests load, as a share of the reference: long enough to be interrupted.
const SNAPSHOT_SCALE: &str = "0.05";

/// Builds a package into a folder, `package` in the target folder when none is given, or tests it as it is installed.
///
/// # Errors
/// When a tool is missing, the native part does not build, the package is larger than it may be, or a test fails.
pub(crate) fn run(workspace: &Workspace, options: &Package) -> Result<(), Failure> {
    let out = options.out.clone().unwrap_or_else(|| folder(workspace));
    match options.binding {
        Binding::Node if options.test => node::test(workspace),
        Binding::Node => node::package(workspace, &out).map(drop),
        Binding::Python if options.test => python::test(workspace),
        Binding::Python => python::package(workspace, &out).map(drop),
    }
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("package")
}

/// Makes the snapshot that tests load, and returns its folder.
fn generate_snapshot(workspace: &Workspace, home: &Path) -> Result<PathBuf, Failure> {
    let snapshot = home.join("snapshot");
    Program::built(workspace, "advisor-engine-data")?
        .arguments(["generate", "--scale", SNAPSHOT_SCALE, "--dimension", "16", "--out"])
        .arguments([&snapshot])
        .within(workspace.root())
        .run()?;
    Ok(snapshot)
}

fn make_empty(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|cause| Failure::at("remove", folder, cause))?;
    }
    fs::create_dir_all(folder).map_err(|cause| Failure::at("make", folder, cause))
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).map_err(|cause| Failure::at("copy", from, cause))
}

fn size(path: &Path) -> Result<u64, Failure> {
    let found = fs::metadata(path).map_err(|cause| Failure::at("measure", path, cause))?;
    Ok(found.len())
}
