//! Reads snapshot tables back, for the tests of this folder.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use advisor_engine_data::snapshot::Manifest;
use arrow::array::{Array as _, cast::AsArray as _};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Decimal128Type};
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A whole table, all parts in order.
pub(crate) struct Table(pub(crate) RecordBatch);

pub(crate) fn read_table(folder: &Path, name: &str) -> Table {
    let manifest = Manifest::read(folder).unwrap();
    let files = manifest.tables.get(name).or_else(|| manifest.host_owned.get(name)).unwrap();
    let mut batches = Vec::new();
    for file in &files.files {
        let file = File::open(folder.join(file)).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        batches.extend(reader.map(Result::unwrap));
    }
    let table = concat_batches(&batches[0].schema(), &batches).unwrap();
    assert_eq!(table.num_rows() as u64, files.rows, "rows of `{name}`");
    Table(table)
}

impl Table {
    pub(crate) fn texts(&self, column: &str) -> Vec<Option<&str>> {
        self.0[column].as_string::<i32>().iter().collect()
    }

    pub(crate) fn text(&self, column: &str) -> Vec<&str> {
        self.texts(column).into_iter().flatten().collect()
    }

    pub(crate) fn decimals(&self, column: &str) -> Vec<i128> {
        self.0[column].as_primitive::<Decimal128Type>().iter().flatten().collect()
    }

    pub(crate) fn null_count(&self, column: &str) -> usize {
        self.0[column].null_count()
    }

    /// Ids with the value of another column.
    pub(crate) fn by_id<'a>(&'a self, column: &str) -> HashMap<&'a str, &'a str> {
        let ids = self.text("id");
        let values = self.text(column);
        assert_eq!(ids.len(), values.len());
        let by_id: HashMap<&str, &str> = ids.into_iter().zip(values).collect();
        assert_eq!(by_id.len(), self.0.num_rows(), "ids are unique");
        by_id
    }

    /// Every text of the table, list items included.
    pub(crate) fn all_texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for column in self.0.columns() {
            let values = match column.data_type() {
                DataType::Utf8 => column.clone(),
                DataType::List(_) => column.as_list::<i32>().values().clone(),
                _ => continue,
            };
            texts.extend(values.as_string::<i32>().iter().flatten().map(str::to_owned));
        }
        texts
    }
}
