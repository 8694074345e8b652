//! Zipf-sized groups, and an order that hides them.

use std::ops::Range;

/// Splits members `0..count` into groups whose sizes fall as 1, 1/2, 1/3, ...
///
/// *Cost*: one number per group in memory; a look-up is a binary search.
#[derive(Debug, Clone)]
pub(crate) struct Shares {
    /// The first member of each group, and after the last group the count.
    starts: Vec<u64>,
}

impl Shares {
    pub(crate) fn zipf(member_count: u64, group_count: u64) -> Self {
        // Weights in whole numbers, so that every platform gives the same groups.
        const UNIT: u64 = 1 << 32;
        let total: u128 = (1..=group_count).map(|rank| u128::from(UNIT / rank)).sum();
        let mut starts = vec![0];
        let mut weight_before = 0_u128;
        for rank in 1..=group_count {
            weight_before += u128::from(UNIT / rank);
            let start = u128::from(member_count) * weight_before / total.max(1);
            starts
                .push(u64::try_from(start).expect("a share of the members is at most their count"));
        }
        Self { starts }
    }

    /// The group of a member.
    pub(crate) fn group_of(&self, member: u64) -> u64 {
        self.starts.partition_point(|start| *start <= member).saturating_sub(1) as u64
    }

    /// The members of a group; small groups may be empty.
    pub(crate) fn members(&self, group: u64) -> Range<u64> {
        let position = usize::try_from(group).expect("there are fewer groups than addresses");
        let start = |position: usize| self.starts.get(position).copied().unwrap_or(0);
        start(position)..start(position + 1)
    }
}

/// Maps `0..count` onto itself, one to one, so that rows of one group do not stand together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    count: u64,
    factor: u64,
    inverse: u64,
}

impl Order {
    pub(crate) fn new(count: u64) -> Self {
        let count = count.max(1);
        // Near the golden section of the count, neighbours land far apart.
        let mut factor = count * 618 / 1_000 + 1;
        loop {
            if let Some(inverse) = inverse_modulo(factor, count) {
                return Self { count, factor, inverse };
            }
            factor += 1;
        }
    }

    pub(crate) fn forward(self, position: u64) -> u64 {
        multiply_modulo(position, self.factor, self.count)
    }

    pub(crate) fn backward(self, place: u64) -> u64 {
        multiply_modulo(place, self.inverse, self.count)
    }
}

fn multiply_modulo(left: u64, right: u64, modulus: u64) -> u64 {
    let product = u128::from(left) * u128::from(right) % u128::from(modulus);
    u64::try_from(product).expect("a remainder is smaller than the 64-bit modulus")
}

/// The number that undoes a multiplication, or `None` when the factor shares a divisor.
///
/// *Source*: extended Euclidean algorithm, Knuth, TAOCP volume 2, 4.5.2.
fn inverse_modulo(factor: u64, modulus: u64) -> Option<u64> {
    let (mut remainder, mut next_remainder) = (i128::from(modulus), i128::from(factor));
    let (mut inverse, mut next_inverse) = (0_i128, 1_i128);
    while next_remainder != 0 {
        let quotient = remainder / next_remainder;
        (remainder, next_remainder) = (next_remainder, remainder - quotient * next_remainder);
        (inverse, next_inverse) = (next_inverse, inverse - quotient * next_inverse);
    }
    let inverse = inverse.rem_euclid(i128::from(modulus));
    (remainder == 1)
        .then(|| u64::try_from(inverse).expect("a remainder is smaller than the modulus"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_is_in_the_group_that_lists_it() {
        let shares = Shares::zipf(1_000, 50);
        let mut counted = 0;
        for group in 0..50 {
            for member in shares.members(group) {
                assert_eq!(shares.group_of(member), group);
                counted += 1;
            }
        }
        assert_eq!(counted, 1_000);
        let size = |group| shares.members(group).count();
        assert!(size(0) > 200 && size(0) > 8 * size(20), "{} {}", size(0), size(20));
    }

    #[test]
    fn an_order_is_one_to_one_and_can_be_undone() {
        for count in [1, 2, 12, 97, 600, 15_000] {
            let order = Order::new(count);
            let mut places: Vec<u64> = (0..count).map(|position| order.forward(position)).collect();
            assert!((0..count).all(|position| order.backward(order.forward(position)) == position));
            places.sort_unstable();
            assert!(places.into_iter().eq(0..count));
        }
    }
}
