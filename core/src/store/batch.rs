//! A committed batch as bytes, as the log holds it.
//!
//! Layout, little-endian: version (`u32`), number of changes (`u32`), then for each change the table's
//! position (`u8`), the id (`u32` length and bytes), and the image (`u32` length and bytes; the largest
//! length stands for a deletion). The catalog's digest in the manifest ties positions to names.

use super::log::{Head, RejectedRow};
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, TableId};
use crate::model::row::{RowImage, RowRef};
use crate::width::to_stored;

const VERSION: u32 = 1;
const DELETION: u32 = u32::MAX;

/// One change that has passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowChange {
    pub(crate) table: TableId,
    pub(crate) id: String,
    /// None deletes the row.
    pub(crate) image: Option<RowImage>,
}

/// Rows that passed every check, from a host or from a source that is followed.
#[derive(Debug, Default)]
pub(crate) struct CheckedBatch {
    pub(crate) rows: Vec<RowChange>,
    pub(crate) malformed_element_count: u64,
    /// Where the source stands after them, where it says so.
    pub(crate) source_position: Option<String>,
    /// Rows of a source that cannot be taken: listed in the same commit.
    pub(crate) rejected: Vec<RejectedRow>,
}

/// A batch of the log.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) revision: i64,
    pub(crate) committed_at_ms: i64,
    pub(crate) source_position: Option<String>,
    pub(crate) changes: Vec<RowChange>,
}

impl Batch {
    /// What the head of the log was after it.
    pub(crate) fn head(&self, generation: u64) -> Head {
        Head {
            generation,
            revision: self.revision,
            committed_at_ms: self.committed_at_ms,
            source_position: self.source_position.clone(),
        }
    }
}

/// Bytes of the images of a batch.
pub(crate) fn image_bytes(changes: &[RowChange]) -> usize {
    changes.iter().filter_map(|change| change.image.as_ref()).map(|image| image.len()).sum()
}

pub(crate) fn encode(changes: &[RowChange]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&to_stored(changes.len()).to_le_bytes());
    for change in changes {
        bytes.push(u8::try_from(change.table).expect("a catalog has far fewer than 256 tables"));
        bytes.extend_from_slice(&to_stored(change.id.len()).to_le_bytes());
        bytes.extend_from_slice(change.id.as_bytes());
        match &change.image {
            Some(image) => {
                bytes.extend_from_slice(&to_stored(image.len()).to_le_bytes());
                bytes.extend_from_slice(image);
            }
            None => bytes.extend_from_slice(&DELETION.to_le_bytes()),
        }
    }
    bytes
}

/// # Errors
/// `Corrupt` for bytes that [`encode`] did not write under this catalog.
pub(crate) fn decode(catalog: &Catalog, mut bytes: &[u8]) -> Result<Vec<RowChange>> {
    let broken = || Error::corrupt("a log record is not readable as written");
    let bytes = &mut bytes;
    if word(bytes) != Some(VERSION) {
        return Err(broken());
    }
    let count = word(bytes).ok_or_else(broken)?;
    let mut changes = Vec::new();
    for _ in 0..count {
        let table = usize::from(*take(bytes, 1).ok_or_else(broken)?.first().ok_or_else(broken)?);
        let columns = catalog.tables.get(table).ok_or_else(broken)?.columns;
        let id_length = word(bytes).ok_or_else(broken)?;
        let id = std::str::from_utf8(take(bytes, id_length as usize).ok_or_else(broken)?)
            .map_err(|_| broken())?;
        let image = match word(bytes).ok_or_else(broken)? {
            DELETION => None,
            length => {
                let image = take(bytes, length as usize).ok_or_else(broken)?;
                RowRef::new(image).verify(columns)?;
                Some(RowImage::from(image))
            }
        };
        changes.push(RowChange { table, id: id.to_owned(), image });
    }
    if bytes.is_empty() { Ok(changes) } else { Err(broken()) }
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (head, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(head)
}

fn word(bytes: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(take(bytes, 4)?.try_into().ok()?))
}
