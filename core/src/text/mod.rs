//! The text index: which advisors hold the words of a query, and how well they fit it.
//!
//! Tantivy keeps the dictionaries, postings and positions; what a word is, who may be found and how
//! relevant it is are ours, so that an answer depends on the live rows and the query alone.

mod automaton;
mod compound;
mod document;
mod expand;
mod field;
mod find;
mod highlight;
mod lines;
mod live;
mod phrase;
mod query;
mod relevance;
mod scratch;
mod segment;
mod state;
mod suggest;
#[cfg(test)]
mod tests;
mod typed;
pub(crate) mod word;

pub(crate) use find::{Hits, TextMode};
pub use highlight::Fragment;
pub(crate) use highlight::Marker;
pub(crate) use lines::Entry;
pub(crate) use query::TextQuery;
pub(crate) use state::TextIndex;
pub(crate) use suggest::Listed;
pub(crate) use typed::{Fit, Typed};
