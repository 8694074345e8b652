//! The dot product, in one fixed arithmetic on every machine.
//!
//! The product of two `f32` is exact in `f64` (24 + 24 bits of 53, exponents far inside its range), so
//! only the order of addition can move a bit. It is fixed: element i is added in lane i mod 8, elements
//! in order, and the lanes are summed as the tree ((l0+l1)+(l2+l3))+((l4+l5)+(l6+l7)). As the product
//! is exact, a fused multiply-add rounds once where a multiplication followed by an addition does too:
//! both give the same bits, and so does every path below.

#[cfg(target_arch = "x86_64")]
mod x86;

const LANES: usize = 8;

/// One way to compute the dot product on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kernel(Path);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Kernel {
    /// The fastest that this processor has. *Cost*: a load; the standard library keeps the answer.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") {
                return Self(Path::Avx512);
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Self(Path::Avx2);
            }
        }
        Self(Path::Portable)
    }

    /// All that this processor has.
    #[cfg(test)]
    pub(crate) fn available() -> Vec<Self> {
        let mut kernels = vec![Self(Path::Portable)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                kernels.push(Self(Path::Avx2));
            }
            if is_x86_feature_detected!("avx512f") {
                kernels.push(Self(Path::Avx512));
            }
        }
        kernels
    }

    /// The dot product of two vectors of one length; were one longer, its rest would not count.
    #[inline]
    pub(crate) fn dot(self, one: &[f32], other: &[f32]) -> f64 {
        let length = one.len().min(other.len());
        let (one, other) = (&one[..length], &other[..length]);
        let (full, rest) = (length / LANES * LANES, length % LANES);
        let mut lanes = match self.0 {
            Path::Portable => lanes_portable(&one[..full], &other[..full]),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only `detect` and `available` make this path, after asking for AVX2 and FMA.
            Path::Avx2 => unsafe { x86::lanes_avx2(&one[..full], &other[..full]) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: only `detect` and `available` make this path, after asking for AVX-512F.
            Path::Avx512 => unsafe { x86::lanes_avx512(&one[..full], &other[..full]) },
        };
        for index in 0..rest {
            lanes[index] += f64::from(one[full + index]) * f64::from(other[full + index]);
        }
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
            + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    }

    /// The length of a vector.
    pub(crate) fn norm(self, vector: &[f32]) -> f64 {
        self.dot(vector, vector).sqrt()
    }
}

/// The cosine of a dot product; 0 where a vector has no length.
///
/// Rounding may leave it a few ulp beyond 1; it is not clamped.
#[inline]
pub(crate) fn cosine(dot: f64, norm: f64, other_norm: f64) -> f64 {
    // Neither overflows nor reaches 0 for norms above 0: those of f32 vectors lie in 1e-45 … 1e41.
    let product = norm * other_norm;
    if product > 0.0 { dot / product } else { 0.0 }
}

fn lanes_portable(one: &[f32], other: &[f32]) -> [f64; LANES] {
    let mut lanes = [0.0; LANES];
    for (left, right) in one.as_chunks::<LANES>().0.iter().zip(other.as_chunks::<LANES>().0) {
        for (lane, (left, right)) in lanes.iter_mut().zip(left.iter().zip(right)) {
            *lane += f64::from(*left) * f64::from(*right);
        }
    }
    lanes
}
