//! `SHA256SUMS`: what the loader compares every sample file with before reading it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::digest::sha256_hex;

/// Name of the digest file; its format is that of `sha256sum`.
pub const DIGEST_FILE: &str = "SHA256SUMS";

/// What restores a damaged sample; it is part of the refusal's message.
const RESTORE_COMMAND: &str = "git checkout -- data/sample";

/// The digests of a sample folder, by file name.
#[derive(Debug)]
pub(super) struct Digests {
    by_file: BTreeMap<String, String>,
    text: String,
}

impl Digests {
    /// Digests `files` of `folder` and writes the digest file.
    pub(super) fn write(folder: &Path, files: &[&str]) -> Result<()> {
        let mut text = String::new();
        for file in files {
            let path = folder.join(file);
            let bytes =
                std::fs::read(&path).with_context(|| format!("reading `{}`", path.display()))?;
            writeln!(text, "{}  {file}", sha256_hex(&bytes))?;
        }
        let path = folder.join(DIGEST_FILE);
        std::fs::write(&path, text).with_context(|| format!("writing `{}`", path.display()))
    }

    /// Reads the digest file of `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(DIGEST_FILE);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("reading `{}`; `{RESTORE_COMMAND}` restores the sample", path.display())
        })?;
        let by_file = text
            .lines()
            .filter_map(|line| line.split_once("  "))
            .map(|(digest, file)| (file.to_owned(), digest.to_owned()))
            .collect();
        Ok(Self { by_file, text })
    }

    /// The digest of the digest file: it stands for the whole sample.
    pub(super) fn whole(&self) -> String {
        sha256_hex(self.text.as_bytes())
    }

    /// Reads one file, and refuses it when its digest is another than the listed one.
    pub(super) fn read_checked(&self, folder: &Path, file: &str) -> Result<Vec<u8>> {
        let path = folder.join(file);
        let Some(expected) = self.by_file.get(file) else {
            bail!(
                "`{DIGEST_FILE}` lists no digest for `{file}`; `{RESTORE_COMMAND}` restores the sample"
            );
        };
        let bytes = std::fs::read(&path).with_context(|| {
            format!("reading `{}`; `{RESTORE_COMMAND}` restores it", path.display())
        })?;
        let got = sha256_hex(&bytes);
        if got != *expected {
            bail!(
                "`{}` has another digest than `{DIGEST_FILE}` says: expected {expected}, got {got}; \
                 `{RESTORE_COMMAND}` restores it",
                path.display()
            );
        }
        Ok(bytes)
    }
}
