//! The dot product of int8 codes: an exact integer, so that every machine has the same.
//!
//! The library chooses its kernel by the processor; all of them add products of codes in 32-bit
//! integers, as the one here does. A piece is short enough for that to hold every sum.

#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::OnceLock;

use simsimd::SpatialSimilarity;

/// Codes lie in -127 … 127, so that negation and the library's signed multiplications stay in range.
pub(crate) const LARGEST_CODE: i8 = 127;
/// Codes that are summed in 32 bits: 127² × 65,536 < 2^30, and 255 × 127 × 65,536 < 2^31.
const PIECE: usize = 1 << 16;

/// One way to compute the dot product of codes on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeKernel(Path);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path {
    Portable,
    Library,
    #[cfg(target_arch = "x86_64")]
    Vnni,
}

impl CodeKernel {
    /// The fastest of those that give the integers that the portable one does.
    ///
    /// The proof of every bound rests on exact integers, and the library brings kernels for processors
    /// that no test of this project has run on: each process asks once. *Cost*: a load after that.
    pub(crate) fn detect() -> Self {
        static CHOSEN: OnceLock<CodeKernel> = OnceLock::new();
        *CHOSEN.get_or_init(|| {
            let portable = Self(Path::Portable);
            let is_exact = |kernel: &Self| {
                probes()
                    .iter()
                    .all(|(one, other)| kernel.dot(one, other) == portable.dot(one, other))
            };
            Self::available().into_iter().rev().find(is_exact).unwrap_or(portable)
        })
    }

    /// All that this processor has, the fastest last.
    pub(crate) fn available() -> Vec<Self> {
        #[cfg_attr(
            not(target_arch = "x86_64"),
            expect(unused_mut, reason = "other processors have no kernel of their own here")
        )]
        let mut kernels = vec![Self(Path::Portable), Self(Path::Library)];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni") {
            kernels.push(Self(Path::Vnni));
        }
        kernels
    }

    /// Whether it uses the instructions of AVX-512 VNNI.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn has_vnni(self) -> bool {
        self.0 == Path::Vnni
    }

    /// The dot product of codes of one length; were one longer, its rest would not count.
    #[inline]
    pub(crate) fn dot(self, one: &[i8], other: &[i8]) -> i64 {
        let length = one.len().min(other.len());
        let (one, other) = (&one[..length], &other[..length]);
        if length <= PIECE {
            return self.dot_piece(one, other);
        }
        let pieces = one.chunks(PIECE).zip(other.chunks(PIECE));
        pieces.map(|(one, other)| self.dot_piece(one, other)).sum()
    }

    #[inline]
    fn dot_piece(self, one: &[i8], other: &[i8]) -> i64 {
        match self.0 {
            Path::Portable => portable(one, other),
            Path::Library => library(one, other),
            #[cfg(target_arch = "x86_64")]
            Path::Vnni => {
                let full = one.len() / x86::WIDTH * x86::WIDTH;
                // SAFETY: only `available` makes this path, after asking for AVX-512F and VNNI.
                let sum = unsafe { x86::dot_vnni(&one[..full], &other[..full]) };
                i64::from(sum) + portable(&one[full..], &other[full..])
            }
        }
    }
}

fn portable(one: &[i8], other: &[i8]) -> i64 {
    one.iter().zip(other).map(|(left, right)| i64::from(*left) * i64::from(*right)).sum()
}

#[inline]
fn library(one: &[i8], other: &[i8]) -> i64 {
    // None only for slices of two lengths. It returns its 32-bit integer as a double, which holds it.
    let dot = i8::dot(one, other).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "an integer below 2^31 in magnitude")]
    let dot = dot as i64;
    dot
}

/// Pairs that would show a saturating or 16-bit sum, a wrong sign, and a mishandled end.
fn probes() -> Vec<(Vec<i8>, Vec<i8>)> {
    let largest = |length| vec![LARGEST_CODE; length];
    let negative = |length| vec![-LARGEST_CODE; length];
    // Every code once, in an order without period in a register.
    let mixed = |step: u8| (0..=255_u8).map(move |place| place.wrapping_mul(step).cast_signed());
    let codes = |step| mixed(step).map(|code| code.max(-LARGEST_CODE)).collect::<Vec<_>>();
    let mut pairs = vec![(largest(PIECE), largest(PIECE)), (largest(PIECE), negative(PIECE))];
    for length in [0, 1, 15, 31, 32, 33, 63, 64, 65, 127, 200, 256] {
        pairs.push((codes(37)[..length].to_vec(), codes(91)[..length].to_vec()));
        pairs.push((negative(length), negative(length)));
    }
    pairs
}
