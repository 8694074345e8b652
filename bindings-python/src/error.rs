//! The engine's errors as exceptions: one class for each code, under `EngineError`.

use std::error::Error as _;
use std::fmt;

use advisor_engine::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// Why a call ended: by an error of the engine, or by an exception that Python code raised in it.
pub(crate) enum Failure {
    Engine(Error),
    Python(PyErr),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl Failure {
    pub(crate) fn invalid(message: impl fmt::Display) -> Self {
        Self::Engine(Error::new(ErrorKind::InvalidArgument, message.to_string()))
    }

    /// An answer that has no Python form; none has been seen, since answers are made of JSON's types.
    pub(crate) fn internal(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        let error = Error::new(ErrorKind::Internal, "an answer has no Python form");
        Self::Engine(error.with_source(source))
    }

    /// The failure, with the operation's name where none is named yet.
    pub(crate) fn of(self, operation: &'static str) -> Self {
        match self {
            Self::Engine(error) => Self::Engine(error.with_operation(operation)),
            Self::Python(error) => Self::Python(error),
        }
    }

    pub(crate) fn into_exception(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Engine(error) => exception(py, &error).unwrap_or_else(|failed| failed),
            Self::Python(error) => error,
        }
    }
}

/// Makes the exception; the classes are Python's, so that they can be read, documented and pickled there.
fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make = MAKE.import(py, "advisor_engine._errors", "from_code")?;
    let context = PyDict::new(py);
    for (key, value) in error.context() {
        context.set_item(key, value)?;
    }
    let value = make.call1((error.code(), error.message(), error.operation(), context))?;
    let mut source = error.source();
    while let Some(cause) = source {
        value.call_method1("add_note", (format!("caused by: {cause}"),))?;
        source = cause.source();
    }
    Ok(PyErr::from_value(value))
}
