//! What has to be on the machine, and the message that says what is not.

mod compiler;
mod node;
mod postgres;
mod python;
mod tools;
mod version;

pub(crate) use self::tools::{Tools, tools};

use crate::failure::Failure;

/// Something that only the system's package manager can install.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requirement {
    /// A C++ compiler, for DuckDB and SQLite.
    Compiler,
    /// The server programs of PostgreSQL 15 or newer: tests start their own cluster.
    Postgres,
    /// Node 20 or newer, and npm.
    Node,
    /// Python 3.11 or newer with venv.
    Python,
}

impl Requirement {
    fn is_met(self) -> bool {
        match self {
            Self::Compiler => compiler::is_present(),
            Self::Postgres => postgres::find().is_some(),
            Self::Node => node::is_present(),
            Self::Python => python::is_present(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Compiler => "a C++ compiler (c++, g++ or clang++)",
            Self::Postgres => "the server programs of PostgreSQL 15 or newer (initdb, postgres)",
            Self::Node => "Node 20 or newer with npm",
            Self::Python => "Python 3.11 or newer with venv",
        }
    }

    fn debian_package(self) -> &'static str {
        match self {
            Self::Compiler => "g++",
            Self::Postgres => "postgresql",
            Self::Node => "nodejs npm",
            Self::Python => "python3 python3-venv",
        }
    }
}

/// Checks that everything in `requirements` is on the machine.
///
/// # Errors
/// One message that names all that is missing and the one command that installs it.
pub(crate) fn require(requirements: &[Requirement]) -> Result<(), Failure> {
    let missing: Vec<Requirement> =
        requirements.iter().copied().filter(|requirement| !requirement.is_met()).collect();
    if missing.is_empty() { Ok(()) } else { Err(Failure::new(missing_message(&missing))) }
}

fn missing_message(missing: &[Requirement]) -> String {
    let names: Vec<&str> = missing.iter().map(|requirement| requirement.name()).collect();
    let packages: Vec<&str> =
        missing.iter().map(|requirement| requirement.debian_package()).collect();
    format!(
        "missing: {}\non Debian, install it with: apt-get install -y {}",
        names.join("; "),
        packages.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::{Requirement, missing_message};

    #[test]
    fn one_message_names_everything_and_one_command() {
        assert_eq!(
            missing_message(&[Requirement::Compiler, Requirement::Postgres]),
            "missing: a C++ compiler (c++, g++ or clang++); the server programs of PostgreSQL 15 \
             or newer (initdb, postgres)\n\
             on Debian, install it with: apt-get install -y g++ postgresql"
        );
    }
}
