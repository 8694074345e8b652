//! Walks a statement: refuses every node that is not known, and puts its own names in the place of the caller's.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::nodes::{self, Fields, Shape};
use super::params::Params;
use super::scope::Scope;
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, TableId};

/// The nodes of a statement with those of what its names stand for: beyond, planning alone would take seconds.
const NODES_MOST: u64 = 50_000;

/// What plain names of tables mean.
pub(super) enum Names<'a> {
    /// In the caller's statement: tables that the scope sees, and what the statement itself defines.
    Caller(&'a Scope),
    /// In the statement that is run: the views of these tables, and what the statement itself defines.
    Rewritten(&'a BTreeSet<TableId>),
}

pub(super) struct Checker<'a> {
    pub(super) catalog: &'static Catalog,
    pub(super) names: Names<'a>,
    pub(super) params: &'a Params<'a>,
    /// What is defined by `WITH`, innermost last.
    pub(super) ctes: Vec<Cte>,
    cte_count: usize,
    node_count: u64,
    /// How heavy a value of a column may be here.
    pub(super) column_weight: u64,
    pub(super) tables: BTreeSet<TableId>,
    pub(super) used_params: BTreeSet<usize>,
}

pub(super) struct Cte {
    pub(super) name: String,
    pub(super) renamed: String,
    pub(super) weight: u64,
    pub(super) node_count: u64,
}

impl<'a> Checker<'a> {
    pub(super) fn new(catalog: &'static Catalog, names: Names<'a>, params: &'a Params<'a>) -> Self {
        Self {
            catalog,
            names,
            params,
            ctes: Vec::new(),
            cte_count: 0,
            node_count: 0,
            column_weight: 1,
            tables: BTreeSet::new(),
            used_params: BTreeSet::new(),
        }
    }

    /// Checks a whole statement and rewrites its names in place.
    pub(super) fn statement(&mut self, statement: &mut Json) -> Result<()> {
        self.field(Shape::Statement, statement).map(drop)
    }

    /// Checks one field. Returns how heavy the values are that it gives.
    pub(super) fn field(&mut self, shape: Shape, value: &mut Json) -> Result<u64> {
        if value.is_null() {
            return Ok(0);
        }
        match shape {
            // Names are looked at by who walks the node.
            Shape::Plain | Shape::Name => Ok(0),
            Shape::Unused if is_unused(value) => Ok(0),
            Shape::Unused => Err(Error::invalid(
                "the statement has a clause that SQL here does not permit: a schema, `AT`, a type's values, or a kind of \
                 join",
            )),
            Shape::Expression => self.expression(value),
            Shape::Expressions => self.each(value, Self::expression),
            Shape::Rows => self.each(value, |checker, row| checker.each(row, Self::expression)),
            Shape::Arguments => self.each_of(value, nodes::ARGUMENT),
            Shape::Branches => self.each_of(value, nodes::BRANCH),
            Shape::Replacements => self.each_of(value, nodes::REPLACEMENT),
            Shape::Orders => self.each_of(value, nodes::ORDER),
            Shape::OrderBy => self.modifier(value),
            Shape::Modifiers => self.each(value, Self::modifier),
            Shape::Ctes => self.define(value).map(|()| 0),
            Shape::Query => self.query(value),
            Shape::Queries => self.each(value, Self::query),
            Shape::Statement => {
                let statement = object(value)?;
                self.fields(statement, nodes::STATEMENT)
            }
            Shape::From => self.from(value).map(|()| 0),
            Shape::Pivots => self.each_of(value, nodes::PIVOT),
            Shape::PivotValues => self.each_of(value, nodes::PIVOT_VALUE),
            Shape::Sample => {
                let sample = object(value)?;
                self.fields(sample, nodes::SAMPLE)
            }
        }
    }

    pub(super) fn each(
        &mut self,
        items: &mut Json,
        check: impl Fn(&mut Self, &mut Json) -> Result<u64>,
    ) -> Result<u64> {
        let mut heaviest = 0;
        for item in items.as_array_mut().ok_or_else(unreadable)? {
            heaviest = heaviest.max(check(self, item)?);
        }
        Ok(heaviest)
    }

