//! The rows that whole transactions leave behind, until they are applied.

use std::collections::HashMap;

use pgwire_replication::Lsn;

use super::layout::{Columns, Layout};
use super::message::{Field, Message, Relation, Tuple};
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Table, TableId};
use crate::model::records::with_canonical_records;
use crate::model::row::{RowImage, RowRef, RowWriter};
use crate::store::batch::{CheckedBatch, RowChange};
use crate::store::build::OnBadRow;
use crate::store::log::RejectedRow;
use crate::store::table::Tables;
use crate::warehouse::columns::refusal;

/// Rows that changed, by table and id, each in its last state; rows that cannot be taken.
pub(super) struct Pending {
    catalog: &'static Catalog,
    schema: String,
    on_bad_row: OnBadRow,
    relations: HashMap<u32, Option<Followed>>,
    /// None where the row is gone.
    rows: HashMap<(TableId, String), Option<RowImage>>,
    rejected: HashMap<(TableId, String), String>,
    /// Rows whose id cannot be one.
    nameless: Vec<RejectedRow>,
    malformed_element_count: u64,
    byte_count: usize,
    /// Changes as the server sent them, by table.
    pub(super) changes: HashMap<TableId, u64>,
    writer: RowWriter,
}

/// A table of the stream that the engine holds.
#[derive(Debug, Clone)]
struct Followed {
    id: TableId,
    table: &'static Table,
    columns: Columns,
}

