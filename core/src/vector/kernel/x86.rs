//! The lanes of the dot product in the registers of x86-64.

use std::arch::x86_64::{
    _mm_loadu_ps, _mm256_cvtps_pd, _mm256_fmadd_pd, _mm256_loadu_ps, _mm256_setzero_pd,
    _mm256_storeu_pd, _mm512_cvtps_pd, _mm512_fmadd_pd, _mm512_setzero_pd, _mm512_storeu_pd,
};

use super::LANES;

/// Lanes 0–3 in one register, 4–7 in the other. Elements beyond a multiple of 8 are left out.
#[target_feature(enable = "avx2,fma")]
pub(super) fn lanes_avx2(one: &[f32], other: &[f32]) -> [f64; LANES] {
    let mut low = _mm256_setzero_pd();
    let mut high = _mm256_setzero_pd();
    for (left, right) in one.as_chunks::<LANES>().0.iter().zip(other.as_chunks::<LANES>().0) {
        // SAFETY: unaligned loads of elements 0–3 and 4–7 of arrays of 8.
        let (left_low, left_high, right_low, right_high) = unsafe {
            (
                _mm_loadu_ps(left.as_ptr()),
                _mm_loadu_ps(left.as_ptr().add(4)),
                _mm_loadu_ps(right.as_ptr()),
                _mm_loadu_ps(right.as_ptr().add(4)),
            )
        };
        low = _mm256_fmadd_pd(_mm256_cvtps_pd(left_low), _mm256_cvtps_pd(right_low), low);
        high = _mm256_fmadd_pd(_mm256_cvtps_pd(left_high), _mm256_cvtps_pd(right_high), high);
    }
    let mut lanes = [0.0; LANES];
    // SAFETY: unaligned stores of 4 values each into the two halves of an array of 8.
    unsafe {
        _mm256_storeu_pd(lanes.as_mut_ptr(), low);
        _mm256_storeu_pd(lanes.as_mut_ptr().add(4), high);
    }
    lanes
}

/// All eight lanes in one register. Elements beyond a multiple of 8 are left out.
#[target_feature(enable = "avx512f")]
pub(super) fn lanes_avx512(one: &[f32], other: &[f32]) -> [f64; LANES] {
    let mut sum = _mm512_setzero_pd();
    for (left, right) in one.as_chunks::<LANES>().0.iter().zip(other.as_chunks::<LANES>().0) {
        // SAFETY: unaligned loads of arrays of 8; AVX-512F implies AVX.
        let (left, right) =
            unsafe { (_mm256_loadu_ps(left.as_ptr()), _mm256_loadu_ps(right.as_ptr())) };
        sum = _mm512_fmadd_pd(_mm512_cvtps_pd(left), _mm512_cvtps_pd(right), sum);
    }
    let mut lanes = [0.0; LANES];
    // SAFETY: an unaligned store of 8 values into an array of 8.
    unsafe { _mm512_storeu_pd(lanes.as_mut_ptr(), sum) };
    lanes
}
