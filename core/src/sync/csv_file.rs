//! CSV by RFC 4180, with what it leaves open decided: an empty field is null, a quoted empty one is empty text.

use std::io::BufRead;
use std::ops::Range;
use std::path::Path;

use super::read_text::{Read, any_list, checked, decimal, float, instant, integer, wrong};
use super::staged_rows::StagedRows;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::{ColumnType, Table};
use crate::model::value::{Checked, Value};
use crate::warehouse::stage::missing_column;
use crate::width::LARGEST_ROW_BYTES;

/// Stages the rows of one file.
///
/// # Errors
/// `SchemaMismatch` for a header without a column, or with one twice; `Corrupt` for a file that ends within quotes.
pub(crate) fn stage(path: &Path, table: &'static Table, rows: &mut StagedRows<'_>) -> Result<()> {
    let file = std::io::BufReader::with_capacity(1 << 20, std::fs::File::open(path)?);
    let with_path = |error: Error| error.with_context("file", path.display());
    let mut records = Records::new(file);
    if !records.advance().map_err(with_path)? {
        return Err(with_path(Error::schema(format!(
            "the CSV of table `{}` has no header",
            table.name
        ))));
    }
    let columns = header(&records, table).map_err(with_path)?;
    while records.advance().map_err(with_path)? {
        let line = records.first_line;
        let found = records.fields.len();
        if records.is_malformed {
            rows.refuse(format!("line {line} has a quote where RFC 4180 permits none"));
        } else if found != columns.len() {
            rows.refuse(format!("line {line} has {found} fields; expected {}", columns.len()));
        }
        for (index, column) in columns.iter().enumerate().take(found) {
            let Some(position) = *column else { continue };
            let value = match records.field(index) {
                None => Ok(Checked::Null),
                Some(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => read(text, table.columns[position].kind),
                    Err(_) => Err("the text is not UTF-8".to_owned()),
                },
            };
            rows.set(position, value);
        }
        rows.end_row().map_err(with_path)?;
    }
    Ok(())
}

/// For every field its column of the catalog, none where that does not know it.
fn header<R: BufRead>(records: &Records<R>, table: &'static Table) -> Result<Vec<Option<usize>>> {
    let mut columns = Vec::new();
    for index in 0..records.fields.len() {
        let name =
            std::str::from_utf8(records.field(index).unwrap_or_default()).unwrap_or_default();
        let column = table.columns.iter().position(|column| column.is_spelled(name));
        if column.is_some() && columns.contains(&column) {
            return Err(Error::schema(format!("table `{}` has column `{name}` twice", table.name)));
        }
        columns.push(column);
    }
    let missing =
        table.columns.iter().enumerate().find(|(position, _)| !columns.contains(&Some(*position)));
    match missing {
        Some((_, column)) => Err(missing_column(table, column)),
        None => Ok(columns),
    }
}

fn read(text: &str, kind: ColumnType) -> Read {
    match kind {
        ColumnType::Int => integer(text, kind),
        ColumnType::Float => float(text, kind),
        ColumnType::Bool => match text {
            "true" | "t" => Ok(Checked::Bool(true)),
            "false" | "f" => Ok(Checked::Bool(false)),
            _ => Err(wrong(kind, "text that is none of `true`, `false`, `t` and `f`")),
        },
        ColumnType::Money { .. } | ColumnType::Decimal => decimal(text, kind),
        ColumnType::Timestamp => instant(text, kind),
        ColumnType::TextList => any_list(text, kind),
        ColumnType::Text | ColumnType::Json | ColumnType::Records(_) | ColumnType::Vector => {
            checked(&Value::Text(text.to_owned()), kind)
        }
    }
}

/// The records of a file, one at a time.
struct Records<R> {
    input: R,
    bytes: Vec<u8>,
    fields: Vec<Field>,
    /// The line in which the record at work begins, from 1 on.
    first_line: u64,
    next_line: u64,
    is_malformed: bool,
}

struct Field {
    bytes: Range<usize>,
    is_quoted: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote within quotes: the field's end, or the first half of a quote.
    QuoteInQuoted,
}

impl<R: BufRead> Records<R> {
    fn new(input: R) -> Self {
        Self {
            input,
            bytes: Vec::new(),
            fields: Vec::new(),
            first_line: 0,
            next_line: 1,
            is_malformed: false,
        }
    }

    /// The bytes of a field; none where it is empty and has no quotes.
    fn field(&self, index: usize) -> Option<&[u8]> {
        let field = &self.fields[index];
        (field.is_quoted || !field.bytes.is_empty()).then(|| &self.bytes[field.bytes.clone()])
    }

    /// Reads the next record that is not an empty line.
    fn advance(&mut self) -> Result<bool> {
        loop {
            if !self.read_record()? {
                return Ok(false);
            }
            let is_empty_line = self.fields.len() == 1 && self.field(0).is_none();
            if !is_empty_line {
                return Ok(true);
            }
        }
    }

