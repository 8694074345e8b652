//! PostgreSQL as a source: a first load in one snapshot of the server, then its changes as they are committed.
//!
//! A slot is made first: it names a position of the server's log and exports the snapshot of exactly what was committed
//! before it. Every table is copied inside that snapshot, and the stream of the slot begins at that position, so that
//! nothing is missed and nothing comes twice. The position is stored in the same commit as the rows; the server is told
//! only what is durable here.

mod connect;
mod control;
mod copy;
mod follow;
mod layout;
mod load;
mod message;
mod pending;
mod poll;
mod settings;
mod slot;
#[cfg(test)]
mod tests;
mod verify;
mod wire;

pub(crate) use control::{Control, Request};
pub use control::{FollowState, FollowStatus, FollowedTable, LastError};
pub(crate) use follow::{drop_replication, follow, preflight};
pub(crate) use load::Server;
pub use settings::{Polling, PostgresSource};
pub use verify::{DriftKind, DriftedRow, VerifiedTable, VerifyReport};

use crate::error::{Error, Result};

/// Threads under a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runtime {
    /// The calling thread alone.
    OneThread,
    /// One more, which reads from the server while the caller applies what came.
    ReadAhead,
}

fn runtime(kind: Runtime) -> Result<tokio::runtime::Runtime> {
    let mut builder = match kind {
        Runtime::OneThread => tokio::runtime::Builder::new_current_thread(),
        Runtime::ReadAhead => {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            builder.worker_threads(1).thread_name("advisor-engine-source");
            builder
        }
    };
    builder.enable_all().build().map_err(Error::from)
}

/// The position of a server's log in a stored position; none for one of another source.
fn lsn_of(position: Option<&str>) -> Option<pgwire_replication::Lsn> {
    pgwire_replication::Lsn::parse(position?).ok()
}
