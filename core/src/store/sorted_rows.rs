//! The rows of a load in the order of a base, however many there are: sorted in memory as they come, spilled in runs, and
//! merged when they are read (D. E. Knuth, The Art of Computer Programming 3, 5.4).

use std::cmp::Ordering;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, HashMap};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Table, TableId};
use crate::model::row::RowRef;
use crate::width::{to_index, to_stored};

/// Rows with their keys that are sorted at a time: what a table of a load holds in memory.
const RUN_BYTES: usize = 48 << 20;
/// A last run that is no larger stays in memory: most tables are small.
const KEPT_BYTES: usize = 1 << 20;
/// What is read of a run at a time.
const READ_BYTES: usize = 256 << 10;
/// Before each record of a run: the lengths of key and image.
const FRAME: usize = 8;

/// Ids with the ids of their parents.
type Parents = HashMap<Box<str>, Box<str>>;

/// The parents of rows through which other tables are clustered, of the tables that were read by now.
#[derive(Debug, Default)]
pub(crate) struct ClusterParents(Mutex<HashMap<TableId, Arc<Parents>>>);

/// Takes the rows of one table in any order.
pub(crate) struct RowSorter<'a> {
    id: TableId,
    table: &'static Table,
    folder: &'a Path,
    clusters: &'a ClusterParents,
    /// Of the table through which this one is clustered.
    through: Option<Arc<Parents>>,
    /// Of this table, where another is clustered through it.
    parents: Option<Parents>,
    /// Keys, each followed by its image.
    records: Vec<u8>,
    places: Vec<Place>,
    spilled: Spilled,
    run_bytes: usize,
    row_count: u64,
}

/// Where a record lies: its key, then its image.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    middle: u32,
    end: u32,
}

/// Runs in a file without a name, one behind the other.
#[derive(Debug, Default)]
struct Spilled {
    file: Option<File>,
    runs: Vec<Range<u64>>,
}

/// The rows of one table, to be read in order as often as wanted; its files go with it.
#[derive(Debug)]
pub(crate) struct SortedRows {
    spilled: Spilled,
    /// The last run.
    kept: Vec<u8>,
    /// Elements that were left out of lists of records.
    pub(crate) malformed_element_count: u64,
}

impl ClusterParents {
    fn of(&self, table: TableId) -> Option<Arc<Parents>> {
        self.0.lock().get(&table).cloned()
    }
}

/// The table through which one is clustered, by way of its parents.
pub(crate) fn clustered_through(catalog: &Catalog, table: &Table) -> Option<TableId> {
    let through = catalog.position(table.cluster_through?).ok()?;
    catalog.tables[through].parent.map(|_| through)
}

impl<'a> RowSorter<'a> {
    /// `folder` takes what does not fit into memory. A table through which this one is clustered must be finished before.
    pub(crate) fn new(
        catalog: &'static Catalog,
        id: TableId,
        folder: &'a Path,
        clusters: &'a ClusterParents,
    ) -> Self {
        let table = &catalog.tables[id];
        let mut others = catalog.tables.iter();
        let is_through = others.any(|other| clustered_through(catalog, other) == Some(id));
        Self {
            id,
            table,
            folder,
            clusters,
            through: clustered_through(catalog, table).and_then(|through| clusters.of(through)),
            parents: is_through.then(Parents::new),
            records: Vec::new(),
            places: Vec::new(),
            spilled: Spilled::default(),
            run_bytes: RUN_BYTES,
            row_count: 0,
        }
    }

    /// Rows that were pushed.
    pub(crate) fn row_count(&self) -> u64 {
        self.row_count
    }

