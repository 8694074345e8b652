//! Makes the committed sample from the full public tables.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::digests::Digests;
use super::{select, table};
use crate::masking::common_words;

/// One file that [`extract`] wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampledTable {
    /// Name of the file inside the sample folder.
    pub file: &'static str,
    /// Rows kept.
    pub row_count: usize,
    /// Size of the file in bytes.
    pub size_bytes: u64,
}

/// A source table in memory.
#[derive(Debug)]
pub(super) struct SourceTable {
    columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl SourceTable {
    fn read(path: &Path) -> Result<Self> {
        let context = || format!("reading `{}`", path.display());
        let mut reader = csv::Reader::from_path(path).with_context(context)?;
        let columns = reader.headers().with_context(context)?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            rows.push(record.with_context(context)?.iter().map(str::to_owned).collect());
        }
        Ok(Self { columns, rows })
    }

    fn position(&self, column: &str) -> Result<usize> {
        self.columns
            .iter()
            .position(|name| name == column)
            .with_context(|| format!("the source table has no column `{column}`"))
    }

    /// The text of one column of a row; empty when the table lacks the column.
    pub(super) fn text<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let position = self.columns.iter().position(|name| name == column);
        position.and_then(|position| row.get(position)).map_or("", String::as_str)
    }

    /// The rows with only the columns called `kept`.
    fn project(&self, rows: &[Vec<String>], kept: &[&str]) -> Result<Vec<Vec<String>>> {
        let positions =
            kept.iter().map(|column| self.position(column)).collect::<Result<Vec<_>>>()?;
        Ok(rows
            .iter()
            .map(|row| {
                positions
                    .iter()
                    .map(|position| row.get(*position).cloned().unwrap_or_default())
                    .collect()
            })
            .collect())
    }
}

#[derive(Debug, Deserialize)]
struct AdviserTexts {
    crd: String,
    texts: Vec<String>,
}

fn read_texts(path: &Path) -> Result<HashMap<String, Vec<String>>> {
    let context = || format!("reading `{}`", path.display());
    let reader = BufReader::new(File::open(path).with_context(context)?);
    let mut by_crd = HashMap::new();
    for line in reader.lines() {
        let entry: AdviserTexts =
            serde_json::from_str(&line.with_context(context)?).with_context(context)?;
        by_crd.insert(entry.crd, entry.texts);
    }
    Ok(by_crd)
}

/// Columns of the advisers that are kept; the rest (website, city, postal code, client counts) is
/// not used and would only add ways to find the firm again.
const ADVISER_COLUMNS: &[&str] = &[
    "crd",
    "name",
    "state",
    "country",
    "sec_effective_date",
    "employees",
    "assets_total",
    "services",
    "services_other",
    "compensation",
    "client_types",
    "other_business",
    "affiliates",
];
const TEXT_COLUMNS: &[&str] = &["crd", "text"];
const BUSINESS_COLUMNS: &[&str] =
    &["state", "naics", "industry", "business_type", "jobs", "loan_amount", "approved_on"];
const INVOICE_COLUMNS: &[&str] =
    &["invoice_number", "customer_id", "invoice_date", "country", "amount"];
/// The amount column of the events is left out: it is empty throughout the source.
const EVENT_COLUMNS: &[&str] = &["case_id", "activity", "role", "at"];
const FILING_COLUMNS: &[&str] = &["filing_id", "crd", "filed_at"];

/// Makes the sample in folder `to` from the full tables in folder `from`, with its digest file.
///
/// The same source gives the same bytes. *Cost*: reads the whole source into memory, about 20 MB.
///
/// # Errors
///
/// When a source table is missing, lacks a column, or the target cannot be written.
pub fn extract(from: &Path, to: &Path) -> Result<Vec<SampledTable>> {
    std::fs::create_dir_all(to).with_context(|| format!("creating `{}`", to.display()))?;
    let advisers = SourceTable::read(&from.join("advisers.csv"))?;
    let texts = read_texts(&from.join("adviser_texts.jsonl"))?;
    let chosen = select::advisers(&advisers, &texts);
    let crd = advisers.position("crd")?;
    let is_chosen = |row: &&Vec<String>| row.get(crd).is_some_and(|crd| chosen.contains(crd));
    let adviser_rows: Vec<Vec<String>> = advisers.rows.iter().filter(is_chosen).cloned().collect();
    let mut written = Vec::new();
    let mut write = |file: &'static str, columns: &[&str], rows: &[Vec<String>]| -> Result<()> {
        let path = to.join(file);
        table::write(&path, columns, rows)?;
        written.push(SampledTable {
            file,
            row_count: rows.len(),
            size_bytes: std::fs::metadata(&path)?.len(),
        });
        Ok(())
    };
    write("advisers.parquet", ADVISER_COLUMNS, &advisers.project(&adviser_rows, ADVISER_COLUMNS)?)?;
    write("adviser_texts.parquet", TEXT_COLUMNS, &text_rows(&adviser_rows, crd, &texts))?;

    // Learnt from all firms: the sample alone is too small to tell a word from a name.
    let words = common_words(texts.values().map(Vec::as_slice));
    let word_rows: Vec<Vec<String>> = words.into_iter().map(|word| vec![word]).collect();
    write("common_words.parquet", &["word"], &word_rows)?;

    let businesses = SourceTable::read(&from.join("small_businesses.csv"))?;
    let rows = select::by_rank(&businesses, select::BUSINESS_COUNT);
    write(
        "small_businesses.parquet",
        BUSINESS_COLUMNS,
        &businesses.project(&rows, BUSINESS_COLUMNS)?,
    )?;

    let invoices = SourceTable::read(&from.join("invoices.csv"))?;
    let rows = select::by_rank(&invoices, select::INVOICE_COUNT);
    write("invoices.parquet", INVOICE_COLUMNS, &invoices.project(&rows, INVOICE_COLUMNS)?)?;

    let events = SourceTable::read(&from.join("task_events.csv"))?;
    let rows = select::cases(&events, events.position("case_id")?);
    write("task_events.parquet", EVENT_COLUMNS, &events.project(&rows, EVENT_COLUMNS)?)?;

    let filings = SourceTable::read(&from.join("filings.csv"))?;
    let rows = select::filings(&filings, filings.position("crd")?, &chosen);
    write("filings.parquet", FILING_COLUMNS, &filings.project(&rows, FILING_COLUMNS)?)?;

    let files: Vec<&str> = written.iter().map(|table| table.file).collect();
    Digests::write(to, &files)?;
    Ok(written)
}

/// One row per text, in the order of the firms.
fn text_rows(
    advisers: &[Vec<String>],
    crd_column: usize,
    texts: &HashMap<String, Vec<String>>,
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
    for crd in advisers.iter().filter_map(|row| row.get(crd_column)) {
        for text in texts.get(crd).into_iter().flatten() {
            // Some firms filed the same text for two items of the form.
            if seen.insert((crd, text)) {
                rows.push(vec![crd.clone(), text.clone()]);
            }
        }
    }
    rows
}
