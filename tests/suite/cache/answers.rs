//! What is kept, for whom it stays true, and what ends it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use advisor_engine::{
    ADVISOROS, Audience, CallOptions, Change, ClientNeeds, Config, Engine, ErrorKind, ListClients,
    LoadOptions, Operation, SearchAdvisors, Source, Target, Timestamp, WarmCache, WarmRead,
};
use advisor_engine_tests::rows::{instant, row};
use serde_json::json;

use super::Fixture;

fn rows() -> Vec<Change> {
    let tenant = |id: &str| row("organizations", id, []);
    let client = |id: &str, tenant: &str| {
        row("clients", id, [("organization_id", tenant.into()), ("business_name", id.into())])
    };
    vec![
        tenant("t1"),
        tenant("t2"),
        client("c1", "t1"),
        client("c2", "t1"),
        client("c3", "t2"),
        row("users", "u1", [("organization_id", "t1".into()), ("name", "Ada".into())]),
        document("d1", "c1", "2026-01-09T00:00:00Z"),
    ]
}

fn document(id: &str, client: &str, created: &str) -> Change {
    row(
        "documents",
        id,
        [
            ("organization_id", "t1".into()),
            ("client_id", client.into()),
            ("created_at", instant(created).into()),
        ],
    )
}

fn fixture() -> Fixture {
    let fixture = Fixture::empty();
    fixture.apply(&rows());
    fixture
}

impl Fixture {
    fn apply(&self, changes: &[Change]) -> i64 {
        self.engine.apply(changes, None, &CallOptions::default()).unwrap().revision
    }

    /// Hits and misses of an operation.
    fn counts(&self, operation: &str) -> (u64, u64) {
        let stats = self.engine.cache_stats(&CallOptions::default()).unwrap();
        let class = stats.classes.iter().find(|class| class.class == operation);
        class.map_or((0, 0), |class| (class.hit_count, class.miss_count))
    }

    fn dashboard(&self, client: &str) -> (Arc<advisor_engine::ClientDashboard>, i64) {
        let tenant = self.engine.tenant(if client == "c3" { "t2" } else { "t1" });
        let options = CallOptions::default();
        let found = tenant.cached().client_dashboard(client, &Audience::Staff, &options).unwrap();
        (Arc::clone(&found.value), found.revision)
    }
}

#[test]
fn a_write_to_one_client_leaves_the_entries_of_others() {
    let fixture = fixture();
    for client in ["c1", "c2", "c3"] {
        fixture.dashboard(client);
    }
    assert_eq!(fixture.counts("client_dashboard"), (0, 3));
    let revision = fixture.apply(&[document("d2", "c1", "2026-01-09T00:00:00Z")]);
    for (client, documents) in [("c2", 0), ("c3", 0)] {
        let (dashboard, at) = fixture.dashboard(client);
        assert_eq!((dashboard.total_documents, at), (documents, revision), "{client}");
    }
    assert_eq!(fixture.counts("client_dashboard"), (2, 3), "both were kept");
    assert_eq!(fixture.dashboard("c1").0.total_documents, 2);
    assert_eq!(fixture.counts("client_dashboard"), (2, 4), "this one was not");
}

#[test]
fn an_engagement_that_moves_ends_the_entries_of_both_clients() {
    let fixture = fixture();
    let engagement = |client: &str| {
        row("engagements", "e1", [("organization_id", "t1".into()), ("client_id", client.into())])
    };
    let task = row(
        "tasks",
        "k1",
        [
            ("organization_id", "t1".into()),
            ("engagement_id", "e1".into()),
            ("status", "pending".into()),
        ],
    );
    fixture.apply(&[engagement("c1"), task]);
    let active = || ["c1", "c2"].map(|client| fixture.dashboard(client).0.active_tasks);
    assert_eq!(active(), [1, 0]);
    fixture.apply(&[engagement("c2")]);
    assert_eq!(active(), [0, 1]);
}

#[test]
fn a_hit_hands_out_what_is_kept_at_the_revision_of_the_call() {
    let fixture = fixture();
    let (options, request) = (CallOptions::default(), ListClients::default());
    let tenant = fixture.engine.tenant("t1");
    let computed = tenant.cached().list_clients(&request, &options).unwrap();
    // Another tenant's row: nothing of this answer.
    let revision = fixture.apply(&[row("clients", "c4", [("organization_id", "t2".into())])]);
    let kept = tenant.cached().list_clients(&request, &options).unwrap();
    assert!(Arc::ptr_eq(&computed.value, &kept.value));
    assert_eq!((kept.revision, kept.stale), (revision, false));
    let uncached = tenant.list_clients(&request, &options).unwrap();
    assert_eq!(json!(*kept), json!(uncached));
}

