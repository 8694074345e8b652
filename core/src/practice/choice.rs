//! The values that a request may name.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};
use crate::model::catalog::hint;
use crate::model::rank::Ranks;

/// Values that a list in a request may hold: far more than any enumeration has.
const LONGEST: usize = 200;

/// Checks that every value is one of a closed set.
///
/// # Errors
/// `InvalidArgument` with the field, the value, and what was expected.
pub(crate) fn known(field: &str, values: &[String], ranks: Ranks) -> Result<()> {
    bounded(field, values)?;
    for value in values {
        if !ranks.0.contains(&&**value) {
            let expected = ranks.0.join("`, `");
            let hint = hint(value, ranks.0.iter().copied());
            return Err(Error::invalid(format!(
                "field `{field}` holds `{value}`; expected one of `{expected}`{hint}"
            )));
        }
    }
    Ok(())
}

/// Checks that a list is not absurdly long.
///
/// # Errors
/// `InvalidArgument` with the field and its length.
pub(crate) fn bounded<T>(field: &str, values: &[T]) -> Result<()> {
    if values.len() > LONGEST {
        return Err(Error::invalid(format!(
            "field `{field}` has {} values; expected at most {LONGEST}",
            values.len()
        )));
    }
    Ok(())
}

/// Whether a value is wanted: an empty list wants all.
pub(crate) fn is_wanted(wanted: &[String], value: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|known| known == value)
}

/// Whether a value is wanted that may be missing: no list names a missing one.
pub(crate) fn is_wanted_opt(wanted: &[String], value: Option<&str>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| is_wanted(wanted, value))
}

/// Checks a number of rows, or of days.
///
/// # Errors
/// `InvalidArgument` with the field, what was expected and what came.
pub(crate) fn check_count(field: &str, value: usize, range: RangeInclusive<usize>) -> Result<()> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "field `{field}` is {value}; expected {} to {}",
        range.start(),
        range.end()
    )))
}
