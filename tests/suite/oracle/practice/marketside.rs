//! Advisors' figures, matches, audit trail, queues, portal access.

use std::collections::HashSet;

use advisor_engine::{Change, Money, Timestamp, Value};
use advisor_engine_tests::rows::row;
use serde_json::{Value as Json, json};

use super::compare::{Area, Oracle, compare, page};
use crate::oracle::dirty::{
    TENANTS, client, client_ids, deleted, edge, id, money, near, text, user,
};
use crate::oracle::random::Random;

const PROFILE_COUNT: u64 = 8;
const ROW_COUNT: u64 = 70;
const DAY_MS: i64 = 86_400_000;

/// Tables with how many of a hundred rows are theirs.
const TABLES: [(&str, u64); 7] = [
    ("advisor_profiles", 6),
    ("advisor_marketplace_matches", 24),
    ("client_satisfaction_metrics", 18),
    ("revenue_shares", 12),
    ("audit_logs", 15),
    ("task_queue_items", 15),
    ("client_portal_access", 10),
];

const STATUSES: [&str; 14] = [
    "suggested",
    "contacted",
    "client_viewed",
    "client_contacted",
    "advisor_responded",
    "meeting_scheduled",
    "call_scheduled",
    "proposal_sent",
    "accepted",
    "accepted",
    "rejected",
    "declined",
    "expired",
    "Accepted",
];

const ACTIONS: [&str; 5] = ["create", "update", "login", "Update", ""];
const ENTITY_TYPES: [&str; 4] = ["client", "document", "ä", ""];
const QUEUES: [&str; 4] = ["normal", "high_priority", "Normal", "ü"];
const ADDRESSES: [&str; 6] =
    ["203.0.113.7", "10.200.0.1", "192.168.1.9", "2001:db8::1", "2001:db9::1", "0.0.0.0"];

const ORACLES: &[Oracle] = &[
    Oracle {
        operation: "advisor_ratings",
        sql: include_str!("../../../oracle/practice/advisor_ratings.sql"),
        draw: |random| json!({ "id": profile_id(random) }),
    },
    Oracle {
        operation: "advisor_stats",
        sql: include_str!("../../../oracle/practice/advisor_stats.sql"),
        draw: advisor_stats,
    },
    Oracle {
        operation: "list_client_matches",
        sql: include_str!("../../../oracle/practice/list_matches.sql"),
        draw: list_client_matches,
    },
    Oracle {
        operation: "list_advisor_matches",
        sql: include_str!("../../../oracle/practice/list_matches.sql"),
        draw: list_advisor_matches,
    },
    Oracle {
        operation: "match_analytics",
        sql: include_str!("../../../oracle/practice/match_analytics.sql"),
        draw: match_analytics,
    },
    Oracle {
        operation: "audit_trail",
        sql: include_str!("../../../oracle/practice/audit_trail.sql"),
        draw: audit_trail,
    },
    Oracle {
        operation: "audit_statistics",
        sql: include_str!("../../../oracle/practice/audit_statistics.sql"),
        draw: range,
    },
    Oracle {
        operation: "queue_stats",
        sql: include_str!("../../../oracle/practice/queue_stats.sql"),
        draw: queue_stats,
    },
    Oracle {
        operation: "portal_access",
        sql: include_str!("../../../oracle/practice/portal_access.sql"),
        draw: portal_access,
    },
];

#[test]
fn reads_of_the_side_of_the_marketplace_equal_sql() {
    compare(&Area { oracles: ORACLES, rows, request_count: 10 });
}

fn profile_id(random: &mut Random) -> String {
    id("a", random.below(PROFILE_COUNT + 1))
}

fn user_id(random: &mut Random) -> Json {
    match user(random) {
        Value::Text(id) => id.into(),
        other => unreachable!("the id of a user is text: {other:?}"),
    }
}

