//! The one gate: every call leaves the interpreter here and comes back with an answer or an exception.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use advisor_engine::{
    CallOptions, CancelFlag, ColumnSpelling, Error, ErrorKind, OPERATIONS, Reply, Target,
};
use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize as _;

use crate::error::Failure;
use crate::from_python::Input;
use crate::key;
use crate::options::{Event, Given, Options, Watch};
use crate::table::Table;
use crate::to_python::ToPython;

/// How often a long call looks for signals; a person who presses Ctrl-C does not notice it.
pub(crate) const SIGNAL_INTERVAL: Duration = Duration::from_millis(50);

/// One operation of the registry.
#[pyclass(frozen, module = "advisor_engine._native")]
#[derive(Debug)]
pub(crate) struct Operation(pub(crate) &'static advisor_engine::Operation);

impl Operation {
    pub(crate) fn name(&self) -> &'static str {
        self.0.name
    }
}

#[pymethods]
impl Operation {
    #[new]
    fn new(py: Python<'_>, name: &str) -> PyResult<Self> {
        guard(py, "operation", || Ok(Self(advisor_engine::Operation::find(name)?)))
    }

    fn __repr__(&self) -> String {
        format!("<Operation {}>", self.0.name)
    }
}

/// The names of all operations.
#[pyfunction]
pub(crate) fn operation_names() -> Vec<&'static str> {
    OPERATIONS.iter().map(|operation| operation.name).collect()
}

/// Makes the next call of the engine panic inside.
#[pyfunction(name = "_panic_for_test")]
pub(crate) fn panic_for_test() {
    advisor_engine::testing::panic_in_next_call();
}

/// Runs code of this module; a panic becomes `Internal`, and every failure an exception.
pub(crate) fn guard<T>(
    py: Python<'_>,
    operation: &'static str,
    call: impl FnOnce() -> Result<T, Failure>,
) -> PyResult<T> {
    std::panic::catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|_| {
            let message = "a bug of the Python module stopped the call";
            Err(Error::new(ErrorKind::Internal, message).into())
        })
        .map_err(|failure| failure.of(operation).into_exception(py))
}

/// Leaves the interpreter for work that cannot be stopped early.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    py.detach(work)
}

/// Calls an operation; the answer is made of Python values.
pub(crate) fn call<'py>(
    target: Target<'_>,
    operation: &Bound<'py, Operation>,
    request: &Bound<'py, PyDict>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = operation.py();
    guard(py, operation.get().name(), || {
        let reply = run(target, operation.get(), request, given, Ok)?;
        reply.serialize(ToPython::new(py)).map_err(Failure::internal)
    })
}

/// Calls an operation whose answer is one list of objects; it is made a table outside the interpreter.
pub(crate) fn table<'py>(
    target: Target<'_>,
    operation: &Bound<'py, Operation>,
    request: &Bound<'py, PyDict>,
    given: Given<'py>,
) -> PyResult<Table> {
    guard(operation.py(), operation.get().name(), || {
        let operation = operation.get();
        run(target, operation, request, given, |reply| {
            operation.0.table(&reply, ColumnSpelling::Snake)
        })
        .map(Table::new)
    })
}

/// Reads the request, and runs the operation and what follows outside the interpreter.
fn run<T: Send>(
    target: Target<'_>,
    Operation(operation): &Operation,
    request: &Bound<'_, PyDict>,
    given: Given<'_>,
    finish: impl FnOnce(Reply) -> Result<T, Error> + Send,
) -> Result<T, Failure> {
    let py = request.py();
    let options = given.read()?;
    let prepared = operation
        .prepare(Input::new(request.clone().into_any()))
        .map_err(|error| spelled(&error))?;
    if operation.is_long {
        return watched(py, options, |options| prepared.run(target, &options).and_then(finish));
    }
    let options = options.unwatched();
    Ok(detached(py, || prepared.run(target, &options).and_then(finish))?)
}

