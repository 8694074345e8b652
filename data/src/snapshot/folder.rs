//! The folder as a whole: written beside its place and renamed, reused when it is already there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::manifest::{Manifest, write_json};

/// Name of the file that says what a folder was made from.
///
/// It stands beside the manifest, which a loader reads; this one is only for the writer.
pub const PARAMETERS_FILE: &str = "parameters.json";

/// What a folder was made from; equal parameters give equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// Program and version.
    pub created_by: String,
    /// `real`, or the scale with its counts.
    pub content: String,
    /// Seed of the generated values.
    pub seed: u64,
    /// Numbers per embedding.
    pub dimension: usize,
    /// Spelling of the columns.
    pub layout: Layout,
    /// Digest of the sample that the distributions came from.
    pub sample_digest: String,
}

/// What [`open`] found.
#[derive(Debug)]
pub(crate) enum Opened {
    /// The folder is complete and was made from the same parameters.
    Complete(Manifest),
    /// The folder is to be written here.
    Staging(Staging),
}

/// A folder being written; dropped without [`Staging::commit`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Staging {
    path: PathBuf,
    target: PathBuf,
    is_replacing: bool,
}

/// Looks at `target` and opens a sibling to write to, unless the folder is already complete.
pub(crate) fn open(target: &Path, parameters: &Parameters, may_replace: bool) -> Result<Opened> {
    let exists = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
    if exists {
        let made_from = read_parameters(target).with_context(|| {
            format!(
                "`{}` exists and is not a snapshot folder; choose another `--out`",
                target.display()
            )
        })?;
        if made_from == *parameters {
            if let Some(manifest) = complete_manifest(target) {
                return Ok(Opened::Complete(manifest));
            }
        } else if !may_replace {
            bail!(
                "`{}` was made from other parameters ({}); choose another `--out` or pass `--replace`",
                target.display(),
                serde_json::to_string(&made_from)?
            );
        }
    }
    let name =
        target.file_name().and_then(|name| name.to_str()).context("`--out` names no folder")?;
    let path = target.with_file_name(format!(".{name}.partial-{}", std::process::id()));
    fs::create_dir_all(&path).with_context(|| format!("creating `{}`", path.display()))?;
    let staging = Staging { path, target: target.to_owned(), is_replacing: target.exists() };
    write_json(&staging.path.join(PARAMETERS_FILE), parameters)?;
    Ok(Opened::Staging(staging))
}

impl Staging {
    /// Where to write.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the manifest and moves the folder to its place.
    pub(crate) fn commit(self, manifest: &Manifest) -> Result<()> {
        manifest.write(&self.path)?;
        if self.is_replacing {
            fs::remove_dir_all(&self.target)
                .with_context(|| format!("removing the old `{}`", self.target.display()))?;
        }
        fs::rename(&self.path, &self.target)
            .with_context(|| format!("moving the snapshot to `{}`", self.target.display()))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After a commit there is nothing at this path. A failure here leaves a hidden folder
        // behind and must not hide the error that brought us here.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn read_parameters(folder: &Path) -> Result<Parameters> {
    let text = fs::read_to_string(folder.join(PARAMETERS_FILE))?;
    Ok(serde_json::from_str(&text)?)
}

/// The manifest of `folder` when every file that it names is there.
fn complete_manifest(folder: &Path) -> Option<Manifest> {
    let manifest = Manifest::read(folder).ok()?;
    let is_complete = manifest.files().all(|file| folder.join(file).is_file());
    is_complete.then_some(manifest)
}
