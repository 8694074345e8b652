//! Vectors as int8 codes, and how far the codes are from the vector.

use super::code_kernel::LARGEST_CODE;

/// Codes of a row are followed by zeros up to a cache line: a kernel then has no rest to handle, and
/// zeros add nothing.
pub(crate) const ROW_ALIGNMENT: usize = 64;

const LANES: usize = 8;

/// Added to and taken from a double below 2^51 it leaves the nearest integer, ties to even; between
/// the two the integer stands in the lowest bits. (The rounding instruction is not in every x86-64.)
const ROUNDING: f64 = 6_755_399_441_055_744.0; // 1.5 × 2^52

/// What the codes c of a vector v say of it: v̂ = s·c, with s the largest magnitude in v over 127.
///
/// Both are relative to ‖v‖, so that vectors of any length are alike; both are 0 for a vector without
/// length. They carry the rounding of `f64`, which [`super::bound`] accounts for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Fit {
    /// s / ‖v‖: what a step of a code is worth in the unit vector.
    pub(crate) unit_scale: f64,
    /// ‖v − v̂‖ / ‖v‖.
    pub(crate) residual: f64,
}

/// The length of a row of codes.
pub(crate) const fn row_length(dimension: usize) -> usize {
    dimension.next_multiple_of(ROW_ALIGNMENT)
}

/// Writes the codes of a vector of this norm, and zeros behind them.
///
/// *Shape*: `vector: [dimension]`, `codes: [row_length(dimension)]`. *Cost*: two passes.
pub(crate) fn quantise(vector: &[f32], norm: f64, codes: &mut [i8]) -> Fit {
    codes.fill(0);
    let largest = f64::from(largest_magnitude(vector));
    if largest == 0.0 {
        return Fit::default();
    }
    let step_count = f64::from(LARGEST_CODE);
    // In f64 neither overflows nor loses bits to a subnormal, as f32 would at either end of its range.
    let (scale, steps) = (largest / step_count, step_count / largest);
    let mut lanes = [0.0_f64; LANES];
    let (chunks, rest) = vector.as_chunks::<LANES>();
    let (code_chunks, rest_codes) = codes[..vector.len()].as_chunks_mut::<LANES>();
    for (values, codes) in chunks.iter().zip(code_chunks) {
        for lane in 0..LANES {
            let (code, error) = code_of(values[lane], scale, steps);
            codes[lane] = code;
            lanes[lane] += error * error;
        }
    }
    for ((value, code), lane) in rest.iter().zip(rest_codes).zip(&mut lanes) {
        let (found, error) = code_of(*value, scale, steps);
        *code = found;
        *lane += error * error;
    }
    let squares = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
        + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    Fit { unit_scale: scale / norm, residual: squares.sqrt() / norm }
}

/// The nearest code of a value, and what it misses.
#[inline]
fn code_of(value: f32, scale: f64, steps: f64) -> (i8, f64) {
    let value = f64::from(value);
    let shifted = value * steps + ROUNDING;
    // At most 127 in magnitude, as |value| ≤ largest and one rounding does not reach 127.5.
    let code = shifted.to_bits().to_le_bytes()[0].cast_signed();
    (code, value - (shifted - ROUNDING) * scale)
}

fn largest_magnitude(vector: &[f32]) -> f32 {
    let (chunks, rest) = vector.as_chunks::<LANES>();
    let mut lanes = [0.0_f32; LANES];
    for values in chunks {
        for (lane, value) in lanes.iter_mut().zip(values) {
            *lane = if value.abs() > *lane { value.abs() } else { *lane };
        }
    }
    rest.iter().chain(&lanes).fold(0.0, |largest, value| largest.max(value.abs()))
}
