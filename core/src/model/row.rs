//! A row as bytes: one form for the log, the base and the delta.
//!
//! Layout: `u16` column count, `u8` offset width (2 or 4), then the end offset of every column's payload,
//! then the payloads (read unaligned). A null has an empty
//! payload; the catalog knows the type of any other. Text that is
//! empty is told from null by a leading marker byte, which every payload therefore has.
//! Reading one column costs two offset reads; nothing else is decoded.

use std::sync::Arc;

use super::catalog::{Column, ColumnType};
use super::value::{Checked, Stored, TextItems, TextList};
use crate::error::{Error, Result};
use crate::width::to_stored;

/// The marker before every payload that is not null.
const PRESENT: u8 = 1;
const HEADER: usize = 3;

/// An owned row.
pub(crate) type RowImage = Arc<[u8]>;

/// Writes rows; the buffers are reused from row to row.
#[derive(Debug, Default)]
pub(crate) struct RowWriter {
    ends: Vec<u32>,
    payload: Vec<u8>,
    image: Vec<u8>,
}

impl RowWriter {
    pub(crate) fn begin(&mut self) {
        self.ends.clear();
        self.payload.clear();
    }

    /// Appends the next column's value.
    pub(crate) fn push(&mut self, value: Stored<'_>) {
        match value {
            Stored::Null => {}
            Stored::Bool(flag) => self.put(&[u8::from(flag)]),
            Stored::Int(number) | Stored::Timestamp(number) => self.put(&number.to_le_bytes()),
            Stored::Float(number) => self.put(&number.to_le_bytes()),
            Stored::Text(text) => self.put(text.as_bytes()),
            Stored::Decimal(scaled) => match i64::try_from(scaled) {
                Ok(small) => self.put(&small.to_le_bytes()),
                Err(_) => self.put(&scaled.to_le_bytes()),
            },
            Stored::TextList(list) => self.put(list.bytes()),
            Stored::Vector(bytes) => self.put(bytes),
        }
        self.close_column();
    }

    /// Appends the next column's value: a list of texts, item by item.
    pub(crate) fn push_list<'a>(&mut self, items: impl Iterator<Item = &'a str>) {
        self.payload.push(PRESENT);
        for item in items {
            self.payload.extend_from_slice(&to_stored(item.len()).to_le_bytes());
            self.payload.extend_from_slice(item.as_bytes());
        }
        self.close_column();
    }

    /// Appends a value that `check` has passed.
    pub(crate) fn push_checked(&mut self, value: &Checked) {
        match value {
            Checked::Null => self.push(Stored::Null),
            Checked::Bool(flag) => self.push(Stored::Bool(*flag)),
            Checked::Int(number) => self.push(Stored::Int(*number)),
            Checked::Float(number) => self.push(Stored::Float(*number)),
            Checked::Text(text) => self.push(Stored::Text(text)),
            Checked::Decimal(scaled) => self.push(Stored::Decimal(*scaled)),
            Checked::Timestamp(at) => self.push(Stored::Timestamp(*at)),
            Checked::TextList(items) => self.push_list(items.iter().map(String::as_str)),
            Checked::Vector(items) => {
                self.payload.push(PRESENT);
                for item in items {
                    self.payload.extend_from_slice(&item.to_le_bytes());
                }
                self.close_column();
            }
        }
    }

    /// The finished row, valid until the next `begin`.
    pub(crate) fn finish(&mut self) -> &[u8] {
        self.image.clear();
        let count =
            u16::try_from(self.ends.len()).expect("a table has far fewer than 65,536 columns");
        self.image.extend_from_slice(&count.to_le_bytes());
        if u16::try_from(self.payload.len()).is_ok() {
            self.image.push(2);
            for end in &self.ends {
                // The payload's length fits, so every end does: its upper half is zero.
                self.image.extend_from_slice(&end.to_le_bytes()[..2]);
            }
        } else {
            self.image.push(4);
            for end in &self.ends {
                self.image.extend_from_slice(&end.to_le_bytes());
            }
        }
        self.image.extend_from_slice(&self.payload);
        &self.image
    }

    fn put(&mut self, bytes: &[u8]) {
        self.payload.push(PRESENT);
        self.payload.extend_from_slice(bytes);
    }

    fn close_column(&mut self) {
        self.ends.push(to_stored(self.payload.len()));
    }
}

