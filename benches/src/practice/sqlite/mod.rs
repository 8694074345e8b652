//! SQLite in process, as strong as it gets: a covering index for each question, rows stored by tenant and client, no
//! locks, the file mapped and cached, statements prepared once, answers as the same structs.
//!
//! No sum is kept anywhere: that would be the engine's own work, written again as triggers.

mod clients;
mod dashboards;
mod documents;
mod invoices;
mod load;
mod tasks;

pub use load::fold;

use std::path::Path;

use advisor_engine::{Decimal, Money, Timestamp};
use anyhow::{Result, ensure};
use rusqlite::types::Type;
use rusqlite::{CachedStatement, Connection, OpenFlags, Row};

/// Everything is kept in memory by then: of the file, SQLite maps at most 2 GiB.
const SETTINGS: &str = "
    PRAGMA mmap_size = 2147418112;
    PRAGMA cache_size = -6000000;
    PRAGMA temp_store = MEMORY;
    PRAGMA query_only = ON;
";

/// Statements that are kept prepared: more than there are.
const STATEMENT_COUNT: usize = 64;

/// The rows of a snapshot folder in SQLite.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    /// The instant that answers are computed for.
    now: Timestamp,
    /// The instant that the engine's answers name as that of their revision; rows know none.
    committed_at: Timestamp,
}

impl Sqlite {
    /// Loads a snapshot folder into a file, and opens it for reading.
    ///
    /// # Errors
    /// When the folder cannot be read or the file not be written.
    pub fn load(
        folder: &Path,
        file: &Path,
        now: Timestamp,
        committed_at: Timestamp,
    ) -> Result<Self> {
        load::load(folder, file)?;
        // Immutable: SQLite then takes no lock, and asks for no change of the file, at any statement.
        let uri = format!("file:{}?immutable=1", file.display());
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(uri, flags)?;
        connection.execute_batch(SETTINGS)?;
        connection.set_prepared_statement_cache_capacity(STATEMENT_COUNT);
        let sqlite = Self { connection, now, committed_at };
        let statements = [
            clients::STATEMENTS,
            dashboards::STATEMENTS,
            documents::STATEMENTS,
            invoices::STATEMENTS,
            tasks::STATEMENTS,
        ];
        for sql in statements.into_iter().flatten() {
            sqlite.check_plan(sql)?;
        }
        Ok(sqlite)
    }

    /// Checks that a statement looks rows up by their places alone, and all else in covering indexes.
    fn check_plan(&self, sql: &str) -> Result<()> {
        let mut statement = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let mut steps = statement.raw_query();
        while let Some(step) = steps.next()? {
            let step: String = step.get("detail")?;
            let reads_rows = step.contains("USING INDEX") || step.starts_with("SCAN ");
            ensure!(!reads_rows || step == "SCAN p", "SQLite would `{step}` to run {sql}");
        }
        Ok(())
    }

    fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.connection.prepare_cached(sql)?)
    }
}

fn timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    instant(column, row.get(column)?)
}

fn timestamp_opt(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column)?.map(|value| instant(column, value)).transpose()
}

fn instant(column: usize, millisecond: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millisecond).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(error))
    })
}

/// A count or a sum of flags, which is never negative.
fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.cast_unsigned())
}

fn money(row: &Row<'_>, column: usize) -> rusqlite::Result<Money> {
    Ok(Money::from_cents(row.get(column)?))
}

/// Decimals are stored in hundredths; [`Decimal`] has twelve digits behind the point.
fn decimal_opt(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Decimal>> {
    let hundredths: Option<i64> = row.get(column)?;
    Ok(hundredths.map(|value| Decimal::from_scaled(i128::from(value) * load::HUNDREDTH)))
}
