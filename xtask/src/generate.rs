//! `cargo xtask generate`: passes on to the data package, which has the generators.

use crate::cli::Generate;
use crate::failure::Failure;
use crate::program::Program;
use crate::workspace::Workspace;

/// Makes a seeded data set, or with `--sample --from DIR` cuts the sample that ships from `DIR`.
///
/// It runs in the folder of the caller, so that paths mean what the caller meant.
///
/// # Errors
/// When the data package does not build, or the generator ends with a failure.
pub(crate) fn run(workspace: &Workspace, options: &Generate) -> Result<(), Failure> {
    let program = Program::cargo(workspace).arguments([
        "run",
        "--release",
        "--package",
        "advisor-engine-data",
        "--",
    ]);
    let program = match &options.from {
        Some(folder) => program.arguments(["sample", "--from"]).arguments([folder]),
        None => program.arguments(["generate"]),
    };
    program.arguments(&options.arguments).run()
}
