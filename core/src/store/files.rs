//! The calls to the file system that more than one file of the store makes.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use memmap2::Mmap;

use crate::error::{Error, Result};

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
    move |source| Error::from(source).with_context("path", path.display())
}

/// Makes a file that only its owner may read; it must not exist yet.
pub(crate) fn create_new(path: &Path) -> Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at(path))
}

/// Makes a folder that only its owner may enter, with its parents; it may exist.
pub(crate) fn create_folder(path: &Path) -> Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(at(path))
}

/// Makes an empty file that only its owner may read, for a library that opens it next.
///
/// One that is there is not even opened: closing a second descriptor of an SQLite file would drop the locks that this
/// process holds on it.
pub(crate) fn touch_private(path: &Path) -> Result<()> {
    if path.exists() { Ok(()) } else { create_new(path).map(drop) }
}

/// Leaves a file that another library made to its owner alone.
pub(crate) fn restrict(path: &Path) -> Result<()> {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(at(path))
}

/// Makes a file durable.
pub(crate) fn sync(file: &File) -> Result<()> {
    file.sync_all().map_err(Error::from)
}

/// Makes a folder's entries durable.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(at(path))
}

/// Which file it is that a path names now: its device and its number there.
pub(crate) fn identity(path: &Path) -> Result<(u64, u64)> {
    let data = std::fs::metadata(path).map_err(at(path))?;
    Ok((data.dev(), data.ino()))
}

/// Reads a small text file.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(at(path))
}

/// Maps a whole file for reading.
pub(crate) fn map(path: &Path) -> Result<Mmap> {
    let file = File::open(path).map_err(at(path))?;
    // SAFETY: the bytes under a mapping must not change. Files of a generation are written once under a
    // name that did not exist, are 0600, and are only ever unlinked, which leaves the mapping intact; the
    // store's lock keeps other engines away. Truncation from outside is beyond what any mapping survives.
    unsafe { Mmap::map(&file) }.map_err(at(path))
}

/// Tells the system that mapped pages may leave this process; they stay in the page cache.
pub(crate) fn release_pages(map: &Mmap) {
    // SAFETY: dropping clean pages of a read-only file mapping loses nothing: the next read maps them again.
    // A failure only means that memory stays in use.
    drop(unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) });
}

/// Gives a file that is never written again another name, or copies it where the file system has no hard links.
pub(crate) fn link(from: &Path, to: &Path) -> Result<()> {
    if std::fs::hard_link(from, to).is_err() {
        std::fs::copy(from, to).map_err(at(to))?;
        sync(&File::open(to).map_err(at(to))?)?;
    }
    Ok(())
}

/// Removes a folder and what is in it; one that is not there is fine.
pub(crate) fn remove_folder(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(at(path)(source)),
        _ => Ok(()),
    }
}
