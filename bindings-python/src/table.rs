//! Answers as tables, by the Arrow PyCapsule interface: pyarrow, pandas, polars and DuckDB take them without a copy.

use std::ffi::CStr;

use arrow::array::{Array, RecordBatch, RecordBatchIterator, StructArray};
use arrow::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow::ffi_stream::FFI_ArrowArrayStream;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::error::Failure;
use crate::runtime::guard;

// Names that the interface prescribes: https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
pub(crate) const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
pub(crate) const STREAM: &CStr = c"arrow_array_stream";

/// The rows of an answer as an Arrow table.
///
/// Give it to whatever reads Arrow: `pyarrow.table(answer)`, `polars.DataFrame(answer)`.
#[pyclass(frozen, module = "advisor_engine")]
#[derive(Debug)]
pub(crate) struct Table(RecordBatch);

impl Table {
    pub(crate) fn new(batch: RecordBatch) -> Self {
        Self(batch)
    }
}

#[pymethods]
impl Table {
    /// How many rows there are.
    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<Table: {} rows of {} columns>", self.0.num_rows(), self.0.num_columns())
    }

    /// The names of the columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema_ref().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The rest of the answer, each field as JSON text: the revision, the plan.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let metadata = PyDict::new(py);
        for (key, value) in self.0.schema_ref().metadata() {
            metadata.set_item(key, value)?;
        }
        Ok(metadata)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        guard(py, "table", || {
            let schema = FFI_ArrowSchema::try_from(self.0.schema_ref().as_ref());
            Ok(PyCapsule::new_with_value(py, schema.map_err(Failure::internal)?, SCHEMA)?)
        })
    }

    /// A single batch; the consumer casts, where it asks for another schema.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        // The interface permits to leave the request aside.
        drop(requested_schema);
        guard(py, "table", || {
            let rows = StructArray::from(self.0.clone());
            let array = FFI_ArrowArray::new(&rows.to_data());
            let array = PyCapsule::new_with_value(py, array, ARRAY)?;
            Ok((self.__arrow_c_schema__(py)?, array))
        })
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        guard(py, "table", || {
            let batches = RecordBatchIterator::new([Ok(self.0.clone())], self.0.schema());
            let stream = FFI_ArrowArrayStream::new(Box::new(batches));
            Ok(PyCapsule::new_with_value(py, stream, STREAM)?)
        })
    }
}
