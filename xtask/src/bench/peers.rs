//! `cargo xtask bench --peers` and `--practice`: the engine and its peers, on the same input in the same run.
//!
//! The bin `peers` or `practice` of `advisor-engine-benches` measures the engine, and peers that are called from Rust,
//! and writes its requests and answers; `benches/peers/peers.py` or `practice.py` compares the other peers' answers
//! with them, measures these peers and writes `benches/results/peers-<date>.json` or `practice-<date>.json`, which is
//! read here:
//!
//! ```json
//! {
//!   "date": "2026-11-21",
//!   "machine": "2 cores, avx512f",
//!   "commit": "0123abc",
//!   "command": "cargo xtask bench --peers",
//!   "datasets": [{ "name": "reference", "digest": "sha256..." }],
//!   "packages": { "numpy": "2.4.6" },
//!   "rows": [
//!     { "operation": "match, real hard filters", "engine": "advisor-engine",
//!       "p50_us": 80.0, "p99_us": 150.0, "answer": "exact", "recall": null, "note": "" },
//!     { "operation": "match, real hard filters", "engine": "faiss SQ8", "p50_us": 150.0,
//!       "p99_us": 500.0, "answer": "recall@20 0.9960", "recall": 0.996, "note": "8-bit codes" }
//!   ],
//!   "alone": []
//! }
//! ```
//!
//! - Latencies are of single calls on one thread, in microseconds.
//! - `answer` says how the answers compare with the exact ones, and is never empty: a speed without its
//!   answer is no result. `recall` is the share of the exact top 20, or null where that is not the measure.
//! - A row may have a `goal_p99_us`, the most that its `p99_us` should be.
//! - `alone`, which may be missing, is what no peer does: rows as the engine's own results have them, described in
//!   `bench.rs`.
//! - The rows of an operation follow each other, that of `advisor-engine` first.
//! - Field names not listed here are refused.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::DATASET_VARIABLE;
use super::results::{self, Dataset};
use super::table::{self, escaped, latency, measured_on, significant};
use crate::environment;
use crate::failure::Failure;
use crate::program::Program;
use crate::setup::{self, Requirement};
use crate::workspace::Workspace;

const ENGINE: &str = "advisor-engine";

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Matches and searches of the marketplace.
    Peers,
    /// Reads of a practice.
    Practice,
}

impl Kind {
    /// Its option, its bin, its script, and what its files begin with.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Peers => "peers",
            Self::Practice => "practice",
        }
    }
}

/// One comparison.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comparison {
    pub(super) date: String,
    machine: String,
    commit: String,
    command: String,
    datasets: Vec<Dataset>,
    packages: BTreeMap<String, String>,
    rows: Vec<Row>,
    #[serde(default)]
    alone: Vec<results::Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    operation: String,
    engine: String,
    p50_us: f64,
    p99_us: f64,
    answer: String,
    recall: Option<f64>,
    #[serde(default)]
    goal_p99_us: Option<f64>,
    note: String,
}

/// Measures the engine and then the peers, at the reference scale.
///
/// # Errors
/// When either fails: a wrong answer is a failure too.
pub(super) fn measure(workspace: &Workspace, kind: Kind) -> Result<(), Failure> {
    setup::require(&[Requirement::Python])?;
    let environment = workspace.tools().join("peers");
    let python = environment::programs(&environment).join("python");
    if !python.exists() {
        environment::make(&environment)?;
    }
    let benches = workspace.root().join("benches");
    let requirements = benches.join("peers").join("requirements.txt");
    // Every time: where the pinned versions are there it changes nothing.
    environment::install(&environment, &["--requirement".as_ref(), requirements.as_ref()])?;
    let scratch = workspace.target().join(kind.name());
    // Of a run that was stopped.
    if scratch.exists() {
        fs::remove_dir_all(&scratch).map_err(|cause| Failure::at("remove", &scratch, cause))?;
    }
    fs::create_dir_all(&scratch).map_err(|cause| Failure::at("make", &scratch, cause))?;
    Program::built(workspace, kind.name())?
        .within(workspace.root())
        .variable(DATASET_VARIABLE, "reference")
        .arguments([&scratch])
        .run()?;
    Program::new(python)
        .within(workspace.root())
        // One thread each, as the engine is measured; read when the libraries are loaded.
        .variable("OMP_NUM_THREADS", "1")
        .variable("OPENBLAS_NUM_THREADS", "1")
        .variable("POLARS_MAX_THREADS", "1")
        .variable("PYTHONDONTWRITEBYTECODE", "1")
        .arguments([benches.join("peers").join(format!("{}.py", kind.name())), scratch.clone()])
        .arguments([benches.join("results")])
        .run()?;
    fs::remove_dir_all(&scratch).map_err(|cause| Failure::at("remove", &scratch, cause))
}

