//! What can be typed after `cargo xtask`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The project's commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// One command, with its options.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the engine and show it at work on the sample data
    Demo(Demo),
    /// Run every check, then every test, as CI does
    Test(Test),
    /// Run the checks alone: format, lints, licences, spelling, docs, README table
    Check,
    /// Make data: a seeded set of any size, or the sample cut from a real one
    Generate(Generate),
    /// Measure, write benches/results, and put the newest table into README.md
    Bench(Bench),
    /// Make the package of a binding, as it is published
    Package(Package),
}

/// Options of `cargo xtask demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Show it from Node, through the npm package
    #[arg(long, conflicts_with = "python")]
    pub(crate) node: bool,
    /// Show it from Python, through the wheel
    #[arg(long)]
    pub(crate) python: bool,
    /// Passed to the demo as they are
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) arguments: Vec<String>,
}

/// Options of `cargo xtask test`.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Also run what takes minutes: more random cases, kill tests, the reference data
    #[arg(long)]
    pub(crate) long: bool,
}

/// Options of `cargo xtask generate`.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// Cut the sample that ships from a full data set
    #[arg(long, requires = "from")]
    pub(crate) sample: bool,
    /// The folder of the full data set
    #[arg(long, value_name = "DIR", requires = "sample")]
    pub(crate) from: Option<PathBuf>,
    /// Passed to the generator as they are
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) arguments: Vec<String>,
}

/// Options of `cargo xtask bench`.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// Measure at reference scale instead of on the sample that ships
    #[arg(long)]
    pub(crate) reference: bool,
    /// Measure matches and searches beside their peers, at reference scale, in place of the benches
    #[arg(long, conflicts_with_all = ["reference", "filter", "arguments"])]
    pub(crate) peers: bool,
    /// Measure reads of a practice beside their peers, at reference scale, in place of the benches
    #[arg(long, conflicts_with_all = ["peers", "reference", "filter", "arguments"])]
    pub(crate) practice: bool,
    /// Run only the benches whose name contains TEXT
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,
    /// Passed to every bench suite, for instance `-- --test`
    #[arg(last = true)]
    pub(crate) arguments: Vec<String>,
}

/// Options of `cargo xtask package`.
#[derive(Debug, Args)]
pub(crate) struct Package {
    /// Which one
    #[arg(value_enum)]
    pub(crate) binding: Binding,
    /// Install it into a new folder instead, and run its tests there
    #[arg(long, conflicts_with = "out")]
    pub(crate) test: bool,
    /// The folder to put it into
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// A language that the engine has a package for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Binding {
    Node,
    Python,
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Cli, Command};

    #[test]
    fn definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn demo_passes_flags_through() {
        let Command::Demo(demo) = Cli::parse_from(["cargo xtask", "demo", "--tenant", "7"]).command
        else {
            panic!("demo was read as another command");
        };
        assert_eq!(demo.arguments, ["--tenant", "7"]);
    }

    #[test]
    fn generate_passes_flags_through() {
        let Command::Generate(generate) =
            Cli::parse_from(["cargo xtask", "generate", "--seed", "7", "--from", "x"]).command
        else {
            panic!("generate was read as another command");
        };
        assert!(!generate.sample);
        assert_eq!(generate.arguments, ["--seed", "7", "--from", "x"]);
    }

    #[test]
    fn comparisons_take_no_other_option() {
        for comparison in ["--peers", "--practice"] {
            let parse = |arguments: &[&str]| {
                Cli::try_parse_from([&["cargo xtask", "bench", comparison], arguments].concat())
            };
            assert!(parse(&[]).is_ok());
            for other in [&["--reference"][..], &["--filter", "x"], &["--", "--test"]] {
                assert!(parse(other).is_err(), "{comparison} {other:?}");
            }
        }
        assert!(Cli::try_parse_from(["cargo xtask", "bench", "--peers", "--practice"]).is_err());
    }

    #[test]
    fn sample_needs_a_source() {
        assert!(Cli::try_parse_from(["cargo xtask", "generate", "--sample"]).is_err());
        assert!(
            Cli::try_parse_from(["cargo xtask", "generate", "--sample", "--from", "full"]).is_ok()
        );
    }
}
