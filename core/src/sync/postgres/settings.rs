//! How to reach a server: a connection string, and what the environment adds.

use std::path::PathBuf;
use std::time::Duration;

use pgwire_replication::config::{SslMode, TlsConfig};
use pgwire_replication::{Lsn, ReplicationConfig};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::{Error, Result};

/// A PostgreSQL database as a source.
///
/// ```
/// use advisor_engine::PostgresSource;
/// let source = PostgresSource::new("postgresql://reader@db.example/practice?sslmode=verify-full");
/// assert_eq!(source.slot, "advisor_engine");
/// ```
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
// What the environment says may leave nothing for it to say; whoever writes it in a typed language says so.
#[schemars(extend("required" = ["connection"]))]
pub struct PostgresSource {
    /// A URL (`postgresql://user:password@host:port/database?sslmode=require`) or pairs (`host=… dbname=…`).
    ///
    /// What it leaves out comes from `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE`,
    /// `PGSSLROOTCERT`, `PGOPTIONS` and `PGCONNECT_TIMEOUT`. `sslmode` is `disable`, `prefer` (the default), `require`,
    /// `verify-ca` or `verify-full`, `sslrootcert` a PEM file in place of the public roots. `verify-ca` compares the
    /// server's name as well; `verify-full` wants a name, not an address. Parameters that only Prisma knows are left
    /// alone, but for `schema`.
    pub connection: String,
    /// The schema that holds the tables. Default: the one that the connection string names, or `public`.
    pub schema: Option<String>,
    /// The replication slot; every engine that follows a database needs one of its own. Default `advisor_engine`.
    pub slot: String,
    /// The publication; engines may share it. Default `advisor_engine`.
    pub publication: String,
    /// Connections that copy tables at the same time. Default 2.
    pub connection_count: usize,
    /// How long the server may take for one statement other than a copy, in milliseconds. Default 30,000.
    pub statement_timeout_ms: u64,
    /// Reads changes by query instead of replication, for servers that do not permit that; see [`Polling`].
    pub polling: Option<Polling>,
}

/// Changes by query: what is newer than the newest seen.
///
/// It does not see rows that are deleted for good, unless `sweep_ms` is set, nor changes that leave `updatedAt` alone;
/// a transaction of several tables may be seen in part.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Polling {
    /// From one round to the next, in milliseconds. Default 1,000.
    pub interval_ms: u64,
    /// How far back each round reads again, in milliseconds: a transaction that commits later than this after it set
    /// `updatedAt` is missed. Default 60,000.
    pub overlap_ms: u64,
    /// From one comparison of all ids to the next, in milliseconds: it finds rows that were deleted for good.
    /// Default none: they stay.
    pub sweep_ms: Option<u64>,
    /// A channel of `NOTIFY` that starts a round at once. Default none.
    pub notify_channel: Option<String>,
}

impl Default for PostgresSource {
    fn default() -> Self {
        Self {
            connection: String::new(),
            schema: None,
            slot: "advisor_engine".to_owned(),
            publication: "advisor_engine".to_owned(),
            connection_count: 2,
            statement_timeout_ms: 30_000,
            polling: None,
        }
    }
}

impl Default for Polling {
    fn default() -> Self {
        Self { interval_ms: 1_000, overlap_ms: 60_000, sweep_ms: None, notify_channel: None }
    }
}

impl PostgresSource {
    /// The database of a connection string, with every default.
    #[must_use]
    pub fn new(connection: impl Into<String>) -> Self {
        Self { connection: connection.into(), ..Self::default() }
    }
}

/// The connection string may hold a password: it is not shown.
impl std::fmt::Debug for PostgresSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PostgresSource")
            .field("schema", &self.schema)
            .field("slot", &self.slot)
            .field("publication", &self.publication)
            .field("polling", &self.polling)
            .finish_non_exhaustive()
    }
}

const LONGEST_NAME: usize = 63;
const MOST_CONNECTIONS: usize = 16;
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_PORT: u16 = 5432;
/// Names of the server's sessions, for its administrator.
const APPLICATION: &str = "advisor-engine";

/// A source whose every setting was checked.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) sql: tokio_postgres::Config,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) database: String,
    user: String,
    password: String,
    options: String,
    pub(super) tls: TlsConfig,
    pub(super) schema: String,
    pub(super) slot: String,
    pub(super) publication: String,
    pub(super) connection_count: usize,
    pub(super) connect_timeout: Duration,
    pub(super) polling: Option<Polling>,
}

