//! A throwaway PostgreSQL cluster for tests, with the tables of the backend in either of its layouts.

use std::ffi::CString;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;

use advisor_engine::{ADVISOROS, Change, ChangeAction, Column, ColumnType, Row, Table, Value};
use postgres::{Client, NoTls};

const INSTALL: &str = "install it with `apt-get install postgresql` (Debian, Ubuntu) or \
                       `brew install postgresql@16` (macOS)";
const OLDEST_MAJOR: u32 = 15;
/// Another process may take a port between its choice and its use.
const PORT_ATTEMPTS: usize = 10;
/// When the server last read its files, as text that is told apart.
const LOADED_AT: &str = "SELECT pg_conf_load_time()::text";
const RESTART_ATTEMPTS: usize = 100;
const RESTART_PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
static DATABASE_NUMBER: AtomicU32 = AtomicU32::new(0);

/// A PostgreSQL server of its own on a free port of the loopback, in a temporary folder.
///
/// It runs as an unprivileged user where the test runs as root, stops when it is dropped, and stops too
/// when the test process is killed.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    programs: PathBuf,
    user: Option<User>,
    process_id: i32,
    keeper: Option<JoinHandle<()>>,
    settings: Vec<String>,
    // Last: the server is gone when its files go.
    folder: tempfile::TempDir,
}

/// How the backend's columns are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// As Prisma makes them: `"businessName"`.
    CamelCase,
    /// As the SQL migrations make them: `business_name`.
    SnakeCase,
}

/// One database of a cluster, for one test.
pub struct Database {
    /// The connection to it.
    pub client: Client,
    /// Its name.
    pub name: String,
    layout: Layout,
    _cluster: Arc<Cluster>,
}

