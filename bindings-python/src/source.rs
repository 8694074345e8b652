//! The sources of a load.

use std::collections::BTreeMap;

use advisor_engine::{Error, ErrorKind, Source};
use arrow::array::RecordBatch;
use arrow::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::engine::text;
use crate::error::Failure;
use crate::following::read_source;
use crate::options::described;
use crate::table::STREAM;

/// A source as Python gave it: `folder`, `sqlite`, `tables` or `postgres`.
#[derive(FromPyObject)]
pub(crate) struct GivenSource<'py>(
    Option<Bound<'py, PyAny>>,
    Option<Bound<'py, PyAny>>,
    Option<Bound<'py, PyAny>>,
    Option<Bound<'py, PyAny>>,
);

/// A source whose streams were taken over; they are read outside the interpreter.
pub(crate) enum TakenSource {
    Ready(Source),
    Streams(Vec<(String, RecordBatchStreamReader)>),
}

impl GivenSource<'_> {
    /// # Errors
    /// `InvalidArgument` unless one source is given, and for a table that is no stream of Arrow.
    pub(crate) fn take(self) -> Result<TakenSource, Failure> {
        Ok(match self {
            Self(Some(folder), None, None, None) => {
                TakenSource::Ready(Source::Folder(text(&folder, "folder")?.into()))
            }
            Self(None, Some(sqlite), None, None) => {
                TakenSource::Ready(Source::Sqlite(text(&sqlite, "sqlite")?.into()))
            }
            Self(None, None, Some(tables), None) => {
                let Ok(tables) = tables.cast::<PyDict>() else {
                    return Err(Failure::invalid(format!(
                        "field `tables` is {}; expected a dict of Arrow tables by name",
                        described(&tables)
                    )));
                };
                let streams = tables.iter().map(|(name, table)| {
                    let name = text(&name, "tables")?;
                    let stream = stream(&name, &table)?;
                    Ok((name, stream))
                });
                TakenSource::Streams(streams.collect::<Result<_, Failure>>()?)
            }
            Self(None, None, None, Some(postgres)) => {
                let Ok(postgres) = postgres.cast::<PyDict>() else {
                    return Err(Failure::invalid(format!(
                        "field `postgres` is {}; expected a dict of the fields of `types.PostgresSource`",
                        described(&postgres)
                    )));
                };
                TakenSource::Ready(Source::Postgres(read_source(postgres)?))
            }
            _ => {
                return Err(Failure::invalid(
                    "expected one of the fields `folder`, `sqlite`, `tables` and `postgres`",
                ));
            }
        })
    }
}

impl TakenSource {
    /// Reads the streams; their buffers are the producer's own.
    pub(crate) fn read(self) -> Result<Source, Error> {
        match self {
            Self::Ready(source) => Ok(source),
            Self::Streams(streams) => {
                let read = streams.into_iter().map(|(name, stream)| {
                    let batches: Vec<RecordBatch> =
                        stream.collect::<Result<_, _>>().map_err(|source| {
                            let message = format!("the stream of table `{name}` broke off");
                            Error::new(ErrorKind::InvalidArgument, message).with_source(source)
                        })?;
                    Ok((name, batches))
                });
                Ok(Source::Batches(read.collect::<Result<BTreeMap<_, _>, Error>>()?))
            }
        }
    }
}

/// Takes over the stream of what has one by the Arrow PyCapsule interface.
fn stream(name: &str, table: &Bound<'_, PyAny>) -> Result<RecordBatchStreamReader, Failure> {
    let py = table.py();
    let method = intern!(py, "__arrow_c_stream__");
    if !table.hasattr(method)? {
        return Err(Failure::invalid(format!(
            "table `{name}` is {}; expected an object with `__arrow_c_stream__`, such as a pyarrow table",
            described(table)
        )));
    }
    let capsule = table.call_method0(method)?;
    let capsule = capsule.cast::<PyCapsule>().map_err(PyErr::from)?;
    let pointer = capsule.pointer_checked(Some(STREAM))?;
    // SAFETY: a capsule of this name holds such a structure, which is the consumer's to move out; what is left behind is
    // marked as released, so the capsule's own destructor leaves it alone.
    let reader = unsafe {
        RecordBatchStreamReader::from_raw(pointer.cast::<FFI_ArrowArrayStream>().as_ptr())
    };
    reader.map_err(|source| {
        let message = format!("table `{name}` is not readable as a stream of Arrow");
        Error::new(ErrorKind::InvalidArgument, message).with_source(source).into()
    })
}
