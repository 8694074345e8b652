//! The blocks of README.md that are written by a program.

use crate::failure::Failure;

/// A place in README.md between two marks that bear its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block(&'static str);

impl Block {
    /// The engine's own results.
    pub(super) const BENCH: Self = Self("bench");
    /// The comparison with peers.
    pub(super) const PEERS: Self = Self("peers");
    /// The comparison of reads of a practice.
    pub(super) const PRACTICE: Self = Self("practice");

    fn marks(self) -> [String; 2] {
        ["start", "end"].map(|side| format!("<!-- {}:{side} -->", self.0))
    }

    /// Tells whether the text has either mark; one alone is a mistake that `put` reports.
    pub(super) fn is_in(self, text: &str) -> bool {
        self.marks().iter().any(|mark| text.contains(mark))
    }

    /// Returns the text with `content` between the marks, in place of what stood there.
    ///
    /// # Errors
    /// Unless there is exactly one start and, after it, exactly one end.
    pub(super) fn put(self, text: &str, content: &str) -> Result<String, Failure> {
        let [start, end] = self.marks();
        let parts = text.split_once(&start).and_then(|(before, rest)| {
            let (old, after) = rest.split_once(&end)?;
            let is_unique = ![before, old, after].iter().any(|part| self.is_in(part));
            is_unique.then_some((before, after))
        });
        let (before, after) = parts.ok_or_else(|| {
            Failure::new(format!("README.md needs one `{start}` and, after it, one `{end}`"))
        })?;
        // Blank lines: Markdown takes a table that follows a comment at once for part of it.
        Ok(format!("{before}{start}\n\n{}\n\n{end}{after}", content.trim_end()))
    }
}

#[cfg(test)]
mod tests {
    use super::Block;

    #[test]
    fn block_is_replaced_and_all_else_kept() {
        let text = "# A\n\n<!-- bench:start -->\nold\n<!-- bench:end -->\n\nrest\n";
        let once = Block::BENCH.put(text, "new\n").unwrap();
        assert_eq!(once, "# A\n\n<!-- bench:start -->\n\nnew\n\n<!-- bench:end -->\n\nrest\n");
        assert_eq!(
            Block::BENCH.put(&once, "new\n").unwrap(),
            once,
            "a second time changes nothing"
        );
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
            let failure = Block::BENCH.put(text, "new").unwrap_err().to_string();
            assert!(failure.contains("README.md needs one"), "{text}");
        }
    }

    #[test]
    fn blocks_of_different_names_stand_beside_each_other() {
        let text = "<!-- bench:start --><!-- bench:end --><!-- peers:start --><!-- peers:end -->";
        let text = Block::PEERS.put(text, "theirs").unwrap();
        assert_eq!(
            text,
            "<!-- bench:start --><!-- bench:end --><!-- peers:start -->\n\ntheirs\n\n<!-- peers:end -->"
        );
        assert!(Block::BENCH.put(&text, "ours").unwrap().contains("theirs"));
    }
}
