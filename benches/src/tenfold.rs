//! A snapshot folder with ten advisors for each of another's: the marketplace at ten times its scale.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeListArray, Float32Array, RecordBatch, StringArray,
};
use arrow::datatypes::{DataType, Float32Type};

use crate::everyone::write_advisors;

const TIMES: usize = 10;
/// How far a copy's vector lies from the first one's, as a share of its length: near enough to compete.
const DISTANCE: f32 = 0.5;

/// Writes the advisors of one snapshot folder ten times into another, with ids of their own and vectors near
/// the first one's; users and organizations come along as they are, all other tables are empty.
///
/// # Errors
/// When the folder is no snapshot with columns in camel case, or cannot be written.
pub fn write_tenfold(from: &Path, to: &Path) -> Result<()> {
    let copies = |copy: &dyn Fn(usize) -> Result<RecordBatch>| (0..TIMES).map(copy).collect();
    write_advisors(
        from,
        to,
        TIMES as u64,
        |batch| copies(&|copy| with_ids(batch, "id", copy)),
        |batch| copies(&|copy| with_vectors(&with_ids(batch, "advisorId", copy)?, copy)),
    )
}

/// The first copy keeps its ids: requests name them.
fn with_ids(batch: &RecordBatch, column: &str, copy: usize) -> Result<RecordBatch> {
    if copy == 0 {
        return Ok(batch.clone());
    }
    with_column(batch, column, |ids| {
        let ids = ids.as_string_opt::<i32>().context("ids are no text")?;
        let ids = ids.iter().map(|id| id.map(|id| format!("{id}-{copy}")));
        Ok(Arc::new(ids.collect::<StringArray>()))
    })
}

fn with_vectors(batch: &RecordBatch, copy: usize) -> Result<RecordBatch> {
    if copy == 0 {
        return Ok(batch.clone());
    }
    with_column(batch, "vector", |vectors| {
        let vectors = vectors.as_fixed_size_list_opt().context("vectors have several lengths")?;
        let dimension = usize::try_from(vectors.value_length())?;
        let values = vectors.values().as_primitive::<Float32Type>().values();
        let mut moved = Vec::with_capacity(values.len());
        for vector in values.chunks(dimension) {
            let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
            let step = DISTANCE * length / (dimension as f32).sqrt();
            // Signs from a digest of the vector itself: the same folder in every run.
            let seed = vector.iter().fold(copy as u64, |seed, value| {
                (seed ^ u64::from(value.to_bits())).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            });
            moved.extend(vector.iter().zip(0_u64..).map(|(value, place)| {
                let bits = (seed ^ place).wrapping_mul(0xd6e8_feb8_6659_fd93);
                value + if bits >> 63 == 0 { step } else { -step }
            }));
        }
        let DataType::FixedSizeList(field, length) = vectors.data_type() else {
            anyhow::bail!("vectors have several lengths");
        };
        let moved: ArrayRef = Arc::new(Float32Array::from(moved));
        Ok(Arc::new(FixedSizeListArray::try_new(Arc::clone(field), *length, moved, None)?))
    })
}

fn with_column(
    batch: &RecordBatch,
    name: &str,
    change: impl FnOnce(&ArrayRef) -> Result<ArrayRef>,
) -> Result<RecordBatch> {
    let schema = batch.schema();
    let mut columns = batch.columns().to_vec();
    let place = schema.index_of(name).with_context(|| format!("no column `{name}`"))?;
    columns[place] = change(&columns[place])?;
    Ok(RecordBatch::try_new(schema, columns)?)
}
