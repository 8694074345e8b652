//! Clients: lists and figures.

use serde_json::{Value as Json, json};

use super::compare::{Area, Oracle, audience, compare, no_rows, page};
use crate::oracle::dirty::{client_ids, near};
use crate::oracle::random::Random;

macro_rules! oracle {
    ($operation:literal, $draw:expr) => {
        Oracle {
            operation: $operation,
            sql: include_str!(concat!("../../../oracle/practice/", $operation, ".sql")),
            draw: $draw,
        }
    };
}

const ORACLES: &[Oracle] = &[
    oracle!("list_clients", list_clients),
    oracle!("search_clients", search_clients),
    oracle!("client_stats", |_| json!({})),
    oracle!("aggregate_clients", aggregate_clients),
    oracle!("client_metrics", client_metrics),
    oracle!("recent_activity", recent_activity),
    oracle!("engagement_summary", engagement_summary),
];

#[test]
fn reads_of_clients_equal_sql() {
    compare(&Area { oracles: ORACLES, rows: no_rows, request_count: 6 });
}

fn list_clients(random: &mut Random) -> Json {
    let sorts = [
        "name",
        "name_down",
        "newest",
        "oldest",
        "updated_last",
        "updated_first",
        "status",
        "status_down",
        "risk_low",
        "risk_high",
        "revenue_low",
        "revenue_high",
    ];
    let mut request = json!({ "page": page(random), "filters": client_filters(random) });
    if random.percent(70) {
        request["sort"] = (*random.pick(&sorts)).into();
    }
    request
}

fn search_clients(random: &mut Random) -> Json {
    let texts = ["a", "b", "backerei", "NORD", "null", "%", " x ", "example", "crème", "9"];
    let mut request = json!({ "query": random.pick(&texts) });
    if random.percent(50) {
        request["limit"] = (1 + random.below(12)).into();
    }
    request
}

fn aggregate_clients(random: &mut Random) -> Json {
    let groups = ["status", "businessType", "riskLevel", "industry"];
    let filters = if random.percent(50) { json!({}) } else { client_filters(random) };
    json!({ "groupBy": random.pick(&groups), "filters": filters })
}

fn client_metrics(random: &mut Random) -> Json {
    let mut request = json!({});
    if random.percent(50) {
        request["clientId"] = random.pick(&client_ids()).clone().into();
    }
    match random.below(4) {
        0 => request["createdFrom"] = near(random).to_string().into(),
        1 => request["createdTo"] = near(random).to_string().into(),
        _ => {}
    }
    request
}

fn engagement_summary(random: &mut Random) -> Json {
    let client = random.pick(&client_ids()).clone();
    let audience = audience(random, Some(&client));
    let mut request = json!({ "clientId": client, "audience": audience });
    if random.percent(50) {
        request["year"] = (*random.pick(&[2020, 2021, 2024, 2025, 2026, 1969, 9998])).into();
    }
    if random.percent(60) {
        let zones = ["America/New_York", "Europe/London", "Pacific/Kiritimati", "Asia/Kolkata"];
        request["timeZone"] = (*random.pick(&zones)).into();
    }
    request
}

fn recent_activity(random: &mut Random) -> Json {
    match random.below(3) {
        0 => json!({}),
        _ => json!({ "limit": 1 + random.below(6), "days": 1 + random.below(90) }),
    }
}

/// Filters, most often few.
pub(super) fn client_filters(random: &mut Random) -> Json {
    let mut filters = json!({});
    if random.percent(25) {
        let texts = ["a", "BACKEREI", "ä", "%", "_", "x}", " null ", "", "example.com"];
        filters["text"] = (*random.pick(&texts)).into();
    }
    if random.percent(25) {
        filters["statuses"] = random.some(&["active", "prospect", "inactive"], 2).into();
    }
    if random.percent(20) {
        filters["businessTypes"] = random.some(&["LLC", "Corporation", "Fishery"], 2).into();
    }
    if random.percent(20) {
        filters["riskLevels"] = random.some(&["low", "medium", "high"], 2).into();
    }
    if random.percent(15) {
        filters["industries"] = random.some(&["Retail", "SaaS", ""], 2).into();
    }
    if random.percent(20) {
        filters["hasQuickbooks"] = random.percent(50).into();
    }
    if random.percent(15) {
        filters["annualRevenueMin"] = (*random.pick(&["0", "-1.5", "5000"])).into();
    }
    if random.percent(15) {
        filters["annualRevenueMax"] = (*random.pick(&["10000", "99999999.99"])).into();
    }
    match random.below(100) {
        0..15 => filters["createdFrom"] = near(random).to_string().into(),
        15..28 => filters["createdTo"] = near(random).to_string().into(),
        _ => {}
    }
    filters
}
