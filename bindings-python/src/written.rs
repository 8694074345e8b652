//! Python values that travel as text: instants, dates, decimals and paths.

use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// The text of a value that has a written form on the wire; none for other types.
///
/// # Errors
/// `ValueError` for a datetime without a time zone: which instant it means depends on the machine that reads it.
pub(crate) fn written<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let py = value.py();
    if value.is_instance(DATETIME.import(py, "datetime", "datetime")?)? {
        return instant(value).map(Some);
    }
    if value.is_instance(DATE.import(py, "datetime", "date")?)? {
        return value.call_method0(intern!(py, "isoformat")).map(Some);
    }
    if value.is_instance(DECIMAL.import(py, "decimal", "Decimal")?)? {
        // Without an exponent.
        return value.call_method1(intern!(py, "__format__"), ("f",)).map(Some);
    }
    if value.hasattr(intern!(py, "__fspath__"))? {
        return value.call_method0(intern!(py, "__fspath__")).map(Some);
    }
    Ok(None)
}

fn instant<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static UTC: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = value.py();
    if value.call_method0(intern!(py, "utcoffset"))?.is_none() {
        return Err(PyValueError::new_err(
            "a datetime without a time zone; expected one with `tzinfo`, such as `datetime.now(timezone.utc)`",
        ));
    }
    let utc = UTC.get_or_try_init(py, || {
        py.import("datetime")?.getattr("timezone")?.getattr("utc").map(Bound::unbind)
    })?;
    value.call_method1(intern!(py, "astimezone"), (utc,))?.call_method0(intern!(py, "isoformat"))
}
