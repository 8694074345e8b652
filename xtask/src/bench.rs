//! `cargo xtask bench`: measure, keep the result, show the newest in README.md.
//!
//! # The results file
//!
//! Each run is one file, `benches/results/<date>.json`; a later run of the same day may add a
//! suffix (`2026-11-21-b.json`). The newest is the greatest file name. (Comparisons with peers are
//! files of another format, `peers-<date>.json` and
//! `practice-<date>.json`, described in `bench/peers.rs`.) It is written by the bin
//! `report` of the package `advisor-engine-benches` and read here:
//!
//! ```json
//! {
//!   "date": "2026-11-21",
//!   "machine": "2 cores, AVX-512, 16 GiB",
//!   "commit": "0123abc",
//!   "command": "cargo xtask bench --reference",
//!   "datasets": [{ "name": "reference", "digest": "sha256..." }],
//!   "rows": [
//!     { "operation": "client dashboard", "dataset": "reference", "p50_us": 1.2, "p99_us": 3.4,
//!       "goal": "0.02 ms p99", "met": true, "note": "" },
//!     { "operation": "resident memory", "dataset": "reference", "value": 0.9, "unit": "GiB",
//!       "goal": "1 GiB", "met": true, "note": "everything loaded" }
//!   ]
//! }
//! ```
//!
//! - `dataset` of a row is the `name` of one of `datasets`: `sample` (ships) or `reference`.
//! - A row has latencies in microseconds (`p50_us`, `p99_us`, either may be null) or a `value`
//!   with its `unit`, and never neither: a row that measured nothing is not a result.
//! - `met` is null where nothing is promised; `goal` and `note` may be empty.
//! - Field names not listed here are refused, so that a misspelt one is not lost in silence.
//!
//! What the benches and `report` are told, in their environment:
//! `ADVISOR_ENGINE_BENCH_DATASET` is `sample` or `reference`, and
//! `ADVISOR_ENGINE_BENCH_COMMAND` is the value for `command`.

mod peers;
mod readme;
mod results;
mod table;

use std::fs;
use std::path::Path;

use self::peers::{Comparison, Kind};
use self::readme::Block;
use self::results::Results;
use crate::cli::Bench;
use crate::duckdb;
use crate::failure::Failure;
use crate::program::Program;
use crate::setup::{self, Requirement};
use crate::workspace::Workspace;

const DATASET_VARIABLE: &str = "ADVISOR_ENGINE_BENCH_DATASET";
const COMMAND_VARIABLE: &str = "ADVISOR_ENGINE_BENCH_COMMAND";

/// Runs the benches, lets `report` write the results file, and rewrites its table in README.md;
/// or does the same with the comparison with peers.
///
/// # Errors
/// When a bench fails (each asserts its answer), or the results or README.md cannot be read.
pub(crate) fn run(workspace: &Workspace, options: &Bench) -> Result<(), Failure> {
    setup::require(&[Requirement::Compiler])?;
    duckdb::announce_first_build(workspace.target());
    let compared = [(options.peers, Kind::Peers), (options.practice, Kind::Practice)];
    if let Some((_, kind)) = compared.into_iter().find(|(is_asked, _)| *is_asked) {
        peers::measure(workspace, kind)?;
        return write_comparison(workspace.root(), kind);
    }
    let dataset = if options.reference { "reference" } else { "sample" };
    let command = command_line(options);
    let cargo = || {
        Program::cargo(workspace)
            .within(workspace.root())
            .variable(DATASET_VARIABLE, dataset)
            .variable(COMMAND_VARIABLE, &command)
    };
    // The bench profile would compile DuckDB again. `--bench *` leaves out the unit tests of
    // libraries and bins, whose harness refuses the arguments of criterion.
    cargo()
        .arguments(["bench", "--profile", "release"])
        .arguments(["--package", "advisor-engine-benches", "--bench", "*", "--"])
        .arguments(&options.filter)
        .arguments(&options.arguments)
        .run()?;
    Program::built(workspace, "report")?
        .within(workspace.root())
        .variable(DATASET_VARIABLE, dataset)
        .variable(COMMAND_VARIABLE, &command)
        .run()?;
    write_readme(workspace.root())
}

/// Puts the table of the newest results into README.md.
fn write_readme(root: &Path) -> Result<(), Failure> {
    let newest = Results::newest(root)?
        .ok_or_else(|| Failure::new("`report` wrote no file into benches/results"))?;
    write_block(root, Block::BENCH, &table::render(&newest))?;
    println!("README.md shows the results of {}", newest.date);
    Ok(())
}

/// Prints the table of the newest comparison of a kind, and puts it into README.md.
fn write_comparison(root: &Path, kind: Kind) -> Result<(), Failure> {
    let newest = Comparison::newest(root, kind)?.ok_or_else(|| {
        Failure::new(format!("`{}.py` wrote no file into benches/results", kind.name()))
    })?;
    let table = newest.render();
    println!("\n{table}");
    write_block(root, block(kind), &table)?;
    println!("README.md shows the comparison of {}", newest.date);
    Ok(())
}

