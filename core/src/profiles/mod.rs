//! Advisor columns and facet bitmaps in memory, by advisor ordinal, copied on write.

mod columns;
mod facet;
#[cfg(test)]
pub(crate) mod fixture;
mod fold_case;
mod ordinal_set;
mod shares;
mod state;
#[cfg(test)]
mod tests;

pub(crate) use facet::{Facet, FacetField};
pub(crate) use fold_case::fold_case;
pub(crate) use ordinal_set::OrdinalSet;
pub(crate) use shares::used_capacity;
pub(crate) use state::{Flag, Profiles, may_be_shown};
