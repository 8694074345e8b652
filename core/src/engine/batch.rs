//! Batches of needs: a stream of blocks, each of which is computed when it is asked for.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};

use super::{Engine, Pinned};
use crate::columnar::ColumnSpelling;
use crate::error::{Error, Result};
use crate::matching::{
    Answered, BLOCK_NEEDS, BatchMatch, BatchResult, Block, Field, MatchBatch, Roster, Way,
    check_all, record_batch,
};
use crate::options::{CallOptions, Progress};
use crate::registry::Operation;
use crate::snapshot::Answer;
use crate::vector::Kernels;

/// The most needs of one answer; a stream takes any number.
const NEEDS_MAX: usize = 10_000;
/// What progress is told of.
const STEP: &str = "match";

/// The matches of a batch, a block of needs at a time, at one revision.
///
/// A block is computed when it is asked for, and none ahead: who stops asking stops the work. The revision is
/// held until this is dropped. *Shape*: a record batch per 384 needs, with the columns of the operation
/// `match_batch`: `need` (the position in the request), `rank`, `advisor_id`, `score`, `points` and `parts` (null
/// unless they were asked for). *Order*: position of the needs, rank. *Memory*: beside the needs themselves, one
/// block: its rows, 1 byte for each value of its embeddings, and 8 bytes for each advisor and each group of its needs
/// that differ in more than their embeddings; and from the first block that needs it on, one byte for each value of the
/// advisors' embeddings.
///
/// It ends after an error. With a deadline, all blocks count.
///
/// ```
/// # use advisor_engine::{CallOptions, ClientNeeds, Engine, MatchBatch};
/// # let engine = Engine::in_memory(Default::default())?;
/// let batch = MatchBatch { needs: vec![ClientNeeds::default(); 400], parts: false };
/// let blocks = engine.match_batches(batch, &CallOptions::default())?;
/// assert_eq!((blocks.revision(), blocks.schema().field(2).name().as_str()), (0, "advisor_id"));
/// let rows: Vec<usize> = blocks.map(|rows| Ok(rows?.num_rows())).collect::<Result<_, advisor_engine::Error>>()?;
/// assert_eq!(rows, [0, 0]); // 384 needs and 16, in a marketplace without advisors
/// # Ok::<(), advisor_engine::Error>(())
/// ```
pub struct BatchMatches {
    pinned: Pinned,
    batch: MatchBatch,
    options: CallOptions,
    schema: SchemaRef,
    way: Way,
    /// Made by the first block that needs it.
    field: Option<Field>,
    /// The position of the next needs.
    next: usize,
}

impl std::fmt::Debug for BatchMatches {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("BatchMatches")
            .field("pinned", &self.pinned)
            .field("needs", &self.batch.needs.len())
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

impl BatchMatches {
    fn new(pinned: Pinned, batch: MatchBatch, options: &CallOptions) -> Result<Self> {
        let engine = pinned.engine.0.clone();
        engine.run("match_batch", options, |_| {
            let roster = Roster::of(&pinned.snapshot)?;
            check_all(roster, &batch.needs, options)
        })?;
        let schema = schema(&pinned, ColumnSpelling::Snake)?;
        let options = options.clone();
        Ok(Self { pinned, batch, options, schema, way: Way::Planned, field: None, next: 0 })
    }

    /// The same with columns in another spelling.
    ///
    /// # Errors
    /// None in practice: the operation has a table.
    pub fn with_spelling(mut self, spelling: ColumnSpelling) -> Result<Self> {
        self.schema = schema(&self.pinned, spelling)?;
        Ok(self)
    }

    /// The columns of every record batch; the revision and when it was committed are in the metadata, as JSON.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The revision that is matched against.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.pinned.revision()
    }

    /// Puts other options in the place of those that it began with: a deadline and a cancel flag of their own for the
    /// blocks that are left.
    pub fn set_options(&mut self, options: &CallOptions) {
        self.options = options.clone();
    }

