//! What the suite, its crash child and the benches share.

pub mod crash;
pub mod follow;
pub mod log;
pub mod postgres;
pub mod proxy;
pub mod rows;
pub mod torture;
