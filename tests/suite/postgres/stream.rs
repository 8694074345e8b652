//! The change stream.

use advisor_engine::{Config, Engine};
use advisor_engine_tests::crash::batch;
use advisor_engine_tests::postgres::{Cluster, Database, Layout};

use super::compare::{assert_as_many, assert_same};
use super::{catch_up, follow, patient, source};

fn filled(database: &mut Database) {
    for revision in 1..=60 {
        database.apply(&batch(revision));
    }
}

/// Each statement, or transaction of several, with what it is to show.
const CHANGES: &[(&str, &str)] = &[
    ("an update", "UPDATE clients SET \"businessName\" = 'New' WHERE id = 'c1'"),
    ("a deletion", "DELETE FROM tasks WHERE id = 't7'"),
    ("a key that changes", "UPDATE documents SET id = id || '-moved' WHERE id LIKE 'd1%'"),
    (
        "a key that changes to one that was just freed",
        "BEGIN; DELETE FROM documents WHERE id = 'd2'; UPDATE documents SET id = 'd2' WHERE id = 'd3'; COMMIT",
    ),
    (
        "a long value",
        "UPDATE documents SET description = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 3000) n) \
         WHERE id LIKE 'd2%'",
    ),
    (
        "a long value that is left alone",
        "UPDATE documents SET \"fileName\" = 'again' WHERE id LIKE 'd2%'",
    ),
    (
        "a long value under a key that changes",
        "UPDATE documents SET id = 'x' || id WHERE id LIKE 'd2%'",
    ),
    (
        "a row that comes, changes and goes in one transaction",
        "BEGIN; INSERT INTO clients SELECT (jsonb_populate_record(c, '{\"id\": \"brief\"}')).* FROM clients c \
         WHERE id = 'c1'; UPDATE clients SET status = 'inactive' WHERE id = 'brief'; \
         DELETE FROM clients WHERE id = 'brief'; COMMIT",
    ),
    (
        "a part that is taken back",
        "BEGIN; UPDATE invoices SET status = 'paid'; SAVEPOINT one; DELETE FROM invoices; ROLLBACK TO one; \
         UPDATE invoices SET status = 'sent' WHERE id LIKE '%1'; COMMIT",
    ),
    ("a transaction that is taken back", "BEGIN; DELETE FROM clients; ROLLBACK"),
    ("a table that is emptied", "TRUNCATE tasks, team_members"),
    (
        "a table that is emptied and filled again",
        "BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM documents; TRUNCATE documents; \
         INSERT INTO documents SELECT * FROM kept WHERE id LIKE '%1%'; DROP TABLE kept; COMMIT",
    ),
    ("a column more", "ALTER TABLE clients ADD COLUMN nickname text DEFAULT 'none'"),
    (
        "a change after it",
        "UPDATE clients SET \"businessName\" = 'Newer', nickname = 'n' WHERE id = 'c2'",
    ),
    ("a wider column", "ALTER TABLE documents ALTER COLUMN \"fileName\" TYPE varchar(500)"),
    ("a change of it", "UPDATE documents SET \"fileName\" = 'wider'"),
    (
        "a column that is dropped",
        "ALTER TABLE documents DROP COLUMN subcategory; UPDATE documents SET version = 9 WHERE id LIKE '%1%'",
    ),
    (
        "a column that comes with a default in every row",
        "ALTER TABLE documents ADD COLUMN subcategory text DEFAULT 'filled'; \
         UPDATE documents SET version = 10 WHERE id LIKE '%2%'",
    ),
    (
        "values that are rounded by a change of type",
        "ALTER TABLE engagements ALTER COLUMN \"hourlyRate\" TYPE numeric(10, 0); \
         UPDATE engagements SET year = 2020",
    ),
    ("every row of a table", "UPDATE engagements SET name = name || ' all'"),
];

#[test]
fn every_kind_of_change_comes_through() {
    let cluster = Cluster::shared();
    let mut database = cluster.database();
    filled(&mut database);
    let engine = Engine::in_memory(Config::default()).unwrap();
    let following = follow(&engine, &source(&cluster, &database.name), &mut database.client);
    for (what, statement) in CHANGES {
        println!("{what}");
        database.client.batch_execute(statement).unwrap();
        catch_up(&following, &mut database.client);
        assert_same(&engine, &mut database.client, Layout::CamelCase);
        assert_as_many(&engine, &mut database.client);
    }
    let report = following.verify(false, &patient()).unwrap();
    assert_eq!(report.drifted_row_count, 0, "{report:#?}");
    // Once for each change of columns, and the first.
    assert_eq!(following.status().load_count, 4, "{:#?}", following.status());
    following.stop();
}