    /// The rows of the next block; none after the last, and after an error.
    fn next_rows(&mut self) -> Option<Result<Vec<BatchMatch>>> {
        if self.next >= self.batch.needs.len() {
            return None;
        }
        let Self { pinned, batch, options, way, field, next, schema: _ } = self;
        let first = *next;
        let end = (first + BLOCK_NEEDS).min(batch.needs.len());
        let rows = pinned.engine.0.run("match_batch", options, |_| {
            let block = Block {
                roster: Roster::of(&pinned.snapshot)?,
                batch,
                first,
                way: *way,
                kernels: Kernels::detect(),
                options,
            };
            let Answered { rows, tiled, rescored } = block.answer(field)?;
            tracing::debug!(first, end, tiled, rescored, "a block of a batch was matched");
            let row_count = end as u64;
            options.report(&Progress { table: "advisor_profiles", step: STEP, row_count });
            Ok(rows)
        });
        *next = if rows.is_ok() { end } else { batch.needs.len() };
        Some(rows)
    }
}

impl Iterator for BatchMatches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.next_rows()?;
        Some(rows.and_then(|rows| record_batch(&self.schema, &rows)))
    }
}

/// The columns of the operation's table, with what an answer holds beside its rows.
fn schema(pinned: &Pinned, spelling: ColumnSpelling) -> Result<SchemaRef> {
    let columns = Operation::find("match_batch")?
        .table_schema(spelling)
        .ok_or_else(|| Error::internal("`match_batch` has no table"))?;
    let as_of = serde_json::to_string(pinned.as_of())
        .map_err(|source| Error::internal("a time has no JSON form").with_source(source))?;
    let metadata =
        [("revision".to_owned(), pinned.revision().to_string()), (spelling.spell("asOf"), as_of)];
    Ok(Arc::new(Schema::clone(&columns).with_metadata(std::collections::HashMap::from(metadata))))
}

impl Engine {
    /// Ranks the advisors of the marketplace for each of up to 10,000 needs, exactly: one answer.
    ///
    /// *Order*: position of the needs, score descending, advisor id. *Cost*: as [`Engine::match_batches`].
    ///
    /// # Errors
    /// `InvalidArgument` for more needs; as [`Engine::match_advisors`] for each, with its position in the field's name.
    ///
    /// ```
    /// # use advisor_engine::{CallOptions, ClientNeeds, Engine, MatchBatch};
    /// # let engine = Engine::in_memory(Default::default())?;
    /// let needs = vec![ClientNeeds::default(), ClientNeeds { limit: 0, ..ClientNeeds::default() }];
    /// let refused = engine.match_batch(MatchBatch { needs, parts: false }, &CallOptions::default());
    /// let error = refused.expect_err("no match can be limited to none");
    /// assert_eq!(error.message(), "field `needs[1].limit` is 0; expected 1 to 1000");
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn match_batch(
        &self,
        batch: MatchBatch,
        options: &CallOptions,
    ) -> Result<Answer<BatchResult>> {
        self.pin().map_err(|error| error.with_operation("match_batch"))?.match_batch(batch, options)
    }

    /// Ranks the advisors of the marketplace for each of any number of needs, exactly, block by block.
    ///
    /// Ids, order and scores are those of [`Engine::match_advisors`] for each needs, to the bit. All needs are checked
    /// before the first block. *Cost*: as many matches, or one product of all codes with all where that is less.
    ///
    /// # Errors
    /// As [`Engine::match_advisors`] for each, with its position in the field's name; each block can be `Cancelled`
    /// and run into its `Timeout`.
    pub fn match_batches(&self, batch: MatchBatch, options: &CallOptions) -> Result<BatchMatches> {
        self.pin()
            .map_err(|error| error.with_operation("match_batch"))?
            .match_batches(batch, options)
    }
}

impl Pinned {
    /// As [`Engine::match_batch`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::match_batch`].
    pub fn match_batch(
        &self,
        batch: MatchBatch,
        options: &CallOptions,
    ) -> Result<Answer<BatchResult>> {
        if batch.needs.len() > NEEDS_MAX {
            return Err(Error::invalid(format!(
                "field `needs` has {} entries; expected at most {NEEDS_MAX}",
                batch.needs.len()
            ))
            .with_operation("match_batch"));
        }
        let mut blocks = self.match_batches(batch, options)?;
        let mut matches = Vec::new();
        while let Some(rows) = blocks.next_rows() {
            matches.append(&mut rows?);
        }
        Ok(self.snapshot.answer(BatchResult { matches }))
    }

    /// As [`Engine::match_batches`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::match_batches`].
    pub fn match_batches(&self, batch: MatchBatch, options: &CallOptions) -> Result<BatchMatches> {
        BatchMatches::new(self.clone(), batch, options)
    }
}
