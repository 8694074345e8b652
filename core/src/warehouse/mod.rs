//! DuckDB: builds the sorted base, holds the delta beside it, and answers SQL at a revision.

pub(crate) mod at_revision;
pub(crate) mod columns;
pub(crate) mod database;
mod error;
mod interrupt;
pub(crate) mod query;
pub(crate) mod records;
pub(crate) mod rollups;
pub(crate) mod stage;
