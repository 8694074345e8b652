//! What is asked in SQL, and what is answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::value::Value;

/// Rows of an answer where the query does not say.
const LIMIT: usize = 10_000;
const LIMIT_MOST: usize = 1_000_000;

/// A question in SQL: one `SELECT`, in DuckDB's dialect, over the tables of the catalog by their plain names.
///
/// Values are handed over as parameters: `$1` and `?` by place, `$name` by name. Money, decimals and instants are text
/// there, which DuckDB casts; a list of text serves `WHERE id IN (SELECT unnest($1))`.
///
/// ```
/// use advisor_engine::SqlQuery;
/// let query = SqlQuery::new("SELECT count(*) FROM clients WHERE status = $1").with_params(["active".into()]);
/// assert_eq!(query.limit, 10_000);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SqlQuery {
    /// The statement, at most 65,536 bytes.
    pub sql: String,
    /// Values of `$1`, `$2` … or of each `?`, in order.
    #[serde(default)]
    pub params: Vec<Value>,
    /// Values of `$name`; a statement has parameters of one kind.
    #[serde(default)]
    pub named: Vec<SqlParameter>,
    /// The most rows of one answer, 1 to 1,000,000; a stream of batches has no limit.
    #[serde(default = "limit")]
    pub limit: usize,
}

const fn limit() -> usize {
    LIMIT
}

impl SqlQuery {
    /// A statement without parameters.
    #[must_use]
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), params: Vec::new(), named: Vec::new(), limit: LIMIT }
    }

    /// The same with values of its parameters, by place.
    #[must_use]
    pub fn with_params(mut self, params: impl IntoIterator<Item = Value>) -> Self {
        self.params = params.into_iter().collect();
        self
    }

    /// The same with the value of a parameter, by name.
    #[must_use]
    pub fn with_named(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.named.push(SqlParameter { name: name.into(), value: value.into() });
        self
    }

    pub(crate) fn check_limit(&self) -> Result<()> {
        if (1..=LIMIT_MOST).contains(&self.limit) {
            return Ok(());
        }
        Err(Error::invalid(format!("field `limit` is {}; expected 1 to {LIMIT_MOST}", self.limit)))
    }
}

/// The value of a named parameter.
///
/// ```
/// let parameter = advisor_engine::SqlParameter { name: "status".to_owned(), value: "active".into() };
/// assert_eq!(serde_json::to_string(&parameter).ok().as_deref(), Some(r#"{"name":"status","value":"active"}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SqlParameter {
    /// The name, without `$`.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A column of an answer.
///
/// ```
/// let column = advisor_engine::SqlColumn { name: "n".to_owned(), r#type: "bigint".to_owned() };
/// assert_eq!(serde_json::to_string(&column).ok().as_deref(), Some(r#"{"name":"n","type":"bigint"}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SqlColumn {
    /// Its name, as the statement gives it.
    pub name: String,
    /// Its type, such as `bigint`, `text`, `decimal(18,2)`, `timestamp`, `text[]`.
    pub r#type: String,
}

/// Rows that answer a query.
///
/// ```
/// let answer = advisor_engine::SqlAnswer { columns: vec![], rows: vec![], truncated: false };
/// assert_eq!(serde_json::to_string(&answer).ok().as_deref(), Some(r#"{"columns":[],"rows":[],"truncated":false}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SqlAnswer {
    /// The columns.
    pub columns: Vec<SqlColumn>,
    /// The rows: one value per column. Decimals, wide integers, dates, times and instants are text, as are the numbers
    /// that JSON has no form for.
    pub rows: Vec<Vec<Value>>,
    /// Whether there are more rows than the query's limit.
    pub truncated: bool,
}

/// How a query would be run.
///
/// ```
/// let plan = advisor_engine::SqlPlan { plan: String::new(), tables: vec!["clients".to_owned()] };
/// assert_eq!(serde_json::to_string(&plan).ok().as_deref(), Some(r#"{"plan":"","tables":["clients"]}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SqlPlan {
    /// DuckDB's plan, drawn as text. A tenant's plan tells no counts and nothing behind the tenant's views.
    pub plan: String,
    /// The tables that are read, by name.
    pub tables: Vec<String>,
}