    fn each_of(&mut self, items: &mut Json, fields: Fields) -> Result<u64> {
        self.each(items, |checker, item| {
            let item = object(item)?;
            checker.fields(item, fields)
        })
    }

    /// Checks the fields of a node: all that are known, in their order, and none besides.
    pub(super) fn fields(&mut self, node: &mut Map<String, Json>, fields: Fields) -> Result<u64> {
        known(node, &[fields])?;
        self.count(1)?;
        self.walk(node, fields)
    }

    pub(super) fn walk(&mut self, node: &mut Map<String, Json>, fields: Fields) -> Result<u64> {
        let mut heaviest = 0;
        for (name, shape) in fields {
            if let Some(value) = node.get_mut(*name) {
                heaviest = heaviest.max(self.field(*shape, value)?);
            }
        }
        Ok(heaviest)
    }

    pub(super) fn count(&mut self, nodes: u64) -> Result<()> {
        self.node_count = self.node_count.saturating_add(nodes);
        if self.node_count > NODES_MOST {
            return Err(Error::invalid(
                "the statement, with all that its names stand for, is too long to be planned; make it shorter, or \
                 read less of what it defines by `WITH`",
            ));
        }
        Ok(())
    }

    pub(super) fn query(&mut self, value: &mut Json) -> Result<u64> {
        self.query_of(value, None)
    }

    /// Checks a query; one that recurs is of a definition, whose name it holds once more.
    fn query_of(&mut self, value: &mut Json, definition: Option<(&str, &str)>) -> Result<u64> {
        let node = object(value)?;
        let kind = text(node, "type")?.to_owned();
        let fields = nodes::query(&kind).ok_or_else(|| unknown_node("statement", &kind))?;
        known(node, &[nodes::OF_QUERY, fields])?;
        self.count(1)?;
        let (defined, outer_weight) = (self.ctes.len(), self.column_weight);
        if let Some(ctes) = node.get_mut("cte_map") {
            self.define(ctes)?;
        }
        let weight = match (&*kind, definition) {
            ("SELECT_NODE", _) => self.select(node, fields)?,
            ("RECURSIVE_CTE_NODE", Some((name, renamed))) => {
                self.recursive(node, fields, name, renamed)?
            }
            ("RECURSIVE_CTE_NODE", None) => return Err(unknown_node("statement", &kind)),
            _ => self.walk(node, fields)?,
        };
        if let Some(modifiers) = node.get_mut("modifiers") {
            self.field(Shape::Modifiers, modifiers)?;
        }
        self.ctes.truncate(defined);
        self.column_weight = outer_weight;
        Ok(weight)
    }

    fn select(&mut self, node: &mut Map<String, Json>, fields: Fields) -> Result<u64> {
        if let Some(from) = node.get_mut("from_table") {
            self.field(Shape::From, from)?;
        }
        let read = self.column_weight;
        let mut heaviest = 0;
        let list = node.get_mut("select_list").and_then(Json::as_array_mut);
        for item in list.ok_or_else(unreadable)? {
            heaviest = heaviest.max(self.expression(item)?);
            // The next may name this one by its alias.
            self.column_weight = read.max(heaviest);
        }
        for (name, shape) in fields {
            if let Some(value) = node.get_mut(*name)
                && !["from_table", "select_list"].contains(name)
            {
                self.field(*shape, value)?;
            }
        }
        Ok(heaviest)
    }

    /// The step of a query that recurs sees the query by its name.
    fn recursive(
        &mut self,
        node: &mut Map<String, Json>,
        fields: Fields,
        name: &str,
        renamed: &str,
    ) -> Result<u64> {
        node.insert("cte_name".to_owned(), renamed.into());
        let first = node.get_mut("left").map(|left| self.query(left)).transpose()?.unwrap_or(0);
        // What a step adds is held by DuckDB, under its limit, before the next step reads it.
        self.ctes.push(Cte {
            name: name.to_owned(),
            renamed: renamed.to_owned(),
            weight: first.max(1),
            node_count: 1,
        });
        let mut heaviest = first;
        for (field, shape) in fields {
            if let Some(value) = node.get_mut(*field)
                && *field != "left"
            {
                heaviest = heaviest.max(self.field(*shape, value)?);
            }
        }
        Ok(heaviest)
    }

