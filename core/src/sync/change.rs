//! A change as a host writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::value::Value;

/// One change of one row.
///
/// Columns may be named in either spelling (`organizationId`, `organization_id`). An upsert gives the
/// whole row: a column that it leaves out is null, and a required one may not be left out.
///
/// ```
/// use advisor_engine::Change;
/// let change = Change::upsert("organizations", [
///     ("id", "org-1".into()),
///     ("name", "First Practice".into()),
/// ]);
/// let json = serde_json::to_string(&Change::delete("clients", "c-1"))?;
/// assert_eq!(json, r#"{"table":"clients","delete":"c-1"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// The table's name.
    pub table: String,
    /// What happens to the row.
    #[serde(flatten)]
    pub action: ChangeAction,
}

/// What happens to a row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ChangeAction {
    /// The row is put in, in place of any row of its id.
    Upsert(Row),
    /// The row of this id is taken out; one that is not there is no error.
    Delete(String),
}

/// A row by column name, in the order given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row(pub Vec<(String, Value)>);

impl Change {
    /// Puts a row in, in place of any row of its id.
    pub fn upsert<'a>(
        table: impl Into<String>,
        row: impl IntoIterator<Item = (&'a str, Value)>,
    ) -> Self {
        let row = row.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { table: table.into(), action: ChangeAction::Upsert(Row(row)) }
    }

    /// Takes the row of an id out.
    pub fn delete(table: impl Into<String>, id: impl Into<String>) -> Self {
        Self { table: table.into(), action: ChangeAction::Delete(id.into()) }
    }
}

/// Written out, since a derived one reads a flattened action by way of a copy that knows no newtypes: a row's values
/// would not be told from fields.
impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            table: String,
            upsert: Option<Row>,
            delete: Option<String>,
        }
        let Fields { table, upsert, delete } = Fields::deserialize(deserializer)?;
        let action = match (upsert, delete) {
            (Some(row), None) => ChangeAction::Upsert(row),
            (None, Some(id)) => ChangeAction::Delete(id),
            _ => {
                return Err(serde::de::Error::custom("a change has either `upsert` or `delete`"));
            }
        };
        Ok(Self { table, action })
    }
}

impl JsonSchema for Row {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<Value>();
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": value,
            "description": "A row: values by column name.",
        })
    }
}

impl Serialize for Row {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Row;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a row: an object of column names and values")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let mut row = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    row.push(entry);
                }
                Ok(Row(row))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}
