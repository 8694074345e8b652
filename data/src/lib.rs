//! Data for `advisor-engine`: a committed sample of real public tables, the snapshot folder
//! format, a snapshot built from the real sample, and a seeded generator at the reference scale.
//!
//! The crate knows neither the engine nor `DuckDB`: it writes the Parquet folder that the engine
//! loads, so that the two meet only at the format.
//!
//! What comes from where stands in `data/README.md`. A generated rating never stands beside a
//! real firm's name: see [`masking`].

mod calendar;
mod digest;
mod distributions;
mod embedding;
pub mod generate;
mod identifiers;
pub mod masking;
pub mod progress;
mod random;
pub mod real;
mod rows;
pub mod sample;
mod shares;
pub mod snapshot;
mod vocabulary;
