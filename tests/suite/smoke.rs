//! The shortest way through everything.

use advisor_engine::{Audience, CallOptions, Clock, Config, Engine, Money, Value};
use advisor_engine_tests::rows::{instant, row};

#[test]
fn a_change_is_seen_in_both_dashboards_and_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        Config { clock: Clock::fixed(instant("2026-01-10T00:00:00Z")), ..Config::default() };
    let options = CallOptions::default();
    let engine = Engine::open(folder.path(), config.clone()).unwrap();
    let org = || Value::from("o1");
    engine
        .apply(
            &[
                row("organizations", "o1", []),
                row("clients", "c1", [("organization_id", org()), ("status", "active".into())]),
                row("engagements", "e1", [("organization_id", org()), ("client_id", "c1".into())]),
                row(
                    "tasks",
                    "t1",
                    [
                        ("organization_id", org()),
                        ("engagement_id", "e1".into()),
                        ("status", "pending".into()),
                    ],
                ),
                row("documents", "d1", [("organization_id", org()), ("client_id", "c1".into())]),
                row(
                    "invoices",
                    "i1",
                    [
                        ("organization_id", org()),
                        ("client_id", "c1".into()),
                        ("status", "paid".into()),
                        ("currency", "USD".into()),
                        ("total_amount", Money::from_cents(1250).into()),
                    ],
                ),
            ],
            Some("0/10"),
            &options,
        )
        .unwrap();
    let read = |engine: &Engine| {
        let tenant = engine.tenant("o1");
        (
            tenant.client_dashboard("c1", &Audience::Staff, &options).unwrap(),
            tenant.organization_dashboard(&options).unwrap(),
        )
    };
    let before = read(&engine);
    assert_eq!(before.0.active_tasks, 1);
    assert_eq!(before.0.recent_documents.len(), 1);
    assert_eq!(before.0.amounts.as_ref().unwrap()[0].total_revenue, Money::from_cents(1250));
    assert_eq!(before.1.total_invoices, 1);
    engine.close();
    let engine = Engine::open(folder.path(), config.clone()).unwrap();
    assert_eq!(read(&engine), before);
    engine.fold(&options).unwrap();
    assert_eq!(read(&engine), before);
    engine.close();
    let engine = Engine::open(folder.path(), config).unwrap();
    assert_eq!(read(&engine), before);
    assert!(engine.verify_files(&options).unwrap().is_sound());
    assert_eq!(engine.verify_rollups(&options).unwrap().difference, None);
}
