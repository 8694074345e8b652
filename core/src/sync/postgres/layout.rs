//! What the source's tables look like: either layout of the backend, one explicit list of columns.

use std::collections::HashMap;

use tokio_postgres::Client;
use xxhash_rust::xxh3::Xxh3;

use super::connect::sql_error;
use super::message::{Field, Relation, Tuple};
use super::settings::Settings;
use super::wire::{Reason, WireType};
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::{Catalog, Table, TableId};
use crate::model::row::{RowRef, RowWriter};
use crate::model::value::Stored;
use crate::warehouse::stage::missing_column;

/// The tables that the source has, in the catalog's order.
#[derive(Debug)]
pub(super) struct Layout {
    catalog: &'static Catalog,
    pub(super) tables: Vec<SourceTable>,
    /// Types that are not built in, by their ids.
    types: HashMap<u32, WireType>,
}

/// A table of the source with the columns that the engine reads.
#[derive(Debug)]
pub(super) struct SourceTable {
    pub(super) id: TableId,
    pub(super) table: &'static Table,
    /// As the source spells it.
    pub(super) columns: Columns,
    /// Names at the source, in the catalog's order, of the columns that are there.
    pub(super) names: Vec<String>,
    /// About how many bytes it has.
    pub(super) byte_count: i64,
    /// Whether changes name the row that they change.
    has_identity: bool,
}

/// Where each column of a table is found in a row of the source.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    table: &'static Table,
    /// By the catalog's position; none where the source has no such column.
    places: Vec<Option<(usize, WireType)>>,
    /// Of what decides which values are read: a change of it may have changed rows without a word in the stream.
    shape: u64,
}

/// The catalog may be read as of an older snapshot; the functions know what is there now, and say nothing of what is gone.
const COLUMNS: &str = "
    SELECT c.relname::text, a.attname::text, a.atttypid, t.typtype::text, t.typcategory::text,
           COALESCE(NULLIF(t.typbasetype, 0), t.oid) AS base_type,
           COALESCE(e.typcategory::text, '') AS element_category,
           COALESCE(has_column_privilege(c.oid, a.attnum, 'SELECT'), true) AS is_readable,
           COALESCE(pg_table_size(c.oid), 0) AS byte_count,
           c.relreplident = 'f' OR EXISTS (
               SELECT FROM pg_index i
               WHERE i.indrelid = c.oid AND i.indnatts >= 1
                 AND ((c.relreplident = 'd' AND i.indisprimary) OR (c.relreplident = 'i' AND i.indisreplident))
                 AND EXISTS (SELECT FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
                             AND k.attname = 'id')
           ) AS has_identity, a.atttypmod
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
    WHERE n.nspname = $1 AND c.relname = ANY ($2) AND c.relkind IN ('r', 'p')
    ORDER BY c.relname, a.attnum";

/// How long a table may be kept by someone else.
const LOCK_TIMEOUT_MS: u32 = 30_000;

/// Tables, or partitions of them, whose rows lie elsewhere than the snapshot knows: the catalog is read as of the
/// snapshot, the function looks at what is so now.
const REWRITTEN: &str = "
    WITH RECURSIVE held AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname = ANY ($2) AND c.relkind IN ('r', 'p')
        UNION ALL
        SELECT i.inhrelid FROM held JOIN pg_inherits i ON i.inhparent = held.oid
    )
    SELECT c.relname::text FROM held JOIN pg_class c USING (oid)
    WHERE c.relkind = 'r' AND c.relfilenode IS DISTINCT FROM pg_relation_filenode(c.oid)
    LIMIT 1";

/// A column as the source describes it.
struct Found {
    name: String,
    wire: Option<WireType>,
    type_id: u32,
    modifier: i32,
    is_readable: bool,
    byte_count: i64,
    has_identity: bool,
}

