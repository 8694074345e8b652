//! What a statement may take: time, memory, depth, length. The engine lives on beside it and after it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use advisor_engine::{CallOptions, CancelFlag, Config, Engine, ErrorKind, SqlQuery};
use advisor_engine_tests::rows::row;

use super::{ask, rows, tangled};

fn small() -> Config {
    Config { sql_memory_limit_bytes: 64 << 20, sql_timeout_ms: 60_000, ..Config::default() }
}

/// What would take minutes.
const ENDLESS: [&str; 4] = [
    "SELECT count(*) FROM range(10000000) a(i), range(10000000) b(j) WHERE i + j = 7",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
    "SELECT sum(hash(i)) FROM range(1000000000000) AS numbers(i)",
    "SELECT i FROM range(1000000000000) AS numbers(i) WHERE i < 0",
];

/// What would take gigabytes.
const GREEDY: [&str; 8] = [
    "SELECT length(string_agg(md5(i::VARCHAR), ',')) FROM range(100000000) AS numbers(i)",
    "SELECT len(list(i)) FROM range(1000000000) AS numbers(i)",
    "SELECT max(len(l)) FROM (SELECT list(i) AS l FROM range(1000000000) AS numbers(i) GROUP BY i % 3)",
    "SELECT histogram(i) FROM range(100000000) AS numbers(i)",
    "WITH RECURSIVE t(n, s) AS (SELECT 0, 'xxxxxxxxxxxxxxxx' UNION ALL SELECT n + 1, s || s FROM t WHERE n < 40)
     SELECT max(length(s)) FROM t",
    "SELECT count(*) FROM (SELECT DISTINCT i, j FROM range(100000) a(i), range(100000) b(j))",
    "SELECT max(r) FROM (SELECT row_number() OVER (ORDER BY hash(i)) AS r FROM range(3000000000) AS numbers(i))",
    "SELECT quantile_cont(i, 0.5) FROM range(1000000000) AS numbers(i)",
];

fn error_of(engine: &Engine, sql: &str, options: &CallOptions) -> ErrorKind {
    let answer = engine.tenant("tenant-a").query(&SqlQuery::new(sql), options);
    answer.map(|answer| rows(&answer)).expect_err(sql).kind()
}

fn assert_lives(engine: &Engine) {
    assert_eq!(rows(&ask(engine, "SELECT count(*) FROM clients").unwrap()), "[[1]]");
}

#[test]
fn a_runaway_statement_ends_with_its_deadline_its_flag_and_the_limit_of_time() {
    let engine = tangled(Config { sql_timeout_ms: 300, ..small() });
    for sql in ENDLESS {
        let started = Instant::now();
        let late = CallOptions::default().with_timeout(Duration::from_millis(100));
        assert_eq!(error_of(&engine, sql, &late), ErrorKind::Timeout);
        let flag = CancelFlag::new();
        let options = CallOptions::default().with_cancel(flag.clone());
        std::thread::scope(|threads| {
            threads.spawn(|| flag.cancel());
            assert_eq!(error_of(&engine, sql, &options), ErrorKind::Cancelled);
        });
        let limited = engine
            .tenant("tenant-a")
            .query(&SqlQuery::new(sql), &CallOptions::default())
            .expect_err(sql);
        assert_eq!(
            (limited.kind(), limited.message()),
            (
                ErrorKind::Timeout,
                "the statement has worked for 300 ms, which is the limit `sql_timeout_ms`"
            )
        );
        assert!(started.elapsed() < Duration::from_secs(20), "{sql}");
        assert_lives(&engine);
    }
    engine.close();
}

#[test]
fn the_time_that_a_reader_takes_is_its_own() {
    let engine = tangled(Config { sql_timeout_ms: 500, ..small() });
    let query = SqlQuery::new("SELECT i FROM range(100000) AS numbers(i)");
    let mut stream =
        engine.tenant("tenant-a").query_batches(&query, &CallOptions::default()).unwrap();
    let mut count = stream.next().unwrap().unwrap().num_rows();
    // Longer than the statement may work: it waits meanwhile.
    let waited = Instant::now();
    while waited.elapsed() < Duration::from_millis(900) {
        std::thread::yield_now();
    }
    count += stream.map(|batch| batch.unwrap().num_rows()).sum::<usize>();
    assert_eq!(count, 100_000);
    engine.close();
}

#[test]
fn greedy_statements_end_while_writes_go_on() {
    let engine = tangled(Config { memory_limit_bytes: 64 << 20, ..small() });
    let is_over = AtomicBool::new(false);
    let applied = std::thread::scope(|threads| {
        let writer = threads.spawn(|| {
            let mut applied: u32 = 0;
            // What it writes fits in the engine's own memory many times over.
            while !is_over.load(Ordering::Acquire) && applied < 600 {
                let changes: Vec<_> = (0..50)
                    .map(|place| {
                        let text = "y".repeat(400);
                        let given = [
                            ("organization_id", "tenant-b".into()),
                            ("business_name", text.into()),
                        ];
                        row("clients", &format!("{applied}-{place}"), given)
                    })
                    .collect();
                engine.apply(&changes, None, &CallOptions::default()).unwrap();
                applied += 1;
            }
            applied
        });
        for sql in GREEDY {
            let kind = error_of(
                &engine,
                sql,
                &CallOptions::default().with_timeout(Duration::from_secs(30)),
            );
            assert_eq!(kind, ErrorKind::ResourceExhausted, "{sql}");
            assert_lives(&engine);
        }
        is_over.store(true, Ordering::Release);
        writer.join().unwrap()
    });
    assert!(applied >= 10, "{applied} batches were applied meanwhile");
    engine.fold(&CallOptions::default()).unwrap();
    assert_lives(&engine);
    engine.close();
}

