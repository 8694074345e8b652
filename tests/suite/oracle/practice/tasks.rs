//! Tasks.

use serde_json::{Value as Json, json};

use super::compare::{Area, Oracle, audience, bounds, client_or_all, compare, no_rows, page};
use crate::oracle::dirty::{engagement_ids, user_ids};
use crate::oracle::random::Random;

const ORACLES: &[Oracle] = &[Oracle {
    operation: "list_tasks",
    sql: include_str!("../../../oracle/practice/list_tasks.sql"),
    draw: list_tasks,
}];

#[test]
fn reads_of_tasks_equal_sql() {
    compare(&Area { oracles: ORACLES, rows: no_rows, request_count: 12 });
}

fn list_tasks(random: &mut Random) -> Json {
    let client_id = client_or_all(random);
    let mut request = json!({
        "clientId": client_id,
        "audience": audience(random, client_id.as_deref()),
        "filters": filters(random),
        "page": page(random),
    });
    if random.percent(15) {
        request["assigneeId"] = random.pick(&user_ids()).as_str().into();
    }
    if random.percent(8) {
        request["engagementId"] = random.pick(&engagement_ids()).as_str().into();
    }
    if random.percent(60) {
        request["sort"] = (*random.pick(&["rank", "due", "newest"])).into();
    }
    request
}

/// Filters, most often few.
fn filters(random: &mut Random) -> Json {
    let mut filters = json!({});
    if random.percent(15) {
        let texts = ["file", "PRUFEN", "freitag", "%", ""];
        filters["text"] = (*random.pick(&texts)).into();
    }
    let lists: [(&str, &[&str]); 3] = [
        ("statuses", &["pending", "in_progress", "review", "completed", "cancelled"]),
        ("priorities", &["urgent", "high", "normal", "low"]),
        ("taskTypes", &["data_entry", "review", "custom", "preparation"]),
    ];
    for (name, values) in lists {
        if random.percent(8) {
            filters[name] = random.some(values, 3).into();
        }
    }
    for name in ["unassigned", "withoutEngagement", "overdue"] {
        if random.percent(8) {
            filters[name] = random.percent(50).into();
        }
    }
    bounds(random, &mut filters, ["dueFrom", "dueTo"]);
    filters
}
