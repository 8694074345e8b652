//! How heavy a value may become that functions make out of others.
//!
//! DuckDB counts what its operators hold, but not the values that an expression makes for the 2,048 rows it is at:
//! `repeat('x', 3000000000)` takes its gigabytes in spite of any limit, and no interrupt is seen meanwhile. So functions whose
//! arguments say how large a result is are not available (`functions`), and those that join values are added up here: a
//! column counts 1, a text of the statement 1 for each 256 bytes, a list or a concatenation the sum of its parts,
//! a replacement the product. Columns of a subquery count what was added up there.

use crate::error::{Error, Result};

/// The heaviest value that functions may make: some 16 KiB for each row at work, where columns hold 256 bytes.
pub(super) const WEIGHT_MOST: u64 = 64;
const BYTES_OF_ONE: usize = 256;
/// A part of a split text takes more room than its letters.
const SPLIT: u64 = 4;

/// How heavy a result is.
enum Growth {
    /// As the heaviest argument.
    Heaviest,
    /// As all of them together.
    Sum,
    /// As the first, times the length of the text at this place.
    Times(usize),
    /// As the first, times this.
    By(u64),
}

fn growth(function: &str) -> Growth {
    match function {
        "||" | "concat" | "concat_ws" | "array_append" | "array_cat" | "array_concat"
        | "array_prepend" | "array_push_back" | "array_push_front" | "json_array"
        | "json_merge_patch" | "json_object" | "list_append" | "list_cat" | "list_concat"
        | "list_pack" | "list_prepend" | "list_value" | "map" | "map_concat" | "row"
        | "struct_concat" | "struct_insert" | "struct_pack" => Growth::Sum,
        "regexp_replace" | "replace" => Growth::Times(2),
        "array_to_string" => Growth::Times(1),
        "regexp_extract_all"
        | "regexp_split_to_array"
        | "split"
        | "str_split"
        | "str_split_regex"
        | "string_split"
        | "string_split_regex"
        | "string_to_array" => Growth::By(SPLIT),
        _ => Growth::Heaviest,
    }
}

/// How heavy a text of the statement is.
pub(super) fn of_text(text: &str) -> u64 {
    (text.len() / BYTES_OF_ONE) as u64
}

/// How heavy the result of a call is, given its arguments' weights, and the lengths of those that are texts of the
/// statement.
///
/// # Errors
/// `InvalidArgument` where it is too heavy, or cannot be told.
pub(super) fn of_call(function: &str, weights: &[u64], lengths: &[Option<usize>]) -> Result<u64> {
    let heaviest = weights.iter().copied().max().unwrap_or(0);
    let weight = match growth(function) {
        Growth::Heaviest => return Ok(heaviest),
        Growth::Sum => weights.iter().copied().fold(0, u64::saturating_add),
        Growth::By(factor) => heaviest.saturating_mul(factor),
        Growth::Times(place) if weights.len() <= place => return Ok(heaviest),
        Growth::Times(place) => {
            let length = lengths.get(place).copied().flatten().ok_or_else(|| {
                Error::invalid(format!(
                    "argument {} of `{function}` is computed; expected a literal or a parameter",
                    place + 1
                ))
            })?;
            heaviest.max(1).saturating_mul(length.max(1) as u64)
        }
    };
    if weight > WEIGHT_MOST {
        return Err(Error::invalid(format!(
            "`{function}` would make a value out of {weight} others, or out of as many times 256 bytes; expected at \
             most {WEIGHT_MOST}"
        )));
    }
    Ok(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_added_and_replacements_multiplied() {
        for (function, weights, lengths, expected) in [
            ("upper", &[3, 1][..], &[None, None][..], Ok(3)),
            ("||", &[3, 1], &[None, None], Ok(4)),
            ("||", &[60, 5], &[None, None], Err("65 others")),
            ("replace", &[2, 0, 0], &[None, Some(1), Some(32)], Ok(64)),
            ("replace", &[2, 0, 0], &[None, Some(1), Some(33)], Err("66 others")),
            ("replace", &[1, 1, 1], &[None, None, None], Err("argument 3 of `replace`")),
            ("array_to_string", &[1], &[None], Ok(1)),
            ("string_split", &[17, 0], &[None, Some(1)], Err("68 others")),
        ] {
            let found = of_call(function, weights, lengths);
            match (found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{function}"),
                (Err(error), Err(words)) => assert!(error.message().contains(words), "{error}"),
                (found, expected) => unreachable!("{function}: {found:?}, not {expected:?}"),
            }
        }
        assert_eq!((of_text("a name"), of_text(&"x".repeat(1024))), (0, 4));
    }
}
