//! From the committed sample to a loaded engine, with progress.

use std::path::Path;

use advisor_engine::{CallOptions, Change, Engine, LoadOptions};
use advisor_engine_data::progress::Progress;
use advisor_engine_data::real;
use advisor_engine_data::snapshot::{WriteOptions, read_embeddings};
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use crate::show;

const SEED: u64 = 1;
const EMBEDDINGS_PER_BATCH: usize = 500;

/// Maps the committed sample of real tables to the backend's tables.
pub(crate) fn write_snapshot(folder: &Path) -> Result<()> {
    let options = WriteOptions { progress: Progress::bars(), ..WriteOptions::default() };
    real::write_snapshot(folder, SEED, real::DEFAULT_DIMENSION, &options)?;
    println!(
        "adviser firms and small businesses are public records; firm names are masked, since ratings and rates\n\
         beside them are generated (data/README.md says what comes from where): {}",
        crate::shown(folder)
    );
    Ok(())
}

/// Loads the snapshot folder and applies the embeddings, which the host owns.
pub(crate) fn load(engine: &Engine, snapshot: &Path) -> Result<()> {
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}")?);
    let shared = bar.clone();
    let call = CallOptions::default().with_progress(move |progress| {
        shared.set_message(format!(
            "{} {}: {} rows",
            progress.step, progress.table, progress.row_count
        ));
        shared.tick();
    });
    let options = LoadOptions { call, ..LoadOptions::default() };
    let report = engine.load_snapshot(snapshot, &options)?;
    bar.finish_and_clear();
    let mut embedding_count = 0;
    let bar = ProgressBar::new_spinner().with_message("embeddings");
    for batch in read_embeddings(snapshot, EMBEDDINGS_PER_BATCH)? {
        let changes: Vec<Change> = batch?
            .into_iter()
            .map(|embedding| {
                Change::upsert(
                    "advisor_embeddings",
                    [
                        ("advisorId", embedding.advisor_id.into()),
                        ("model", embedding.model.into()),
                        ("textDigest", embedding.text_digest.into()),
                        ("vector", embedding.vector.into()),
                    ],
                )
            })
            .collect();
        embedding_count += changes.len();
        engine.apply(&changes, None, &CallOptions::default())?;
        bar.tick();
    }
    bar.finish_and_clear();
    show::loaded(&report, embedding_count);
    Ok(())
}
