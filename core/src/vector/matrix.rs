//! Vectors side by side, by row number: mapped from a file, or made in memory.

use std::sync::Arc;

use crate::store::vector_file::VectorFile;

/// Vectors of one dimension. Immutable; a clone shares them.
#[derive(Debug, Clone)]
pub(super) enum Matrix {
    Mapped(Arc<VectorFile>),
    /// *Shape*: `[rows, dimension]`, row-major.
    Held {
        values: Arc<[f32]>,
        dimension: usize,
    },
}

impl Matrix {
    pub(super) fn dimension(&self) -> usize {
        match self {
            Self::Mapped(file) => file.dimension(),
            Self::Held { dimension, .. } => *dimension,
        }
    }

    pub(super) fn vector_count(&self) -> usize {
        match self {
            Self::Mapped(file) => file.vector_count(),
            Self::Held { values, dimension } => {
                values.len().checked_div(*dimension).unwrap_or_default()
            }
        }
    }

    /// *Shape*: `[dimension]`, in place.
    #[inline]
    pub(super) fn vector(&self, row_number: u32) -> &[f32] {
        match self {
            Self::Mapped(file) => file.vector(row_number),
            Self::Held { values, dimension } => {
                &values[row_number as usize * dimension..][..*dimension]
            }
        }
    }

    /// Bytes in memory, mapped ones aside.
    pub(super) fn byte_count(&self) -> usize {
        match self {
            Self::Mapped(_) => 0,
            Self::Held { values, .. } => size_of_val(&**values),
        }
    }
}
