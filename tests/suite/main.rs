//! The suite: one binary, one module per question.
#![expect(clippy::unwrap_used, reason = "what fails in a helper of a test fails the test")]

mod audience;
mod bad_input;
mod cache;
mod canary;
mod cases;
mod clients_plus;
mod crash;
mod embeddings;
mod follow;
mod graph;
mod lexical;
mod lifecycle;
mod marketplace;
mod model;
mod oracle;
mod postgres;
mod reads;
mod real_data;
mod smoke;
mod sources;
mod sql;
mod subscriptions;
