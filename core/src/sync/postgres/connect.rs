//! Sessions of SQL with a server, and what its errors mean.

use std::error::Error as _;
use std::sync::Arc;

use pgwire_replication::PgWireError;
use pgwire_replication::tls::rustls::maybe_upgrade_to_tls;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Notify;
use tokio_postgres::error::SqlState;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

use super::settings::Settings;
use crate::error::{Error, ErrorKind, Result};

/// A database of no encoding would refuse to send a whole table for one value that is not UTF-8: it sends bytes as they
/// are, and the row is refused here.
pub(super) const RAW_TEXT: &str = "SELECT set_config('client_encoding', \
    CASE current_setting('server_encoding') WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END, false)";

/// Opens a session; it ends when the client is dropped.
///
/// # Errors
/// `Unavailable` where no server answers, `PermissionDenied` for a user or password that it refuses, `NotFound` for a
/// database that is not there.
pub(super) async fn connect(settings: &Settings) -> Result<Client> {
    open(settings, None).await
}

/// As [`connect`], for a session that listens: `woken` is told of every notification.
///
/// # Errors
/// As [`connect`].
pub(super) async fn connect_listening(settings: &Settings, woken: Arc<Notify>) -> Result<Client> {
    open(settings, Some(woken)).await
}

async fn open(settings: &Settings, woken: Option<Arc<Notify>>) -> Result<Client> {
    let opening = async {
        // Encrypted as the replication session is, by the same code; what is left of the protocol runs inside.
        let mut config = settings.sql.clone();
        config.ssl_mode(tokio_postgres::config::SslMode::Disable);
        if settings.is_socket() {
            let path = format!("{}/.s.PGSQL.{}", settings.host, settings.port);
            let stream = UnixStream::connect(path).await.map_err(|cause| lost(settings, cause))?;
            let session = config.connect_raw(stream, NoTls).await;
            let (client, connection) = session.map_err(|cause| sql_error(&cause))?;
            spawn(connection, woken);
            return Ok::<Client, Error>(client);
        }
        let address = (settings.host.as_str(), settings.port);
        let stream = TcpStream::connect(address).await.map_err(|cause| lost(settings, cause))?;
        stream.set_nodelay(true).map_err(|cause| lost(settings, cause))?;
        let stream = maybe_upgrade_to_tls(stream, &settings.tls, &settings.host)
            .await
            .map_err(|cause| wire_error(&cause))?;
        let session = config.connect_raw(stream, NoTls).await;
        let (client, connection) = session.map_err(|cause| sql_error(&cause))?;
        spawn(connection, woken);
        Ok(client)
    };
    let opening = async {
        let client: Client = opening.await?;
        client.batch_execute(RAW_TEXT).await.map_err(|cause| sql_error(&cause))?;
        Ok(client)
    };
    match tokio::time::timeout(settings.connect_timeout, opening).await {
        Ok(opened) => opened,
        Err(_) => Err(Error::new(
            ErrorKind::Unavailable,
            format!("the server did not answer within {} s", settings.connect_timeout.as_secs()),
        )),
    }
    .map_err(|error| {
        error
            .with_context("host", &settings.host)
            .with_context("port", settings.port)
            .with_context("database", &settings.database)
    })
}

fn spawn<S, T>(mut connection: Connection<S, T>, woken: Option<Arc<Notify>>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        while let Some(message) =
            std::future::poll_fn(|context| connection.poll_message(context)).await
        {
            match (message, &woken) {
                (Ok(AsyncMessage::Notification(_)), Some(woken)) => woken.notify_one(),
                (Ok(_), _) => {}
                (Err(error), _) => {
                    // Whoever waits for an answer of the session hears of it too.
                    tracing::debug!(%error, "a session with the source ended");
                    break;
                }
            }
        }
    });
}

fn lost(settings: &Settings, cause: std::io::Error) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        format!(
            "no server answers at `{}` port {}: is it running, and is the address right?",
            settings.host, settings.port
        ),
    )
    .with_source(cause)
}

/// The engine's error for one of a session of SQL.
pub(super) fn sql_error(cause: &tokio_postgres::Error) -> Error {
    if let Some(refused) = cause.as_db_error() {
        let message = refused.message();
        return server_error(refused.code().code(), message)
            .with_context("sqlstate", refused.code().code());
    }
    let text = cause.source().map_or_else(|| cause.to_string(), ToString::to_string);
    let kind = if text.contains("password") || text.contains("authentication") {
        ErrorKind::PermissionDenied
    } else {
        ErrorKind::Unavailable
    };
    Error::new(kind, format!("the session with the server ended: {text}"))
}

/// The engine's error for one of a replication session.
pub(super) fn wire_error(cause: &PgWireError) -> Error {
    match cause {
        PgWireError::Server(text) => {
            let code = text.split("SQLSTATE ").nth(1).and_then(|rest| rest.get(..5));
            server_error(code.unwrap_or_default(), text)
        }
        PgWireError::Auth(text) => {
            Error::new(ErrorKind::PermissionDenied, format!("the server refuses the user: {text}"))
        }
        PgWireError::Tls(text) => Error::new(
            ErrorKind::Unavailable,
            format!(
                "no encrypted session with the server: {text}; see `sslmode` and `sslrootcert`"
            ),
        ),
        PgWireError::MessageTooLarge { payload_bytes, limit_bytes } => Error::new(
            ErrorKind::ResourceExhausted,
            format!("a change has {payload_bytes} bytes; expected at most {limit_bytes}"),
        ),
        other => Error::new(
            ErrorKind::Unavailable,
            format!("the replication session with the server ended: {other}"),
        ),
    }
}

fn server_error(code: &str, message: &str) -> Error {
    let state = SqlState::from_code(code);
    let (kind, advice) = match code {
        "28P01" | "28000" => (ErrorKind::PermissionDenied, "check user and password"),
        "42501" => (ErrorKind::PermissionDenied, "grant the right, or give another user"),
        "3D000" => (ErrorKind::NotFound, "check the database's name"),
        "55006" => (
            ErrorKind::Conflict,
            "another session uses the slot: give this engine a slot of its own, or stop the other",
        ),
        "57P01" | "57P02" | "57P03" => {
            (ErrorKind::Unavailable, "the server is going down or starting")
        }
        "55P03" => (ErrorKind::Locked, "see who keeps the table: pg_locks tells"),
        "57014" => (ErrorKind::Timeout, "raise `statementTimeoutMs`"),
        "53300" => (ErrorKind::Unavailable, "raise `max_connections`, or close sessions"),
        "53400" => (
            ErrorKind::ResourceExhausted,
            "raise `max_replication_slots` or `max_wal_senders`, or drop slots that nobody uses",
        ),
        "42P01" => (ErrorKind::SchemaMismatch, "a table is missing"),
        _ if state == SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE => {
            (ErrorKind::Unsupported, "see the server's `wal_level` and the state of the slot")
        }
        _ if code.starts_with("08") => (ErrorKind::Unavailable, "the connection was lost"),
        _ if code.starts_with("22") => (ErrorKind::InvalidArgument, "mend the value in the source"),
        _ if code.starts_with("53") => {
            (ErrorKind::ResourceExhausted, "the server ran out of something")
        }
        _ => (ErrorKind::Unavailable, "see the server's log"),
    };
    Error::new(kind, format!("the server says: {message}; {advice}"))
}
