//! The host-owned table of advisor embeddings: written here, read back in batches.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use anyhow::{Context as _, Result};
use arrow::array::{
    ArrayRef, FixedSizeListArray, Float32Array, Float32Builder, StringArray, StringBuilder,
    cast::AsArray as _,
};
use arrow::datatypes::{DataType, Field, FieldRef, Float32Type, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;

use super::layout::Layout;
use super::manifest::Manifest;
use super::write::{WrittenFile, open_writer, properties};

/// Name of the table in the manifest's `host_owned`.
pub(crate) const EMBEDDING_TABLE: &str = "advisor_embeddings";

/// Vectors handed to the encoder at once, and per row group: 6 MB at 1,536 numbers each.
const BATCH_ROW_COUNT: usize = 1_024;

/// One advisor's vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// Id of the advisor profile.
    pub advisor_id: String,
    /// Name of the model that made the vector.
    pub model: String,
    /// SHA-256 of the text that was embedded: title, headline and bio, joined by line feeds.
    pub text_digest: String,
    /// The vector, of unit length.
    pub vector: Vec<f32>,
}

/// Writes embeddings to one file.
pub(crate) struct EmbeddingWriter {
    writer: ArrowWriter<File>,
    schema: SchemaRef,
    item: FieldRef,
    dimension: i32,
    advisor_ids: StringBuilder,
    models: StringBuilder,
    text_digests: StringBuilder,
    values: Float32Builder,
    pending_row_count: usize,
    written: WrittenFile,
}

impl EmbeddingWriter {
    /// Opens part `part` of the table in `folder`.
    pub(crate) fn create(
        folder: &Path,
        part: usize,
        layout: Layout,
        dimension: usize,
    ) -> Result<Self> {
        let dimension = i32::try_from(dimension).context("the dimension is too large")?;
        let item: FieldRef = Arc::new(Field::new_list_field(DataType::Float32, false));
        let vector = DataType::FixedSizeList(Arc::clone(&item), dimension);
        let column = |name: &str, kind: DataType| Field::new(layout.column_name(name), kind, false);
        let schema = Arc::new(Schema::new(vec![
            column("advisor_id", DataType::Utf8),
            column("model", DataType::Utf8),
            column("text_digest", DataType::Utf8),
            column("vector", vector),
        ]));
        // Noise neither repeats nor compresses: dictionary and codec would only cost time.
        let properties = properties()
            .set_max_row_group_row_count(Some(BATCH_ROW_COUNT))
            .set_dictionary_enabled(false)
            .set_compression(Compression::UNCOMPRESSED)
            .build();
        let file = format!("{EMBEDDING_TABLE}-{part:03}.parquet");
        Ok(Self {
            writer: open_writer(&folder.join(&file), &schema, properties)?,
            schema,
            item,
            dimension,
            advisor_ids: StringBuilder::new(),
            models: StringBuilder::new(),
            text_digests: StringBuilder::new(),
            values: Float32Builder::new(),
            pending_row_count: 0,
            written: WrittenFile { table: EMBEDDING_TABLE, file, row_count: 0 },
        })
    }

    /// Adds one embedding, whose vector must have the writer's dimension.
    pub(crate) fn push(&mut self, embedding: &Embedding) -> Result<()> {
        self.advisor_ids.append_value(&embedding.advisor_id);
        self.models.append_value(&embedding.model);
        self.text_digests.append_value(&embedding.text_digest);
        self.values.append_slice(&embedding.vector);
        self.pending_row_count += 1;
        if self.pending_row_count == BATCH_ROW_COUNT {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub(crate) fn finish(mut self) -> Result<WrittenFile> {
        self.flush()?;
        self.writer.close()?;
        Ok(self.written)
    }

    fn flush(&mut self) -> Result<()> {
        if self.pending_row_count == 0 {
            return Ok(());
        }
        let values: ArrayRef = Arc::new(self.values.finish());
        let vectors =
            FixedSizeListArray::try_new(Arc::clone(&self.item), self.dimension, values, None)?;
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(self.advisor_ids.finish()),
            Arc::new(self.models.finish()),
            Arc::new(self.text_digests.finish()),
            Arc::new(vectors),
        ];
        self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), arrays)?)?;
        self.written.row_count += self.pending_row_count as u64;
        self.pending_row_count = 0;
        Ok(())
    }
}

