//! Versions as programs print them.

use std::fmt;

/// A version of three numbers; what a program leaves out is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) major: u32,
    pub(crate) minor: u32,
    pub(crate) patch: u32,
}

impl Version {
    /// Makes a version.
    pub(crate) const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads the first word that is a version out of what `--version` printed.
    ///
    /// Words such as `v20.1`, `17beta1` and `15.18` are versions; a suffix is dropped, so a
    /// pre-release counts as its release.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse_word)
    }

    fn parse_word(word: &str) -> Option<Self> {
        let word = word.strip_prefix('v').unwrap_or(word);
        let mut numbers = [0; 3];
        for (index, part) in word.split('.').take(numbers.len()).enumerate() {
            let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
            let Ok(number) = part[..end].parse() else {
                if index == 0 {
                    return None;
                }
                break;
            };
            numbers[index] = number;
            if end < part.len() {
                break;
            }
        }
        let [major, minor, patch] = numbers;
        Some(Self { major, minor, patch })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        for (text, expected) in [
            ("v20.20.2", Some((20, 20, 2))),
            ("Python 3.11.7", Some((3, 11, 7))),
            ("Python 3.9.0rc1", Some((3, 9, 0))),
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", Some((15, 18, 0))),
            ("postgres (PostgreSQL) 17beta1", Some((17, 0, 0))),
            ("typos-cli 1.52.0", Some((1, 52, 0))),
            ("cargo-deny 0.20.2", Some((0, 20, 2))),
            ("16", Some((16, 0, 0))),
            ("", None),
            ("command not found", None),
        ] {
            let expected = expected.map(|(major, minor, patch)| Version::new(major, minor, patch));
            assert_eq!(Version::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn versions_order_by_number_not_by_spelling() {
        assert!(Version::new(9, 6, 24) < Version::new(15, 0, 0));
        assert!(Version::new(3, 9, 0) < Version::new(3, 11, 0));
    }
}
