//! The first load: every table copied inside one snapshot of the server, over several sessions.

use std::collections::BTreeSet;
use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use parking_lot::Mutex;
use tokio_postgres::Client;

use super::connect::{connect, sql_error};
use super::layout::{Layout, SourceTable, quoted};
use super::message::{Field, Tuple, read_copied};
use super::settings::Settings;
use super::wire::Reason;
use super::{Runtime, runtime};
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, TableId};
use crate::model::records::with_canonical_records;
use crate::model::row::{RowRef, RowWriter};
use crate::options::{CallOptions, Progress};
use crate::store::build::OnBadRow;
use crate::store::log::RejectedRow;
use crate::store::sorted_rows::{ClusterParents, RowSorter, SortedRows, clustered_through};
use crate::sync::source::{SourceRows, Staging};
use crate::warehouse::columns::refusal;

/// What progress is told of, and of how many rows at a time.
const STEP: &str = "copy";
const REPORT_ROWS: u64 = 2048;
/// How often a session looks for a table where each waits for another.
const WAIT: Duration = Duration::from_millis(5);
/// How often a copy that waits for the server looks whether it may go on.
const LOOK: Duration = Duration::from_millis(100);

/// What the copies gave.
pub(super) struct Copied {
    /// By the catalog's tables.
    pub(super) tables: Vec<SourceRows>,
    pub(super) rejected: Vec<RejectedRow>,
}

/// Copies every table of the layout, sorted as it comes.
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
    let schedule = Schedule::new(staging.catalog, layout);
    let copied = Mutex::new(Copied {
        tables: staging.catalog.tables.iter().map(|_| SourceRows::None).collect(),
        rejected: Vec::new(),
    });
    let session_count = settings.connection_count.min(layout.tables.len());
    // The staging holds a connection, which is not to be shared: a thread takes what it needs of it.
    let Staging { catalog, spill, clusters, on_bad_row, options, .. } = *staging;
    let copy = || -> Result<()> {
        let sorting = Sorting { catalog, spill, clusters, on_bad_row, options };
        runtime(Runtime::OneThread)?.block_on(async {
            // Each of its own: a session copies no table that it does not hold itself.
            let client = hold(settings, layout, snapshot).await?;
            while let Some(table) = schedule.next(options)? {
                let (rows, mut rejected) = copy_table(&client, settings, table, &sorting)
                    .await
                    .map_err(|error| error.with_context("table", table.table.name))?;
                let mut copied = copied.lock();
                copied.tables[table.id] = SourceRows::Rows(rows);
                copied.rejected.append(&mut rejected);
                drop(copied);
                schedule.finish(table);
            }
            Ok(())
        })
    };
    let copy = || copy().inspect_err(|_| schedule.give_up());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..session_count).map(|_| scope.spawn(copy)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().map_err(|_| Error::internal("a thread of the copy panicked")).flatten()
        })
    })?;
    let mut copied = copied.into_inner();
    copied
        .rejected
        .sort_by(|one: &RejectedRow, other| (&one.table, &one.id).cmp(&(&other.table, &other.id)));
    Ok(copied)
}

/// Which table is copied next.
struct Schedule<'a> {
    catalog: &'static Catalog,
    state: Mutex<Waiting<'a>>,
}

struct Waiting<'a> {
    tables: Vec<&'a SourceTable>,
    /// Copied, or being copied, or waiting.
    unfinished: BTreeSet<TableId>,
}

impl<'a> Schedule<'a> {
    fn new(catalog: &'static Catalog, layout: &'a Layout) -> Self {
        let mut tables: Vec<&SourceTable> = layout.tables.iter().collect();
        let throughs: BTreeSet<TableId> =
            catalog.tables.iter().filter_map(|table| clustered_through(catalog, table)).collect();
        // First those that others wait for, then long ones, so that no session is left with one at the end.
        tables.sort_by_key(|table| {
            (!throughs.contains(&table.id), std::cmp::Reverse(table.byte_count))
        });
        let unfinished = tables.iter().map(|table| table.id).collect();
        Self { catalog, state: Mutex::new(Waiting { tables, unfinished }) }
    }

