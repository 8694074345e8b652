//! The options of a call: deadline, cancel flag, listener to progress.

use std::cell::Cell;
use std::sync::mpsc::Sender;
use std::time::Duration;

use advisor_engine::{CallOptions, Progress};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyTuple};

use crate::error::Failure;

/// Asks running calls to stop.
///
/// Set from any thread; every call that was given the flag ends with `CancelledError`.
#[pyclass(frozen, module = "advisor_engine")]
#[derive(Debug, Default)]
pub(crate) struct CancelFlag(pub(crate) advisor_engine::CancelFlag);

#[pymethods]
impl CancelFlag {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Sets the flag.
    fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether the flag was set.
    #[getter]
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    fn __repr__(&self) -> String {
        let state = if self.0.is_cancelled() { "cancelled" } else { "not cancelled" };
        format!("<CancelFlag: {state}>")
    }
}

/// The options as Python gave them: `timeout_ms`, `cancel` and `progress`, and of reads `cache` and `max_stale_ms`.
#[derive(FromPyObject)]
#[pyo3(transparent)]
pub(crate) struct Given<'py>(Bound<'py, PyTuple>);

impl<'py> Given<'py> {
    fn option(&self, place: usize) -> Option<Bound<'py, PyAny>> {
        self.0.get_item(place).ok().filter(|option| !option.is_none())
    }

    /// Reads them.
    ///
    /// # Errors
    /// `InvalidArgument` with the option, what was expected and what came.
    pub(crate) fn read(self) -> Result<Options, Failure> {
        let [timeout_ms, cancel, progress, cache, max_stale_ms] =
            [0, 1, 2, 3, 4].map(|place| self.option(place));
        let mut call = CallOptions::default();
        if let Some(timeout_ms) = timeout_ms {
            call = call.with_timeout(milliseconds("timeout_ms", &timeout_ms)?);
        }
        if let Some(cache) = cache {
            let keeps = cache.cast::<PyBool>().map_err(|_| {
                Failure::invalid(format!(
                    "field `cache` is {}; expected True or False",
                    described(&cache)
                ))
            })?;
            if !keeps.is_true() {
                call = call.without_cache();
            }
        }
        if let Some(max_stale_ms) = max_stale_ms {
            call = call.with_max_stale(milliseconds("max_stale_ms", &max_stale_ms)?);
        }
        let cancel = match cancel {
            Some(flag) => {
                let flag = flag.cast::<CancelFlag>().map_err(|_| {
                    Failure::invalid(format!(
                        "field `cancel` is {}; expected a `CancelFlag`",
                        described(&flag)
                    ))
                })?;
                Some(flag.get().0.clone())
            }
            None => None,
        };
        let progress = match progress {
            Some(listener) if listener.is_callable() => Some(listener.unbind()),
            Some(other) => {
                return Err(Failure::invalid(format!(
                    "field `progress` is {}; expected a function of one argument",
                    described(&other)
                )));
            }
            None => None,
        };
        Ok(Options { call, cancel, progress })
    }
}

/// Reads a time.
///
/// # Errors
/// `InvalidArgument` with the field, what was expected and what came.
pub(crate) fn milliseconds(field: &str, given: &Bound<'_, PyAny>) -> Result<Duration, Failure> {
    let wrong = || {
        Failure::invalid(format!(
            "field `{field}` is {}; expected milliseconds, 0 or more",
            described(given)
        ))
    };
    let is_number = given.is_instance_of::<PyFloat>() || given.is_instance_of::<PyInt>();
    if !is_number || given.is_instance_of::<PyBool>() {
        return Err(wrong());
    }
    let milliseconds: f64 = given.extract().map_err(|_| wrong())?;
    if milliseconds.is_nan() || milliseconds < 0.0 {
        return Err(wrong());
    }
    // What is too long for a duration is no limit.
    Ok(Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(Duration::MAX))
}