/// An error of reading, with names as Python spells them.
pub(crate) fn spelled(error: &Error) -> Error {
    Error::new(error.kind(), key::in_message(error.message()))
}

/// Runs a long call on a thread of its own, while this one tells of its progress and looks for signals: Ctrl-C cancels
/// the call.
///
/// # Errors
/// What a signal handler or the listener raised, before what the call itself says.
pub(crate) fn watched<T: Send>(
    py: Python<'_>,
    options: Options,
    work: impl FnOnce(CallOptions) -> Result<T, Error> + Send,
) -> Result<T, Failure> {
    let (sender, events) = mpsc::channel();
    let (options, watch) = options.watched(sender.clone());
    let _running = Running::enter(&watch.flag);
    let (outcome, raised) = detached(py, move || {
        std::thread::scope(|scope| {
            let worker = std::thread::Builder::new().name("advisor-engine-call".to_owned());
            let worker = worker.spawn_scoped(scope, move || {
                let outcome = work(options);
                // Where nobody hears it, the other side has panicked.
                drop(sender.send(Event::Ended));
                outcome
            });
            match worker {
                Ok(worker) => {
                    let raised = attend(&events, &watch);
                    let outcome = worker.join();
                    (outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic)), raised)
                }
                Err(source) => {
                    let message = "no thread could be started for the call";
                    let error = Error::new(ErrorKind::ResourceExhausted, message);
                    (Err(error.with_source(source)), None)
                }
            }
        })
    });
    match raised {
        Some(raised) => Err(raised.into()),
        None => Ok(outcome?),
    }
}

/// Attends to a call until it has ended; what Python code raises meanwhile cancels it.
fn attend(events: &Receiver<Event>, watch: &Watch) -> Option<PyErr> {
    let mut raised = None;
    let mut has_ended = false;
    while !has_ended {
        let first = match events.recv_timeout(SIGNAL_INTERVAL) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return raised,
        };
        // All that have come meanwhile, so that the interpreter is entered once for them.
        let mut reports = Vec::new();
        for event in first.into_iter().chain(events.try_iter()) {
            match event {
                Event::Report(report) => reports.push(report),
                Event::Ended => has_ended = true,
            }
        }
        if raised.is_some() || (has_ended && reports.is_empty()) {
            continue;
        }
        let outcome = Python::attach(|py| {
            reports.iter().try_for_each(|report| watch.tell(py, report))?;
            py.check_signals()
        });
        if let Err(error) = outcome {
            raised = Some(error);
            watch.flag.cancel();
        }
    }
    raised
}

/// The flags of the long calls at work, with their process: a forked child has copies of calls that never end there.
static RUNNING: Mutex<BTreeMap<u64, (u32, CancelFlag)>> = Mutex::new(BTreeMap::new());

/// A place in the list of long calls, for as long as the call takes.
pub(crate) struct Running(u64);

impl Running {
    pub(crate) fn enter(flag: &CancelFlag) -> Self {
        let mut running = RUNNING.lock();
        let number = running.last_key_value().map_or(0, |(last, _)| last + 1);
        running.insert(number, (std::process::id(), flag.clone()));
        Self(number)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.lock().remove(&self.0);
    }
}

/// Stops all long calls of this process and waits for them.
///
/// The process must not go while DuckDB works on daemon threads: its threads would use what is destroyed at exit.
#[pyfunction]
pub(crate) fn stop_calls(py: Python<'_>) {
    let is_any_running = || {
        let own = std::process::id();
        // In a child that was forked while another thread held it, nobody gives it back.
        let Some(running) = RUNNING.try_lock_for(Duration::from_secs(1)) else { return false };
        let flags = running.values().filter(|(process_id, _)| *process_id == own);
        flags.map(|(_, flag)| flag.cancel()).count() > 0
    };
    detached(py, || {
        while is_any_running() {
            std::thread::sleep(Duration::from_millis(1));
        }
    });
}
