//! Reads of a practice that are measured: what is asked, who else answers, and what the engine does alone.

pub mod alone;
pub mod busy;
pub mod compare;
pub mod draw;
pub mod operations;
pub mod sqlite;
