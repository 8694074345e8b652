//! The handles: an engine, a pinned revision of it, a tenant of either.

use advisor_engine::{Config, Error, ErrorKind, LoadOptions, OnBadRow, Target};
use parking_lot::RwLock;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use serde::Serialize as _;

use crate::batches::Batches;
use crate::error::Failure;
use crate::following::{self, Following, Listening, check_not_listening};
use crate::from_python::Input;
use crate::options::{Given, described};
use crate::process::{OwnedByProcess, check_not_forked};
use crate::runtime::{Operation, call, detached, guard, spelled, table, watched};
use crate::source::GivenSource;
use crate::subscription::Subscription;
use crate::table::Table;
use crate::to_python::ToPython;
use crate::values::Values;

/// An open store.
#[pyclass(frozen, module = "advisor_engine._native")]
pub(crate) struct Engine(OwnedByProcess<advisor_engine::Engine>, OwnedByProcess<Listening>);

/// One revision, held until it is released.
#[pyclass(frozen, module = "advisor_engine._native")]
pub(crate) struct Pinned(RwLock<Option<OwnedByProcess<advisor_engine::Pinned>>>);

/// One tenant.
#[pyclass(frozen, module = "advisor_engine._native")]
pub(crate) struct Tenant(OwnedByProcess<advisor_engine::Tenant>);

#[pymethods]
impl Engine {
    #[staticmethod]
    fn open(
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        config: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guard(py, "open", || {
            let (path, config) = (text(path, "path")?, configuration(config)?);
            check_not_forked()?;
            Self::of(detached(py, || advisor_engine::Engine::open(path, config)))
        })
    }

    #[staticmethod]
    fn open_follower(
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        config: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guard(py, "open_follower", || {
            let (path, config) = (text(path, "path")?, configuration(config)?);
            check_not_forked()?;
            Self::of(detached(py, || advisor_engine::Engine::open_follower(path, config)))
        })
    }

    #[staticmethod]
    fn in_memory(py: Python<'_>, config: Option<Bound<'_, PyAny>>) -> PyResult<Self> {
        guard(py, "in_memory", || {
            let config = configuration(config)?;
            check_not_forked()?;
            Self::of(detached(py, || advisor_engine::Engine::in_memory(config)))
        })
    }

    #[staticmethod]
    fn rebuild(
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        snapshot_folder: &Bound<'_, PyAny>,
        config: Option<Bound<'_, PyAny>>,
        stop_on_bad_row: bool,
        given: Given<'_>,
    ) -> PyResult<Self> {
        guard(py, "rebuild", || {
            let (path, config) = (text(path, "path")?, configuration(config)?);
            let folder = text(snapshot_folder, "snapshot_folder")?;
            let on_bad_row = if stop_on_bad_row { OnBadRow::Stop } else { OnBadRow::Reject };
            check_not_forked()?;
            let engine = watched(py, given.read()?, |options| {
                let load = LoadOptions { on_bad_row, call: options };
                advisor_engine::Engine::rebuild(path, config, folder, &load)
            })?;
            Self::of(Ok(engine))
        })
    }

    fn call<'py>(
        &self,
        operation: &Bound<'py, Operation>,
        request: &Bound<'py, PyDict>,
        given: Given<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        call(Target::Engine(&self.0), operation, request, given)
    }

    fn table<'py>(
        &self,
        operation: &Bound<'py, Operation>,
        request: &Bound<'py, PyDict>,
        given: Given<'py>,
    ) -> PyResult<Table> {
        table(Target::Engine(&self.0), operation, request, given)
    }

    fn match_batches(
        &self,
        py: Python<'_>,
        request: &Bound<'_, PyDict>,
        given: Given<'_>,
    ) -> PyResult<Batches> {
        guard(py, "match_batch", || Batches::of_matches(&self.0.pin()?, request, given))
    }

    fn query_whole_batches(
        &self,
        py: Python<'_>,
        request: &Bound<'_, PyDict>,
        given: Given<'_>,
    ) -> PyResult<Batches> {
        guard(py, "query_whole", || {
            let engine = &self.0;
            Batches::of_rows("query_whole", request, given, |query, call| {
                engine.query_whole_batches(query, call)
            })
        })
    }

    fn follow(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyDict>,
        stop_on_bad_row: bool,
        given: Given<'_>,
    ) -> PyResult<Following> {
        guard(py, "follow", || following::follow(&self.0, &self.1, source, stop_on_bad_row, given))
    }

    fn drop_replication(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyDict>,
        given: Given<'_>,
    ) -> PyResult<()> {
        guard(py, "drop_replication", || following::drop_replication(&self.0, source, given))
    }

    fn values(&self, py: Python<'_>) -> PyResult<Values> {
        guard(py, "values", || {
            self.0.check_owner()?;
            Ok(Values::new(self.0.values()))
        })
    }

    fn subscribe_all(&self, py: Python<'_>, tables: &Bound<'_, PyAny>) -> PyResult<Subscription> {
        guard(py, "subscribe_all", || {
            let tables: Vec<String> = tables.extract()?;
            let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
            Ok(Subscription::new(self.0.subscribe_all(&tables)?))
        })
    }

    fn sync<'py>(
        &self,
        py: Python<'py>,
        source: GivenSource<'py>,
        stop_on_bad_row: bool,
        given: Given<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, "sync", || {
            let source = source.take()?;
            let on_bad_row = if stop_on_bad_row { OnBadRow::Stop } else { OnBadRow::Reject };
            let report = watched(py, given.read()?, |options| {
                let load = LoadOptions { on_bad_row, call: options };
                self.0.sync(&source.read()?, &load)
            })?;
            report.serialize(ToPython::new(py)).map_err(Failure::internal)
        })
    }

    fn tenant(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<Tenant> {
        guard(py, "tenant", || Ok(Tenant(OwnedByProcess::new(self.0.tenant(text(id, "id")?)))))
    }

    fn pin(&self, py: Python<'_>) -> PyResult<Pinned> {
        guard(py, "pin", || Ok(Pinned(RwLock::new(Some(OwnedByProcess::new(self.0.pin()?))))))
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, "close", || {
            check_not_listening("closing")?;
            detached(py, || {
                self.0.close();
                // Of a forked child's parent nothing is left to wait for.
                if self.1.check_owner().is_ok() {
                    self.1.wait();
                }
            });
            Ok(())
        })
    }

    #[getter]
    fn path(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, "path", || Ok(self.0.path()?.to_string_lossy().into_owned()))
    }
}

