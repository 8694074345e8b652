//! Starting other programs.

use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// A program about to be started, its output going to this terminal.
#[derive(Debug)]
pub(crate) struct Program {
    command: Command,
}

impl Program {
    /// Prepares `program`, to be started in the folder of the caller.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        Self { command: Command::new(program) }
    }

    /// Prepares the cargo that started this program, in the folder of the caller.
    pub(crate) fn cargo(workspace: &Workspace) -> Self {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut program = Self::new(cargo).without_cargos_own_variables();
        if env::var_os("CARGO_TARGET_DIR").is_some() {
            // Absolute, since the child may run in another folder.
            program.command.env("CARGO_TARGET_DIR", workspace.target());
        }
        program
    }

    /// Builds a binary of the workspace and prepares it, in the folder of the caller.
    ///
    /// All packages are selected: a package alone has fewer features of its dependencies turned on, and the largest of
    /// them would be compiled once more for each.
    ///
    /// # Errors
    /// When it does not build.
    pub(crate) fn built(workspace: &Workspace, name: &str) -> Result<Self, Failure> {
        Self::cargo(workspace)
            .arguments(["build", "--release", "--workspace", "--bin", name])
            .within(workspace.root())
            .run()?;
        let mut program = Self::new(workspace.target().join("release").join(name));
        // As cargo would: the folder of a package of this checkout.
        program.command.env("CARGO_MANIFEST_DIR", workspace.root().join("xtask"));
        Ok(program)
    }

    /// Removes what cargo tells about the package `xtask`, for a program that starts cargo.
    ///
    /// The build scripts of others would see it, and their fingerprints then differ between `cargo xtask test` and
    /// `cargo test`.
    pub(crate) fn without_cargos_own_variables(mut self) -> Self {
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                self.command.env_remove(&name);
            }
        }
        self
    }

    /// Adds arguments.
    pub(crate) fn arguments<I, S>(mut self, arguments: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of the program's environment.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Removes a variable from the program's environment.
    pub(crate) fn without_variable(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Starts the program in `folder`.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Says what is started, starts it and waits.
    ///
    /// # Errors
    /// When the program cannot be started, or ends with anything but success.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        let line = self.line();
        println!("+ {line}");
        let status = self
            .command
            .status()
            .map_err(|cause| Failure::new(format!("cannot start `{line}`: {cause}")))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("`{line}` failed: {status}")))
        }
    }

    /// Runs the program unseen and returns the first line it printed, or nothing if it failed.
    ///
    /// For probing only: that a program is absent is an answer, not an error.
    pub(crate) fn first_line(mut self) -> Option<String> {
        let output = self.command.output().ok().filter(|output| output.status.success())?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().next().map(str::to_owned)
    }

    /// The command as one would type it, without the folder of the program.
    fn line(&self) -> String {
        let name = Path::new(self.command.get_program()).file_name().unwrap_or_default();
        let mut line = name.to_string_lossy().into_owned();
        for argument in self.command.get_args() {
            // Writing into a string cannot fail.
            let _ = write!(line, " {}", argument.to_string_lossy());
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::Program;

    #[test]
    fn failure_names_the_command() {
        let failure = Program::new("false").arguments(["now"]).run().unwrap_err().to_string();
        assert!(failure.starts_with("`false now` failed: exit status"), "{failure}");
    }

    #[test]
    fn absent_program_has_no_first_line() {
        assert_eq!(Program::new("no-such-program-here").first_line(), None);
    }
}
