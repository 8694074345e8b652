//! Reads the sample into typed rows, after its digests were found right.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::digests::{DIGEST_FILE, Digests};
use super::rows::{Adviser, Business, Filing, InvoiceRecord, TaskEvent};
use super::table::RawTable;
use crate::calendar::{parse_day_ms, parse_instant_ms, year_of_us_date};

/// The whole sample in memory, about 10 MB.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Registered advisers with their texts.
    pub advisers: Vec<Adviser>,
    /// Small businesses.
    pub businesses: Vec<Business>,
    /// Invoices, cancellations among them.
    pub invoices: Vec<InvoiceRecord>,
    /// Events of approval cases; a case's events stand together.
    pub events: Vec<TaskEvent>,
    /// Dated documents.
    pub filings: Vec<Filing>,
    /// Words of the language, in upper case: a sentence made of them names nobody.
    pub common_words: Vec<String>,
    /// Digest over the digests of all files: it names this version of the sample.
    pub digest: String,
}

/// The committed sample's folder: `data/sample` of the checkout that cargo runs in, unless the
/// variable `ADVISOR_ENGINE_SAMPLE` names another.
///
/// Checkouts that share a target folder share what is compiled, so the path of the one that happened
/// to compile this is only the last resort.
#[must_use]
pub fn default_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("ADVISOR_ENGINE_SAMPLE") {
        return PathBuf::from(folder);
    }
    let from_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let start = from_cargo.or_else(|| std::env::current_dir().ok()).unwrap_or_default();
    start
        .ancestors()
        .map(|folder| folder.join("data/sample"))
        .find(|folder| folder.join(DIGEST_FILE).is_file())
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("sample"))
}

impl Sample {
    /// Loads the sample of `folder`.
    ///
    /// # Errors
    ///
    /// When a file is missing, or its SHA-256 is another than `SHA256SUMS` says: the message then
    /// names the file, the digest expected, the digest got and the command that restores it.
    ///
    /// # Example
    ///
    /// ```
    /// use advisor_engine_data::sample::{Sample, default_folder};
    /// let sample = Sample::load(&default_folder())?;
    /// assert_eq!(sample.advisers.len(), 600);
    /// # Ok::<(), anyhow::Error>(())
    /// ```
    pub fn load(folder: &Path) -> Result<Self> {
        let digests = Digests::read(folder)?;
        let read = |file: &str| -> Result<RawTable> {
            let bytes = digests.read_checked(folder, file)?;
            RawTable::read(bytes).with_context(|| format!("reading sample file `{file}`"))
        };
        Ok(Self {
            advisers: advisers(&read("advisers.parquet")?, &read("adviser_texts.parquet")?)?,
            businesses: businesses(&read("small_businesses.parquet")?)?,
            invoices: invoices(&read("invoices.parquet")?)?,
            events: events(&read("task_events.parquet")?)?,
            filings: filings(&read("filings.parquet")?)?,
            common_words: common_words(&read("common_words.parquet")?)?,
            digest: digests.whole(),
        })
    }
}

fn advisers(table: &RawTable, texts: &RawTable) -> Result<Vec<Adviser>> {
    let mut texts_by_crd: HashMap<&str, Vec<String>> = HashMap::new();
    let (text_crd, text) = (texts.column("crd")?, texts.column("text")?);
    for row in 0..texts.row_count() {
        texts_by_crd.entry(text_crd.text(row)).or_default().push(text.owned(row));
    }
    let crd = table.column("crd")?;
    let name = table.column("name")?;
    let state = table.column("state")?;
    let country = table.column("country")?;
    let registered = table.column("sec_effective_date")?;
    let employees = table.column("employees")?;
    let assets_total = table.column("assets_total")?;
    let services = table.column("services")?;
    let services_other = table.column("services_other")?;
    let compensation = table.column("compensation")?;
    let client_types = table.column("client_types")?;
    let other_business = table.column("other_business")?;
    let affiliates = table.column("affiliates")?;
    Ok((0..table.row_count())
        .map(|row| Adviser {
            crd: crd.owned(row),
            name: name.owned(row),
            state: state.owned(row),
            country: country.owned(row),
            registered_year: year_of_us_date(registered.text(row)),
            employee_count: employees.text(row).parse().unwrap_or(0),
            assets_total: assets_total.owned(row),
            services: services.list(row),
            services_other: services_other.owned(row),
            compensation: compensation.list(row),
            client_types: client_types.list(row),
            other_business: other_business.list(row),
            affiliates: affiliates.list(row),
            texts: texts_by_crd.remove(crd.text(row)).unwrap_or_default(),
        })
        .collect())
}

