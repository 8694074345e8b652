//! Change batches in: what a host applies, and what a snapshot folder holds.

pub(crate) mod change;
pub(crate) mod snapshot_folder;
pub(crate) mod source;
pub(crate) mod validate;
