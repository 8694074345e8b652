//! SQL of data scientists: parsed by DuckDB, checked node by node, rewritten, and run on an instance of its own.
//!
//! What is run is never the caller's text. DuckDB's parser gives the statement as a tree; every node of it must be one that
//! is known (`nodes`), every function one that is listed (`functions`); names of tables become names of views of one scope
//! at one revision (`scope`). The tree that passed is written as text, and that text is checked once more (`statement`).

mod check;
mod columns;
mod cost;
mod error;
mod expressions;
mod functions;
mod instance;
mod nodes;
mod params;
mod plan;
mod request;
mod run;
mod scope;
mod statement;
mod tables;
#[cfg(test)]
mod tests;

pub(crate) use columns::answer;
pub(crate) use instance::{QueryInstance, QueryLimits};
pub use request::{SqlAnswer, SqlColumn, SqlParameter, SqlPlan, SqlQuery};
pub(crate) use run::{Job, RunningQuery, explain};
pub(crate) use scope::Scope;