fn businesses(table: &RawTable) -> Result<Vec<Business>> {
    let state = table.column("state")?;
    let naics = table.column("naics")?;
    let industry = table.column("industry")?;
    let business_type = table.column("business_type")?;
    let jobs = table.column("jobs")?;
    let loan_amount = table.column("loan_amount")?;
    let approved_on = table.column("approved_on")?;
    (0..table.row_count())
        .map(|row| {
            Ok(Business {
                state: state.owned(row),
                naics: naics.owned(row),
                industry: industry.owned(row),
                business_type: business_type.owned(row),
                job_count: jobs.text(row).parse().ok(),
                loan_cents: parse_hundredths(loan_amount.text(row))?,
                approved_ms: parse_day_ms(approved_on.text(row))?,
            })
        })
        .collect()
}

fn invoices(table: &RawTable) -> Result<Vec<InvoiceRecord>> {
    let invoice_number = table.column("invoice_number")?;
    let customer_id = table.column("customer_id")?;
    let invoice_date = table.column("invoice_date")?;
    let country = table.column("country")?;
    let amount = table.column("amount")?;
    (0..table.row_count())
        .map(|row| {
            Ok(InvoiceRecord {
                invoice_number: invoice_number.owned(row),
                customer_id: customer_id.owned(row),
                invoiced_ms: parse_instant_ms(invoice_date.text(row))?,
                country: country.owned(row),
                amount_pence: parse_hundredths(amount.text(row))?,
            })
        })
        .collect()
}

fn events(table: &RawTable) -> Result<Vec<TaskEvent>> {
    let case_id = table.column("case_id")?;
    let activity = table.column("activity")?;
    let role = table.column("role")?;
    let at = table.column("at")?;
    (0..table.row_count())
        .map(|row| {
            Ok(TaskEvent {
                case_id: case_id.owned(row),
                activity: activity.owned(row),
                role: role.owned(row),
                at_ms: parse_instant_ms(at.text(row))?,
            })
        })
        .collect()
}

fn filings(table: &RawTable) -> Result<Vec<Filing>> {
    let filing_id = table.column("filing_id")?;
    let crd = table.column("crd")?;
    let filed_at = table.column("filed_at")?;
    (0..table.row_count())
        .map(|row| {
            Ok(Filing {
                filing_id: filing_id.owned(row),
                crd: crd.owned(row),
                filed_ms: parse_instant_ms(filed_at.text(row))?,
            })
        })
        .collect()
}

fn common_words(table: &RawTable) -> Result<Vec<String>> {
    let word = table.column("word")?;
    Ok((0..table.row_count()).map(|row| word.owned(row)).collect())
}

/// Reads a decimal amount as hundredths without passing through a float.
fn parse_hundredths(text: &str) -> Result<i64> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: i64 = whole.parse().with_context(|| format!("`{text}` is not an amount"))?;
    let mut hundredths: String = fraction.chars().take(2).collect();
    while hundredths.len() < 2 {
        hundredths.push('0');
    }
    let hundredths: i64 =
        hundredths.parse().with_context(|| format!("`{text}` is not an amount"))?;
    let amount = whole.saturating_mul(100).saturating_add(hundredths);
    Ok(if is_negative { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        for (text, expected) in
            [("149082.5", 14_908_250), ("-27.50", -2_750), ("-0.05", -5), ("7", 700)]
        {
            assert_eq!(parse_hundredths(text).unwrap(), expected, "{text}");
        }
        assert!(parse_hundredths("").is_err());
        assert!(parse_hundredths("1e5").is_err());
    }
}
