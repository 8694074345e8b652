//! What a reader may rely on: one revision per answer, for as long as it is pinned.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use advisor_engine::{
    Answer, Audience, CallOptions, Change, ClientDashboard, ClientNeeds, Clock, Config, Engine,
    ErrorKind, Money, Pinned, Value,
};
use advisor_engine_tests::rows::{instant, row};
use serde_json::{Value as Json, json, to_value};

const DOCUMENT_COUNT: i64 = 7;

fn config() -> Config {
    let clock = Clock::fixed(instant("2026-01-10T00:00:00Z"));
    Config { clock, is_fold_automatic: false, ..Config::default() }
}

/// A batch after which name, amount, documents, rating and vector are functions of the revision.
fn state_of(revision: i64) -> Vec<Change> {
    let of = ("organization_id", Value::from("o1"));
    let mut changes = vec![
        row("organizations", "o1", []),
        row("users", "u1", [of.clone(), ("name", format!("user {revision}").into())]),
        row("clients", "c1", [of.clone(), ("business_name", format!("client {revision}").into())]),
        row(
            "invoices",
            "i1",
            [
                of.clone(),
                ("client_id", "c1".into()),
                ("status", "paid".into()),
                ("currency", "USD".into()),
                ("total_amount", Money::from_cents(revision).into()),
            ],
        ),
        row(
            "advisor_profiles",
            "a1",
            [
                ("user_id", "u1".into()),
                ("headline", format!("headline {revision}").into()),
                ("years_experience", revision.into()),
                ("is_available", true.into()),
                ("is_verified", true.into()),
                ("marketplace_status", "active".into()),
                ("max_clients", 5_i64.into()),
            ],
        ),
        row("advisor_embeddings", "a1", [("vector", Value::Vector(direction(revision)))]),
    ];
    for number in 0..DOCUMENT_COUNT {
        let id = format!("d{number}");
        changes.push(if number < revision % (DOCUMENT_COUNT + 1) {
            row(
                "documents",
                &id,
                [
                    of.clone(),
                    ("client_id", "c1".into()),
                    ("file_name", format!("file {revision}").into()),
                    ("file_size", revision.into()),
                ],
            )
        } else {
            Change::delete("documents", id)
        });
    }
    changes
}

/// Along one axis or the other, so that the cosine with the first is 1 or 0.
fn direction(revision: i64) -> Vec<f32> {
    if revision % 2 == 0 { vec![1.0, 0.0] } else { vec![0.0, 1.0] }
}

fn needs() -> ClientNeeds {
    ClientNeeds { embedding: vec![1.0, 0.0], ..ClientNeeds::default() }
}

fn dashboard(engine: &Engine) -> Answer<ClientDashboard> {
    engine.tenant("o1").client_dashboard("c1", &Audience::Staff, &CallOptions::default()).unwrap()
}

/// Everything that a pinned revision answers; all of it must be of that revision.
fn checked(pinned: &Pinned) -> Json {
    let options = CallOptions::default();
    let revision = pinned.revision();
    let client = pinned.tenant("o1").client_dashboard("c1", &Audience::Staff, &options).unwrap();
    check_client(&client);
    let organization = pinned.tenant("o1").organization_dashboard(&options).unwrap();
    let document_count = revision % (DOCUMENT_COUNT + 1);
    assert_eq!(organization.total_document_bytes, document_count * revision, "at {revision}");
    assert_eq!(organization.invoices[0].total_amount.cents(), revision);
    let found = pinned.match_advisors(&needs(), &options).unwrap();
    assert_eq!([client.revision, organization.revision, found.revision], [revision; 3]);
    let advisor = &found.matches[0];
    assert_eq!(advisor.headline.as_deref(), Some(&*format!("headline {revision}")));
    assert_eq!(advisor.name.as_deref(), Some(&*format!("user {revision}")));
    assert_eq!(advisor.years_experience, Some(revision));
    let cosine = if revision % 2 == 0 { 1.0_f64 } else { 0.0 };
    assert_eq!(advisor.parts[0].value.to_bits(), cosine.to_bits(), "at {revision}");
    json!({
        "client": to_value(client).unwrap(),
        "organization": to_value(organization).unwrap(),
        "match": to_value(found).unwrap(),
    })
}