/// A value in a message: numbers as they are, others by their type.
pub(crate) fn described(value: &Bound<'_, PyAny>) -> String {
    match value.extract::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) => match value.get_type().name() {
            Ok(name) => format!("Python \"{name}\""),
            Err(_) => "another type".to_owned(),
        },
    }
}

/// The options of a call that was not started yet.
pub(crate) struct Options {
    call: CallOptions,
    cancel: Option<advisor_engine::CancelFlag>,
    progress: Option<Py<PyAny>>,
}

/// What is needed while a long call runs.
pub(crate) struct Watch {
    /// Stops the call.
    pub(crate) flag: advisor_engine::CancelFlag,
    /// Who hears of progress.
    pub(crate) listener: Option<Py<PyAny>>,
}

/// What is heard of a long call.
pub(crate) enum Event {
    Report(Report),
    /// Nothing of the call follows; what has outlived it may still hold its listener.
    Ended,
}

/// A report of progress on its way to the listener.
pub(crate) struct Report {
    table: String,
    step: &'static str,
    row_count: u64,
}

impl Options {
    /// The same for another call.
    pub(crate) fn again(&self, py: Python<'_>) -> Self {
        Self {
            call: self.call.clone(),
            cancel: self.cancel.clone(),
            progress: self.progress.as_ref().map(|listener| listener.clone_ref(py)),
        }
    }

    /// Without the listener, and with a flag that is always there to be set.
    pub(crate) fn unheard(self) -> (CallOptions, advisor_engine::CancelFlag) {
        let flag = self.cancel.unwrap_or_default();
        (self.call.with_cancel(flag.clone()), flag)
    }

    /// The options of a long call, whose progress is sent away: the engine's threads never wait for the interpreter.
    pub(crate) fn watched(self, events: Sender<Event>) -> (CallOptions, Watch) {
        let flag = self.cancel.unwrap_or_default();
        let mut call = self.call.with_cancel(flag.clone());
        if self.progress.is_some() {
            call = call.with_progress(move |progress| {
                // Where nobody receives any more, the call has ended.
                drop(events.send(Event::Report(Report::of(progress))));
            });
        }
        (call, Watch { flag, listener: self.progress })
    }

    /// The listener, who is told by somebody else then.
    pub(crate) fn take_listener(&mut self) -> Option<Py<PyAny>> {
        self.progress.take()
    }

    pub(crate) fn unwatched(self) -> CallOptions {
        match self.cancel {
            Some(flag) => self.call.with_cancel(flag),
            None => self.call,
        }
    }
}

thread_local! {
    /// Whether this thread is inside a listener: what would wait for the call to end must refuse.
    static IS_LISTENING: Cell<bool> = const { Cell::new(false) };
}

pub(crate) fn is_listening() -> bool {
    IS_LISTENING.get()
}

impl Watch {
    /// Tells the listener, on the thread of the call.
    ///
    /// # Errors
    /// What the listener raises.
    pub(crate) fn tell(&self, py: Python<'_>, report: &Report) -> PyResult<()> {
        self.listener.as_ref().map_or(Ok(()), |listener| report.tell(py, listener))
    }
}

impl Report {
    pub(crate) fn of(progress: &Progress<'_>) -> Self {
        let Progress { table, step, row_count } = *progress;
        Self { table: table.to_owned(), step, row_count }
    }

    /// # Errors
    /// What the listener raises.
    pub(crate) fn tell(&self, py: Python<'_>, listener: &Py<PyAny>) -> PyResult<()> {
        let told = PyDict::new(py);
        told.set_item(intern!(py, "table"), &self.table)?;
        told.set_item(intern!(py, "step"), self.step)?;
        told.set_item(intern!(py, "row_count"), self.row_count)?;
        IS_LISTENING.set(true);
        let outcome = listener.call1(py, (told,));
        IS_LISTENING.set(false);
        outcome.map(drop)
    }
}
