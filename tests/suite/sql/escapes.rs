//! Whatever reads more than the tenant's rows is refused, with a code and with words; nothing of it is run.

use advisor_engine::{CallOptions, Config, ErrorKind, SqlQuery};

use super::{ask, assert_clean, rows, tangled, whole};

/// Statements, with words of their refusal. All are `InvalidArgument`, but for those of unknown tables.
pub(super) const REFUSED: &[(&str, &str)] = &[
    // Other statements than one `SELECT`.
    ("COPY clients TO 'out.csv'", "another statement than a `SELECT`"),
    ("COPY (SELECT 1) TO '/tmp/x.csv'", "another statement than a `SELECT`"),
    ("COPY clients FROM 'in.csv'", "another statement than a `SELECT`"),
    ("ATTACH 'other.duckdb'", "another statement than a `SELECT`"),
    ("ATTACH ':memory:' AS x", "another statement than a `SELECT`"),
    ("DETACH base_1", "another statement than a `SELECT`"),
    ("INSTALL httpfs", "another statement than a `SELECT`"),
    ("LOAD 'httpfs'", "another statement than a `SELECT`"),
    ("PRAGMA database_list", "another statement than a `SELECT`"),
    ("PRAGMA version", "another statement than a `SELECT`"),
    ("SET memory_limit = '10GB'", "another statement than a `SELECT`"),
    ("SET VARIABLE x = 1", "another statement than a `SELECT`"),
    ("RESET memory_limit", "another statement than a `SELECT`"),
    ("EXPORT DATABASE '/tmp/x'", "another statement than a `SELECT`"),
    ("IMPORT DATABASE '/tmp/x'", "another statement than a `SELECT`"),
    ("CALL duckdb_settings()", "another statement than a `SELECT`"),
    ("CALL range(3)", "another statement than a `SELECT`"),
    ("CREATE TABLE x AS SELECT 1", "another statement than a `SELECT`"),
    ("CREATE TEMP TABLE x (a INT)", "another statement than a `SELECT`"),
    ("CREATE MACRO clients() AS TABLE SELECT 1", "another statement than a `SELECT`"),
    ("CREATE VIEW x AS SELECT 1", "another statement than a `SELECT`"),
    ("CREATE SECRET (TYPE s3)", "another statement than a `SELECT`"),
    ("INSERT INTO clients (id) VALUES ('x')", "another statement than a `SELECT`"),
    ("UPDATE clients SET status = 'x'", "another statement than a `SELECT`"),
    ("DELETE FROM clients", "another statement than a `SELECT`"),
    (
        "MERGE INTO clients USING users ON true WHEN MATCHED THEN DELETE",
        "another statement than a `SELECT`",
    ),
    ("TRUNCATE clients", "another statement than a `SELECT`"),
    ("DROP TABLE clients", "another statement than a `SELECT`"),
    ("ALTER TABLE clients ADD COLUMN x INT", "another statement than a `SELECT`"),
    ("EXPLAIN SELECT 1", "another statement than a `SELECT`"),
    ("EXPLAIN ANALYZE SELECT 1", "another statement than a `SELECT`"),
    ("VACUUM", "another statement than a `SELECT`"),
    ("ANALYZE", "another statement than a `SELECT`"),
    ("CHECKPOINT", "another statement than a `SELECT`"),
    ("FORCE CHECKPOINT", "another statement than a `SELECT`"),
    ("USE memory", "another statement than a `SELECT`"),
    ("BEGIN", "another statement than a `SELECT`"),
    ("COMMIT", "another statement than a `SELECT`"),
    ("PREPARE x AS SELECT 1", "another statement than a `SELECT`"),
    ("EXECUTE x", "another statement than a `SELECT`"),
    ("DEALLOCATE x", "another statement than a `SELECT`"),
    ("PIVOT clients ON status USING count(*)", "another statement than a `SELECT`"),
    ("DESCRIBE clients", "does not permit: `show_ref`"),
    ("SHOW TABLES", "does not permit: `show_ref`"),
    ("SHOW ALL TABLES", "does not permit: `show_ref`"),
    ("SUMMARIZE clients", "does not permit: `show_ref`"),
    ("SELECT * FROM (DESCRIBE clients)", "does not permit: `show_ref`"),
    ("SELECT * FROM (SHOW TABLES)", "does not permit: `show_ref`"),
    ("SELECT * FROM (SUMMARIZE users)", "does not permit: `show_ref`"),
    (
        "WITH x AS (INSERT INTO clients (id) VALUES ('x') RETURNING *) SELECT * FROM x",
        "does not permit",
    ),
    ("WITH x AS (DELETE FROM clients RETURNING *) SELECT * FROM x", "does not permit"),
    ("WITH x AS (UPDATE clients SET status = 'x' RETURNING *) SELECT * FROM x", "does not permit"),
    ("SELECT 1; SELECT 2", "holds 2 statements"),
    ("SELECT 1; DROP TABLE clients", "another statement than a `SELECT`"),
    ("", "holds 0 statements"),
    ("-- nothing", "holds 0 statements"),
    (";", "holds 0 statements"),
    ("SELECT 1 FROM clients FOR UPDATE", "cannot be run"),
    ("not sql at all", "cannot be run"),
    // Files and the network, by function and by name.
    ("SELECT * FROM read_csv('/etc/passwd')", "`read_csv` is not available in a `FROM`"),
    ("SELECT * FROM read_csv_auto('x')", "`read_csv_auto` is not available"),
    ("SELECT * FROM read_parquet('x')", "`read_parquet` is not available"),
    ("SELECT * FROM READ_PARQUET(['x', 'y'])", "`read_parquet` is not available"),
    ("SELECT * FROM \"read_json\"('x')", "`read_json` is not available"),
    ("SELECT * FROM read_text('/etc/passwd')", "`read_text` is not available"),
    ("SELECT * FROM read_blob('x')", "`read_blob` is not available"),
    ("SELECT * FROM glob('/*')", "`glob` is not available"),
    ("SELECT * FROM sniff_csv('x')", "`sniff_csv` is not available"),
    ("SELECT * FROM parquet_metadata('x')", "`parquet_metadata` is not available"),
    (
        "SELECT * FROM clients, LATERAL (SELECT * FROM read_text(clients.id))",
        "`read_text` is not available",
    ),
    ("SELECT (SELECT content FROM read_text('/etc/passwd'))", "`read_text` is not available"),
    ("SELECT * FROM '/etc/passwd'", "there is no table `/etc/passwd`"),
    ("SELECT * FROM 'x.csv'", "there is no table `x.csv`"),
    ("SELECT * FROM \"x.parquet\"", "there is no table `x.parquet`"),
    ("FROM 'https://example.com/x.csv'", "there is no table `https://example.com/x.csv`"),
    ("SELECT * FROM 's3://bucket/x.parquet' AS x", "there is no table `s3://bucket/x.parquet`"),
    // Statements as text, catalogs, settings, variables.
    ("SELECT * FROM query('SELECT 1')", "`query` is not available"),
    ("SELECT * FROM query_table('clients')", "`query_table` is not available"),
    ("SELECT * FROM query_table(['delta.clients'])", "`query_table` is not available"),
    (
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "`json_execute_serialized_sql` is not available",
    ),
    ("SELECT json_serialize_sql('SELECT 1')", "`json_serialize_sql` is not available"),
    ("SELECT json_serialize_plan('SELECT 1')", "`json_serialize_plan` is not available"),
    ("SELECT * FROM duckdb_tables()", "`duckdb_tables` is not available"),
    ("SELECT * FROM duckdb_settings()", "`duckdb_settings` is not available"),
    ("SELECT * FROM duckdb_secrets()", "`duckdb_secrets` is not available"),
    ("SELECT * FROM pragma_table_info('clients')", "`pragma_table_info` is not available"),
    ("SELECT * FROM pragma_storage_info('clients')", "`pragma_storage_info` is not available"),
    ("SELECT * FROM duckdb_tables", "there is no table `duckdb_tables`"),
    ("SELECT * FROM sqlite_master", "there is no table `sqlite_master`"),
    ("SELECT * FROM pg_class", "there is no table `pg_class`"),
    (
        "SELECT * FROM information_schema.tables",
        "`information_schema.tables` is not the plain name",
    ),
    ("SELECT * FROM pg_catalog.pg_tables", "`pg_catalog.pg_tables` is not the plain name"),
    ("SELECT current_setting('memory_limit')", "`current_setting` is not available"),
    ("SELECT getenv('HOME')", "`getenv` is not available"),
    ("SELECT getvariable('x')", "`getvariable` is not available"),
    ("SELECT nextval('x')", "`nextval` is not available"),
    ("SELECT version()", "`version` is not available"),
    ("SELECT current_database()", "`current_database` is not available"),
    ("SELECT current_schemas(true)", "`current_schemas` is not available"),
    ("SELECT pg_get_viewdef(1)", "`pg_get_viewdef` is not available"),
    ("SELECT current_user", "`current_user` is not available"),
    ("SELECT CURRENT_SCHEMA", "`CURRENT_SCHEMA` is not available"),
    ("SELECT now()", "`now` is not available"),
    ("SELECT current_date", "`current_date` is not available"),
    ("SELECT \"current_timestamp\"", "`current_timestamp` is not available"),
    ("SELECT error('x')", "`error` is not available"),
    ("SELECT write_log('x')", "`write_log` is not available"),
    ("SELECT sleep_ms(1000000)", "`sleep_ms` is not available"),
    ("SELECT main.abs(1)", "`abs` is named with a schema"),
    ("SELECT system.main.getenv('HOME')", "`getenv` is named with a schema"),
    ("SELECT 'HOME'.getenv()", "`getenv`"),
    // Tables by other names than their plain one.
    ("SELECT * FROM main.clients", "`main.clients` is not the plain name"),
    ("SELECT * FROM delta.clients", "`delta.clients` is not the plain name"),
    ("SELECT * FROM memory.delta.clients", "`memory.delta.clients` is not the plain name"),
    ("SELECT * FROM base_1.clients", "`base_1.clients` is not the plain name"),
    ("SELECT * FROM base_1.main.clients", "`base_1.main.clients` is not the plain name"),
    ("SELECT * FROM temp.main.clients", "`temp.main.clients` is not the plain name"),
    ("SELECT * FROM a.b.c.d", "is not the plain name"),
    ("SELECT * FROM \"delta.clients\"", "there is no table `delta.clients`"),
    ("SELECT * FROM clients AT (VERSION => 1)", "`AT`"),
    // What stands for a table stands for nothing else.
    ("WITH clients AS (SELECT 1 AS id) SELECT * FROM clients", "`clients` is the name of a table"),
    ("WITH \"CLIENTS\" AS (SELECT 1) SELECT 1", "`CLIENTS` is the name of a table"),
    (
        "WITH RECURSIVE users AS (SELECT 1 UNION ALL SELECT 2) SELECT * FROM users",
        "`users` is the name of a table",
    ),
    ("SELECT * FROM documents AS clients", "`clients` is the name of a table"),
    ("SELECT * FROM (SELECT 1) AS Users", "`Users` is the name of a table"),
    ("SELECT * FROM range(3) AS invoices(i)", "`invoices` is the name of a table"),
    (
        "WITH x AS (WITH tasks AS (SELECT 1) SELECT * FROM tasks) SELECT * FROM x",
        "`tasks` is the name of a table",
    ),
    // Out of the scope of what defines it, a name means nothing: not even what DuckDB has by that name.
    (
        "SELECT * FROM (WITH duckdb_tables AS (SELECT 1) SELECT 2), duckdb_tables",
        "there is no table `duckdb_tables`",
    ),
    ("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", "there is no table `b`"),
    ("WITH a AS (SELECT * FROM a) SELECT * FROM a", "there is no table `a`"),
    (
        "WITH pg_class AS (SELECT * FROM pg_class) SELECT * FROM pg_class",
        "there is no table `pg_class`",
    ),
    // Columns that a table here does not have.
    ("SELECT rowid FROM clients", "\"rowid\" not found"),
    ("SELECT clients.rowid FROM clients", "rowid"),
    ("SELECT _revision FROM clients", "\"_revision\" not found"),
    ("SELECT _deleted FROM clients", "\"_deleted\" not found"),
    ("SELECT delta.clients.id FROM clients", "delta"),
    ("SELECT vector FROM advisor_profiles", "\"vector\" not found"),
    // Kinds of expressions that are not permitted.
    ("SELECT list_transform([1], lambda x: x + 1)", "`list_transform` is not available"),
    ("SELECT [x + 1 FOR x IN [1, 2]]", "is not available"),
    ("SELECT list_sum(x -> x + 1)", "does not permit: `lambda`"),
    ("SELECT '{}' -> 'a'", "does not permit: `lambda`"),
    ("SELECT COLUMNS(c -> c LIKE 'x%') FROM clients", "`list_filter` is not available"),
    ("SELECT NULL::INTEGER[100000] FROM clients", "type `array` is not available"),
    ("SELECT NULL::my_type", "type `my_type` is not available"),
    ("SELECT 'x'::ENUM('x', 'y')", "type `enum` is not available"),
    ("SELECT 1::main.integer", "named with a schema"),
    ("SELECT 'a' COLLATE de", "collation `de` is not available"),
    ("SELECT DEFAULT", "does not permit: `default`"),
    // Values that grow beyond what is counted.
    ("SELECT repeat('x', 3000000000)", "`repeat` is not available"),
    ("SELECT lpad('x', 1000000000, 'y')", "`lpad` is not available"),
    ("SELECT range(300000000)", "`range` is not available"),
    ("SELECT list_resize([1], 300000000)", "`list_resize` is not available"),
    ("SELECT format('{:>1000000000}', 'x')", "`format` is not available"),
    ("SELECT bitstring('1', 1000000000)", "`bitstring` is not available"),
    ("SELECT replace(name, 'a', name) FROM users", "argument 3 of `replace` is computed"),
    ("SELECT list(name) OVER (ORDER BY id) FROM users", "`list` is not available with `OVER`"),
    ("SELECT string_agg(name, ',') OVER (ORDER BY id) FROM users", "not available with `OVER`"),
    ("SELECT max(name, 100000) OVER () FROM users", "gives a list"),
];

