//! Arrow record batches as a source: every column brought into the type that DuckDB stores.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, TimestampMillisecondArray, new_null_array,
};
use arrow::compute::{CastOptions, cast_with_options, filter_record_batch};
use arrow::datatypes::{
    DataType, Field, Schema, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};

use super::source::{LoadSource, SourceRows, Sourced, Staging};
use super::staged_rows::report;
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Column, ColumnType, DECIMAL_SCALE, Table, TableId};
use crate::model::records::with_canonical_records;
use crate::model::row::RowWriter;
use crate::store::log::RejectedRow;
use crate::store::sorted_rows::SortedRows;
use crate::warehouse::columns::{arrow_type, read_rows, sql_columns};
use crate::warehouse::stage::{beyond_range, missing_column, wrong_type};

/// Rows that are brought over at a time.
const CHUNK_ROWS: usize = 2048;

#[derive(Debug)]
pub(crate) struct RecordBatches<'a> {
    tables: &'a BTreeMap<String, Vec<RecordBatch>>,
}

impl<'a> RecordBatches<'a> {
    /// # Errors
    /// `SchemaMismatch` for a table that is unknown, `InvalidArgument` for one that is the host's own.
    pub(crate) fn new(
        tables: &'a BTreeMap<String, Vec<RecordBatch>>,
        catalog: &Catalog,
    ) -> Result<Self> {
        for name in tables.keys() {
            let table = &catalog.tables[catalog.position(name)?];
            if table.is_host_owned {
                return Err(Error::invalid(format!(
                    "table `{name}` is the host's own, which no source brings; give its rows to `apply`"
                )));
            }
        }
        Ok(Self { tables })
    }
}

impl LoadSource for RecordBatches<'_> {
    fn stage(&mut self, staging: &Staging<'_>) -> Result<Sourced> {
        let mut rejected = Vec::new();
        let mut tables = Vec::new();
        for (id, table) in staging.catalog.tables.iter().enumerate() {
            let given = self.tables.get(table.name);
            tables.push(match given {
                _ if table.is_host_owned => SourceRows::None,
                Some(batches) if !batches.is_empty() => {
                    SourceRows::Rows(stage_table(staging, id, batches, &mut rejected)?)
                }
                None if !table.is_optional => {
                    return Err(Error::schema(format!(
                        "the record batches lack table `{}`",
                        table.name
                    )));
                }
                _ => SourceRows::None,
            });
        }
        Ok(Sourced { tables, rejected, source_position: None, followed: None })
    }
}

fn stage_table(
    staging: &Staging<'_>,
    id: TableId,
    batches: &[RecordBatch],
    rejected: &mut Vec<RejectedRow>,
) -> Result<SortedRows> {
    let table = &staging.catalog.tables[id];
    let mut sorter = staging.sorter(id);
    let (mut writer, mut canonical) = (RowWriter::default(), RowWriter::default());
    let mut malformed_element_count = 0;
    let mut row_count = 0;
    for batch in batches {
        for start in (0..batch.num_rows().max(1)).step_by(CHUNK_ROWS) {
            let rows = batch.slice(start, CHUNK_ROWS.min(batch.num_rows() - start));
            let rows = to_stored(staging, table, &rows, rejected)?;
            let ids = rows.column(0).as_string::<i32>();
            let mut take = |image: &[u8]| {
                let (image, malformed) = with_canonical_records(table, image, &mut canonical);
                malformed_element_count += malformed;
                sorter.push(image)
            };
            read_rows(table, &rows, &mut writer, &mut take, &mut |bad| {
                let id = ids.is_valid(bad.position).then(|| ids.value(bad.position));
                let id = id.filter(|id| !id.is_empty()).map(str::to_owned);
                rejected.push(staging.reject(table, id, bad.reason)?);
                Ok(())
            })?;
            row_count += CHUNK_ROWS.min(batch.num_rows() - start) as u64;
            report(staging, table, row_count)?;
        }
    }
    let mut rows = sorter.finish()?;
    rows.malformed_element_count = malformed_element_count;
    Ok(rows)
}

