//! The dot product of int8 codes in the registers of x86-64.

use std::arch::x86_64::{
    _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_reduce_add_epi32, _mm512_set1_epi8,
    _mm512_setzero_si512, _mm512_sub_epi32, _mm512_xor_si512,
};

/// Codes in one register.
pub(super) const WIDTH: usize = 64;

/// The dot product of a piece; codes beyond a multiple of [`WIDTH`] are left out.
///
/// The instruction multiplies bytes without a sign by bytes with one. A code with its sign bit turned is
/// the code plus 128 without a sign, so that one sum is (one + 128)·other; another is 128·other, and
/// their difference is what is asked for. Two sums that do not wait for each other, and no widening, are
/// what makes it faster than the library's kernel.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) fn dot_vnni(one: &[i8], other: &[i8]) -> i32 {
    let sign = _mm512_set1_epi8(i8::MIN);
    let (mut sum, mut excess) = (_mm512_setzero_si512(), _mm512_setzero_si512());
    for (left, right) in one.as_chunks::<WIDTH>().0.iter().zip(other.as_chunks::<WIDTH>().0) {
        // SAFETY: unaligned loads of arrays of 64 bytes.
        let (left, right) = unsafe {
            (_mm512_loadu_si512(left.as_ptr().cast()), _mm512_loadu_si512(right.as_ptr().cast()))
        };
        sum = _mm512_dpbusd_epi32(sum, _mm512_xor_si512(left, sign), right);
        excess = _mm512_dpbusd_epi32(excess, sign, right);
    }
    _mm512_reduce_add_epi32(_mm512_sub_epi32(sum, excess))
}
