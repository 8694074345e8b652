//! Where the files of a store lie, and the lock that keeps other writers away.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::files;
use super::manifest::MANIFEST_FILE;
use crate::error::{Error, ErrorKind, Result};
use crate::process::Owner;

/// The folder of a store, locked for one writer until this is dropped; a follower's is not locked.
#[derive(Debug)]
pub(crate) struct StoreFolder {
    path: PathBuf,
    /// After a fork, the child's copy of this must neither unlock nor remove anything.
    owner: Owner,
    /// None of a follower's, which changes nothing in the store.
    lock: Option<File>,
    /// Where DuckDB puts what its memory does not hold.
    spill: PathBuf,
    // Dropped last: an engine in memory keeps its files in a folder of its own, a follower what it spills.
    temporary: Option<tempfile::TempDir>,
}

impl StoreFolder {
    /// Makes the folder where it is missing, and locks it.
    ///
    /// # Errors
    /// `Locked` when another engine has it open, `Io` when it cannot be made or written.
    pub(crate) fn lock(path: &Path) -> Result<Self> {
        files::create_folder(path)?;
        // DuckDB compares paths as text.
        let path = path.canonicalize().map_err(Error::from)?;
        let lock_path = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&lock_path)
            .map_err(|source| Error::from(source).with_context("path", lock_path.display()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new(
                    ErrorKind::Locked,
                    "another engine has this store open for writing",
                )
                .with_context("path", path.display()));
            }
            Err(TryLockError::Error(source)) => return Err(Error::from(source)),
        }
        let spill = path.join("spill");
        for folder in [&path.join("generations"), &spill] {
            files::create_folder(folder)?;
        }
        files::sync_folder(&path)?;
        Ok(Self { path, owner: Owner::this_process(), lock: Some(lock), spill, temporary: None })
    }

    /// The folder of a store that another process writes: nothing is made in it, nor locked.
    ///
    /// # Errors
    /// `NotFound` where there is no store.
    pub(crate) fn follow(path: &Path) -> Result<Self> {
        if !log_file(path).is_file() {
            return Err(Error::not_found(
                "there is no store to follow; the process that writes it makes it with `open`",
            )
            .with_context("path", path.display()));
        }
        let path = path.canonicalize().map_err(Error::from)?;
        let temporary = private_folder()?;
        let spill = temporary.path().canonicalize().map_err(Error::from)?;
        let owner = Owner::this_process();
        Ok(Self { path, owner, lock: None, spill, temporary: Some(temporary) })
    }

    /// Makes a private folder that goes away with the engine.
    pub(crate) fn temporary() -> Result<Self> {
        let temporary = private_folder()?;
        let mut folder = Self::lock(temporary.path())?;
        folder.temporary = Some(temporary);
        Ok(folder)
    }

    pub(crate) fn is_temporary(&self) -> bool {
        self.temporary.is_some()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn log(&self) -> PathBuf {
        log_file(&self.path)
    }

    /// Moves log and generations into a new folder `set-aside-<n>`, so that the store starts anew.
    pub(crate) fn set_aside(&self) -> Result<()> {
        let aside = (1_u32..=9999)
            .map(|number| self.path.join(format!("set-aside-{number}")))
            .find(|path| !path.exists())
            .ok_or_else(|| Error::internal("no free name to set a store aside"))?;
        files::create_folder(&aside)?;
        // The log last: while it is there, an opener that finds no base says so instead of starting anew.
        for name in ["generations", "log.sqlite-wal", "log.sqlite-shm", "log.sqlite"] {
            match std::fs::rename(self.path.join(name), aside.join(name)) {
                Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::from(source));
                }
                _ => {}
            }
        }
        files::create_folder(&self.path.join("generations"))
    }

    pub(crate) fn spill(&self) -> &Path {
        &self.spill
    }

    pub(crate) fn generation(&self, number: u64) -> PathBuf {
        generation_folder(&self.path, number)
    }

    /// Whether there is a generation that holds rows, or may: a log without a head does not go with one.
    pub(crate) fn holds_a_base(&self) -> Result<bool> {
        for entry in std::fs::read_dir(self.path.join("generations")).map_err(Error::from)? {
            let folder = entry.map_err(Error::from)?.path();
            let is_first_try = folder == self.generation(1) && !is_base_with_rows(&folder);
            if !is_first_try {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Removes what a killed build or an ended generation left behind.
    pub(crate) fn remove_generations_except(&self, serving: u64) -> Result<()> {
        let keep = self.generation(serving);
        let entries = std::fs::read_dir(self.path.join("generations")).map_err(Error::from)?;
        for entry in entries {
            let path = entry.map_err(Error::from)?.path();
            if path != keep {
                tracing::info!(path = %path.display(), "removing a generation that is not serving");
                files::remove_folder(&path)?;
            }
        }
        Ok(())
    }
}

impl Drop for StoreFolder {
    fn drop(&mut self) {
        if self.owner.is_forked_from() {
            // Closing the descriptor alone leaves the parent's lock as it is.
            std::mem::forget(self.temporary.take());
            return;
        }
        // Closing the file would unlock it as well; a failure leaves nothing to do.
        drop(self.lock.as_ref().map(File::unlock));
    }
}

fn private_folder() -> Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("advisor-engine-").tempdir().map_err(Error::from)
}

/// The first base, which holds nothing, may be left by a kill before the log knew of it.
fn is_base_with_rows(folder: &Path) -> bool {
    match std::fs::read_to_string(folder.join(MANIFEST_FILE)) {
        Ok(manifest) => !manifest.contains("\"base_revision\": 0,"),
        Err(_) => false,
    }
}

/// The log of a store.
pub(crate) fn log_file(store: &Path) -> PathBuf {
    store.join("log.sqlite")
}

/// The folder of a generation.
pub(crate) fn generation_folder(store: &Path, number: u64) -> PathBuf {
    store.join("generations").join(number.to_string())
}
