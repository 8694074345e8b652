//! Compares every file of a generation with its checksum.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use super::manifest::Manifest;
use crate::error::{Error, Result};
use crate::options::CallOptions;

/// What `verify_files` found, one entry per file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileReport {
    /// The files of the base and the log.
    pub files: Vec<FileCheck>,
}

impl FileReport {
    /// Whether every file holds what was written to it.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.files.iter().all(|file| file.problem.is_none())
    }
}

/// One file of the store.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileCheck {
    /// The file's name in its folder.
    pub name: String,
    /// Bytes that it should hold.
    pub byte_count: u64,
    /// What is wrong with it; none where it is sound.
    pub problem: Option<String>,
}

pub(crate) fn verify_generation(
    folder: &Path,
    manifest: &Manifest,
    options: &CallOptions,
) -> Result<Vec<FileCheck>> {
    let mut checks = Vec::new();
    for (name, entry) in &manifest.files {
        let problem = match digest(&folder.join(name), options) {
            Ok(found) if found == (entry.byte_count, entry.checksum) => None,
            Ok((byte_count, _)) if byte_count != entry.byte_count => {
                Some(format!("has {byte_count} bytes; expected {}", entry.byte_count))
            }
            Ok(_) => Some("holds other bytes than were written".to_owned()),
            Err(error) if error.kind() == crate::ErrorKind::Io => Some(error.message().to_owned()),
            Err(error) => return Err(error),
        };
        checks.push(FileCheck { name: name.clone(), byte_count: entry.byte_count, problem });
    }
    Ok(checks)
}

/// The length and checksum of a file.
pub(crate) fn digest(path: &Path, options: &CallOptions) -> Result<(u64, u64)> {
    let mut file = File::open(path).map_err(Error::from)?;
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; 1 << 20];
    let mut length = 0;
    loop {
        options.check()?;
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok((length, hash.digest()));
        }
        length += count as u64;
        hash.update(&buffer[..count]);
    }
}
