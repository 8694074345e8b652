//! The data sets that are measured: the committed sample, and the generated reference scale.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use advisor_engine::{CallOptions, Change, Clock, Config, Engine, LoadOptions, LoadReport};
use advisor_engine_data::real;
use advisor_engine_data::snapshot::{MANIFEST_FILE, WriteOptions, default_folder, read_embeddings};
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

const SEED: u64 = 1;
const EMBEDDINGS_PER_BATCH: usize = 1_000;

/// A snapshot folder to measure on.
#[derive(Debug)]
pub struct Dataset {
    /// `sample` or `reference`.
    pub name: &'static str,
    /// The snapshot folder.
    pub folder: PathBuf,
    /// SHA-256 over the names and bytes of its files.
    pub digest: String,
}

impl Dataset {
    /// The data set that `ADVISOR_ENGINE_BENCH_DATASET` names; the sample without it.
    ///
    /// # Errors
    /// When the reference scale was not generated: the message holds the command that does it.
    pub fn from_environment(scratch: &Path) -> Result<Self> {
        match std::env::var("ADVISOR_ENGINE_BENCH_DATASET").as_deref() {
            Err(_) | Ok("sample") => {
                let folder = scratch.join("sample");
                real::write_snapshot(
                    &folder,
                    SEED,
                    real::DEFAULT_DIMENSION,
                    &WriteOptions::default(),
                )?;
                Self::at("sample", folder)
            }
            Ok("reference") => {
                let folder = default_folder("reference", SEED);
                ensure!(
                    folder.join(MANIFEST_FILE).is_file(),
                    "`{}` does not hold the reference data; make it with `cargo xtask generate --scale reference`",
                    folder.display()
                );
                Self::at("reference", folder)
            }
            Ok(other) => bail!("data set `{other}` is not known; expected `sample` or `reference`"),
        }
    }

    /// The data set in a snapshot folder. *Cost*: reads all of its files.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn at(name: &'static str, folder: PathBuf) -> Result<Self> {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        files.sort();
        let mut digest = Sha256::new();
        for file in files {
            let file_name = file.file_name().context("a file has no name")?;
            digest.update(file_name.as_encoded_bytes());
            digest.update(std::fs::read(&file)?);
        }
        let digest = digest.finalize().iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            write!(text, "{byte:02x}").expect("a string takes any text");
            text
        });
        Ok(Self { name, folder, digest })
    }

    /// Loads the snapshot into an engine.
    ///
    /// # Errors
    /// As the engine says; also when a row was rejected, since the data sets hold none that should be.
    pub fn load(&self, engine: &Engine) -> Result<LoadReport> {
        let report = engine.load_snapshot(&self.folder, &LoadOptions::default())?;
        ensure!(report.rejected.is_empty(), "{} rows were rejected", report.rejected.len());
        Ok(report)
    }

    /// Applies the embeddings, which the host owns, and folds them into the base.
    ///
    /// # Errors
    /// As the engine says.
    pub fn apply_embeddings(&self, engine: &Engine) -> Result<()> {
        let options = CallOptions::default();
        for batch in read_embeddings(&self.folder, EMBEDDINGS_PER_BATCH)? {
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
            engine.apply(&changes, None, &options)?;
        }
        engine.fold(&options)?;
        Ok(())
    }
}

/// The configuration that is measured: the defaults, with a clock that stands at the end of the data.
///
/// # Errors
/// None in practice: the instant is a constant.
pub fn config() -> Result<Config> {
    Ok(Config { clock: Clock::fixed("2026-01-01T00:00:00Z".parse()?), ..Config::default() })
}
