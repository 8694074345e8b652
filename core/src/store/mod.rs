//! What is durable: generations of immutable files, and the log since. The only user of `std::fs`.

pub(crate) mod backup;
pub(crate) mod batch;
pub(crate) mod build;
mod error;
pub(crate) mod failpoint;
pub(crate) mod files;
pub(crate) mod folder;
pub(crate) mod generation;
pub(crate) mod graph_file;
pub(crate) mod log;
pub(crate) mod log_ahead;
pub(crate) mod manifest;
pub(crate) mod row_file;
pub(crate) mod sorted_rows;
pub(crate) mod table;
pub(crate) mod touched;
pub(crate) mod vector_file;
pub(crate) mod verify;
