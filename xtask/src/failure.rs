//! The one error of `cargo xtask`.

use std::fmt;
use std::path::Path;

/// Why a command could not be carried out, in words for the person who typed it.
///
/// Only text: nobody but a reader of the terminal decides anything by it.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// Makes a failure that says `message`.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Makes a failure about a file or folder: what was tried, on what, and why it did not work.
    pub(crate) fn at(action: &str, path: &Path, cause: impl fmt::Display) -> Self {
        Self(format!("cannot {action} `{}`: {cause}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
