//! Values of the host: bytes by name, which the Python part writes and reads.

use advisor_engine::{Begun, CachedValue, Error, LoadTicket, ValueOptions, Waiting};
use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::error::Failure;
use crate::from_python::Input;
use crate::options::Given;
use crate::process::{OwnedByProcess, check_not_forked};
use crate::runtime::{detached, guard, spelled, watched};

/// The values of one scope.
#[pyclass(frozen, module = "advisor_engine._native")]
pub(crate) struct Values(OwnedByProcess<advisor_engine::Values>);

/// The right to load a value; the load of whoever drops it is tried by the next.
#[pyclass(frozen, module = "advisor_engine._native")]
pub(crate) struct Ticket(OwnedByProcess<Mutex<Option<LoadTicket>>>);

/// A load of another thread.
#[pyclass(frozen, module = "advisor_engine._native")]
pub(crate) struct Flight(OwnedByProcess<Waiting>);

/// What a read begins with: the bytes that are there, the right to load, and the load of another thread.
type Begin<'py> = (Option<Bound<'py, PyBytes>>, Option<Ticket>, Option<Flight>);

impl Values {
    pub(crate) fn new(values: advisor_engine::Values) -> Self {
        Self(OwnedByProcess::new(values))
    }
}

fn options(given: Option<Bound<'_, PyAny>>) -> Result<ValueOptions, Failure> {
    match given {
        Some(options) => {
            ValueOptions::read(Input::new(options)).map_err(|error| spelled(&error).into())
        }
        None => Ok(ValueOptions::default()),
    }
}

fn bytes<'py>(py: Python<'py>, value: &CachedValue) -> Bound<'py, PyBytes> {
    PyBytes::new(py, &value.bytes)
}

#[pymethods]
impl Values {
    fn get<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Option<Bound<'py, PyBytes>>> {
        guard(py, "get_value", || {
            check_not_forked()?;
            Ok(self.0.get(key)?.map(|value| bytes(py, &value)))
        })
    }

    fn put(
        &self,
        py: Python<'_>,
        key: &str,
        value: &[u8],
        given: Option<Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        guard(py, "put_value", || {
            check_not_forked()?;
            Ok(self.0.put(key, value, &options(given)?)?)
        })
    }

    fn remove(&self, py: Python<'_>, key: &str) -> PyResult<bool> {
        guard(py, "remove_value", || {
            check_not_forked()?;
            Ok(self.0.remove(key)?)
        })
    }

    fn begin<'py>(
        &self,
        py: Python<'py>,
        key: &str,
        given: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Begin<'py>> {
        let ticket = |ticket| Ticket(OwnedByProcess::new(Mutex::new(Some(ticket))));
        guard(py, "get_or_load", || {
            check_not_forked()?;
            Ok(match self.0.begin(key, &options(given)?)? {
                Begun::Fresh(value) => (Some(bytes(py, &value)), None, None),
                Begun::Stale(value, found) => (Some(bytes(py, &value)), found.map(ticket), None),
                Begun::Load(found) => (None, Some(ticket(found)), None),
                Begun::Wait(flight) => (None, None, Some(Flight(OwnedByProcess::new(flight)))),
            })
        })
    }

    /// Ends a load with what it made.
    fn finish(&self, py: Python<'_>, ticket: &Ticket, value: &[u8]) -> PyResult<()> {
        guard(py, "get_or_load", || {
            check_not_forked()?;
            let ticket = ticket.0.lock().take();
            if let Some(ticket) = ticket {
                self.0.end(ticket, Ok(value.to_vec()))?;
            }
            Ok(())
        })
    }

    /// Ends a load that failed; gives what may be served instead.
    fn fail<'py>(
        &self,
        py: Python<'py>,
        ticket: &Ticket,
        message: &str,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        guard(py, "get_or_load", || {
            check_not_forked()?;
            let ticket = ticket.0.lock().take();
            let Some(ticket) = ticket else { return Ok(None) };
            // The Python part raises what its loader raised.
            let ended = self.0.end(ticket, Err(Error::of_loader(message)));
            Ok(ended.ok().map(|value| bytes(py, &value)))
        })
    }

    /// Waits for the load of another thread; none where the caller must begin again.
    fn wait<'py>(
        &self,
        py: Python<'py>,
        flight: &Flight,
        given: Given<'_>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        guard(py, "get_or_load", || {
            check_not_forked()?;
            let found = watched(py, given.read()?, |options| self.0.wait(&flight.0, &options))?;
            Ok(found.map(|value| bytes(py, &value)))
        })
    }

    fn invalidate_tag(&self, py: Python<'_>, tag: &str) -> PyResult<()> {
        self.invalidate(py, "invalidate_tag", |values| values.invalidate_tag(tag))
    }

    fn invalidate_table(&self, py: Python<'_>, table: &str) -> PyResult<()> {
        self.invalidate(py, "invalidate_table", |values| values.invalidate_table(table))
    }

    fn invalidate_row(&self, py: Python<'_>, table: &str, id: &str) -> PyResult<()> {
        self.invalidate(py, "invalidate_row", |values| values.invalidate_row(table, id))
    }

    fn invalidate_all(&self, py: Python<'_>) -> PyResult<()> {
        self.invalidate(py, "invalidate_all", advisor_engine::Values::invalidate_all)
    }
}

impl Values {
    fn invalidate(
        &self,
        py: Python<'_>,
        operation: &'static str,
        invalidate: impl FnOnce(&advisor_engine::Values) -> Result<(), Error> + Send,
    ) -> PyResult<()> {
        guard(py, operation, || {
            check_not_forked()?;
            let values: &advisor_engine::Values = &self.0;
            Ok(detached(py, || invalidate(values))?)
        })
    }
}
