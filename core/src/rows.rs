//! Rows of a tenant by their ids, whatever the schema.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::model::catalog::{Column, ColumnType, DECIMAL_SCALE, Table};
use crate::model::money::{Money, format_decimal};
use crate::model::row::RowRef;
use crate::model::value::{AnyJson, Stored, Value};
use crate::store::table::Tables;
use crate::sync::change::Row;

const IDS_MAX: usize = 1000;

/// Asks for rows of one table, at most 1,000.
///
/// ```
/// use advisor_engine::GetRows;
/// let request: GetRows = serde_json::from_str(r#"{"table": "clients", "ids": ["c-1"]}"#).expect("valid JSON");
/// assert!(request.select.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetRows {
    /// The table's name; it has a tenant column.
    pub table: String,
    /// The ids of the rows, 1 to 1,000; one may come twice, as a batch loader's keys may.
    pub ids: Vec<String>,
    /// The columns to read, in either spelling; an empty list for all.
    #[serde(default)]
    pub select: Vec<String>,
}

/// One place per id that was asked for, in their order.
///
/// ```
/// use advisor_engine::FoundRows;
/// let found = FoundRows { rows: vec![None] };
/// assert_eq!(serde_json::to_string(&found).ok().as_deref(), Some(r#"{"rows":[null]}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundRows {
    /// The row of the id at this place, by column name in camelCase; none where this tenant has no live row of it.
    #[schemars(with = "Vec<Option<RowAsJson>>")]
    pub rows: Vec<Option<Row>>,
}

/// What a row is on the wire: unlike a row that is written, it holds JSON and nothing else.
struct RowAsJson;

impl JsonSchema for RowAsJson {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FoundRow".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let json = generator.subschema_for::<AnyJson>();
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": json,
            "description": "A row: values by column name; money, decimals and instants as text.",
        })
    }
}

/// Reads the rows of a tenant.
pub(crate) fn read(tables: &Tables, tenant: &str, request: &GetRows) -> Result<FoundRows> {
    let count = request.ids.len();
    if !(1..=IDS_MAX).contains(&count) {
        return Err(Error::invalid(format!(
            "field `ids` has {count} ids; expected 1 to {IDS_MAX}"
        )));
    }
    let catalog = tables.catalog();
    let table_id = catalog.position(&request.table)?;
    let table = &catalog.tables[table_id];
    let tenant_column = table.tenant.ok_or_else(|| {
        Error::invalid(format!(
            "field `table` is `{}`, whose rows are of no tenant; expected a table with a tenant column",
            table.name
        ))
    })?;
    let columns = selected(table, &request.select)?;
    let view = tables.table(table_id);
    let is_live = |row: RowRef<'_>| table.delete_marker.is_none_or(|marker| row.is_null(marker));
    let find = |id: &String| {
        let (_, row) = view.find(id)?;
        (row.text(tenant_column) == tenant && is_live(row)).then(|| read_row(row, &columns))
    };
    let rows = request.ids.iter().map(|id| find(id).transpose());
    Ok(FoundRows { rows: rows.collect::<Result<_>>()? })
}

/// A column to read: its position, its name in the answer, its type.
struct Selected {
    position: usize,
    name: String,
    kind: ColumnType,
}

fn selected(table: &Table, names: &[String]) -> Result<Vec<Selected>> {
    let of = |(position, column): (usize, &Column)| Selected {
        position,
        name: column.camel_case(),
        kind: column.kind,
    };
    if names.is_empty() {
        let columns = table.columns.iter().enumerate();
        return Ok(columns
            .filter(|(_, column)| column.kind != ColumnType::Vector)
            .map(of)
            .collect());
    }
    let mut found: Vec<Selected> = Vec::with_capacity(names.len());
    for name in names {
        let position = table.position(name)?;
        if found.iter().any(|known| known.position == position) {
            return Err(Error::invalid(format!(
                "field `select` names column `{name}` twice; expected each once"
            )));
        }
        found.push(of((position, &table.columns[position])));
    }
    Ok(found)
}

fn read_row(row: RowRef<'_>, columns: &[Selected]) -> Result<Row> {
    let values = columns.iter().map(|column| {
        let value = value(row.get(column.position, column.kind), column.kind)?;
        Ok((column.name.clone(), value))
    });
    Ok(Row(values.collect::<Result<_>>()?))
}

/// A stored value as callers get it.
fn value(stored: Stored<'_>, kind: ColumnType) -> Result<Value> {
    Ok(match stored {
        // A vector is in a file of its own once it is in the base, and no table of a tenant has one.
        Stored::Null | Stored::Vector(_) => Value::Null,
        Stored::Bool(flag) => Value::Bool(flag),
        Stored::Int(number) => Value::Int(number),
        Stored::Float(number) => Value::Float(number),
        Stored::Text(text) => match kind {
            ColumnType::Json | ColumnType::Records(_) => {
                Value::Json(serde_json::from_str(text).map_err(|source| {
                    Error::internal("stored JSON cannot be read").with_source(source)
                })?)
            }
            _ => Value::Text(text.to_owned()),
        },
        Stored::Decimal(scaled) => match kind {
            ColumnType::Money { .. } => {
                let cents = i64::try_from(scaled)
                    .map_err(|_| Error::internal("a stored amount is beyond 64 bits of cents"))?;
                Value::Money(Money::from_cents(cents))
            }
            _ => Value::Text(format_decimal(scaled, DECIMAL_SCALE)),
        },
        Stored::Timestamp(at) => Value::Timestamp(Timestamp::from_stored(at)),
        Stored::TextList(items) => Value::TextList(items.into_iter().map(str::to_owned).collect()),
    })
}
