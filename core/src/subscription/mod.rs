//! Committed changes, told to hosts that push them on: who changed, never what.

mod feed;
mod queue;
mod scope;
mod summary;

pub(crate) use feed::Feed;
pub use queue::{Poll, Subscription};
pub use summary::{ChangeSummary, TableSummary};
