//! A table at one revision: the base's rows, overlaid by the delta.
//!
//! Every row has an *ordinal*: its row number where it is in the base, the next free number where it
//! is new. Views above the store (rollups, columns, bitmaps, vectors) are indexed by it. Ordinals
//! last as long as the generation.

use std::sync::Arc;

use imbl::{HashMap, OrdSet};

use super::row_file::RowFile;
use crate::model::catalog::{Catalog, TableId};
use crate::model::row::{RowImage, RowRef};

/// One table at one revision. A clone shares everything; a change copies only its path.
#[derive(Debug, Clone)]
pub(crate) struct TableView {
    base: Arc<RowFile>,
    parent: Option<usize>,
    /// The newest image of every row that changed since the base; none where it was deleted.
    overrides: HashMap<u32, Option<RowImage>>,
    new_ids: HashMap<Arc<str>, u32>,
    /// The rows of `overrides` by their parent.
    children: HashMap<Arc<str>, OrdSet<u32>>,
    next_ordinal: u32,
    override_bytes: usize,
}

impl TableView {
    pub(crate) fn new(base: Arc<RowFile>, parent: Option<usize>) -> Self {
        let next_ordinal = base.row_count();
        Self {
            base,
            parent,
            overrides: HashMap::new(),
            new_ids: HashMap::new(),
            children: HashMap::new(),
            next_ordinal,
            override_bytes: 0,
        }
    }

    pub(crate) fn base(&self) -> &Arc<RowFile> {
        &self.base
    }

    /// One more than the largest ordinal in use.
    pub(crate) fn ordinal_count(&self) -> u32 {
        self.next_ordinal
    }

    /// Rows changed since the base.
    pub(crate) fn override_count(&self) -> usize {
        self.overrides.len()
    }

    /// Bytes of the images that the delta holds.
    pub(crate) fn override_bytes(&self) -> usize {
        self.override_bytes
    }

    /// The ordinal of an id, whether its row still exists or not.
    pub(crate) fn ordinal(&self, id: &str) -> Option<u32> {
        if let Some(ordinal) = self.new_ids.get(id) {
            return Some(*ordinal);
        }
        self.base.find(id)
    }

    /// The row at an ordinal, none where it was deleted.
    pub(crate) fn row(&self, ordinal: u32) -> Option<RowRef<'_>> {
        if let Some(image) = self.overrides.get(&ordinal) {
            return image.as_deref().map(RowRef::new);
        }
        (ordinal < self.base.row_count()).then(|| self.base.row(ordinal))
    }

    /// The row of an id.
    pub(crate) fn find(&self, id: &str) -> Option<(u32, RowRef<'_>)> {
        let ordinal = self.ordinal(id)?;
        Some((ordinal, self.row(ordinal)?))
    }

    /// All rows, by ordinal.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, RowRef<'_>)> {
        (0..self.next_ordinal).filter_map(|ordinal| Some((ordinal, self.row(ordinal)?)))
    }

    /// The rows whose parent column holds this id: those of the base in order, then those of the delta.
    pub(crate) fn children<'a>(
        &'a self,
        parent_id: &str,
    ) -> impl Iterator<Item = (u32, RowRef<'a>)> + 'a {
        let unchanged = self
            .base
            .children(parent_id)
            .flatten()
            .filter(|ordinal| !self.overrides.contains_key(ordinal))
            .map(|ordinal| (ordinal, self.base.row(ordinal)));
        let changed = self.children.get(parent_id).into_iter().flatten();
        unchanged.chain(changed.filter_map(|ordinal| Some((*ordinal, self.row(*ordinal)?))))
    }

    /// Puts a row in or takes it out, and returns its ordinal; none where a row that is not there is
    /// taken out.
    pub(crate) fn set(&mut self, id: &str, image: Option<RowImage>) -> Option<u32> {
        let ordinal = match self.ordinal(id) {
            Some(ordinal) => ordinal,
            None if image.is_none() => return None,
            None => {
                let ordinal = self.next_ordinal;
                self.next_ordinal += 1;
                self.new_ids.insert(Arc::from(id), ordinal);
                ordinal
            }
        };
        if let Some(Some(old)) = self.overrides.get(&ordinal) {
            self.override_bytes -= old.len();
            if let Some(parent_id) =
                self.parent.and_then(|parent| RowRef::new(old).text_opt(parent))
                && let Some(siblings) = self.children.get_mut(parent_id)
            {
                siblings.remove(&ordinal);
                if siblings.is_empty() {
                    self.children.remove(parent_id);
                }
            }
        }
        if let Some(new) = &image {
            self.override_bytes += new.len();
            if let Some(parent_id) =
                self.parent.and_then(|parent| RowRef::new(new).text_opt(parent))
            {
                self.children.entry(Arc::from(parent_id)).or_default().insert(ordinal);
            }
        }
        self.overrides.insert(ordinal, image);
        Some(ordinal)
    }
}

/// All tables of a catalog at one revision.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    catalog: &'static Catalog,
    views: Vec<TableView>,
}

impl Tables {
    pub(crate) fn new(
        catalog: &'static Catalog,
        bases: impl Iterator<Item = Arc<RowFile>>,
    ) -> Self {
        let views = bases
            .zip(catalog.tables)
            .map(|(base, table)| TableView::new(base, table.parent))
            .collect();
        Self { catalog, views }
    }

    pub(crate) fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    pub(crate) fn table(&self, table: TableId) -> &TableView {
        &self.views[table]
    }

    pub(crate) fn table_mut(&mut self, table: TableId) -> &mut TableView {
        &mut self.views[table]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &TableView> {
        self.views.iter()
    }
}