/// A row read in place.
///
/// The bytes are trusted: they were written by [`RowWriter`] and their checksum was compared when the
/// file or log record was opened. A reader of other bytes calls [`RowRef::verify`] first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowRef<'a> {
    bytes: &'a [u8],
}

impl<'a> RowRef<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The whole row as it is stored: equal bytes are equal rows.
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    fn column_count(self) -> usize {
        usize::from(u16::from_le_bytes([self.bytes[0], self.bytes[1]]))
    }

    #[inline]
    fn payload(self, column: usize) -> &'a [u8] {
        let width = usize::from(self.bytes[2]);
        let end_at = |index: usize| {
            let at = HEADER + index * width;
            if width == 2 {
                usize::from(u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]))
            } else {
                let bytes =
                    [self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]];
                u32::from_le_bytes(bytes) as usize
            }
        };
        let count = self.column_count();
        if column >= count {
            // A column that the catalog has gained since the row was written.
            return &[];
        }
        let base = HEADER + count * width;
        let start = if column == 0 { 0 } else { end_at(column - 1) };
        let payload = &self.bytes[base + start..base + end_at(column)];
        payload.get(1..).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn is_null(self, column: usize) -> bool {
        let width = usize::from(self.bytes[2]);
        let count = self.column_count();
        if column >= count {
            return true;
        }
        let at = HEADER + column * width;
        let end = &self.bytes[at..at + width];
        if column == 0 {
            end.iter().all(|byte| *byte == 0)
        } else {
            end == &self.bytes[at - width..at]
        }
    }

    /// The text of a column; empty where it is null.
    #[inline]
    pub(crate) fn text(self, column: usize) -> &'a str {
        // SAFETY: the payload of a text column is text: `RowWriter` wrote it from one, and whoever makes a `RowRef` of
        // bytes from outside compares their checksum or calls `verify` first. Columns of other types are never read as
        // text: the catalog tells which are. Checking again cost a fifth of every pass over all rows.
        unsafe { std::str::from_utf8_unchecked(self.payload(column)) }
    }

    /// The text of a column, none where it is null.
    #[inline]
    pub(crate) fn text_opt(self, column: usize) -> Option<&'a str> {
        if self.is_null(column) { None } else { Some(self.text(column)) }
    }

    /// The integer, cents or milliseconds of a column, none where it is null.
    #[inline]
    pub(crate) fn int(self, column: usize) -> Option<i64> {
        self.payload(column).first_chunk::<8>().map(|bytes| i64::from_le_bytes(*bytes))
    }

    #[inline]
    pub(crate) fn float(self, column: usize) -> Option<f64> {
        self.payload(column).first_chunk::<8>().map(|bytes| f64::from_le_bytes(*bytes))
    }

    /// True where the column is true; null counts as false.
    #[inline]
    pub(crate) fn flag(self, column: usize) -> bool {
        self.payload(column).first() == Some(&1)
    }

    /// The texts of a list column; none where it is null.
    pub(crate) fn list(self, column: usize) -> TextItems<'a> {
        TextList::new(self.payload(column)).into_iter()
    }

    pub(crate) fn vector_bytes(self, column: usize) -> Option<&'a [u8]> {
        if self.is_null(column) { None } else { Some(self.payload(column)) }
    }

    pub(crate) fn get(self, column: usize, kind: ColumnType) -> Stored<'a> {
        if self.is_null(column) {
            return Stored::Null;
        }
        let payload = self.payload(column);
        match kind {
            ColumnType::Text | ColumnType::Json | ColumnType::Records(_) => {
                Stored::Text(self.text(column))
            }
            ColumnType::Int => Stored::Int(self.int(column).unwrap_or_default()),
            ColumnType::Float => Stored::Float(self.float(column).unwrap_or_default()),
            ColumnType::Bool => Stored::Bool(self.flag(column)),
            ColumnType::Money { .. } | ColumnType::Decimal => {
                Stored::Decimal(match payload.first_chunk::<16>() {
                    Some(wide) => i128::from_le_bytes(*wide),
                    None => i128::from(self.int(column).unwrap_or_default()),
                })
            }
            ColumnType::Timestamp => Stored::Timestamp(self.int(column).unwrap_or_default()),
            ColumnType::TextList => Stored::TextList(TextList::new(payload)),
            ColumnType::Vector => Stored::Vector(payload),
        }
    }

    /// Checks that every offset lies inside the row, so that no later read can panic.
    ///
    /// # Errors
    /// `Corrupt` for bytes that no [`RowWriter`] wrote.
    pub(crate) fn verify(self, columns: &[Column]) -> Result<()> {
        let broken = || Error::corrupt("a stored row is not readable as written");
        let header = self.bytes.first_chunk::<HEADER>().ok_or_else(broken)?;
        let width = usize::from(header[2]);
        let count = self.column_count();
        let base = HEADER + count * width;
        if !(width == 2 || width == 4) || count > columns.len() || self.bytes.len() < base {
            return Err(broken());
        }
        let mut start = 0;
        for (index, column) in columns.iter().enumerate().take(count) {
            let at = HEADER + index * width;
            let mut end = [0; 4];
            end[..width].copy_from_slice(&self.bytes[at..at + width]);
            let end = u32::from_le_bytes(end) as usize;
            if end < start || base + end > self.bytes.len() {
                return Err(broken());
            }
            let payload = &self.bytes[base + start..base + end];
            let is_sound = match (payload, column.kind) {
                ([], _) | ([_, ..], ColumnType::TextList) => true,
                ([_, text @ ..], ColumnType::Text | ColumnType::Json | ColumnType::Records(_)) => {
                    std::str::from_utf8(text).is_ok()
                }
                ([_, flag @ ..], ColumnType::Bool) => flag.len() == 1,
                ([_, number @ ..], ColumnType::Int | ColumnType::Float | ColumnType::Timestamp) => {
                    number.len() == 8
                }
                ([_, number @ ..], ColumnType::Money { .. } | ColumnType::Decimal) => {
                    number.len() == 8 || number.len() == 16
                }
                ([_, vector @ ..], ColumnType::Vector) => vector.len() % 4 == 0,
            };
            if !is_sound {
                return Err(broken());
            }
            start = end;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::new("id", ColumnType::Text),
        Column::new("note", ColumnType::Text),
        Column::new("amount", ColumnType::Decimal),
        Column::new("tags", ColumnType::TextList),
        Column::new("flag", ColumnType::Bool),
    ];

    #[test]
    fn empty_text_and_empty_list_are_told_from_null() {
        let mut writer = RowWriter::default();
        writer.begin();
        writer.push(Stored::Text("a"));
        writer.push(Stored::Text(""));
        writer.push(Stored::Decimal(-(1 << 80)));
        writer.push_list(["x", "", "é"].into_iter());
        writer.push(Stored::Null);
        let image = writer.finish().to_vec();
        let row = RowRef::new(&image);
        assert!(row.verify(COLUMNS).is_ok());
        assert_eq!(row.text_opt(1), Some(""));
        assert_eq!(row.get(2, ColumnType::Decimal), Stored::Decimal(-(1 << 80)));
        assert_eq!(row.list(3).collect::<Vec<_>>(), ["x", "", "é"]);
        assert!(row.is_null(4) && !row.is_null(3) && row.is_null(99));
    }

    #[test]
    fn a_row_beyond_64_kibibytes_uses_wide_offsets() {
        let long = "y".repeat(70_000);
        let mut writer = RowWriter::default();
        writer.begin();
        writer.push(Stored::Text("a"));
        writer.push(Stored::Text(&long));
        let image = writer.finish().to_vec();
        assert_eq!(RowRef::new(&image).text(1), long);
        assert!(RowRef::new(&image).verify(COLUMNS).is_ok());
        assert!(RowRef::new(&image[..image.len() - 1]).verify(COLUMNS).is_err());
    }
}
