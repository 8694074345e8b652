//! Probing for Node and npm.

use super::version::Version;
use crate::program::Program;

/// The oldest Node that the package runs on.
const NODE: Version = Version::new(20, 0, 0);

/// Tells whether a Node that is new enough answers, and npm with it.
pub(super) fn is_present() -> bool {
    let version = |program| Program::new(program).arguments(["--version"]).first_line();
    let node = version("node").and_then(|line| Version::parse(&line));
    node.is_some_and(|found| found >= NODE) && version("npm").is_some()
}
