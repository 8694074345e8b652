//! A load of everything, inside one snapshot of the server.

use serde::{Deserialize, Serialize};
use tokio_postgres::Client;

use super::connect::{connect, sql_error};
use super::copy::{Copied, copy_tables};
use super::layout::Layout;
use super::settings::{PostgresSource, Settings};
use super::slot;
use super::{Runtime, runtime};
use crate::error::{Error, Result};
use crate::model::catalog::Catalog;
use crate::sync::source::{LoadSource, Sourced, Staging};

/// What a store follows, as its log keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Description {
    pub(super) source: String,
    pub(super) system: String,
    pub(super) database: String,
    pub(super) schema: String,
    /// None where changes are read by query.
    pub(super) slot: Option<String>,
    /// Of the columns that were loaded.
    pub(super) shape: String,
}

impl Description {
    pub(super) fn new(server: &slot::Server, settings: &Settings, layout: &Layout) -> Self {
        Self {
            source: "postgres".to_owned(),
            system: server.system.clone(),
            database: server.database.clone(),
            schema: settings.schema.clone(),
            slot: settings.polling.is_none().then(|| settings.slot.clone()),
            shape: layout.shape(),
        }
    }

    /// # Errors
    /// None in practice: it is text.
    pub(super) fn to_text(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|cause| Error::internal("a description is no JSON").with_source(cause))
    }
}

/// The rows of a server at one of its snapshots.
pub(super) struct SnapshotLoad<'a> {
    pub(super) settings: &'a Settings,
    pub(super) layout: &'a Layout,
    /// The snapshot's name; whoever exported it keeps its session open.
    pub(super) snapshot: &'a str,
    pub(super) position: String,
    /// None for a load that nothing follows.
    pub(super) followed: Option<String>,
}

impl LoadSource for SnapshotLoad<'_> {
    fn stage(&mut self, staging: &Staging<'_>) -> Result<Sourced> {
        let Copied { tables, rejected } =
            copy_tables(self.settings, self.layout, self.snapshot, staging)?;
        Ok(Sourced {
            tables,
            rejected,
            source_position: Some(self.position.clone()),
            followed: self.followed.clone(),
        })
    }
}

/// A server for one load that nothing follows.
pub(crate) struct Server {
    settings: Settings,
    layout: Layout,
    snapshot: String,
    position: String,
    /// Keeps the snapshot; it ends before the threads under it do.
    _session: Client,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// Opens a session that keeps a snapshot.
    ///
    /// # Errors
    /// As sessions and layouts have them.
    pub(crate) fn open(source: &PostgresSource, catalog: &'static Catalog) -> Result<Self> {
        let settings = Settings::new(source)?;
        // One more thread: the session lives while the calling one loads.
        let runtime = runtime(Runtime::ReadAhead)?;
        let (layout, session, snapshot, position) = runtime.block_on(async {
            let client = connect(&settings).await?;
            let layout = Layout::discover(&client, &settings, catalog).await?;
            let (snapshot, position) = export_snapshot(&client, &settings, &layout).await?;
            Ok::<_, Error>((layout, client, snapshot, position))
        })?;
        Ok(Self { settings, layout, snapshot, position, _session: session, _runtime: runtime })
    }
}

impl LoadSource for Server {
    fn stage(&mut self, staging: &Staging<'_>) -> Result<Sourced> {
        let mut load = SnapshotLoad {
            settings: &self.settings,
            layout: &self.layout,
            snapshot: &self.snapshot,
            position: self.position.clone(),
            followed: None,
        };
        load.stage(staging)
    }
}

/// A snapshot of the tables that other sessions may read while this one's transaction lives, in which nothing empties or
/// rewrites them; and a position of the server's log that is not beyond what the snapshot holds.
pub(super) async fn export_snapshot(
    client: &Client,
    settings: &Settings,
    layout: &Layout,
) -> Result<(String, String)> {
    // First the position: what is committed between the two is in the snapshot, and merely not promised.
    let position = client
        .query_one(
            "SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                     ELSE pg_current_wal_insert_lsn() END)::text",
            &[],
        )
        .await
        .map_err(|cause| sql_error(&cause))?;
    client
        .batch_execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; \
             SET LOCAL idle_in_transaction_session_timeout = 0;",
        )
        .await
        .map_err(|cause| sql_error(&cause))?;
    // Before the first statement that sees rows: the snapshot is taken by that one.
    layout.lock(client, settings).await?;
    layout.check_unchanged(client, settings).await?;
    let snapshot = client
        .query_one("SELECT pg_export_snapshot()", &[])
        .await
        .map_err(|cause| sql_error(&cause))?;
    Ok((snapshot.get(0), position.get(0)))
}
