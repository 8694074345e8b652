//! The vectors of the base: one matrix, row-major, `f32`, mapped read-only.
//!
//! Layout, little-endian: magic and version (8 bytes), dimension and count (`u64` each), padding to 64
//! bytes, then `count × dimension` values. Vector i belongs to row i of the embeddings table.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use memmap2::Mmap;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::files;
use crate::error::{Error, Result};

const MAGIC: &[u8; 4] = b"AEVF";
const VERSION: u32 = 1;
/// A cache line, so that every kernel may load aligned.
const HEADER: usize = 64;

/// Writes vectors in the order in which they are pushed.
pub(crate) struct VectorFileWriter {
    out: BufWriter<File>,
    hash: Xxh3,
    dimension: u64,
    expected: u64,
    pushed: u64,
}

impl VectorFileWriter {
    /// Starts a file of `count` vectors; a file of none has dimension 0.
    pub(crate) fn create(path: &Path, dimension: usize, count: usize) -> Result<Self> {
        let mut writer = Self {
            out: BufWriter::with_capacity(1 << 20, files::create_new(path)?),
            hash: Xxh3::new(),
            dimension: dimension as u64,
            expected: count as u64,
            pushed: 0,
        };
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(MAGIC);
        header[4..8].copy_from_slice(&VERSION.to_le_bytes());
        header[8..16].copy_from_slice(&writer.dimension.to_le_bytes());
        header[16..24].copy_from_slice(&writer.expected.to_le_bytes());
        writer.put(&header)?;
        Ok(writer)
    }

    pub(crate) fn push(&mut self, vector: &[f32]) -> Result<()> {
        if vector.len() as u64 != self.dimension {
            return Err(Error::internal("a vector of another dimension reached the base"));
        }
        self.pushed += 1;
        self.put(bytemuck::cast_slice(vector))
    }

    /// Syncs the file and returns its checksum.
    pub(crate) fn finish(self) -> Result<u64> {
        if self.pushed != self.expected {
            return Err(Error::internal("the base lacks a vector"));
        }
        files::sync(&self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?)?;
        Ok(self.hash.digest())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)?;
        Ok(())
    }
}

/// The vectors of the base.
#[derive(Debug)]
pub(crate) struct VectorFile {
    map: Mmap,
    dimension: usize,
}

impl VectorFile {
    /// Maps a file and checks its frame; `checksum` compares the whole of it where given.
    pub(crate) fn open(path: &Path, checksum: Option<u64>) -> Result<Self> {
        let map = files::map(path)?;
        let broken = || {
            Error::corrupt("the vectors are not readable as written")
                .with_context("file", path.display())
        };
        if checksum.is_some_and(|expected| xxh3_64(&map) != expected)
            || map.len() < HEADER
            || &map[..4] != MAGIC
            || map[4..8] != VERSION.to_le_bytes()
        {
            return Err(broken());
        }
        let word = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&map[at..at + 8]);
            usize::try_from(u64::from_le_bytes(bytes)).map_err(|_| broken())
        };
        let (dimension, count) = (word(8)?, word(16)?);
        let length = dimension
            .checked_mul(count)
            .and_then(|values| values.checked_mul(4)?.checked_add(HEADER));
        if length != Some(map.len()) {
            return Err(broken());
        }
        Ok(Self { map, dimension })
    }

    pub(crate) fn byte_count(&self) -> usize {
        self.map.len()
    }

    /// Values per vector; 0 where there is none.
    pub(crate) fn dimension(&self) -> usize {
        self.dimension
    }

    pub(crate) fn vector_count(&self) -> usize {
        // A file of vectors without values holds none.
        ((self.map.len() - HEADER) / 4).checked_div(self.dimension).unwrap_or_default()
    }

    /// The vector of a row of the embeddings table. *Shape*: `[dimension]`, in place.
    pub(crate) fn vector(&self, row_number: u32) -> &[f32] {
        let start = HEADER + row_number as usize * self.dimension * 4;
        // A mapping starts at a page and the header is 64 bytes, so the cast is aligned.
        bytemuck::cast_slice(&self.map[start..start + self.dimension * 4])
    }
}
