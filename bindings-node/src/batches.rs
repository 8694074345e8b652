//! Batches of matches: blocks that are computed one by one, each a small stream of Arrow's own format.

use std::sync::Arc;

use advisor_engine::{
    BatchMatches, CallOptions, ColumnSpelling, Error, ErrorKind, MatchBatch, Pinned,
};
use arrow_ipc::writer::StreamWriter;
use parking_lot::Mutex;

/// Where the reading of a batch stands.
pub(crate) enum Batches {
    /// The needs were read and not yet checked.
    Begun(Pinned, MatchBatch),
    Reading(BatchMatches),
    Over,
}

/// Shared between JavaScript and the thread that computes a block.
pub(crate) type SharedBatches = Arc<Mutex<Batches>>;

impl Batches {
    /// The next block; none after the last.
    pub(crate) fn next(&mut self, options: &CallOptions) -> Result<Option<Vec<u8>>, Error> {
        // An error ends it: only a block that was answered puts the rest back.
        let mut matches = match std::mem::replace(self, Self::Over) {
            Self::Begun(pinned, batch) => {
                pinned.match_batches(batch, options)?.with_spelling(ColumnSpelling::Camel)?
            }
            Self::Reading(matches) => matches,
            Self::Over => return Ok(None),
        };
        matches.set_options(options);
        let Some(batch) = matches.next().transpose()? else { return Ok(None) };
        let no_bytes = |source| {
            Error::new(ErrorKind::Internal, "a block has no Arrow form").with_source(source)
        };
        let mut writer = StreamWriter::try_new(Vec::new(), &matches.schema()).map_err(no_bytes)?;
        writer.write(&batch).map_err(no_bytes)?;
        let bytes = writer.into_inner().map_err(no_bytes)?;
        *self = Self::Reading(matches);
        Ok(Some(bytes))
    }
}
