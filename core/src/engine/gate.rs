//! The gate that every call passes: options, time, errors, panics.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use super::{Engine, Shared};
use crate::error::{Error, Result};
use crate::options::CallOptions;

/// Runs a call; a panic becomes `Internal`, and an error learns the operation's name.
pub(super) fn guard<T>(operation: &'static str, call: impl FnOnce() -> Result<T>) -> Result<T> {
    // A panic leaves no broken state behind: snapshots are immutable, and what a writer prepares is dropped.
    std::panic::catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(Error::internal(format!(
                "a bug of the engine stopped the call: {}",
                text.unwrap_or_else(|| "no message".to_owned())
            )))
        })
        .map_err(|error| error.with_operation(operation))
}

impl Engine {
    /// Runs an operation on the open engine and records its time.
    pub(super) fn run<T>(
        &self,
        operation: &'static str,
        options: &CallOptions,
        call: impl FnOnce(&Arc<Shared>) -> Result<T>,
    ) -> Result<T> {
        let started = Instant::now();
        let shared = self.shared().map_err(|error| error.with_operation(operation))?;
        let _span = tracing::trace_span!("operation", name = operation).entered();
        let result = guard(operation, || {
            options.check()?;
            call(&shared)
        });
        shared.timings.record(operation, started.elapsed(), result.is_err());
        result
    }
}