#[test]
fn sorts_and_joins_beyond_memory_go_to_disk() {
    let engine = tangled(small());
    let sql = "SELECT count(*), max(h) FROM (SELECT md5(i::VARCHAR) AS h FROM range(3000000) AS numbers(i) ORDER BY h)";
    let answer = ask(&engine, sql).unwrap();
    assert_eq!(answer.rows[0][0], 3_000_000_i64.into());
    engine.close();
}

#[test]
fn deep_and_long_statements_are_refused_not_run_into() {
    let engine = tangled(small());
    let nest = |open: &str, inner: &str, close: &str, times: usize| {
        format!("SELECT {}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let chain =
        |first: &str, link: &str, times: usize| format!("SELECT {first}{}", link.repeat(times));
    let too_deep = [
        nest("(", "1", ")", 20_000),
        nest("abs(", "1", ")", 10_000),
        nest("NOT ", "true", "", 10_000),
        nest("- ", "1", "", 20_000),
        nest("[", "1", "]", 20_000),
        nest("CASE WHEN true THEN ", "1", " END", 2_000),
        nest("(SELECT ", "1", ")", 5_000),
        nest("EXISTS (SELECT ", "1", ")", 3_000),
        nest("{'a': ", "1", "}", 5_000),
        chain("1", "+1", 20_000),
        chain("'a'", "||'a'", 10_000),
        chain("1", "::INT", 10_000),
        chain("[1]", "[1]", 20_000),
        chain("NULL::INT", "[]", 20_000),
        chain("* FROM ", "(SELECT * FROM ", 4_000) + "clients" + &")".repeat(4_000),
        chain("1 FROM clients", ",clients", 6_000),
        chain("1 FROM clients", " JOIN clients USING (id)", 2_500),
        // Each reads the one before twice: forty of them stand for a million million.
        format!(
            "WITH a0 AS (SELECT 1 AS x){} SELECT count(*) FROM a40",
            (1..=40)
                .map(|level| format!(
                    ", a{level} AS NOT MATERIALIZED (SELECT * FROM a{0} UNION ALL SELECT * FROM a{0})",
                    level - 1
                ))
                .collect::<Vec<_>>()
                .concat()
        ),
        // Each doubles its text: thirty of them would make gigabytes for every row.
        format!(
            "SELECT length(x) FROM {}(SELECT name AS x FROM users){}",
            "(SELECT x || x AS x FROM ".repeat(30),
            ")".repeat(30)
        ),
        format!("SELECT name AS a0{} FROM users", (1..=30).map(|n| format!(", a{0} || a{0} AS a{n}", n - 1)).collect::<Vec<_>>()
                .concat()),
        format!("SELECT '{}'", "x".repeat(70_000)),
    ];
    for sql in &too_deep {
        let started = Instant::now();
        let error = ask(&engine, sql).map(|answer| rows(&answer)).expect_err(&sql[..60]);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{}: {error:?}", &sql[..60]);
        assert!(started.elapsed() < Duration::from_secs(5), "{}", &sql[..60]);
    }
    // As deep as anyone writes is permitted.
    for sql in [
        nest("(", "1", ")", 100),
        nest("abs(", "1", ")", 100),
        chain("1", "+1", 150),
        chain("true", " AND true", 5_000),
        chain("1", " UNION ALL SELECT 1", 3_400),
        nest("(SELECT ", "1", ")", 60),
        format!("SELECT 1 WHERE 1 IN ({}1)", "2,".repeat(10_000)),
        chain("'a'", "||'b'", 60),
    ] {
        assert!(ask(&engine, &sql).is_ok(), "{}: {:?}", &sql[..60], ask(&engine, &sql).err());
    }
    assert_lives(&engine);
    engine.close();
}

#[test]
fn statements_that_are_let_go_of_make_room() {
    let engine = tangled(small());
    let query = SqlQuery::new("SELECT i FROM range(1000000) AS numbers(i)");
    let options = CallOptions::default();
    let tenant = engine.tenant("tenant-a");
    let mut open = Vec::new();
    let refused = loop {
        match tenant.query_batches(&query, &options) {
            Ok(stream) => open.push(stream),
            Err(error) => break error,
        }
        assert!(open.len() <= 64);
    };
    assert_eq!(open.len(), 64);
    assert_eq!(refused.kind(), ErrorKind::ResourceExhausted);
    drop(open);
    let mut tries = 0;
    while tenant.query(&SqlQuery::new("SELECT 1"), &options).is_err() {
        tries += 1;
        assert!(tries < 10_000, "no statement was let in again");
        std::thread::yield_now();
    }
    engine.close();
}
