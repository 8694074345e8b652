//! An invoice as lists show it.

use crate::clock::Timestamp;
use crate::lists::invoice_facts;
use crate::model::advisoros::invoices as column;
use crate::model::money::Money;
use crate::model::rank::{PAYMENT_STATUS, is_outstanding};
use crate::model::row::RowRef;
use crate::model::selectable::{Selection, Source, selectable};
use crate::moment::Moment;

selectable! {
    /// An invoice of a client; amounts are in its currency.
    InvoiceRow, InvoiceRowField {
        /// The invoice's id.
        id = column::id;
        /// The client that it belongs to.
        client_id / ClientId / "clientId": String = text(column::client_id);
        /// The client's name; none where the client is deleted or not of this tenant.
        client_name / ClientName / "clientName": Option<String> = client_name(column::client_id);
        /// The engagement that it is for.
        engagement_id / EngagementId / "engagementId": Option<String> = text_opt(column::engagement_id);
        /// The engagement's name; none where the engagement is deleted or not of this tenant.
        engagement_name / EngagementName / "engagementName": Option<String> = engagement_name(column::engagement_id);
        /// Its number.
        invoice_number / InvoiceNumber / "invoiceNumber": String = text(column::invoice_number);
        /// `draft`, `sent`, `viewed`, `partial`, `overdue`, `paid` or `cancelled`; other values are the source's.
        status / Status / "status": String = text(column::status);
        /// By its amounts: `paid` where no less than the total was, `partial` where something was, else `unpaid`.
        payment_status / PaymentStatus / "paymentStatus": String = payment_status();
        /// Its date.
        invoice_date / InvoiceDate / "invoiceDate": Timestamp = timestamp(column::invoice_date);
        /// When it is due.
        due_date / DueDate / "dueDate": Timestamp = timestamp(column::due_date);
        /// The sum of its lines.
        subtotal / Subtotal / "subtotal": Money = money(column::subtotal);
        /// The tax on it.
        tax_amount / TaxAmount / "taxAmount": Money = money(column::tax_amount);
        /// What is taken off.
        discount_amount / DiscountAmount / "discountAmount": Money = money(column::discount_amount);
        /// What is to be paid in all.
        total_amount / TotalAmount / "totalAmount": Money = money(column::total_amount);
        /// What was paid.
        paid_amount / PaidAmount / "paidAmount": Money = money(column::paid_amount);
        /// What is still to be paid, as the source keeps it.
        balance_amount / BalanceAmount / "balanceAmount": Money = money(column::balance_amount);
        /// The currency's code.
        currency / Currency / "currency": String = text(column::currency);
        /// When it is to be paid, in the source's words.
        payment_terms / PaymentTerms / "paymentTerms": Option<String> = text_opt(column::payment_terms);
        /// When it was sent.
        sent_at / SentAt / "sentAt": Option<Timestamp> = timestamp_opt(column::sent_at);
        /// When it was first looked at.
        viewed_at / ViewedAt / "viewedAt": Option<Timestamp> = timestamp_opt(column::viewed_at);
        /// When it was paid.
        paid_at / PaidAt / "paidAt": Option<Timestamp> = timestamp_opt(column::paid_at);
        /// When the row was made.
        created_at / CreatedAt / "createdAt": Timestamp = timestamp(column::created_at);
        /// When it was last changed.
        updated_at / UpdatedAt / "updatedAt": Timestamp = timestamp(column::updated_at);
    }
    beside {
        /// Of an overdue invoice, one that is outstanding with a balance above zero and was due before the call: whole
        /// days of 24 hours since then.
        days_overdue / "daysOverdue": u64;
    }
}

impl Source<'_> {
    fn payment_status(&self) -> String {
        PAYMENT_STATUS.0[invoice_facts::payment(self.row)].to_owned()
    }
}

/// Whole days since an invoice was due; none where it is not overdue at the call.
pub(super) fn days_overdue(row: RowRef<'_>, moment: &Moment) -> Option<u64> {
    let due = row.int(column::due_date)?;
    let is_overdue = row.int(column::balance_amount).is_some_and(|balance| balance > 0)
        && is_outstanding(row.text(column::status))
        && moment.has_reached(due.saturating_add(1));
    is_overdue.then(|| moment.whole_days_since(due).unsigned_abs())
}

impl InvoiceRow {
    /// The row as it stands at the call.
    pub(in crate::practice) fn at(
        source: &Source<'_>,
        fields: Selection<InvoiceRowField>,
        moment: &Moment,
    ) -> Self {
        Self { days_overdue: days_overdue(source.row, moment), ..Self::read(source, fields) }
    }
}
