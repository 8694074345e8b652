//! Writes the rows of the model as a snapshot folder.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use advisor_engine::{ADVISOROS, Column, ColumnType, Timestamp, Value};
use arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, ListBuilder, RecordBatch,
    StringArray, StringBuilder, TimestampMillisecondArray,
};
use arrow::datatypes::{Field, Schema};
use parquet::arrow::ArrowWriter;

use super::world::{Row, World};

/// Writes every source table; every other folder spells its columns in camelCase and splits its tables.
pub(crate) fn write(
    world: &World,
    folder: &Path,
    position: Option<&str>,
    is_odd: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    let mut tables = serde_json::Map::new();
    for table in ADVISOROS.tables.iter().filter(|table| !table.is_host_owned) {
        let rows: Vec<&Row> = world.table(table.name).map(|(_, row)| row).collect();
        let parts = if is_odd {
            vec![&rows[..]]
        } else {
            vec![&rows[..rows.len() / 2], &rows[rows.len() / 2..]]
        };
        let mut files = Vec::new();
        for (number, rows) in parts.into_iter().enumerate() {
            let name = format!("{}-{number}.parquet", table.name);
            let columns: Vec<(String, ArrayRef)> = table
                .columns
                .iter()
                .map(|column| {
                    let spelled = if is_odd { column.camel_case() } else { column.name.to_owned() };
                    Ok((spelled, array(column, rows)?))
                })
                .collect::<Result<_, arrow::error::ArrowError>>()?;
            let fields: Vec<Field> = columns
                .iter()
                .map(|(name, array)| Field::new(name, array.data_type().clone(), true))
                .collect();
            let schema = Arc::new(Schema::new(fields));
            let arrays = columns.into_iter().map(|(_, array)| array).collect();
            let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
            let mut writer = ArrowWriter::try_new(File::create(folder.join(&name))?, schema, None)?;
            writer.write(&batch)?;
            writer.close()?;
            files.push(name);
        }
        tables.insert(table.name.to_owned(), serde_json::json!({ "files": files }));
    }
    let manifest = serde_json::json!({
        "format": 1, "catalog": ADVISOROS.name, "source_position": position, "tables": tables,
    });
    Ok(std::fs::write(folder.join("manifest.json"), manifest.to_string())?)
}

fn array(column: &Column, rows: &[&Row]) -> Result<ArrayRef, arrow::error::ArrowError> {
    let name = column.name;
    Ok(match column.kind {
        ColumnType::Int => Arc::new(rows.iter().map(|row| row.int(name)).collect::<Int64Array>()),
        ColumnType::Float => {
            Arc::new(rows.iter().map(|row| row.float(name)).collect::<Float64Array>())
        }
        ColumnType::Bool => {
            Arc::new(rows.iter().map(|row| Some(row.is(name))).collect::<BooleanArray>())
        }
        ColumnType::Money { .. } | ColumnType::Decimal => {
            let cents = rows.iter().map(|row| row.cents(name).map(i128::from));
            Arc::new(cents.collect::<Decimal128Array>().with_precision_and_scale(18, 2)?)
        }
        ColumnType::Timestamp => {
            let at = rows.iter().map(|row| row.at(name).map(Timestamp::as_millisecond));
            Arc::new(at.collect::<TimestampMillisecondArray>())
        }
        ColumnType::TextList => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for row in rows {
                for item in row.list(name) {
                    lists.values().append_value(item);
                }
                lists.append(*row.value(name) != Value::Null);
            }
            Arc::new(lists.finish())
        }
        _ => Arc::new(rows.iter().map(|row| row.text(name)).collect::<StringArray>()),
    })
}
