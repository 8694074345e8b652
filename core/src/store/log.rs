//! The log: every batch since the base, in SQLite. The one commit point of the engine.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::batch::{Batch, RowChange, decode, encode};
use super::{failpoint, files};
use crate::error::{Error, Result};
use crate::model::catalog::Catalog;
use crate::page::CursorKey;

/// What the store holds: one row of the log's `head` table.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) generation: u64,
    pub(crate) revision: i64,
    pub(crate) committed_at_ms: i64,
    pub(crate) source_position: Option<String>,
}

/// A row of a load that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRow {
    /// The table of the load.
    pub table: String,
    /// The row's id, where it has one.
    pub id: Option<String>,
    /// Why it could not be taken: the column, what was expected, and at most a number that came.
    pub reason: String,
}

/// What a batch does to the rows that could not be taken.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rejections<'a> {
    /// Whether there are any from before: those of the batch's rows go.
    pub(crate) are_there: bool,
    pub(crate) new: &'a [RejectedRow],
}

/// What a load brings besides rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loaded<'a> {
    /// They take the place of those of earlier loads.
    pub(crate) rejected: &'a [RejectedRow],
    /// What is followed from now on; none where nothing is.
    pub(crate) followed: Option<&'a str>,
}

impl Head {
    /// Covers every field and, for a batch, its payload: a record can neither change nor change place.
    fn checksum(&self, payload: &[u8]) -> i64 {
        let mut hash = Xxh3::new();
        hash.update(&self.revision.to_le_bytes());
        hash.update(&self.committed_at_ms.to_le_bytes());
        hash.update(&[u8::from(self.source_position.is_some())]);
        hash.update(self.source_position.as_deref().unwrap_or_default().as_bytes());
        hash.update(payload);
        hash.digest().cast_signed()
    }

    /// A batch is tied to no generation: a fold may change that under it.
    fn own_checksum(&self) -> i64 {
        self.checksum(&self.generation.to_le_bytes())
    }
}

#[derive(Debug)]
pub(crate) struct Log {
    pub(super) connection: Connection,
}

