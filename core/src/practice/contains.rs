//! Text that is looked for anywhere in another, whatever case and accents.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Error, Result};
use crate::profiles::fold_case;

/// Bytes of a text to look for; longer ones are slips.
const LONGEST: usize = 200;

/// A text to look for: `%` and `_` mean themselves.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    plain: String,
}

impl Needle {
    /// The text of a field, without blanks around it; none where it is blank.
    ///
    /// # Errors
    /// `InvalidArgument` for more than 200 bytes.
    pub(crate) fn of(field: &str, text: Option<&str>) -> Result<Option<Self>> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        if text.len() > LONGEST {
            return Err(Error::invalid(format!(
                "field `{field}` has {} bytes; expected at most {LONGEST}",
                text.len()
            )));
        }
        Ok(Some(Self { plain: plain(text).into_owned() }))
    }

    /// Whether the text holds it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// Where the text holds it first, in bytes of the text's plain form.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        if !text.is_ascii() {
            return plain(text).find(&self.plain);
        }
        // No copy of the many texts that are plain but for their case.
        let (text, needle) = (text.as_bytes(), self.plain.as_bytes());
        let (first, rest) = needle.split_first()?;
        let last = text.len().checked_sub(needle.len())?;
        (0..=last).find(|at| {
            text[*at].to_ascii_lowercase() == *first
                && text[at + 1..at + needle.len()].eq_ignore_ascii_case(rest)
        })
    }

    /// Its own plain form.
    pub(crate) fn plain(&self) -> &str {
        &self.plain
    }
}

/// The form in which spellings that differ in case and accents alone are equal.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return fold_case(text);
    }
    // Folded again: taking an accent away may leave a letter that folds.
    let bare: String = fold_case(text).nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    Cow::Owned(fold_case(&bare).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_whatever_its_case_and_accents() {
        for (needle, text, is_in) in [
            ("nunez", "Cleo NÚÑEZ", true),
            ("ÑE", "Nunez", true),
            ("100%", "saves 100 %", false),
            ("100%", "saves 100%", true),
            ("a_b", "axb", false),
            ("long needle", "short", false),
            ("z", "", false),
        ] {
            let found = Needle::of("text", Some(needle)).unwrap().unwrap();
            assert_eq!(found.is_in(text), is_in, "{needle} in {text}");
        }
        assert!(Needle::of("text", Some("  ")).unwrap().is_none());
        assert!(Needle::of("text", Some(&"x".repeat(201))).is_err());
    }
}
