//! What a portal of every right may not see, of every operation that takes an audience.

use advisor_engine::{
    ADVISOROS, CallOptions, Change, Clock, Config, Engine, Error, ErrorKind, Money, OPERATIONS,
    Operation,
};
use advisor_engine_tests::rows::{instant, row};
use serde_json::{Value as Json, json};

use crate::canary::{CANARY, requests, secret, with};

/// Of an invoice; in no other row.
const AMOUNT: &str = "8642.97";
const TENANT: (&str, &str) = ("organization_id", "tenant-a");

/// A client with rows for its portal and rows that are not, and a client of the same tenant that is all secret.
fn rows() -> Vec<Change> {
    let plain = |table: &str, id: &str, given: &[(&'static str, &str)]| {
        row(table, id, given.iter().map(|(name, text)| (*name, (*text).into())))
    };
    let (own, other) = (("client_id", "client-a"), ("client_id", "client-other"));
    let of_own_engagement = [TENANT, ("engagement_id", "engagement-a"), ("status", "pending")];
    let mut rows = vec![
        plain("organizations", "tenant-a", &[]),
        plain("users", "user-a", &[TENANT]),
        plain("clients", "client-a", &[TENANT, ("status", "active")]),
        plain("engagements", "engagement-a", &[TENANT, own]),
        plain("tasks", "task-a", &of_own_engagement),
        latest(plain("documents", "public", &[TENANT, own, ("access_level", "public")])),
        latest(plain("documents", "client", &[TENANT, own, ("access_level", "client")])),
        secret("clients", "client-other", &[TENANT]),
        secret("tasks", "task-other", &[TENANT, ("engagement_id", "engagements-other")]),
        owed(secret("invoices", "invoice-a", &[TENANT, own, ("status", "sent")])),
    ];
    for level in ["restricted", "organization", CANARY] {
        rows.push(latest(secret("documents", level, &[TENANT, own, ("access_level", level)])));
    }
    let confidential =
        secret("documents", "confidential", &[TENANT, own, ("access_level", "public")]);
    rows.push(latest(with(confidential, "is_confidential", true.into())));
    for table in ADVISOROS.tables {
        let has = |name: &str| table.columns.iter().any(|column| column.name == name);
        if has("client_id") && has("organization_id") {
            let id = format!("{}-other", table.name);
            let row = secret(table.name, &id, &[TENANT, other, ("status", "sent")]);
            rows.push(match table.name {
                "invoices" => owed(row),
                "documents" => latest(row),
                _ => row,
            });
        }
    }
    rows
}

fn latest(change: Change) -> Change {
    with(change, "is_latest_version", true.into())
}

fn owed(mut change: Change) -> Change {
    for column in ["total_amount", "balance_amount"] {
        change = with(change, column, AMOUNT.parse::<Money>().unwrap().into());
    }
    change
}

fn engine() -> Engine {
    let clock = Clock::fixed(instant("2026-01-10T00:00:00Z"));
    let engine = Engine::in_memory(Config { clock, ..Config::default() }).unwrap();
    engine.apply(&rows(), None, &CallOptions::default()).unwrap();
    engine
}

/// An access that shows public and client documents, and no amounts.
fn portal() -> Json {
    json!({
        "kind": "portal", "clientId": "client-a", "isActive": true, "expiresAt": null,
        "canViewFinancials": false, "documentAccessLevels": ["public", "client"],
    })
}

/// Every operation that takes an audience, with its requests, asked for a client.
fn asked(client_id: &str, audience: &Json) -> Vec<(&'static Operation, Json)> {
    let folder = tempfile::tempdir().unwrap();
    let mut asked = Vec::new();
    for operation in OPERATIONS {
        if operation.request_schema()["properties"].get("audience").is_none() {
            continue;
        }
        for mut request in requests(operation, folder.path()).own {
            request["clientId"] = client_id.into();
            request["audience"] = audience.clone();
            asked.push((operation, request));
        }
    }
    assert!(asked.len() >= 5, "the registry has operations for portals");
    asked
}

fn call(engine: &Engine, operation: &Operation, request: Json) -> Result<Json, Error> {
    engine.tenant("tenant-a").call(operation.name, request, &CallOptions::default())
}

fn tells(answer: &Json) -> bool {
    let text = answer.to_string();
    text.contains(CANARY) || text.contains(AMOUNT)
}

#[test]
fn a_portal_sees_neither_hidden_documents_nor_amounts() {
    let engine = engine();
    let mut hidden_count = 0;
    for (operation, request) in asked("client-a", &portal()) {
        let what = format!("{} {request}", operation.name);
        let staff = json!({ "kind": "staff" });
        let everything = json!({ "clientId": "client-a", "audience": staff });
        hidden_count +=
            usize::from(call(&engine, operation, everything).is_ok_and(|all| tells(&all)));
        match call(&engine, operation, request) {
            Ok(answer) => {
                assert!(!tells(&answer), "{what}: {answer}");
                if let (Some(rows), Some(total)) = (answer.get("rows"), answer.get("total")) {
                    let shown = rows.as_array().unwrap().len();
                    assert_eq!(total.as_u64(), Some(shown as u64), "{what} counts what it hides");
                }
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::NotFound, "{what}: {error:?}"),
        }
    }
    assert!(hidden_count >= 3, "staff sees what is hidden");
    engine.close();
}

#[test]
fn a_portal_reads_its_own_client_alone_while_it_is_open() {
    let engine = engine();
    let mut closed = vec![portal(), portal(), portal()];
    closed[0]["isActive"] = false.into();
    closed[1]["expiresAt"] = "2026-01-10T00:00:00Z".into();
    closed[2]["clientId"] = "client-other".into();
    for portal in closed {
        for (operation, request) in asked("client-a", &portal) {
            let what = format!("{} {request}", operation.name);
            let error = call(&engine, operation, request).expect_err(&what);
            assert_eq!(error.kind(), ErrorKind::NotFound, "{what}: {error:?}");
        }
    }
    for (operation, request) in asked("client-other", &portal()) {
        let what = format!("{} {request}", operation.name);
        let error = call(&engine, operation, request.clone()).expect_err(&what);
        assert_eq!(error.kind(), ErrorKind::NotFound, "{what}: {error:?}");
        // Staff is told, so that the refusal above means something.
        let mut everything = request;
        everything["audience"] = json!({ "kind": "staff" });
        let answer = call(&engine, operation, everything).unwrap();
        assert!(tells(&answer), "{what}: staff is told nothing: {answer}");
    }
    for (operation, mut request) in asked("client-a", &portal()) {
        let what = format!("{} {request}", operation.name);
        request.as_object_mut().unwrap().remove("clientId");
        let error = call(&engine, operation, request).expect_err(&what);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{what}: {error:?}");
    }
    engine.close();
}
