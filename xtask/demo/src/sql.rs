//! A question in SQL: of a tenant's rows, with its plan.

use advisor_engine::{CallOptions, Engine, SqlAnswer, SqlQuery, Value};
use anyhow::Result;

use super::pick::Picked;
use super::{show, timed};

/// What is asked where the command does not say.
pub(crate) const EXAMPLE: &str = "SELECT c.business_name, count(DISTINCT d.id) AS documents, count(DISTINCT e.id) AS engagements \
     FROM clients c LEFT JOIN documents d ON d.client_id = c.id LEFT JOIN engagements e ON e.client_id = c.id \
     GROUP BY c.id, c.business_name ORDER BY documents DESC, c.id LIMIT 5";

pub(crate) fn show_sql(engine: &Engine, picked: &Picked, sql: &str) -> Result<()> {
    let options = CallOptions::default();
    let tenant = engine.tenant(&picked.tenant);
    let query = SqlQuery { limit: 20, ..SqlQuery::new(sql) };
    println!("\n{sql}");
    // A statement that is refused says why, and the demo goes on.
    let (answer, elapsed) = match timed(|| tenant.query(&query, &options)) {
        Ok(answered) => answered,
        Err(refused) => {
            println!("\n{refused}");
            return Ok(());
        }
    };
    show::rows(&answer.columns_of(), &answer.cells());
    let more = if answer.truncated { ", and more" } else { "" };
    println!(
        "{} rows{more}, revision {}, in {}",
        answer.rows.len(),
        answer.revision,
        show::time(elapsed)
    );
    println!("\n{}", tenant.explain_query(&query, &options)?.plan);
    let refused = tenant.query(&SqlQuery::new("SELECT * FROM read_csv('/etc/passwd')"), &options);
    if let Err(error) = refused {
        println!("and `SELECT * FROM read_csv('/etc/passwd')`: {error}");
    }
    Ok(())
}

/// An answer as texts.
trait Texts {
    fn columns_of(&self) -> Vec<String>;
    fn cells(&self) -> Vec<Vec<String>>;
}

impl Texts for SqlAnswer {
    fn columns_of(&self) -> Vec<String> {
        self.columns.iter().map(|column| format!("{} {}", column.name, column.r#type)).collect()
    }

    fn cells(&self) -> Vec<Vec<String>> {
        let text = |value: &Value| match serde_json::to_value(value) {
            Ok(serde_json::Value::String(text)) => text,
            Ok(serde_json::Value::Null) | Err(_) => "–".to_owned(),
            Ok(other) => other.to_string(),
        };
        self.rows.iter().map(|row| row.iter().map(text).collect()).collect()
    }
}
