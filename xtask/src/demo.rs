//! `cargo xtask demo`: the engine at work, from an empty machine.

use crate::cli::Demo;
use crate::duckdb;
use crate::failure::Failure;
use crate::program::Program;
use crate::setup;
use crate::workspace::Workspace;

/// Checks the machine, says what the first build costs, builds and runs the demo.
///
/// # Errors
/// When a tool is missing, or the demo does not build or ends with a failure.
pub(crate) fn run(workspace: &Workspace, options: &Demo) -> Result<(), Failure> {
    setup::require(&[setup::Requirement::Compiler])?;
    duckdb::announce_first_build(workspace.target());
    Program::cargo(workspace)
        .arguments(["run", "--release", "--package", "advisor-engine-demo", "--"])
        .arguments(&options.arguments)
        .run()
}