    /// Takes a row.
    ///
    /// # Errors
    /// `Io` when what does not fit into memory cannot be written.
    pub(crate) fn push(&mut self, image: &[u8]) -> Result<()> {
        let row = RowRef::new(image);
        let start = to_stored(self.records.len());
        self.push_key(row);
        let middle = to_stored(self.records.len());
        self.records.extend_from_slice(image);
        self.places.push(Place { start, middle, end: to_stored(self.records.len()) });
        self.row_count += 1;
        if let (Some(parents), Some(parent)) = (&mut self.parents, self.table.parent)
            && let Some(parent) = row.text_opt(parent)
        {
            parents.insert(row.text(0).into(), parent.into());
        }
        if self.records.len() >= self.run_bytes { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> Result<()> {
        let mut file = match self.spilled.file.take() {
            Some(file) => file,
            None => tempfile::tempfile_in(self.folder)?,
        };
        let start = file.stream_position()?;
        let mut out = BufWriter::with_capacity(READ_BYTES, &file);
        self.write_run(&mut out)?;
        drop(out);
        self.spilled.runs.push(start..file.stream_position()?);
        self.spilled.file = Some(file);
        Ok(())
    }

    /// Tenant, the parent's parent where rows are clustered by it, parent, id; rows without one come last.
    fn push_key(&mut self, row: RowRef<'_>) {
        let column = |position: Option<usize>| position.map(|position| row.text_opt(position));
        let cluster = self.table.cluster_through.and(self.table.parent).map(|parent| {
            let grandparent = self.through.as_ref()?.get(row.text_opt(parent)?)?;
            Some(&**grandparent)
        });
        let parts =
            [column(self.table.tenant), cluster, column(self.table.parent), column(Some(0))];
        for part in parts.into_iter().flatten() {
            match part {
                // Shorter texts come first, whatever follows them.
                Some(text) => {
                    self.records.push(0);
                    self.records.extend_from_slice(text.as_bytes());
                    self.records.push(0);
                }
                None => self.records.push(1),
            }
        }
    }

    /// Sorts what is in memory, writes it, and lets it go.
    fn write_run(&mut self, out: &mut dyn Write) -> Result<()> {
        let (records, places) = (&self.records, &mut self.places);
        let slice = |start: u32, end: u32| &records[to_index(start.into())..to_index(end.into())];
        places.sort_unstable_by(|one, other| {
            slice(one.start, one.middle).cmp(slice(other.start, other.middle))
        });
        for Place { start, middle, end } in &*places {
            out.write_all(&(middle - start).to_le_bytes())?;
            out.write_all(&(end - middle).to_le_bytes())?;
            out.write_all(slice(*start, *end))?;
        }
        out.flush()?;
        self.records.clear();
        self.places.clear();
        Ok(())
    }

    /// The rows, once there are no more.
    ///
    /// # Errors
    /// As [`RowSorter::push`].
    pub(crate) fn finish(mut self) -> Result<SortedRows> {
        let mut kept = Vec::new();
        if self.records.len() > KEPT_BYTES {
            self.spill()?;
        } else {
            self.write_run(&mut kept)?;
        }
        if let Some(parents) = self.parents.take() {
            self.clusters.0.lock().insert(self.id, Arc::new(parents));
        }
        Ok(SortedRows {
            spilled: std::mem::take(&mut self.spilled),
            kept,
            malformed_element_count: 0,
        })
    }
}

/// What is left of a run in its file.
struct Run<'a> {
    file: &'a File,
    at: u64,
    end: u64,
}

impl Read for Run<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let wanted = buffer.len().min(to_index(self.end - self.at));
        let count = self.file.read_at(&mut buffer[..wanted], self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// The next record of a run.
struct Head<'a> {
    run: Box<dyn Read + 'a>,
    /// Of equal keys, those of the earlier run come first.
    number: usize,
    record: Vec<u8>,
    key_length: usize,
}

impl Head<'_> {
    fn key(&self) -> &[u8] {
        &self.record[..self.key_length]
    }

    /// Reads the next record; false at the end of the run.
    fn advance(&mut self) -> Result<bool> {
        let mut frame = [0; FRAME];
        match self.run.read_exact(&mut frame) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(Error::from(error)),
        }
        let [key_length, image_length] = [0, 4].map(|at| {
            to_index(
                u32::from_le_bytes([frame[at], frame[at + 1], frame[at + 2], frame[at + 3]]).into(),
            )
        });
        self.key_length = key_length;
        self.record.resize(key_length + image_length, 0);
        self.run.read_exact(&mut self.record)?;
        Ok(true)
    }
}

impl PartialEq for Head<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head<'_> {}

impl PartialOrd for Head<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The heap gives its greatest: the smallest key is that.
impl Ord for Head<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(self.key()).then_with(|| other.number.cmp(&self.number))
    }
}

impl SortedRows {
    /// Hands over every image in order.
    ///
    /// # Errors
    /// `Io` when a run cannot be read; as `take` has them.
    pub(crate) fn for_each(&self, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut runs: Vec<Box<dyn Read + '_>> = Vec::new();
        let Spilled { file, runs: spilled } = &self.spilled;
        for (file, run) in file.iter().flat_map(|file| spilled.iter().map(move |run| (file, run))) {
            let run = Run { file, at: run.start, end: run.end };
            runs.push(Box::new(BufReader::with_capacity(READ_BYTES, run)));
        }
        runs.push(Box::new(&*self.kept));
        let mut heads = BinaryHeap::new();
        for (number, run) in runs.into_iter().enumerate() {
            let mut head = Head { run, number, record: Vec::new(), key_length: 0 };
            if head.advance()? {
                heads.push(head);
            }
        }
        while let Some(mut head) = heads.peek_mut() {
            take(&head.record[head.key_length..])?;
            if !head.advance()? {
                drop(PeekMut::pop(head));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
