//! Kept answers equal computed ones, whatever changes; values of the host are loaded once and end when they should.

mod answers;
mod bound;
mod model;
mod values;

use advisor_engine::{Clock, Config, Engine};
use advisor_engine_tests::rows::instant;

/// An engine whose time the test holds.
struct Fixture {
    engine: Engine,
    clock: Clock,
}

impl Fixture {
    fn empty() -> Self {
        let clock = Clock::fixed(instant("2026-01-10T00:00:00Z"));
        let config = Config { clock: clock.clone(), is_fold_automatic: false, ..Config::default() };
        Self { engine: Engine::in_memory(config).unwrap(), clock }
    }
}