impl Layout {
    /// Reads the source's own catalog. Columns are chosen by the engine's list: others, such as passwords, are never
    /// read.
    ///
    /// # Errors
    /// `SchemaMismatch` for a table or column that is missing, and for one of another type; `PermissionDenied` for one
    /// that the user may not read.
    pub(super) async fn discover(
        client: &Client,
        settings: &Settings,
        catalog: &'static Catalog,
    ) -> Result<Self> {
        let names: Vec<&str> = sources(catalog).map(|(_, table)| table.name).collect();
        let rows = client
            .query(COLUMNS, &[&settings.schema, &names])
            .await
            .map_err(|cause| sql_error(&cause))?;
        let mut found: HashMap<String, Vec<Found>> = HashMap::new();
        let mut types = HashMap::new();
        for row in rows {
            let (type_id, base): (u32, u32) = (row.get(2), row.get(5));
            let (kind, category, element): (String, String, String) =
                (row.get(3), row.get(4), row.get(6));
            let wire = WireType::of_id(type_id).or_else(|| WireType::of_id(base)).or({
                match (&*kind, &*category, &*element) {
                    ("e", ..) | (_, "S", _) => Some(WireType::Text),
                    (_, "A", "E" | "S") => Some(WireType::TextArray),
                    _ => None,
                }
            });
            if let (None, Some(wire)) = (WireType::of_id(type_id), wire) {
                types.insert(type_id, wire);
            }
            found.entry(row.get(0)).or_default().push(Found {
                name: row.get(1),
                wire,
                type_id,
                is_readable: row.get(7),
                byte_count: row.get(8),
                has_identity: row.get(9),
                modifier: row.get(10),
            });
        }
        let mut tables = Vec::new();
        for (id, table) in sources(catalog) {
            match found.get(table.name) {
                Some(columns) => tables.push(SourceTable::new(id, table, columns)?),
                None if table.is_optional => {}
                None => {
                    return Err(Error::schema(format!(
                        "schema `{}` of the source has no table `{}`; see the field `schema`",
                        settings.schema, table.name
                    )));
                }
            }
        }
        Ok(Self { catalog, tables, types })
    }

    /// Keeps every table from being emptied, rewritten or changed in its columns until the transaction of a session ends.
    ///
    /// A table that is emptied or rewritten looks empty to every older snapshot, whatever that would have seen.
    ///
    /// # Errors
    /// `Locked` where someone else keeps a table for long.
    pub(super) async fn lock(&self, client: &Client, settings: &Settings) -> Result<()> {
        let names: Vec<String> = self.tables.iter().map(|table| table.path(settings)).collect();
        client
            .batch_execute(&format!(
                "SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'; LOCK TABLE {} IN ACCESS SHARE MODE",
                names.join(", ")
            ))
            .await
            .map_err(|cause| sql_error(&cause))
    }

