//! Writes the methods and types of the Node and Python packages from the registry of operations.
//!
//! One surface in three languages: an operation that is added to the registry appears in both packages by running this
//! again, and `--check` fails while it has not been.

mod docs;
mod names;
mod python;
mod shape;
mod surface;
#[cfg(test)]
mod tests;
mod typescript;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::surface::Surface;

/// What can be typed after the program's name.
#[derive(Debug, Parser)]
#[command(about = "Writes the methods and types of the bindings from the registry of operations")]
struct Options {
    /// Fail where a file is not as it would be written, and write nothing
    #[arg(long)]
    check: bool,
    /// The root of the checkout
    #[arg(long, default_value = ".")]
    root: PathBuf,
}

/// One file that is generated whole.
#[derive(Debug, Clone)]
pub(crate) struct GeneratedFile {
    /// From the root of the checkout.
    pub(crate) path: &'static str,
    pub(crate) text: String,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let surface = Surface::read()?;
    let files = [typescript::files(&surface)?, python::files(&surface)?].concat();
    let mut stale = Vec::new();
    for file in files {
        let path = options.root.join(file.path);
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        if found == file.text {
            continue;
        }
        stale.push(file.path);
        if !options.check {
            write(&path, &file.text)?;
            println!("{}", file.path);
        }
    }
    if options.check && !stale.is_empty() {
        bail!(
            "not as the registry says: {}; run `cargo xtask generate bindings`",
            stale.join(", ")
        );
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
