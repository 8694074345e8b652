//! What a `FROM` reads: tables of the scope, what the statement defines, and listed functions. Nothing else has a name.

use serde_json::{Map, Value as Json};

use super::check::{Checker, Names, known, object, text, unknown_node, unreadable};
use super::functions::Place;
use super::nodes;
use super::scope::VIEWS;
use crate::error::{Error, Result};
use crate::model::catalog::{TableId, hint};

/// What reading a table adds to the nodes of a statement.
const NODES_OF_A_TABLE: u64 = 50;

impl Checker<'_> {
    /// Checks an item of a `FROM`; what it gives is then what columns may hold.
    pub(super) fn from(&mut self, value: &mut Json) -> Result<()> {
        let node = object(value)?;
        let kind = text(node, "type")?.to_owned();
        let fields = nodes::from(&kind).ok_or_else(|| unknown_node("source", &kind))?;
        known(node, &[nodes::OF_FROM, fields])?;
        self.count(1)?;
        self.walk(node, nodes::OF_FROM)?;
        let weight = match &*kind {
            "BASE_TABLE" => return self.table(node),
            "TABLE_FUNCTION" => {
                self.refuse_alias(node)?;
                let call = object(node.get_mut("function").ok_or_else(unreadable)?)?;
                if call.get("class").and_then(Json::as_str) != Some("FUNCTION") {
                    return Err(unknown_node("source", &kind));
                }
                self.call(call, nodes::expression("FUNCTION").unwrap_or_default(), Place::From)?
            }
            _ => {
                self.refuse_alias(node)?;
                self.walk(node, fields)?
            }
        };
        self.column_weight = self.column_weight.max(weight);
        Ok(())
    }

    /// Puts the name of a view, or of a definition, in the place of a table's.
    fn table(&mut self, node: &mut Map<String, Json>) -> Result<()> {
        let path = path(node)?;
        match self.names {
            Names::Caller(_) => self.callers_table(node, &path),
            Names::Rewritten(tables) => {
                if let [catalog, schema, name] = &*path
                    && [&**catalog, &**schema] == VIEWS
                    && self.table_of(name).is_some_and(|table| tables.contains(&table))
                {
                    return self.count(NODES_OF_A_TABLE);
                }
                match &*path {
                    [name] if self.ctes.iter().any(|cte| cte.renamed == *name) => Ok(()),
                    _ => Err(Error::internal("a rewritten statement reads what it must not")),
                }
            }
        }
    }

    fn callers_table(&mut self, node: &mut Map<String, Json>, path: &[String]) -> Result<()> {
        let [name] = path else {
            return Err(Error::invalid(format!(
                "`{}` is not the plain name of a table; expected one without schema or database",
                path.join(".")
            )));
        };
        if node.get("at_clause").is_some_and(|clause| !clause.is_null()) {
            return Err(Error::invalid(
                "a table is read at the revision of the call; expected no `AT`",
            ));
        }
        if let Some(cte) = self.ctes.iter().rev().find(|cte| cte.name.eq_ignore_ascii_case(name)) {
            let (renamed, weight, nodes) = (cte.renamed.clone(), cte.weight, cte.node_count);
            self.refuse_alias(node)?;
            rename(node, name, &[&renamed]);
            self.column_weight = self.column_weight.max(weight);
            return self.count(nodes);
        }
        let table = self.visible(name)?;
        let known = self.catalog.tables[table].name;
        let alias = text(node, "alias")?;
        if !alias.is_empty() && !alias.eq_ignore_ascii_case(known) {
            self.refuse_shadow(alias)?;
        }
        self.tables.insert(table);
        let [catalog, schema] = VIEWS;
        rename(node, name, &[catalog, schema, known]);
        self.count(NODES_OF_A_TABLE)
    }

    fn visible(&self, name: &str) -> Result<TableId> {
        let Names::Caller(scope) = self.names else { return Err(unreadable()) };
        let visible = |table: &TableId| scope.sees(self.catalog, *table);
        let names = || {
            let all = (0..self.catalog.tables.len()).filter(visible);
            all.map(|table| self.catalog.tables[table].name)
        };
        match self.table_of(name) {
            Some(table) if visible(&table) => Ok(table),
            Some(table) => Err(Error::invalid(format!(
                "table `{}` has no rows of a tenant; a tenant's tables are {}",
                self.catalog.tables[table].name,
                names().collect::<Vec<_>>().join(", ")
            ))),
            None => Err(Error::schema(format!(
                "there is no table `{name}`{}; the tables are {}",
                hint(&name.to_ascii_lowercase(), names()),
                names().collect::<Vec<_>>().join(", ")
            ))),
        }
    }

    fn refuse_alias(&self, node: &Map<String, Json>) -> Result<()> {
        self.refuse_shadow(text(node, "alias")?)
    }
}

/// The parts of a name, which the serializer writes twice.
fn path(node: &Map<String, Json>) -> Result<Vec<String>> {
    let parts = node.get("qualified_name").and_then(|name| name.get("path"));
    let parts: Option<Vec<String>> = parts
        .and_then(Json::as_array)
        .and_then(|parts| parts.iter().map(|part| part.as_str().map(str::to_owned)).collect());
    let mut parts = parts.ok_or_else(unreadable)?;
    parts.retain(|part| !part.is_empty());
    let written = ["catalog_name", "schema_name", "table_name"].map(|field| text(node, field));
    let mut last = Vec::new();
    for part in written {
        let part = part?;
        if !part.is_empty() {
            last.push(part.to_owned());
        }
    }
    // Names of more than three parts are written in full in one of the two places only.
    if parts.len() > 3 || last == parts { Ok(parts) } else { Err(unreadable()) }
}

/// Columns go on being named by the name that the caller knows.
fn rename(node: &mut Map<String, Json>, known_as: &str, path: &[&str]) {
    let part = |from_end: usize| path.len().checked_sub(from_end).map_or("", |at| path[at]);
    node.insert("catalog_name".to_owned(), part(3).into());
    node.insert("schema_name".to_owned(), part(2).into());
    node.insert("table_name".to_owned(), part(1).into());
    node.insert("qualified_name".to_owned(), serde_json::json!({ "path": path }));
    if node.get("alias").and_then(Json::as_str).is_none_or(str::is_empty) {
        node.insert("alias".to_owned(), known_as.into());
    }
}