    /// Checks that the tables, locked by now, are those that the session's snapshot sees, with the columns of this
    /// layout: both may be older than the lock.
    ///
    /// # Errors
    /// `Conflict` for the first table that is not; what was begun with this layout is to begin anew.
    pub(super) async fn check_unchanged(&self, client: &Client, settings: &Settings) -> Result<()> {
        let names: Vec<&str> = self.tables.iter().map(|table| table.table.name).collect();
        let rewritten = client
            .query_opt(REWRITTEN, &[&settings.schema, &names])
            .await
            .map_err(|cause| sql_error(&cause))?;
        if let Some(row) = rewritten {
            let name: String = row.get(0);
            return Err(Error::new(
                ErrorKind::Conflict,
                format!(
                    "table `{name}` was emptied or rewritten since its snapshot was taken; begin anew"
                ),
            ));
        }
        let found = Self::discover(client, settings, self.catalog).await?;
        if found.shape() != self.shape() {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the tables have other columns than before; begin anew",
            ));
        }
        Ok(())
    }

    /// Checks that the changes of every table say which row they change.
    ///
    /// # Errors
    /// `Unsupported` with the statement that mends the first one that does not.
    pub(super) fn check_identities(&self, settings: &Settings) -> Result<()> {
        match self.tables.iter().find(|table| !table.has_identity) {
            None => Ok(()),
            Some(table) => Err(Error::new(
                ErrorKind::Unsupported,
                format!(
                    "table `{name}` has no replica identity that holds its id, so that its changes cannot be followed; \
                     run: ALTER TABLE \"{schema}\".\"{name}\" ADD PRIMARY KEY (id); or, where ids may repeat, \
                     ALTER TABLE \"{schema}\".\"{name}\" REPLICA IDENTITY FULL;",
                    name = table.table.name,
                    schema = settings.schema
                ),
            )),
        }
    }

    /// Tells layouts apart whose rows are not the same: a store that was loaded under another is loaded anew.
    pub(super) fn shape(&self) -> String {
        let mut shape = Xxh3::new();
        for table in &self.tables {
            shape.update(table.table.name.as_bytes());
            shape.update(&table.columns.shape.to_le_bytes());
        }
        format!("{:016x}", shape.digest())
    }

    pub(super) fn wire_type(&self, type_id: u32) -> Option<WireType> {
        WireType::of_id(type_id).or_else(|| self.types.get(&type_id).copied())
    }

    /// The columns of a table as the stream describes it now.
    ///
    /// # Errors
    /// As [`Layout::discover`], for a column that was dropped or changed since; `Conflict` for a table whose columns
    /// are others than those that were loaded: a column that came may have a default in every row, and one whose
    /// precision changed may have been rounded, and neither is told as a change.
    pub(super) fn columns_of(&self, table: &'static Table, relation: &Relation) -> Result<Columns> {
        let found: Vec<Found> = relation
            .columns
            .iter()
            .map(|column| Found {
                name: column.name.clone(),
                wire: self.wire_type(column.type_id),
                type_id: column.type_id,
                modifier: column.modifier,
                is_readable: true,
                byte_count: 0,
                has_identity: column.is_key,
            })
            .collect();
        let (columns, _) = Columns::new(table, &found)?;
        let loaded = self.tables.iter().find(|loaded| loaded.table.name == table.name);
        if loaded.is_none_or(|loaded| loaded.columns.shape != columns.shape) {
            return Err(Error::new(
                ErrorKind::Conflict,
                format!(
                    "table `{}` has other columns than before; everything is loaded anew",
                    table.name
                ),
            ));
        }
        Ok(columns)
    }
}

/// The tables of a catalog that a source gives.
pub(super) fn sources(
    catalog: &'static Catalog,
) -> impl Iterator<Item = (TableId, &'static Table)> {
    catalog.tables.iter().enumerate().filter(|(_, table)| !table.is_host_owned)
}

impl SourceTable {
    fn new(id: TableId, table: &'static Table, found: &[Found]) -> Result<Self> {
        let (columns, positions) = Columns::new(table, found)?;
        // A copy sends the chosen columns alone, in the catalog's order.
        let mut place = 0;
        let places = columns.places.iter().map(|column| {
            column.map(|(_, wire)| {
                place += 1;
                (place - 1, wire)
            })
        });
        let places = places.collect();
        if let Some(hidden) = positions.iter().find(|position| !found[**position].is_readable) {
            return Err(Error::new(
                ErrorKind::PermissionDenied,
                format!(
                    "the user may not read column `{}` of table `{name}`; run: GRANT SELECT ON \"{name}\" TO the user",
                    found[*hidden].name,
                    name = table.name
                ),
            ));
        }
        Ok(Self {
            id,
            table,
            columns: Columns { table, places, shape: columns.shape },
            names: positions.iter().map(|position| found[*position].name.clone()).collect(),
            byte_count: found.first().map_or(0, |column| column.byte_count),
            has_identity: found.first().is_some_and(|column| column.has_identity),
        })
    }

