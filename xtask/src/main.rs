//! `cargo xtask`: the only list of the project's commands.
//!
//! It starts cargo and other programs and never links the engine, so that it
//! builds in seconds and can say what is missing before DuckDB is compiled.

mod bench;
mod check;
mod cli;
mod demo;
mod duckdb;
mod environment;
mod failure;
mod generate;
mod package;
mod program;
mod setup;
mod steps;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::failure::Failure;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    match run(&Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<(), Failure> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Demo(options) => demo::run(&workspace, options),
        Command::Test(options) => test::run(&workspace, options),
        Command::Check => check::run(&workspace),
        Command::Generate(options) => generate::run(&workspace, options),
        Command::Bench(options) => bench::run(&workspace, options),
        Command::Package(options) => package::run(&workspace, options),
    }
}
