//! What the demo looks at: the client with the most documents, and three clients' needs.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use advisor_engine::{Budget, BudgetKind, ClientNeeds};
use advisor_engine_data::snapshot::{Manifest, read_embeddings};
use anyhow::{Context, Result};
use arrow::array::AsArray;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

pub(crate) struct Picked {
    pub(crate) tenant: String,
    pub(crate) client: String,
    pub(crate) needs: Vec<(&'static str, ClientNeeds)>,
}

pub(crate) fn pick(snapshot: &Path) -> Result<Picked> {
    let clients = text_column(snapshot, "documents", "clientId")?;
    let tenants = text_column(snapshot, "documents", "organizationId")?;
    let mut counts: HashMap<(&str, &str), u32> = HashMap::new();
    for (tenant, client) in tenants.iter().zip(&clients) {
        *counts.entry((tenant, client)).or_default() += 1;
    }
    // The ids break ties, so that every run picks the same.
    let (tenant, client) = counts
        .into_iter()
        .max_by_key(|(ids, count)| (*count, *ids))
        .map(|(ids, _)| ids)
        .context("the snapshot holds no document")?;
    Ok(Picked { tenant: tenant.to_owned(), client: client.to_owned(), needs: needs(snapshot)? })
}

fn needs(snapshot: &Path) -> Result<Vec<(&'static str, ClientNeeds)>> {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let example = read_embeddings(snapshot, 1)?.next().context("the snapshot holds no embedding")??;
    let limit = 3;
    Ok(vec![
        ("A clinic needs tax planning and bookkeeping, at most 400.00 an hour", ClientNeeds {
            industries: words(&["Healthcare"]),
            required_services: words(&["tax_planning", "bookkeeping"]),
            max_hourly_rate: Some("400.00".parse()?),
            limit,
            ..ClientNeeds::default()
        }),
        ("A consultancy looks for advisors who read like one that it knows (by embedding)", ClientNeeds {
            industries: words(&["Professional Services"]),
            embedding: example.first().context("the snapshot holds no embedding")?.vector.clone(),
            limit,
            ..ClientNeeds::default()
        }),
        ("A shop wants a plan and a budget of 300.00 an hour, by the older points formula", ClientNeeds {
            industries: words(&["Retail"]),
            required_services: words(&["financial_planning"]),
            certifications: words(&["CPA"]),
            budget: Some(Budget { min: None, max: Some("300.00".parse()?), kind: BudgetKind::Hourly }),
            scoring_profile: "points-v1".to_owned(),
            limit,
            ..ClientNeeds::default()
        }),
    ])
}

/// One text column of a table of the snapshot.
fn text_column(snapshot: &Path, table: &str, column: &str) -> Result<Vec<String>> {
    let manifest = Manifest::read(snapshot)?;
    let files = &manifest.tables.get(table).with_context(|| format!("no table `{table}`"))?.files;
    let mut values = Vec::new();
    for file in files {
        for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(snapshot.join(file))?)?.build()? {
            let batch = batch?;
            let array = batch.column_by_name(column).with_context(|| format!("no column `{column}`"))?;
            values.extend(array.as_string::<i32>().iter().flatten().map(str::to_owned));
        }
    }
    Ok(values)
}
