//! Servers and rows that are not as they should be: each has its code, and a message that says what to do.

use std::sync::Arc;

use advisor_engine::{
    CallOptions, Config, Engine, ErrorKind, FollowOptions, FollowState, GetRows, LoadOptions,
    OnBadRow, PostgresSource, Source,
};
use advisor_engine_tests::postgres::{Cluster, Database, Layout};
use advisor_engine_tests::torture::{ACCOUNT, TENANT, prepare};

use super::compare::assert_same;
use super::{catch_up, follow, patient, source};

fn engine() -> Engine {
    Engine::in_memory(Config::default()).unwrap()
}

fn assert_refused(source: &PostgresSource, kind: ErrorKind, part: &str) {
    let engine = engine();
    let error = engine.follow(source, &FollowOptions::default()).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.message().contains(part), "`{part}` is not in: {error}");
    assert!(!format!("{error:?}{error}").contains("hush"), "a password was repeated: {error:?}");
}

#[test]
fn a_user_who_may_not_follow_is_told_what_to_do() {
    let cluster = Cluster::shared();
    let mut database = cluster.database();
    prepare(&mut database);
    let role = |name: &str| format!("{}_{name}", database.name);
    let (locked, plain, blind, reader) =
        (role("locked"), role("plain"), role("blind"), role("reader"));
    let tables = "ALL TABLES IN SCHEMA public";
    database
        .client
        .batch_execute(&format!(
            "CREATE ROLE {locked} LOGIN REPLICATION PASSWORD 'secret'; CREATE ROLE {plain} LOGIN; \
             GRANT SELECT ON {tables} TO {plain}; CREATE ROLE {blind} LOGIN REPLICATION; \
             GRANT SELECT ON {tables} TO {blind}; REVOKE SELECT ON invoices FROM {blind}; \
             CREATE ROLE {reader} LOGIN REPLICATION; GRANT SELECT ON {tables} TO {reader};"
        ))
        .unwrap();
    cluster.demand_password(&locked, "scram-sha-256");
    let as_user = |user: &str| {
        let address = format!("127.0.0.1:{}/{}", cluster.port(), database.name);
        PostgresSource {
            connection: format!("postgresql://{user}@{address}"),
            ..source(&cluster, &database.name)
        }
    };
    let denied = ErrorKind::PermissionDenied;
    assert_refused(&as_user(&format!("{locked}:hush")), denied, "check user and password");
    assert_refused(&as_user(&plain), denied, "REPLICATION");
    assert_refused(&as_user(&blind), denied, "GRANT SELECT ON \"invoices\"");
    assert_refused(&as_user(&reader), denied, "CREATE PUBLICATION");
    // With the right password and the publication made by its owner, the reader follows.
    database.client.batch_execute("CREATE PUBLICATION advisor_engine FOR ALL TABLES").unwrap();
    let engine = engine();
    let following = follow(&engine, &as_user(&reader), &mut database.client);
    following.stop();
    engine.drop_replication(&source(&cluster, &database.name), &patient()).unwrap();
}

#[test]
fn a_database_that_cannot_be_followed_is_refused() {
    let cluster = Cluster::shared();
    let address = |name: &str| source(&cluster, name);
    assert_refused(&address("nowhere"), ErrorKind::NotFound, "nowhere");
    let gone = PostgresSource::new("postgresql://test@127.0.0.1:1/practice");
    assert_refused(&gone, ErrorKind::Unavailable, "no server answers");

    for (statement, kind, part) in [
        ("DROP TABLE invoices", ErrorKind::SchemaMismatch, "no table `invoices`"),
        (
            "ALTER TABLE clients DROP COLUMN \"businessName\"",
            ErrorKind::SchemaMismatch,
            "no column `business_name` nor `businessName`",
        ),
        (
            "ALTER TABLE clients ALTER COLUMN \"businessName\" TYPE int USING 1",
            ErrorKind::SchemaMismatch,
            "column `businessName` of table `clients` is of type Int4 at the source; expected text",
        ),
        (
            "ALTER TABLE tasks DROP CONSTRAINT tasks_pkey",
            ErrorKind::Unsupported,
            "ALTER TABLE \"public\".\"tasks\" ADD PRIMARY KEY (id)",
        ),
        (
            "ALTER TABLE tasks REPLICA IDENTITY NOTHING",
            ErrorKind::Unsupported,
            "has no replica identity",
        ),
    ] {
        let mut database = cluster.database();
        database.client.batch_execute(statement).unwrap();
        assert_refused(&address(&database.name), kind, part);
    }
}