/// Most requests name one of the three clients that have most rows.
fn client_id(random: &mut Random) -> String {
    let known = client_ids();
    let named = if random.percent(80) { &known[..3] } else { &known[..] };
    random.pick(named).clone()
}

/// Near the other rows, or at an edge of the calendar.
fn near_or_edge(random: &mut Random) -> Timestamp {
    if random.percent(25) { edge(random) } else { near(random) }
}

/// No bound, one, or both, the first always before the second.
fn range(random: &mut Random) -> Json {
    let mut range = json!({});
    let from = near(random);
    if random.percent(40) {
        range["from"] = from.to_string().into();
    }
    if random.percent(40) {
        let days = 1 + i64::try_from(random.below(60)).unwrap();
        let to = Timestamp::from_millisecond(from.as_millisecond() + days * DAY_MS).unwrap();
        range["to"] = to.to_string().into();
    }
    range
}

fn advisor_stats(random: &mut Random) -> Json {
    let mut request = range(random);
    request["userId"] = user_id(random);
    request
}

fn match_filters(random: &mut Random) -> Json {
    if random.percent(60) {
        return json!({});
    }
    json!({ "statuses": random.some(&STATUSES[..13], 4) })
}

fn list_client_matches(random: &mut Random) -> Json {
    let client_id = client_id(random);
    let audience = if random.percent(50) {
        json!({ "kind": "staff" })
    } else {
        json!({
            "kind": "portal",
            "clientId": if random.percent(90) { client_id.clone() } else { self::client_id(random) },
            "isActive": random.percent(90),
            "expiresAt": random.percent(25).then(|| near(random).to_string()),
            "canViewFinancials": random.percent(50),
            "documentAccessLevels": [],
        })
    };
    json!({
        "clientId": client_id, "audience": audience,
        "filters": match_filters(random), "page": page(random),
    })
}

fn list_advisor_matches(random: &mut Random) -> Json {
    json!({
        "advisorProfileId": profile_id(random),
        "filters": match_filters(random), "page": page(random),
    })
}

fn match_analytics(random: &mut Random) -> Json {
    let days_before = i64::try_from(random.below(4)).unwrap();
    let from = near_or_edge(random).as_millisecond() - days_before * DAY_MS;
    let from = Timestamp::from_millisecond(from).unwrap();
    let days = 1 + i64::try_from(random.below(90)).unwrap();
    let to = Timestamp::from_millisecond(from.as_millisecond() + days * DAY_MS).unwrap();
    let mut request = json!({ "from": from.to_string(), "to": to.to_string() });
    if random.percent(30) {
        request["clientId"] = client_id(random).into();
    }
    if random.percent(30) {
        request["advisorProfileId"] = profile_id(random).into();
    }
    if random.percent(80) {
        let kinds = ["day", "week", "month", "quarter", "year"];
        request["groupBy"] = (*random.pick(&kinds)).into();
    }
    if random.percent(70) {
        let zones =
            ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"];
        request["timeZone"] = (*random.pick(&zones)).into();
    }
    request
}

fn audit_trail(random: &mut Random) -> Json {
    let mut filters = json!({});
    if random.percent(20) {
        filters["entityTypes"] = random.some(&ENTITY_TYPES, 2).into();
    }
    if random.percent(30) {
        let ids: Vec<String> = (0..=random.below(3)).map(|_| client_id(random)).collect();
        filters["entityIds"] = ids.into();
    }
    if random.percent(20) {
        filters["userIds"] = Json::Array(vec![user_id(random), user_id(random)]);
    }
    if random.percent(20) {
        filters["actions"] = random.some(&ACTIONS, 2).into();
    }
    if random.percent(30) {
        let bound = *random.pick(&["createdFrom", "createdTo"]);
        filters[bound] = near(random).to_string().into();
    }
    json!({ "filters": filters, "page": page(random) })
}

fn queue_stats(random: &mut Random) -> Json {
    if random.percent(50) { json!({}) } else { json!({ "queueName": random.pick(&QUEUES) }) }
}

