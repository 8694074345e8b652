//! The npm package: packed, and tested as it is installed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use crate::duckdb;
use crate::failure::Failure;
use crate::program::Program;
use crate::setup::{self, Requirement};
use crate::workspace::Workspace;

/// The name that `native.js` looks for.
const NATIVE_FILE: &str = "advisor-engine.linux-x64-gnu.node";
const BUILT_FILE: &str = "libadvisor_engine_node.so";
/// What npm may have to bring over the network.
const PACKAGE_LIMIT_BYTES: u64 = 100_000_000;

/// Pinned: another release checks types by other rules.
const TYPESCRIPT: &str = "5.9.3";
/// Of the oldest Node that the package runs on.
const NODE_TYPES: &str = "20.19.43";

/// Packs the npm package into `out` and returns its file.
///
/// # Errors
/// When Node is missing, the native part does not build, or the package is too large.
pub(super) fn package(workspace: &Workspace, out: &Path) -> Result<PathBuf, Failure> {
    setup::require(&[Requirement::Compiler, Requirement::Node])?;
    duckdb::announce_first_build(workspace.target());
    Program::cargo(workspace)
        .arguments(["build", "--release", "--workspace", "--lib"])
        .within(workspace.root())
        .run()?;
    let source = workspace.root().join("bindings-node");
    let manifest = read_manifest(&source.join("package.json"))?;
    // Staged: the checkout keeps no native library, which would go stale there unseen.
    let stage = workspace.target().join("package").join("node");
    super::make_empty(&stage)?;
    let listed = manifest["files"].as_array().into_iter().flatten().filter_map(Json::as_str);
    for name in listed.filter(|name| !name.contains('*')).chain(["package.json", "README.md"]) {
        super::copy(&source.join(name), &stage.join(name))?;
    }
    let built = workspace.target().join("release").join(BUILT_FILE);
    super::copy(&built, &stage.join(NATIVE_FILE))?;
    fs::create_dir_all(out).map_err(|cause| Failure::at("make", out, cause))?;
    Program::new("npm")
        .arguments(["pack", "--silent", "--pack-destination"])
        .arguments([out])
        .within(&stage)
        .run()?;
    let version = manifest["version"].as_str().unwrap_or_default();
    let packed = out.join(format!("advisor-engine-{version}.tgz"));
    let packed_bytes = super::size(&packed)?;
    println!("native library: {} bytes; package: {packed_bytes} bytes", super::size(&built)?);
    if packed_bytes > PACKAGE_LIMIT_BYTES {
        return Err(Failure::new(format!(
            "the npm package has {packed_bytes} bytes; expected at most {PACKAGE_LIMIT_BYTES}"
        )));
    }
    Ok(packed)
}

/// Packs the package, installs it into a new folder outside the checkout, and runs its tests there.
///
/// # Errors
/// When the package cannot be made or installed, or a test fails; the folder is then left to look at.
pub(crate) fn test(workspace: &Workspace) -> Result<(), Failure> {
    setup::require(&[Requirement::Postgres])?;
    let home = std::env::temp_dir().join(format!("advisor-engine-node-{}", std::process::id()));
    install(workspace, &home, &[("typescript", TYPESCRIPT), ("@types/node", NODE_TYPES)])?;
    let snapshot = super::generate_snapshot(workspace, &home)?;
    let tests = copy_tests(&workspace.root().join("bindings-node/test"), &home)?;
    Program::new("node")
        .arguments(["--test"])
        .arguments(&tests)
        .variable("ADVISOR_ENGINE_TEST_HOOKS", "1")
        .variable("ADVISOR_ENGINE_TEST_SNAPSHOT", &snapshot.to_string_lossy())
        .variable("ADVISOR_ENGINE_CASES", &workspace.root().join("tests/cases").to_string_lossy())
        .within(&home)
        .run()?;
    fs::remove_dir_all(&home).map_err(|cause| Failure::at("remove", &home, cause))
}

/// Packs and installs the package, and runs its demo over a prepared folder.
///
/// # Errors
/// When the package cannot be made or installed, or the demo ends with a failure.
pub(crate) fn demo(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    let home = folder.join("node");
    install(workspace, &home, &[])?;
    let script = home.join("demo.mjs");
    super::copy(&workspace.root().join("bindings-node/examples/demo.mjs"), &script)?;
    Program::new("node").arguments([&script, folder]).within(&home).run()
}

/// Packs the package and installs it, with other packages, into a new folder.
fn install(workspace: &Workspace, home: &Path, others: &[(&str, &str)]) -> Result<(), Failure> {
    super::make_empty(home)?;
    let packed = package(workspace, home)?;
    let mut dependencies = serde_json::Map::new();
    dependencies.insert("advisor-engine".to_owned(), format!("file:{}", packed.display()).into());
    dependencies
        .extend(others.iter().map(|(name, version)| ((*name).to_owned(), (*version).into())));
    let manifest = json!({ "private": true, "dependencies": dependencies });
    let path = home.join("package.json");
    fs::write(&path, manifest.to_string()).map_err(|cause| Failure::at("write", &path, cause))?;
    Program::new("npm")
        .arguments(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
        .within(home)
        .run()
}

/// Copies the tests beside the installed package, and returns those that `node --test` starts.
fn copy_tests(source: &Path, home: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut tests = Vec::new();
    let entries = fs::read_dir(source).map_err(|cause| Failure::at("read", source, cause))?;
    for entry in entries {
        let path = entry.map_err(|cause| Failure::at("read", source, cause))?.path();
        let copied = home.join(path.file_name().unwrap_or_default());
        super::copy(&path, &copied)?;
        if copied.to_string_lossy().ends_with(".test.mjs") {
            tests.push(copied);
        }
    }
    tests.sort();
    if tests.is_empty() {
        return Err(Failure::new(format!("there is no test in `{}`", source.display())));
    }
    Ok(tests)
}

fn read_manifest(path: &Path) -> Result<Json, Failure> {
    let text = fs::read_to_string(path).map_err(|cause| Failure::at("read", path, cause))?;
    serde_json::from_str(&text).map_err(|cause| Failure::at("read", path, cause))
}