impl Pending {
    pub(super) fn new(
        catalog: &'static Catalog,
        settings: &Settings,
        on_bad_row: OnBadRow,
    ) -> Self {
        Self {
            catalog,
            schema: settings.schema.clone(),
            on_bad_row,
            relations: HashMap::new(),
            rows: HashMap::new(),
            rejected: HashMap::new(),
            nameless: Vec::new(),
            malformed_element_count: 0,
            byte_count: 0,
            changes: HashMap::new(),
            writer: RowWriter::default(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.nameless.is_empty()
    }

    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn byte_count(&self) -> usize {
        self.byte_count
    }

    /// Takes a message of a transaction. `tables` are the published rows, on which the pending ones lie.
    ///
    /// # Errors
    /// `SchemaMismatch` for a table that has changed beyond what the engine can read, `InvalidArgument` for a row that
    /// cannot be taken where that is to end it, `Corrupt` for a stream that contradicts itself.
    pub(super) fn take(
        &mut self,
        message: &Message<'_>,
        layout: &Layout,
        tables: &Tables,
    ) -> Result<()> {
        match message {
            Message::Relation(relation) => self.learn(relation, layout),
            Message::Insert { relation, new } => match self.followed(*relation)? {
                Some(followed) => self.put(&followed, None, new, tables),
                None => Ok(()),
            },
            Message::Update { relation, old, new } => match self.followed(*relation)? {
                Some(followed) => self.put(&followed, old.as_ref(), new, tables),
                None => Ok(()),
            },
            Message::Delete { relation, old } => {
                if let Some(followed) = self.followed(*relation)?
                    && let Some(id) = followed.columns.id(old)
                {
                    self.count(followed.id);
                    self.set(followed.id, id, None);
                }
                Ok(())
            }
            Message::Truncate { relations } => {
                for relation in relations {
                    if let Some(followed) = self.followed(*relation)? {
                        self.count(followed.id);
                        self.clear(followed.id, tables);
                    }
                }
                Ok(())
            }
            Message::Other => Ok(()),
        }
    }

    /// The rows as a batch that ends at a position of the server's log; nothing is pending then.
    pub(super) fn drain(&mut self, end: Lsn) -> CheckedBatch {
        let rows = self.rows.drain().map(|((table, id), image)| RowChange { table, id, image });
        let catalog = self.catalog;
        let mut rejected = std::mem::take(&mut self.nameless);
        rejected.extend(self.rejected.drain().map(|((table, id), reason)| RejectedRow {
            table: catalog.tables[table].name.to_owned(),
            id: Some(id),
            reason,
        }));
        let batch = CheckedBatch {
            rows: rows.collect(),
            malformed_element_count: std::mem::take(&mut self.malformed_element_count),
            source_position: Some(end.to_string()),
            rejected,
        };
        self.byte_count = 0;
        self.changes.clear();
        batch
    }

    fn learn(&mut self, relation: &Relation, layout: &Layout) -> Result<()> {
        let table = super::layout::sources(self.catalog)
            .find(|(_, table)| relation.schema == self.schema && relation.name == table.name);
        let followed = match table {
            Some((id, table)) => {
                Some(Followed { id, table, columns: layout.columns_of(table, relation)? })
            }
            None => None,
        };
        self.relations.insert(relation.id, followed);
        Ok(())
    }

    fn followed(&self, relation: u32) -> Result<Option<Followed>> {
        self.relations.get(&relation).cloned().ok_or_else(|| {
            Error::corrupt("the stream changes a table that it did not describe")
                .with_context("relation", relation)
        })
    }

    fn put(
        &mut self,
        followed: &Followed,
        old: Option<&Tuple<'_>>,
        new: &Tuple<'_>,
        tables: &Tables,
    ) -> Result<()> {
        let Followed { id: table_id, table, columns } = followed;
        self.count(*table_id);
        let old_id = old.and_then(|old| columns.id(old));
        let Some(id) = columns.id(new) else {
            return self.refuse_nameless(table, "its id is no text of 1 to 256 bytes".to_owned());
        };
        let before_id = old_id.as_deref().unwrap_or(&id);
        let before = match self.rows.get(&(*table_id, before_id.to_owned())) {
            Some(pending) => pending.as_deref().map(RowRef::new),
            None => tables.table(*table_id).find(before_id).map(|(_, row)| row),
        };
        let field = |place: usize| new.0.get(place).copied().unwrap_or(Field::Null);
        let written = columns.write(field, before, &mut self.writer);
        let image = self.writer.finish().to_vec();
        let refused = written.err().or_else(|| refusal(table, &image));
        if let Some(old_id) = old_id.filter(|old_id| *old_id != id) {
            self.set(*table_id, old_id, None);
        }
        self.keep(followed, id, &image, refused)
    }

    fn keep(
        &mut self,
        followed: &Followed,
        id: String,
        image: &[u8],
        refused: Option<String>,
    ) -> Result<()> {
        let Followed { id: table_id, table, .. } = followed;
        if let Some(reason) = refused {
            if self.on_bad_row == OnBadRow::Stop {
                return Err(Error::invalid(format!(
                    "row `{id}` of table `{}` cannot be taken: {reason}",
                    table.name
                )));
            }
            tracing::warn!(table = table.name, "a row of the stream was rejected");
            // What the engine held of it is no longer true.
            self.set(*table_id, id.clone(), None);
            self.rejected.insert((*table_id, id), reason);
            return Ok(());
        }
        let (image, malformed) = with_canonical_records(table, image, &mut self.writer);
        let image = RowImage::from(image);
        self.malformed_element_count += malformed;
        self.byte_count += image.len();
        self.set(*table_id, id, Some(image));
        Ok(())
    }

    fn refuse_nameless(&mut self, table: &Table, reason: String) -> Result<()> {
        if self.on_bad_row == OnBadRow::Stop {
            return Err(Error::invalid(format!(
                "a row of table `{}` cannot be taken: {reason}",
                table.name
            )));
        }
        self.nameless.push(RejectedRow { table: table.name.to_owned(), id: None, reason });
        Ok(())
    }

    fn set(&mut self, table: TableId, id: String, image: Option<RowImage>) {
        let key = (table, id);
        self.rejected.remove(&key);
        self.rows.insert(key, image);
    }

    fn clear(&mut self, table: TableId, tables: &Tables) {
        let published = tables.table(table).rows().map(|(_, row)| row.text(0).to_owned());
        let pending = self.rows.keys().filter(|(of, _)| *of == table).map(|(_, id)| id.clone());
        let ids: Vec<String> = published.chain(pending).collect();
        for id in ids {
            self.set(table, id, None);
        }
    }

    fn count(&mut self, table: TableId) {
        *self.changes.entry(table).or_default() += 1;
    }
}
