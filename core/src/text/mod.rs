//! The text index: which advisors hold the words of a query, and how well they fit it.
//!
//! Tantivy keeps the dictionaries, postings and positions; what a word is, who may be found and how
//! relevant it is are ours, so that an answer depends on the live rows and the query alone.

mod automaton;
mod document;
mod expand;
mod field;
mod find;
mod live;
mod phrase;
mod query;
mod relevance;
mod scratch;
mod segment;
mod state;
#[cfg(test)]
mod tests;
pub(crate) mod word;

pub(crate) use find::{Hits, TextMode};
pub(crate) use query::TextQuery;
pub(crate) use state::TextIndex;
