//! Answers block by block: each is computed when it is asked for, and is a small stream of Arrow's own format.

use std::sync::Arc;

use advisor_engine::{
    BatchMatches, CallOptions, ColumnSpelling, Engine, Error, ErrorKind, MatchBatch, Pinned,
    SqlQuery, SqlRows, Tenant,
};
use arrow_ipc::writer::StreamWriter;
use parking_lot::Mutex;

/// Record batches of SQL that make one block: what a stream costs beside its rows is then little.
const BATCHES_OF_A_BLOCK: usize = 16;

/// What rows of SQL are asked of.
pub(crate) enum Asked {
    Tenant(Tenant),
    Engine(Engine),
    Pinned(Pinned),
}

/// Where the reading stands.
pub(crate) enum Batches {
    /// The needs were read and not yet checked.
    Begun(Pinned, MatchBatch),
    Reading(BatchMatches),
    /// The statement was read and not yet checked.
    Asked(Asked, SqlQuery),
    Rows(Box<SqlRows>),
    Over,
}

/// Shared between JavaScript and the thread that computes a block.
pub(crate) type SharedBatches = Arc<Mutex<Batches>>;

impl Batches {
    /// The next block; none after the last.
    pub(crate) fn next(&mut self, options: &CallOptions) -> Result<Option<Vec<u8>>, Error> {
        // An error ends it: only a block that was answered puts the rest back.
        match std::mem::replace(self, Self::Over) {
            Self::Begun(pinned, batch) => {
                let matches = pinned.match_batches(batch, options)?;
                self.next_matches(matches.with_spelling(ColumnSpelling::Camel)?)
            }
            Self::Reading(mut matches) => {
                matches.set_options(options);
                self.next_matches(matches)
            }
            Self::Asked(asked, query) => {
                let rows = match asked {
                    Asked::Tenant(tenant) => tenant.query_batches(&query, options),
                    Asked::Engine(engine) => engine.query_whole_batches(&query, options),
                    Asked::Pinned(pinned) => pinned.query_whole_batches(&query, options),
                };
                // The first block is there without rows, too: it tells the columns.
                self.next_rows(Box::new(rows?), true)
            }
            Self::Rows(mut rows) => {
                rows.set_options(options);
                self.next_rows(rows, false)
            }
            Self::Over => Ok(None),
        }
    }

    fn next_matches(&mut self, mut matches: BatchMatches) -> Result<Option<Vec<u8>>, Error> {
        let Some(batch) = matches.next().transpose()? else { return Ok(None) };
        let mut writer = StreamWriter::try_new(Vec::new(), &matches.schema()).map_err(no_bytes)?;
        writer.write(&batch).map_err(no_bytes)?;
        let bytes = writer.into_inner().map_err(no_bytes)?;
        *self = Self::Reading(matches);
        Ok(Some(bytes))
    }

    fn next_rows(
        &mut self,
        mut rows: Box<SqlRows>,
        is_first: bool,
    ) -> Result<Option<Vec<u8>>, Error> {
        let mut writer = StreamWriter::try_new(Vec::new(), &rows.schema()).map_err(no_bytes)?;
        let mut count = 0;
        while count < BATCHES_OF_A_BLOCK
            && let Some(batch) = rows.next().transpose()?
        {
            writer.write(&batch).map_err(no_bytes)?;
            count += 1;
        }
        if count == 0 && !is_first {
            return Ok(None);
        }
        let bytes = writer.into_inner().map_err(no_bytes)?;
        if count == BATCHES_OF_A_BLOCK {
            *self = Self::Rows(rows);
        }
        Ok(Some(bytes))
    }
}

fn no_bytes(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Internal, "a block has no Arrow form").with_source(source)
}
