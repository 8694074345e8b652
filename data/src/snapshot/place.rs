//! Where snapshots are kept when no folder is named.

use std::path::PathBuf;

/// The folder of a snapshot: `<base>/<scale_name>-<seed>`, outside the checkout.
///
/// The base is the variable `ADVISOR_ENGINE_DATA`, or else `advisor-engine` in the user's cache
/// folder.
///
/// ```
/// let folder = advisor_engine_data::snapshot::default_folder("tiny", 7);
/// assert!(folder.ends_with("tiny-7"));
/// ```
#[must_use]
pub fn default_folder(scale_name: &str, seed: u64) -> PathBuf {
    let base = std::env::var_os("ADVISOR_ENGINE_DATA")
        .map_or_else(|| user_cache_folder().join("advisor-engine"), PathBuf::from);
    base.join(format!("{scale_name}-{seed}"))
}

/// The user's cache folder by each system's convention; the system's temporary folder when the
/// environment names no home.
fn user_cache_folder() -> PathBuf {
    let variable =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let found = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    found.unwrap_or_else(std::env::temp_dir)
}
