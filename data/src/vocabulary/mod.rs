//! Words that the sources are mapped to, and the value sets of the backend.

pub(crate) mod enumerations;
pub(crate) mod industries;
pub(crate) mod marketplace;
pub(crate) mod names;
pub(crate) mod operations;
pub(crate) mod permissions;
pub(crate) mod places;
pub(crate) mod services;
