//! Checks a batch whole before anything of it is taken.

use std::collections::HashSet;

use super::change::{Change, ChangeAction, Row};
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::{Catalog, Column, ColumnType, Table, TableId};
use crate::model::records::canonical;
use crate::model::row::{RowImage, RowWriter};
use crate::model::value::{Checked, check};
use crate::store::batch::RowChange;
use crate::width::{LARGEST_ROW_BYTES, LONGEST_ID};

/// Turns a batch into row changes, or refuses it whole.
///
/// With the changes comes the number of malformed elements that were left out of their lists of records.
/// `dimension` is that which the configuration asks for; without one all vectors of a batch have that of its first.
///
/// # Errors
/// `SchemaMismatch` for unknown tables and columns, `InvalidArgument` for values, missing columns and ids
/// that occur twice, `DimensionMismatch` for vectors; each names the change's position in the batch.
pub(crate) fn validate(
    catalog: &Catalog,
    changes: &[Change],
    dimension: Option<usize>,
) -> Result<(Vec<RowChange>, u64)> {
    let mut checker = Checker {
        catalog,
        dimension,
        writer: RowWriter::default(),
        seen: HashSet::new(),
        slots: Vec::new(),
        last_table: None,
        malformed_element_count: 0,
    };
    let rows = changes
        .iter()
        .enumerate()
        .map(|(index, change)| {
            checker.check(change).map_err(|error| error.with_context("change", index))
        })
        .collect::<Result<_>>()?;
    Ok((rows, checker.malformed_element_count))
}

fn of_column(table: &Table, column: &Column, error: &Error) -> Error {
    let message =
        format!("column `{}` of table `{}`: {}", column.name, table.name, error.message());
    Error::new(error.kind(), message)
}

struct Checker<'a> {
    catalog: &'a Catalog,
    dimension: Option<usize>,
    writer: RowWriter,
    seen: HashSet<(TableId, String)>,
    slots: Vec<Checked>,
    last_table: Option<TableId>,
    malformed_element_count: u64,
}

impl Checker<'_> {
    fn check(&mut self, change: &Change) -> Result<RowChange> {
        // Batches mostly hold runs of one table.
        let table_id = match self.last_table {
            Some(table) if self.catalog.tables[table].name == change.table => table,
            _ => self.catalog.position(&change.table)?,
        };
        self.last_table = Some(table_id);
        let table = &self.catalog.tables[table_id];
        let (id, image) = match &change.action {
            ChangeAction::Delete(id) => (id.clone(), None),
            ChangeAction::Upsert(row) => {
                let (id, image) = self.check_row(table, row)?;
                (id, Some(image))
            }
        };
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(Error::invalid(format!(
                "column `{}` of table `{}` has {} bytes; expected 1 to {LONGEST_ID}",
                table.columns[0].name,
                table.name,
                id.len()
            )));
        }
        if !self.seen.insert((table_id, id.clone())) {
            return Err(Error::invalid(format!(
                "row `{id}` of table `{}` occurs twice in the batch; give its last state once",
                table.name
            )));
        }
        Ok(RowChange { table: table_id, id, image })
    }

    fn check_row(&mut self, table: &Table, row: &Row) -> Result<(String, RowImage)> {
        self.slots.clear();
        self.slots.resize(table.columns.len(), Checked::Null);
        let mut given = vec![false; table.columns.len()];
        for (index, (name, value)) in row.0.iter().enumerate() {
            // Hosts give columns in the catalog's order more often than not.
            let position = match table.columns.get(index) {
                Some(column) if column.is_spelled(name) => index,
                _ => table.position(name)?,
            };
            let column = &table.columns[position];
            if std::mem::replace(&mut given[position], true) {
                return Err(Error::invalid(format!(
                    "column `{}` of table `{}` is given twice",
                    column.name, table.name
                )));
            }
            self.slots[position] =
                check(value, column.kind).map_err(|error| of_column(table, column, &error))?;
        }
        self.make_canonical(table)?;
        let missing = table
            .columns
            .iter()
            .zip(&self.slots)
            .find(|(column, value)| column.is_required && matches!(value, Checked::Null));
        if let Some((column, _)) = missing {
            return Err(Error::invalid(format!(
                "column `{}` of table `{}` is required and has no value; expected {}",
                column.name,
                table.name,
                column.kind.name()
            )));
        }
        self.check_dimension(table)?;
        self.writer.begin();
        for value in &self.slots {
            self.writer.push_checked(value);
        }
        let image = self.writer.finish();
        if image.len() > LARGEST_ROW_BYTES {
            return Err(Error::invalid(format!(
                "a row of table `{}` has {} bytes; expected at most {LARGEST_ROW_BYTES}",
                table.name,
                image.len()
            )));
        }
        let image = RowImage::from(image);
        match self.slots.swap_remove(0) {
            Checked::Text(id) => Ok((id, image)),
            _ => Err(Error::internal(format!("the id of table `{}` is no text", table.name))),
        }
    }

    /// Brings lists of records into their one form; the whole row is there for what a record does not give.
    fn make_canonical(&mut self, table: &Table) -> Result<()> {
        for (position, column) in table.columns.iter().enumerate() {
            let (ColumnType::Records(fields), Checked::Text(text)) =
                (column.kind, &self.slots[position])
            else {
                continue;
            };
            let text_of = |position: usize| match self.slots.get(position) {
                Some(Checked::Text(text)) => Some(text.as_str()),
                _ => None,
            };
            let found = canonical(text, fields, &text_of)
                .map_err(|error| of_column(table, column, &error))?;
            self.malformed_element_count += found.malformed_element_count;
            self.slots[position] = Checked::Text(found.text);
        }
        Ok(())
    }

    fn check_dimension(&mut self, table: &Table) -> Result<()> {
        for (column, value) in table.columns.iter().zip(&self.slots) {
            if column.kind == ColumnType::Vector
                && let Checked::Vector(vector) = value
            {
                let expected = *self.dimension.get_or_insert(vector.len());
                if vector.len() != expected {
                    return Err(Error::new(
                        ErrorKind::DimensionMismatch,
                        format!(
                            "column `{}` of table `{}` has dimension {}; expected {expected}",
                            column.name,
                            table.name,
                            vector.len()
                        ),
                    ));
                }
            }
        }
        Ok(())
    }
}