fn check_client(answer: &Answer<ClientDashboard>) {
    let revision = answer.revision;
    assert_eq!(answer.business_name, format!("client {revision}"));
    let document_count = u64::try_from(revision % (DOCUMENT_COUNT + 1)).unwrap();
    assert_eq!(answer.total_documents, document_count, "at {revision}");
    let amounts = answer.amounts.as_ref().unwrap();
    assert_eq!(amounts[0].total_revenue.cents(), revision);
    for document in &answer.recent_documents {
        assert_eq!(document.file_name, format!("file {revision}"));
    }
}

fn generation_count(engine: &Engine) -> usize {
    std::fs::read_dir(engine.path().unwrap().join("generations")).unwrap().count()
}

#[test]
fn a_pinned_revision_answers_the_same_while_batches_and_folds_are_published() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(folder.path(), config()).unwrap();
    let options = CallOptions::default();
    for revision in 1..=5 {
        engine.apply(&state_of(revision), None, &options).unwrap();
    }
    let pinned = engine.pin().unwrap();
    let expected = checked(&pinned);
    for revision in 6..=15 {
        engine.apply(&state_of(revision), None, &options).unwrap();
        assert_eq!(checked(&pinned), expected, "after revision {revision}");
        if revision % 4 == 0 {
            engine.fold(&options).unwrap();
            assert_eq!(checked(&pinned), expected, "after the fold at {revision}");
        }
    }
    let everything_gone: Vec<Change> = ["clients", "organizations", "users"]
        .into_iter()
        .zip(["c1", "o1", "u1"])
        .map(|(table, id)| Change::delete(table, id))
        .collect();
    engine.apply(&everything_gone, None, &options).unwrap();
    engine.fold(&options).unwrap();
    assert_eq!(checked(&pinned), expected, "after all is deleted and folded away");
    let now = engine.tenant("o1").organization_dashboard(&options);
    assert_eq!(now.unwrap_err().kind(), ErrorKind::NotFound);
    // The first base is kept for the pin alone; with it goes the last that needs it.
    assert_eq!(generation_count(&engine), 2);
    drop(pinned);
    assert_eq!(generation_count(&engine), 1);
    engine.close();
}

#[test]
fn every_answer_is_of_one_revision_while_a_writer_and_folds_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(folder.path(), config()).unwrap();
    let options = CallOptions::default();
    let is_long = std::env::var_os("ADVISOR_ENGINE_LONG").is_some_and(|value| value == "1");
    let last = if is_long { 4000 } else { 200 };
    engine.apply(&state_of(1), None, &options).unwrap();
    let is_done = AtomicBool::new(false);
    let seen_count = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for reader in 0..3 {
            let (engine, is_done, seen_count) = (&engine, &is_done, &seen_count);
            scope.spawn(move || {
                let mut newest = 0;
                let mut revisions = 0;
                loop {
                    let is_last = is_done.load(Ordering::Acquire);
                    let revision = if reader == 0 {
                        let pinned = engine.pin().unwrap();
                        checked(&pinned);
                        pinned.revision()
                    } else {
                        let answer = dashboard(engine);
                        check_client(&answer);
                        answer.revision
                    };
                    assert!(revision >= newest, "revision {revision} came after {newest}");
                    revisions += u64::from(revision > newest);
                    newest = revision;
                    if is_last {
                        break;
                    }
                }
                assert_eq!(newest, last, "the last revision is seen once the writer is done");
                seen_count.fetch_add(revisions, Ordering::Relaxed);
            });
        }
        let folder = scope.spawn(|| {
            while !is_done.load(Ordering::Acquire) {
                engine.fold(&CallOptions::default()).unwrap();
            }
        });
        for revision in 2..=last {
            let applied = engine.apply(&state_of(revision), None, &options).unwrap();
            assert_eq!(applied.revision, revision);
            let answer = dashboard(&engine);
            assert_eq!(answer.revision, revision, "a writer reads its own write");
            check_client(&answer);
        }
        is_done.store(true, Ordering::Release);
        drop(folder);
    });
    let seen = seen_count.load(Ordering::Relaxed);
    println!("three readers saw {seen} revisions");
    assert!(seen > 30, "the readers saw {seen} revisions only: nothing ran at the same time");
    assert!(engine.verify_files(&options).unwrap().is_sound());
    assert_eq!(engine.verify_rollups(&options).unwrap().difference, None);
    let before = to_value(dashboard(&engine)).unwrap();
    engine.close();
    let engine = Engine::open(folder.path(), config()).unwrap();
    assert_eq!(to_value(dashboard(&engine)).unwrap(), before);
    assert_eq!(generation_count(&engine), 1, "no fold leaves files behind");
    engine.close();
}

