//! Reads of invoices.

use crate::engine::Tenant;
use crate::error::Result;
use crate::lists::Page;
use crate::options::CallOptions;
use crate::practice::{self, InvoiceAging, InvoiceAgingRequest, InvoiceRow, ListInvoices};
use crate::snapshot::Answer;

impl Tenant {
    /// A page of invoices with the names of client and engagement, what was paid of each, and how long it is overdue at
    /// the call.
    ///
    /// *What counts*: invoices of this tenant that are not deleted; of a client, one that is live and of this tenant; of
    /// an engagement that is live, the invoices of its client that name it. A portal sees those of its own client, and
    /// none where it is shown no amounts.
    /// *Order*: as asked, along the life of an invoice otherwise; see [`crate::InvoiceSort`]. *Cost*: of the whole tenant
    /// in that order, the rows of the page, and to count a filtered list one look at each invoice of the tenant; in any
    /// other order one look at each. Of a client or an engagement, one look at each invoice of the client.
    ///
    /// # Errors
    /// `NotFound` when the tenant, the client or the engagement is not there, and when the portal access is of another
    /// client, inactive, expired, or shown no amounts; `InvalidArgument` for a portal that names no client, and for a
    /// filter or a page that cannot be taken.
    pub fn list_invoices(
        &self,
        request: &ListInvoices,
        options: &CallOptions,
    ) -> Result<Answer<Page<InvoiceRow>>> {
        self.read_practice("list_invoices", options, |read| practice::list_invoices(read, request))
    }

    /// What is owed by how many calendar days it is late, per currency.
    ///
    /// *What counts*: invoices of this tenant that are not deleted and are sent, viewed, partly paid or overdue, with
    /// their balances as they stand, whatever their sign; of a client, one that is live and of this tenant.
    /// *Units*: a day starts at its midnight in the zone, and may have 23 or 25 hours. *Order*: currencies by code.
    /// *Cost*: of the whole tenant, a step per some hundred of the invoices that are owed; of a client, one look at each
    /// of its invoices.
    ///
    /// # Errors
    /// `NotFound` when the tenant or the client is not there, and when the portal access is of another client, inactive,
    /// expired, or shown no amounts; `InvalidArgument` for a portal that names no client, and for an unknown zone;
    /// `ResourceExhausted` for a sum beyond the range of money.
    pub fn invoice_aging(
        &self,
        request: &InvoiceAgingRequest,
        options: &CallOptions,
    ) -> Result<Answer<InvoiceAging>> {
        self.read_practice("invoice_aging", options, |read| practice::invoice_aging(read, request))
    }
}
