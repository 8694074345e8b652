//! Subscriptions: an iterator over summaries of committed changes.

use std::time::{Duration, Instant};

use advisor_engine::{ChangeSummary, ErrorKind};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use serde::Serialize as _;

use crate::error::Failure;
use crate::options::milliseconds;
use crate::process::{OwnedByProcess, check_not_forked};
use crate::runtime::{SIGNAL_INTERVAL, detached, guard};
use crate::to_python::ToPython;

/// Summaries of committed changes in the order of the commits, at least 100 ms apart.
///
/// Iterate over it, or wait with `receive`. It ends when the engine closes, or when it is closed.
#[pyclass(frozen, module = "advisor_engine")]
pub(crate) struct Subscription(OwnedByProcess<advisor_engine::Subscription>);

impl Subscription {
    pub(crate) fn new(subscription: advisor_engine::Subscription) -> Self {
        Self(OwnedByProcess::new(subscription))
    }

    /// Waits outside the interpreter, and looks for signals as often as a long call does.
    fn wait<'py>(
        &self,
        py: Python<'py>,
        limit: Option<Duration>,
    ) -> Result<Option<Bound<'py, PyAny>>, Failure> {
        check_not_forked()?;
        // A time beyond the clock's range is no limit.
        let until = limit.and_then(|limit| Instant::now().checked_add(limit));
        loop {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let turn = left.map_or(SIGNAL_INTERVAL, |left| left.min(SIGNAL_INTERVAL));
            let received = detached(py, || self.0.receive(turn));
            let is_over = left.is_some_and(|left| left <= turn);
            match received {
                Ok(summary) => return summary.map(|summary| of(py, &summary)).transpose(),
                Err(error) if error.kind() != ErrorKind::Timeout || is_over => {
                    return Err(error.into());
                }
                Err(_) => py.check_signals()?,
            }
        }
    }
}

fn of<'py>(py: Python<'py>, summary: &ChangeSummary) -> Result<Bound<'py, PyAny>, Failure> {
    summary.serialize(ToPython::new(py)).map_err(Failure::internal)
}

#[pymethods]
impl Subscription {
    fn __iter__(subscription: Bound<'_, Self>) -> Bound<'_, Self> {
        subscription
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(py, "receive", || self.wait(py, None))
    }

    /// The next summary; `None` once the subscription has ended.
    #[pyo3(signature = (timeout_ms=None))]
    fn receive<'py>(
        &self,
        py: Python<'py>,
        timeout_ms: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(py, "receive", || {
            let limit = timeout_ms.map(|limit| milliseconds("timeout_ms", &limit)).transpose()?;
            self.wait(py, limit)
        })
    }

    /// A revision from which on every change is told.
    #[getter]
    fn revision(&self) -> i64 {
        self.0.revision()
    }

    /// Ends it, also for a thread that waits.
    fn close(&self) {
        self.0.close();
    }

    fn __enter__(subscription: Bound<'_, Self>) -> Bound<'_, Self> {
        subscription
    }

    #[pyo3(signature = (*_details))]
    fn __exit__(&self, _details: &Bound<'_, PyTuple>) {
        self.0.close();
    }
}
