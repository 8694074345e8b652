//! Rows of the sample as the sources publish them; nothing here is generated.

/// One registered investment adviser.
///
/// *Source*: SEC Form ADV Part 1, public domain. List columns keep the order of the filing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adviser {
    /// The firm's number in the Central Registration Depository.
    pub crd: String,
    /// The real firm name: it must never leave this crate beside a generated value.
    pub name: String,
    /// Two-letter state of the main office, empty abroad.
    pub state: String,
    /// Country of the main office.
    pub country: String,
    /// Year of the registration with the SEC.
    pub registered_year: Option<i32>,
    /// Number of employees.
    pub employee_count: u64,
    /// Regulatory assets under management in US dollars, as written (it may be in exponent form).
    pub assets_total: String,
    /// Advisory services (item 5G).
    pub services: Vec<String>,
    /// Advisory services in the firm's own words.
    pub services_other: String,
    /// Ways of compensation (item 5E).
    pub compensation: Vec<String>,
    /// Kinds of clients (item 5D).
    pub client_types: Vec<String>,
    /// Other businesses of the firm (item 6A).
    pub other_business: Vec<String>,
    /// Kinds of affiliated firms (item 7A).
    pub affiliates: Vec<String>,
    /// Free texts that the firm filed about its business (Schedule D).
    pub texts: Vec<String>,
}

/// One small business that received a loan.
///
/// *Source*: SBA Paycheck Protection Program 2020, public domain; no names are published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Business {
    /// Two-letter state.
    pub state: String,
    /// Six-digit NAICS code of 2017, empty where the source is.
    pub naics: String,
    /// Title of the NAICS code.
    pub industry: String,
    /// Legal form in the source's words.
    pub business_type: String,
    /// Jobs reported.
    pub job_count: Option<u64>,
    /// Loan in US cents: about two and a half months of payroll.
    pub loan_cents: i64,
    /// Day of approval, milliseconds UTC.
    pub approved_ms: i64,
}

/// One invoice of a retailer.
///
/// *Source*: UCI Online Retail, CC BY 4.0, Daqing Chen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvoiceRecord {
    /// Number; a leading `C` marks a cancellation.
    pub invoice_number: String,
    /// Customer, empty where the source is.
    pub customer_id: String,
    /// Instant of the invoice, milliseconds UTC.
    pub invoiced_ms: i64,
    /// Country of the customer.
    pub country: String,
    /// Amount in pence; negative for a cancellation.
    pub amount_pence: i64,
}

impl InvoiceRecord {
    /// Tells whether this row takes an amount back rather than asking for one.
    #[must_use]
    pub fn is_cancellation(&self) -> bool {
        self.invoice_number.starts_with('C') || self.amount_pence < 0
    }
}

/// One event of an approval case.
///
/// *Source*: BPI Challenge 2020, Request for Payment, CC BY 4.0, Boudewijn van Dongen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskEvent {
    /// The case; its events stand together, in order of time.
    pub case_id: String,
    /// What was done.
    pub activity: String,
    /// Who did it, as a role.
    pub role: String,
    /// When, milliseconds UTC.
    pub at_ms: i64,
}

/// One dated document that a firm filed.
///
/// *Source*: SEC Form ADV Part 1, public domain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filing {
    /// Number of the filing.
    pub filing_id: String,
    /// The firm that filed it.
    pub crd: String,
    /// When, milliseconds UTC.
    pub filed_ms: i64,
}
