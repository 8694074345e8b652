//! Probing for Python.

use super::version::Version;
use crate::program::Program;

/// The oldest Python that the package runs on.
const PYTHON: Version = Version::new(3, 11, 0);

/// Tells whether a Python that is new enough for the package answers.
pub(super) fn is_present() -> bool {
    found().is_some_and(|found| found >= PYTHON)
}

/// The Python that answers with what makes environments; `ensurepip` is what Debian splits off into another package.
pub(super) fn found() -> Option<Version> {
    let line = Program::new("python3")
        .arguments(["-c", "import ensurepip, venv, platform; print(platform.python_version())"])
        .first_line()?;
    Version::parse(&line)
}
