//! What the criterion suite, the report and the comparison with peers share: data sets, requests and expected answers.

pub mod alone;
pub mod cancelling;
pub mod dataset;
pub mod everyone;
pub mod latency;
pub mod memory;
pub mod pages;
pub mod practice;
pub mod provenance;
pub mod redis;
pub mod searches;
pub mod tenfold;
pub mod trace;
pub mod workload;

/// As in the packages for Node and Python: every bin and bench measures with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
