//! The first load: every table copied inside one snapshot of the server, over several sessions.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use duckdb::{Appender, Connection};
use futures_util::TryStreamExt;
use parking_lot::Mutex;
use tokio_postgres::Client;
use tokio_postgres::binary_copy::{BinaryCopyOutRow, BinaryCopyOutStream};
use tokio_postgres::types::{FromSql, Type};

use super::connect::{connect, sql_error};
use super::layout::{Layout, SourceTable, quoted};
use super::message::Field;
use super::settings::Settings;
use super::wire::Reason;
use super::{Runtime, runtime};
use crate::error::{Error, Result};
use crate::model::row::{RowRef, RowWriter};
use crate::options::{CallOptions, Progress};
use crate::store::log::RejectedRow;
use crate::sync::source::{SourceRows, Staging};
use crate::warehouse::columns::{sql_definition, write_batch};

/// Rows that are handed to DuckDB at a time.
const BATCH_ROWS: usize = 2048;
/// And bytes, where rows are long.
const BATCH_BYTES: usize = 8 << 20;
/// How often a copy that waits for the server looks whether it may go on.
const LOOK: Duration = Duration::from_millis(100);

/// What the copies gave.
pub(super) struct Copied {
    /// By the catalog's tables.
    pub(super) tables: Vec<SourceRows>,
    pub(super) rejected: Vec<RejectedRow>,
}

/// Copies every table of the layout into the memory of the building instance, which spills as its limit demands.
///
/// `snapshot` is the name of the server's snapshot that all sessions read.
///
/// # Errors
/// As sessions and rows have them; `Cancelled` and `Timeout` as the options say.
pub(super) fn copy_tables(
    settings: &Settings,
    layout: &Layout,
    snapshot: &str,
    staging: &Staging<'_>,
) -> Result<Copied> {
    // Long ones first, so that no session is left with one at the end.
    let mut order: Vec<&SourceTable> = layout.tables.iter().collect();
    order.sort_by_key(|table| std::cmp::Reverse(table.byte_count));
    let mut tables: Vec<SourceRows> =
        staging.catalog.tables.iter().map(|_| SourceRows::None).collect();
    for table in &order {
        let name = staged_name(table);
        staging
            .connection
            .execute_batch(&format!("CREATE TABLE {name} ({})", sql_definition(table.table)))?;
        tables[table.id] = SourceRows::Staged(name);
    }
    let holding = runtime(Runtime::ReadAhead)?;
    let _held = holding.block_on(hold(settings, layout, snapshot))?;
    let next = AtomicUsize::new(0);
    let rejected = Mutex::new(Vec::new());
    let copies: Vec<Connection> = (0..settings.connection_count.min(order.len()))
        .map(|_| staging.connection.try_clone())
        .collect::<duckdb::Result<_>>()?;
    // The staging holds a connection, which is not to be shared: a thread takes what it needs of it.
    let (on_bad_row, catalog, options) = (staging.on_bad_row, staging.catalog, staging.options);
    let copy = |connection: Connection| -> Result<()> {
        let staging = Staging { catalog, connection: &connection, on_bad_row, options };
        runtime(Runtime::OneThread)?.block_on(async {
            let client = begin(settings, snapshot).await?;
            while let Some(table) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                let mut copy = Copy::new(table, &staging);
                copy.run(&client, settings).await.map_err(|error| {
                    next.store(order.len(), Ordering::Relaxed);
                    error.with_context("table", table.table.name)
                })?;
                rejected.lock().append(&mut copy.rejected);
            }
            Ok(())
        })
    };
    let copy = &copy;
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            copies.into_iter().map(|connection| scope.spawn(move || copy(connection))).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().map_err(|_| Error::internal("a thread of the copy panicked")).flatten()
        })
    })?;
    let mut rejected = rejected.into_inner();
    rejected
        .sort_by(|one: &RejectedRow, other| (&one.table, &one.id).cmp(&(&other.table, &other.id)));
    Ok(Copied { tables, rejected })
}

/// A session that reads the rows of a snapshot.
async fn begin(settings: &Settings, snapshot: &str) -> Result<Client> {
    let client = connect(settings).await?;
    client
        .batch_execute(&format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{snapshot}'; \
             SET LOCAL statement_timeout = 0;"
        ))
        .await
        .map_err(|cause| sql_error(&cause))?;
    Ok(client)
}

/// A session that reads the rows of a snapshot, and keeps the tables as they are there until it ends.
///
/// # Errors
/// `Conflict` where a table has changed since the snapshot in a way that it cannot see.
pub(super) async fn hold(settings: &Settings, layout: &Layout, snapshot: &str) -> Result<Client> {
    let client = begin(settings, snapshot).await?;
    layout.lock(&client, settings).await?;
    layout.check_unchanged(&client, settings).await?;
    Ok(client)
}

fn staged_name(table: &SourceTable) -> String {
    format!("memory.main.\"{}\"", staged_table(table))
}

fn staged_table(table: &SourceTable) -> String {
    format!("source_{}", table.table.name)
}

/// Is given a row of the source, and the reason where it cannot be stored as it is.
pub(super) type TakeRow<'a> = dyn FnMut(&[u8], std::result::Result<(), Reason>) -> Result<()> + 'a;