/// Reads the embeddings of the snapshot in `folder`, at most `batch_row_count` at a time.
///
/// *Order*: that of the files. *Cost*: one batch in memory.
///
/// # Errors
///
/// When the manifest cannot be read; each item is an error when its file cannot be read.
///
/// # Example
///
/// ```no_run
/// use advisor_engine_data::snapshot::read_embeddings;
/// for batch in read_embeddings("snapshot".as_ref(), 1024)? {
///     for embedding in batch? {
///         assert!(!embedding.vector.is_empty());
///     }
/// }
/// # Ok::<(), anyhow::Error>(())
/// ```
pub fn read_embeddings(folder: &Path, batch_row_count: usize) -> Result<EmbeddingReader> {
    let manifest = Manifest::read(folder)?;
    let files = manifest.host_owned.get(EMBEDDING_TABLE).cloned().unwrap_or_default().files;
    Ok(EmbeddingReader {
        folder: folder.to_owned(),
        files: files.into_iter(),
        open_file: None,
        batch_row_count: batch_row_count.max(1),
    })
}

/// An iterator over batches of embeddings; made by [`read_embeddings`].
pub struct EmbeddingReader {
    folder: PathBuf,
    files: vec::IntoIter<String>,
    open_file: Option<ParquetRecordBatchReader>,
    batch_row_count: usize,
}

impl Iterator for EmbeddingReader {
    type Item = Result<Vec<Embedding>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.open_file.as_mut().and_then(Iterator::next) {
                return Some(
                    batch.context("reading embeddings").and_then(|batch| embeddings(&batch)),
                );
            }
            let path = self.folder.join(self.files.next()?);
            match self.open(&path) {
                Ok(reader) => self.open_file = Some(reader),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl EmbeddingReader {
    fn open(&self, path: &Path) -> Result<ParquetRecordBatchReader> {
        let context = || format!("opening `{}`", path.display());
        let file = File::open(path).with_context(context)?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).with_context(context)?;
        builder.with_batch_size(self.batch_row_count).build().with_context(context)
    }
}

fn embeddings(batch: &RecordBatch) -> Result<Vec<Embedding>> {
    let advisor_ids = text_column(batch, "advisor_id")?;
    let models = text_column(batch, "model")?;
    let text_digests = text_column(batch, "text_digest")?;
    let vectors = batch
        .column_by_name("vector")
        .and_then(|column| column.as_fixed_size_list_opt())
        .context("the embeddings have no fixed-size `vector` column")?;
    (0..batch.num_rows())
        .map(|row| {
            let values = vectors.value(row);
            let values: &Float32Array = values
                .as_primitive_opt::<Float32Type>()
                .context("a `vector` is not of 32-bit floats")?;
            Ok(Embedding {
                advisor_id: advisor_ids.value(row).to_owned(),
                model: models.value(row).to_owned(),
                text_digest: text_digests.value(row).to_owned(),
                vector: values.values().to_vec(),
            })
        })
        .collect()
}

/// The text column of that name, in either layout.
fn text_column<'a>(batch: &'a RecordBatch, snake_case: &str) -> Result<&'a StringArray> {
    [Layout::CamelCase, Layout::SnakeCase]
        .into_iter()
        .find_map(|layout| batch.column_by_name(&layout.column_name(snake_case)))
        .and_then(|column| column.as_string_opt::<i32>())
        .with_context(|| format!("the embeddings have no text column `{snake_case}`"))
}
