//! Stops a statement of DuckDB when its call may not go on.

use std::time::Duration;

use duckdb::Connection;

use crate::beside::looking_after;
use crate::error::Result;
use crate::options::CallOptions;

/// How often a watcher looks at the call's deadline and cancel flag.
const LOOK: Duration = Duration::from_millis(2);

impl CallOptions {
    /// Runs statements on a connection; the one at work is interrupted once the call is cancelled or late.
    ///
    /// # Errors
    /// As the work says; `Cancelled` or `Timeout` where that is what ended it.
    pub(crate) fn interrupting<T>(
        &self,
        connection: &Connection,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        if !self.may_end() {
            return work();
        }
        let handle = connection.interrupt_handle();
        let interrupt = || {
            if self.check().is_err() {
                handle.interrupt();
            }
        };
        let result = looking_after(LOOK, interrupt, work);
        result.map_err(|error| self.check().err().unwrap_or(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::options::CancelFlag;

    const ENDLESS: &str =
        "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7";

    #[test]
    fn a_runaway_statement_ends_with_its_call_and_the_connection_lives_on() {
        let connection = Connection::open_in_memory().unwrap();
        let run = |options: &CallOptions| {
            options
                .interrupting(&connection, || Ok(connection.execute_batch(ENDLESS)?))
                .unwrap_err()
                .kind()
        };
        let late = CallOptions::default().with_timeout(Duration::from_millis(30));
        assert_eq!(run(&late), ErrorKind::Timeout);
        let flag = CancelFlag::new();
        let options = CallOptions::default().with_cancel(flag.clone());
        std::thread::scope(|scope| {
            scope.spawn(|| flag.cancel());
            assert_eq!(run(&options), ErrorKind::Cancelled);
        });
        assert!(connection.execute_batch("SELECT 1").is_ok());
    }
}
