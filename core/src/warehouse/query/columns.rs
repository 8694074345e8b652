//! Rows of Arrow as the values of an answer.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Field, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, SchemaRef, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Value as Json, json};

use super::request::{SqlAnswer, SqlColumn};
use crate::error::{Error, Result};
use crate::model::money::format_decimal;
use crate::model::value::Value;

/// Collects rows up to a limit; `next` gives the batches.
pub(crate) fn answer(
    schema: &SchemaRef,
    limit: usize,
    mut next: impl FnMut() -> Option<Result<RecordBatch>>,
) -> Result<SqlAnswer> {
    let columns = schema
        .fields()
        .iter()
        .map(|field| SqlColumn { name: field.name().clone(), r#type: type_name(field.data_type()) })
        .collect();
    let mut rows = Vec::new();
    while let Some(batch) = next() {
        let batch = batch?;
        for position in 0..batch.num_rows() {
            if rows.len() == limit {
                return Ok(SqlAnswer { columns, rows, truncated: true });
            }
            let row = batch.columns().iter().map(|column| value(column, position).map(cell));
            rows.push(row.collect::<Result<_>>()?);
        }
    }
    Ok(SqlAnswer { columns, rows, truncated: false })
}

/// The type of a column, in the words of SQL.
fn type_name(kind: &DataType) -> String {
    match kind {
        DataType::Null => "null".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Int8 => "tinyint".to_owned(),
        DataType::Int16 => "smallint".to_owned(),
        DataType::Int32 => "integer".to_owned(),
        DataType::Int64 => "bigint".to_owned(),
        DataType::UInt8 => "utinyint".to_owned(),
        DataType::UInt16 => "usmallint".to_owned(),
        DataType::UInt32 => "uinteger".to_owned(),
        DataType::UInt64 => "ubigint".to_owned(),
        DataType::Float32 => "real".to_owned(),
        DataType::Float64 => "double".to_owned(),
        DataType::Decimal128(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text".to_owned(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "blob".to_owned(),
        DataType::Date32 => "date".to_owned(),
        DataType::Time64(_) | DataType::Time32(_) => "time".to_owned(),
        DataType::Timestamp(..) => "timestamp".to_owned(),
        DataType::Interval(_) => "interval".to_owned(),
        DataType::List(item) | DataType::LargeList(item) => {
            format!("{}[]", type_name(item.data_type()))
        }
        DataType::Struct(fields) => {
            let named = |field: &std::sync::Arc<Field>| {
                format!("{} {}", field.name(), type_name(field.data_type()))
            };
            format!("struct({})", fields.iter().map(named).collect::<Vec<_>>().join(", "))
        }
        DataType::Map(..) => "map".to_owned(),
        other => other.to_string().to_lowercase(),
    }
}

/// A value of a cell: what JSON holds, in the forms that other answers use.
fn cell(value: Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(flag),
        Json::String(text) => Value::Text(text),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::Int(whole),
            (None, Some(double)) if number.is_f64() => Value::Float(double),
            _ => Value::Json(Json::Number(number)),
        },
        other => Value::Json(other),
    }
}

fn value(column: &dyn Array, position: usize) -> Result<Json> {
    if column.is_null(position) {
        return Ok(Json::Null);
    }
    macro_rules! number {
        ($kind:ty) => {
            column.as_primitive::<$kind>().value(position).into()
        };
    }
    Ok(match column.data_type() {
        DataType::Null => Json::Null,
        DataType::Boolean => column.as_boolean().value(position).into(),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => float(column.as_primitive::<Float32Type>().value(position).into()),
        DataType::Float64 => float(column.as_primitive::<Float64Type>().value(position)),
        DataType::Decimal128(_, scale) => {
            let number = column.as_primitive::<Decimal128Type>().value(position);
            match u32::try_from(*scale) {
                Ok(scale) => format_decimal(number, scale).into(),
                Err(_) => displayed(column, position)?,
            }
        }
        DataType::Utf8 => column.as_string::<i32>().value(position).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(position).into(),
        DataType::Utf8View => column.as_string_view().value(position).into(),
        DataType::Date32 => column
            .as_primitive::<Date32Type>()
            .value_as_date(position)
            .map_or_else(|| displayed(column, position), |date| Ok(date.to_string().into()))?,
        DataType::Timestamp(unit, _) => instant(column, position, *unit)?,
        DataType::List(_) => items(&column.as_list::<i32>().value(position))?,
        DataType::LargeList(_) => items(&column.as_list::<i64>().value(position))?,
        DataType::Struct(fields) => {
            let columns = column.as_struct().columns();
            let pairs = fields
                .iter()
                .zip(columns)
                .map(|(field, column)| Ok((field.name().clone(), value(column, position)?)));
            Json::Object(pairs.collect::<Result<_>>()?)
        }
        DataType::Map(..) => {
            let entries = column.as_map().value(position);
            let (keys, values) = (entries.column(0), entries.column(1));
            let pairs = (0..entries.len()).map(|entry| {
                Ok(json!({ "key": value(keys, entry)?, "value": value(values, entry)? }))
            });
            Json::Array(pairs.collect::<Result<_>>()?)
        }
        _ => displayed(column, position)?,
    })
}

fn items(items: &dyn Array) -> Result<Json> {
    (0..items.len())
        .map(|position| value(items, position))
        .collect::<Result<Vec<_>>>()
        .map(Json::Array)
}

/// JSON has no form for what is not finite.
fn float(number: f64) -> Json {
    if number.is_nan() {
        "NaN".into()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity".into() } else { "-Infinity".into() }
    } else {
        number.into()
    }
}

/// An instant as every answer writes it.
fn instant(column: &dyn Array, position: usize, unit: TimeUnit) -> Result<Json> {
    let at = match unit {
        TimeUnit::Second => jiff::Timestamp::from_second(
            column.as_primitive::<TimestampSecondType>().value(position),
        ),
        TimeUnit::Millisecond => jiff::Timestamp::from_millisecond(
            column.as_primitive::<TimestampMillisecondType>().value(position),
        ),
        TimeUnit::Microsecond => jiff::Timestamp::from_microsecond(
            column.as_primitive::<TimestampMicrosecondType>().value(position),
        ),
        TimeUnit::Nanosecond => jiff::Timestamp::from_nanosecond(
            column.as_primitive::<TimestampNanosecondType>().value(position).into(),
        ),
    };
    at.map_or_else(|_| displayed(column, position), |at| Ok(at.to_string().into()))
}

/// What has no form of its own: as Arrow prints it.
fn displayed(column: &dyn Array, position: usize) -> Result<Json> {
    let unwritable =
        |source| Error::internal("a value of an answer cannot be written").with_source(source);
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(column, &options).map_err(unwritable)?;
    Ok(formatter.value(position).try_to_string().map_err(unwritable)?.into())
}
