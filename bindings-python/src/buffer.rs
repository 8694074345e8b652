//! Numbers of other libraries, through Python's buffer protocol: arrays are copied at once, without a call for each
//! element, and numpy need not be there.

use pyo3::buffer::{ElementType, PyUntypedBuffer};
use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyList};

/// What a buffer holds.
pub(crate) enum Numbers {
    /// An array of `float32`.
    Singles(Vec<f32>),
    /// An array of `float64`.
    Doubles(Vec<f64>),
}

/// The numbers of a buffer; none where the value is no buffer, such as a single number of numpy, which has no shape.
///
/// # Errors
/// `TypeError` for an array of another type or of more than one dimension.
pub(crate) fn read(value: &Bound<'_, PyAny>) -> PyResult<Option<Numbers>> {
    // SAFETY: the pointer is that of a live object, and the interpreter is attached.
    if unsafe { ffi::PyObject_CheckBuffer(value.as_ptr()) } == 0 {
        return Ok(None);
    }
    let py = value.py();
    let Ok(buffer) = PyUntypedBuffer::get(value) else { return Ok(None) };
    let element = ElementType::from_format(buffer.format());
    Ok(Some(match (buffer.dimensions(), element) {
        (1, ElementType::Float { bytes: 4 }) => Numbers::Singles(buffer.as_typed()?.to_vec(py)?),
        (1, ElementType::Float { bytes: 8 }) => Numbers::Doubles(buffer.as_typed()?.to_vec(py)?),
        (0, _) => return Ok(None),
        (dimensions, _) => {
            return Err(PyTypeError::new_err(format!(
                "a buffer with {dimensions} dimensions and format `{}`; expected one dimension of float32 or float64",
                buffer.format().to_string_lossy()
            )));
        }
    }))
}

/// A list of floats or an array as the little-endian bytes of `f32`; none for all else.
///
/// # Errors
/// As [`read`].
pub(crate) fn vector(value: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if let Ok(list) = value.cast_exact::<PyList>() {
        let mut bytes = Vec::with_capacity(4 * list.len());
        for number in list {
            let Ok(number) = number.cast::<PyFloat>() else { return Ok(None) };
            bytes.extend_from_slice(&single(number.value()).to_le_bytes());
        }
        return Ok(Some(bytes));
    }
    Ok(match read(value)? {
        Some(Numbers::Singles(items)) => {
            Some(items.into_iter().flat_map(f32::to_le_bytes).collect())
        }
        Some(Numbers::Doubles(items)) => {
            Some(items.into_iter().flat_map(|number| single(number).to_le_bytes()).collect())
        }
        _ => None,
    })
}

#[expect(clippy::cast_possible_truncation, reason = "vectors are of f32, in every language")]
fn single(number: f64) -> f32 {
    number as f32
}
