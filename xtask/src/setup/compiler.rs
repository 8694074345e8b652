//! Probing for a C++ compiler.

use crate::program::Program;

/// Tells whether a C++ compiler answers, in the order in which build scripts look for one.
pub(super) fn is_present() -> bool {
    let chosen = std::env::var_os("CXX");
    ["c++", "g++", "clang++"]
        .iter()
        .map(std::ffi::OsString::from)
        .chain(chosen)
        .any(|program| Program::new(program).arguments(["--version"]).first_line().is_some())
}