impl Cluster {
    /// The cluster that the tests of this process share: it lives as long as one of them holds it.
    ///
    /// # Panics
    /// As [`Cluster::start`].
    pub fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Self::start());
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    /// Makes and starts a cluster.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, with the command that installs it, or does not start, with its log.
    pub fn start() -> Self {
        Self::start_with(&["synchronous_commit=off"])
    }

    /// Makes and starts a cluster with settings of its own.
    ///
    /// # Panics
    /// As [`Cluster::start`].
    pub fn start_with(settings: &[&str]) -> Self {
        let programs = find_programs();
        let user = unprivileged_user();
        let folder = tempfile::Builder::new()
            .prefix("advisor-engine-postgres-")
            .tempdir()
            .expect("the temporary folder is writable");
        if let Some(user) = user {
            std::os::unix::fs::chown(folder.path(), Some(user.id), Some(user.group))
                .expect("root may give its own folder away");
        }
        let data = folder.path().join("data");
        let mut initdb = Command::new(programs.join("initdb"));
        initdb
            .args(["--username=test", "--auth=trust", "--no-sync", "--encoding=UTF8"])
            .args(["--locale=C", "--pgdata"])
            .arg(&data);
        let output = as_user(&mut initdb, user, folder.path())
            .output()
            .expect("`initdb` was found and can be started");
        assert!(
            output.status.success(),
            "`initdb` failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let mut cluster = Self {
            port: 0,
            programs,
            user,
            process_id: 0,
            keeper: None,
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
            folder,
        };
        for _ in 0..PORT_ATTEMPTS {
            cluster.port = free_port();
            match cluster.serve() {
                Ok(()) => return cluster,
                Err(log) if log.contains("Address already in use") => {}
                Err(log) => refuse(&format!("PostgreSQL did not start:\n{log}")),
            }
        }
        refuse(&format!("PostgreSQL found no free port in {PORT_ATTEMPTS} attempts"))
    }

    /// Starts the server on the cluster's port, or tells its log.
    fn serve(&mut self) -> Result<(), String> {
        let mut server = Command::new(self.programs.join("postgres"));
        server.arg("-D").arg(self.folder.path().join("data")).arg("-k").arg(self.folder.path());
        server.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
        let common = [
            "fsync=off",
            "full_page_writes=off",
            "wal_level=logical",
            "max_wal_senders=50",
            "max_replication_slots=50",
            "autovacuum=off",
            "timezone=UTC",
            "lc_messages=C",
            "logging_collector=off",
            "log_destination=stderr",
        ];
        for setting in common.into_iter().chain(self.settings.iter().map(String::as_str)) {
            server.args(["-c", setting]);
        }
        as_user(&mut server, self.user, self.folder.path());
        let (started, answer) = channel();
        let keeper = std::thread::spawn(move || keep(server, &started));
        self.process_id = answer.recv().expect("the keeper answers before it ends")?;
        self.keeper = Some(keeper);
        Ok(())
    }

    /// Kills the server with SIGKILL, as a crash would end it, and starts it again on the same port.
    ///
    /// # Panics
    /// When it does not come back, with its log.
    pub fn crash_and_restart(&mut self) {
        self.kill();
        self.restart();
    }

    /// Kills the server with SIGKILL.
    pub fn kill(&mut self) {
        // SAFETY: a signal to a child that its keeper has not yet waited for: the id is still its own.
        unsafe { libc::kill(self.process_id, libc::SIGKILL) };
        if let Some(keeper) = self.keeper.take() {
            drop(keeper.join());
        }
    }

    /// Starts a server that was killed.
    ///
    /// # Panics
    /// When it does not come back, with its log.
    pub fn restart(&mut self) {
        // Sessions of the dead server end by themselves; until then its memory is in use.
        for _ in 0..RESTART_ATTEMPTS {
            match self.serve() {
                Ok(()) => return,
                Err(log) if log.contains("still in use") => std::thread::sleep(RESTART_PAUSE),
                Err(log) => refuse(&format!("PostgreSQL did not come back:\n{log}")),
            }
        }
        refuse("PostgreSQL did not come back: its memory stayed in use");
    }

    /// The server's port on the loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A connection string for a database of the cluster.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://test@127.0.0.1:{}/{database}", self.port)
    }

    /// Connects to a database of the cluster.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn connect(&self, database: &str) -> Client {
        let parameters = format!("host=127.0.0.1 port={} user=test dbname={database}", self.port);
        Client::connect(&parameters, NoTls).expect("the server of this test takes connections")
    }

    /// Makes a database with the tables of the catalog.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database(self: &Arc<Self>) -> Database {
        self.database_of(Layout::CamelCase)
    }

    /// Makes a database with the tables of the catalog in a layout.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database_of(self: &Arc<Self>, layout: Layout) -> Database {
        self.make_database(layout, "")
    }

    /// Makes a database that checks no text, with the tables of the catalog.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database_without_encoding(self: &Arc<Self>) -> Database {
        self.make_database(Layout::CamelCase, " TEMPLATE template0 ENCODING 'SQL_ASCII'")
    }

    /// Lets a user in by password alone, in the server's word for how it is proven: `scram-sha-256` or `md5`.
    ///
    /// # Panics
    /// When the server's file of users cannot be changed.
    pub fn demand_password(&self, user: &str, method: &str) {
        let path = self.folder.path().join("data/pg_hba.conf");
        let rest = std::fs::read_to_string(&path).expect("the file of users is readable");
        let own = format!("host all {user} 127.0.0.1/32 {method}\n");
        std::fs::write(&path, own + &rest).expect("the file of users is writable");
        let mut client = self.connect("postgres");
        let before = client.query_one(LOADED_AT, &[]).expect("the server tells when it read them");
        let before: String = before.get(0);
        client.execute("SELECT pg_reload_conf()", &[]).expect("the server reads its files again");
        self.await_text(LOADED_AT, |loaded| loaded != before);
    }

    /// Gives the server a certificate with its key, both in PEM, and lets it take encrypted sessions.
    ///
    /// # Panics
    /// When the server's folder cannot be written.
    pub fn use_certificate(&self, certificate: &str, key: &str) {
        // The names that it looks for where none are given.
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = self.folder.path().join("data").join(name);
            std::fs::write(&path, text).expect("the server's folder is writable");
            let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(&path, own).expect("the file is the test's own");
            if let Some(user) = self.user {
                std::os::unix::fs::chown(&path, Some(user.id), Some(user.group))
                    .expect("root may give its own file away");
            }
        }
        let mut client = self.connect("postgres");
        for statement in ["ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"] {
            client.batch_execute(statement).expect("the user of the test may set up the server");
        }
        self.await_text("SHOW ssl", |shown| shown == "on");
    }

    /// Waits until new sessions are answered as the test wants it: the server reads its files when it comes to it.
    fn await_text(&self, query: &str, is_wanted: impl Fn(&str) -> bool) {
        for _ in 0..RESTART_ATTEMPTS {
            let row = self.connect("postgres").query_one(query, &[]).expect("a query is answered");
            if is_wanted(row.get(0)) {
                return;
            }
            std::thread::sleep(RESTART_PAUSE);
        }
        refuse(&format!("the server did not read its files again: `{query}`"));
    }

    fn make_database(self: &Arc<Self>, layout: Layout, kind: &str) -> Database {
        let name = format!("test_{}", DATABASE_NUMBER.fetch_add(1, Ordering::Relaxed));
        self.connect("postgres")
            .batch_execute(&format!("CREATE DATABASE {name}{kind}"))
            .expect("the user of the test may make databases");
        let mut client = self.connect(&name);
        for table in ADVISOROS.tables.iter().filter(|table| !table.is_host_owned) {
            client
                .batch_execute(&definition(table, layout))
                .expect("the definition of a table is valid SQL");
        }
        Database { client, name, layout, _cluster: Arc::clone(self) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.take() {
            // SAFETY: a signal to a child that its keeper has not yet waited for: the id is still its own.
            // SIGINT is the fast shutdown: open connections do not hold it up.
            unsafe { libc::kill(self.process_id, libc::SIGINT) };
            drop(keeper.join());
        }
    }
}

