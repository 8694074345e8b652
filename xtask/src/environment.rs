//! Private environments of Python: the system's may not be installed into, and need not be.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::program::Program;

/// Makes an empty environment in place of any that is there.
///
/// # Errors
/// When Python fails to.
pub(crate) fn make(folder: &Path) -> Result<(), Failure> {
    Program::new("python3").arguments(["-m", "venv", "--clear"]).arguments([folder]).run()
}

/// Installs what `pip install` is told.
///
/// # Errors
/// When pip fails to.
pub(crate) fn install(environment: &Path, what: &[&OsStr]) -> Result<(), Failure> {
    Program::new(programs(environment).join("python"))
        .arguments(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .arguments(what)
        .run()
}

/// Where an environment keeps its programs.
pub(crate) fn programs(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts" } else { "bin" })
}