#[test]
fn a_statement_that_takes_too_long_is_ended_and_says_what_to_raise() {
    let cluster = Cluster::shared();
    let mut database = cluster.database();
    let mut other = cluster.connect(&database.name);
    other.batch_execute("BEGIN; LOCK TABLE invoices IN ACCESS EXCLUSIVE MODE").unwrap();
    let source = PostgresSource { statement_timeout_ms: 200, ..source(&cluster, &database.name) };
    assert_refused(&source, ErrorKind::Timeout, "raise `statementTimeoutMs`");
    other.batch_execute("COMMIT").unwrap();
    let engine = engine();
    let following = follow(&engine, &source, &mut database.client);
    following.stop();
    engine.drop_replication(&source, &patient()).unwrap();
}

#[test]
fn a_server_without_a_logical_log_is_refused_but_may_be_read() {
    let cluster = Arc::new(Cluster::start_with(&["wal_level=replica"]));
    let mut database = cluster.database();
    prepare(&mut database);
    let source = source(&cluster, &database.name);
    assert_refused(&source, ErrorKind::Unsupported, "`wal_level`");
    let engine = engine();
    engine.sync(&Source::Postgres(source), &LoadOptions::default()).unwrap();
    assert_same(&engine, &mut database.client, Layout::CamelCase);
}

#[test]
fn a_slot_has_one_follower() {
    let cluster = Cluster::shared();
    let mut database = cluster.database();
    let source = source(&cluster, &database.name);
    let one = engine();
    let following = follow(&one, &source, &mut database.client);
    assert_refused(&source, ErrorKind::Conflict, "slot of its own");
    let again = one.follow(&source, &FollowOptions::default()).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Conflict);
    following.stop();
    one.drop_replication(&source, &patient()).unwrap();
}

#[test]
fn a_server_that_goes_leaves_the_rows_and_comes_back() {
    let mut cluster = Cluster::start_with(&["synchronous_commit=on"]);
    let shared = Arc::new(cluster);
    let mut database = shared.database();
    prepare(&mut database);
    let name = database.name.clone();
    drop(database);
    cluster = Arc::try_unwrap(shared).expect("the database that held it is gone");
    let mut client = cluster.connect(&name);
    let engine = engine();
    let following = follow(&engine, &source(&cluster, &name), &mut client);
    cluster.kill();
    let gone = std::time::Instant::now();
    while following.status().state != FollowState::Retrying {
        assert!(gone.elapsed().as_secs() < 60, "{:?}", following.status());
        std::thread::yield_now();
    }
    let error = following.status().last_error.unwrap();
    assert_eq!(error.code, "Unavailable", "{error:?}");
    let dashboard = engine.tenant(TENANT).organization_dashboard(&CallOptions::default());
    assert_eq!(dashboard.unwrap().total_clients, 1);
    cluster.restart();
    let mut client = cluster.connect(&name);
    client.execute("UPDATE clients SET \"businessName\" = 'Back'", &[]).unwrap();
    catch_up(&following, &mut client);
    assert_same(&engine, &mut client, Layout::CamelCase);
    assert_eq!(following.status().load_count, 1);
    following.stop();
}

/// A row of `clients` or `invoices` with one value that is strange, and the reason where it cannot be taken.
const STRANGE: &[(&str, &str, Option<&str>)] = &[
    ("clients", "\"updatedAt\" = 'infinity'", Some("`updated_at` is infinite")),
    ("clients", "\"createdAt\" = '-infinity'", Some("`created_at` is infinite")),
    ("clients", "\"createdAt\" = '0044-03-15 00:00:00 BC'", None),
    ("clients", "\"annualRevenue\" = 'NaN'", Some("`annual_revenue` is not a number")),
    ("clients", "\"annualRevenue\" = 1e40", Some("`annual_revenue` has too many digits")),
    ("clients", "\"annualRevenue\" = 1e-13", Some("more than 12 digits after the point")),
    ("invoices", "\"totalAmount\" = 123456789012", Some("`total_amount` has more than 10 digits")),
    ("invoices", "\"totalAmount\" = 0.001", Some("more than 2 digits after the point")),
    ("clients", "\"businessName\" = repeat('x', 10000000)", None),
    (
        "clients",
        "\"businessName\" = E'\\xff\\xfe'",
        Some("`business_name` is not UTF-8 from byte 0"),
    ),
    ("clients", "id = repeat('i', 300)", Some("`id` has 300 bytes")),
];