/// Reads the rows of a table that meet a condition of SQL, in no order; those that cannot be written come with the
/// reason.
///
/// # Errors
/// As the session and `take` have them; `Cancelled` and `Timeout` as the options say.
pub(super) async fn read_table(
    client: &Client,
    settings: &Settings,
    table: &SourceTable,
    condition: Option<&str>,
    options: &CallOptions,
    take: &mut TakeRow<'_>,
) -> Result<()> {
    let mut writer = RowWriter::default();
    let select = select(settings, table, &table.column_list(), condition);
    copy_out(client, &select, table.names.len(), options, &mut |row| {
        let written = table.columns.write(|place| field(row, place), None, &mut writer);
        take(writer.finish(), written)
    })
    .await
}

/// Reads the ids of a table, in no order; what is no text is none.
///
/// # Errors
/// As [`read_table`].
pub(super) async fn read_ids(
    client: &Client,
    settings: &Settings,
    table: &SourceTable,
    options: &CallOptions,
    take: &mut dyn FnMut(&str),
) -> Result<()> {
    let id = format!("{}::text", quoted(&table.names[0]));
    copy_out(client, &select(settings, table, &id, None), 1, options, &mut |row| {
        if let Field::Binary(bytes) = field(row, 0)
            && let Ok(id) = std::str::from_utf8(bytes)
        {
            take(id);
        }
        Ok(())
    })
    .await
}

fn select(
    settings: &Settings,
    table: &SourceTable,
    columns: &str,
    condition: Option<&str>,
) -> String {
    let from = table.path(settings);
    let condition = condition.map_or_else(String::new, |condition| format!(" WHERE {condition}"));
    format!("SELECT {columns} FROM {from}{condition}")
}

async fn copy_out(
    client: &Client,
    select: &str,
    column_count: usize,
    options: &CallOptions,
    take: &mut dyn FnMut(&BinaryCopyOutRow) -> Result<()>,
) -> Result<()> {
    let sql = format!("COPY ({select}) TO STDOUT (FORMAT binary)");
    let stream = client.copy_out(&sql).await.map_err(|cause| sql_error(&cause))?;
    // Values are read as bytes, whatever their type.
    let types = vec![Type::BYTEA; column_count];
    let mut rows = pin!(BinaryCopyOutStream::new(stream, &types));
    loop {
        let Ok(next) = tokio::time::timeout(LOOK, rows.try_next()).await else {
            options.check()?;
            continue;
        };
        let Some(row) = next.map_err(|cause| sql_error(&cause))? else { return Ok(()) };
        take(&row)?;
    }
}

fn field(row: &BinaryCopyOutRow, place: usize) -> Field<'_> {
    // A place beyond the row cannot be: the copy was of as many columns.
    match row.try_get::<Raw<'_>>(place) {
        Ok(Raw(Some(bytes))) => Field::Binary(bytes),
        _ => Field::Null,
    }
}

/// A value as it came.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(
        _: &Type,
        raw: &'a [u8],
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Some(raw)))
    }

    fn from_sql_null(
        _: &Type,
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The copy of one table.
struct Copy<'a> {
    table: &'a SourceTable,
    staging: &'a Staging<'a>,
    /// Row images side by side, and where each ends.
    images: Vec<u8>,
    ends: Vec<usize>,
    row_count: u64,
    rejected: Vec<RejectedRow>,
}

impl<'a> Copy<'a> {
    fn new(table: &'a SourceTable, staging: &'a Staging<'a>) -> Self {
        Self {
            table,
            staging,
            images: Vec::new(),
            ends: Vec::new(),
            row_count: 0,
            rejected: Vec::new(),
        }
    }

    async fn run(&mut self, client: &Client, settings: &Settings) -> Result<()> {
        let Self { table, staging, .. } = *self;
        let mut appender = staging.connection.appender_to_catalog_and_db(
            &staged_table(table),
            "memory",
            "main",
        )?;
        read_table(client, settings, table, None, staging.options, &mut |image, written| {
            if let Err(reason) = written {
                let id = Some(RowRef::new(image).text(0).to_owned());
                let id = id.filter(|id| !id.is_empty());
                self.rejected.push(staging.reject(table.table, id, reason)?);
                return Ok(());
            }
            self.images.extend_from_slice(image);
            self.ends.push(self.images.len());
            if self.ends.len() == BATCH_ROWS || self.images.len() >= BATCH_BYTES {
                self.flush(&mut appender)?;
            }
            Ok(())
        })
        .await?;
        self.flush(&mut appender)?;
        appender.flush()?;
        Ok(())
    }

    fn flush(&mut self, appender: &mut Appender<'_>) -> Result<()> {
        self.staging.options.check()?;
        let mut start = 0;
        let rows: Vec<_> = self
            .ends
            .iter()
            .map(|end| {
                let row = RowRef::new(&self.images[start..*end]);
                start = *end;
                (row.text(0), Some(row))
            })
            .collect();
        if !rows.is_empty() {
            appender.append_record_batch(write_batch(self.table.table, &rows)?)?;
        }
        self.row_count += rows.len() as u64;
        self.images.clear();
        self.ends.clear();
        self.staging.options.report(&Progress {
            table: self.table.table.name,
            step: "copy",
            row_count: self.row_count,
        });
        Ok(())
    }
}
