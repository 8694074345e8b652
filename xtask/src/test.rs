//! `cargo xtask test`: every check, then every test; what CI runs.

use crate::check;
use crate::cli::Test;
use crate::duckdb;
use crate::failure::Failure;
use crate::package;
use crate::program::Program;
use crate::setup::{self, Requirement};
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Runs all steps, whether or not one fails, and ends with a table of them.
///
/// # Errors
/// When something that a step needs is missing, which is found out before the first, or when
/// steps failed.
pub(crate) fn run(workspace: &Workspace, options: &Test) -> Result<(), Failure> {
    setup::require(&[
        Requirement::Compiler,
        Requirement::Postgres,
        Requirement::Node,
        Requirement::Python,
    ])?;
    let tools = setup::tools(workspace)?;
    duckdb::announce_first_build(workspace.target());
    let copy_count_before = duckdb::compiled_copy_count(workspace.target());

    let mut steps = Steps::default();
    check::add_steps(&mut steps, workspace, &tools);
    steps.run("tests", || {
        let mut program = Program::cargo(workspace)
            .arguments(["test", "--release", "--workspace", "--no-fail-fast"])
            .within(workspace.root());
        if options.long {
            program = program.variable("ADVISOR_ENGINE_LONG", "1");
        }
        program.run()
    });
    steps.run("Node package", || package::test_node(workspace));
    steps.run("Python package", || package::test_python(workspace));
    steps.run("DuckDB compiled once", || {
        let copy_count = duckdb::compiled_copy_count(workspace.target());
        one_copy(copy_count.saturating_sub(copy_count_before))
    });
    steps.finish()
}

/// A second copy in one run is half an hour lost by everyone, and nothing else would show it.
fn one_copy(new_copy_count: usize) -> Result<(), Failure> {
    if new_copy_count <= 1 {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{new_copy_count} copies of DuckDB were compiled: the commands of this run resolve \
         different features for the build dependencies of `libduckdb-sys`; compare \
         `cargo tree --workspace --edges features,build --invert syn@3` with \
         `--package advisor-engine` in place of `--workspace`, and state the features in \
         core/Cargo.toml"
    )))
}

#[cfg(test)]
mod tests {
    use super::one_copy;

    #[test]
    fn second_copy_of_duckdb_in_one_run_is_a_failure() {
        assert!(one_copy(0).is_ok());
        assert!(one_copy(1).is_ok());
        assert!(one_copy(2).unwrap_err().to_string().starts_with("2 copies"));
    }
}
