//! Rows of a batch as an Arrow record batch, column by column.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
    UInt64Array, new_null_array,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;

use super::request::BatchMatch;
use crate::error::{Error, Result};
use crate::matching::result::Part;

/// The rows as a table of this schema: that of the operation `match_batch`.
///
/// # Errors
/// None in practice: a test compares the schema with what is built here.
pub(crate) fn record_batch(schema: &SchemaRef, rows: &[BatchMatch]) -> Result<RecordBatch> {
    build(schema, rows)
        .map_err(|source| Error::internal("rows of a batch have no table").with_source(source))
}

fn build(schema: &SchemaRef, rows: &[BatchMatch]) -> std::result::Result<RecordBatch, ArrowError> {
    let count = |count: usize| count as u64;
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| count(row.need)))),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| count(row.rank)))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.advisor_id.as_str()))),
        Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.score))),
        Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.points))),
        parts(schema.field_with_name("parts")?.data_type(), rows)?,
    ];
    RecordBatch::try_new(Arc::clone(schema), columns)
}

/// The parts of all rows, one list per row; none where they were not asked for.
fn parts(kind: &DataType, rows: &[BatchMatch]) -> std::result::Result<ArrayRef, ArrowError> {
    let DataType::List(item) = kind else {
        return Err(ArrowError::SchemaError("parts are a list".to_owned()));
    };
    let DataType::Struct(fields) = item.data_type() else {
        return Err(ArrowError::SchemaError("a part is a struct".to_owned()));
    };
    if rows.iter().all(|row| row.parts.is_none()) {
        return Ok(new_null_array(kind, rows.len()));
    }
    let all = || rows.iter().flat_map(|row| row.parts.iter().flatten());
    let numbers = |number: fn(&Part) -> f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(all().map(number)))
    };
    let names: ArrayRef =
        Arc::new(StringArray::from_iter_values(all().map(|part| part.name.as_str())));
    let columns = vec![
        names,
        numbers(|part| part.weight),
        numbers(|part| part.value),
        numbers(|part| part.contribution),
    ];
    let values = StructArray::try_new(fields.clone(), columns, None)?;
    let lengths = rows.iter().map(|row| row.parts.as_ref().map_or(0, Vec::len));
    let offsets = OffsetBuffer::from_lengths(lengths);
    let lists = ListArray::try_new(Arc::clone(item), offsets, Arc::new(values), None)?;
    Ok(Arc::new(lists) as Arc<dyn Array>)
}
