//! Where the rows of a stream go: the engine, as a source that is followed sees it.

use std::sync::Arc;

use super::source::LoadSource;
use crate::error::Result;
use crate::model::catalog::Catalog;
use crate::snapshot::Snapshot;
use crate::store::batch::CheckedBatch;

/// What the store says of the source that it follows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    /// As the load described it that began the following; none where nothing is followed.
    pub(crate) followed: Option<String>,
    /// How far the durable rows have come.
    pub(crate) source_position: Option<String>,
}

/// The engine under a stream.
pub(crate) trait Sink: Sync {
    fn catalog(&self) -> &'static Catalog;

    /// The published rows.
    fn snapshot(&self) -> Arc<Snapshot>;

    /// # Errors
    /// As waiting for the writer's turn has them.
    fn standing(&self) -> Result<Standing>;

    /// Takes rows and position as one revision: durable and published at return.
    ///
    /// # Errors
    /// As `apply`; nothing has changed then.
    fn take(&self, batch: CheckedBatch) -> Result<()>;

    /// Makes a position durable that changes no row.
    ///
    /// # Errors
    /// As `apply`.
    fn advance(&self, source_position: &str) -> Result<()>;

    /// Replaces every source table, as one revision.
    ///
    /// # Errors
    /// As a load.
    fn load(&self, source: &mut dyn LoadSource) -> Result<()>;
}
