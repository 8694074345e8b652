//! Reads of the queues of jobs.

mod stats;

pub(crate) use stats::queue_stats;
pub use stats::{GetQueueStats, JobStatusCount, QueueFigures, QueueStats};
