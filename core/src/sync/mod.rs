//! Change batches in: what a host applies, and what a snapshot folder holds.

pub(crate) mod change;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "postgres")]
pub(crate) mod sink;
pub(crate) mod snapshot_folder;
pub(crate) mod source;
pub(crate) mod validate;
