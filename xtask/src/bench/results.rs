//! Reading the files in benches/results; their format is described one level up.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::failure::Failure;

/// One run of the benches.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Results {
    pub(super) date: String,
    pub(super) machine: String,
    pub(super) commit: String,
    pub(super) command: String,
    pub(super) datasets: Vec<Dataset>,
    pub(super) rows: Vec<Row>,
}

/// What was measured on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dataset {
    pub(super) name: String,
    pub(super) digest: String,
}

/// One measured operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) operation: String,
    pub(super) dataset: String,
    #[serde(default)]
    pub(super) p50_us: Option<f64>,
    #[serde(default)]
    pub(super) p99_us: Option<f64>,
    #[serde(default)]
    pub(super) value: Option<f64>,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) goal: String,
    #[serde(default)]
    pub(super) met: Option<bool>,
    #[serde(default)]
    pub(super) note: String,
}

impl Results {
    /// Reads the newest file under `root`, or nothing if there is none.
    ///
    /// # Errors
    /// When the folder or file cannot be read, or the file is not in the format.
    pub(super) fn newest(root: &Path) -> Result<Option<Self>, Failure> {
        // Files of another kind begin with its name.
        newest(root, |stem| stem.starts_with(|first: char| first.is_ascii_digit()), Self::parse)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let results: Self = serde_json::from_str(text).map_err(|cause| cause.to_string())?;
        for row in &results.rows {
            check(row, &results.datasets)?;
        }
        Ok(results)
    }
}

/// Checks that a row measured something, on one of the data sets.
///
/// # Errors
/// When it did not: the message names it.
pub(super) fn check(row: &Row, datasets: &[Dataset]) -> Result<(), String> {
    let operation = &row.operation;
    if !datasets.iter().any(|dataset| dataset.name == row.dataset) {
        let dataset = &row.dataset;
        return Err(format!("row `{operation}` names `{dataset}`, not one of the datasets"));
    }
    if row.value.is_some() != row.unit.is_some() {
        return Err(format!("row `{operation}` needs `value` and `unit` together"));
    }
    if row.p50_us.is_none() && row.p99_us.is_none() && row.value.is_none() {
        return Err(format!("row `{operation}` measured nothing"));
    }
    Ok(())
}

/// Reads the newest of the files in benches/results whose name without extension is of the kind.
///
/// # Errors
/// When the folder or file cannot be read, or the file is not in the format.
pub(super) fn newest<T>(
    root: &Path,
    is_of_kind: impl Fn(&str) -> bool,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Failure> {
    let folder = root.join("benches").join("results");
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(Failure::at("list", &folder, cause)),
    };
    let files = entries.flatten().map(|entry| entry.path());
    let Some(path) = newest_file(files, is_of_kind) else {
        return Ok(None);
    };
    let text = fs::read_to_string(&path).map_err(|cause| Failure::at("read", &path, cause))?;
    parse(&text).map(Some).map_err(|cause| Failure::at("read", &path, cause))
}

/// The JSON file of a kind with the greatest name; names of one kind differ by their date first.
fn newest_file(
    files: impl Iterator<Item = PathBuf>,
    is_of_kind: impl Fn(&str) -> bool,
) -> Option<PathBuf> {
    // By stem: with the extension, `2026-11-21-b.json` would come before `2026-11-21.json`.
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)))
        .filter(|(stem, _)| is_of_kind(stem))
        .max_by(|(one, _), (other, _)| one.cmp(other))
        .map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::peers::{Comparison, Kind};
    use super::{Results, newest_file};

    fn with_row(row: &str) -> Result<Results, String> {
        Results::parse(&format!(
            r#"{{"date": "2026-11-21", "machine": "m", "commit": "c", "command": "x",
                "datasets": [{{"name": "sample", "digest": "d"}}], "rows": [{row}]}}"#
        ))
    }

    #[test]
    fn newest_file_is_the_last_of_the_last_day() {
        let names = ["2026-11-21-b.json", "2026-11-21.json", "2026-9.txt", "2025-12-31.json"];
        let newest = newest_file(names.iter().map(PathBuf::from), |_| true);
        assert_eq!(newest, Some(PathBuf::from("2026-11-21-b.json")));
    }

    #[test]
    fn results_of_one_kind_are_not_taken_for_those_of_the_other() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("benches/results");
        std::fs::create_dir_all(&folder).unwrap();
        // None is in another's format, so that reading the wrong one fails.
        std::fs::write(folder.join("peers-2026-11-22.json"), "{}").unwrap();
        assert!(Results::newest(root.path()).unwrap().is_none());
        assert!(Comparison::newest(root.path(), Kind::Practice).unwrap().is_none());
        assert!(Comparison::newest(root.path(), Kind::Peers).is_err());
        std::fs::rename(folder.join("peers-2026-11-22.json"), folder.join("2026-11-22.json"))
            .unwrap();
        assert!(Results::newest(root.path()).is_err());
        assert!(Comparison::newest(root.path(), Kind::Peers).unwrap().is_none());
        std::fs::write(folder.join("practice-2026-11-22.json"), "{}").unwrap();
        assert!(Comparison::newest(root.path(), Kind::Peers).unwrap().is_none());
        assert!(Comparison::newest(root.path(), Kind::Practice).is_err());
    }

    #[test]
    fn rows_may_have_latencies_or_a_value() {
        for row in [
            r#"{"operation": "o", "dataset": "sample", "p50_us": null, "p99_us": 2.0}"#,
            r#"{"operation": "o", "dataset": "sample", "value": 1.0, "unit": "s", "met": null}"#,
        ] {
            assert!(with_row(row).is_ok(), "{row}");
        }
    }

    #[test]
    fn rows_that_say_nothing_or_too_much_are_refused() {
        for (row, expected) in [
            (r#"{"operation": "o", "dataset": "sample"}"#, "row `o` measured nothing"),
            (
                r#"{"operation": "o", "dataset": "sample", "value": 1.0}"#,
                "row `o` needs `value` and `unit` together",
            ),
            (
                r#"{"operation": "o", "dataset": "other", "p50_us": 1.0}"#,
                "row `o` names `other`, not one of the datasets",
            ),
            (r#"{"operation": "o", "dataset": "sample", "p50": 1.0}"#, "unknown field `p50`"),
        ] {
            let error = with_row(row).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