    /// The next table that waits for no other; none once there are no more.
    fn next(&self, options: &CallOptions) -> Result<Option<&'a SourceTable>> {
        loop {
            let mut state = self.state.lock();
            if state.tables.is_empty() {
                return Ok(None);
            }
            let ready = state.tables.iter().position(|table| {
                let through = clustered_through(self.catalog, table.table);
                through.is_none_or(|through| !state.unfinished.contains(&through))
            });
            if let Some(ready) = ready {
                return Ok(Some(state.tables.remove(ready)));
            }
            drop(state);
            options.check()?;
            std::thread::sleep(WAIT);
        }
    }

    fn finish(&self, table: &SourceTable) {
        self.state.lock().unfinished.remove(&table.id);
    }

    /// Nobody begins another.
    fn give_up(&self) {
        self.state.lock().tables.clear();
    }
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
    copy_out(client, &select, options, &mut |row| {
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
    copy_out(client, &select(settings, table, &id, None), options, &mut |row| {
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
    options: &CallOptions,
    take: &mut dyn FnMut(&Tuple<'_>) -> Result<()>,
) -> Result<()> {
    let sql = format!("COPY ({select}) TO STDOUT (FORMAT binary)");
    let mut pieces = pin!(client.copy_out(&sql).await.map_err(|cause| sql_error(&cause))?);
    let mut is_first = true;
    loop {
        let Ok(next) = tokio::time::timeout(LOOK, pieces.try_next()).await else {
            options.check()?;
            continue;
        };
        let Some(piece) = next.map_err(|cause| sql_error(&cause))? else { return Ok(()) };
        read_copied(&piece, std::mem::take(&mut is_first), take)?;
    }
}

fn field<'a>(row: &Tuple<'a>, place: usize) -> Field<'a> {
    // A place beyond the row cannot be: the copy was of as many columns.
    row.0.get(place).copied().unwrap_or(Field::Null)
}

/// What a thread needs of a load's staging.
struct Sorting<'a> {
    catalog: &'static Catalog,
    spill: &'a Path,
    clusters: &'a ClusterParents,
    on_bad_row: OnBadRow,
    options: &'a CallOptions,
}

/// Copies one table; rows that cannot be taken come with the reason.
async fn copy_table(
    client: &Client,
    settings: &Settings,
    table: &SourceTable,
    sorting: &Sorting<'_>,
) -> Result<(SortedRows, Vec<RejectedRow>)> {
    let Sorting { catalog, spill, clusters, on_bad_row, options } = *sorting;
    let mut sorter = RowSorter::new(catalog, table.id, spill, clusters);
    let mut canonical = RowWriter::default();
    let mut malformed_element_count = 0;
    let mut rejected = Vec::new();
    let name = table.table.name;
    read_table(client, settings, table, None, options, &mut |image, written| {
        let (image, malformed) = with_canonical_records(table.table, image, &mut canonical);
        malformed_element_count += malformed;
        if let Some(reason) = written.err().or_else(|| refusal(table.table, image)) {
            let id = Some(RowRef::new(image).text(0).to_owned()).filter(|id| !id.is_empty());
            rejected.push(on_bad_row.reject(table.table, id, reason)?);
            return Ok(());
        }
        sorter.push(image)?;
        if sorter.row_count().is_multiple_of(REPORT_ROWS) {
            options.check()?;
            options.report(&Progress { table: name, step: STEP, row_count: sorter.row_count() });
        }
        Ok(())
    })
    .await?;
    options.report(&Progress { table: name, step: STEP, row_count: sorter.row_count() });
    let mut rows = sorter.finish()?;
    rows.malformed_element_count = malformed_element_count;
    Ok((rows, rejected))
}
