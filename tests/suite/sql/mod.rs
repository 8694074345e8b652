//! SQL of callers: what it answers, what it cannot reach, and what stops it.

mod answers;
mod escapes;
mod fuzz;
mod limits;

use advisor_engine::{Answer, CallOptions, Clock, Config, Engine, Error, SqlAnswer, SqlQuery};
use advisor_engine_tests::rows::instant;

use crate::canary::{CANARY, tangled_rows};

/// An engine of two tenants whose rows are tangled; every text of the second holds the canary.
fn tangled(config: Config) -> Engine {
    let clock = Clock::fixed(instant("2026-01-10T00:00:00Z"));
    let engine = Engine::in_memory(Config { clock, is_fold_automatic: false, ..config }).unwrap();
    engine.apply(&tangled_rows(), None, &CallOptions::default()).unwrap();
    engine
}

/// What the first tenant is told.
fn ask(engine: &Engine, sql: &str) -> Result<Answer<SqlAnswer>, Error> {
    engine.tenant("tenant-a").query(&SqlQuery::new(sql), &CallOptions::default())
}

/// Rows as JSON text.
fn rows(answer: &Answer<SqlAnswer>) -> String {
    serde_json::to_string(&answer.rows).unwrap()
}

fn whole(engine: &Engine, sql: &str) -> String {
    rows(&engine.query_whole(&SqlQuery::new(sql), &CallOptions::default()).unwrap())
}

fn assert_clean(text: &str, what: &str) {
    assert!(!text.contains(CANARY), "{what} tells what it must not: {text}");
}
