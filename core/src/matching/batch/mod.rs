//! The needs of many clients against all advisors: the answers of a match for each, block by block.
//!
//! Where most advisors may be matched with many needs, all codes are multiplied with all: a matrix product
//! of small integers, in tiles whose sums stay in registers (`vector::tile`). Each product bounds a score
//! as in the bounded scan, in `f32` and with room for its rounding (`rest`), so that one comparison of a
//! register dismisses 16 advisors. Who is left is scored in full, best bound first. Needs that leave few
//! advisors, or whose profile is not of the kind that tiles bound, go the way of a single match.

mod block;
mod field;
mod request;
mod rest;
mod rows;
mod tiled;

pub(crate) use block::{Answered, BLOCK_NEEDS, Block, Way};
pub(crate) use field::Field;
pub(crate) use request::check_all;
pub use request::{BatchMatch, BatchResult, MatchBatch};
pub(crate) use rows::record_batch;
