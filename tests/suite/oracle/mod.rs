//! The engine's answers against independent ones: SQL in PostgreSQL, and a plain recomputation.

mod dashboards;
mod dirty;
mod matching;
mod points;
mod practice;
pub(crate) mod random;
pub(crate) mod sql;

/// How many rounds a property gets: more where the long run is asked for.
pub(crate) fn round_count(short: u64, long: u64) -> u64 {
    if std::env::var_os("ADVISOR_ENGINE_LONG").is_some_and(|value| value == "1") {
        long
    } else {
        short
    }
}
