//! Every operation of the registry keeps to its tenant, to public columns, and to its deadline.

use std::path::Path;
use std::time::Duration;

use advisor_engine::{
    ADVISOROS, CallOptions, CancelFlag, Change, Clock, ColumnType, Config, Engine, ErrorKind,
    OPERATIONS, Operation, Schema, Scope, Value,
};
use advisor_engine_tests::rows::{instant, row};
use serde_json::{Value as Json, json};

/// Stands in every text that tenant A must never be shown.
pub(crate) const CANARY: &str = "canary-7f3a";

/// What a marketplace answer may say of an advisor.
const PUBLIC_COLUMNS: [&str; 32] = [
    "id",
    "userId",
    "name",
    "professionalTitle",
    "headline",
    "bio",
    "yearsExperience",
    "certifications",
    "industries",
    "services",
    "businessSizes",
    "languages",
    "hourlyRate",
    "monthlyRetainerMin",
    "monthlyRetainerMax",
    "projectRateMin",
    "acceptsHourly",
    "acceptsRetainer",
    "acceptsProject",
    "acceptsValueBased",
    "overallRating",
    "totalReviews",
    "completedEngagements",
    "responseTime",
    "currentClients",
    "maxClients",
    "isAvailable",
    "remoteOnly",
    "willingToTravel",
    "timezone",
    "videoIntroUrl",
    "portfolioUrl",
];
/// What an answer adds to an advisor's columns: how it was ranked.
const COMPUTED: [&str; 27] = [
    "need",
    "rank",
    "advisorId",
    "kind",
    "text",
    "count",
    "score",
    "highlights",
    "similarity",
    "parts",
    "points",
    "reasons",
    "hasEmbedding",
    "diversity",
    "scoringProfile",
    "status",
    "targetRank",
    "eligible",
    "targetScore",
    "gap",
    "filters",
    "changes",
    "smallest",
    "textDigest",
    "state",
    "revision",
    "asOf",
];

/// Requests of one operation.
#[derive(Default)]
pub(crate) struct Requests {
    /// Of A's own things.
    pub(crate) own: Vec<Json>,
    /// That name a thing of B: each must be `NotFound`.
    pub(crate) foreign: Vec<Json>,
}

fn portal(client_id: &str) -> Json {
    json!({
        "kind": "portal", "clientId": client_id, "isActive": true, "expiresAt": null,
        "canViewFinancials": true,
        "documentAccessLevels": ["public", "organization", "client", "restricted"],
    })
}