impl Settings {
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came; a password is never repeated.
    pub(super) fn new(source: &PostgresSource) -> Result<Self> {
        Self::within(source, &|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// With what the environment says.
    fn within(
        source: &PostgresSource,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let Split { kept, ssl_mode, root_certificate, schema } = split(&source.connection)?;
        let mut sql: tokio_postgres::Config =
            kept.parse().map_err(|cause: tokio_postgres::Error| {
                // Its own text names the key, never a value.
                let why = std::error::Error::source(&cause)
                    .map_or_else(|| cause.to_string(), ToString::to_string);
                Error::invalid(format!("field `connection` is no connection string: {why}"))
            })?;
        fill(&mut sql, environment)?;
        let host = match sql.get_hosts() {
            [] => "localhost".to_owned(),
            [tokio_postgres::config::Host::Tcp(host)] => host.clone(),
            #[cfg(unix)]
            [tokio_postgres::config::Host::Unix(path)] => path.display().to_string(),
            several => {
                return Err(Error::invalid(format!(
                    "field `connection` names {} hosts; expected one: a slot lives on one server",
                    several.len()
                )));
            }
        };
        let port = sql.get_ports().first().copied().unwrap_or(DEFAULT_PORT);
        let user = match sql.get_user() {
            Some(user) => user.to_owned(),
            None => environment("USER").ok_or_else(|| {
                Error::invalid("field `connection` names no user, and neither does `PGUSER`")
            })?,
        };
        sql.user(&user);
        let database = sql.get_dbname().unwrap_or(&user).to_owned();
        sql.dbname(&database);
        let password = sql.get_password().unwrap_or_default();
        let password = String::from_utf8_lossy(password).into_owned();
        let options = sql.get_options().unwrap_or_default().to_owned();
        let timeout = format!("-c statement_timeout={}", source.statement_timeout_ms);
        // Positions of rounds are kept as text, which must not depend on how the server is set up.
        let text = "-c datestyle=ISO -c timezone=UTC";
        sql.application_name(APPLICATION).options(format!("{options} {text} {timeout}").trim());
        let connect_timeout = sql.get_connect_timeout().copied().unwrap_or(DEFAULT_CONNECT_TIMEOUT);
        let settings = Self {
            host,
            port,
            database,
            user,
            password,
            options,
            tls: tls(
                ssl_mode.or_else(|| environment("PGSSLMODE")).as_deref(),
                root_certificate.or_else(|| environment("PGSSLROOTCERT")),
            )?,
            schema: source.schema.clone().or(schema).unwrap_or_else(|| "public".to_owned()),
            slot: source.slot.clone(),
            publication: source.publication.clone(),
            connection_count: source.connection_count,
            connect_timeout,
            polling: source.polling.clone(),
            sql,
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        let is_slot_letter =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        let slot = &self.slot;
        if slot.is_empty() || slot.len() > LONGEST_NAME || !slot.chars().all(is_slot_letter) {
            return Err(Error::invalid(format!(
                "field `slot` is `{slot}`; expected 1 to {LONGEST_NAME} of a-z, 0-9 and _"
            )));
        }
        // The server takes a list of publications, which such letters would end.
        let is_name_letter = |letter: char| !letter.is_whitespace() && !",'\"".contains(letter);
        for (field, name) in [("publication", &self.publication), ("schema", &self.schema)] {
            if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_name_letter) {
                return Err(Error::invalid(format!(
                    "field `{field}` is `{name}`; expected 1 to {LONGEST_NAME} bytes without spaces, commas and quotes"
                )));
            }
        }
        if !(1..=MOST_CONNECTIONS).contains(&self.connection_count) {
            return Err(Error::invalid(format!(
                "field `connectionCount` is {}; expected 1 to {MOST_CONNECTIONS}",
                self.connection_count
            )));
        }
        Ok(())
    }

    /// A session of the replication protocol from a position on; 0 is where the slot stands.
    pub(super) fn replication(&self, start: Lsn) -> ReplicationConfig {
        let mut config = ReplicationConfig::new(
            &self.host,
            &self.user,
            &self.password,
            &self.database,
            &self.slot,
            self.publication.as_str(),
        )
        .with_port(self.port)
        .with_tls(self.tls.clone())
        .with_start_lsn(start);
        config.binary = true;
        // Making a slot waits for the transactions that run, however long: no timeout of statements here.
        config.options = Some(self.options.clone()).filter(|options| !options.is_empty());
        config.application_name = Some(APPLICATION.to_owned());
        config.status_interval = Duration::from_secs(1);
        config.idle_wakeup_interval = Duration::from_secs(5);
        config
    }

    /// Whether the host is a folder of sockets.
    pub(super) fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }
}

/// A connection string without what its parser does not know.
#[derive(Default)]
struct Split {
    kept: String,
    ssl_mode: Option<String>,
    root_certificate: Option<String>,
    schema: Option<String>,
}

/// Parameters of Prisma's URLs that mean nothing here.
const LEFT_ALONE: &[&str] = &[
    "connection_limit",
    "pool_timeout",
    "socket_timeout",
    "pgbouncer",
    "statement_cache_size",
    "sslaccept",
    "sslidentity",
    "sslpassword",
];

impl Split {
    /// Takes a parameter that is not the parser's; false for one that is.
    fn take(&mut self, key: &str, value: &str) -> bool {
        match key {
            "sslmode" => self.ssl_mode = Some(value.to_owned()),
            "sslrootcert" | "sslcert" => self.root_certificate = Some(value.to_owned()),
            "schema" => self.schema = Some(value.to_owned()),
            _ => return LEFT_ALONE.contains(&key),
        }
        true
    }
}

fn split(connection: &str) -> Result<Split> {
    let mut split = Split::default();
    if connection.starts_with("postgres://") || connection.starts_with("postgresql://") {
        let (address, query) = connection.split_once('?').unwrap_or((connection, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                !pair.is_empty() && !split.take(key, &unescaped(value))
            })
            .collect();
        split.kept = if kept.is_empty() {
            address.to_owned()
        } else {
            format!("{address}?{}", kept.join("&"))
        };
        return Ok(split);
    }
    let mut rest = connection.trim_start();
    let mut kept = Vec::new();
    while !rest.is_empty() {
        let (pair, after) = next_pair(rest)?;
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !split.take(key.trim(), value.trim().trim_matches('\'')) {
            kept.push(pair);
        }
        rest = after.trim_start();
    }
    split.kept = kept.join(" ");
    Ok(split)
}

/// The first `key=value` of a text, whose value may stand in quotes, and the rest.
fn next_pair(text: &str) -> Result<(&str, &str)> {
    let equals = text.find('=').ok_or_else(|| {
        Error::invalid("field `connection` is neither a URL nor pairs such as `host=localhost dbname=practice`")
    })?;
    let value = text[equals + 1..].trim_start();
    let start = text.len() - value.len();
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (index, letter) in value.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\'' => is_quoted = !is_quoted,
            _ if letter.is_whitespace() && !is_quoted => {
                return Ok(text.split_at(start + index));
            }
            _ => {}
        }
    }
    if is_quoted {
        return Err(Error::invalid("field `connection` has a quote that is not closed"));
    }
    Ok((text, ""))
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|hex| u8::from_str_radix(hex, 16).ok()),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the environment says where the connection string is silent.
fn fill(
    sql: &mut tokio_postgres::Config,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<()> {
    let number = |name: &str, text: &str| -> Result<u16> {
        text.parse()
            .map_err(|_| Error::invalid(format!("`{name}` is `{text}`; expected a whole number")))
    };
    if sql.get_hosts().is_empty()
        && let Some(host) = environment("PGHOST")
    {
        sql.host(&host);
    }
    if sql.get_ports().is_empty()
        && let Some(port) = environment("PGPORT")
    {
        sql.port(number("PGPORT", &port)?);
    }
    if sql.get_user().is_none()
        && let Some(user) = environment("PGUSER")
    {
        sql.user(&user);
    }
    if sql.get_password().is_none()
        && let Some(password) = environment("PGPASSWORD")
    {
        sql.password(password);
    }
    if sql.get_dbname().is_none()
        && let Some(database) = environment("PGDATABASE")
    {
        sql.dbname(&database);
    }
    if sql.get_options().is_none()
        && let Some(options) = environment("PGOPTIONS")
    {
        sql.options(&options);
    }
    if sql.get_connect_timeout().is_none()
        && let Some(seconds) = environment("PGCONNECT_TIMEOUT")
    {
        sql.connect_timeout(Duration::from_secs(number("PGCONNECT_TIMEOUT", &seconds)?.into()));
    }
    Ok(())
}

fn tls(mode: Option<&str>, root_certificate: Option<String>) -> Result<TlsConfig> {
    let mode = match mode.unwrap_or("prefer") {
        "disable" => SslMode::Disable,
        "allow" | "prefer" => SslMode::Prefer,
        "require" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        other => {
            return Err(Error::invalid(format!(
                "parameter `sslmode` is `{other}`; expected disable, prefer, require, verify-ca or verify-full"
            )));
        }
    };
    let ca_pem_path = root_certificate.filter(|path| path != "system").map(PathBuf::from);
    Ok(TlsConfig { mode, ca_pem_path, ..TlsConfig::disabled() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(connection: &str) -> Settings {
        Settings::new(&PostgresSource::new(connection)).unwrap()
    }

    #[test]
    fn both_spellings_of_a_connection_mean_the_same() {
        for connection in [
            "postgresql://reader:se%20cret@db.example:6000/practice?sslmode=verify-ca&schema=crm&connection_limit=5",
            "host=db.example port=6000 user=reader password='se cret' dbname = practice sslmode=verify-ca schema=crm",
        ] {
            let found = settings(connection);
            assert_eq!((found.host.as_str(), found.port), ("db.example", 6000), "{connection}");
            assert_eq!((found.user.as_str(), found.password.as_str()), ("reader", "se cret"));
            assert_eq!((found.database.as_str(), found.schema.as_str()), ("practice", "crm"));
            assert_eq!(found.tls.mode, SslMode::VerifyCa);
        }
    }

    #[test]
    fn the_environment_says_what_the_connection_leaves_out() {
        let environment = |name: &str| {
            Some(match name {
                "PGHOST" => "db.example".to_owned(),
                "PGPORT" => "6000".to_owned(),
                "PGUSER" => "reader".to_owned(),
                "PGPASSWORD" => "secret".to_owned(),
                "PGDATABASE" => "practice".to_owned(),
                "PGSSLMODE" => "verify-full".to_owned(),
                "PGSSLROOTCERT" => "/roots.pem".to_owned(),
                "PGOPTIONS" => "-c work_mem=64MB".to_owned(),
                "PGCONNECT_TIMEOUT" => "7".to_owned(),
                _ => return None,
            })
        };
        let found = |connection: &str| {
            Settings::within(&PostgresSource::new(connection), &environment).unwrap()
        };
        let own = "host=own port=1 user=u password=p dbname=d sslmode=disable sslrootcert=/own.pem \
                   options='-c a=b' connect_timeout=2";
        let expected = [
            ("", "db.example", 6000, "reader", "secret", "practice", SslMode::VerifyFull, 7),
            (own, "own", 1, "u", "p", "d", SslMode::Disable, 2),
        ];
        for (connection, host, port, user, password, database, mode, seconds) in expected {
            let found = found(connection);
            assert_eq!((found.host.as_str(), found.port), (host, port), "{connection}");
            assert_eq!((found.user.as_str(), found.password.as_str()), (user, password));
            assert_eq!((found.database.as_str(), found.tls.mode), (database, mode));
            assert_eq!(found.connect_timeout, Duration::from_secs(seconds));
            // The session of SQL and that of the stream are told the same.
            assert_eq!(found.sql.get_user(), Some(user));
            assert_eq!(found.sql.get_password(), Some(password.as_bytes()));
            assert_eq!(found.sql.get_dbname(), Some(database));
        }
        let options = |connection: &str| {
            let found = found(connection);
            (found.tls.ca_pem_path.clone(), found.replication(Lsn::ZERO).options)
        };
        let of_environment = ("/roots.pem".into(), "-c work_mem=64MB".to_owned());
        assert_eq!(options(""), (Some(of_environment.0), Some(of_environment.1)));
        assert_eq!(options(own), (Some("/own.pem".into()), Some("-c a=b".to_owned())));
        let wrong = |name: &str| (name == "PGPORT").then(|| "many".to_owned());
        let error = Settings::within(&PostgresSource::new("host=a user=u"), &wrong).unwrap_err();
        assert_eq!(error.message(), "`PGPORT` is `many`; expected a whole number");
    }

    #[test]
    fn what_is_wrong_is_named_and_no_password_is_repeated() {
        for (connection, part) in [
            ("nonsense", "neither a URL nor pairs"),
            ("host=a password='hush", "not closed"),
            ("host=a user=u sslmode=maybe", "`sslmode` is `maybe`"),
            ("host=a,b user=u password=hush", "names 2 hosts"),
            ("host=a user=u port=x password=hush", "connection string"),
        ] {
            let error = Settings::new(&PostgresSource::new(connection)).unwrap_err();
            assert!(error.message().contains(part), "{connection}: {}", error.message());
            assert!(!error.message().contains("hush"), "{}", error.message());
        }
    }

    #[test]
    fn names_that_the_server_would_not_take_are_refused() {
        for (slot, publication) in [("Upper", "ok"), ("", "ok"), ("ok", "a,b"), ("ok", "a'b")] {
            let source = PostgresSource {
                slot: slot.to_owned(),
                publication: publication.to_owned(),
                ..PostgresSource::new("host=a user=u")
            };
            assert!(Settings::new(&source).is_err(), "{slot} {publication}");
        }
    }
}
