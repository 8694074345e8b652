//! Embeddings and the arithmetic over them.

mod base_codes;
pub(crate) mod bound;
mod code_kernel;
pub(crate) mod graph;
pub(crate) mod kernel;
mod kernels;
mod quantise;
mod state;
#[cfg(test)]
mod tests;

pub(crate) use kernels::Kernels;
pub(crate) use state::Vectors;
