//! Where things are: the checkout, the target folder, the folder of tools.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The folders that every command works with, all absolute.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    tools: PathBuf,
}

impl Workspace {
    /// Finds the folders from the environment that `cargo run` provides.
    ///
    /// # Errors
    /// When this program was started in another way than by cargo, or when no
    /// home folder is known to keep tools in.
    pub(crate) fn locate() -> Result<Self, Failure> {
        // Read at run time: the target folder is shared by several checkouts, so the path that
        // was true when this program was compiled may be another checkout's.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = manifest
            .as_deref()
            .and_then(Path::parent)
            .ok_or_else(|| Failure::new("start this program as `cargo xtask`"))?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
            Some(folder) => env::current_dir()
                .map_err(|cause| Failure::at("find", Path::new("."), cause))?
                .join(folder),
            None => root.join("target"),
        };
        let cache = env::var_os("XDG_CACHE_HOME")
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
            .or_else(|| env::home_dir().map(|home| home.join(".cache")))
            .ok_or_else(|| Failure::new("set `HOME` or `XDG_CACHE_HOME`: tools are kept there"))?;
        Ok(Self { root, target, tools: cache.join("advisor-engine").join("tools") })
    }

    /// The checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What cargo compiles into.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Programs that were installed for this project alone.
    pub(crate) fn tools(&self) -> &Path {
        &self.tools
    }
}
