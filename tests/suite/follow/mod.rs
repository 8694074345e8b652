//! Engines that follow a store which another process writes.

mod beside;
mod processes;