/// The requests of every operation; an operation that is not here fails the tests below.
#[expect(clippy::too_many_lines, reason = "one arm per operation")]
pub(crate) fn requests(operation: &Operation, folder: &Path) -> Requests {
    let own = |own: Vec<Json>| Requests { own, ..Requests::default() };
    match operation.name {
        "client_dashboard" => of_one_client(&json!({})),
        "list_clients" => own(vec![
            json!({}),
            json!({ "filters": { "text": CANARY } }),
            json!({ "sort": "revenue_high", "page": { "limit": 100, "total": "estimate" } }),
        ]),
        "search_clients" => own(vec![json!({ "query": CANARY }), json!({ "query": "x" })]),
        "aggregate_clients" => own(vec![
            json!({ "groupBy": "industry" }),
            json!({ "groupBy": "status", "filters": { "text": CANARY } }),
        ]),
        "client_metrics" => Requests {
            own: vec![
                json!({}),
                json!({ "clientId": "client-a" }),
                json!({ "createdFrom": "1990-01-01T00:00:00Z" }),
            ],
            foreign: vec![json!({ "clientId": "client-b" })],
        },
        "engagement_summary" => of_one_client(&json!({ "year": 2026, "timeZone": "Asia/Tokyo" })),
        "recent_activity" => own(vec![json!({}), json!({ "days": 90, "limit": 50 })]),
        "get_rows" => own(get_rows()),
        "list_documents" | "list_tasks" | "list_invoices" | "invoice_aging" => of_a_client(),
        "review_queue" => Requests {
            own: vec![json!({}), json!({ "clientId": "client-a", "categories": [CANARY] })],
            foreign: vec![json!({ "clientId": "client-b" })],
        },
        "documents_by_client" | "engagements_by_client" | "invoices_by_client" => {
            own(vec![json!({ "keys": ["client-b", "client-a", "client-b"] })])
        }
        "tasks_by_assignee" => own(vec![json!({ "keys": ["user-b", "user-a"] })]),
        "tasks_by_engagement" => own(vec![json!({ "keys": ["engagement-b", "engagement-a"] })]),
        "get_clients" | "client_counts" => own(vec![json!({ "ids": ["client-b", "client-a"] })]),
        "match_advisors" => own(vec![
            json!({}),
            json!({
                "limit": 1000, "scoringProfile": "points-v1", "industries": ["Law"], "diagnose": true,
            }),
            json!({
                "limit": 1000, "embedding": [1.0, 0.0],
                "hardFilters": {
                    "available": false, "capacityLeft": false, "industries": false,
                    "servicesAny": false, "maxHourlyRate": false,
                },
            }),
            json!({ "limit": 2, "diversity": { "lambda": 0.5 } }),
            json!({ "limit": 1000, "text": CANARY, "hardFilters": { "capacityLeft": false } }),
        ]),
        "embed_text" => own(vec![json!({ "text": CANARY })]),
        "wait_for_revision" => own(vec![json!({ "revision": 1 })]),
        "advisor_texts" => own(vec![
            json!({ "page": { "limit": 100 } }),
            json!({ "state": "missing" }),
            json!({ "state": "unknown" }),
        ]),
        "explain_match" => own(vec![
            json!({ "advisorId": "advisor-listed" }),
            json!({
                "advisorId": "advisor-of-gone-user", "rank": 1,
                "needs": {
                    "embedding": [1.0, 0.0],
                    "weights": [{ "signal": "cosine", "weight": 1 }, { "signal": "reviews", "weight": -1 }],
                },
            }),
            json!({
                "advisorId": "advisor-listed",
                "needs": { "industries": ["Law"], "minYears": 3, "hardFilters": { "minYears": true } },
            }),
        ]),
        "match_batch" => own(vec![
            json!({ "needs": [] }),
            json!({
                "parts": true,
                "needs": [{ "limit": 1000 }, { "embedding": [1.0, 0.0], "hardFilters": { "available": false } }],
            }),
        ]),
        "search_advisors" => own(vec![
            json!({}),
            json!({ "text": CANARY, "page": { "limit": 100 } }),
            json!({ "text": "x", "sort": "newest", "where": { "not": { "available": false } } }),
            json!({ "text": "ada", "highlight": true, "diagnose": true, "rateHistogram": {} }),
        ]),
        "suggest_advisors" => own(vec![
            json!({ "text": CANARY }),
            json!({ "text": "ada" }),
            json!({ "text": "adx", "kinds": ["name", "title"] }),
        ]),
        "search_facet" => own(vec![
            json!({ "field": "services" }),
            json!({ "field": "industries", "text": CANARY, "search": { "text": CANARY } }),
        ]),
        "get_advisor" => own(vec![
            json!({ "id": "advisor-listed" }),
            json!({ "id": "advisor-of-gone-user", "select": ["name"] }),
        ]),
        "get_advisors" => own(vec![json!({
            "ids": ["advisor-unverified", "advisor-listed", "advisor-deleted", "advisor-pending"],
        })]),
        "compare_advisors" => {
            own(vec![json!({ "ids": ["advisor-of-gone-user", "advisor-listed"] })])
        }
        "similar_advisors" => own(vec![
            json!({ "advisorId": "advisor-listed" }),
            json!({
                "advisorId": "advisor-listed", "limit": 100, "search": "approximate",
                "where": { "not": { "available": false } },
            }),
        ]),
        "featured_advisors" => own(vec![
            json!({ "category": "recently_joined" }),
            json!({ "category": "top_rated", "industry": CANARY }),
        ]),
        "advisor_ratings" => {
            own(vec![json!({ "id": "advisor-listed" }), json!({ "id": "advisor-of-gone-user" })])
        }
        "advisor_stats" => Requests {
            own: vec![
                json!({ "userId": "user-a" }),
                json!({ "userId": "user-listed", "from": "2025-12-01T00:00:00Z" }),
                // An advisor of B who may not be shown, whom A pays all the same.
                json!({ "userId": "user-hidden" }),
            ],
            foreign: vec![json!({ "userId": "user-b" }), json!({ "userId": "user-unpaid" })],
        },
        "list_client_matches" => Requests {
            own: vec![
                json!({ "clientId": "client-a", "audience": { "kind": "staff" } }),
                json!({ "clientId": "client-a", "audience": portal("client-a") }),
            ],
            foreign: vec![
                json!({ "clientId": "client-b", "audience": { "kind": "staff" } }),
                json!({ "clientId": "client-b", "audience": portal("client-b") }),
                json!({ "clientId": "client-a", "audience": portal("client-b") }),
            ],
        },
        "list_advisor_matches" => Requests {
            own: vec![
                json!({ "advisorProfileId": "advisor-listed" }),
                json!({ "advisorProfileId": "advisor-unverified" }),
            ],
            foreign: vec![json!({ "advisorProfileId": "advisor-pending" })],
        },
        "match_analytics" => {
            let range = |mut request: Json| {
                request["from"] = "2025-01-01T00:00:00Z".into();
                request["to"] = "2027-01-01T00:00:00Z".into();
                request
            };
            Requests {
                own: vec![range(json!({})), range(json!({ "clientId": "client-a" }))],
                foreign: vec![
                    range(json!({ "clientId": "client-b" })),
                    range(json!({ "advisorProfileId": "advisor-pending" })),
                ],
            }
        }
        "audit_trail" => own(vec![
            json!({}),
            json!({ "filters": { "entityIds": ["client-a", "client-b"] } }),
            json!({ "filters": { "actions": [CANARY] } }),
        ]),
        "queue_stats" => own(vec![json!({}), json!({ "queueName": CANARY })]),
        "portal_access" => Requests {
            own: vec![
                json!({ "userId": "user-a", "clientId": "client-a" }),
                json!({ "userId": "user-b", "clientId": "client-a" }),
            ],
            foreign: vec![json!({ "userId": "user-b", "clientId": "client-b" })],
        },
        "warm_cache" => own(vec![json!({ "reads": [
            { "operation": "client_stats", "tenantId": "tenant-a" },
            { "operation": "search_advisors", "requestJson": "{\"text\": \"ada\"}" },
        ] })]),
        "apply" => own(vec![json!({ "changes": [{ "table": "clients", "delete": "client-a" }] })]),
        "load_snapshot" => own(vec![json!({ "folder": folder.join("no-snapshot") })]),
        "backup" => own(vec![json!({ "folder": folder.join("backup") })]),
        "organization_dashboard"
        | "client_stats"
        | "audit_statistics"
        | "document_statistics"
        | "marketplace_stats"
        | "scoring_profiles"
        | "fold"
        | "verify_files"
        | "verify_rollups"
        | "rejected_rows"
        | "cache_stats"
        | "clear_cache"
        | "stats" => own(vec![json!({})]),
        "query" | "explain_query" => own(statements()),
        "query_whole" | "explain_query_whole" => own(vec![
            json!({ "sql": "SELECT count(*) FROM clients" }),
            json!({ "sql": "SELECT * FROM advisor_embeddings WHERE advisor_id = $1", "params": ["x"] }),
        ]),
        other => unreachable!("operation `{other}` has no request here; add one"),
    }
}

