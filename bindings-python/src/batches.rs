//! Answers block by block: an iterator over Arrow tables, and a stream by the Arrow PyCapsule interface.

use advisor_engine::{BatchMatches, CallOptions, Error, ErrorKind, MatchBatch, SqlQuery, SqlRows};
use arrow::array::{RecordBatch, RecordBatchReader};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ffi::FFI_ArrowSchema;
use arrow::ffi_stream::FFI_ArrowArrayStream;
use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::error::Failure;
use crate::from_python::Input;
use crate::options::{Given, Options};
use crate::process::OwnedByProcess;
use crate::runtime::{Running, guard, spelled, watched};
use crate::table::{SCHEMA, STREAM, Table};

/// What is read block by block.
enum Blocks {
    Matches(Box<BatchMatches>),
    Rows(Box<SqlRows>),
}

impl Blocks {
    fn schema(&self) -> SchemaRef {
        match self {
            Self::Matches(matches) => matches.schema(),
            Self::Rows(rows) => rows.schema(),
        }
    }

    fn revision(&self) -> i64 {
        match self {
            Self::Matches(matches) => matches.revision(),
            Self::Rows(rows) => rows.revision(),
        }
    }

    fn set_options(&mut self, call: &CallOptions) {
        match self {
            Self::Matches(matches) => matches.set_options(call),
            Self::Rows(rows) => rows.set_options(call),
        }
    }
}

impl Iterator for Blocks {
    type Item = advisor_engine::Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Matches(matches) => matches.next(),
            Self::Rows(rows) => rows.next(),
        }
    }
}

/// An answer of many rows, block by block, each an Arrow table; computed as they are asked for.
///
/// Iterate over it, or give it as a whole to whatever reads Arrow streams: `pyarrow.RecordBatchReader.from_stream`.
#[pyclass(frozen, module = "advisor_engine")]
pub(crate) struct Batches {
    blocks: Mutex<Option<OwnedByProcess<Blocks>>>,
    operation: &'static str,
    options: Options,
    schema: SchemaRef,
    revision: i64,
}

impl Batches {
    /// Reads and checks the needs, outside the interpreter.
    pub(crate) fn of_matches(
        pinned: &advisor_engine::Pinned,
        request: &Bound<'_, PyDict>,
        given: Given<'_>,
    ) -> Result<Self, Failure> {
        let py = request.py();
        let options = given.read()?;
        let batch = MatchBatch::read(Input::new(request.clone().into_any()))
            .map_err(|error| spelled(&error))?;
        let matches = watched(py, options.again(py), |call| pinned.match_batches(batch, &call))?;
        Ok(Self::new("match_batch", Blocks::Matches(Box::new(matches)), options))
    }

    /// Reads a statement and starts it, outside the interpreter.
    pub(crate) fn of_rows(
        operation: &'static str,
        request: &Bound<'_, PyDict>,
        given: Given<'_>,
        start: impl FnOnce(&SqlQuery, &CallOptions) -> advisor_engine::Result<SqlRows> + Send,
    ) -> Result<Self, Failure> {
        let py = request.py();
        let options = given.read()?;
        let query = SqlQuery::read(Input::new(request.clone().into_any()))
            .map_err(|error| spelled(&error))?;
        let rows = watched(py, options.again(py), |call| start(&query, &call))?;
        Ok(Self::new(operation, Blocks::Rows(Box::new(rows)), options))
    }

    fn new(operation: &'static str, blocks: Blocks, options: Options) -> Self {
        Self {
            operation,
            options,
            schema: blocks.schema(),
            revision: blocks.revision(),
            blocks: Mutex::new(Some(OwnedByProcess::new(blocks))),
        }
    }

    /// Takes the rest, so that one thread at a time computes and a stream leaves nothing behind.
    fn take(&self) -> Result<OwnedByProcess<Blocks>, Failure> {
        self.blocks.lock().take().ok_or_else(|| {
            let message = "the batches are being read elsewhere, or were given away as a stream";
            Error::new(ErrorKind::Conflict, message).into()
        })
    }
}

#[pymethods]
impl Batches {
    fn __iter__(batches: Bound<'_, Self>) -> Bound<'_, Self> {
        batches
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Table>> {
        guard(py, self.operation, || {
            let mut blocks = self.take()?;
            let next = watched(py, self.options.again(py), |call| {
                blocks.set_options(&call);
                blocks.next().transpose()
            });
            *self.blocks.lock() = Some(blocks);
            Ok(next?.map(Table::new))
        })
    }

    /// The revision that is read.
    #[getter]
    fn revision(&self) -> i64 {
        self.revision
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        guard(py, self.operation, || {
            let schema = FFI_ArrowSchema::try_from(self.schema.as_ref());
            Ok(PyCapsule::new_with_value(py, schema.map_err(Failure::internal)?, SCHEMA)?)
        })
    }

    /// The blocks that are left; whoever reads them computes them, and hears no progress.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface permits to leave the request aside.
        drop(requested_schema);
        guard(py, self.operation, || {
            let stream = Stream::new(self.take()?, self.options.again(py));
            let stream = FFI_ArrowArrayStream::new(Box::new(stream));
            Ok(PyCapsule::new_with_value(py, stream, STREAM)?)
        })
    }
}

/// What a consumer of Arrow pulls from, on its own thread and outside the interpreter.
struct Stream {
    blocks: OwnedByProcess<Blocks>,
    flag: advisor_engine::CancelFlag,
}

impl Stream {
    fn new(mut blocks: OwnedByProcess<Blocks>, options: Options) -> Self {
        let (call, flag) = options.unheard();
        blocks.set_options(&call);
        Self { blocks, flag }
    }
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let _running = Running::enter(&self.flag);
        self.blocks
            .next()
            .map(|batch| batch.map_err(|error| ArrowError::from_external_error(error.into())))
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        self.blocks.schema()
    }
}
