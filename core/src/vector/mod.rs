//! Embeddings and the arithmetic over them.

mod base_codes;
pub(crate) mod bound;
mod code_kernel;
pub(crate) mod graph;
pub(crate) mod kernel;
mod kernels;
mod matrix;
pub(crate) mod panels;
mod prefetch;
mod quantise;
mod state;
#[cfg(test)]
mod tests;
pub(crate) mod tile;

pub(crate) use kernels::Kernels;
pub(crate) use quantise::row_length;
pub(crate) use state::{Embedding, Vectors};
