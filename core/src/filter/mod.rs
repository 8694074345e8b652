//! Filters over the advisors: one tree, evaluated in place on a bitmap.

mod check;
mod effect;
mod flat;
mod narrow;
mod parse;
#[cfg(test)]
mod tests;
mod tree;

pub use effect::ClauseEffect;
pub(crate) use effect::effects;
pub use flat::{AdvisorFilters, NumericFilter};
pub(crate) use narrow::{keep_amounts, keep_any_of, keep_counts, narrow_ordinal};
pub use tree::{
    AmountField, CountField, Filter, FlagField, ListField, Missing, Range, ScoreField, Words,
};
