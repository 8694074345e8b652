//! What the criterion suite and the report share: data sets, requests and expected answers.

pub mod dataset;
pub mod latency;
pub mod memory;
pub mod workload;
