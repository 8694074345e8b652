//! Which rows of the sources the sample keeps.
//!
//! Rows are ranked by a digest of their content, never by a random draw, so that the same source
//! gives the same sample without a seed.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::extract::SourceTable;
use crate::digest::content_rank;
use crate::masking::Masker;

pub(super) const ADVISER_COUNT: usize = 600;
pub(super) const BUSINESS_COUNT: usize = 1_000;
pub(super) const INVOICE_COUNT: usize = 3_000;
pub(super) const CASE_COUNT: usize = 1_500;
pub(super) const FILING_COUNT: usize = 3_000;

/// Advisers taken for what they offer rather than by rank: few registered advisers do accounting
/// work, and a sample by rank alone would hardly show the services that clients here ask for.
const RELATED_ADVISER_COUNT: usize = 350;

/// Longest text of a firm that is kept, in bytes: longer ones are explanations of the form.
const TEXT_LIMIT_BYTES: usize = 900;

/// Words of the accounting practice; a firm that uses them is nearer to the platform's advisors.
const RELATED_WORDS: &[&str] =
    &["TAX", "BOOKKEEP", "ACCOUNTING", "PAYROLL", "CFO", "BUSINESS CONSULTING", "ESTATE"];

/// Keeps the `count` rows of lowest rank, in the source's order.
pub(super) fn by_rank(table: &SourceTable, count: usize) -> Vec<Vec<String>> {
    let mut ranked: Vec<(u64, usize)> = table
        .rows
        .iter()
        .enumerate()
        .map(|(position, row)| (content_rank(row.join("|").as_bytes()), position))
        .collect();
    ranked.sort_unstable();
    let kept: BTreeSet<usize> =
        ranked.into_iter().take(count).map(|(_, position)| position).collect();
    kept.into_iter().filter_map(|position| table.rows.get(position).cloned()).collect()
}

/// Keeps every event of `CASE_COUNT` cases.
pub(super) fn cases(table: &SourceTable, case_column: usize) -> Vec<Vec<String>> {
    let case_of = |row: &Vec<String>| row.get(case_column).cloned().unwrap_or_default();
    let distinct: HashSet<String> = table.rows.iter().map(case_of).collect();
    let mut ranked: Vec<(u64, String)> =
        distinct.into_iter().map(|case| (content_rank(case.as_bytes()), case)).collect();
    ranked.sort_unstable();
    let kept: HashSet<String> = ranked.into_iter().take(CASE_COUNT).map(|(_, case)| case).collect();
    table.rows.iter().filter(|row| kept.contains(&case_of(row))).cloned().collect()
}

/// Keeps the filings of the chosen firms, then others by rank.
pub(super) fn filings(
    table: &SourceTable,
    crd_column: usize,
    chosen: &HashSet<String>,
) -> Vec<Vec<String>> {
    let mut ranked: Vec<(bool, u64, usize)> = table
        .rows
        .iter()
        .enumerate()
        .map(|(position, row)| {
            let is_other = row.get(crd_column).is_none_or(|crd| !chosen.contains(crd));
            (is_other, content_rank(row.join("|").as_bytes()), position)
        })
        .collect();
    ranked.sort_unstable();
    let kept: BTreeSet<usize> =
        ranked.into_iter().take(FILING_COUNT).map(|(_, _, position)| position).collect();
    kept.into_iter().filter_map(|position| table.rows.get(position).cloned()).collect()
}

/// Numbers of the chosen firms: with texts, not too long, that name no other firm of the source;
/// nearest to the accounting practice first.
pub(super) fn advisers(
    table: &SourceTable,
    texts: &HashMap<String, Vec<String>>,
) -> HashSet<String> {
    let masker = Masker::new(table.rows.iter().map(|row| table.text(row, "name")), []);
    let mut ranked: Vec<(i64, u64, &str)> = Vec::new();
    for row in &table.rows {
        let crd = table.text(row, "crd");
        let Some(texts) = texts.get(crd) else { continue };
        // A firm's own name is known and can be masked; a third party's might not be.
        let own = Masker::new([table.text(row, "name")], []);
        let names_another = texts.iter().any(|text| masker.find_name(&own.mask(text)).is_some());
        if texts.iter().map(String::len).sum::<usize>() > TEXT_LIMIT_BYTES || names_another {
            continue;
        }
        let words = texts.join(" ").to_uppercase();
        let related = RELATED_WORDS.iter().filter(|word| words.contains(**word)).count();
        let mut score = i64::try_from(related).unwrap_or(0);
        score += 3 * i64::from(table.text(row, "other_business").contains("accountant"));
        score += 2 * i64::from(table.text(row, "affiliates").contains("accounting_firm"));
        ranked.push((-score, content_rank(crd.as_bytes()), crd));
    }
    ranked.sort_unstable();
    let (related, others) = ranked.split_at(RELATED_ADVISER_COUNT.min(ranked.len()));
    let mut others = others.to_vec();
    others.sort_unstable_by_key(|(_, rank, _)| *rank);
    related
        .iter()
        .chain(others.iter())
        .take(ADVISER_COUNT)
        .map(|(_, _, crd)| (*crd).to_owned())
        .collect()
}
