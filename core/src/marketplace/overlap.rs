//! How many advisors two bitmaps share: the inner loop of every facet count.

/// One way to count on this machine; all give the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overlap {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Overlap {
    /// The fastest that this processor has. *Cost*: a load; the standard library keeps the answer.
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vpopcntdq") {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }

    /// The advisors in both; a shorter bitmap has none beyond its end.
    #[inline]
    pub(super) fn count(self, one: &[usize], other: &[usize]) -> u32 {
        match self {
            Self::Portable => portable(one, other),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only `detect` makes this, after asking for AVX2 and POPCNT; tests do the same.
            Self::Avx2 => unsafe { avx2(one, other) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only `detect` makes this, after asking for AVX-512F and VPOPCNTDQ; tests do the same.
            Self::Avx512 => unsafe { avx512(one, other) },
        }
    }
}

#[inline]
fn portable(one: &[usize], other: &[usize]) -> u32 {
    one.iter().zip(other).map(|(one, other)| (one & other).count_ones()).sum()
}

/// The compiler counts four words at a time here.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn avx2(one: &[usize], other: &[usize]) -> u32 {
    portable(one, other)
}

/// The compiler counts eight words at a time here, by one instruction.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vpopcntdq,popcnt")]
fn avx512(one: &[usize], other: &[usize]) -> u32 {
    portable(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_counts_what_both_hold() {
        let mut word = 1_usize;
        let words: Vec<usize> = (0..100)
            .map(|_| {
                word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                word
            })
            .collect();
        let detected = Overlap::detect();
        for length in 0..50 {
            let (one, other) = (&words[..length], &words[50..]);
            let bit = |word: usize, bit: u32| word >> bit & 1 == 1;
            let expected = (0..length)
                .map(|at| (0..64).filter(|&n| bit(one[at], n) && bit(other[at], n)).count())
                .sum::<usize>();
            for way in [Overlap::Portable, detected] {
                assert_eq!(way.count(one, other) as usize, expected, "{way:?}, {length} words");
            }
            #[cfg(target_arch = "x86_64")]
            if detected == Overlap::Avx512 {
                assert_eq!(Overlap::Avx2.count(one, other) as usize, expected, "{length} words");
            }
        }
    }
}