impl Database {
    /// Takes a batch as the engine does: an upsert replaces the row of its id.
    ///
    /// Changes of host-owned tables are left out: the backend does not have them.
    ///
    /// # Panics
    /// When the server refuses a row.
    pub fn apply(&mut self, changes: &[Change]) {
        let mut transaction = self.client.transaction().expect("a transaction begins");
        for table in ADVISOROS.tables.iter().filter(|table| !table.is_host_owned) {
            let changes: Vec<&Change> =
                changes.iter().filter(|change| change.table == table.name).collect();
            if changes.is_empty() {
                continue;
            }
            let ids: Vec<&str> = changes.iter().map(|change| id(change)).collect();
            let key = table.columns[0].name;
            transaction
                .execute(&format!("DELETE FROM {} WHERE \"{key}\" = ANY($1)", table.name), &[&ids])
                .expect("rows can be deleted");
            let rows: Vec<&Row> = changes
                .iter()
                .filter_map(|change| match &change.action {
                    ChangeAction::Upsert(row) => Some(row),
                    ChangeAction::Delete(_) => None,
                })
                .collect();
            copy(&mut transaction, table, self.layout, &rows);
        }
        transaction.commit().expect("a batch commits");
    }
}

fn id(change: &Change) -> &str {
    match &change.action {
        ChangeAction::Delete(id) => id,
        ChangeAction::Upsert(row) => match row.0.first() {
            Some((_, Value::Text(id))) => id,
            _ => refuse("the first column of an upsert is the id, as `rows::row` makes it"),
        },
    }
}

/// Appends rows to a table by `COPY`.
fn copy(transaction: &mut postgres::Transaction<'_>, table: &Table, layout: Layout, rows: &[&Row]) {
    let names: Vec<String> = table.columns.iter().map(|column| layout.spell(column)).collect();
    let sql = format!("COPY {} ({}) FROM STDIN", table.name, names.join(", "));
    let mut writer = transaction.copy_in(&sql).expect("COPY is accepted");
    let mut text = String::new();
    for row in rows {
        for (index, column) in table.columns.iter().enumerate() {
            if index > 0 {
                text.push('\t');
            }
            let value = row.0.iter().find(|(name, _)| name == column.name);
            push_copied(&mut text, value.map_or(&Value::Null, |(_, value)| value));
        }
        text.push('\n');
    }
    writer.write_all(text.as_bytes()).expect("the server takes the rows");
    writer.finish().expect("the rows fit the table");
}

/// A value in the text form of `COPY`.
fn push_copied(text: &mut String, value: &Value) {
    let plain = match value {
        Value::Null => {
            text.push_str("\\N");
            return;
        }
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Money(money) => money.to_string(),
        Value::Timestamp(at) => at.to_string(),
        Value::TextList(items) => {
            let quoted: Vec<String> = items
                .iter()
                .map(|item| format!("\"{}\"", item.replace('\\', "\\\\").replace('"', "\\\"")))
                .collect();
            format!("{{{}}}", quoted.join(","))
        }
        Value::Json(json) => json.to_string(),
        Value::Vector(_) => refuse("vectors are of the host, not of the backend"),
    };
    for letter in plain.chars() {
        match letter {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            other => text.push(other),
        }
    }
}

impl Layout {
    /// A column's name as SQL writes it.
    #[must_use]
    pub fn spell(self, column: &Column) -> String {
        match self {
            Self::CamelCase => format!("\"{}\"", column.camel_case()),
            Self::SnakeCase => column.name.to_owned(),
        }
    }
}

