//! Copies a store without stopping it.

use std::path::Path;

use super::files;
use super::folder::{generation_folder, log_file};
use super::generation::Generation;
use super::log::Log;
use super::manifest::MANIFEST_FILE;
use crate::error::{Error, ErrorKind, Result};

/// Writes a store to a new folder: hard links of the base, and a copy of the log.
///
/// The caller keeps writers away, so that log and base belong together.
pub(crate) fn backup(generation: &Generation, log: &Log, to: &Path) -> Result<()> {
    if to.exists() {
        let mut entries = std::fs::read_dir(to).map_err(Error::from)?;
        if entries.next().is_some() {
            return Err(Error::new(
                ErrorKind::AlreadyExists,
                "a backup goes to a new or empty folder",
            )
            .with_context("path", to.display()));
        }
    }
    let copied = copy(generation, log, to);
    if copied.is_err() {
        // Half a backup must not stand in the way of the next.
        drop(files::remove_folder(&to.join("generations")));
        for name in ["log.sqlite", "log.sqlite-journal"] {
            drop(std::fs::remove_file(to.join(name)));
        }
    }
    copied
}

fn copy(generation: &Generation, log: &Log, to: &Path) -> Result<()> {
    let folder = generation_folder(to, generation.number);
    files::create_folder(&folder)?;
    let names = generation.manifest.files.keys().map(String::as_str);
    for name in names.chain([MANIFEST_FILE]) {
        files::link(&generation.folder().join(name), &folder.join(name))?;
    }
    files::sync_folder(&folder)?;
    folder.parent().map_or(Ok(()), files::sync_folder)?;
    log.backup(&log_file(to))?;
    files::sync(&std::fs::File::open(log_file(to)).map_err(Error::from)?)?;
    files::sync_folder(to)
}