/// Statements that read what they may, although they look as if they did not.
pub(super) const PERMITTED: &[(&str, &str)] = &[
    (
        "SELECT 'COPY clients TO ''x''; DROP TABLE clients' AS t",
        r#"[["COPY clients TO 'x'; DROP TABLE clients"]]"#,
    ),
    ("SELECT $$it's; DROP TABLE clients$$ AS t", r#"[["it's; DROP TABLE clients"]]"#),
    ("SELECT $tag$ $$ $tag$ AS t", r#"[[" $$ "]]"#),
    ("SELECT /* FROM delta.clients */ count(*) -- FROM users\nFROM \"clients\"", "[[1]]"),
    ("SELECT count(*) FROM CLIENTS", "[[1]]"),
    ("SELECT \"ünï\" FROM (SELECT 1 AS \"ünï\")", "[[1]]"),
    ("SELECT \"a\"\"b\" FROM (SELECT 1 AS \"a\"\"b\")", "[[1]]"),
    ("SELECT x.\"select\" FROM (SELECT 2 AS \"select\") AS x", "[[2]]"),
    ("WITH \"x; DROP\" AS (SELECT 3 AS n) SELECT n FROM \"x; DROP\"", "[[3]]"),
    (
        "WITH x AS (SELECT 1 AS n), y AS (WITH x AS (SELECT 2 AS n) SELECT n FROM x) SELECT x.n, y.n FROM x, y",
        "[[1,2]]",
    ),
    ("FROM clients SELECT id", r#"[["client-a"]]"#),
    ("SELECT id AS clients FROM clients", r#"[["client-a"]]"#),
    ("SELECT clients.id FROM clients AS clients", r#"[["client-a"]]"#),
    ("SELECT count(*) FROM clients a, clients b", "[[1]]"),
    ("TABLE clients EXCEPT TABLE clients", "[]"),
    ("SELECT json_extract_string('{\"a\": \"x\"}', '$.a'), '{\"b\": 1}' ->> 'b'", r#"[["x","1"]]"#),
    ("SELECT COLUMNS('^i.$') FROM clients", r#"[["client-a"]]"#),
    ("SELECT * EXCLUDE (n) REPLACE (m + 1 AS m) FROM (SELECT 1 AS n, 2 AS m)", "[[3]]"),
    (
        "SELECT * FROM (SELECT status, id FROM clients) PIVOT (count(id) FOR status IN ('active', 'x'))",
        "[[1,0]]",
    ),
    ("SELECT v FROM (SELECT 1 AS a, 2 AS b) UNPIVOT (v FOR n IN (a, b)) ORDER BY v", "[[1],[2]]"),
    ("SELECT count(*) FROM range(10) TABLESAMPLE 100%", "[[10]]"),
    ("SELECT s.a.b FROM (SELECT {'a': {'b': 4}} AS s)", "[[4]]"),
    ("SELECT row_number() OVER () AS n FROM range(2) QUALIFY n = 2", "[[2]]"),
    ("SELECT x FROM (VALUES (1), (2)) AS v(x) ORDER BY ALL DESC LIMIT 50%", "[[2]]"),
];

#[test]
fn what_reads_more_is_refused_with_a_code_and_with_words() {
    let engine = tangled(Config::default());
    for _ in ["in the delta", "in the base"] {
        for (sql, words) in REFUSED {
            let error = match ask(&engine, sql) {
                Err(error) => error,
                Ok(answer) => unreachable!("{sql} is answered: {}", rows(&answer)),
            };
            let expected = if error.message().starts_with("there is no table") {
                ErrorKind::SchemaMismatch
            } else {
                ErrorKind::InvalidArgument
            };
            assert_eq!(error.kind(), expected, "{sql}: {error:?}");
            assert!(error.message().contains(words), "{sql}: {}, not {words}", error.message());
            assert_clean(&format!("{error:?}"), sql);
            // The whole is wider in rows, not in what may be done.
            let of_whole = engine.query_whole(&SqlQuery::new(*sql), &CallOptions::default());
            let kind = of_whole.map(|answer| rows(&answer)).expect_err(sql).kind();
            assert_eq!(kind, expected, "{sql}");
        }
        engine.fold(&CallOptions::default()).unwrap();
    }
    engine.close();
}

#[test]
fn what_only_looks_dangerous_is_answered() {
    let engine = tangled(Config::default());
    for (sql, expected) in PERMITTED {
        let answer = ask(&engine, sql).unwrap_or_else(|error| unreachable!("{sql}: {error:?}"));
        assert_eq!(rows(&answer), *expected, "{sql}");
    }
    engine.close();
}

/// A filter that fails on a row tells of the row: other tenants' rows must not be asked.
#[test]
fn no_expression_is_evaluated_on_another_tenants_row() {
    let engine = tangled(Config::default());
    let options = CallOptions::default();
    // Every text of the other tenant fails at this cast; the own ones do, too, where there are any.
    let casts = [
        "SELECT count(*) FROM clients WHERE id <> 'client-a' AND CAST(business_name AS INTEGER) = 5",
        "SELECT sum(CAST(legal_name AS INTEGER)) FROM clients WHERE legal_name IS NOT NULL",
        "SELECT count(*) FROM users u JOIN documents d ON CAST(u.role || d.category AS INTEGER) = 1 WHERE u.id = 'user-b'",
        "SELECT max(CAST(description AS DOUBLE)) OVER () FROM documents WHERE description IS NOT NULL",
        "SELECT CAST(business_name AS DATE) FROM clients WHERE organization_id = 'tenant-b'",
        "SELECT count(*) FROM invoices WHERE status NOT IN ('paid') AND CAST(status AS DECIMAL(5,2)) > 0",
        "SELECT (SELECT CAST(name AS INTEGER) FROM users x WHERE x.id = t.assigned_to_id) FROM tasks t",
        "SELECT DISTINCT CAST(payout_reference AS INTEGER) FROM revenue_shares WHERE payout_reference <> ''",
        "SELECT id FROM audit_logs ORDER BY CASE WHEN entity_type = 'x' THEN 0 ELSE CAST(metadata AS INTEGER) END",
    ];
    for _ in ["in the delta", "in the base"] {
        for sql in casts {
            match ask(&engine, sql) {
                Ok(answer) => assert_clean(&rows(&answer), sql),
                Err(error) => assert_clean(&format!("{error:?}"), sql),
            }
            let failed = engine.query_whole(&SqlQuery::new(sql), &options);
            let text = format!("{:?}", failed.map(|answer| rows(&answer)));
            if text.contains(super::CANARY) {
                // Where the whole fails at the canary, the tenant's answer above means something.
                assert!(
                    text.contains("Could not convert") || text.contains("Conversion"),
                    "{text}"
                );
            }
        }
        engine.fold(&options).unwrap();
    }
    let telling = engine.query_whole(&SqlQuery::new(casts[0]), &options).unwrap_err();
    assert!(format!("{telling:?}").contains(super::CANARY), "{telling:?}");
    engine.close();
}

/// Joins, subqueries and set operations of everything with everything.
#[test]
fn no_join_reaches_another_tenant() {
    let engine = tangled(Config::default());
    let tables = [
        "organizations",
        "users",
        "clients",
        "documents",
        "invoices",
        "client_portal_access",
        "audit_logs",
        "advisor_profiles",
    ];
    let shapes = [
        "SELECT * FROM {a} x LEFT JOIN {b} y ON true",
        "SELECT * FROM {a} x FULL JOIN {b} y ON x.id = y.id",
        "SELECT * FROM {a} x, LATERAL (SELECT * FROM {b} y WHERE y.id <> x.id) z",
        "SELECT *, (SELECT max(id) FROM {b} y WHERE y.id >= x.id), EXISTS (FROM {b}) FROM {a} x",
        "SELECT * FROM {a} WHERE id IN (SELECT id FROM {b}) OR id > ALL (SELECT id FROM {b})",
        "SELECT id FROM {a} UNION ALL SELECT id FROM {b}",
        "WITH x AS MATERIALIZED (FROM {a}), y AS NOT MATERIALIZED (FROM {b}) SELECT x, y FROM x POSITIONAL JOIN y",
        "WITH RECURSIVE r AS (SELECT id, 0 AS n FROM {a} UNION SELECT y.id, n + 1 FROM r, {b} y WHERE n < 2) FROM r",
        "SELECT x.id, y.id FROM {a} x ASOF LEFT JOIN {b} y ON x.id >= y.id",
        "SELECT list(x), first(y) FROM {a} x, {b} y",
    ];
    for one in tables {
        for other in tables {
            for shape in shapes {
                let sql = shape.replace("{a}", one).replace("{b}", other);
                let answer =
                    ask(&engine, &sql).unwrap_or_else(|error| unreachable!("{sql}: {error:?}"));
                assert_clean(&rows(&answer), &sql);
            }
        }
    }
    assert!(
        whole(&engine, "SELECT * FROM users x LEFT JOIN clients y ON true").contains(super::CANARY)
    );
    engine.close();
}