fn portal_access(random: &mut Random) -> Json {
    let mut request = json!({ "userId": user_id(random), "clientId": client_id(random) });
    if random.percent(70) {
        request["ipAddress"] = (*random.pick(&ADDRESSES)).into();
    }
    request
}

/// Rows of one batch, each id once per table.
fn rows(random: &mut Random, size: u64) -> Vec<Change> {
    let mut seen = HashSet::new();
    let mut changes = Vec::new();
    for _ in 0..size {
        let mut drawn = random.below(100);
        let mut tables = TABLES.iter();
        let table = loop {
            let (table, weight) = tables.next().unwrap();
            match drawn.checked_sub(*weight) {
                None => break *table,
                Some(rest) => drawn = rest,
            }
        };
        let count = if table == "advisor_profiles" { PROFILE_COUNT } else { ROW_COUNT };
        let prefix = if table == "advisor_profiles" { "a" } else { "r" };
        let id = id(prefix, random.below(count));
        if !seen.insert((table, id.clone())) {
            continue;
        }
        changes.push(if random.percent(8) {
            Change::delete(table, id)
        } else {
            row(table, &id, columns(random, table))
        });
    }
    changes
}

fn columns(random: &mut Random, table: &str) -> Vec<(&'static str, Value)> {
    let mut columns = match table {
        "advisor_profiles" => profile(random),
        "advisor_marketplace_matches" => of_match(random),
        "client_satisfaction_metrics" => satisfaction(random),
        "revenue_shares" => share(random),
        "audit_logs" => audit(random),
        "task_queue_items" => job(random),
        _ => access(random),
    };
    if table != "audit_logs" {
        columns.push(("deleted_at", deleted(random, 10)));
    }
    if table != "advisor_profiles" && table != "client_portal_access" {
        let tenant = if random.percent(70) { TENANTS[0] } else { *random.pick(&TENANTS) };
        columns.push(("organization_id", tenant.into()));
    }
    columns
}

fn or_null(random: &mut Random, value: Value) -> Value {
    if random.percent(30) { Value::Null } else { value }
}

fn moment(random: &mut Random) -> Value {
    let at = near(random).into();
    or_null(random, at)
}

fn small(random: &mut Random, bound: u64) -> Value {
    i64::try_from(random.below(bound)).unwrap().into()
}

fn profile(random: &mut Random) -> Vec<(&'static str, Value)> {
    let rating = (*random.pick(&[0.0, 4.25, 3.3333, 5.0])).into();
    let title = text(random, &["CPA", "Prüferin", ""]);
    let headline = text(random, &["Audits", "\"quoted\""]);
    let maximum = small(random, 9);
    vec![
        ("user_id", user(random)),
        ("marketplace_status", text(random, &["active", "active", "active", "pending", "Active"])),
        ("is_verified", random.percent(85).into()),
        ("overall_rating", or_null(random, rating)),
        ("total_reviews", small(random, 50)),
        ("completed_engagements", small(random, 50)),
        ("current_clients", small(random, 9)),
        ("max_clients", or_null(random, maximum)),
        ("professional_title", or_null(random, title)),
        ("headline", or_null(random, headline)),
    ]
}

fn of_match(random: &mut Random) -> Vec<(&'static str, Value)> {
    let json = |random: &mut Random| text(random, &["{}", "{\"a\": 1}", "[null]"]);
    let budget = json(random);
    let rate = rate(random);
    let interested = random.percent(50).into();
    vec![
        ("client_id", client(random)),
        ("advisor_profile_id", profile_id(random).into()),
        ("match_score", (*random.pick(&[0.0, 55.5, 73.21, 100.0, 33.3333, -0.1, 0.7])).into()),
        ("match_reason", json(random)),
        ("status", text(random, &STATUSES)),
        ("status_updated_at", near(random).into()),
        ("requested_services", ["Tax", "a\"b"].as_slice().into()),
        ("budget_range", or_null(random, budget)),
        ("start_date", moment(random)),
        ("proposed_rate", or_null(random, rate)),
        ("advisor_interested", or_null(random, interested)),
        ("advisor_response", text(random, &["yes", ""])),
        ("engagement_created", random.percent(20).into()),
        ("times_shown", small(random, 5)),
        ("clicked_by_client", random.percent(30).into()),
        ("expires_at", moment(random)),
        ("is_expired", random.percent(20).into()),
        ("created_at", near_or_edge(random).into()),
    ]
}

