//! What cannot be taken is refused with a message that helps, and leaves everything as it was.

mod batches;
mod damage;
mod disk;
pub(super) mod parquet_folder;
mod snapshots;

use std::path::Path;

use advisor_engine::{
    Audience, CallOptions, Change, ClientNeeds, Clock, Config, Engine, Error, Money, Timestamp,
    Value,
};
use advisor_engine_tests::rows::{instant, row};
use serde_json::{Value as Json, json, to_value};

/// The instant of every call.
fn now() -> Timestamp {
    instant("2026-01-10T00:00:00Z")
}

fn config() -> Config {
    Config {
        clock: Clock::fixed(now()),
        is_fold_automatic: false,
        graph_minimum: 1,
        ..Config::default()
    }
}

/// One row of every table of the source, each reached from the first tenant.
fn source_rows() -> Vec<Change> {
    let of = |table: &str, id: &str, columns: &[(&'static str, Value)]| {
        let tenant = (table != "organizations" && table != "advisor_profiles")
            .then(|| ("organization_id", Value::from("o1")));
        row(table, id, columns.iter().cloned().chain(tenant))
    };
    vec![
        of("organizations", "o1", &[]),
        of("users", "u1", &[("name", "Ada".into())]),
        of(
            "clients",
            "c1",
            &[("business_name", "First Client".into()), ("status", "active".into())],
        ),
        of("documents", "d1", &[("client_id", "c1".into()), ("file_name", "return.pdf".into())]),
        of("engagements", "e1", &[("client_id", "c1".into()), ("status", "in_progress".into())]),
        of("tasks", "t1", &[("engagement_id", "e1".into()), ("status", "pending".into())]),
        of(
            "invoices",
            "i1",
            &[
                ("client_id", "c1".into()),
                ("status", "paid".into()),
                ("currency", "USD".into()),
                ("total_amount", Money::from_cents(1250).into()),
            ],
        ),
        of(
            "advisor_profiles",
            "a1",
            &[
                ("user_id", "u1".into()),
                ("is_available", true.into()),
                ("is_verified", true.into()),
                ("marketplace_status", "active".into()),
                ("max_clients", 5_i64.into()),
                ("overall_rating", 4.5.into()),
            ],
        ),
    ]
}

fn embedding() -> Change {
    row("advisor_embeddings", "a1", [("vector", Value::Vector(vec![0.6, 0.8]))])
}

/// An engine with the rows above, partly in the base and partly in the log.
fn filled(folder: &Path) -> Engine {
    let engine = Engine::open(folder, config()).unwrap();
    let options = CallOptions::default();
    let mut rows = source_rows();
    rows.push(embedding());
    let thrift =
        [("version", 3_i64.into()), ("terms", r#"[{"signal": "price_fit", "weight": 1}]"#.into())];
    rows.push(row("scoring_profiles", "thrift", thrift));
    engine.apply(&rows, Some("0/10"), &options).unwrap();
    engine.fold(&options).unwrap();
    let late = row(
        "documents",
        "d2",
        [
            ("organization_id", "o1".into()),
            ("client_id", "c1".into()),
            ("file_name", "late-arrival.pdf".into()),
        ],
    );
    engine.apply(&[late], Some("0/20"), &options).unwrap();
    engine
}

/// Everything that the engine answers about these rows, revision and position included.
fn answers(engine: &Engine) -> Json {
    let options = CallOptions::default();
    let tenant = engine.tenant("o1");
    let needs = ClientNeeds { embedding: vec![1.0, 0.0], ..ClientNeeds::default() };
    json!({
        "client": to_value(tenant.client_dashboard("c1", &Audience::Staff, &options).unwrap()).unwrap(),
        "organization": to_value(tenant.organization_dashboard(&options).unwrap()).unwrap(),
        "match": to_value(engine.match_advisors(&needs, &options).unwrap()).unwrap(),
        "rejected": to_value(engine.rejected_rows(&options).unwrap()).unwrap(),
    })
}

/// Closes an engine and opens its store again.
fn reopened(engine: &Engine) -> Engine {
    let folder = engine.path().unwrap();
    engine.close();
    Engine::open(folder, config()).unwrap()
}

/// An error as a host prints it, with the folders of the test taken out.
fn text(error: &Error, folders: &[(&Path, &str)]) -> String {
    let mut text = error.to_string();
    for (folder, name) in folders {
        text = text.replace(&folder.display().to_string(), name);
    }
    text
}
