//! Publication and slot: what the server keeps for a follower.

use std::time::{Duration, Instant};

use pgwire_replication::{Lsn, PgWireError, QueryRow, ReplicationClient};
use tokio_postgres::Client;

use super::connect::{RAW_TEXT, sql_error, wire_error};
use super::layout::{Layout, quoted};
use super::settings::Settings;
use crate::error::{Error, ErrorKind, Result};

/// The oldest server whose changes come in the binary format.
const OLDEST_VERSION: i32 = 140_000;
/// The server ends a session whose other end has gone at its next look.
const SESSION_ENDS_WITHIN: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(50);

/// What a server is, as far as following it depends on that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    /// Tells clusters apart.
    pub(super) system: String,
    pub(super) database: String,
}

/// Checks that a server's changes can be followed.
///
/// # Errors
/// `Unsupported` for a server that is too old or keeps no logical log, `PermissionDenied` for a user who may not follow
/// it; each says what to do.
pub(super) async fn check_server(client: &Client, settings: &Settings) -> Result<Server> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::int, current_setting('wal_level'),
                    (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user),
                    (SELECT system_identifier::text FROM pg_control_system()), current_user::text,
                    pg_is_in_recovery()",
            &[],
        )
        .await
        .map_err(|cause| sql_error(&cause))?;
    let version: i32 = row.get(0);
    if version < OLDEST_VERSION {
        return Err(unsupported(format!(
            "the server is of version {}; following needs 14 or newer; read it by `polling`",
            version / 10_000
        )));
    }
    let level: String = row.get(1);
    if level != "logical" {
        return Err(unsupported(format!(
            "the server has `wal_level` {level}; following needs logical: set it in `postgresql.conf` and restart the \
             server, or read it by `polling`"
        )));
    }
    if row.get(5) {
        return Err(unsupported(
            "the server is a standby; follow the primary, or read this one by `polling`".to_owned(),
        ));
    }
    if !row.get::<_, bool>(2) {
        let user: String = row.get(4);
        return Err(Error::new(
            ErrorKind::PermissionDenied,
            format!(
                "user `{user}` may not follow changes; run: ALTER ROLE \"{user}\" REPLICATION; or read by `polling`"
            ),
        ));
    }
    Ok(Server { system: row.get(3), database: settings.database.clone() })
}

fn unsupported(message: String) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

/// Makes the publication where it is missing, and adds tables that it lacks.
///
/// # Errors
/// `PermissionDenied` with the statement that someone else must run.
pub(super) async fn ensure_publication(
    client: &Client,
    settings: &Settings,
    layout: &Layout,
) -> Result<()> {
    let rows = client
        .query(
            "SELECT t.tablename::text FROM pg_publication p
             LEFT JOIN pg_publication_tables t ON t.pubname = p.pubname AND t.schemaname = $2
             WHERE p.pubname = $1",
            &[&settings.publication, &settings.schema],
        )
        .await
        .map_err(|cause| sql_error(&cause))?;
    let published: Vec<Option<String>> = rows.iter().map(|row| row.get(0)).collect();
    let lacking: Vec<String> = layout
        .tables
        .iter()
        .filter(|table| !published.iter().flatten().any(|name| name == table.table.name))
        .map(|table| table.path(settings))
        .collect();
    if lacking.is_empty() && !published.is_empty() {
        return Ok(());
    }
    let name = quoted(&settings.publication);
    let statement = if published.is_empty() {
        format!(
            "CREATE PUBLICATION {name} FOR TABLE {} WITH (publish_via_partition_root = true)",
            lacking.join(", ")
        )
    } else {
        format!("ALTER PUBLICATION {name} ADD TABLE {}", lacking.join(", "))
    };
    match client.batch_execute(&statement).await {
        Ok(()) => {
            tracing::info!(publication = settings.publication, "the publication holds every table");
            Ok(())
        }
        Err(cause) => {
            let error = sql_error(&cause);
            if error.kind() != ErrorKind::PermissionDenied {
                return Err(error);
            }
            Err(Error::new(
                ErrorKind::PermissionDenied,
                format!("the user may not publish the tables; let their owner run: {statement};"),
            )
            .with_source(error))
        }
    }
}

/// A slot as the server has it.
#[derive(Debug)]
pub(super) struct Slot {
    /// Changes before it are gone.
    pub(super) confirmed: Lsn,
    /// Where the server's log stands.
    pub(super) current: Lsn,
    pub(super) is_active: bool,
    /// Whether the server still has the log that the slot needs.
    pub(super) is_usable: bool,
    /// Bytes of log that the server keeps for it.
    pub(super) retained_bytes: i64,
}

