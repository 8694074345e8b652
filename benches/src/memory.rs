//! The memory of this process, as Linux tells it.

use anyhow::{Context, Result};

/// Resident memory in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Resident {
    /// All of it.
    pub total: u64,
    /// What is not backed by a file: the system cannot take it back.
    pub anonymous: u64,
}

/// Reads the resident memory of this process.
///
/// # Errors
/// When `/proc/self/status` is not as Linux writes it.
pub fn resident() -> Result<Resident> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let bytes = |key: &str| -> Result<u64> {
        let line =
            status.lines().find(|line| line.starts_with(key)).context("a line is missing")?;
        let kibibytes = line.split_whitespace().nth(1).context("a line holds no number")?;
        Ok(kibibytes.parse::<u64>()? * 1024)
    };
    Ok(Resident { total: bytes("VmRSS:")?, anonymous: bytes("RssAnon:")? })
}
