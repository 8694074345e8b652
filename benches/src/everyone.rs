//! A snapshot folder whose advisors are all in the marketplace: the most that one match can be about.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use advisor_engine_data::snapshot::Manifest;
use anyhow::{Context, Result};
use arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringArray, new_null_array};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Writes the advisors of one snapshot folder into another, each active, verified and not deleted.
///
/// Their users, organizations and embeddings come along as they are; all other tables are empty.
///
/// # Errors
/// When the folder is no snapshot with columns in camel case, or cannot be written.
pub fn write_everyone(from: &Path, to: &Path) -> Result<()> {
    write_advisors(from, to, 1, |batch| Ok(vec![admit(batch)?]), |batch| Ok(vec![batch.clone()]))
}

/// Writes the advisors of one snapshot folder and their embeddings into another, each batch as what it is changed to;
/// there are so many times as many rows then.
pub(crate) fn write_advisors(
    from: &Path,
    to: &Path,
    times: u64,
    profiles: impl Fn(&RecordBatch) -> Result<Vec<RecordBatch>>,
    embeddings: impl Fn(&RecordBatch) -> Result<Vec<RecordBatch>>,
) -> Result<()> {
    std::fs::create_dir_all(to)?;
    let mut manifest = Manifest::read(from)?;
    for (name, table) in &mut manifest.tables {
        match name.as_str() {
            "advisor_profiles" => {
                table.rows *= times;
                for file in &table.files {
                    rewrite(&from.join(file), &to.join(file), &profiles)?;
                }
            }
            "users" | "organizations" => copy(&table.files, from, to)?,
            _ => {
                table.files.truncate(1);
                table.rows = 0;
                for file in &table.files {
                    rewrite(&from.join(file), &to.join(file), |batch| Ok(vec![batch.slice(0, 0)]))?;
                }
            }
        }
    }
    for table in manifest.host_owned.values_mut() {
        table.rows *= times;
        for file in &table.files {
            rewrite(&from.join(file), &to.join(file), &embeddings)?;
        }
    }
    manifest.write(to)
}

fn copy(files: &[String], from: &Path, to: &Path) -> Result<()> {
    for file in files {
        std::fs::copy(from.join(file), to.join(file))?;
    }
    Ok(())
}

fn rewrite(
    from: &Path,
    to: &Path,
    change: impl Fn(&RecordBatch) -> Result<Vec<RecordBatch>>,
) -> Result<()> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(from)?)?;
    let mut writer = ArrowWriter::try_new(File::create(to)?, Arc::clone(reader.schema()), None)?;
    for batch in reader.build()? {
        for changed in change(&batch?)? {
            writer.write(&changed)?;
        }
    }
    writer.close()?;
    Ok(())
}

fn admit(batch: &RecordBatch) -> Result<RecordBatch> {
    let schema = batch.schema();
    let count = batch.num_rows();
    let mut columns = batch.columns().to_vec();
    let mut set = |name: &str, values: ArrayRef| -> Result<()> {
        let place = schema.index_of(name).with_context(|| format!("no column `{name}`"))?;
        columns[place] = values;
        Ok(())
    };
    set("marketplaceStatus", Arc::new(StringArray::from(vec!["active"; count])))?;
    set("isVerified", Arc::new(BooleanArray::from(vec![true; count])))?;
    let deleted_at = schema.field_with_name("deletedAt")?.data_type();
    set("deletedAt", new_null_array(deleted_at, count))?;
    Ok(RecordBatch::try_new(schema, columns)?)
}
