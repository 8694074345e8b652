//! The wheel: built, and tested as it is installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::duckdb;
use crate::environment;
use crate::failure::Failure;
use crate::program::Program;
use crate::setup::{self, Requirement};
use crate::workspace::Workspace;

/// Pinned, as in `pyproject.toml`: it decides what is in a wheel.
const MATURIN: &str = "1.16.0";
/// What the package index takes.
const WHEEL_LIMIT_BYTES: u64 = 100_000_000;
const BUILT_FILE: &str = "libadvisor_engine_python.so";

/// Builds the wheel into `out` and returns its file.
///
/// # Errors
/// When Python is missing, the native part does not build, or the wheel is too large.
pub(super) fn package(workspace: &Workspace, out: &Path) -> Result<PathBuf, Failure> {
    setup::require(&[Requirement::Compiler, Requirement::Python])?;
    duckdb::announce_first_build(workspace.target());
    let tools = workspace.tools().join(format!("maturin-{MATURIN}"));
    let maturin = environment::programs(&tools).join("maturin");
    if !maturin.exists() {
        environment::make(&tools)?;
        environment::install(&tools, &[format!("maturin=={MATURIN}").as_ref()])?;
    }
    // Into an empty folder first: the name of the wheel tells the platform, and an older one may lie in `out`.
    let stage = workspace.target().join("package").join("python");
    super::make_empty(&stage)?;
    Program::new(&maturin)
        .without_cargos_own_variables()
        .arguments(["build", "--release", "--locked", "--out"])
        .arguments([&stage])
        .variable("CARGO_TARGET_DIR", &workspace.target().to_string_lossy())
        .within(&workspace.root().join("bindings-python"))
        .run()?;
    let built = only_file(&stage)?;
    fs::create_dir_all(out).map_err(|cause| Failure::at("make", out, cause))?;
    let wheel = out.join(built.file_name().unwrap_or_default());
    super::copy(&built, &wheel)?;
    let wheel_bytes = super::size(&wheel)?;
    let native_bytes = super::size(&workspace.target().join("release").join(BUILT_FILE))?;
    println!("native library: {native_bytes} bytes; wheel: {wheel_bytes} bytes");
    if wheel_bytes > WHEEL_LIMIT_BYTES {
        return Err(Failure::new(format!(
            "the wheel has {wheel_bytes} bytes; expected at most {WHEEL_LIMIT_BYTES}"
        )));
    }
    Ok(wheel)
}

/// Builds the wheel, installs it into a new environment outside the checkout, and runs its tests there.
///
/// # Errors
/// When the wheel cannot be made or installed, or a test fails; the folder is then left to look at.
pub(crate) fn test(workspace: &Workspace) -> Result<(), Failure> {
    setup::require(&[Requirement::Postgres])?;
    let home = env::temp_dir().join(format!("advisor-engine-python-{}", std::process::id()));
    super::make_empty(&home)?;
    let wheel = package(workspace, &home)?;
    let tests = workspace.root().join("bindings-python").join("tests");
    let folder = home.join("environment");
    environment::make(&folder)?;
    let requirements = tests.join("requirements.txt");
    environment::install(
        &folder,
        &[wheel.as_ref(), "--requirement".as_ref(), requirements.as_ref()],
    )?;
    let snapshot = super::generate_snapshot(workspace, &home)?;
    Program::new(environment::programs(&folder).join("python"))
        .arguments(["-m", "unittest", "discover", "--start-directory"])
        .arguments([&tests])
        // Nothing of the checkout is on the path but the tests: the package comes from the wheel.
        .without_variable("PYTHONPATH")
        .variable("PYTHONDONTWRITEBYTECODE", "1")
        .variable("ADVISOR_ENGINE_TEST_SNAPSHOT", &snapshot.to_string_lossy())
        .within(&home)
        .run()?;
    fs::remove_dir_all(&home).map_err(|cause| Failure::at("remove", &home, cause))
}

/// Builds and installs the wheel, and runs its demo over a prepared folder.
///
/// # Errors
/// When the wheel cannot be made or installed, or the demo ends with a failure.
pub(crate) fn demo(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    let home = folder.join("python");
    super::make_empty(&home)?;
    let wheel = package(workspace, &home)?;
    let installed = home.join("environment");
    environment::make(&installed)?;
    environment::install(&installed, &[wheel.as_ref()])?;
    Program::new(environment::programs(&installed).join("python"))
        .arguments([&workspace.root().join("bindings-python/examples/demo.py"), folder])
        .without_variable("PYTHONPATH")
        .within(&home)
        .run()
}

/// The one file in a folder.
fn only_file(folder: &Path) -> Result<PathBuf, Failure> {
    let entries = fs::read_dir(folder).map_err(|cause| Failure::at("read", folder, cause))?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    match (paths.next(), paths.next()) {
        (Some(path), None) => Ok(path),
        _ => Err(Failure::new(format!("there is not exactly one file in `{}`", folder.display()))),
    }
}
