//! The block of README.md that is written by a program.

use crate::failure::Failure;

const START: &str = "<!-- bench:start -->";
const END: &str = "<!-- bench:end -->";

/// Tells whether the text has either mark; one alone is a mistake that `with_block` reports.
pub(super) fn has_block(text: &str) -> bool {
    text.contains(START) || text.contains(END)
}

/// Returns the text with `block` between the marks, in place of what stood there.
///
/// # Errors
/// Unless there is exactly one start and, after it, exactly one end.
pub(super) fn with_block(text: &str, block: &str) -> Result<String, Failure> {
    let parts = text.split_once(START).and_then(|(before, rest)| {
        let (old, after) = rest.split_once(END)?;
        let is_unique = ![before, old, after].iter().any(|part| has_block(part));
        is_unique.then_some((before, after))
    });
    let (before, after) = parts.ok_or_else(|| {
        Failure::new(format!("README.md needs one `{START}` and, after it, one `{END}`"))
    })?;
    // Blank lines: Markdown takes a table that follows a comment at once for part of it.
    Ok(format!("{before}{START}\n\n{}\n\n{END}{after}", block.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::with_block;

    #[test]
    fn block_is_replaced_and_all_else_kept() {
        let text = "# A\n\n<!-- bench:start -->\nold\n<!-- bench:end -->\n\nrest\n";
        let once = with_block(text, "new\n").unwrap();
        assert_eq!(once, "# A\n\n<!-- bench:start -->\n\nnew\n\n<!-- bench:end -->\n\nrest\n");
        assert_eq!(with_block(&once, "new\n").unwrap(), once, "a second time changes nothing");
    }

    #[test]
    fn marks_that_are_missing_doubled_or_swapped_are_refused() {
        for text in [
            "",
            "<!-- bench:start -->",
            "<!-- bench:end -->",
            "<!-- bench:end --><!-- bench:start -->",
            "<!-- bench:start --><!-- bench:end --><!-- bench:end -->",
            "<!-- bench:start --><!-- bench:start --><!-- bench:end -->",
        ] {
            let failure = with_block(text, "new").unwrap_err().to_string();
            assert!(failure.contains("README.md needs one"), "{text}");
        }
    }
}
