//! Writes the real snapshot.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;

use super::mapping::{Mapping, PRACTICE_COUNT, STAFF_COUNT};
use crate::embedding::{MODEL, VectorMaker};
use crate::progress::Progress;
use crate::random::Purpose;
use crate::rows::text_digest;
use crate::sample::{self, Sample};
use crate::snapshot::{
    EMBEDDING_TABLE, Embedding, EmbeddingWriter, Layout, Manifest, Opened, Outcome, Parameters,
    Record, TableWriter, WriteOptions, WrittenFile, build_manifest, open,
};

/// Numbers per embedding unless the caller says otherwise: enough to tell clusters apart.
pub const DEFAULT_DIMENSION: usize = 64;

/// Advisors without an embedding, per ten thousand.
const NO_EMBEDDING_PER_TEN_THOUSAND: u64 = 300;

/// Writes the sample as a snapshot into the folder `out`, or finds it there already.
///
/// The same sample, seed, dimension and layout give the same bytes. No text column holds a real
/// firm name.
///
/// # Errors
///
/// When the sample is refused, when `out` holds something else (see
/// [`WriteOptions::may_replace`]), or when writing fails.
///
/// # Example
///
/// ```
/// use advisor_engine_data::real::{DEFAULT_DIMENSION, write_snapshot};
/// use advisor_engine_data::snapshot::WriteOptions;
/// let folder = tempfile::tempdir()?;
/// let out = folder.path().join("real");
/// let outcome = write_snapshot(&out, 1, DEFAULT_DIMENSION, &WriteOptions::default())?;
/// assert_eq!(outcome.manifest.tables["advisor_profiles"].rows, 600);
/// # Ok::<(), anyhow::Error>(())
/// ```
pub fn write_snapshot(
    out: &Path,
    seed: u64,
    dimension: usize,
    options: &WriteOptions,
) -> Result<Outcome> {
    let sample_folder = options.sample_folder.clone().unwrap_or_else(sample::default_folder);
    let sample = Sample::load(&sample_folder)?;
    let parameters = Parameters {
        created_by: Manifest::new(None).created_by,
        content: "real".to_owned(),
        seed,
        dimension,
        layout: options.layout,
        sample_digest: sample.digest.clone(),
    };
    let staging = match open(out, &parameters, options.may_replace)? {
        Opened::Complete(manifest) => return Ok(Outcome { manifest, is_reused: true }),
        Opened::Staging(staging) => staging,
    };
    let mapping = Mapping::new(sample, seed)?;
    let target =
        Target { folder: staging.path(), layout: options.layout, progress: &options.progress };
    let written = write_tables(&mapping, &target, dimension)?;
    let manifest = build_manifest(seed, &written);
    staging.commit(&manifest)?;
    Ok(Outcome { manifest, is_reused: false })
}

fn write_tables(
    mapping: &Mapping,
    target: &Target<'_>,
    dimension: usize,
) -> Result<Vec<WrittenFile>> {
    let sample = &mapping.sample;
    let adviser_count = sample.advisers.len();
    let adviser_of_crd: HashMap<&str, u64> = sample
        .advisers
        .iter()
        .zip(0..)
        .map(|(adviser, index)| (adviser.crd.as_str(), index))
        .collect();
    let users = (0..STAFF_COUNT)
        .map(|index| mapping.staff_user(index))
        .chain((0..adviser_count).map(|position| mapping.adviser_user(position)));
    let mut first_index = 0;
    let tasks = (0..mapping.distributions.cases.len()).flat_map(|position| {
        let of_case = mapping.tasks(position, first_index);
        first_index += mapping.distributions.cases[position].steps.len() as u64;
        of_case
    });
    Ok(vec![
        target.write(
            (0..PRACTICE_COUNT + mapping.agency_count).map(|index| mapping.organization(index)),
        )?,
        target.write(users)?,
        target.write((0..sample.businesses.len()).map(|position| mapping.client(position)))?,
        target.write(
            (0..mapping.distributions.cases.len()).map(|position| mapping.engagement(position)),
        )?,
        target.write(tasks)?,
        target.write(
            (0..sample.filings.len()).map(|position| mapping.document(position, &adviser_of_crd)),
        )?,
        target.write((0..sample.invoices.len()).map(|position| mapping.invoice(position)))?,
        target.write((0..adviser_count).map(|position| mapping.advisor(position).profile))?,
        write_embeddings(mapping, target, dimension)?,
    ])
}

/// Where tables are written to.
struct Target<'a> {
    folder: &'a Path,
    layout: Layout,
    progress: &'a Progress,
}

impl Target<'_> {
    /// Writes a table as one file: the sample's tables are small.
    fn write<R: Record>(&self, rows: impl Iterator<Item = R>) -> Result<WrittenFile> {
        let bar = self.progress.table(R::TABLE, rows.size_hint().0 as u64);
        let mut writer = TableWriter::create(self.folder, 0, self.layout)?;
        for row in rows {
            writer.push(row)?;
            bar.inc(1);
        }
        bar.finish();
        writer.finish()
    }
}

fn write_embeddings(
    mapping: &Mapping,
    target: &Target<'_>,
    dimension: usize,
) -> Result<WrittenFile> {
    let adviser_count = mapping.sample.advisers.len();
    let bar = target.progress.table(EMBEDDING_TABLE, adviser_count as u64);
    let mut maker = VectorMaker::new(&mapping.streams, dimension);
    let mut writer = EmbeddingWriter::create(target.folder, 0, target.layout, dimension)?;
    for position in 0..adviser_count {
        let mut draw = mapping.draw(Purpose::AdvisorEmbedding, position as u64);
        bar.inc(1);
        if draw.chance(NO_EMBEDDING_PER_TEN_THOUSAND) {
            continue;
        }
        let advisor = mapping.advisor(position);
        writer.push(&Embedding {
            vector: maker.vector(&mut draw, &advisor.industries, &advisor.services),
            model: MODEL.to_owned(),
            text_digest: text_digest(&advisor.profile),
            advisor_id: advisor.profile.id,
        })?;
    }
    bar.finish();
    writer.finish()
}
