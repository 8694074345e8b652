//! SHA-256 as lowercase hexadecimal text.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The digest of `bytes`, 64 hexadecimal characters.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

/// A number that orders rows by their content: the first eight bytes of the digest.
pub(crate) fn content_rank(bytes: &[u8]) -> u64 {
    Sha256::digest(bytes).iter().take(8).fold(0, |rank, byte| rank << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_matches_the_standard_example() {
        // Source: FIPS 180-4, the example for "abc".
        assert!(sha256_hex(b"abc").starts_with("ba7816bf8f01cfea"));
        assert_eq!(content_rank(b"abc"), 0xba78_16bf_8f01_cfea);
    }
}
