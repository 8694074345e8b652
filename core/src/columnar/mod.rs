//! Answers that are one list of objects, as Arrow record batches.
//!
//! Types come from the declared schema of the answer, never from its rows: an empty answer has the columns of a full one.

mod schema;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use arrow_json::ReaderBuilder;
use serde_json::{Map, Value as Json};

use crate::error::{Error, ErrorKind, Result};
use crate::registry::{OPERATIONS, Operation, Reply};
use schema::TableShape;

/// How the names of columns and of their parts are spelled.
///
/// ```
/// use advisor_engine::{ColumnSpelling, Operation};
/// let schema = Operation::find("match_advisors")?.table_schema(ColumnSpelling::Snake).expect("a list of matches");
/// assert!(schema.field_with_name("advisor_id").is_ok());
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnSpelling {
    /// As on the wire: `advisorId`.
    Camel,
    /// As in Rust and Python: `advisor_id`.
    Snake,
}

impl ColumnSpelling {
    /// A name of the wire in this spelling.
    ///
    /// ```
    /// use advisor_engine::ColumnSpelling;
    /// assert_eq!(ColumnSpelling::Snake.spell("advisorId"), "advisor_id");
    /// ```
    #[must_use]
    pub fn spell(self, wire: &str) -> String {
        let mut name = String::with_capacity(wire.len() + 4);
        for letter in wire.chars() {
            if self == Self::Snake && letter.is_ascii_uppercase() {
                name.push('_');
                name.push(letter.to_ascii_lowercase());
            } else {
                name.push(letter);
            }
        }
        name
    }
}

type Shapes = HashMap<(&'static str, ColumnSpelling), TableShape>;

/// The tables of all operations that have one.
static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let spelled = [ColumnSpelling::Camel, ColumnSpelling::Snake];
    let all = OPERATIONS
        .iter()
        .filter(|operation| !operation.is_write)
        .flat_map(|operation| spelled.map(|spelling| (operation, spelling)));
    all.filter_map(|(operation, spelling)| {
        let shape = TableShape::of(&operation.answer_schema(), spelling)?;
        Some(((operation.name, spelling), shape))
    })
    .collect()
});

impl Operation {
    /// The columns of the answer as a table; none where the answer of a read is not exactly one list of objects.
    ///
    /// *Shape*: one column per field, in declared order; objects are structs, lists are lists. *Units*: money is
    /// `Decimal128(19, 2)`, an instant `Timestamp(Millisecond, "UTC")`.
    pub fn table_schema(&self, spelling: ColumnSpelling) -> Option<SchemaRef> {
        SHAPES.get(&(self.name, spelling)).map(|shape| Arc::clone(&shape.schema))
    }

    /// The rows of an answer as a table; the rest of the answer is in the metadata of its schema, each field as JSON.
    ///
    /// *Cost*: copies every value, by way of JSON.
    ///
    /// # Errors
    /// `Unsupported` where [`Operation::table_schema`] is none.
    ///
    /// ```
    /// # use advisor_engine::{CallOptions, ColumnSpelling, Engine, Operation, Target};
    /// # let engine = Engine::in_memory(Default::default())?;
    /// let operation = Operation::find("match_advisors")?;
    /// let call = operation.prepare(serde_json::json!({"industries": ["SaaS"]}))?;
    /// let reply = call.run(Target::Engine(&engine), &CallOptions::default())?;
    /// let table = operation.table(&reply, ColumnSpelling::Snake)?;
    /// assert_eq!((table.num_rows(), table.schema().metadata()["revision"].as_str()), (0, "0"));
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn table(&self, reply: &Reply, spelling: ColumnSpelling) -> Result<RecordBatch> {
        let shape = SHAPES.get(&(self.name, spelling)).ok_or_else(|| {
            let message = format!("the answer of `{}` is not one list of objects", self.name);
            Error::new(ErrorKind::Unsupported, message)
        })?;
        let no_table = |source: Box<dyn std::error::Error + Send + Sync>| {
            Error::internal("an answer has no table").with_source(source)
        };
        let answer = serde_json::to_value(reply).map_err(|source| no_table(source.into()))?;
        let (rows, rest) = split(spelled(answer, spelling), shape.field.as_deref());
        let batch = rows_of(&shape.schema, &rows).map_err(|source| no_table(source.into()))?;
        let metadata: HashMap<_, _> =
            rest.into_iter().map(|(name, value)| (name, value.to_string())).collect();
        let schema = Schema::clone(&shape.schema).with_metadata(metadata);
        batch.with_schema(Arc::new(schema)).map_err(|source| no_table(source.into()))
    }
}

fn rows_of(
    schema: &SchemaRef,
    rows: &[Json],
) -> std::result::Result<RecordBatch, arrow::error::ArrowError> {
    // One batch, whatever the number of rows.
    let mut decoder = ReaderBuilder::new(Arc::clone(schema))
        .with_batch_size(rows.len().max(1))
        .build_decoder()?;
    decoder.serialize(rows)?;
    Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(Arc::clone(schema))))
}

/// The rows of an answer, and the fields beside them.
fn split(answer: Json, field: Option<&str>) -> (Vec<Json>, Map<String, Json>) {
    match (answer, field) {
        (Json::Array(rows), _) => (rows, Map::new()),
        (Json::Object(mut rest), Some(field)) => match rest.remove(field) {
            Some(Json::Array(rows)) => (rows, rest),
            _ => (Vec::new(), rest),
        },
        _ => (Vec::new(), Map::new()),
    }
}

/// The value with its keys in a spelling.
fn spelled(value: Json, spelling: ColumnSpelling) -> Json {
    match value {
        Json::Array(items) => {
            Json::Array(items.into_iter().map(|item| spelled(item, spelling)).collect())
        }
        Json::Object(entries) if spelling == ColumnSpelling::Snake => entries
            .into_iter()
            .map(|(name, value)| (spelling.spell(&name), spelled(value, spelling)))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests;