fn block(kind: Kind) -> Block {
    match kind {
        Kind::Peers => Block::PEERS,
        Kind::Practice => Block::PRACTICE,
    }
}

fn write_block(root: &Path, block: Block, content: &str) -> Result<(), Failure> {
    let path = root.join("README.md");
    let text = fs::read_to_string(&path).map_err(|cause| Failure::at("read", &path, cause))?;
    fs::write(&path, block.put(&text, content)?).map_err(|cause| Failure::at("write", &path, cause))
}

/// Checks that README.md shows exactly the newest results and the newest comparisons.
///
/// # Errors
/// When it shows others, or shows some although there are no results, or there are results
/// that it has no place for.
pub(crate) fn check_readme(root: &Path) -> Result<(), Failure> {
    let path = root.join("README.md");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(Failure::at("read", &path, cause)),
    };
    let results = Results::newest(root)?.map(|newest| (table::render(&newest), newest.date));
    check_block(&text, Block::BENCH, results, "cargo xtask bench --reference")?;
    for kind in [Kind::Peers, Kind::Practice] {
        let newest = Comparison::newest(root, kind)?.map(|newest| (newest.render(), newest.date));
        check_block(&text, block(kind), newest, &format!("cargo xtask bench --{}", kind.name()))?;
    }
    Ok(())
}

/// Checks one block of README.md against the newest results, rendered and dated.
fn check_block(
    readme: &str,
    block: Block,
    newest: Option<(String, String)>,
    command: &str,
) -> Result<(), Failure> {
    match (newest, block.is_in(readme)) {
        (None, false) => {
            println!("no file of `{command}` in benches/results yet, and no table in README.md");
            Ok(())
        }
        // A place that waits for its first results.
        (None, true) if block.put(readme, "")? == readme => Ok(()),
        (None, true) => Err(Failure::new(format!(
            "README.md has a table of results, and benches/results has no file; run `{command}`"
        ))),
        (Some((content, date)), _) => {
            if block.put(readme, &content)? == readme {
                Ok(())
            } else {
                Err(Failure::new(format!(
                    "the table in README.md differs from the results of {date}; run `{command}`, \
                     which rewrites it"
                )))
            }
        }
    }
}

/// The command as it was typed, so that a published number tells how to make it again.
fn command_line(options: &Bench) -> String {
    let mut line = String::from("cargo xtask bench");
    if options.reference {
        line.push_str(" --reference");
    }
    if let Some(filter) = &options.filter {
        line.push_str(" --filter ");
        line.push_str(filter);
    }
    if !options.arguments.is_empty() {
        line.push_str(" -- ");
        line.push_str(&options.arguments.join(" "));
    }
    line
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Block, check_readme, command_line, write_readme};
    use crate::cli::Bench;

    const RESULTS: &str = r#"{
        "date": "2026-11-21", "machine": "2 cores", "commit": "abc",
        "command": "cargo xtask bench", "datasets": [{"name": "sample", "digest": "00"}],
        "rows": [{"operation": "open", "dataset": "sample", "value": 1.5, "unit": "s",
                  "goal": "2 s", "met": true, "note": ""}]
    }"#;

    #[test]
    fn written_table_passes_the_check_and_an_edited_one_fails() {
        let root = tempfile::tempdir().unwrap();
        let readme = root.path().join("README.md");
        assert!(check_readme(root.path()).is_ok(), "neither results nor table");

        let waiting = Block::PEERS.put("<!-- peers:start --><!-- peers:end -->", "").unwrap();
        fs::write(&readme, &waiting).unwrap();
        assert!(check_readme(root.path()).is_ok(), "an empty place");
        fs::write(&readme, Block::PEERS.put(&waiting, "| old |").unwrap()).unwrap();
        assert!(check_readme(root.path()).is_err(), "a table of peers without results");

        fs::write(&readme, "# A\n\n<!-- bench:start -->\n<!-- bench:end -->\n").unwrap();
        assert!(check_readme(root.path()).is_err(), "a table without results");

        fs::create_dir_all(root.path().join("benches/results")).unwrap();
        fs::write(root.path().join("benches/results/2026-11-21.json"), RESULTS).unwrap();
        assert!(check_readme(root.path()).is_err(), "results that are not shown");

        write_readme(root.path()).unwrap();
        check_readme(root.path()).unwrap();

        let edited = fs::read_to_string(&readme).unwrap().replace("1.50 s", "1.40 s");
        fs::write(&readme, edited).unwrap();
        assert!(check_readme(root.path()).is_err(), "an edited number");
    }

    #[test]
    fn command_line_is_what_was_typed() {
        let options = Bench {
            reference: true,
            peers: false,
            practice: false,
            filter: Some("matching".into()),
            arguments: vec!["--quick".into()],
        };
        assert_eq!(
            command_line(&options),
            "cargo xtask bench --reference --filter matching -- --quick"
        );
    }
}
