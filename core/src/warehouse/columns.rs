//! Rows as Arrow columns and back, in the types that DuckDB stores.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Decimal128Builder, Float64Builder, Int64Builder,
    ListBuilder, RecordBatch, StringBuilder, TimestampMillisecondBuilder,
};
use arrow::datatypes::{
    DataType, Decimal128Type, Field, Float64Type, Int64Type, Schema, TimeUnit,
    TimestampMillisecondType,
};

use crate::error::{Error, Result};
use crate::model::catalog::{Column, ColumnType, Table};
use crate::model::row::{RowRef, RowWriter};
use crate::model::value::{Stored, parse_json};
use crate::width::{LARGEST_ROW_BYTES, LONGEST_ID};

/// Digits of a money column in DuckDB; the catalog's own precision is checked row by row.
const MONEY_PRECISION: u8 = 18;
const DECIMAL_PRECISION: u8 = 38;
/// As `catalog::DECIMAL_SCALE`, in the type that Arrow takes.
const DECIMAL_SCALE: i8 = 12;

/// The type of a column in DuckDB; none for vectors, which live in the vector file alone.
pub(crate) fn sql_type(kind: ColumnType) -> Option<&'static str> {
    Some(match kind {
        ColumnType::Text | ColumnType::Json | ColumnType::Records(_) => "VARCHAR",
        ColumnType::Int => "BIGINT",
        ColumnType::Float => "DOUBLE",
        ColumnType::Bool => "BOOLEAN",
        ColumnType::Money { .. } => "DECIMAL(18,2)",
        ColumnType::Decimal => "DECIMAL(38,12)",
        ColumnType::Timestamp => "TIMESTAMP_MS",
        ColumnType::TextList => "VARCHAR[]",
        ColumnType::Vector => return None,
    })
}

/// The type in which rows of a column go into DuckDB; none for vectors.
pub(crate) fn arrow_type(kind: ColumnType) -> Option<DataType> {
    Some(match kind {
        ColumnType::Text | ColumnType::Json | ColumnType::Records(_) => DataType::Utf8,
        ColumnType::Int => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Money { .. } => DataType::Decimal128(MONEY_PRECISION, 2),
        ColumnType::Decimal => DataType::Decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Millisecond, None),
        ColumnType::TextList => DataType::new_list(DataType::Utf8, true),
        ColumnType::Vector => return None,
    })
}

/// The columns of a table that DuckDB holds, with their positions.
pub(crate) fn sql_columns(table: &Table) -> impl Iterator<Item = (usize, &'static Column)> {
    table.columns.iter().enumerate().filter(|(_, column)| sql_type(column.kind).is_some())
}

/// The columns of a table as a definition lists them.
pub(crate) fn sql_definition(table: &Table) -> String {
    let columns: Vec<String> = sql_columns(table)
        .filter_map(|(_, column)| {
            Some(format!("{} {}", quoted(column.name), sql_type(column.kind)?))
        })
        .collect();
    columns.join(", ")
}

/// A name as SQL writes it; names come from the catalog, so no name holds a quote.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Why a row of a load cannot be taken.
pub(crate) struct BadRow {
    pub(crate) position: usize,
    pub(crate) reason: String,
}

/// Reads every row of a batch in the table's column order.
///
/// A row that the catalog does not permit is handed to `bad`, the others to `take`.
pub(crate) fn read_rows(
    table: &Table,
    batch: &RecordBatch,
    writer: &mut RowWriter,
    take: &mut dyn FnMut(&[u8]) -> Result<()>,
    bad: &mut dyn FnMut(BadRow) -> Result<()>,
) -> Result<()> {
    let arrays: Vec<ColumnReader<'_>> = sql_columns(table)
        .zip(batch.columns())
        .map(|((_, column), array)| ColumnReader::new(column, array))
        .collect::<Result<_>>()?;
    for position in 0..batch.num_rows() {
        writer.begin();
        let mut reason = None;
        for reader in &arrays {
            if let Err(why) = reader.push(position, writer) {
                reason.get_or_insert(why);
            }
        }
        let image = writer.finish();
        let reason = reason.or_else(|| beyond_limits(table, image));
        match reason {
            None => take(image)?,
            Some(reason) => bad(BadRow { position, reason })?,
        }
    }
    Ok(())
}

