//! An SQLite database as a source: whatever its columns are declared as, every value is checked.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::read_text::{Read, checked, decimal, instant, json_list, wrong};
use super::source::{LoadSource, SourceRows, Sourced, Staging};
use super::staged_rows::StagedRows;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::{ColumnType, Table};
use crate::model::value::{Checked, Value};
use crate::options::CallOptions;
use crate::warehouse::stage::missing_column;

/// How long a load waits for a writer of the database to finish.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it looks whether its call may go on meanwhile.
const LOOK: Duration = Duration::from_millis(2);

#[derive(Debug)]
pub(crate) struct SqliteFile {
    path: PathBuf,
}

impl SqliteFile {
    /// # Errors
    /// `NotFound` where there is no file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if path.is_file() {
            Ok(Self { path: path.to_owned() })
        } else {
            Err(Error::not_found("there is no file for the SQLite source")
                .with_context("path", path.display()))
        }
    }

    fn stage_all(&self, staging: &Staging<'_>) -> Result<Sourced> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(unreadable)?;
        connection.busy_timeout(LOOK).map_err(unreadable)?;
        // One transaction: all tables are of one state, whoever writes meanwhile.
        connection.execute_batch("BEGIN").map_err(unreadable)?;
        let names = table_names(&connection, staging.options)?;
        let mut rejected = Vec::new();
        let mut tables = Vec::new();
        for (id, table) in staging.catalog.tables.iter().enumerate() {
            let is_there = names.iter().any(|name| name == table.name);
            tables.push(match (table.is_host_owned, is_there) {
                (true, _) => SourceRows::None,
                (false, true) => {
                    let mut rows = StagedRows::new(staging, id);
                    stage_table(&connection, table, &mut rows)?;
                    SourceRows::Rows(rows.finish(&mut rejected)?)
                }
                (false, false) if table.is_optional => SourceRows::None,
                (false, false) => {
                    return Err(Error::schema(format!(
                        "the SQLite database lacks table `{}`",
                        table.name
                    )));
                }
            });
        }
        Ok(Sourced { tables, rejected, source_position: None, followed: None })
    }
}

impl LoadSource for SqliteFile {
    fn stage(&mut self, staging: &Staging<'_>) -> Result<Sourced> {
        self.stage_all(staging).map_err(|error| error.with_context("path", self.path.display()))
    }
}

/// The tables of the database; this first read fixes the state that all others see.
fn table_names(connection: &Connection, options: &CallOptions) -> Result<Vec<String>> {
    let read = || {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
        let mut statement = connection.prepare(sql)?;
        let names = statement.query_map([], |row| row.get(0))?;
        names.collect::<rusqlite::Result<Vec<String>>>()
    };
    let until = Instant::now() + PATIENCE;
    loop {
        options.check()?;
        match read() {
            Err(error) if is_busy(&error) && Instant::now() < until => {}
            done => return done.map_err(unreadable),
        }
    }
}

fn stage_table(
    connection: &Connection,
    table: &'static Table,
    rows: &mut StagedRows<'_>,
) -> Result<()> {
    let escaped = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let from = escaped(table.name);
    let found: Vec<String> = {
        let statement = connection.prepare(&format!("SELECT * FROM {from}")).map_err(unreadable)?;
        statement.column_names().map(str::to_owned).collect()
    };
    let mut selected = Vec::new();
    for column in table.columns {
        let name = found.iter().find(|name| column.is_spelled(name));
        selected.push(escaped(name.ok_or_else(|| missing_column(table, column))?));
    }
    let sql = format!("SELECT {} FROM {from}", selected.join(", "));
    let mut statement = connection.prepare(&sql).map_err(unreadable)?;
    let mut found = statement.query([]).map_err(unreadable)?;
    while let Some(row) = found.next().map_err(unreadable)? {
        for (position, column) in table.columns.iter().enumerate() {
            rows.set(position, read(row.get_ref(position).map_err(unreadable)?, column.kind));
        }
        rows.end_row()?;
    }
    Ok(())
}

fn read(value: ValueRef<'_>, kind: ColumnType) -> Read {
    match value {
        ValueRef::Null => Ok(Checked::Null),
        ValueRef::Integer(number) => match kind {
            ColumnType::Bool => match number {
                0 | 1 => Ok(Checked::Bool(number == 1)),
                _ => Err(format!("{number} is no boolean; expected 0 or 1")),
            },
            // An integer is no JSON that anyone stored as such: what is JSON is text.
            ColumnType::Json | ColumnType::Records(_) => Err(wrong(kind, "integer")),
            _ => checked(&Value::Int(number), kind),
        },
        ValueRef::Real(number) => match kind {
            ColumnType::Json | ColumnType::Records(_) => Err(wrong(kind, "number")),
            _ => checked(&Value::Float(number), kind),
        },
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|_| "the text is not UTF-8")?;
            match kind {
                ColumnType::Money { .. } | ColumnType::Decimal => decimal(text, kind),
                ColumnType::Timestamp => instant(text, kind),
                ColumnType::TextList => json_list(text, kind),
                _ => checked(&Value::Text(text.to_owned()), kind),
            }
        }
        ValueRef::Blob(_) => Err(wrong(kind, "a blob")),
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn unreadable(source: rusqlite::Error) -> Error {
    let (kind, message) = match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (ErrorKind::Locked, "another program writes to the SQLite database")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure) => {
            (ErrorKind::Io, "the SQLite database cannot be read")
        }
        Some(ErrorCode::OutOfMemory | ErrorCode::TooBig) => {
            (ErrorKind::ResourceExhausted, "the SQLite database holds more than can be read")
        }
        _ => (ErrorKind::Corrupt, "the file is not readable as an SQLite database"),
    };
    Error::new(kind, message).with_source(source)
}
