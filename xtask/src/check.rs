//! `cargo xtask check`: everything that can be found without running the engine.

use crate::bench;
use crate::duckdb;
use crate::failure::Failure;
use crate::generate;
use crate::program::Program;
use crate::setup::{self, Requirement, Tools};
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Runs all checks, whether or not one fails, and ends with a table of them.
///
/// # Errors
/// When something that a check needs is missing, or when checks failed.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    setup::require(&[Requirement::Compiler])?;
    let tools = setup::tools(workspace)?;
    duckdb::announce_first_build(workspace.target());
    let mut steps = Steps::default();
    add_steps(&mut steps, workspace, &tools);
    steps.finish()
}

/// Adds the checks, the quickest first, so that a slip is told before DuckDB is compiled.
pub(crate) fn add_steps(steps: &mut Steps, workspace: &Workspace, tools: &Tools) {
    let cargo = || Program::cargo(workspace).within(workspace.root());
    steps.run("format", || cargo().arguments(["fmt", "--all", "--check"]).run());
    steps.run("spelling", || Program::new(&tools.typos).within(workspace.root()).run());
    steps.run("README table", || bench::check_readme(workspace.root()));
    steps.run("licences, bans, sources", || {
        println!("advisories are not checked: the advisory database cannot be reached from here");
        Program::new(&tools.cargo_deny)
            .arguments(["--workspace", "check", "bans", "licenses", "sources"])
            .within(workspace.root())
            .run()
    });
    steps.run("lints", || {
        cargo()
            .arguments(["clippy", "--release", "--workspace", "--all-targets"])
            .arguments(["--", "-D", "warnings"])
            .run()
    });
    steps.run("generated bindings", || generate::bindings(workspace, true));
    steps.run("documentation", || {
        // Rustdoc's flags count in the fingerprints of documented crates only, so DuckDB stays.
        cargo()
            .arguments(["doc", "--release", "--no-deps", "--workspace"])
            .variable("RUSTDOCFLAGS", "-D warnings")
            .run()
    });
}
