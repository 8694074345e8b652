//! The log as a follower reads it, in another process than the one that writes it.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::batch::Batch;
use super::log::{Head, Log};
use crate::error::{Error, Result};
use crate::model::catalog::Catalog;

/// A piece of the log that is taken at once ends with the batch that reaches one of these: while it is read, the
/// writer cannot shorten the write-ahead log.
const PIECE_BATCHES: usize = 256;
const PIECE_BYTES: usize = 8 << 20;

/// What one state of the log holds above a revision.
#[derive(Debug)]
pub(crate) struct Ahead {
    pub(crate) head: Head,
    /// The next batches without a gap: all, or a piece of them.
    pub(crate) batches: Vec<Batch>,
    /// Whether the next revision is not in the log any more, or never was: the base that the head names holds it.
    pub(crate) is_in_a_base: bool,
}

impl Log {
    /// Opens the log of a store that another process may have open; no row and no page of it can be written.
    ///
    /// SQLite opens the log itself for reading alone. The index that the processes share (`log.sqlite-shm`) it opens
    /// for writing, and makes where it is missing, as it does with an empty `log.sqlite-wal`: with it, readers mark
    /// what they read, and the first one after a kill builds it anew from the write-ahead log. A connection for reading
    /// never moves pages from the write-ahead log into the log, nor removes either.
    ///
    /// # Errors
    /// `Io` where it is not there or may not be read.
    pub(crate) fn open_to_read(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self { connection: Connection::open_with_flags(path, flags)? })
    }

    /// Whether the writer has made its tables: a store that is being made has none for a moment.
    pub(crate) fn is_made(&self) -> Result<bool> {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'head'";
        Ok(self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))? > 0)
    }

    /// A number that differs from the last one if another connection has committed meanwhile.
    ///
    /// *Cost*: a lock in memory that the processes share, and no read.
    pub(crate) fn data_version(&self) -> Result<i64> {
        let mut statement = self.connection.prepare_cached("PRAGMA data_version")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Runs a read within one state of the log, whatever is committed meanwhile.
    ///
    /// # Errors
    /// `Corrupt` where the log has no head, and what the read says.
    pub(crate) fn in_one_state<T>(&self, read: impl FnOnce(Head) -> Result<T>) -> Result<T> {
        // It begins with the first read, which is that of the head; dropped, it ends.
        let transaction = self.connection.unchecked_transaction()?;
        let head = self.head()?.ok_or_else(|| Error::corrupt("the log has lost its head"))?;
        let result = read(head);
        drop(transaction);
        result
    }

    /// Reads on above a revision that some generation holds, with or without batches.
    ///
    /// Nothing can be missed: head and batches are of one state. Batches are taken out of the log, the oldest first, once
    /// the head names a base that holds them, so that the next revision is either here with all that follow it, or in
    /// that base.
    pub(crate) fn ahead(&self, catalog: &Catalog, revision: i64) -> Result<Ahead> {
        self.in_one_state(|head| {
            let mut batches = Vec::new();
            let next: Option<i64> = self.connection.query_row(
                "SELECT min(revision) FROM batches WHERE revision > ?1",
                [revision],
                |row| row.get(0),
            )?;
            let is_in_a_base = head.revision > revision && next != Some(revision + 1);
            if !is_in_a_base {
                let mut bytes = 0;
                self.replay_while(catalog, revision, &mut |batch, payload_bytes| {
                    batches.push(batch);
                    bytes += payload_bytes;
                    Ok(if batches.len() >= PIECE_BATCHES || bytes >= PIECE_BYTES {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    })
                })?;
            }
            Ok(Ahead { head, batches, is_in_a_base })
        })
    }
}
