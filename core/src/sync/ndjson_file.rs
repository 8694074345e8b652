//! A JSON object per line, each read as the row of a change.

use std::io::{BufRead, Read as _};
use std::path::Path;

use jiter::{Jiter, JiterError, Peek};

use super::read_text::{Read, checked, decimal, float, instant, integer, wrong};
use super::staged_rows::StagedRows;
use crate::error::{Error, Result};
use crate::model::catalog::{ColumnType, Table};
use crate::model::value::{Checked, Value};
use crate::warehouse::stage::missing_column;
use crate::width::LARGEST_ROW_BYTES;

/// Stages the rows of one file.
///
/// # Errors
/// `SchemaMismatch` when a required column is on no line at all.
pub(crate) fn stage(path: &Path, table: &'static Table, rows: &mut StagedRows<'_>) -> Result<()> {
    let with_path = |error: Error| error.with_context("file", path.display());
    let mut file = std::io::BufReader::with_capacity(1 << 20, std::fs::File::open(path)?);
    let mut line = Vec::new();
    let mut seen = vec![false; table.columns.len()];
    let (mut number, mut row_count) = (0_u64, 0_u64);
    loop {
        line.clear();
        number += 1;
        let limit = LARGEST_ROW_BYTES as u64 + 1;
        if (&mut file).take(limit).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.len() > LARGEST_ROW_BYTES {
            return Err(with_path(Error::corrupt(format!(
                "line {number} has more than {LARGEST_ROW_BYTES} bytes"
            ))));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        row_count += 1;
        match std::str::from_utf8(&line) {
            Ok(text) => {
                if let Err(NoObject(column)) = read_line(text, table, rows, &mut seen) {
                    rows.refuse(format!("line {number} is no JSON object from column {column} on"));
                }
            }
            Err(_) => rows.refuse(format!("line {number} is not UTF-8")),
        }
        rows.end_row().map_err(with_path)?;
    }
    let unseen =
        table.columns.iter().zip(&seen).find(|(column, seen)| column.is_required && !**seen);
    match unseen {
        Some((column, _)) if row_count > 0 => Err(with_path(missing_column(table, column))),
        _ => Ok(()),
    }
}

/// The column from which on a line is no JSON object; what the parser says may hold words of it.
struct NoObject(usize);

impl From<JiterError> for NoObject {
    fn from(error: JiterError) -> Self {
        Self(error.index + 1)
    }
}

fn read_line(
    line: &str,
    table: &'static Table,
    rows: &mut StagedRows<'_>,
    seen: &mut [bool],
) -> std::result::Result<(), NoObject> {
    let mut json = Jiter::new(line.as_bytes());
    let mut given = vec![false; table.columns.len()];
    let mut name = json.next_object()?.map(str::to_owned);
    while let Some(spelled) = name {
        match table.columns.iter().position(|column| column.is_spelled(&spelled)) {
            None => json.next_skip()?,
            Some(position) => {
                seen[position] = true;
                let value = read(&mut json, line, table.columns[position].kind)?;
                let is_twice = std::mem::replace(&mut given[position], true);
                let twice = || Err("the line has it twice".to_owned());
                rows.set(position, if is_twice { twice() } else { value });
            }
        }
        name = json.next_key()?.map(str::to_owned);
    }
    Ok(json.finish()?)
}

/// Reads the value that comes next, as a change gives it.
fn read(json: &mut Jiter<'_>, line: &str, kind: ColumnType) -> std::result::Result<Read, NoObject> {
    let peek = json.peek()?;
    if peek == Peek::Null {
        json.known_null()?;
        return Ok(Ok(Checked::Null));
    }
    let is_json = matches!(kind, ColumnType::Json | ColumnType::Records(_));
    Ok(match peek {
        Peek::String => text(json.known_str()?, kind),
        _ if is_json => {
            let start = json.current_index();
            json.known_skip(peek)?;
            checked(&Value::Text(line[start..json.current_index()].to_owned()), kind)
        }
        Peek::True | Peek::False => {
            let flag = json.known_bool(peek)?;
            checked(&Value::Bool(flag), kind)
        }
        Peek::Array => {
            let start = json.current_index();
            json.known_skip(peek)?;
            let items = &line[start..json.current_index()];
            match kind {
                ColumnType::TextList => super::read_text::json_list(items, kind),
                _ => Err(wrong(kind, "a list")),
            }
        }
        Peek::Object => {
            json.known_skip(peek)?;
            Err(wrong(kind, "an object"))
        }
        _ => {
            let bytes = json.known_number_bytes(peek)?;
            number(std::str::from_utf8(bytes).unwrap_or_default(), kind)
        }
    })
}

fn text(text: &str, kind: ColumnType) -> Read {
    match kind {
        ColumnType::Money { .. } | ColumnType::Decimal => decimal(text, kind),
        ColumnType::Timestamp => instant(text, kind),
        _ => checked(&Value::Text(text.to_owned()), kind),
    }
}

fn number(text: &str, kind: ColumnType) -> Read {
    match kind {
        ColumnType::Int => integer(text, kind),
        ColumnType::Float => float(text, kind),
        ColumnType::Money { .. } | ColumnType::Decimal => decimal(text, kind),
        ColumnType::Timestamp => match integer(text, kind)? {
            Checked::Int(millisecond) => checked(&Value::Int(millisecond), kind),
            other => Ok(other),
        },
        _ => Err(wrong(kind, "a number")),
    }
}