/// A database that checks no encoding, with columns wide enough for all that is strange.
fn lenient(cluster: &Arc<Cluster>) -> Database {
    let mut database = cluster.database_without_encoding();
    database
        .client
        .batch_execute(
            "ALTER TABLE invoices ALTER COLUMN \"totalAmount\" TYPE numeric; \
             ALTER TABLE clients ALTER COLUMN \"annualRevenue\" TYPE numeric; \
             ALTER TABLE clients ALTER COLUMN \"createdAt\" TYPE timestamp; \
             ALTER TABLE clients ALTER COLUMN \"updatedAt\" TYPE timestamp;",
        )
        .unwrap();
    prepare(&mut database);
    database
}

#[test]
fn strange_values_are_taken_or_listed_in_a_load_and_in_a_stream() {
    let cluster = Cluster::shared();
    for is_streamed in [false, true] {
        let mut database = lenient(&cluster);
        let engine = engine();
        let source = source(&cluster, &database.name);
        let before = is_streamed.then(|| follow(&engine, &source, &mut database.client));
        for (number, (table, value, _)) in STRANGE.iter().enumerate() {
            // A copy of the account, then the strange value, so that an earlier state must go.
            database
                .client
                .batch_execute(&format!(
                    "INSERT INTO {table} SELECT (jsonb_populate_record(t, '{{\"id\": \"s{number}\"}}')).* \
                     FROM {table} t WHERE id = '{ACCOUNT}'; UPDATE {table} SET {value} WHERE id = 's{number}'"
                ))
                .unwrap();
        }
        let following = before.unwrap_or_else(|| follow(&engine, &source, &mut database.client));
        catch_up(&following, &mut database.client);
        let rejected = engine.rejected_rows(&patient()).unwrap();
        for (number, (table, value, reason)) in STRANGE.iter().enumerate() {
            let id = if value.starts_with("id") { "i".repeat(300) } else { format!("s{number}") };
            let listed = rejected.iter().find(|row| row.id.as_deref() == Some(&id));
            match (listed, reason) {
                (None, None) => {}
                (Some(listed), Some(reason)) => {
                    assert!(listed.reason.contains(reason), "{value}: {}", listed.reason);
                    assert_eq!(listed.table, *table);
                }
                _ => panic!("{value}, streamed {is_streamed}: {listed:?}, expected {reason:?}"),
            }
            if value.starts_with("id") {
                continue;
            }
            let request = GetRows {
                table: (*table).to_owned(),
                ids: vec![id],
                select: vec!["id".to_owned()],
            };
            let found = engine.tenant(TENANT).get_rows(&request, &patient()).unwrap();
            assert_eq!(found.rows[0].is_some(), reason.is_none(), "{value}");
        }
        assert_eq!(rejected.len(), STRANGE.iter().filter(|(.., reason)| reason.is_some()).count());
        let report = following.verify(false, &patient()).unwrap();
        assert_eq!(report.drifted_row_count, 0, "{report:?}");

        // A row that is mended is taken, and no longer listed.
        database
            .client
            .batch_execute("UPDATE clients SET \"annualRevenue\" = 5 WHERE id = 's3'")
            .unwrap();
        catch_up(&following, &mut database.client);
        let left = engine.rejected_rows(&patient()).unwrap();
        assert_eq!(left.len(), rejected.len() - 1);
        following.stop();
        engine.drop_replication(&source, &patient()).unwrap();
    }
}

#[test]
fn a_bad_row_ends_a_following_that_is_to_stop_at_one() {
    let cluster = Cluster::shared();
    let mut database = lenient(&cluster);
    let engine = engine();
    let source = source(&cluster, &database.name);
    let options = FollowOptions { on_bad_row: OnBadRow::Stop, ..FollowOptions::default() };
    let following = engine.follow(&source, &options).unwrap();
    catch_up(&following, &mut database.client);
    database.client.batch_execute("UPDATE clients SET \"annualRevenue\" = 'NaN'").unwrap();
    let position = "FFFFFFFF/0";
    let ended = following.wait_for(position, &patient()).unwrap_err();
    assert_eq!(ended.kind(), ErrorKind::Conflict, "{ended}");
    let status = following.status();
    assert_eq!(status.state, FollowState::Stopped);
    assert_eq!(status.last_error.unwrap().code, "InvalidArgument");
    let dashboard = engine.tenant(TENANT).organization_dashboard(&CallOptions::default());
    assert_eq!(dashboard.unwrap().total_clients, 1);
    engine.drop_replication(&source, &patient()).unwrap();
}