    /// Its name with that of its schema, as SQL writes them.
    pub(super) fn path(&self, settings: &Settings) -> String {
        format!("{}.{}", quoted(&settings.schema), quoted(self.table.name))
    }

    /// Its columns as a list of SQL.
    pub(super) fn column_list(&self) -> String {
        let quoted: Vec<String> = self.names.iter().map(|name| quoted(name)).collect();
        quoted.join(", ")
    }
}

/// A name as the server's SQL writes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Columns {
    /// The columns, and the positions in `found` of those that are there.
    fn new(table: &'static Table, found: &[Found]) -> Result<(Self, Vec<usize>)> {
        let mut places = Vec::with_capacity(table.columns.len());
        let mut positions = Vec::new();
        let mut shape = Xxh3::new();
        for column in table.columns {
            let position = found.iter().position(|candidate| column.is_spelled(&candidate.name));
            let Some(position) = position else {
                if column.is_required {
                    return Err(missing_column(table, column));
                }
                places.push(None);
                continue;
            };
            let candidate = &found[position];
            let wire = candidate.wire.filter(|wire| wire.fits(column.kind)).ok_or_else(|| {
                Error::schema(format!(
                    "column `{}` of table `{}` is of type {} at the source; expected {}",
                    candidate.name,
                    table.name,
                    candidate.wire.map_or_else(
                        || format!("number {}", candidate.type_id),
                        |wire| format!("{wire:?}")
                    ),
                    column.kind.name()
                ))
            })?;
            shape.update(column.name.as_bytes());
            shape.update(&[0xff, wire as u8]);
            if wire.is_cut_by_modifier() {
                shape.update(&candidate.modifier.to_le_bytes());
            }
            places.push(Some((position, wire)));
            positions.push(position);
        }
        Ok((Self { table, places, shape: shape.digest() }, positions))
    }

    /// Writes a row of the source; with an earlier image of it, for values that are not sent again.
    ///
    /// A value that cannot be stored is left null and told; the first of several.
    pub(super) fn write<'a>(
        &self,
        field: impl Fn(usize) -> Field<'a>,
        before: Option<RowRef<'_>>,
        writer: &mut RowWriter,
    ) -> std::result::Result<(), Reason> {
        writer.begin();
        let mut reason = None;
        for (position, (column, place)) in self.table.columns.iter().zip(&self.places).enumerate() {
            let Some((place, wire)) = place else {
                writer.push(Stored::Null);
                continue;
            };
            let written = match field(*place) {
                Field::Null => {
                    writer.push(Stored::Null);
                    Ok(())
                }
                Field::Binary(bytes) => wire.push(bytes, column, writer),
                Field::Text(bytes) if *wire == WireType::Text => wire.push(bytes, column, writer),
                Field::Text(_) => {
                    writer.push(Stored::Null);
                    Err(format!("column `{}` came as text", column.name))
                }
                Field::Unchanged => {
                    if let Some(row) = before {
                        writer.push(row.get(position, column.kind));
                        Ok(())
                    } else {
                        writer.push(Stored::Null);
                        let name = column.name;
                        Err(format!(
                            "column `{name}` was not sent again, and no earlier row is held"
                        ))
                    }
                }
            };
            if let Err(why) = written {
                reason.get_or_insert(why);
            }
        }
        match reason {
            None => Ok(()),
            Some(reason) => Err(reason),
        }
    }

    /// The id of a row of the source, where it is text that can be one.
    pub(super) fn id(&self, tuple: &Tuple<'_>) -> Option<String> {
        let (place, wire) = (*self.places.first()?)?;
        let (Field::Binary(bytes) | Field::Text(bytes)) = tuple.0.get(place)? else { return None };
        let mut writer = RowWriter::default();
        writer.begin();
        wire.push(bytes, &self.table.columns[0], &mut writer).ok()?;
        Some(RowRef::new(writer.finish()).text(0).to_owned())
    }
}
