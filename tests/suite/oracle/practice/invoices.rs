//! Invoices: lists, and what is owed.

use serde_json::{Value as Json, json};

use super::compare::{Area, Oracle, audience, bounds, client_or_all, compare, no_rows, page};
use crate::oracle::dirty::{engagement_ids, near};
use crate::oracle::random::Random;

const ORACLES: &[Oracle] = &[
    Oracle {
        operation: "list_invoices",
        sql: include_str!("../../../oracle/practice/list_invoices.sql"),
        draw: list_invoices,
    },
    Oracle {
        operation: "invoice_aging",
        sql: include_str!("../../../oracle/practice/invoice_aging.sql"),
        draw: invoice_aging,
    },
];

#[test]
fn reads_of_invoices_equal_sql() {
    compare(&Area { oracles: ORACLES, rows: no_rows, request_count: 10 });
}

fn list_invoices(random: &mut Random) -> Json {
    let client_id = client_or_all(random);
    let mut request = json!({
        "clientId": client_id,
        "audience": audience(random, client_id.as_deref()),
        "filters": filters(random),
        "page": page(random),
    });
    if random.percent(10) {
        request["engagementId"] = random.pick(&engagement_ids()[..8]).as_str().into();
    }
    if random.percent(60) {
        request["sort"] = (*random.pick(&["lifecycle", "due", "newest", "largest"])).into();
    }
    request
}

/// Filters, most often few.
fn filters(random: &mut Random) -> Json {
    let mut filters = json!({});
    if random.percent(8) {
        filters["text"] = (*random.pick(&["n-", "a_", "%", ""])).into();
    }
    let lists: [(&str, &[&str]); 3] = [
        ("statuses", &["draft", "sent", "viewed", "partial", "overdue", "paid", "cancelled"]),
        ("paymentStatuses", &["unpaid", "partial", "paid"]),
        ("currencies", &["USD", "EUR", "ÅLA", ""]),
    ];
    for (name, values) in lists {
        if random.percent(8) {
            filters[name] = random.some(values, 3).into();
        }
    }
    if random.percent(8) {
        filters["amountMin"] = (*random.pick(&["-0.01", "0", "5000"])).into();
    }
    if random.percent(8) {
        filters["amountMax"] = (*random.pick(&["5000", "10000.5", "99999999.99"])).into();
    }
    if random.percent(10) {
        filters["overdue"] = random.percent(50).into();
    }
    bounds(random, &mut filters, ["dueFrom", "dueTo"]);
    bounds(random, &mut filters, ["invoicedFrom", "invoicedTo"]);
    filters
}

fn invoice_aging(random: &mut Random) -> Json {
    let client_id = client_or_all(random);
    let mut request = json!({
        "clientId": client_id,
        "audience": audience(random, client_id.as_deref()),
    });
    if random.percent(50) {
        request["asOf"] = near(random).to_string().into();
    }
    if random.percent(60) {
        let zones = ["America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Europe/London"];
        request["timeZone"] = (*random.pick(&zones)).into();
    }
    request
}
