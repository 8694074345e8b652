//! The rows that a batch touched.

use crate::model::catalog::TableId;

/// Per table, the ordinals that a batch set, each once, in the order of the batch.
#[derive(Debug)]
pub(crate) struct Touched {
    by_table: Vec<Vec<u32>>,
}

impl Touched {
    pub(crate) fn new(table_count: usize) -> Self {
        Self { by_table: vec![Vec::new(); table_count] }
    }

    pub(crate) fn add(&mut self, table: TableId, ordinal: u32) {
        self.by_table[table].push(ordinal);
    }

    pub(crate) fn ordinals(&self, table: TableId) -> &[u32] {
        &self.by_table[table]
    }
}
