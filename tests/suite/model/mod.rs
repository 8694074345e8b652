//! Random lists of operations against a plain map.
//!
//! The model shares no code with the engine: it keeps every row in one map, and computes every answer
//! from all rows. After each step everything that can be asked is asked and compared whole.

mod dashboards;
mod matches;
mod named;
mod operation;
pub(crate) mod random;
pub(crate) mod run;
mod snapshot_folder;
pub(crate) mod world;