impl Comparison {
    /// Reads the newest file of a kind under `root`, or nothing if there is none.
    ///
    /// # Errors
    /// When the folder or file cannot be read, or the file is not in the format.
    pub(super) fn newest(root: &Path, kind: Kind) -> Result<Option<Self>, Failure> {
        let start = format!("{}-", kind.name());
        results::newest(root, |stem| stem.starts_with(&start), Self::parse)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let comparison: Self = serde_json::from_str(text).map_err(|cause| cause.to_string())?;
        let mut compared = "";
        for row in &comparison.rows {
            let Row { operation, engine, answer, .. } = row;
            if answer.is_empty() {
                return Err(format!("row `{operation}` of `{engine}` has no `answer`"));
            }
            if row.recall.is_some_and(|recall| !(0.0..=1.0).contains(&recall)) {
                return Err(format!(
                    "row `{operation}` of `{engine}` has a `recall` beyond 0 to 1"
                ));
            }
            if engine == ENGINE {
                compared = operation;
            } else if compared != operation {
                return Err(format!(
                    "row `{operation}` of `{engine}` follows no row of `{ENGINE}`"
                ));
            }
        }
        for row in &comparison.alone {
            results::check(row, &comparison.datasets)?;
        }
        Ok(comparison)
    }

    /// The table in Markdown, with what it was measured on.
    ///
    /// A peer's times are also given as multiples of the engine's: below 1 the peer is faster.
    pub(super) fn render(&self) -> String {
        let mut text = String::from(
            "| Operation | Engine | p50 | p99 | Times ours, p50 / p99 | Answers | Note |\n\
             |---|---|---|---|---|---|---|\n",
        );
        let mut own = None;
        for row in &self.rows {
            let times = if row.engine == ENGINE {
                own = Some(row);
                "1".to_owned()
            } else {
                own.map_or_else(String::new, |own| {
                    let ratios = [row.p50_us / own.p50_us, row.p99_us / own.p99_us];
                    ratios.map(ratio).join(" / ")
                })
            };
            let (p50, p99) = (latency(row.p50_us), latency(row.p99_us));
            let Row { operation, engine, answer, .. } = row;
            let note = row.note();
            let cells = [operation, engine, &p50, &p99, &times, answer, &note];
            // Writing into a string cannot fail.
            let _ = writeln!(text, "| {} |", cells.map(|cell| escaped(cell)).join(" | "));
        }
        if !self.alone.is_empty() {
            let _ = write!(text, "\n{}", table::rows(&self.alone));
        }
        let packages: Vec<String> =
            self.packages.iter().map(|(name, version)| format!("{name} {version}")).collect();
        let measured =
            measured_on(&self.date, &self.machine, &self.commit, &self.command, &self.datasets);
        let _ = write!(text, "\n{measured} Peers: {}.\n", packages.join(", "));
        text
    }
}

impl Row {
    /// The note, behind the goal where there is one.
    fn note(&self) -> String {
        let goal = self.goal_p99_us.map(|goal| {
            let met = if self.p99_us <= goal { "met" } else { "**not met**" };
            format!("goal {} p99, {met}", latency(goal))
        });
        let note = Some(self.note.clone()).filter(|note| !note.is_empty());
        goal.into_iter().chain(note).collect::<Vec<_>>().join("; ")
    }
}

