//! One row in a kept list.

/// What a list keeps of a row: enough to place it and to filter it without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The place, but for what only the row tells: see [`super::Order`].
    pub(crate) words: [i64; 2],
    /// Small facts, packed: see [`super::facts`].
    pub(crate) facts: u32,
    pub(crate) ordinal: u32,
}
