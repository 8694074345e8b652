//! Words that differ only in case are one word.

use std::borrow::Cow;

/// The form under which spellings that differ only in case are equal.
///
/// Letter by letter, upper case first: `ß` and `SS`, `ς` and `σ` fold alike, and no letter depends on
/// its neighbours, as it does in `str::to_lowercase`. Accents and blanks are kept.
pub(crate) fn fold_case(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_differ_only_in_case_fold_alike() {
        for (one, other) in
            [("SaaS", "saas"), ("straße", "STRASSE"), ("ΟΔΟΣ", "οδος"), ("É", "é"), ("", "")]
        {
            assert_eq!(fold_case(one), fold_case(other), "{one} {other}");
        }
        assert_ne!(fold_case("cafe"), fold_case("café"));
    }
}
