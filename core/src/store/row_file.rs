//! One table of the base: rows in clustered order, found by id and by parent, read in place.
//!
//! Layout, little-endian: magic and version (8 bytes), the row images back to back, then the index:
//! row ends (`u64` each), id hashes (`u64`, ascending) with their row numbers (`u32`), parent hashes
//! (`u64`, ascending) with first row and row count of each run (`u32` each), and a footer of four
//! `u64`: length of the images, rows, runs, magic. Hashes only narrow a search: the id itself is
//! compared, so that two ids of one hash are told apart.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use memmap2::Mmap;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::files;
use crate::error::{Error, Result};
use crate::model::catalog::Table;
use crate::model::row::RowRef;
use crate::width::{to_index, to_stored};

const MAGIC: &[u8; 4] = b"AERF";
const VERSION: u32 = 1;
const HEADER: usize = 8;
const FOOTER: usize = 32;
/// Read at a time for a checksum: no more is resident for it.
const DIGEST_BYTES: usize = 32 << 20;

/// Writes the rows of one table, in the order in which they are pushed.
pub(crate) struct RowFileWriter {
    out: BufWriter<File>,
    hash: Xxh3,
    written: u64,
    row_ends: Vec<u64>,
    ids: Vec<(u64, u32)>,
    runs: Vec<(u64, u32, u32)>,
    open_parent: Vec<u8>,
    has_open_run: bool,
    parent: Option<usize>,
}

impl RowFileWriter {
    pub(crate) fn create(path: &Path, table: &Table) -> Result<Self> {
        let mut writer = Self {
            out: BufWriter::with_capacity(1 << 20, files::create_new(path)?),
            hash: Xxh3::new(),
            written: 0,
            row_ends: Vec::new(),
            ids: Vec::new(),
            runs: Vec::new(),
            open_parent: Vec::new(),
            has_open_run: false,
            parent: table.parent,
        };
        writer.put(MAGIC)?;
        writer.put(&VERSION.to_le_bytes())?;
        Ok(writer)
    }

    pub(crate) fn push(&mut self, image: &[u8]) -> Result<()> {
        let row_number = u32::try_from(self.row_ends.len()).map_err(|_| {
            Error::new(crate::ErrorKind::ResourceExhausted, "a table holds at most 2^32 rows")
        })?;
        let row = RowRef::new(image);
        self.ids.push((xxh3_64(row.text(0).as_bytes()), row_number));
        if let Some(parent) = self.parent {
            match row.text_opt(parent) {
                None => self.has_open_run = false,
                Some(id) if self.has_open_run && id.as_bytes() == self.open_parent => {
                    if let Some(run) = self.runs.last_mut() {
                        run.2 += 1;
                    }
                }
                Some(id) => {
                    self.open_parent.clear();
                    self.open_parent.extend_from_slice(id.as_bytes());
                    self.has_open_run = true;
                    self.runs.push((xxh3_64(id.as_bytes()), row_number, 1));
                }
            }
        }
        self.put(image)?;
        self.row_ends.push(self.written - HEADER as u64);
        Ok(())
    }

    /// Writes the index, syncs the file, and returns its checksum.
    pub(crate) fn finish(mut self) -> Result<u64> {
        let data_length = self.written - HEADER as u64;
        self.ids.sort_unstable();
        self.runs.sort_unstable();
        let row_ends = std::mem::take(&mut self.row_ends);
        let ids = std::mem::take(&mut self.ids);
        let runs = std::mem::take(&mut self.runs);
        for end in &row_ends {
            self.put(&end.to_le_bytes())?;
        }
        for (hash, _) in &ids {
            self.put(&hash.to_le_bytes())?;
        }
        for (_, row) in &ids {
            self.put(&row.to_le_bytes())?;
        }
        for (hash, ..) in &runs {
            self.put(&hash.to_le_bytes())?;
        }
        for (_, first, _) in &runs {
            self.put(&first.to_le_bytes())?;
        }
        for (.., count) in &runs {
            self.put(&count.to_le_bytes())?;
        }
        self.put(&data_length.to_le_bytes())?;
        self.put(&(row_ends.len() as u64).to_le_bytes())?;
        self.put(&(runs.len() as u64).to_le_bytes())?;
        self.put(b"AERFTAIL")?;
        let digest = self.hash.digest();
        files::sync(&self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?)?;
        Ok(digest)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)?;
        self.written += bytes.len() as u64;
        Ok(())
    }
}

/// The rows of one table of the base, mapped read-only.
#[derive(Debug)]
pub(crate) struct RowFile {
    map: Mmap,
    parent: Option<usize>,
    row_count: usize,
    run_count: usize,
    row_ends: usize,
    id_hashes: usize,
    id_rows: usize,
    run_hashes: usize,
    run_firsts: usize,
    run_counts: usize,
}

