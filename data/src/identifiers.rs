//! Ids that look like the backend's cuids and are pure functions of (seed, purpose, index).

use crate::random::{Purpose, Streams};

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Makes the id of one row: `c` and 24 lowercase base-36 characters.
///
/// The index is mixed rather than counted, so that the order of ids says nothing about the order
/// of rows. Ids are unique up to a collision of 124 bits.
pub(crate) fn id(streams: &Streams, purpose: Purpose, index: u64) -> String {
    let base = mix(streams.seed() ^ mix(purpose as u64));
    let mut text = String::with_capacity(25);
    text.push('c');
    for half in [mix(base.wrapping_add(index)), mix(!base ^ mix(index))] {
        let mut rest = half;
        for _ in 0..12 {
            let digit = usize::try_from(rest % 36).expect("a remainder of 36 fits usize");
            text.push(char::from(DIGITS[digit]));
            rest /= 36;
        }
    }
    text
}

/// The id of a row that no table holds: the deliberate dangling references point at these.
pub(crate) fn missing_id(streams: &Streams, purpose: Purpose, index: u64) -> String {
    // No table reaches 2^40 rows.
    id(streams, purpose, 1 << 40 | index)
}

/// Mixes 64 bits one to one.
///
/// *Source*: `SplitMix64`, Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014.
fn mix(value: u64) -> u64 {
    let mut value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_unique_and_shaped_like_cuids() {
        let streams = Streams::new(1);
        let mut seen = HashSet::new();
        for index in 0..20_000 {
            for purpose in [Purpose::Client, Purpose::User] {
                let text = id(&streams, purpose, index);
                assert_eq!(text.len(), 25);
                assert!(text.starts_with('c'));
                assert!(
                    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
                );
                assert!(seen.insert(text));
            }
        }
        assert!(seen.insert(missing_id(&streams, Purpose::Client, 0)));
    }
}
