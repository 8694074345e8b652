//! What is known about the compiled DuckDB: whether it is there, and how often.

use std::fs;
use std::path::Path;

/// What a first build costs, said before it starts.
pub(crate) const FIRST_BUILD: &str = "The first build takes 25-40 minutes on two cores: DuckDB is compiled from \
     source once. Later builds take a minute.";

/// Counts the compiled copies of DuckDB under the target folder.
///
/// More than one appears when two cargo commands resolve other features for the build
/// dependencies of `libduckdb-sys`: each set of features is another copy.
pub(crate) fn compiled_copy_count(target: &Path) -> usize {
    let Ok(entries) = fs::read_dir(target.join("release").join("build")) else {
        return 0;
    };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("libduckdb-sys-"))
        .filter(|entry| entry.path().join("out").join("libduckdb.a").is_file())
        .count()
}

/// Says what the first build costs, if it is still to come.
pub(crate) fn announce_first_build(target: &Path) {
    if compiled_copy_count(target) == 0 {
        println!("{FIRST_BUILD}");
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::compiled_copy_count;

    #[test]
    fn only_finished_copies_count() {
        let target = tempfile::tempdir().unwrap();
        assert_eq!(compiled_copy_count(target.path()), 0);
        let build = target.path().join("release/build");
        for folder in ["libduckdb-sys-1/out", "libduckdb-sys-2/out", "other-3/out"] {
            fs::create_dir_all(build.join(folder)).unwrap();
        }
        fs::write(build.join("libduckdb-sys-1/out/libduckdb.a"), "").unwrap();
        fs::write(build.join("other-3/out/libduckdb.a"), "").unwrap();
        assert_eq!(compiled_copy_count(target.path()), 1);
    }
}
