//! Command line of the data crate: make the sample, write the real snapshot, generate one.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use advisor_engine_data::generate::{self, Scale};
use advisor_engine_data::progress::Progress;
use advisor_engine_data::snapshot::{Layout, Outcome, WriteOptions, default_folder};
use advisor_engine_data::{real, sample};
use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Debug, Parser)]
#[command(
    name = "advisor-engine-data",
    version,
    about = "Sample, real snapshot and generator of advisor-engine"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the committed sample from the full public tables.
    Sample {
        /// Folder of the full tables.
        #[arg(long)]
        from: PathBuf,
        /// Folder to write; the committed sample when absent.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Writes the sample as a snapshot folder, names masked.
    Real {
        #[command(flatten)]
        target: Target,
        /// Seed of the values that no source publishes.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Generates a snapshot folder.
    Generate {
        #[command(flatten)]
        target: Target,
        /// `reference`, `tiny`, or a factor of the reference from 0.001 to 10.
        #[arg(long)]
        scale: Scale,
        /// Seed: the same seed gives the same bytes.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

#[derive(Debug, Args)]
struct Target {
    /// Folder to write; `$ADVISOR_ENGINE_DATA` or the user's cache folder when absent.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Numbers per embedding; the scale's own when absent.
    #[arg(long)]
    dimension: Option<usize>,
    /// Spelling of the columns.
    #[arg(long, value_enum, default_value_t = LayoutArgument::CamelCase)]
    layout: LayoutArgument,
    /// Replaces a snapshot folder made from other parameters.
    #[arg(long)]
    replace: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LayoutArgument {
    #[value(name = "camelCase")]
    CamelCase,
    #[value(name = "snake_case")]
    SnakeCase,
}

impl Target {
    fn options(&self) -> WriteOptions {
        let layout = match self.layout {
            LayoutArgument::CamelCase => Layout::CamelCase,
            LayoutArgument::SnakeCase => Layout::SnakeCase,
        };
        WriteOptions {
            layout,
            may_replace: self.replace,
            sample_folder: None,
            progress: Progress::bars(),
        }
    }

    fn folder(&self, scale_name: &str, seed: u64) -> PathBuf {
        self.out.clone().unwrap_or_else(|| default_folder(scale_name, seed))
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Sample { from, out } => {
            let out = out.unwrap_or_else(sample::default_folder);
            for table in sample::extract(&from, &out)? {
                println!(
                    "{:<26} {:>6} rows {:>8} bytes",
                    table.file, table.row_count, table.size_bytes
                );
            }
            println!("sample written to {}", out.display());
        }
        Command::Real { target, seed } => {
            println!("seed {seed}");
            let folder = target.folder("real", seed);
            let dimension = target.dimension.unwrap_or(real::DEFAULT_DIMENSION);
            report(&folder, &real::write_snapshot(&folder, seed, dimension, &target.options())?);
        }
        Command::Generate { target, scale, seed } => {
            println!("scale {}, seed {seed}", scale.name);
            let folder = target.folder(&scale.name, seed);
            let dimension = target.dimension.unwrap_or(scale.dimension);
            let scale = scale.with_dimension(dimension);
            report(&folder, &generate::write_snapshot(&folder, &scale, seed, &target.options())?);
        }
    }
    Ok(())
}

fn report(folder: &Path, outcome: &Outcome) {
    for (name, table) in outcome.manifest.tables.iter().chain(&outcome.manifest.host_owned) {
        println!("{name:<20} {:>9} rows in {} files", table.rows, table.files.len());
    }
    let verb =
        if outcome.is_reused { "reused, it was made from the same parameters" } else { "written" };
    println!("snapshot {}: {verb}", folder.display());
}