/// The rows in the columns and types that DuckDB stores, without those that hold what these cannot.
fn to_stored(
    staging: &Staging<'_>,
    table: &'static Table,
    rows: &RecordBatch,
    rejected: &mut Vec<RejectedRow>,
) -> Result<RecordBatch> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    // By row, the first column whose value is beyond its type.
    let mut lost: BTreeMap<usize, &'static Column> = BTreeMap::new();
    let schema = rows.schema_ref();
    for (_, column) in sql_columns(table) {
        let mut found = schema.fields().iter().zip(rows.columns());
        let found = found.find(|(field, _)| column.is_spelled(field.name()));
        let (field, given) = found.ok_or_else(|| missing_column(table, column))?;
        let array = stored_array(given, column)?.ok_or_else(|| {
            wrong_type(table, column, field.name(), &field.data_type().to_string())
        })?;
        if array.null_count() != given.logical_null_count() {
            for row in 0..rows.num_rows() {
                if array.is_null(row) && !is_null(given, row) {
                    lost.entry(row).or_insert(column);
                }
            }
        }
        fields.push(Field::new(column.name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let stored = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|source| Error::internal("rows do not form a record batch").with_source(source))?;
    if lost.is_empty() {
        return Ok(stored);
    }
    let ids = stored.column(0).as_string::<i32>();
    for (row, column) in &lost {
        let id = ids.is_valid(*row).then(|| ids.value(*row)).filter(|id| !id.is_empty());
        rejected.push(staging.reject(table, id.map(str::to_owned), beyond_range(column))?);
    }
    let kept: BooleanArray =
        (0..stored.num_rows()).map(|row| Some(!lost.contains_key(&row))).collect();
    filter_record_batch(&stored, &kept).map_err(not_readable)
}

/// Whether a row's value is null, be it behind a dictionary's key.
fn is_null(array: &ArrayRef, row: usize) -> bool {
    array.logical_nulls().is_some_and(|nulls| nulls.is_null(row))
}

/// A column in its stored type, null where that cannot hold the value; none for a type that is not taken for it.
fn stored_array(given: &ArrayRef, column: &Column) -> Result<Option<ArrayRef>> {
    let Some(target) = arrow_type(column.kind) else { return Ok(None) };
    let plain = match given.data_type() {
        DataType::Null => return Ok(Some(new_null_array(&target, given.len()))),
        DataType::Dictionary(_, values) => cast(given, values)?,
        _ => Arc::clone(given),
    };
    let found = plain.data_type();
    let scale = match found {
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => Some(i64::from(*scale)),
        _ => None,
    };
    let is_integer = found.is_integer();
    let fits = match column.kind {
        ColumnType::Text | ColumnType::Json | ColumnType::Records(_) => is_text(found),
        ColumnType::Int => is_integer,
        ColumnType::Float => is_integer || scale.is_some() || found.is_floating(),
        ColumnType::Bool => *found == DataType::Boolean,
        ColumnType::Money { .. } => is_integer || scale.is_some_and(|scale| scale <= 2),
        ColumnType::Decimal => {
            is_integer || scale.is_some_and(|scale| scale <= i64::from(DECIMAL_SCALE))
        }
        ColumnType::Timestamp => {
            if let DataType::Timestamp(unit, _) = found {
                return Ok(Some(instants(&plain, *unit)));
            }
            matches!(found, DataType::Date32 | DataType::Date64)
        }
        ColumnType::TextList => match found {
            DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                match item.data_type() {
                    DataType::Dictionary(_, values) => is_text(values),
                    item => is_text(item),
                }
            }
            _ => false,
        },
        ColumnType::Vector => false,
    };
    if fits { cast(&plain, &target).map(Some) } else { Ok(None) }
}

fn is_text(found: &DataType) -> bool {
    matches!(found, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn cast(array: &ArrayRef, target: &DataType) -> Result<ArrayRef> {
    let options = CastOptions { safe: true, ..CastOptions::default() };
    cast_with_options(array, target, &options).map_err(not_readable)
}

fn not_readable(source: arrow::error::ArrowError) -> Error {
    Error::invalid("a record batch is not readable as its schema says").with_source(source)
}

/// Instants in milliseconds, cut to them; the zone is one of display, the stored number is of UTC.
fn instants(array: &ArrayRef, unit: TimeUnit) -> ArrayRef {
    let milliseconds: TimestampMillisecondArray = match unit {
        TimeUnit::Second => array
            .as_primitive::<TimestampSecondType>()
            .iter()
            .map(|at| at.and_then(|at| at.checked_mul(1000)))
            .collect(),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().iter().collect(),
        TimeUnit::Microsecond => array
            .as_primitive::<TimestampMicrosecondType>()
            .iter()
            .map(|at| at.map(|at| at / 1000))
            .collect(),
        TimeUnit::Nanosecond => array
            .as_primitive::<TimestampNanosecondType>()
            .iter()
            .map(|at| at.map(|at| at / 1_000_000))
            .collect(),
    };
    Arc::new(milliseconds)
}