impl Engine {
    fn of(engine: Result<advisor_engine::Engine, Error>) -> Result<Self, Failure> {
        Ok(Self(OwnedByProcess::new(engine?), OwnedByProcess::new(Listening::default())))
    }
}

#[pymethods]
impl Pinned {
    fn call<'py>(
        &self,
        operation: &Bound<'py, Operation>,
        request: &Bound<'py, PyDict>,
        given: Given<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let pinned = guard(operation.py(), operation.get().name(), || self.held())?;
        call(Target::Pinned(&pinned), operation, request, given)
    }

    fn table<'py>(
        &self,
        operation: &Bound<'py, Operation>,
        request: &Bound<'py, PyDict>,
        given: Given<'py>,
    ) -> PyResult<Table> {
        let pinned = guard(operation.py(), operation.get().name(), || self.held())?;
        table(Target::Pinned(&pinned), operation, request, given)
    }

    fn match_batches(
        &self,
        py: Python<'_>,
        request: &Bound<'_, PyDict>,
        given: Given<'_>,
    ) -> PyResult<Batches> {
        guard(py, "match_batch", || Batches::of_matches(&*self.held()?, request, given))
    }

    fn query_whole_batches(
        &self,
        py: Python<'_>,
        request: &Bound<'_, PyDict>,
        given: Given<'_>,
    ) -> PyResult<Batches> {
        guard(py, "query_whole", || {
            let engine = self.held()?;
            Batches::of_rows("query_whole", request, given, |query, call| {
                engine.query_whole_batches(query, call)
            })
        })
    }

    fn tenant(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<Tenant> {
        guard(py, "tenant", || {
            Ok(Tenant(OwnedByProcess::new(self.held()?.tenant(text(id, "id")?))))
        })
    }

    #[getter]
    fn revision(&self, py: Python<'_>) -> PyResult<i64> {
        guard(py, "pinned", || Ok(self.held()?.revision()))
    }

    #[getter]
    fn as_of<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, "pinned", || {
            self.held()?.as_of().serialize(ToPython::new(py)).map_err(Failure::internal)
        })
    }

    fn release(&self, py: Python<'_>) {
        let pinned = self.0.write().take();
        // The last holder of an earlier base removes its files.
        detached(py, || drop(pinned));
    }
}

impl Pinned {
    /// A holder of its own, so that a release on another thread waits for nobody.
    fn held(&self) -> Result<OwnedByProcess<advisor_engine::Pinned>, Failure> {
        let pinned = self.0.read();
        let pinned = pinned
            .as_ref()
            .ok_or_else(|| Error::new(ErrorKind::Conflict, "the pinned revision was released"))?;
        Ok(pinned.again())
    }
}

#[pymethods]
impl Tenant {
    fn call<'py>(
        &self,
        operation: &Bound<'py, Operation>,
        request: &Bound<'py, PyDict>,
        given: Given<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        call(Target::Tenant(&self.0), operation, request, given)
    }

    fn table<'py>(
        &self,
        operation: &Bound<'py, Operation>,
        request: &Bound<'py, PyDict>,
        given: Given<'py>,
    ) -> PyResult<Table> {
        table(Target::Tenant(&self.0), operation, request, given)
    }

    fn values(&self, py: Python<'_>) -> PyResult<Values> {
        guard(py, "values", || {
            self.0.check_owner()?;
            Ok(Values::new(self.0.values()))
        })
    }

    fn query_batches(
        &self,
        py: Python<'_>,
        request: &Bound<'_, PyDict>,
        given: Given<'_>,
    ) -> PyResult<Batches> {
        guard(py, "query", || {
            let tenant = &self.0;
            Batches::of_rows("query", request, given, |query, call| {
                tenant.query_batches(query, call)
            })
        })
    }

    fn subscribe(&self, py: Python<'_>, tables: &Bound<'_, PyAny>) -> PyResult<Subscription> {
        guard(py, "subscribe", || {
            let tables: Vec<String> = tables.extract()?;
            let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
            Ok(Subscription::new(self.0.subscribe(&tables)?))
        })
    }

    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }
}

fn configuration(given: Option<Bound<'_, PyAny>>) -> Result<Config, Failure> {
    match given {
        Some(given) => Ok(Config::read(Input::new(given)).map_err(|error| spelled(&error))?),
        None => Ok(Config::default()),
    }
}

/// A text, or a path.
pub(crate) fn text(given: &Bound<'_, PyAny>, field: &str) -> Result<String, Failure> {
    let text = crate::written::written(given)?;
    let given = text.as_ref().unwrap_or(given);
    match given.cast::<PyString>() {
        Ok(text) => Ok(text.to_cow()?.into_owned()),
        Err(_) => {
            Err(Failure::invalid(format!("field `{field}` is {}; expected text", described(given))))
        }
    }
}