/// The slot of these settings; none where there is none.
///
/// # Errors
/// `Conflict` where one of that name is of another kind or database.
pub(super) async fn find_slot(client: &Client, settings: &Settings) -> Result<Option<Slot>> {
    let row = client
        .query_opt(
            "SELECT COALESCE(confirmed_flush_lsn::text, '0/0'), active, COALESCE(wal_status, '') <> 'lost',
                    COALESCE(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::int8,
                    COALESCE(plugin, '')::text, COALESCE(database, '')::text, pg_current_wal_insert_lsn()::text
             FROM pg_replication_slots WHERE slot_name = $1",
            &[&settings.slot],
        )
        .await
        .map_err(|cause| sql_error(&cause))?;
    let Some(row) = row else { return Ok(None) };
    let (plugin, database): (String, String) = (row.get(4), row.get(5));
    if plugin != "pgoutput" || database != settings.database {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!(
                "slot `{}` is there, of plugin `{plugin}` and database `{database}`; give this engine a slot of its own",
                settings.slot
            ),
        ));
    }
    Ok(Some(Slot {
        confirmed: position(&row.get::<_, String>(0))?,
        current: position(&row.get::<_, String>(6))?,
        is_active: row.get(1),
        is_usable: row.get(2),
        retained_bytes: row.get(3),
    }))
}

/// A slot that was made, with the session that keeps its snapshot.
pub(super) struct NewSlot {
    /// Ends the snapshot when it is dropped.
    pub(super) session: ReplicationClient,
    /// The snapshot holds what was committed before; the slot sends what was after.
    pub(super) consistent_point: Lsn,
    /// For `SET TRANSACTION SNAPSHOT`.
    pub(super) snapshot: String,
}

/// Makes the slot with an exported snapshot of what is before it. A temporary one goes with its session.
///
/// # Errors
/// `Conflict` where another has the name, `ResourceExhausted` where the server has no more slots.
pub(super) async fn create_slot(settings: &Settings, temporary: Option<&str>) -> Result<NewSlot> {
    let mut session = open_session(settings, Lsn::ZERO).await?;
    let (name, kind) = match temporary {
        Some(name) => (name, " TEMPORARY"),
        None => (&*settings.slot, ""),
    };
    let answer = session
        .simple_query(&format!(
            "CREATE_REPLICATION_SLOT {}{kind} LOGICAL pgoutput EXPORT_SNAPSHOT",
            quoted(name)
        ))
        .await
        .map_err(|cause| wire_error(&cause))?;
    let text = |row: &QueryRow, column: usize| {
        row.get(column)
            .and_then(Option::as_ref)
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .ok_or_else(|| Error::corrupt("the server's answer about a new slot is not readable"))
    };
    let row = answer
        .first()
        .ok_or_else(|| Error::corrupt("the server did not answer about a new slot"))?;
    Ok(NewSlot { consistent_point: position(&text(row, 1)?)?, snapshot: text(row, 2)?, session })
}

/// A session of the replication protocol that has not started to stream.
pub(super) async fn open_session(settings: &Settings, start: Lsn) -> Result<ReplicationClient> {
    let opening = ReplicationClient::connect_gated(settings.replication(start));
    let opening = async {
        let mut session = opening.await?;
        session.simple_query(RAW_TEXT).await?;
        Ok(session)
    };
    match tokio::time::timeout(settings.connect_timeout, opening).await {
        Ok(opened) => opened.map_err(|cause: PgWireError| wire_error(&cause)),
        Err(_) => Err(Error::new(ErrorKind::Unavailable, "the server did not answer in time")),
    }
}

/// Drops the slot; one that is not there is no error.
///
/// # Errors
/// `Conflict` while a session uses it; one that has just ended takes the server a moment to notice.
pub(super) async fn drop_slot(client: &Client, settings: &Settings) -> Result<()> {
    let until = Instant::now() + SESSION_ENDS_WITHIN;
    loop {
        let dropped = client
            .execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1",
                &[&settings.slot],
            )
            .await
            .map_err(|cause| sql_error(&cause));
        match dropped {
            Err(error) if error.kind() == ErrorKind::Conflict && Instant::now() < until => {
                tokio::time::sleep(LOOK).await;
            }
            dropped => return dropped.map(drop),
        }
    }
}

/// Drops the publication; one that is not there is no error.
pub(super) async fn drop_publication(client: &Client, settings: &Settings) -> Result<()> {
    client
        .batch_execute(&format!("DROP PUBLICATION IF EXISTS {}", quoted(&settings.publication)))
        .await
        .map_err(|cause| sql_error(&cause))
}

/// A position of the server's log as it writes it.
///
/// # Errors
/// `Corrupt` for text that is none.
pub(super) fn position(text: &str) -> Result<Lsn> {
    Lsn::parse(text)
        .map_err(|_| Error::corrupt(format!("`{text}` is no position of a server's log")))
}
