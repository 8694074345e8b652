//! Memory that is asked for ahead of its use.

/// Bytes that come together.
const LINE: usize = 64;

/// Asks for what a slice holds; a hint, which not every machine takes.
#[inline]
pub(super) fn prefetch<T: bytemuck::Pod>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in bytemuck::cast_slice::<T, u8>(values).chunks(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the instruction is in every x86-64, and reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (values, LINE);
}
