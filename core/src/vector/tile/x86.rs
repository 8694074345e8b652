//! A tile in the registers of x86-64 with AVX-512 VNNI.

use std::arch::x86_64::{
    __m512i, _CMP_GE_OQ, _mm512_add_ps, _mm512_cmp_ps_mask, _mm512_cvtepi32_ps,
    _mm512_dpbusd_epi32, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_mul_ps,
    _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_si512, _mm512_storeu_si512,
};

use super::{QueryBound, Rows};
use crate::vector::panels::{Dots, GROUP_QUERIES, PANEL_ROWS, PanelStep, QueryGroup};

/// Sums in one register.
const LANES: usize = 16;
const REGISTERS: usize = PANEL_ROWS / LANES;

/// The dot products of a group with a panel: 24 sums of 16 stay in registers from the first code to the
/// last. The instruction multiplies bytes without a sign by bytes with one; sums begin at what the 128
/// that was added to the former is worth, with its sign turned.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) fn dots_vnni(steps: &[PanelStep], group: &QueryGroup, dots: &mut Dots) {
    let mut sums = [[_mm512_setzero_si512(); REGISTERS]; GROUP_QUERIES];
    for (sums, excess) in sums.iter_mut().zip(group.excess) {
        *sums = [_mm512_set1_epi32(-excess); REGISTERS];
    }
    for (step, codes) in steps.iter().zip(&group.steps) {
        let mut rows = [_mm512_setzero_si512(); REGISTERS];
        for register in 0..REGISTERS {
            // SAFETY: a load of an array of 64 bytes.
            rows[register] = unsafe { _mm512_loadu_si512(step[register].0.as_ptr().cast()) };
        }
        for query in 0..GROUP_QUERIES {
            let code = codes[query].map(i8::cast_unsigned);
            let code: __m512i = _mm512_set1_epi32(i32::from_le_bytes(code));
            for register in 0..REGISTERS {
                let sum = &mut sums[query][register];
                *sum = _mm512_dpbusd_epi32(*sum, rows[register], code);
            }
        }
    }
    for (dots, sums) in dots.iter_mut().zip(sums) {
        for (dots, sum) in dots.as_chunks_mut::<LANES>().0.iter_mut().zip(sums) {
            // SAFETY: a store into an array of 64 bytes.
            unsafe { _mm512_storeu_si512(dots.as_mut_ptr().cast(), sum) };
        }
    }
}

/// The rows whose upper bound reaches the threshold.
#[target_feature(enable = "avx512f")]
pub(super) fn reaching(
    dots: &[i32; PANEL_ROWS],
    rows: Rows<'_>,
    query: QueryBound,
    threshold: f32,
) -> u32 {
    let (own, factor) = (_mm512_set1_ps(query.own), _mm512_set1_ps(query.factor));
    let (scale, threshold) = (_mm512_set1_ps(query.scale), _mm512_set1_ps(threshold));
    let mut mask = 0;
    for register in 0..REGISTERS {
        let first = register * LANES;
        let floats = |values: &[f32; PANEL_ROWS]| {
            let values: &[f32] = &values[first..first + LANES];
            // SAFETY: a load of 16 values.
            unsafe { _mm512_loadu_ps(values.as_ptr()) }
        };
        let dots: &[i32] = &dots[first..first + LANES];
        // SAFETY: a load of 16 values.
        let dots = unsafe { _mm512_loadu_si512(dots.as_ptr().cast()) };
        let slope = _mm512_mul_ps(scale, floats(rows.unit_scale));
        let estimate = _mm512_mul_ps(slope, _mm512_cvtepi32_ps(dots));
        let cosine = _mm512_fmadd_ps(factor, floats(rows.residual), estimate);
        let bound = _mm512_add_ps(_mm512_add_ps(floats(rows.rest), own), cosine);
        let reaching = _mm512_cmp_ps_mask::<_CMP_GE_OQ>(bound, threshold);
        mask |= u32::from(reaching) << first;
    }
    mask
}