/// What `apply` refuses as well, whatever the type of the columns.
pub(crate) fn beyond_limits(table: &Table, image: &[u8]) -> Option<String> {
    if image.len() > LARGEST_ROW_BYTES {
        return Some(format!(
            "the row has {} bytes; expected at most {LARGEST_ROW_BYTES}",
            image.len()
        ));
    }
    let length = RowRef::new(image).text(0).len();
    let is_id = (1..=LONGEST_ID).contains(&length);
    (!is_id).then(|| {
        format!("column `{}` has {length} bytes; expected 1 to {LONGEST_ID}", table.columns[0].name)
    })
}

/// Why a row that could be written cannot be taken: what a load refuses too.
pub(crate) fn refusal(table: &Table, image: &[u8]) -> Option<String> {
    let row = RowRef::new(image);
    for (position, column) in table.columns.iter().enumerate() {
        let name = column.name;
        match (row.get(position, column.kind), column.kind) {
            (Stored::Null, _) if column.is_required => {
                return Some(format!("column `{name}` is null"));
            }
            (Stored::Decimal(cents), ColumnType::Money { precision })
                if cents.abs() >= 10_i128.pow(precision) =>
            {
                return Some(format!("column `{name}` has more than {precision} digits"));
            }
            (Stored::Text(text), ColumnType::Json | ColumnType::Records(_)) => {
                if let Err(error) = parse_json(text) {
                    return Some(format!("column `{name}`: {}", error.message()));
                }
            }
            _ => {}
        }
    }
    beyond_limits(table, image)
}

struct ColumnReader<'a> {
    column: &'static Column,
    array: &'a ArrayRef,
}

impl<'a> ColumnReader<'a> {
    fn new(column: &'static Column, array: &'a ArrayRef) -> Result<Self> {
        let is_expected = matches!(
            (column.kind, array.data_type()),
            (ColumnType::Text | ColumnType::Json | ColumnType::Records(_), DataType::Utf8)
                | (ColumnType::Int, DataType::Int64)
                | (ColumnType::Float, DataType::Float64)
                | (ColumnType::Bool, DataType::Boolean)
                | (ColumnType::Money { .. } | ColumnType::Decimal, DataType::Decimal128(..))
                | (ColumnType::Timestamp, DataType::Timestamp(TimeUnit::Millisecond, None))
                | (ColumnType::TextList, DataType::List(_))
        );
        if is_expected {
            Ok(Self { column, array })
        } else {
            Err(Error::internal(format!(
                "column `{}` came from the warehouse as {}",
                self::quoted(column.name),
                array.data_type()
            )))
        }
    }

