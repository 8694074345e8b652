//! What the engine tells of itself: counts and times per operation, sizes per part.

mod stats;
mod timing;

pub use stats::{FollowerStats, MemoryUse, OperationStats, Stats, TableStats};
pub(crate) use timing::Timings;
