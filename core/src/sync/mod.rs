//! Change batches in: what a host applies, and the sources that a load reads.

pub(crate) mod change;
mod csv_file;
mod ndjson_file;
pub(crate) mod origin;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod read_text;
mod record_batches;
#[cfg(feature = "postgres")]
pub(crate) mod sink;
pub(crate) mod snapshot_folder;
pub(crate) mod source;
mod sqlite_file;
mod staged_rows;
pub(crate) mod validate;