    fn read_record(&mut self) -> Result<bool> {
        self.bytes.clear();
        self.fields.clear();
        self.is_malformed = false;
        self.first_line = self.next_line;
        let is_first = self.next_line == 1;
        let mut state = State::FieldStart;
        let mut field = Field { bytes: 0..0, is_quoted: false };
        let mut is_any = false;
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                if state == State::Quoted {
                    return Err(Error::corrupt(format!(
                        "the file ends within the quotes of a record that begins in line {}",
                        self.first_line
                    )));
                }
                if is_any {
                    self.end_field(&mut field);
                }
                return Ok(is_any);
            }
            let skipped = if is_first && !is_any { byte_order_mark(chunk) } else { 0 };
            is_any = true;
            let mut used = skipped;
            let mut is_ended = false;
            for &byte in &chunk[skipped..] {
                used += 1;
                if byte == b'\n' {
                    self.next_line += 1;
                }
                match (state, byte) {
                    (State::FieldStart, b'"') => {
                        field.is_quoted = true;
                        state = State::Quoted;
                    }
                    (State::Quoted, b'"') => state = State::QuoteInQuoted,
                    (State::QuoteInQuoted, b'"') => {
                        self.bytes.push(b'"');
                        state = State::Quoted;
                    }
                    (State::Quoted, _) => self.bytes.push(byte),
                    (_, b',') => {
                        field.bytes.end = self.bytes.len();
                        self.fields.push(field);
                        field = Field { bytes: self.bytes.len()..0, is_quoted: false };
                        state = State::FieldStart;
                    }
                    (_, b'\n') => {
                        is_ended = true;
                        break;
                    }
                    // Before the line's end it is a part of that; elsewhere the field keeps it.
                    (State::QuoteInQuoted, b'\r') => {}
                    (State::QuoteInQuoted, _) => {
                        self.is_malformed = true;
                        self.bytes.push(byte);
                        state = State::Plain;
                    }
                    (State::FieldStart | State::Plain, _) => {
                        self.is_malformed |= byte == b'"';
                        self.bytes.push(byte);
                        state = State::Plain;
                    }
                }
            }
            self.input.consume(used);
            if is_ended {
                if state != State::QuoteInQuoted
                    && self.bytes[field.bytes.start..].last() == Some(&b'\r')
                {
                    self.bytes.pop();
                }
                self.end_field(&mut field);
                return Ok(true);
            }
            if self.bytes.len() > LARGEST_ROW_BYTES {
                return Err(Error::new(
                    ErrorKind::Corrupt,
                    format!(
                        "the record that begins in line {} has more than {LARGEST_ROW_BYTES} bytes",
                        self.first_line
                    ),
                ));
            }
        }
    }

    fn end_field(&mut self, field: &mut Field) {
        let start = field.bytes.start;
        self.fields.push(Field { bytes: start..self.bytes.len(), is_quoted: field.is_quoted });
    }
}

/// The length of UTF-8's mark at the start of a file, which some programs write.
fn byte_order_mark(chunk: &[u8]) -> usize {
    if chunk.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records of a text, read in chunks of every size; null and malformed records as they are told.
    fn records(text: &str, chunk: usize) -> Result<Vec<(u64, Vec<Option<String>>)>> {
        let mut records = Records::new(std::io::BufReader::with_capacity(chunk, text.as_bytes()));
        let mut all = Vec::new();
        while records.advance()? {
            let fields = (0..records.fields.len())
                .map(|index| Some(String::from_utf8_lossy(records.field(index)?).into_owned()));
            let mut fields: Vec<Option<String>> = fields.collect();
            if records.is_malformed {
                fields = vec![Some("malformed".to_owned())];
            }
            all.push((records.first_line, fields));
        }
        Ok(all)
    }

    #[test]
    fn records_are_read_by_rfc_4180_whatever_the_chunks() {
        let text = "\u{feff}a,b,c\r\n1,\"\",\n\n\"x,\"\"y\"\"\nz\",ü,\"q\"\r\nb\"ad,2,3\n\"a\"b,2,3\nlast,,";
        let some = |text: &str| Some(text.to_owned());
        let malformed = vec![some("malformed")];
        let expected = vec![
            (1, vec![some("a"), some("b"), some("c")]),
            (2, vec![some("1"), some(""), None]),
            (4, vec![some("x,\"y\"\nz"), some("ü"), some("q")]),
            (6, malformed.clone()),
            (7, malformed),
            (8, vec![some("last"), None, None]),
        ];
        // The mark of the byte order is looked for in the first chunk: a reader's has more than three bytes.
        for chunk in 3..40 {
            assert_eq!(records(text, chunk).unwrap(), expected, "chunks of {chunk}");
        }
    }

    #[test]
    fn a_file_that_ends_within_quotes_is_not_whole() {
        let error = records("a,b\n1,\"2\n3", 8).unwrap_err();
        assert_eq!((error.kind(), error.message().contains("line 2")), (ErrorKind::Corrupt, true));
    }
}
