//! Generated snapshots at any scale, with distributions taken from the committed sample.
//!
//! Every row is a pure function of (seed, table, index): a child finds its parent's tenant and
//! dates by making the parent's draws again, so no map of rows is held and files can be written
//! in any order by any number of threads.

mod access;
mod matching;
mod offers;
mod operations;
mod people;
mod revenue;
mod satisfaction;
mod scale;
mod tables;
mod team;
mod work;
mod world;
mod write;

pub use scale::Scale;
pub use write::write_snapshot;
