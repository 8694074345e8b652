//! A tenant, a client, a document, and the dashboard that shows them.

use advisor_engine::{Audience, CallOptions, Change, Engine, Result, Value};

fn main() -> Result<()> {
    let engine = Engine::in_memory(advisor_engine::Config::default())?;
    let options = CallOptions::default();
    let at = || Value::from("2026-01-01T00:00:00Z");
    engine.apply(
        &[
            Change::upsert(
                "organizations",
                [
                    ("id", "org-1".into()),
                    ("name", "First Practice".into()),
                    ("subscriptionTier", "trial".into()),
                    ("isMarketplaceEnabled", true.into()),
                    ("createdAt", at()),
                    ("updatedAt", at()),
                ],
            ),
            Change::upsert(
                "clients",
                [
                    ("id", "client-1".into()),
                    ("organizationId", "org-1".into()),
                    ("businessName", "Corner Bakery".into()),
                    ("primaryContactName", "Ada".into()),
                    ("primaryContactEmail", "ada@example.com".into()),
                    ("status", "active".into()),
                    ("riskLevel", "low".into()),
                    ("createdAt", at()),
                    ("updatedAt", at()),
                ],
            ),
            Change::upsert(
                "invoices",
                [
                    ("id", "invoice-1".into()),
                    ("clientId", "client-1".into()),
                    ("organizationId", "org-1".into()),
                    ("createdById", "user-1".into()),
                    ("invoiceNumber", "2026-001".into()),
                    ("status", "sent".into()),
                    ("invoiceDate", at()),
                    ("dueDate", at()),
                    ("subtotal", "120.00".into()),
                    ("taxAmount", "0.00".into()),
                    ("discountAmount", "0.00".into()),
                    ("totalAmount", "120.00".into()),
                    ("paidAmount", "20.00".into()),
                    ("balanceAmount", "100.00".into()),
                    ("currency", "USD".into()),
                    ("createdAt", at()),
                    ("updatedAt", at()),
                ],
            ),
        ],
        None,
        &options,
    )?;
    let dashboard =
        engine.tenant("org-1").client_dashboard("client-1", &Audience::Staff, &options)?;
    for amounts in dashboard.amounts.iter().flatten() {
        println!(
            "{}: {} outstanding in {}",
            dashboard.business_name, amounts.outstanding_balance, amounts.currency
        );
        assert_eq!(amounts.outstanding_balance.to_string(), "100.00");
    }
    assert_eq!(dashboard.total_invoices, Some(1));
    Ok(())
}

#[test]
fn the_example_shows_what_is_owed() -> Result<()> {
    main()
}
