//! The committed sample: real public tables, cut down and checked by digest.

mod digests;
mod extract;
mod load;
mod rows;
mod select;
mod table;

pub use digests::DIGEST_FILE;
pub use extract::{SampledTable, extract};
pub use load::{Sample, default_folder};
pub use rows::{Adviser, Business, Filing, InvoiceRecord, TaskEvent};