/// Everything that a tenant may ask of every table, and joins of all with all.
fn statements() -> Vec<Json> {
    let of_tenants = |table: &&advisor_engine::Table| {
        table.tenant.is_some() || table.tenant_through.is_some() || table.name == "advisor_profiles"
    };
    let all = ADVISOROS.tables.iter().filter(of_tenants);
    all.map(|table| json!({ "sql": format!("SELECT * FROM {}", table.name) }))
        .chain([
            json!({
                "sql": "SELECT * FROM documents d, clients c, users u, invoices i, tasks t, engagements e",
                "limit": 1000,
            }),
            json!({
                "sql": "SELECT id, (SELECT max(business_name) FROM clients) FROM clients WHERE id > $1",
                "params": [""],
            }),
        ])
        .collect()
}

/// Rows of every table of tenants, by ids of A, of B, of nobody, and of what A has deleted.
fn get_rows() -> Vec<Json> {
    let ids: Vec<String> = tangled_rows()
        .into_iter()
        .map(|change| match change.action {
            advisor_engine::ChangeAction::Upsert(row) => match &row.0[0].1 {
                Value::Text(id) => id.clone(),
                other => unreachable!("an id is text, not {other:?}"),
            },
            advisor_engine::ChangeAction::Delete(id) => id,
        })
        .chain(["nobody".to_owned()])
        .collect();
    let tables = ADVISOROS.tables.iter().filter(|table| table.tenant.is_some());
    tables.map(|table| json!({ "table": table.name, "ids": ids })).collect()
}

