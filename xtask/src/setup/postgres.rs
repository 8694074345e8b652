//! Finding the server programs of PostgreSQL, which Debian keeps out of `PATH`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::version::Version;
use crate::program::Program;

/// Where Debian puts one folder per major version.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// Logical decoding as the sync uses it (row filters, column lists) came with 15.
const MINIMUM: Version = Version::new(15, 0, 0);

/// Finds the first folder that has `initdb` and a `postgres` new enough.
///
/// *Order*: `PATH`, `pg_config --bindir`, Debian's folders from the newest.
pub(super) fn find() -> Option<PathBuf> {
    let path: Vec<PathBuf> =
        env::var_os("PATH").map(|value| env::split_paths(&value).collect()).unwrap_or_default();
    let configured =
        Program::new("pg_config").arguments(["--bindir"]).first_line().map(PathBuf::from);
    let debian = fs::read_dir(DEBIAN_FOLDER)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    candidates(path, configured, debian).into_iter().find(|folder| is_usable(folder))
}

/// Lists the folders in the order in which they are tried, each once.
fn candidates(
    path: Vec<PathBuf>,
    configured: Option<PathBuf>,
    mut debian: Vec<PathBuf>,
) -> Vec<PathBuf> {
    debian.sort_by_key(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        std::cmp::Reverse(Version::parse(&name))
    });
    let mut folders: Vec<PathBuf> = Vec::new();
    let versioned = debian.into_iter().map(|folder| folder.join("bin"));
    for folder in path.into_iter().chain(configured).chain(versioned) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

fn is_usable(folder: &Path) -> bool {
    let printed = Program::new(folder.join("postgres")).arguments(["--version"]).first_line();
    folder.join("initdb").is_file() && printed.is_some_and(|line| is_new_enough(&line))
}

fn is_new_enough(printed: &str) -> bool {
    Version::parse(printed).is_some_and(|version| version >= MINIMUM)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{candidates, is_new_enough};

    #[test]
    fn path_comes_first_then_pg_config_then_the_newest() {
        let folders = candidates(
            vec!["/usr/local/bin".into(), "/usr/bin".into()],
            Some("/usr/lib/postgresql/15/bin".into()),
            vec![
                "/usr/lib/postgresql/9.6".into(),
                "/usr/lib/postgresql/15".into(),
                "/usr/lib/postgresql/16".into(),
            ],
        );
        let expected: Vec<PathBuf> = [
            "/usr/local/bin",
            "/usr/bin",
            "/usr/lib/postgresql/15/bin",
            "/usr/lib/postgresql/16/bin",
            "/usr/lib/postgresql/9.6/bin",
        ]
        .iter()
        .map(PathBuf::from)
        .collect();
        assert_eq!(folders, expected);
    }

    #[test]
    fn versions_before_15_are_too_old() {
        assert!(is_new_enough("postgres (PostgreSQL) 15.1"));
        assert!(is_new_enough("postgres (PostgreSQL) 18beta1"));
        assert!(!is_new_enough("postgres (PostgreSQL) 14.9"));
        assert!(!is_new_enough("postgres (PostgreSQL) 9.6.24"));
    }
}
