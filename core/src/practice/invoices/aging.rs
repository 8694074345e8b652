//! What is owed, by how late it is.

use std::collections::BTreeMap;

use jiff::ToSpan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::see_amounts;
use crate::clock::Timestamp;
use crate::dashboards::client::money;
use crate::error::Result;
use crate::lists::{Kept, ListName};
use crate::model::advisoros::{INVOICES, invoices as column};
use crate::model::audience::Audience;
use crate::model::money::Money;
use crate::model::rank::is_outstanding;
use crate::practice::Practice;
use crate::practice::period::Zone;

/// Asks what is owed, by how late it is: by one client, or by all.
///
/// ```
/// use advisor_engine::InvoiceAgingRequest;
/// let request: InvoiceAgingRequest =
///     serde_json::from_str(r#"{"audience": {"kind": "staff"}}"#).expect("valid JSON");
/// assert_eq!(request.time_zone, "UTC");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceAgingRequest {
    /// Who owes; everyone where it is missing, which only staff may ask for.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Who reads; for a portal that is shown no amounts there are no invoices.
    pub audience: Audience,
    /// The instant that lateness is counted to, by default that of the call. Invoices and balances are those of now.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// The IANA time zone whose calendar tells days.
    #[serde(default = "utc")]
    pub time_zone: String,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// What is owed, by how late it is.
///
/// ```
/// use advisor_engine::{InvoiceAging, Timestamp};
/// let nothing = InvoiceAging { counted_to: Timestamp::default(), currencies: Vec::new() };
/// assert!(nothing.currencies.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceAging {
    /// The instant that lateness is counted to.
    pub counted_to: Timestamp,
    /// The currencies in which anything is owed, in order of their codes; amounts are never summed across them.
    pub currencies: Vec<CurrencyAging>,
}

/// What is owed in one currency. Days late are calendar days of the zone from the day that an invoice was due; the
/// bands add up to the total.
///
/// ```
/// use advisor_engine::CurrencyAging;
/// assert_eq!(CurrencyAging::default().total.count, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyAging {
    /// The currency's code.
    pub currency: String,
    /// Due on that day or later.
    pub not_due: AgingBand,
    /// 1 to 30 days late.
    pub days_1_to_30: AgingBand,
    /// 31 to 60 days late.
    pub days_31_to_60: AgingBand,
    /// 61 to 90 days late.
    pub days_61_to_90: AgingBand,
    /// More than 90 days late.
    pub over_90_days: AgingBand,
    /// All of them.
    pub total: AgingBand,
}

/// Invoices that are owed.
///
/// ```
/// use advisor_engine::{AgingBand, Money};
/// assert_eq!(AgingBand::default().balance, Money::from_cents(0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgingBand {
    /// How many.
    pub count: u64,
    /// The sum of their balances; one of zero or below counts as it stands.
    pub balance: Money,
}

/// Days late at which the bands behind the first start: from 1 on, from 31 on, and so on.
const LATE_DAYS: [i64; 4] = [0, 30, 60, 90];

/// Instants, latest first: what is due before one of them is more days late than that of [`LATE_DAYS`].
struct Bounds([i64; 4]);

impl Bounds {
    fn at(instant: Timestamp, zone: &str) -> Result<Self> {
        let zone = Zone::of("time_zone", zone)?;
        let today = zone.date(instant);
        Ok(Self(
            LATE_DAYS.map(|days| zone.start(today.saturating_sub(days.days())).as_millisecond()),
        ))
    }

    /// How many bands behind the first an invoice stands.
    fn band(&self, due_ms: i64) -> usize {
        self.0.iter().take_while(|bound| due_ms < **bound).count()
    }
}

/// Counts and balances in cents, by band.
type Bands = [(u64, i128); LATE_DAYS.len() + 1];

fn aging(currency: &str, bands: &Bands) -> Result<CurrencyAging> {
    let band = |(count, cents): (u64, i128)| -> Result<AgingBand> {
        Ok(AgingBand { count, balance: money(cents)? })
    };
    let total = bands.iter().fold((0, 0), |sum, band| (sum.0 + band.0, sum.1 + band.1));
    let [not_due, to_30, to_60, to_90, over_90] = *bands;
    Ok(CurrencyAging {
        currency: currency.to_owned(),
        not_due: band(not_due)?,
        days_1_to_30: band(to_30)?,
        days_31_to_60: band(to_60)?,
        days_61_to_90: band(to_90)?,
        over_90_days: band(over_90)?,
        total: band(total)?,
    })
}

/// The bands of a list that is kept by due date, from its sums.
fn of_list(kept: &Kept, bounds: &Bounds) -> Bands {
    let mut bands = Bands::default();
    let mut later = (kept.len() as u64, kept.sum_before(|_| true).1);
    for (band, bound) in bands.iter_mut().zip(&bounds.0) {
        let earlier = kept.sum_before(|entry| entry.words[0] < *bound);
        *band = (later.0 - earlier.0, later.1 - earlier.1);
        later = earlier;
    }
    bands[LATE_DAYS.len()] = later;
    bands
}

/// What is owed by how late it is.
pub(crate) fn invoice_aging(
    practice: Practice<'_>,
    request: &InvoiceAgingRequest,
) -> Result<InvoiceAging> {
    let InvoiceAgingRequest { client_id, audience, as_of, time_zone } = request;
    see_amounts(practice, audience, client_id.as_deref())?;
    let counted_to = as_of.unwrap_or_else(|| practice.moment.exactly());
    let bounds = Bounds::at(counted_to, time_zone)?;
    let mut currencies: BTreeMap<&str, Bands> = BTreeMap::new();
    if let Some(client_id) = client_id {
        practice.client(client_id)?;
        for (_, row) in practice.rows_under(INVOICES, client_id) {
            if is_outstanding(row.text(column::status)) {
                let due = row.int(column::due_date).unwrap_or_default();
                let bands = currencies.entry(row.text(column::currency)).or_default();
                let (count, cents) = &mut bands[bounds.band(due)];
                *count += 1;
                *cents += i128::from(row.int(column::balance_amount).unwrap_or_default());
            }
        }
    } else {
        let rollup = practice.views.rollups.tenant(practice.tenant);
        for sums in rollup.into_iter().flat_map(|rollup| &rollup.invoices) {
            let (lists, currency) = (practice.lists(), &*sums.currency);
            let kept = lists.of_owner(ListName::OwedInvoices, practice.tenant, currency);
            if let Some(kept) = kept {
                currencies.insert(currency, of_list(kept, &bounds));
            }
        }
    }
    let currencies = currencies.iter().map(|(currency, bands)| aging(currency, bands));
    Ok(InvoiceAging { counted_to, currencies: currencies.collect::<Result<_>>()? })
}
