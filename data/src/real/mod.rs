//! The real snapshot: the sample's rows in the platform's tables.
//!
//! Adviser names are masked and websites left out; what no source publishes (rates, ratings,
//! availability, names of businesses) is generated from the seed.

mod mapping;
mod people;
mod work;
mod write;

pub use write::{DEFAULT_DIMENSION, write_snapshot};