#[test]
fn every_call_after_close_is_a_conflict() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(folder.path(), config()).unwrap();
    let options = CallOptions::default();
    engine.apply(&state_of(1), None, &options).unwrap();
    let clone = engine.clone();
    let tenant = engine.tenant("o1");
    let pinned = engine.pin().unwrap();
    engine.close();
    engine.close();
    let closed = |error: advisor_engine::Error, call: &str| {
        assert_eq!(error.kind(), ErrorKind::Conflict, "{call}: {error:?}");
        assert_eq!(error.message(), "the engine is closed", "{call}");
    };
    closed(clone.apply(&state_of(2), None, &options).unwrap_err(), "apply");
    closed(clone.fold(&options).unwrap_err(), "fold");
    closed(clone.stats(&options).unwrap_err(), "stats");
    closed(clone.match_advisors(&needs(), &options).unwrap_err(), "match_advisors");
    closed(clone.pin().unwrap_err(), "pin");
    closed(clone.path().unwrap_err(), "path");
    closed(tenant.organization_dashboard(&options).unwrap_err(), "organization_dashboard");
    closed(
        tenant.client_dashboard("c1", &Audience::Staff, &options).unwrap_err(),
        "client_dashboard",
    );
    closed(pinned.match_advisors(&needs(), &options).unwrap_err(), "pinned match_advisors");
    closed(
        pinned.tenant("o1").organization_dashboard(&options).unwrap_err(),
        "pinned organization_dashboard",
    );
    // Neither the pin nor the clone keeps the store.
    let engine = Engine::open(folder.path(), config()).unwrap();
    assert_eq!(dashboard(&engine).revision, 1);
    engine.close();
}

#[test]
fn a_configuration_out_of_range_is_refused_with_field_value_and_expectation() {
    let folder = tempfile::tempdir().unwrap();
    let base = Config::default;
    let cases = [
        Config { memory_limit_bytes: (64 << 20) - 1, ..base() },
        Config { thread_count: 0, ..base() },
        Config { thread_count: 1025, ..base() },
        Config { embedding_dimension: Some(0), ..base() },
        Config { embedding_dimension: Some(65_537), ..base() },
        Config { fold_row_share: 0.0, ..base() },
        Config { fold_row_share: -0.5, ..base() },
        Config { fold_row_share: 1.5, ..base() },
        Config { fold_row_share: f64::NAN, ..base() },
    ];
    let mut report: Vec<String> = Vec::new();
    for config in cases {
        let path = folder.path().join("store");
        let error = Engine::open(&path, config.clone()).unwrap_err();
        report.push(format!("{error}\n"));
        assert_eq!(Engine::in_memory(config).unwrap_err().to_string(), error.to_string());
        assert!(!path.exists(), "a refused configuration leaves no folder behind");
    }
    insta::assert_snapshot!(report.concat(), @r"
    InvalidArgument in open: field `memory_limit_bytes` is 67108863; expected at least 67108864 (64 MiB)
    InvalidArgument in open: field `thread_count` is 0; expected 1 to 1024
    InvalidArgument in open: field `thread_count` is 1025; expected 1 to 1024
    InvalidArgument in open: field `embedding_dimension` is 0; expected 1 to 65536
    InvalidArgument in open: field `embedding_dimension` is 65537; expected 1 to 65536
    InvalidArgument in open: field `fold_row_share` is 0; expected more than 0 and at most 1
    InvalidArgument in open: field `fold_row_share` is -0.5; expected more than 0 and at most 1
    InvalidArgument in open: field `fold_row_share` is 1.5; expected more than 0 and at most 1
    InvalidArgument in open: field `fold_row_share` is NaN; expected more than 0 and at most 1
    ");
    for config in [
        Config { memory_limit_bytes: 64 << 20, ..base() },
        Config { thread_count: 1, ..base() },
        Config { embedding_dimension: Some(1), ..base() },
        Config { fold_row_share: 1.0, ..base() },
    ] {
        Engine::in_memory(config).unwrap().close();
    }
}
