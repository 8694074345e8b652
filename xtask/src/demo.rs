//! `cargo xtask demo`: the engine at work, from an empty machine.

use std::fs;

use crate::cli::Demo;
use crate::duckdb;
use crate::failure::Failure;
use crate::package;
use crate::program::Program;
use crate::setup;
use crate::workspace::Workspace;

/// Checks the machine, says what the first build costs, builds and runs the demo, in Rust or through a package.
///
/// # Errors
/// When a tool is missing, or the demo does not build or ends with a failure.
pub(crate) fn run(workspace: &Workspace, options: &Demo) -> Result<(), Failure> {
    setup::require(&[setup::Requirement::Compiler])?;
    duckdb::announce_first_build(workspace.target());
    let demo = Program::built(workspace, "advisor-engine-demo")?;
    if !options.node && !options.python {
        return demo.arguments(&options.arguments).run();
    }
    let folder = std::env::temp_dir().join(format!("advisor-engine-demo-{}", std::process::id()));
    demo.arguments(["--prepare", "--store"]).arguments([folder.join("store")]).run()?;
    if options.node {
        package::demo_node(workspace, &folder)?;
    } else {
        package::demo_python(workspace, &folder)?;
    }
    fs::remove_dir_all(&folder).map_err(|cause| Failure::at("remove", &folder, cause))
}
