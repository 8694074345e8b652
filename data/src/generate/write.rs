//! Writes a generated snapshot: tables in parts, parts by as many threads as there are cores.

use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, Result};
use indicatif::ProgressBar;

use super::scale::Scale;
use super::tables::{TABLES, Table};
use super::world::World;
use crate::embedding::VectorMaker;
use crate::sample::{self, Sample};
use crate::snapshot::{
    EmbeddingWriter, Layout, Manifest, Opened, Outcome, Parameters, Record, TableWriter,
    WriteOptions, WrittenFile, build_manifest, open,
};

/// Version of the rows that a scale and a seed give: raised with every change of them, so that a
/// folder of older rows is not taken for one of these.
const GENERATOR_VERSION: u32 = 2;

/// Rows between two steps of a progress bar.
const BAR_STEP_ROW_COUNT: u64 = 1_024;

/// One file to write.
pub(super) struct Job {
    table: &'static Table,
    part: usize,
    rows: Range<u64>,
    bar: ProgressBar,
}

/// Generates a snapshot into the folder `out`, or finds it there already.
///
/// The same sample, scale, seed and layout give the same bytes on every machine, whatever its
/// number of cores. The folder appears complete or not at all.
///
/// *Cost*: constant memory, a few row groups per core; for the time at the reference scale see
/// `data/README.md`.
///
/// # Errors
///
/// When the sample is refused, when `out` holds something else (see
/// [`WriteOptions::may_replace`]), or when writing fails.
///
/// # Example
///
/// ```
/// use advisor_engine_data::generate::{Scale, write_snapshot};
/// use advisor_engine_data::snapshot::WriteOptions;
/// let folder = tempfile::tempdir()?;
/// let out = folder.path().join("tiny");
/// let outcome = write_snapshot(&out, &Scale::tiny(), 7, &WriteOptions::default())?;
/// assert_eq!(outcome.manifest.tables["clients"].rows, 500);
/// # Ok::<(), anyhow::Error>(())
/// ```
pub fn write_snapshot(
    out: &Path,
    scale: &Scale,
    seed: u64,
    options: &WriteOptions,
) -> Result<Outcome> {
    let sample_folder = options.sample_folder.clone().unwrap_or_else(sample::default_folder);
    let sample = Sample::load(&sample_folder)?;
    let parameters = Parameters {
        created_by: Manifest::new(None).created_by,
        content: format!("rows {GENERATOR_VERSION}, {scale:?}"),
        seed,
        dimension: scale.dimension,
        layout: options.layout,
        sample_digest: sample.digest.clone(),
    };
    let staging = match open(out, &parameters, options.may_replace)? {
        Opened::Complete(manifest) => return Ok(Outcome { manifest, is_reused: true }),
        Opened::Staging(staging) => staging,
    };
    let world = World::new(&sample, scale, seed)?;
    drop(sample);
    let jobs = plan(scale, options);
    let written = run(&world, &jobs, staging.path(), options.layout)?;
    let manifest = build_manifest(seed, &written);
    staging.commit(&manifest)?;
    Ok(Outcome { manifest, is_reused: false })
}

fn plan(scale: &Scale, options: &WriteOptions) -> Vec<Job> {
    let mut jobs = Vec::new();
    for table in TABLES {
        let row_count = (table.row_count)(scale);
        let bar = options.progress.table(table.name, row_count);
        let mut start = 0;
        for part in 0.. {
            let end = row_count.min(start + table.part_row_count);
            jobs.push(Job { table, part, rows: start..end, bar: bar.clone() });
            start = end;
            if start == row_count {
                break;
            }
        }
    }
    jobs
}

/// Runs every job; the result stands in the order of the jobs, whichever thread ran them.
fn run(world: &World, jobs: &[Job], folder: &Path, layout: Layout) -> Result<Vec<WrittenFile>> {
    let next_job = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Result<WrittenFile>)>> = Mutex::new(Vec::new());
    let work = || {
        loop {
            let position = next_job.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(position) else { return };
            let result = write_part(world, job, folder, layout);
            if result.is_err() {
                // The others finish the part they are at and then find no more.
                next_job.store(jobs.len(), Ordering::Relaxed);
            }
            results
                .lock()
                .expect("no thread panics while it holds the lock")
                .push((position, result));
        }
    };
    let thread_count = thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    thread::scope(|scope| {
        for _ in 0..thread_count {
            scope.spawn(work);
        }
    });
    let mut results = results.into_inner().expect("no thread panics while it holds the lock");
    results.sort_by_key(|(position, _)| *position);
    results.into_iter().map(|(_, result)| result).collect()
}

fn write_part(world: &World, job: &Job, folder: &Path, layout: Layout) -> Result<WrittenFile> {
    let written = (job.table.write)(&Part { job, folder, layout }, world);
    written.with_context(|| format!("writing part {} of `{}`", job.part, job.table.name))
}

/// One file, and where it goes.
pub(super) struct Part<'a> {
    job: &'a Job,
    folder: &'a Path,
    layout: Layout,
}

impl Part<'_> {
    pub(super) fn write<R: Record>(&self, row: impl Fn(u64) -> R) -> Result<WrittenFile> {
        let mut writer = TableWriter::create(self.folder, self.job.part, self.layout)?;
        for index in self.job.rows.clone() {
            writer.push(row(index))?;
            self.step(index);
        }
        writer.finish()
    }

    pub(super) fn write_embeddings(&self, world: &World) -> Result<WrittenFile> {
        let dimension = world.scale.dimension;
        let mut maker = VectorMaker::new(&world.streams, dimension);
        let mut writer =
            EmbeddingWriter::create(self.folder, self.job.part, self.layout, dimension)?;
        for index in self.job.rows.clone() {
            if let Some(embedding) = world.embedding(index, &mut maker) {
                writer.push(&embedding)?;
            }
            self.step(index);
        }
        writer.finish()
    }

    /// Moves the bar now and then: a step per row would cost more than the row.
    fn step(&self, index: u64) {
        let done = index + 1 - self.job.rows.start;
        let is_last = index + 1 == self.job.rows.end;
        if is_last {
            self.job.bar.inc((done - 1) % BAR_STEP_ROW_COUNT + 1);
        } else if done.is_multiple_of(BAR_STEP_ROW_COUNT) {
            self.job.bar.inc(BAR_STEP_ROW_COUNT);
        }
    }
}
