//! From the caller's text to the text that is run: parsed, checked, rewritten, written, and checked once more.

use std::collections::BTreeSet;

use duckdb::Connection;
use jiter::{Jiter, JiterError, Peek};
use serde_json::{Map, Value as Json};

use super::check::{Checker, Names};
use super::error::{of_statement, readable};
use super::params::Params;
use super::scope::Scope;
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, TableId};

/// The longest statement. With parameters for values, it is pages of SQL.
const BYTES_MOST: usize = 65_536;
/// The deepest tree: about 170 expressions, or subqueries, inside of each other.
const DEPTH_MOST: usize = 512;

/// A statement that may be run.
#[derive(Debug)]
pub(super) struct Rewritten {
    pub(super) sql: String,
    pub(super) tables: BTreeSet<TableId>,
}

/// Checks a statement and rewrites it for a scope.
///
/// # Errors
/// `InvalidArgument` for anything but one `SELECT` of permitted parts, `SchemaMismatch` for an unknown table.
pub(super) fn rewrite(
    connection: &Connection,
    catalog: &'static Catalog,
    scope: &Scope,
    sql: &str,
    params: &Params<'_>,
) -> Result<Rewritten> {
    if sql.len() > BYTES_MOST {
        return Err(Error::invalid(format!(
            "field `sql` has {} bytes; expected at most {BYTES_MOST}, with values as parameters",
            sql.len()
        )));
    }
    let mut tree = parse(connection, sql)?;
    let mut checker = Checker::new(catalog, Names::Caller(scope), params);
    checker.statement(&mut tree["statements"][0])?;
    params.check_used(&checker.used_params)?;
    let tables = checker.tables;
    let sql: String = connection
        .query_row("SELECT json_deserialize_sql(?::VARCHAR::JSON)", [tree.to_string()], |row| {
            row.get(0)
        })
        .map_err(of_statement)?;
    // What writes the tree could be wrong in a way that someone finds before us: the text is all that counts.
    let mut written = parse(connection, &sql)?;
    Checker::new(catalog, Names::Rewritten(&tables), params)
        .statement(&mut written["statements"][0])?;
    Ok(Rewritten { sql, tables })
}

/// The tree of one statement, as DuckDB's serializer writes it.
fn parse(connection: &Connection, sql: &str) -> Result<Json> {
    let tree: String = connection
        .query_row("SELECT json_serialize_sql(?::VARCHAR)", [sql], |row| row.get(0))
        .map_err(of_statement)?;
    let mut reader = Jiter::new(tree.as_bytes());
    let tree = read(&mut reader, DEPTH_MOST)?;
    if tree["error"] == Json::Bool(true) {
        return Err(refused(tree["error_message"].as_str().unwrap_or_default()));
    }
    match tree["statements"].as_array().map(Vec::len) {
        Some(1) => Ok(tree),
        count => Err(Error::invalid(format!(
            "field `sql` holds {} statements; expected one `SELECT`",
            count.unwrap_or_default()
        ))),
    }
}

fn refused(message: &str) -> Error {
    if message.starts_with("Only SELECT statements") {
        return Error::invalid(
            "field `sql` holds another statement than a `SELECT`; expected one `SELECT`",
        );
    }
    if message.starts_with("Max expression depth") {
        return too_deep();
    }
    Error::invalid(readable(message))
}

fn too_deep() -> Error {
    Error::invalid("the statement nests too deeply; expected at most some 150 levels")
}

/// Reads JSON that may nest deeper than a general reader lets it, and no deeper than this.
fn read(reader: &mut Jiter<'_>, depth: usize) -> Result<Json> {
    let peek = reader.peek().map_err(unreadable)?;
    read_known(reader, peek, depth)
}

fn read_known(reader: &mut Jiter<'_>, peek: Peek, depth: usize) -> Result<Json> {
    let inner = depth.checked_sub(1).ok_or_else(too_deep)?;
    Ok(match peek {
        Peek::Null => {
            reader.known_null().map_err(unreadable)?;
            Json::Null
        }
        Peek::True | Peek::False => Json::Bool(reader.known_bool(peek).map_err(unreadable)?),
        Peek::String => Json::String(reader.known_str().map_err(unreadable)?.to_owned()),
        Peek::Array => {
            let mut items = Vec::new();
            let mut next = reader.known_array().map_err(unreadable)?;
            while let Some(peek) = next {
                items.push(read_known(reader, peek, inner)?);
                next = reader.array_step().map_err(unreadable)?;
            }
            Json::Array(items)
        }
        Peek::Object => {
            let mut fields = Map::new();
            let mut next = reader.known_object().map_err(unreadable)?.map(str::to_owned);
            while let Some(name) = next {
                fields.insert(name, read(reader, inner)?);
                next = reader.next_key().map_err(unreadable)?.map(str::to_owned);
            }
            Json::Object(fields)
        }
        _ => number(reader, peek)?,
    })
}

fn number(reader: &mut Jiter<'_>, peek: Peek) -> Result<Json> {
    let digits = reader.known_number_bytes(peek).map_err(unreadable)?;
    // Positions that are not there are written as the largest number of 64 bits.
    serde_json::from_slice(digits)
        .map_err(|source| Error::internal("the parser's tree cannot be read").with_source(source))
}

fn unreadable(source: JiterError) -> Error {
    Error::internal("the parser's tree cannot be read").with_source(source)
}