/// The requests of a list of the whole tenant or of one client, for staff and portals.
fn of_a_client() -> Requests {
    let mut requests = of_one_client(&json!({}));
    requests.own.push(json!({ "audience": { "kind": "staff" } }));
    requests
}

/// The requests of a read of one client, for staff and portals.
fn of_one_client(rest: &Json) -> Requests {
    let staff = || json!({ "kind": "staff" });
    let of = |client: &str, audience: Json| {
        let mut request = rest.clone();
        request["clientId"] = client.into();
        request["audience"] = audience;
        request
    };
    Requests {
        own: vec![of("client-a", staff()), of("client-a", portal("client-a"))],
        foreign: vec![
            of("client-b", staff()),
            of("client-b", portal("client-b")),
            of("client-b", portal("client-a")),
            of("client-a", portal("client-b")),
        ],
    }
}

/// A row whose texts all hold the canary, but for those given.
pub(crate) fn secret(table: &str, id: &str, given: &[(&'static str, &str)]) -> Change {
    let definition = ADVISOROS.tables.iter().find(|known| known.name == table).unwrap();
    let columns = definition.columns.iter().skip(1).filter_map(|column| {
        if let Some((name, text)) = given.iter().find(|(name, _)| *name == column.name) {
            return Some((*name, Value::from(*text)));
        }
        match column.kind {
            ColumnType::Text => Some((column.name, CANARY.into())),
            ColumnType::TextList => Some((column.name, [CANARY].as_slice().into())),
            ColumnType::Json => Some((column.name, format!("\"{CANARY}\"").into())),
            _ => None,
        }
    });
    let columns: Vec<(&str, Value)> = columns.collect();
    row(table, id, columns)
}

/// Two tenants whose rows are tangled as far as a broken source can tangle them.
pub(crate) fn tangled_rows() -> Vec<Change> {
    let plain = |table: &str, id: &str, given: &[(&'static str, &str)]| {
        row(table, id, given.iter().map(|(name, text)| (*name, Value::from(*text))))
    };
    let (a, b) = (("organization_id", "tenant-a"), ("organization_id", "tenant-b"));
    let named = |text: &str| format!("{text}-{CANARY}");
    let mut rows = vec![
        plain("organizations", "tenant-a", &[]),
        plain("users", "user-a", &[a]),
        plain("clients", "client-a", &[a, ("status", "active")]),
        plain("engagements", "engagement-a", &[a, ("client_id", "client-a")]),
        // A's own task, assigned to a person of B.
        plain(
            "tasks",
            "task-a",
            &[
                a,
                ("engagement_id", "engagement-a"),
                ("assigned_to_id", "user-b"),
                ("status", "pending"),
            ],
        ),
        plain(
            "documents",
            "document-a",
            &[a, ("client_id", "client-a"), ("uploaded_by", "user-b"), ("access_level", "client")],
        ),
        plain("invoices", "invoice-a", &[a, ("client_id", "client-a"), ("status", "paid")]),
        secret("organizations", "tenant-b", &[]),
        secret("users", "user-b", &[b]),
        secret("clients", "client-b", &[b]),
        secret("engagements", "engagement-b", &[b, ("client_id", "client-b")]),
        // A's document and task under parents of B.
        plain("documents", "document-a-of-b", &[a, ("client_id", "client-b")]),
        plain(
            "tasks",
            "task-a-of-b",
            &[a, ("engagement_id", "engagement-b"), ("status", "pending")],
        ),
    ];
    // B's rows, under parents of B and of A, with statuses of its own and known ones.
    for (client, engagement) in [("client-b", "engagement-b"), ("client-a", "engagement-a")] {
        for status in [CANARY, "pending", "paid", "in_progress"] {
            let key = named(&format!("{client}-{status}"));
            let of_client = [b, ("client_id", client), ("status", status)];
            rows.push(secret("invoices", &key, &of_client));
            rows.push(secret("engagements", &key, &of_client));
            rows.push(secret(
                "documents",
                &key,
                &[b, ("client_id", client), ("access_level", "public")],
            ));
            rows.push(secret(
                "tasks",
                &key,
                &[b, ("engagement_id", engagement), ("status", status)],
            ));
        }
    }
    // A's own deleted rows are as secret.
    for table in ["documents", "engagements", "invoices"] {
        let row = secret(table, &named("gone"), &[a, ("client_id", "client-a")]);
        rows.push(deleted(row));
    }
    rows.push(deleted(secret("tasks", &named("gone"), &[a, ("engagement_id", "engagement-a")])));
    rows.push(deleted(secret("clients", &named("gone"), &[a])));
    rows.extend(marketplace_rows());
    rows.extend(rows_between(a, b));
    rows
}

/// Matches, ratings, revenue, jobs, accesses and an audit trail: A's own, tangled with B, and B's, tangled with A.
fn rows_between(a: (&'static str, &'static str), b: (&'static str, &'static str)) -> Vec<Change> {
    let plain = |table: &str, id: &str, given: &[(&'static str, &str)]| {
        row(table, id, given.iter().map(|(name, text)| (*name, Value::from(*text))))
    };
    let mut rows = vec![
        secret("users", "user-hidden", &[b]),
        secret("users", "user-unpaid", &[b]),
        plain("revenue_shares", "share-a", &[a, ("advisor_id", "user-listed")]),
        plain("revenue_shares", "share-a-hidden", &[a, ("advisor_id", "user-hidden")]),
        secret("advisor_profiles", "advisor-hidden", &[("user_id", "user-hidden")]),
        plain("audit_logs", "line-a", &[a, ("user_id", "user-b"), ("entity_id", "client-b")]),
        plain("task_queue_items", "job-a", &[a]),
        plain(
            "client_portal_access",
            "access-a",
            &[("client_id", "client-a"), ("user_id", "user-a")],
        ),
        secret(
            "client_portal_access",
            "access-b",
            &[("client_id", "client-b"), ("user_id", "user-b")],
        ),
        deleted(secret(
            "client_portal_access",
            "access-gone",
            &[("client_id", "client-a"), ("user_id", "user-b")],
        )),
        secret("revenue_shares", "share-b", &[b, ("advisor_id", "user-unpaid")]),
    ];
    for advisor in ["advisor-listed", "advisor-unverified"] {
        for client in ["client-a", "client-b"] {
            let of = [a, ("client_id", client), ("advisor_profile_id", advisor)];
            rows.push(plain("advisor_marketplace_matches", &format!("{advisor}-{client}"), &of));
        }
    }
    for (index, client) in ["client-a", "client-b"].into_iter().enumerate() {
        for advisor in ["advisor-listed", "advisor-pending"] {
            let of = [b, ("client_id", client), ("advisor_profile_id", advisor)];
            let key = format!("{advisor}-{index}-{CANARY}");
            rows.push(secret("advisor_marketplace_matches", &key, &of));
            rows.push(secret("client_satisfaction_metrics", &key, &of));
        }
        let key = format!("{index}-{CANARY}");
        rows.push(secret("audit_logs", &key, &[b, ("user_id", "user-a"), ("entity_id", client)]));
        rows.push(secret("task_queue_items", &key, &[b]));
        let of = [a, ("client_id", client), ("advisor_profile_id", "advisor-listed")];
        rows.push(deleted(secret("advisor_marketplace_matches", &format!("gone-{key}"), &of)));
        rows.push(deleted(secret("task_queue_items", &format!("gone-{key}"), &[a])));
    }
    rows
}

fn deleted(change: Change) -> Change {
    with(change, "deleted_at", instant("2026-01-05T00:00:00Z").into())
}

pub(crate) fn with(mut change: Change, name: &str, value: Value) -> Change {
    if let advisor_engine::ChangeAction::Upsert(row) = &mut change.action {
        row.0.iter_mut().find(|(known, _)| known == name).unwrap().1 = value;
    }
    change
}

/// Advisors of the marketplace with secrets in private places, and advisors who are not of it.
fn marketplace_rows() -> Vec<Change> {
    let public = |change: Change| {
        let change = with(change, "is_verified", true.into());
        let change = with(change, "is_available", true.into());
        with(change, "max_clients", 5_i64.into())
    };
    let listed = |id: &str, user: &str| {
        public(row(
            "advisor_profiles",
            id,
            [("user_id", user.into()), ("marketplace_status", "active".into())],
        ))
    };
    let hidden = |id: &str| secret("advisor_profiles", id, &[("marketplace_status", "active")]);
    // The model's name is the host's to choose, and is told; the digest of a text is not.
    let embedding = |id: &str| {
        let change = secret("advisor_embeddings", id, &[("model", "m")]);
        with(change, "vector", Value::Vector(vec![0.6, 0.8]))
    };
    vec![
        // The name of a live user is public; e-mail, role and organization are not.
        secret("users", "user-listed", &[("organization_id", "tenant-b"), ("name", "Ada")]),
        deleted(secret("users", "user-gone", &[("organization_id", "tenant-b")])),
        listed("advisor-listed", "user-listed"),
        listed("advisor-of-gone-user", "user-gone"),
        with(public(hidden("advisor-unverified")), "is_verified", false.into()),
        deleted(public(hidden("advisor-deleted"))),
        public(secret("advisor_profiles", "advisor-pending", &[])),
        embedding("advisor-listed"),
        embedding("advisor-deleted"),
        embedding("advisor-of-gone-user"),
        embedding("advisor-unverified"),
    ]
}

fn open(folder: &Path) -> Engine {
    let clock = Clock::fixed(instant("2026-01-10T00:00:00Z"));
    Engine::open(folder, Config { clock, is_fold_automatic: false, ..Config::default() }).unwrap()
}

fn assert_clean(text: &str, what: &str) {
    assert!(!text.contains(CANARY), "{what} tells what it must not: {text}");
}

#[test]
fn no_operation_of_a_tenant_tells_anything_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    let options = CallOptions::default();
    engine.apply(&tangled_rows(), None, &options).unwrap();
    for state in ["in the delta", "in the base"] {
        for operation in OPERATIONS.iter().filter(|operation| operation.scope == Scope::Tenant) {
            let requests = requests(operation, folder.path());
            assert!(!requests.own.is_empty(), "{}", operation.name);
            for request in requests.own {
                let what = format!("{} {request} {state}", operation.name);
                let answer = engine.tenant("tenant-a").call(operation.name, request, &options);
                assert_clean(&answer.unwrap().to_string(), &what);
            }
            for request in requests.foreign {
                let what = format!("{} {request} {state}", operation.name);
                let error = engine
                    .tenant("tenant-a")
                    .call(operation.name, request, &options)
                    .expect_err(&what);
                assert_eq!(error.kind(), ErrorKind::NotFound, "{what}: {error:?}");
                assert_clean(&format!("{error:?}"), &what);
            }
        }
        // The other tenant does see its canary, so that its absence above means something.
        let seen = engine.tenant("tenant-b").organization_dashboard(&options).unwrap();
        assert!(serde_json::to_string(&seen).unwrap().contains(CANARY));
        engine.fold(&options).unwrap();
    }
    engine.close();
}

#[test]
fn marketplace_answers_hold_public_columns_only() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    let options = CallOptions::default();
    engine.apply(&tangled_rows(), None, &options).unwrap();
    let mut advisor_count = 0;
    for _ in ["delta", "base"] {
        for operation in OPERATIONS.iter().filter(|operation| operation.scope == Scope::Marketplace)
        {
            for request in requests(operation, folder.path()).own {
                let what = format!("{} {request}", operation.name);
                let answer = engine.call(operation.name, request, &options).unwrap();
                assert_clean(&answer.to_string(), &what);
                advisor_count += advisors(&answer, &what);
            }
        }
        engine.fold(&options).unwrap();
    }
    assert!(advisor_count >= 20, "the answers were empty");
    engine.close();
}

/// Counts the advisors of an answer and checks what is told of each.
fn advisors(answer: &Json, what: &str) -> usize {
    match answer {
        Json::Object(object)
            if ["advisorId", "userId"].iter().any(|key| object.contains_key(*key)) =>
        {
            for key in object.keys() {
                let is_public = PUBLIC_COLUMNS.contains(&&**key) || COMPUTED.contains(&&**key);
                assert!(is_public || key == "linkedinUrl" || key == "createdAt", "{what}: `{key}`");
            }
            1
        }
        Json::Object(object) => object.values().map(|value| advisors(value, what)).sum(),
        Json::Array(items) => items.iter().map(|item| advisors(item, what)).sum(),
        _ => 0,
    }
}

#[test]
fn a_read_of_advisoros_does_not_read_another_schema() {
    let folder = tempfile::tempdir().unwrap();
    let engine =
        Engine::in_memory(Config { catalog: Schema::ClientsPlus, ..Config::default() }).unwrap();
    let options = CallOptions::default();
    let company = [("id", "tenant-a".into()), ("name", "A".into())];
    engine.apply(&[Change::upsert("companies", company)], None, &options).unwrap();
    for operation in OPERATIONS.iter().filter(|operation| operation.scope != Scope::Store) {
        for request in requests(operation, folder.path()).own {
            let answer = if operation.scope == Scope::Tenant {
                engine.tenant("tenant-a").call(operation.name, request, &options)
            } else {
                engine.call(operation.name, request, &options)
            };
            // The reads of every schema have other tables here.
            let kind = match operation.name {
                "get_rows" | "query" | "explain_query" => continue,
                _ => answer.expect_err(operation.name).kind(),
            };
            assert_eq!(kind, ErrorKind::Unsupported, "{}", operation.name);
        }
    }
    engine.close();
}

#[test]
fn an_operation_is_called_only_through_its_own_scope() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    let options = CallOptions::default();
    engine.apply(&tangled_rows(), None, &options).unwrap();
    for operation in OPERATIONS {
        for request in requests(operation, folder.path()).own {
            let refused = if operation.scope == Scope::Tenant {
                engine.call(operation.name, request, &options)
            } else {
                engine.tenant("tenant-a").call(operation.name, request, &options)
            };
            let kind = refused.expect_err(operation.name).kind();
            assert_eq!(kind, ErrorKind::InvalidArgument, "{}", operation.name);
        }
    }
    assert_eq!(engine.stats(&options).unwrap().revision, 1);
    engine.close();
}

#[test]
fn every_operation_ends_at_an_expired_deadline_and_at_a_set_cancel_flag() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    let options = CallOptions::default();
    engine.apply(&tangled_rows(), None, &options).unwrap();
    let cancelled = CancelFlag::new();
    cancelled.cancel();
    let cases = [
        (CallOptions::default().with_timeout(Duration::ZERO), ErrorKind::Timeout),
        (CallOptions::default().with_cancel(cancelled.clone()), ErrorKind::Cancelled),
        // Who cancels does not care for the time any more.
        (
            CallOptions::default().with_timeout(Duration::ZERO).with_cancel(cancelled),
            ErrorKind::Cancelled,
        ),
    ];
    for operation in OPERATIONS {
        for (ended, kind) in &cases {
            for request in requests(operation, folder.path()).own {
                let answer = if operation.scope == Scope::Tenant {
                    engine.tenant("tenant-a").call(operation.name, request, ended)
                } else {
                    engine.call(operation.name, request, ended)
                };
                let error = answer.expect_err(operation.name);
                assert_eq!(error.kind(), *kind, "{}: {error:?}", operation.name);
                assert_eq!(error.operation(), Some(operation.name));
            }
        }
    }
    let stats = engine.stats(&options).unwrap();
    assert_eq!((stats.revision, stats.generation), (1, 1), "nothing was written");
    assert!(!folder.path().join("backup").exists());
    engine.close();
}
