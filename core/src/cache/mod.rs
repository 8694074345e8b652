//! The result cache: answers that are true, and values of the host.
//!
//! An answer is kept with the revision that it was read at and with what it read: client, tables of the tenant, tables
//! as a whole, the marketplace. A commit writes its revision beside whatever it changes, before it is published. A kept
//! answer is true at a revision as long as nothing that it read has changed between the two. So nothing is searched or
//! removed when rows change, and a kept answer needs no time to live.

mod answer;
mod changes;
mod entry;
mod flight;
mod key;
mod policy;
mod reads;
mod stamps;
mod stats;
mod storage;
#[cfg(test)]
mod tests;
mod values;

pub use answer::Cached;
pub(crate) use answer::{Asked, Kept, kept};
pub use policy::{RowKey, ValueClass, ValueOptions};
pub(crate) use reads::{Reads, Subject};
pub use stats::{CacheClassStats, CacheStats, CacheTenantStats};
pub(crate) use storage::Cache;
pub(crate) use values::ValueScope;
pub use values::{Begun, CachedValue, LoadTicket, Waiting};
