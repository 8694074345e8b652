//! `cargo xtask generate`: passes on to what has the generators.

use crate::cli::Generate;
use crate::failure::Failure;
use crate::program::Program;
use crate::workspace::Workspace;

/// Makes a seeded data set, with `bindings` the methods and types of the bindings, or with `--sample --from DIR` cuts the sample that ships from `DIR`.
///
/// It runs in the folder of the caller, so that paths mean what the caller meant.
///
/// # Errors
/// When the data package does not build, or the generator ends with a failure.
pub(crate) fn run(workspace: &Workspace, options: &Generate) -> Result<(), Failure> {
    if options.arguments.first().is_some_and(|what| what == "bindings") {
        return bindings(workspace, false);
    }
    let program = Program::built(workspace, "advisor-engine-data")?;
    let program = match &options.from {
        Some(folder) => program.arguments(["sample", "--from"]).arguments([folder]),
        None => program.arguments(["generate"]),
    };
    program.arguments(&options.arguments).run()
}

/// Writes the methods and types of the bindings, or only tells whether they are as the registry says.
///
/// # Errors
/// When the generator does not build, or a file that is only looked at is stale.
pub(crate) fn bindings(workspace: &Workspace, is_check: bool) -> Result<(), Failure> {
    Program::built(workspace, "advisor-engine-bindgen")?
        .arguments(is_check.then_some("--check"))
        .within(workspace.root())
        .run()
}
