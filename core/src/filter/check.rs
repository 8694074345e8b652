//! What a filter may hold, however it was made.

use std::fmt::Display;

use super::tree::{Filter, Range};
use crate::error::{Error, Result};
use crate::model::money::Money;

/// Deeper than any form nests, far from what recursion minds.
pub(super) const DEPTH_MAX: usize = 8;
const NODE_COUNT_MAX: usize = 200;
const WORD_COUNT_MAX: usize = 200;
const WORD_BYTES_MAX: usize = 200;

impl Filter {
    /// Checks limits and ranges; `path` names the filter in the request.
    ///
    /// # Errors
    /// `InvalidArgument` with the path, what was expected and what came.
    pub(crate) fn check(&self, path: &str) -> Result<()> {
        let mut node_count = 0;
        self.check_node(path, path, 1, &mut node_count)
    }

    fn check_node(&self, root: &str, path: &str, depth: usize, count: &mut usize) -> Result<()> {
        *count += 1;
        if depth > DEPTH_MAX {
            return Err(refuse(path, &"a level too deep", &format!("at most {DEPTH_MAX} levels")));
        }
        if *count > NODE_COUNT_MAX {
            return Err(refuse(root, &"larger", &format!("at most {NODE_COUNT_MAX} nodes")));
        }
        let inner = |name: &str| format!("{path}.{name}");
        match self {
            Self::All(filters) => check_all(filters, root, &inner("all"), depth, count),
            Self::Any(filters) => check_all(filters, root, &inner("any"), depth, count),
            Self::Not(filter) => filter.check_node(root, &inner("not"), depth + 1, count),
            Self::Words(field, words) => {
                let path = inner(field.name());
                check_words(&format!("{path}.anyOf"), &words.any_of)?;
                check_words(&format!("{path}.allOf"), &words.all_of)
            }
            Self::Amount(field, range) => check_amounts(&bounds(&inner(field.name())), range),
            Self::Count(field, range) => check_range(&bounds(&inner(field.name())), range),
            Self::Score(field, range) => check_scores(&bounds(&inner(field.name())), range),
            Self::Flag(..) => Ok(()),
        }
    }
}

fn check_all(
    filters: &[Filter],
    root: &str,
    path: &str,
    depth: usize,
    count: &mut usize,
) -> Result<()> {
    for (index, filter) in filters.iter().enumerate() {
        filter.check_node(root, &format!("{path}[{index}]"), depth + 1, count)?;
    }
    Ok(())
}

pub(super) fn check_words(path: &str, words: &[String]) -> Result<()> {
    if words.len() > WORD_COUNT_MAX {
        let got = format!("a list of {}", words.len());
        return Err(refuse(path, &got, &format!("at most {WORD_COUNT_MAX} words")));
    }
    match words.iter().position(|word| word.len() > WORD_BYTES_MAX) {
        Some(index) => {
            let got = format!("{} bytes long", words[index].len());
            let expected = format!("at most {WORD_BYTES_MAX} bytes");
            Err(refuse(&format!("{path}[{index}]"), &got, &expected))
        }
        None => Ok(()),
    }
}

/// The paths of a range's two ends.
fn bounds(path: &str) -> [String; 2] {
    [format!("{path}.min"), format!("{path}.max")]
}

/// `paths` are those of the two ends.
pub(super) fn check_amounts(paths: &[impl AsRef<str>; 2], range: &Range<Money>) -> Result<()> {
    for (path, bound) in paths.iter().zip([range.min, range.max]) {
        if let Some(bound) = bound.filter(|bound| bound.cents() < 0) {
            return Err(refuse(path.as_ref(), &bound, "0 or more"));
        }
    }
    check_range(paths, range)
}

pub(super) fn check_scores(paths: &[impl AsRef<str>; 2], range: &Range<f64>) -> Result<()> {
    for (path, bound) in paths.iter().zip([range.min, range.max]) {
        if let Some(bound) = bound.filter(|bound| !bound.is_finite()) {
            return Err(refuse(path.as_ref(), &bound, "a finite number"));
        }
    }
    check_range(paths, range)
}

fn check_range<T: PartialOrd + Display + Copy>(
    paths: &[impl AsRef<str>; 2],
    range: &Range<T>,
) -> Result<()> {
    let [min_path, max_path] = paths;
    match (range.min, range.max) {
        (Some(min), Some(max)) if min > max => {
            let expected = format!("at most `{}`, which is {max}", max_path.as_ref());
            Err(refuse(min_path.as_ref(), &min, &expected))
        }
        _ => Ok(()),
    }
}

fn refuse(path: &str, got: &dyn Display, expected: &str) -> Error {
    Error::invalid(format!("field `{path}` is {got}; expected {expected}"))
}
