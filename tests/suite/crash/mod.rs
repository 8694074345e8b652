//! A child that writes, killed at any moment: nothing acknowledged is lost, nothing is half there.
//!
//! SIGKILL takes the process, not the machine: what the kernel has taken survives it. That every commit
//! also reaches the disk before it is acknowledged, as a loss of power would ask, is out of its reach.

mod child;
mod failpoints;
mod kill;
mod load;
mod store;