impl RowFile {
    /// Maps a file and checks its frame; `checksum` compares the whole of it where given.
    pub(crate) fn open(path: &Path, table: &Table, checksum: Option<u64>) -> Result<Self> {
        let map = files::map(path)?;
        let broken = || {
            Error::corrupt(format!("the rows of `{}` are not readable as written", table.name))
                .with_context("file", path.display())
        };
        if checksum.is_some_and(|expected| digest(&map) != expected) {
            return Err(broken());
        }
        if map.len() < HEADER + FOOTER || &map[..4] != MAGIC || map[4..8] != VERSION.to_le_bytes() {
            return Err(broken());
        }
        let footer = map.len() - FOOTER;
        if &map[footer + 24..] != b"AERFTAIL" {
            return Err(broken());
        }
        let sizes =
            [0, 8, 16].map(|at| usize::try_from(read_u64(&map, footer + at)).unwrap_or(usize::MAX));
        let [data_length, row_count, run_count] = sizes;
        let index_length =
            row_count.checked_mul(20).and_then(|rows| rows.checked_add(run_count.checked_mul(16)?));
        let total = index_length
            .and_then(|index| index.checked_add(data_length)?.checked_add(HEADER + FOOTER));
        if total != Some(map.len()) {
            return Err(broken());
        }
        let row_ends = HEADER + data_length;
        let id_hashes = row_ends + 8 * row_count;
        let id_rows = id_hashes + 8 * row_count;
        let run_hashes = id_rows + 4 * row_count;
        let run_firsts = run_hashes + 8 * run_count;
        let run_counts = run_firsts + 4 * run_count;
        let parent = table.parent;
        Ok(Self {
            map,
            parent,
            row_count,
            run_count,
            row_ends,
            id_hashes,
            id_rows,
            run_hashes,
            run_firsts,
            run_counts,
        })
    }

    pub(crate) fn row_count(&self) -> u32 {
        to_stored(self.row_count)
    }

    pub(crate) fn byte_count(&self) -> usize {
        self.map.len()
    }

    pub(crate) fn row(&self, row_number: u32) -> RowRef<'_> {
        let index = row_number as usize;
        let start =
            if index == 0 { 0 } else { read_u64(&self.map, self.row_ends + 8 * (index - 1)) };
        let end = read_u64(&self.map, self.row_ends + 8 * index);
        RowRef::new(&self.map[HEADER + to_index(start)..HEADER + to_index(end)])
    }

    /// The row of an id. *Cost*: a binary search over hashes.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        let hash = xxh3_64(id.as_bytes());
        let mut index = self.first_not_below(self.id_hashes, self.row_count, hash);
        while index < self.row_count && read_u64(&self.map, self.id_hashes + 8 * index) == hash {
            let row_number = read_u32(&self.map, self.id_rows + 4 * index);
            if self.row(row_number).text(0) == id {
                return Some(row_number);
            }
            index += 1;
        }
        None
    }

    /// The runs of rows whose parent has this id; one run, unless rows of several tenants name it.
    pub(crate) fn children(&self, parent_id: &str) -> impl Iterator<Item = Range<u32>> + '_ {
        let hash = xxh3_64(parent_id.as_bytes());
        let first = if self.parent.is_some() {
            self.first_not_below(self.run_hashes, self.run_count, hash)
        } else {
            self.run_count
        };
        let parent_id = parent_id.to_owned();
        (first..self.run_count)
            .take_while(move |index| read_u64(&self.map, self.run_hashes + 8 * index) == hash)
            .filter_map(move |index| {
                let first = read_u32(&self.map, self.run_firsts + 4 * index);
                let count = read_u32(&self.map, self.run_counts + 4 * index);
                let is_same = self.row(first).text(self.parent?) == parent_id;
                is_same.then_some(first..first + count)
            })
    }

    /// The ids that more than one row has, each once for every row beyond the first.
    pub(crate) fn duplicate_ids(&self) -> Vec<String> {
        let mut duplicates = Vec::new();
        let mut index = 0;
        while index < self.row_count {
            let hash = read_u64(&self.map, self.id_hashes + 8 * index);
            let mut seen = std::collections::HashSet::new();
            let first = index;
            while index < self.row_count && read_u64(&self.map, self.id_hashes + 8 * index) == hash
            {
                index += 1;
            }
            // Nearly every hash stands alone: no row is read then.
            for index in (first..index).filter(|_| index - first > 1) {
                let id = self.row(read_u32(&self.map, self.id_rows + 4 * index)).text(0);
                if !seen.insert(id) {
                    duplicates.push(id.to_owned());
                }
            }
        }
        duplicates
    }

    /// Gives the pages read so far back to the operating system's cache.
    pub(crate) fn release_pages(&self) {
        files::release_pages(&self.map);
    }

    fn first_not_below(&self, hashes: usize, count: usize, hash: u64) -> usize {
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            if read_u64(&self.map, hashes + 8 * middle) < hash {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// The checksum of a mapped file, whose pages are given back as they are read.
fn digest(map: &Mmap) -> u64 {
    let mut hash = Xxh3::new();
    for piece in map.chunks(DIGEST_BYTES) {
        hash.update(piece);
        files::release_pages(map);
    }
    hash.digest()
}

#[inline]
fn read_u64(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(word)
}

#[inline]
fn read_u32(bytes: &[u8], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(word)
}