fn rate(random: &mut Random) -> Value {
    Money::from_cents(i64::try_from(random.below(99_999_999)).unwrap()).into()
}

fn satisfaction(random: &mut Random) -> Vec<(&'static str, Value)> {
    let likelihood = (*random.pick(&[0_i64, 6, 7, 8, 9, 10, 10, 11, -1])).into();
    vec![
        ("advisor_profile_id", profile_id(random).into()),
        ("advisor_user_id", user(random)),
        ("client_id", client(random)),
        ("overall_satisfaction", (*random.pick(&[1_i64, 5, 7, 8, 9, 10, 10, 0, 11, -3])).into()),
        ("recommendation_likelihood", or_null(random, likelihood)),
        ("review_date", near(random).into()),
        ("is_published", random.percent(70).into()),
    ]
}

fn share(random: &mut Random) -> Vec<(&'static str, Value)> {
    vec![
        ("advisor_id", user(random)),
        ("client_id", client(random)),
        ("gross_revenue", money(random)),
        ("platform_fee", money(random)),
        ("advisor_payout", money(random)),
        ("period_start", near(random).into()),
    ]
}

fn audit(random: &mut Random) -> Vec<(&'static str, Value)> {
    let (by, of) = (user(random), client(random));
    let metadata = text(random, &["{}", "{\"note\": \"ä\"}"]);
    vec![
        ("user_id", or_null(random, by)),
        ("entity_id", or_null(random, of)),
        ("action", text(random, &ACTIONS)),
        ("entity_type", text(random, &ENTITY_TYPES)),
        ("metadata", or_null(random, metadata)),
        ("created_at", near(random).into()),
    ]
}

fn job(random: &mut Random) -> Vec<(&'static str, Value)> {
    let statuses = ["pending", "pending", "processing", "completed", "failed", "cancelled", "odd"];
    vec![
        ("queue_name", text(random, &QUEUES)),
        ("status", text(random, &statuses)),
        ("priority", small(random, 4)),
        ("attempts", small(random, 5)),
        ("max_attempts", 3_i64.into()),
        ("scheduled_for", moment(random)),
        ("lock_expires_at", moment(random)),
        ("created_at", near(random).into()),
    ]
}

fn access(random: &mut Random) -> Vec<(&'static str, Value)> {
    let lists: [&[&str]; 6] = [
        &[],
        &["203.0.113.7"],
        &["10.1.2.3/8", "no address"],
        &["2001:db8::/33", "192.168.1.0/24"],
        &["10.0.0.0/33"],
        &["0.0.0.0/0"],
    ];
    let permitted = Value::from(*random.pick(&lists));
    vec![
        ("user_id", user(random)),
        ("client_id", client(random)),
        ("access_level", text(random, &["view", "edit", "admin", "owner", "View", ""])),
        ("permissions", text(random, &["{}", "{\"reports\": true}"])),
        ("can_view_financials", random.percent(70).into()),
        ("can_upload_documents", random.percent(50).into()),
        ("can_message_advisor", random.percent(50).into()),
        ("can_approve_invoices", random.percent(50).into()),
        ("can_manage_team", random.percent(50).into()),
        ("can_export_data", random.percent(50).into()),
        ("ip_whitelist", or_null(random, permitted)),
        ("mfa_enabled", random.percent(50).into()),
        ("session_timeout", small(random, 60)),
        ("is_active", random.percent(85).into()),
        ("expires_at", moment(random)),
    ]
}