/// The statement that makes a table of the catalog.
#[must_use]
pub fn definition(table: &Table, layout: Layout) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let kind = match column.kind {
                ColumnType::Text => "text".to_owned(),
                ColumnType::Int => "bigint".to_owned(),
                ColumnType::Float => "double precision".to_owned(),
                ColumnType::Bool => "boolean".to_owned(),
                ColumnType::Money { precision } => format!("numeric({precision}, 2)"),
                ColumnType::Decimal => "numeric(38, 12)".to_owned(),
                ColumnType::Timestamp => "timestamp(3)".to_owned(),
                ColumnType::TextList => "text[]".to_owned(),
                ColumnType::Json => "jsonb".to_owned(),
                other => refuse(&format!("the backend has no column of type {}", other.name())),
            };
            let key = if index == 0 { " PRIMARY KEY" } else { "" };
            let required = if column.is_required { " NOT NULL" } else { "" };
            format!("{} {kind}{required}{key}", layout.spell(column))
        })
        .collect();
    format!("CREATE TABLE {} ({})", table.name, columns.join(", "))
}

/// Starts the server, tells when it is ready, and reads its log until it ends.
///
/// The kernel stops the server when the thread that started it ends, so that thread stays.
fn keep(mut server: Command, started: &Sender<Result<i32, String>>) {
    server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    die_with_parent(&mut server);
    let mut child = match server.spawn() {
        Ok(child) => child,
        Err(error) => {
            drop(started.send(Err(error.to_string())));
            return;
        }
    };
    let process_id = i32::try_from(child.id()).expect("process ids are positive i32");
    let mut log = String::new();
    let mut is_ready = false;
    let lines = child.stderr.take().map(BufReader::new).expect("the log is piped").lines();
    for line in lines.map_while(Result::ok) {
        if is_ready {
            continue;
        }
        log.push_str(&line);
        log.push('\n');
        if line.contains("database system is ready to accept connections") {
            is_ready = true;
            drop(started.send(Ok(process_id)));
        }
    }
    drop(child.wait());
    if !is_ready {
        drop(started.send(Err(log)));
    }
}

#[cfg(target_os = "linux")]
fn die_with_parent(server: &mut Command) {
    // SAFETY: the closure makes one system call and allocates nothing, as a fork demands. It runs after the
    // change of user, which would undo it.
    unsafe {
        server.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGQUIT);
            Ok(())
        });
    }
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent(_server: &mut Command) {}

#[derive(Debug, Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

/// Whom the server runs as: nobody else, unless this is root, whom PostgreSQL refuses.
fn unprivileged_user() -> Option<User> {
    // SAFETY: it has no arguments and cannot fail.
    if unsafe { libc::geteuid() } != 0 {
        return None;
    }
    let found = ["postgres", "nobody"].into_iter().find_map(user_of_name);
    Some(found.unwrap_or_else(|| {
        refuse(
            "PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`; \
             add one with `useradd --system postgres`",
        )
    }))
}

fn user_of_name(name: &str) -> Option<User> {
    let name = CString::new(name).expect("user names hold no zero byte");
    let mut buffer = vec![0; 16_384];
    let mut found = std::ptr::null_mut();
    // SAFETY: a zeroed `passwd` holds null pointers and zeros, which are valid values of its fields.
    let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
    // SAFETY: all pointers are valid for the call, and the length is that of the buffer.
    let code = unsafe {
        libc::getpwnam_r(
            name.as_ptr(),
            &raw mut entry,
            buffer.as_mut_ptr(),
            buffer.len(),
            &raw mut found,
        )
    };
    (code == 0 && !found.is_null()).then_some(User { id: entry.pw_uid, group: entry.pw_gid })
}

fn as_user<'a>(command: &'a mut Command, user: Option<User>, folder: &Path) -> &'a mut Command {
    if let Some(user) = user {
        command.uid(user.id).gid(user.group);
    }
    command.env("LC_ALL", "C").current_dir(folder)
}

fn free_port() -> u16 {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback has free ports");
    listener.local_addr().expect("a bound socket has an address").port()
}

/// The folder of the server programs: in `PATH`, of `pg_config`, or Debian's, the newest first.
fn find_programs() -> PathBuf {
    let mut folders: Vec<PathBuf> =
        std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(String::from_utf8_lossy(&output.stdout).trim().into());
    }
    let mut debian: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    debian.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    folders.extend(debian.into_iter().map(|(_, folder)| folder));
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file() && is_new_enough(&folder.join("postgres")))
        .unwrap_or_else(|| {
            refuse(&format!("this test needs PostgreSQL {OLDEST_MAJOR} or newer; {INSTALL}"))
        })
}

fn is_new_enough(server: &Path) -> bool {
    let Ok(output) = Command::new(server).arg("--version").output() else { return false };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version =
        text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let major = version.map(|version| {
        version.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u32>()
    });
    matches!(major, Some(Ok(major)) if major >= OLDEST_MAJOR)
}

#[expect(clippy::panic, reason = "a test whose tool is missing fails; it is never skipped")]
fn refuse(why: &str) -> ! {
    panic!("{why}")
}
