//! From results to the table in README.md: a pure function, so that it can be checked.

use super::results::{Dataset, Results, Row};

/// How much of a digest is shown: enough to tell two data sets apart.
const DIGEST_LENGTH: usize = 12;

/// Renders the results as Markdown, with the line that tells how to make them again.
pub(super) fn render(results: &Results) -> String {
    let Results { date, machine, commit, command, datasets, .. } = results;
    let measured = measured_on(date, machine, commit, command, datasets);
    format!("{}\n{measured}\n", rows(&results.rows))
}

/// Renders rows as a Markdown table.
pub(super) fn rows(rows: &[Row]) -> String {
    let mut text = String::from(
        "| Operation | Data | p50 | p99 | Goal | Met | Note |\n|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let (p50, p99) = measured(row);
        let met = match row.met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        let cells = [&*row.operation, &row.dataset, &p50, &p99, &row.goal, met, &row.note];
        text.push('|');
        for cell in cells {
            text.push(' ');
            text.push_str(&escaped(cell));
            text.push_str(" |");
        }
        text.push('\n');
    }
    text
}

/// The line that tells how to make the results again.
pub(super) fn measured_on<'a>(
    date: &str,
    machine: &str,
    commit: &str,
    command: &str,
    datasets: impl IntoIterator<Item = &'a Dataset>,
) -> String {
    let datasets: Vec<String> = datasets
        .into_iter()
        .map(|dataset| {
            let digest: String = dataset.digest.chars().take(DIGEST_LENGTH).collect();
            format!("{} (`{digest}`)", dataset.name)
        })
        .collect();
    format!(
        "Measured {date} on {machine}, commit `{commit}`, by `{command}`. Data: {}.",
        datasets.join(", ")
    )
}

/// The cells for p50 and p99; a single value stands in the first.
fn measured(row: &Row) -> (String, String) {
    let latency = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), latency);
    match (row.value, &row.unit) {
        (Some(value), Some(unit)) => (format!("{} {unit}", significant(value)), "–".to_owned()),
        _ => (latency(row.p50_us), latency(row.p99_us)),
    }
}

/// *Units*: takes microseconds, picks the unit in which the number is easiest to read.
pub(super) fn latency(microseconds: f64) -> String {
    // A number that would be rounded up to 1,000 belongs to the next unit.
    if microseconds < 0.9995 {
        format!("{} ns", significant(microseconds * 1e3))
    } else if microseconds < 999.5 {
        format!("{} µs", significant(microseconds))
    } else if microseconds < 999_500.0 {
        format!("{} ms", significant(microseconds / 1e3))
    } else {
        format!("{} s", significant(microseconds / 1e6))
    }
}

/// Three significant digits: more would show the noise of the machine.
pub(super) fn significant(value: f64) -> String {
    if value >= 99.95 {
        format!("{value:.0}")
    } else if value >= 9.995 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// A bar or a line break would end the cell.
pub(super) fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|").replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::super::results::{Dataset, Results, Row};
    use super::{latency, render, significant};

    fn row(operation: &str) -> Row {
        Row {
            operation: operation.into(),
            dataset: "reference".into(),
            p50_us: None,
            p99_us: None,
            value: None,
            unit: None,
            goal: String::new(),
            met: None,
            note: String::new(),
        }
    }

    #[test]
    fn table_shows_latencies_values_and_how_to_repeat_them() {
        let results = Results {
            date: "2026-11-21".into(),
            machine: "2 cores".into(),
            commit: "0123abc".into(),
            command: "cargo xtask bench --reference".into(),
            datasets: vec![Dataset {
                name: "reference".into(),
                digest: "0123456789abcdef0123".into(),
            }],
            rows: vec![
                Row {
                    p50_us: Some(1.2),
                    p99_us: Some(3.4),
                    goal: "0.02 ms p99".into(),
                    met: Some(true),
                    ..row("client dashboard")
                },
                Row {
                    p99_us: Some(1_500.0),
                    met: Some(false),
                    note: "a | b".into(),
                    ..row("match")
                },
                Row { value: Some(0.9), unit: Some("GiB".into()), ..row("resident memory") },
            ],
        };
        assert_eq!(
            render(&results),
            "\
| Operation | Data | p50 | p99 | Goal | Met | Note |
|---|---|---|---|---|---|---|
| client dashboard | reference | 1.20 µs | 3.40 µs | 0.02 ms p99 | yes |  |
| match | reference | – | 1.50 ms |  | **no** | a \\| b |
| resident memory | reference | 0.90 GiB | – |  | – |  |

Measured 2026-11-21 on 2 cores, commit `0123abc`, by `cargo xtask bench --reference`. \
Data: reference (`0123456789ab`).
"
        );
    }

    #[test]
    fn latency_changes_its_unit_where_the_rounded_number_would_be_a_thousand() {
        for (microseconds, expected) in [
            (0.025, "25.0 ns"),
            (0.9996, "1.00 µs"),
            (12.34, "12.3 µs"),
            (999.4, "999 µs"),
            (999.6, "1.00 ms"),
            (2_000_000.0, "2.00 s"),
        ] {
            assert_eq!(latency(microseconds), expected);
        }
    }

    #[test]
    fn numbers_have_three_digits_that_count() {
        for (value, expected) in
            [(0.9, "0.90"), (9.994, "9.99"), (9.996, "10.0"), (99.96, "100"), (20_500.0, "20500")]
        {
            assert_eq!(significant(value), expected);
        }
    }
}