/// Where the peer is faster, the number stands out.
fn ratio(times: f64) -> String {
    let shown = significant(times);
    if times < 1.0 { format!("**{shown}**") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::Comparison;

    fn with_rows(rows: &str) -> Result<Comparison, String> {
        Comparison::parse(&format!(
            r#"{{"date": "2026-11-21", "machine": "2 cores", "commit": "0123abc",
                "command": "cargo xtask bench --peers",
                "datasets": [{{"name": "reference", "digest": "0123456789abcdef"}}],
                "packages": {{"faiss-cpu": "1.15.1", "numpy": "2.4.6"}}, "rows": [{rows}]}}"#
        ))
    }

    fn row(engine: &str, p50_us: f64, p99_us: f64, answer: &str) -> String {
        format!(
            r#"{{"operation": "match", "engine": "{engine}", "p50_us": {p50_us}, "p99_us": {p99_us},
                "answer": "{answer}", "recall": null, "note": "a | b"}}"#
        )
    }

    #[test]
    fn table_gives_multiples_and_marks_where_a_peer_is_faster() {
        let own = row("advisor-engine", 100.0, 200.0, "exact");
        let peer = row("numpy", 250.0, 150.0, "recall@20 1.0000");
        let comparison = with_rows(&format!("{own}, {peer}")).unwrap();
        assert_eq!(
            comparison.render(),
            "\
| Operation | Engine | p50 | p99 | Times ours, p50 / p99 | Answers | Note |
|---|---|---|---|---|---|---|
| match | advisor-engine | 100 µs | 200 µs | 1 | exact | a \\| b |
| match | numpy | 250 µs | 150 µs | 2.50 / **0.75** | recall@20 1.0000 | a \\| b |

Measured 2026-11-21 on 2 cores, commit `0123abc`, by `cargo xtask bench --peers`. \
Data: reference (`0123456789ab`). Peers: faiss-cpu 1.15.1, numpy 2.4.6.
"
        );
    }

    #[test]
    fn goals_stand_before_notes_and_what_no_peer_does_in_a_table_of_its_own() {
        let goal = |goal: f64| {
            row("advisor-engine", 10.0, 20.0, "exact")
                .replace("null", &format!(r#"null, "goal_p99_us": {goal}"#))
        };
        let alone = r#"], "alone": [{"operation": "open", "dataset": "reference", "value": 1.5, "unit": "s",
            "goal": "2 s", "met": true, "note": ""}"#;
        let comparison = with_rows(&format!("{}, {}{alone}", goal(20.0), goal(19.0))).unwrap();
        let text = comparison.render();
        assert!(text.contains("| exact | goal 20.0 µs p99, met; a \\| b |"), "{text}");
        assert!(text.contains("| exact | goal 19.0 µs p99, **not met**; a \\| b |"), "{text}");
        assert!(text.contains("\n| open | reference | 1.50 s | – | 2 s | yes |  |\n"), "{text}");

        let of_another = alone.replace("\"reference\"", "\"sample\"");
        let error = with_rows(&format!("{}{of_another}", goal(20.0))).unwrap_err();
        assert!(error.starts_with("row `open` names `sample`"), "{error}");
    }

    #[test]
    fn rows_without_answers_or_without_the_engine_beside_them_are_refused() {
        for (rows, expected) in [
            (
                row("advisor-engine", 1.0, 1.0, ""),
                "row `match` of `advisor-engine` has no `answer`",
            ),
            (
                row("numpy", 1.0, 1.0, "exact"),
                "row `match` of `numpy` follows no row of `advisor-engine`",
            ),
            (
                row("advisor-engine", 1.0, 1.0, "exact").replace("null", "1.5"),
                "row `match` of `advisor-engine` has a `recall` beyond 0 to 1",
            ),
            (row("a", 1.0, 1.0, "b").replace("p50_us", "p50"), "unknown field `p50`"),
        ] {
            let error = with_rows(&rows).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
