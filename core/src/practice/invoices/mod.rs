//! Reads of a tenant's invoices.

mod aging;
mod list;
mod row;

pub(crate) use aging::invoice_aging;
pub use aging::{AgingBand, CurrencyAging, InvoiceAging, InvoiceAgingRequest};
pub(crate) use list::list_invoices;
pub use list::{InvoiceFilters, InvoiceSort, ListInvoices};
pub use row::{InvoiceRow, InvoiceRowField};

use super::Practice;
use crate::error::{Error, Result};
use crate::model::audience::Audience;

/// Checks that an audience may see amounts: of a portal that may not, there are no invoices.
///
/// # Errors
/// As [`Practice::view`], and `NotFound` for a portal that is shown no amounts.
fn see_amounts(practice: Practice<'_>, audience: &Audience, client_id: Option<&str>) -> Result<()> {
    if practice.view(audience, client_id)?.shows_financials {
        Ok(())
    } else {
        Err(Error::not_found("no invoices for this portal access"))
    }
}
