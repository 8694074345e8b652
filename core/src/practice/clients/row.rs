//! A client as lists show it.

use crate::clock::Timestamp;
use crate::model::advisoros::clients as column;
use crate::model::decimal::Decimal;
use crate::model::selectable::{Source, selectable};

selectable! {
    /// A client of the practice, with how many rows hang on it.
    ClientRow, ClientRowField {
        /// The client's id.
        id = column::id;
        /// The client's name.
        business_name / BusinessName / "businessName": String = text(column::business_name);
        /// The name in the register.
        legal_name / LegalName / "legalName": Option<String> = text_opt(column::legal_name);
        /// The number at the tax office.
        tax_id / TaxId / "taxId": Option<String> = text_opt(column::tax_id);
        /// The id in QuickBooks, where the client is connected.
        quickbooks_id / QuickbooksId / "quickbooksId": Option<String> = text_opt(column::quickbooks_id);
        /// Whom to talk to.
        primary_contact_name / PrimaryContactName / "primaryContactName": String = text(column::primary_contact_name);
        /// Where to write.
        primary_contact_email / PrimaryContactEmail / "primaryContactEmail": String = text(column::primary_contact_email);
        /// The legal form.
        business_type / BusinessType / "businessType": Option<String> = text_opt(column::business_type);
        /// The trade.
        industry / Industry / "industry": Option<String> = text_opt(column::industry);
        /// `active`, `prospect` or `inactive`; other values are the source's.
        status / Status / "status": String = text(column::status);
        /// `low`, `medium` or `high`; other values are the source's.
        risk_level / RiskLevel / "riskLevel": String = text(column::risk_level);
        /// Revenue of a year.
        annual_revenue / AnnualRevenue / "annualRevenue": Option<Decimal> = decimal_opt(column::annual_revenue);
        /// Live documents.
        document_count / DocumentCount / "documentCount": u64 = document_count();
        /// Live engagements.
        engagement_count / EngagementCount / "engagementCount": u64 = engagement_count();
        /// Live invoices.
        invoice_count / InvoiceCount / "invoiceCount": u64 = invoice_count();
        /// When the row was made.
        created_at / CreatedAt / "createdAt": Timestamp = timestamp(column::created_at);
        /// When it was last changed.
        updated_at / UpdatedAt / "updatedAt": Timestamp = timestamp(column::updated_at);
    }
}

impl Source<'_> {
    fn document_count(&self) -> u64 {
        self.rollup
            .map_or(0, |rollup| rollup.documents.iter().map(|sums| u64::from(sums.count)).sum())
    }

    fn engagement_count(&self) -> u64 {
        self.rollup.map_or(0, |rollup| u64::from(rollup.engagement_count))
    }

    fn invoice_count(&self) -> u64 {
        self.rollup.map_or(0, |rollup| u64::from(rollup.invoice_count))
    }
}