    fn push(&self, position: usize, writer: &mut RowWriter) -> std::result::Result<(), String> {
        let column = self.column;
        if self.array.is_null(position) {
            writer.push(Stored::Null);
            return if column.is_required {
                Err(format!("column `{}` is null", column.name))
            } else {
                Ok(())
            };
        }
        match column.kind {
            ColumnType::Text => {
                writer.push(Stored::Text(self.array.as_string::<i32>().value(position)));
            }
            ColumnType::Json | ColumnType::Records(_) => {
                let text = self.array.as_string::<i32>().value(position);
                writer.push(Stored::Text(text));
                if let Err(error) = parse_json(text) {
                    return Err(format!("column `{}`: {}", column.name, error.message()));
                }
            }
            ColumnType::Int => {
                writer.push(Stored::Int(self.array.as_primitive::<Int64Type>().value(position)));
            }
            ColumnType::Float => {
                let number = self.array.as_primitive::<Float64Type>().value(position);
                writer.push(Stored::Float(number));
                if !number.is_finite() {
                    return Err(format!(
                        "column `{}` is {number}; expected a finite number",
                        column.name
                    ));
                }
            }
            ColumnType::Bool => writer.push(Stored::Bool(self.array.as_boolean().value(position))),
            ColumnType::Money { precision } => {
                let cents = self.array.as_primitive::<Decimal128Type>().value(position);
                writer.push(Stored::Decimal(cents));
                if cents.abs() >= 10_i128.pow(precision) {
                    return Err(format!(
                        "column `{}` has more than {precision} digits",
                        column.name
                    ));
                }
            }
            ColumnType::Decimal => {
                writer.push(Stored::Decimal(
                    self.array.as_primitive::<Decimal128Type>().value(position),
                ));
            }
            ColumnType::Timestamp => {
                let at = self.array.as_primitive::<TimestampMillisecondType>().value(position);
                writer.push(Stored::Timestamp(at));
                if let Err(error) = crate::clock::Timestamp::from_millisecond(at) {
                    return Err(format!("column `{}`: {}", column.name, error.message()));
                }
            }
            ColumnType::TextList => {
                let items = self.array.as_list::<i32>().value(position);
                let items = items.as_string::<i32>();
                writer.push_list(items.iter().map(Option::unwrap_or_default));
                if items.null_count() > 0 {
                    return Err(format!("column `{}` holds a null in its list", column.name));
                }
            }
            ColumnType::Vector => writer.push(Stored::Null),
        }
        Ok(())
    }
}

/// Rows as one record batch of the columns that DuckDB holds, in the table's order.
///
/// A row without an image is a deletion: its id is kept and its other columns are null.
pub(crate) fn write_batch(
    table: &Table,
    rows: &[(&str, Option<RowRef<'_>>)],
) -> Result<RecordBatch> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (position, column) in sql_columns(table) {
        let array = write_column(column, position, rows)?;
        fields.push(Field::new(column.name, array.data_type().clone(), true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|source| Error::internal("rows do not form a record batch").with_source(source))
}

fn write_column(
    column: &Column,
    position: usize,
    rows: &[(&str, Option<RowRef<'_>>)],
) -> Result<ArrayRef> {
    let values = rows.iter().map(|(id, row)| match row {
        Some(row) => row.get(position, column.kind),
        None if position == 0 => Stored::Text(id),
        None => Stored::Null,
    });
    macro_rules! build {
        ($builder:expr, $variant:ident) => {{
            let mut builder = $builder;
            for value in values {
                match value {
                    Stored::$variant(value) => builder.append_value(value),
                    _ => builder.append_null(),
                }
            }
            Arc::new(builder.finish()) as ArrayRef
        }};
    }
    let decimal = |precision, scale| {
        Decimal128Builder::new()
            .with_precision_and_scale(precision, scale)
            .map_err(|source| Error::internal("a decimal type is not valid").with_source(source))
    };
    Ok(match column.kind {
        ColumnType::Text | ColumnType::Json | ColumnType::Records(_) => {
            build!(StringBuilder::new(), Text)
        }
        ColumnType::Int => build!(Int64Builder::new(), Int),
        ColumnType::Float => build!(Float64Builder::new(), Float),
        ColumnType::Bool => build!(BooleanBuilder::new(), Bool),
        ColumnType::Money { .. } => build!(decimal(MONEY_PRECISION, 2)?, Decimal),
        ColumnType::Decimal => build!(decimal(DECIMAL_PRECISION, DECIMAL_SCALE)?, Decimal),
        ColumnType::Timestamp => build!(TimestampMillisecondBuilder::new(), Timestamp),
        ColumnType::TextList => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for value in values {
                if let Stored::TextList(items) = value {
                    for item in items {
                        builder.values().append_value(item);
                    }
                    builder.append(true);
                } else {
                    builder.append(false);
                }
            }
            Arc::new(builder.finish())
        }
        ColumnType::Vector => {
            return Err(Error::internal("a vector has no column in the warehouse"));
        }
    })
}
