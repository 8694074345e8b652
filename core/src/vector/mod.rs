//! Embeddings and the arithmetic over them.

pub(crate) mod kernel;
mod state;
#[cfg(test)]
mod tests;

pub(crate) use state::Vectors;
