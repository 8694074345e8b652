//! Where and of what a result was measured.

use anyhow::Result;

/// The processor, as results name it.
///
/// # Errors
/// When the system does not tell the number of cores.
pub fn machine() -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let vectors =
        ["avx512f", "avx2"].into_iter().find(|flag| info.contains(flag)).unwrap_or("no AVX");
    Ok(format!("{cores} cores, {vectors}"))
}

/// The commit that is checked out, shortened; `unknown` outside a repository.
#[must_use]
pub fn commit() -> String {
    let output = std::process::Command::new("git").args(["rev-parse", "--short", "HEAD"]).output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