    /// The definitions of a `WITH`: each sees those before it.
    fn define(&mut self, ctes: &mut Json) -> Result<()> {
        let map = object(ctes)?.get_mut("map").and_then(Json::as_array_mut);
        for entry in map.ok_or_else(unreadable)? {
            let entry = object(entry)?;
            let name = text(entry, "key")?.to_owned();
            self.refuse_shadow(&name)?;
            self.cte_count += 1;
            let renamed = match self.names {
                Names::Caller(_) => own_name(self.cte_count, &name),
                Names::Rewritten(_) => name.clone(),
            };
            entry.insert("key".to_owned(), renamed.clone().into());
            let before = self.node_count;
            let definition = object(entry.get_mut("value").ok_or_else(unreadable)?)?;
            known(definition, &[nodes::CTE])?;
            let query = definition.get_mut("query_node").ok_or_else(unreadable)?;
            let weight = self.query_of(query, Some((&name, &renamed)))?.max(1);
            if let Some(targets) = definition.get_mut("key_targets") {
                self.field(Shape::Expressions, targets)?;
            }
            let node_count = self.node_count - before;
            self.ctes.push(Cte { name, renamed, weight, node_count });
        }
        Ok(())
    }

    /// A name that stands for a table of the catalog stands for nothing else: a reader would be misled.
    pub(super) fn refuse_shadow(&self, name: &str) -> Result<()> {
        if matches!(self.names, Names::Caller(_)) && self.table_of(name).is_some() {
            return Err(Error::invalid(format!(
                "`{name}` is the name of a table; expected another name for what the statement defines"
            )));
        }
        Ok(())
    }

    /// Tables are named as DuckDB names things: case does not count.
    pub(super) fn table_of(&self, name: &str) -> Option<TableId> {
        self.catalog.tables.iter().position(|table| table.name.eq_ignore_ascii_case(name))
    }

    fn modifier(&mut self, value: &mut Json) -> Result<u64> {
        let node = object(value)?;
        let kind = text(node, "type")?.to_owned();
        let fields = nodes::modifier(&kind).ok_or_else(|| unknown_node("clause", &kind))?;
        self.fields(node, fields)
    }
}

/// A name that nothing else has: what is out of its scope then means nothing, whatever DuckDB's rules of scopes are.
fn own_name(number: usize, name: &str) -> String {
    let readable = name.chars().filter(char::is_ascii_alphanumeric).take(20);
    format!("cte{number}_{}", readable.collect::<String>().to_ascii_lowercase())
}

pub(super) fn object(value: &mut Json) -> Result<&mut Map<String, Json>> {
    value.as_object_mut().ok_or_else(unreadable)
}

pub(super) fn text<'a>(node: &'a Map<String, Json>, field: &str) -> Result<&'a str> {
    node.get(field).and_then(Json::as_str).ok_or_else(unreadable)
}

/// Refuses a node with a field that no list has.
pub(super) fn known(node: &Map<String, Json>, lists: &[Fields]) -> Result<()> {
    let is_known =
        |name: &str| lists.iter().any(|fields| fields.iter().any(|(field, _)| *field == name));
    match node.keys().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => Err(Error::invalid(format!(
            "the statement has a part that SQL here does not permit: `{name}`"
        ))),
    }
}

fn is_unused(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Bool(true) | Json::Number(_) | Json::Object(_) => false,
    }
}

/// `what` names the place; the kind is DuckDB's own word.
pub(super) fn unknown_node(what: &str, kind: &str) -> Error {
    let kind = kind.to_ascii_lowercase();
    Error::invalid(format!(
        "the statement has a {what} that SQL here does not permit: `{kind}`{}",
        match &*kind {
            "lambda" => "; use `unnest` and aggregates, or `->>` and `json_extract` on JSON",
            "show_ref" => "; `explain_query` tells how a statement is run",
            _ => "; expected one `SELECT`",
        }
    ))
}

pub(super) fn unreadable() -> Error {
    Error::internal("the parser gave a statement in a form that is not known")
}