/// Payloads that are dropped from the log in one transaction.
const DROPPED_BYTES: i64 = 1 << 20;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS head (
        only INTEGER PRIMARY KEY CHECK (only = 1), generation INTEGER NOT NULL, revision INTEGER NOT NULL,
        committed_at_ms INTEGER NOT NULL, source_position TEXT, checksum INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS batches (
        revision INTEGER PRIMARY KEY, committed_at_ms INTEGER NOT NULL, source_position TEXT,
        payload BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS rejected_rows (
        number INTEGER PRIMARY KEY, revision INTEGER NOT NULL, table_name TEXT NOT NULL, id TEXT,
        reason TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS cursor_key (
        only INTEGER PRIMARY KEY CHECK (only = 1), secret BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS followed (
        only INTEGER PRIMARY KEY CHECK (only = 1), description TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT;
";

impl Log {
    /// Opens the log; it is made where it is missing.
    pub(crate) fn open(path: &Path, is_durable: bool) -> Result<Self> {
        files::touch_private(path)?;
        let connection = Connection::open(path)?;
        // FULL: the write-ahead log is synced at every commit, so an acknowledged batch survives power loss.
        let synchronous = if is_durable { "FULL" } else { "OFF" };
        connection.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA secure_delete = ON;"
        ))?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection })
    }

    /// None in a store that was never finished.
    pub(crate) fn head(&self) -> Result<Option<Head>> {
        let sql =
            "SELECT generation, revision, committed_at_ms, source_position, checksum FROM head";
        let found = self.connection.query_row(sql, [], |row| {
            let head = Head {
                generation: row.get::<_, i64>(0)?.cast_unsigned(),
                revision: row.get(1)?,
                committed_at_ms: row.get(2)?,
                source_position: row.get(3)?,
            };
            Ok((head, row.get::<_, i64>(4)?))
        });
        match found.optional()? {
            Some((head, checksum)) if head.own_checksum() == checksum => Ok(Some(head)),
            Some(_) => Err(Error::corrupt("the head of the log is not readable as written")),
            None => Ok(None),
        }
    }

    /// Commits a batch: from the return of this call on it is accepted and durable.
    ///
    /// With it go the rows of a stream that cannot be taken; a row of the batch is no longer one of them.
    pub(crate) fn commit(
        &mut self,
        catalog: &Catalog,
        head: &Head,
        changes: &[RowChange],
        rejections: Rejections<'_>,
    ) -> Result<()> {
        let payload = encode(changes);
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO batches VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                head.revision,
                head.committed_at_ms,
                head.source_position,
                payload,
                head.checksum(&payload)
            ],
        )?;
        if rejections.are_there {
            for change in changes {
                transaction.execute(
                    "DELETE FROM rejected_rows WHERE table_name = ?1 AND id = ?2",
                    params![catalog.tables[change.table].name, change.id],
                )?;
            }
        }
        for row in rejections.new {
            insert_rejected(&transaction, head.revision, row)?;
        }
        write_head(&transaction, head)?;
        Ok(transaction.commit()?)
    }

    /// Makes a source's position durable that changes no row.
    pub(crate) fn advance(&mut self, head: &Head) -> Result<()> {
        let transaction = self.connection.transaction()?;
        write_head(&transaction, head)?;
        Ok(transaction.commit()?)
    }

    /// Switches to a generation that holds every batch up to its revision; [`Log::drop_batches`] may drop those then.
    ///
    /// A load replaces the rejected rows of earlier ones and says what is followed; a fold leaves both as they are.
    pub(crate) fn switch(
        &mut self,
        head: &Head,
        base_revision: i64,
        loaded: Option<Loaded<'_>>,
    ) -> Result<()> {
        let transaction = self.connection.transaction()?;
        if let Some(Loaded { rejected, followed }) = loaded {
            write_followed(&transaction, followed)?;
            transaction.execute("DELETE FROM rejected_rows", [])?;
            for row in rejected {
                insert_rejected(&transaction, base_revision, row)?;
            }
        }
        write_head(&transaction, head)?;
        failpoint::pass("switch-before-commit");
        Ok(transaction.commit()?)
    }

    /// Drops some of the oldest batches that the serving generation holds; false once there are no more.
    ///
    /// A piece at a time: what is deleted is overwritten, so that a whole log would hold writers up for seconds.
    pub(crate) fn drop_batches(&mut self, base_revision: i64) -> Result<bool> {
        let mut last = None;
        {
            let mut statement = self.connection.prepare_cached(
                "SELECT revision, length(payload) FROM batches WHERE revision <= ?1 ORDER BY revision",
            )?;
            let mut rows = statement.query([base_revision])?;
            let mut bytes = 0_i64;
            while let Some(row) = rows.next()? {
                last = Some(row.get::<_, i64>(0)?);
                bytes += row.get::<_, i64>(1)?;
                if bytes >= DROPPED_BYTES {
                    break;
                }
            }
        }
        let Some(last) = last else { return Ok(false) };
        self.connection.execute("DELETE FROM batches WHERE revision <= ?1", [last])?;
        Ok(true)
    }

    /// Makes what the head says now the lasting truth, after a commit that failed.
    ///
    /// A commit whose sync failed may leave whole frames in the write-ahead log: not seen now, but found after a kill.
    /// Writing the head as it stands overwrites them.
    pub(crate) fn settle(&mut self) -> Result<()> {
        let head = self.head()?.ok_or_else(|| Error::corrupt("the log has lost its head"))?;
        let transaction = self.connection.transaction()?;
        write_head(&transaction, &head)?;
        Ok(transaction.commit()?)
    }

    /// Calls back with every batch above a revision, in order, each compared with its checksum.
    pub(crate) fn replay(
        &self,
        catalog: &Catalog,
        above: i64,
        take: &mut dyn FnMut(Batch) -> Result<()>,
    ) -> Result<()> {
        self.replay_while(catalog, above, &mut |batch, _| {
            take(batch).map(|()| ControlFlow::Continue(()))
        })
    }

    /// As [`Log::replay`], until `take` has had enough; it is also told the bytes of the record.
    pub(super) fn replay_while(
        &self,
        catalog: &Catalog,
        above: i64,
        take: &mut dyn FnMut(Batch, usize) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let sql = "SELECT revision, committed_at_ms, source_position, payload, checksum FROM batches \
                   WHERE revision > ?1 ORDER BY revision";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([above])?;
        let mut last = above;
        while let Some(row) = rows.next()? {
            let record = Head {
                generation: 0,
                revision: row.get(0)?,
                committed_at_ms: row.get(1)?,
                source_position: row.get(2)?,
            };
            let revision = record.revision;
            let payload = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
            if revision != last + 1 || record.checksum(payload) != row.get::<_, i64>(4)? {
                return Err(Error::corrupt("a log record is not readable as written")
                    .with_context("revision", revision));
            }
            last = revision;
            let batch = Batch {
                revision,
                committed_at_ms: record.committed_at_ms,
                source_position: record.source_position,
                changes: decode(catalog, payload)?,
            };
            if take(batch, payload.len())?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// What is followed, as it was described when that began.
    ///
    /// # Errors
    /// `Corrupt` where it is not as written.
    pub(crate) fn followed(&self) -> Result<Option<String>> {
        let found =
            self.connection.query_row("SELECT description, checksum FROM followed", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
            });
        match found.optional()? {
            Some((description, checksum))
                if xxh3_64(description.as_bytes()).cast_signed() == checksum =>
            {
                Ok(Some(description))
            }
            Some(_) => Err(Error::corrupt("what the store follows is not readable as written")),
            None => Ok(None),
        }
    }

    /// Ends the following: the rows belong to the host from now on.
    pub(crate) fn unfollow(&mut self) -> Result<()> {
        write_followed(&self.connection, None)
    }

    /// The rows that loads and streams could not take.
    pub(crate) fn rejected_rows(&self) -> Result<Vec<RejectedRow>> {
        let sql = "SELECT table_name, id, reason FROM rejected_rows ORDER BY number";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(RejectedRow { table: row.get(0)?, id: row.get(1)?, reason: row.get(2)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many rows loads could not take.
    pub(crate) fn rejected_row_count(&self) -> Result<usize> {
        let count = self
            .connection
            .query_row("SELECT count(*) FROM rejected_rows", [], |row| row.get::<_, i64>(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// The key of the store's cursors; it is made at the first call, and lasts as long as the log.
    ///
    /// # Errors
    /// `Corrupt` for a key that is not as written: cursors would be refused for no reason that anyone could see.
    pub(crate) fn cursor_key(&mut self) -> Result<CursorKey> {
        if let Some(key) = self.kept_cursor_key()? {
            return Ok(key);
        }
        let key = CursorKey::random()?;
        self.connection.execute(
            "INSERT INTO cursor_key VALUES (1, ?1, ?2)",
            params![key.secret(), xxh3_64(key.secret()).cast_signed()],
        )?;
        Ok(key)
    }

    /// The key of the store's cursors, where it was made.
    ///
    /// # Errors
    /// As [`Log::cursor_key`].
    pub(crate) fn kept_cursor_key(&self) -> Result<Option<CursorKey>> {
        let found =
            self.connection.query_row("SELECT secret, checksum FROM cursor_key", [], |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
            });
        match found.optional()? {
            Some((secret, checksum)) if xxh3_64(&secret).cast_signed() == checksum => {
                CursorKey::new(&secret).map(Some)
            }
            Some(_) => Err(Error::corrupt("the cursor key in the log is not readable as written")),
            None => Ok(None),
        }
    }

    /// Compares every page and every record with what was written.
    pub(crate) fn verify(&self, catalog: &Catalog, above: i64) -> Result<()> {
        let report: String =
            self.connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if report != "ok" {
            return Err(Error::corrupt(format!("the log is damaged: {report}")));
        }
        self.replay(catalog, above, &mut |_| Ok(()))
    }

    /// Copies the log as it stands into a new file.
    pub(crate) fn backup(&self, to: &Path) -> Result<()> {
        files::touch_private(to)?;
        let mut copy = Connection::open(to)?;
        let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy)?;
        backup.run_to_completion(1024, std::time::Duration::ZERO, None)?;
        Ok(())
    }
}

fn insert_rejected(connection: &Connection, revision: i64, row: &RejectedRow) -> Result<()> {
    connection.execute(
        "INSERT INTO rejected_rows (revision, table_name, id, reason) VALUES (?1, ?2, ?3, ?4)",
        params![revision, row.table, row.id, row.reason],
    )?;
    Ok(())
}

fn write_followed(connection: &Connection, description: Option<&str>) -> Result<()> {
    connection.execute("DELETE FROM followed", [])?;
    if let Some(description) = description {
        connection.execute(
            "INSERT INTO followed VALUES (1, ?1, ?2)",
            params![description, xxh3_64(description.as_bytes()).cast_signed()],
        )?;
    }
    Ok(())
}

fn write_head(connection: &Connection, head: &Head) -> Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO head VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![
            head.generation.cast_signed(),
            head.revision,
            head.committed_at_ms,
            head.source_position,
            head.own_checksum()
        ],
    )?;
    Ok(())
}