#[test]
fn the_time_of_the_commit_within_an_answer_is_that_of_the_calls_revision() {
    let fixture = fixture();
    let first = fixture.dashboard("c2").0;
    fixture.clock.set(instant("2026-01-10T00:00:07Z"));
    fixture.apply(&[document("d2", "c1", "2026-01-09T00:00:00Z")]);
    let second = fixture.dashboard("c2").0;
    assert_ne!(first.last_refreshed, second.last_refreshed);
    assert!(Arc::ptr_eq(&second, &fixture.dashboard("c2").0), "made once for a revision");
    assert_eq!(fixture.counts("client_dashboard"), (2, 1));
}

#[test]
fn json_of_kept_and_of_computed_answers_is_the_same_to_the_byte() {
    let fixture = fixture();
    let tenant = fixture.engine.tenant("t1");
    let request = || json!({ "clientId": "c1", "audience": { "kind": "staff" } });
    let run = |options: &CallOptions| {
        let call = Operation::find("client_dashboard").unwrap().prepare(request()).unwrap();
        let mut bytes = Vec::new();
        call.run(Target::Tenant(&tenant), options).unwrap().write_json(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let keeping = CallOptions::default();
    let first = run(&keeping);
    fixture.clock.set(instant("2026-01-10T00:00:07.5Z"));
    fixture.apply(&[document("d2", "c2", "2026-01-09T00:00:00Z")]);
    let kept = run(&keeping);
    assert_eq!(fixture.counts("client_dashboard"), (1, 1));
    assert_eq!(kept, run(&CallOptions::default().without_cache()));
    assert_ne!(kept, first, "revision and time of the commit have moved");
}

#[test]
fn requests_that_mean_the_same_share_an_entry_and_others_do_not() {
    let fixture = fixture();
    let options = CallOptions::default();
    let search = |request: &str| {
        let request = serde_json::from_str(request).unwrap();
        fixture.engine.call("search_advisors", request, &options).unwrap();
        fixture.counts("search_advisors")
    };
    assert_eq!(
        search(r#"{"text": "tax", "filters": {"industries": ["a"], "hourlyRateMin": "1"}}"#),
        (0, 1)
    );
    // Another order of nested fields, and a field that is given as its default.
    assert_eq!(
        search(
            r#"{"filters": {"hourlyRateMin": "1", "industries": ["a"]}, "text": "tax", "highlight": false}"#
        ),
        (1, 1)
    );
    // A nested value alone differs.
    assert_eq!(
        search(r#"{"text": "tax", "filters": {"industries": ["a"], "hourlyRateMin": "2"}}"#),
        (1, 2)
    );
    // Another tenant's answer to the same request is another.
    fixture.dashboard("c1");
    let foreign =
        fixture.engine.tenant("t2").cached().client_dashboard("c1", &Audience::Staff, &options);
    assert_eq!(foreign.map(|_| ()).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn an_answer_that_depends_on_time_ends_when_it_stops_being_true() {
    let fixture = fixture();
    let recent = || fixture.dashboard("c1").0.documents_last_30_days;
    assert_eq!(recent(), 1);
    let end: Timestamp = fixture
        .engine
        .tenant("t1")
        .client_dashboard("c1", &Audience::Staff, &CallOptions::default())
        .unwrap()
        .valid_until
        .unwrap();
    assert_eq!(end, instant("2026-02-08T00:00:00.001Z"), "30 days after the document, and then");
    fixture.clock.set(Timestamp::from_millisecond(end.as_millisecond() - 1).unwrap());
    assert_eq!((recent(), fixture.counts("client_dashboard")), (1, (1, 1)));
    fixture.clock.set(end);
    assert_eq!((recent(), fixture.counts("client_dashboard")), (0, (1, 2)));
}

#[test]
fn a_portal_access_that_expires_opens_nothing_out_of_the_cache() {
    let fixture = fixture();
    let expiry = instant("2026-01-11T00:00:00Z");
    let access = advisor_engine::PortalAccess {
        expires_at: Some(expiry),
        ..advisor_engine::PortalAccess::for_client("c1")
    };
    let audience = Audience::Portal(access);
    let tenant = fixture.engine.tenant("t1");
    let read = || tenant.cached().client_dashboard("c1", &audience, &CallOptions::default());
    assert_eq!(read().unwrap().valid_until, Some(expiry));
    fixture.clock.set(expiry);
    assert_eq!(read().map(|_| ()).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_tenant_that_is_deleted_is_not_found_though_its_answers_are_kept() {
    let fixture = fixture();
    let options = CallOptions::default();
    let tenant = fixture.engine.tenant("t1");
    tenant.cached().client_stats(&options).unwrap();
    fixture.apply(&[row(
        "organizations",
        "t1",
        [("deleted_at", instant("2026-01-05T00:00:00Z").into())],
    )]);
    let gone = tenant.cached().client_stats(&options).map(|_| ());
    assert_eq!(gone.unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn the_marketplace_keeps_its_answers_while_practices_work() {
    let fixture = fixture();
    let options = CallOptions::default();
    let advisor = |rate: i64| {
        row(
            "advisor_profiles",
            "a1",
            [
                ("user_id", "u1".into()),
                ("marketplace_status", "active".into()),
                ("is_verified", true.into()),
                ("is_available", true.into()),
                ("max_clients", 5_i64.into()),
                ("hourly_rate", advisor_engine::Money::from_cents(rate).into()),
            ],
        )
    };
    fixture.apply(&[advisor(10_000)]);
    let engine = &fixture.engine;
    let read = || {
        let found = engine.cached().search_advisors(&SearchAdvisors::default(), &options).unwrap();
        let matched = engine.cached().match_advisors(&ClientNeeds::default(), &options).unwrap();
        assert_eq!((found.total, matched.matches.len()), (1, 1));
        fixture.counts("search_advisors")
    };
    assert_eq!(read(), (0, 1));
    fixture.apply(&[document("d2", "c1", "2026-01-09T00:00:00Z")]);
    // What else changes of an advisor's user is nothing to the marketplace.
    let user = |name: &str, role: &str| {
        row(
            "users",
            "u1",
            [("organization_id", "t1".into()), ("name", name.into()), ("role", role.into())],
        )
    };
    fixture.apply(&[user("Ada", "owner")]);
    // The same row once more.
    fixture.apply(&[advisor(10_000)]);
    assert_eq!(read(), (1, 1));
    fixture.apply(&[user("Grace", "owner")]);
    assert_eq!(read(), (1, 2), "the name is shown");
    fixture.apply(&[advisor(20_000)]);
    assert_eq!(read(), (1, 3));
}

#[test]
fn a_call_may_pass_the_cache_over_or_take_what_is_not_the_newest() {
    let fixture = fixture();
    let tenant = fixture.engine.tenant("t1");
    let read = |options: &CallOptions| {
        let found = tenant.cached().client_dashboard("c1", &Audience::Staff, options).unwrap();
        (found.total_documents, found.stale, found.revision)
    };
    let plain = CallOptions::default();
    assert_eq!(read(&plain), (1, false, 1));
    assert_eq!(read(&CallOptions::default().without_cache()), (1, false, 1));
    assert_eq!(fixture.counts("client_dashboard"), (0, 1), "nothing is counted of it");
    fixture.clock.set(instant("2026-01-10T00:00:10Z"));
    let revision = fixture.apply(&[document("d2", "c1", "2026-01-09T00:00:00Z")]);
    let patient = CallOptions::default().with_max_stale(Duration::from_secs(10));
    assert_eq!(read(&patient), (1, true, 1), "what was true ten seconds ago, and says so");
    fixture.clock.set(instant("2026-01-10T00:00:10.001Z"));
    assert_eq!(read(&patient), (2, false, revision), "it is too old now");
    assert_eq!(read(&plain), (2, false, revision));
    let stats = fixture.engine.cache_stats(&plain).unwrap();
    assert_eq!((stats.classes[0].stale_count, stats.tenants[0].tenant_id.as_str()), (1, "t1"));
}

#[test]
fn a_load_ends_whatever_was_kept() {
    let fixture = fixture();
    let options = CallOptions::default();
    let before = fixture.engine.tenant("t1").cached().client_stats(&options).unwrap();
    assert_eq!(before.total_clients, 2);
    let tables = ADVISOROS.tables.iter().filter(|table| !table.is_host_owned);
    let nothing =
        Source::Batches(tables.map(|table| (table.name.to_owned(), Vec::new())).collect());
    fixture.engine.sync(&nothing, &LoadOptions::default()).unwrap();
    // Every row of the source's tables is gone, the tenant's own too.
    let gone = fixture.engine.tenant("t1").cached().client_stats(&options).map(|_| ());
    assert_eq!(gone.unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn an_engine_without_room_keeps_nothing_and_answers_the_same() {
    let config = Config { cache_capacity_bytes: 0, ..Config::default() };
    let engine = Engine::in_memory(config).unwrap();
    let options = CallOptions::default();
    engine.apply(&rows(), None, &options).unwrap();
    let tenant = engine.tenant("t1");
    let read = || tenant.cached().client_stats(&options).unwrap();
    assert!(!Arc::ptr_eq(&read().value, &read().value));
    assert_eq!(engine.cache_stats(&options).unwrap().entry_count, 0);
}

#[test]
fn warming_keeps_what_will_be_asked_for_and_counts_what_is_gone() {
    let fixture = fixture();
    let options = CallOptions::default();
    let read = |operation: &str, tenant: Option<&str>, request: &str| WarmRead {
        operation: operation.to_owned(),
        tenant_id: tenant.map(str::to_owned),
        request_json: request.to_owned(),
    };
    let warm = WarmCache {
        reads: vec![
            read("client_stats", Some("t1"), "{}"),
            read("client_stats", Some("nobody"), "{}"),
            read("search_advisors", None, r#"{"text": "tax"}"#),
        ],
    };
    let warmed = fixture.engine.warm_cache(&warm, &options).unwrap();
    assert_eq!((warmed.read_count, warmed.not_found_count), (2, 1));
    fixture.engine.tenant("t1").cached().client_stats(&options).unwrap();
    assert_eq!(fixture.counts("client_stats"), (1, 2));
    let refuse = |warm: WarmRead| {
        let error =
            fixture.engine.warm_cache(&WarmCache { reads: vec![warm] }, &options).unwrap_err();
        (error.kind(), error.message().to_owned())
    };
    assert_eq!(
        refuse(read("fold", None, "{}")),
        (
            ErrorKind::InvalidArgument,
            "field `operation` is `fold`, whose answers are not kept; expected a read of a tenant or of the marketplace"
                .to_owned()
        )
    );
    assert_eq!(refuse(read("client_stat", Some("t1"), "{}")).0, ErrorKind::NotFound);
    assert_eq!(refuse(read("client_stats", None, "{}")).0, ErrorKind::InvalidArgument);
    assert_eq!(refuse(read("client_stats", Some("t1"), "[")).0, ErrorKind::InvalidArgument);
    fixture.engine.clear_cache(&options).unwrap();
    assert_eq!(fixture.engine.cache_stats(&options).unwrap().entry_count, 0);
}

#[test]
fn of_many_threads_that_miss_the_same_answer_one_computes_it() {
    let fixture = fixture();
    let arrived = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                arrived.fetch_add(1, Ordering::SeqCst);
                while arrived.load(Ordering::SeqCst) < 64 {
                    std::thread::yield_now();
                }
                let stats =
                    fixture.engine.tenant("t1").cached().client_stats(&CallOptions::default());
                assert_eq!(stats.unwrap().total_clients, 2);
            });
        }
    });
    assert_eq!(fixture.counts("client_stats"), (63, 1));
}

#[test]
fn an_answer_of_a_pinned_revision_does_not_take_the_place_of_the_newest() {
    let fixture = fixture();
    let pinned = fixture.engine.pin().unwrap();
    let options = CallOptions::default();
    fixture.apply(&[document("d2", "c1", "2026-01-09T00:00:00Z")]);
    assert_eq!(fixture.dashboard("c1").0.total_documents, 2);
    let old = pinned.tenant("t1");
    for _ in 0..2 {
        let found = old.cached().client_dashboard("c1", &Audience::Staff, &options).unwrap();
        assert_eq!((found.total_documents, found.revision), (1, pinned.revision()));
    }
    assert_eq!(fixture.dashboard("c1").0.total_documents, 2);
    assert_eq!(fixture.counts("client_dashboard"), (1, 3));
}
