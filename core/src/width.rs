//! Integer widths of stored numbers: the one place where a count changes its type.

#[cfg(not(all(target_pointer_width = "64", target_endian = "little")))]
compile_error!(
    "the files of a store are mapped in place, which needs a 64-bit little-endian machine"
);

/// A stored length or offset as an index; the machine is a 64-bit one.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "usize has 64 bits here, see above")]
pub(crate) const fn to_index(stored: u64) -> usize {
    stored as usize
}

/// A length as it is stored: rows are at most [`LARGEST_ROW_BYTES`], tables at most 2^32 rows.
#[inline]
pub(crate) fn to_stored(length: usize) -> u32 {
    u32::try_from(length).expect("lengths are bounded where rows and batches are checked")
}

/// Bytes that an id may have.
pub(crate) const LONGEST_ID: usize = 256;

/// Bytes that the image of one row may have: far above any real row, far below what a length can store.
pub(crate) const LARGEST_ROW_BYTES: usize = 64 << 20;
