//! Many keys in one call.

use serde_json::{Value as Json, json};

use super::compare::{Area, Oracle, compare, no_rows};
use crate::oracle::dirty::{client_ids, engagement_ids, user_ids};
use crate::oracle::random::Random;

const ORACLES: &[Oracle] = &[
    Oracle {
        operation: "documents_by_client",
        sql: include_str!("../../../oracle/practice/documents_by_client.sql"),
        draw: |random| keys(random, &client_ids()),
    },
    Oracle {
        operation: "engagements_by_client",
        sql: include_str!("../../../oracle/practice/engagements_by_client.sql"),
        draw: |random| keys(random, &client_ids()),
    },
    Oracle {
        operation: "invoices_by_client",
        sql: include_str!("../../../oracle/practice/invoices_by_client.sql"),
        draw: |random| keys(random, &client_ids()),
    },
    Oracle {
        operation: "tasks_by_assignee",
        sql: include_str!("../../../oracle/practice/tasks_by_assignee.sql"),
        draw: |random| keys(random, &user_ids()),
    },
    Oracle {
        operation: "tasks_by_engagement",
        sql: include_str!("../../../oracle/practice/tasks_by_engagement.sql"),
        draw: |random| keys(random, &engagement_ids()),
    },
    Oracle {
        operation: "get_clients",
        sql: include_str!("../../../oracle/practice/get_clients.sql"),
        draw: |random| {
            let fields = ["businessName", "status", "annualRevenue", "documentCount"];
            json!({ "ids": drawn(random, &client_ids()), "select": fields })
        },
    },
    Oracle {
        operation: "client_counts",
        sql: include_str!("../../../oracle/practice/client_counts.sql"),
        draw: |random| json!({ "ids": drawn(random, &client_ids()) }),
    },
];

#[test]
fn batches_equal_sql() {
    compare(&Area { oracles: ORACLES, rows: no_rows, request_count: 3 });
}

/// Some keys, most often with one twice, and their limit.
fn keys(random: &mut Random, known: &[String]) -> Json {
    let mut request = json!({ "keys": drawn(random, known) });
    if random.percent(60) {
        request["limit"] = (1 + random.below(8)).into();
    }
    request
}

fn drawn(random: &mut Random, known: &[String]) -> Vec<String> {
    let count = 1 + random.below(8);
    let mut keys: Vec<String> = (0..count).map(|_| random.pick(known).clone()).collect();
    keys.push(random.pick(&keys).clone());
    keys
}
