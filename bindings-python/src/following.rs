//! What follows a PostgreSQL database, and the thread that tells a listener of its loads.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

use advisor_engine::{Error, ErrorKind, FollowOptions, OnBadRow, PostgresSource};
use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize as _;

use crate::engine::text;
use crate::error::Failure;
use crate::from_python::Input;
use crate::options::{Given, Report, is_listening};
use crate::process::OwnedByProcess;
use crate::runtime::{detached, guard, spelled, watched};
use crate::to_python::ToPython;

/// A following that runs until it is stopped or its engine closes.
#[pyclass(frozen, module = "advisor_engine._native")]
pub(crate) struct Following(OwnedByProcess<Held>);

struct Held {
    following: advisor_engine::Following,
    listening: Listening,
}

/// The thread that tells the listener of an engine's last following; awaited wherever that has ended, since it must not
/// be in the interpreter when that goes.
#[derive(Clone, Default)]
pub(crate) struct Listening(Arc<Mutex<Option<JoinHandle<()>>>>);

impl Listening {
    /// Starts the thread; it ends when nobody can report any more, or when the listener raises.
    fn start(&self, listener: Py<PyAny>, reports: Receiver<Report>) -> Result<(), Error> {
        self.wait();
        let thread = std::thread::Builder::new().name("advisor-engine-progress".to_owned());
        let thread = thread.spawn(move || tell(&listener, &reports)).map_err(|source| {
            let message = "no thread could be started for the listener";
            Error::new(ErrorKind::ResourceExhausted, message).with_source(source)
        })?;
        *self.0.lock() = Some(thread);
        Ok(())
    }

    /// Waits until the listener has heard everything; outside the interpreter, which the listener needs.
    pub(crate) fn wait(&self) {
        let thread = self.0.lock().take();
        if let Some(thread) = thread {
            // It has no outcome, and says itself what the listener raised.
            drop(thread.join());
        }
    }
}

fn tell(listener: &Py<PyAny>, reports: &Receiver<Report>) {
    for report in reports {
        let is_heard = Python::try_attach(|py| match report.tell(py, listener) {
            Ok(()) => true,
            Err(raised) => {
                raised.write_unraisable(py, Some(listener.bind(py)));
                false
            }
        });
        if is_heard != Some(true) {
            return;
        }
    }
}

/// # Errors
/// `Conflict` within a listener: what waits for it must not be called by it.
pub(crate) fn check_not_listening(what: &str) -> Result<(), Error> {
    if is_listening() {
        let message =
            format!("{what} waits for what is listened to, so a listener to progress cannot do it");
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    Ok(())
}

pub(crate) fn read_source(source: &Bound<'_, PyDict>) -> Result<PostgresSource, Failure> {
    let source = PostgresSource::read(Input::new(source.clone().into_any()));
    Ok(source.map_err(|error| spelled(&error))?)
}

fn on_bad_row(stops: bool) -> OnBadRow {
    if stops { OnBadRow::Stop } else { OnBadRow::Reject }
}

/// Begins a following.
pub(crate) fn follow(
    engine: &advisor_engine::Engine,
    listening: &Listening,
    source: &Bound<'_, PyDict>,
    stops: bool,
    given: Given<'_>,
) -> Result<Following, Failure> {
    let mut options = given.read()?;
    let listener = options.take_listener();
    let database = read_source(source)?;
    let begun = Mutex::new(None);
    let following = watched(source.py(), options, |call| {
        let (sender, reports) = channel();
        let mut followed = call.clone();
        if let Some(listener) = listener {
            listening.start(listener, reports)?;
            followed = followed.with_progress(move |progress| {
                // Where nobody receives any more, the listener has raised.
                drop(sender.send(Report::of(progress)));
            });
        }
        let options = FollowOptions { on_bad_row: on_bad_row(stops), call: followed };
        let following = engine.follow(&database, &options)?;
        *begun.lock() = Some(following.clone());
        call.check()?;
        Ok(following)
    });
    if following.is_err()
        && let Some(begun) = begun.into_inner()
    {
        // Nobody would hold what was told to stop while the server was asked.
        detached(source.py(), || begun.stop());
    }
    let following = following?;
    Ok(Following(OwnedByProcess::new(Held { following, listening: listening.clone() })))
}

pub(crate) fn drop_replication(
    engine: &advisor_engine::Engine,
    source: &Bound<'_, PyDict>,
    given: Given<'_>,
) -> Result<(), Failure> {
    let (options, database) = (given.read()?, read_source(source)?);
    watched(source.py(), options, |call| engine.drop_replication(&database, &call))
}

impl Following {
    fn of_own_process(&self) -> Result<&Held, Failure> {
        self.0.check_owner()?;
        Ok(&self.0)
    }
}

#[pymethods]
impl Following {
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, "status", || {
            let status = self.of_own_process()?.following.status();
            status.serialize(ToPython::new(py)).map_err(Failure::internal)
        })
    }

    fn wait_for(
        &self,
        py: Python<'_>,
        position: &Bound<'_, PyAny>,
        given: Given<'_>,
    ) -> PyResult<()> {
        guard(py, "wait_for", || {
            let following = &self.of_own_process()?.following;
            let position = text(position, "position")?;
            watched(py, given.read()?, |call| following.wait_for(&position, &call))
        })
    }

    fn pause(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, "pause", || {
            self.of_own_process()?.following.pause();
            Ok(())
        })
    }

    fn resume(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, "resume", || {
            self.of_own_process()?.following.resume();
            Ok(())
        })
    }

    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, "stop", || {
            check_not_listening("stopping")?;
            // In a forked child there is nothing to stop, and a `with` statement may end there.
            let Ok(held) = self.of_own_process() else { return Ok(()) };
            detached(py, || {
                held.following.stop();
                held.listening.wait();
            });
            Ok(())
        })
    }

    fn verify<'py>(
        &self,
        py: Python<'py>,
        heal: bool,
        given: Given<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, "verify", || {
            let following = &self.of_own_process()?.following;
            let report = watched(py, given.read()?, |call| following.verify(heal, &call))?;
            report.serialize(ToPython::new(py)).map_err(Failure::internal)
        })
    }
}
