//! Mutated statements: whatever is made of them, nothing of another tenant is told, and the engine lives on.

use std::time::{Duration, Instant};

use advisor_engine::{CallOptions, Config, ErrorKind, SqlQuery};

use super::escapes::{PERMITTED, REFUSED};
use super::{ask, assert_clean, rows, tangled};
use crate::oracle::random::{Random, seeds};
use crate::oracle::sql::QUERIES;

/// Names, clauses and calls that statements are mutated with.
const PIECES: &[&str] = &[
    "clients",
    "users",
    "documents",
    "organizations",
    "invoices",
    "tasks",
    "advisor_profiles",
    "audit_logs",
    "client_portal_access",
    "delta.clients",
    "delta.users",
    "base_1.clients",
    "base_1.main.users",
    "memory.delta.users",
    "temp.main.clients",
    "temp.clients",
    "main.users",
    "\"delta\".\"users\"",
    "cte1_x",
    "cte2_clients",
    "\"clients\"",
    "information_schema.columns",
    "duckdb_tables()",
    "query('FROM delta.users')",
    "query_table('users')",
    "'x.csv'",
    "read_text('/etc/passwd')",
    "'tenant-b'",
    "'client-b'",
    "'user-b'",
    "organization_id",
    "name",
    "business_name",
    "id",
    "*",
    "COLUMNS('.*')",
    "rowid",
    "_revision",
    "deleted_at",
    "(",
    ")",
    ",",
    ".",
    ";",
    "'",
    "\"",
    "--",
    "/*",
    "*/",
    "$$",
    "SELECT",
    "FROM",
    "WHERE",
    "UNION ALL",
    "EXCEPT",
    "JOIN",
    "LEFT JOIN",
    "CROSS JOIN",
    "ASOF JOIN",
    "ON true",
    "USING (id)",
    "LATERAL",
    "WITH",
    "RECURSIVE",
    "MATERIALIZED",
    "AS",
    "AS clients",
    "AS x",
    "x",
    "GROUP BY",
    "GROUP BY ALL",
    "HAVING",
    "ORDER BY",
    "ORDER BY ALL",
    "LIMIT 3",
    "QUALIFY",
    "OVER ()",
    "OVER (PARTITION BY id)",
    "FILTER (WHERE true)",
    "DISTINCT",
    "DISTINCT ON (id)",
    "IN",
    "NOT",
    "EXISTS",
    "= ANY",
    "IS NULL",
    "LIKE '%'",
    "BETWEEN",
    "AND",
    "OR",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "CAST(business_name AS INTEGER)",
    "name::DATE",
    "TRY_CAST(name AS INT)",
    "error(name)",
    "getenv('HOME')",
    "current_setting('x')",
    "list(name)",
    "string_agg(name, ',')",
    "count(*)",
    "max(name)",
    "unnest",
    "range(3)",
    "to_json(x)",
    "x -> x",
    "lambda x: x",
    "[1, 2]",
    "{'a': 1}",
    "[1]",
    "::INT",
    "::VARCHAR[]",
    "1",
    "0",
    "-1",
    "1e400",
    "9223372036854775807",
    "'2026-01-01'",
    "INTERVAL 1 DAY",
    "NULL",
    "true",
    "$1",
    "?",
    "$name",
    "PIVOT",
    "UNPIVOT",
    "DESCRIBE",
    "SUMMARIZE",
    "SHOW",
    "COPY",
    "ATTACH",
    "INSERT INTO",
    "AT (VERSION => 1)",
    "TABLESAMPLE 50%",
    "VALUES (1)",
    "EXCLUDE (id)",
    "REPLACE (name AS id)",
    "POSITIONAL JOIN",
    "SEMI JOIN",
    "ANTI JOIN",
    "\u{212a}",
    "ü",
    "\u{0}",
    "\u{200b}",
    "COLLATE NOCASE",
    "WINDOW w AS ()",
    "OFFSET 1",
    "TRY(",
    "GROUPING SETS ((id), ())",
    "\\",
    "@",
    "#1",
    "||",
    "~",
    "->>",
];

/// Statements around others.
const WRAPS: &[&str] = &[
    "SELECT * FROM ({}) AS x",
    "SELECT ({})",
    "SELECT EXISTS ({})",
    "WITH x AS ({}) SELECT * FROM x, users",
    "WITH RECURSIVE x AS ({} UNION ALL SELECT * FROM x) SELECT * FROM x LIMIT 5",
    "({}) UNION ALL ({})",
    "SELECT * FROM clients, LATERAL ({}) AS x",
    "SELECT * FROM clients WHERE id IN ({})",
    "FROM ({}) AS x SELECT x",
    "SELECT count(x) FROM ({}) AS x GROUP BY ALL",
];

#[derive(Default)]
struct Seen {
    statements: u64,
    answered: u64,
    refused: u64,
    late: u64,
    failed_in_duckdb: u64,
}

#[test]
fn mutated_statements_tell_nothing_of_another_tenant() {
    let is_long = std::env::var_os("ADVISOR_ENGINE_LONG").is_some_and(|value| value == "1");
    let span = Duration::from_secs(if is_long { 600 } else { 8 });
    // The long form is new ground each time.
    let is_given = std::env::var_os("ADVISOR_ENGINE_SEED").is_some();
    let seed = if is_long && !is_given { std::process::id().into() } else { seeds(1)[0] };
    println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
    let answered = PERMITTED.iter().map(|(sql, _)| *sql).chain(QUERIES.iter().copied());
    let answered: Vec<&str> = answered.collect();
    let refused: Vec<&str> = REFUSED.iter().map(|(sql, _)| *sql).collect();
    let config =
        Config { sql_memory_limit_bytes: 128 << 20, sql_timeout_ms: 300, ..Config::default() };
    let engine = tangled(config);
    let mut random = Random::new(seed);
    let mut seen = Seen::default();
    let started = Instant::now();
    while started.elapsed() < span {
        // What is answered before it is mutated is often answered after it.
        let corpus = if random.percent(80) { &answered } else { &refused };
        let sql = mutated(&mut random, corpus);
        try_it(&engine, &mut random, &sql, &mut seen);
        if seen.statements.is_multiple_of(500) {
            assert_eq!(rows(&ask(&engine, "SELECT id FROM clients").unwrap()), r#"[["client-a"]]"#);
        }
        if seen.statements.is_multiple_of(2000) {
            engine.fold(&CallOptions::default()).unwrap();
        }
    }
    let Seen { statements, answered, refused, late, failed_in_duckdb } = seen;
    println!(
        "{statements} statements: {answered} answered, {refused} refused, {late} too late or too large, \
         {failed_in_duckdb} that DuckDB itself fails at"
    );
    assert!(answered > statements / 8 && refused > statements / 8, "the mutations are of no use");
    assert!(failed_in_duckdb <= 5 + statements / 1000, "{failed_in_duckdb} of {statements}");
    engine.close();
}

fn try_it(engine: &advisor_engine::Engine, random: &mut Random, sql: &str, seen: &mut Seen) {
    let mut query = SqlQuery::new(sql);
    if sql.contains("$1") || sql.contains('?') {
        query.params = vec!["tenant-b".into()];
    } else if sql.contains("$name") {
        query = query.with_named("name", "tenant-b");
    }
    query.limit = 50;
    seen.statements += 1;
    let (tenant, options) = (engine.tenant("tenant-a"), CallOptions::default());
    let answer = if random.percent(10) {
        tenant.explain_query(&query, &options).map(|plan| plan.plan.clone())
    } else {
        tenant.query(&query, &options).map(|answer| serde_json::to_string(&answer.value).unwrap())
    };
    match answer {
        Ok(text) => {
            seen.answered += 1;
            assert_clean(&text, sql);
        }
        Err(error) => {
            assert_clean(&format!("{error:?}"), sql);
            match error.kind() {
                ErrorKind::InvalidArgument | ErrorKind::SchemaMismatch => seen.refused += 1,
                ErrorKind::Timeout | ErrorKind::ResourceExhausted => seen.late += 1,
                _ if error.message().starts_with("DuckDB failed at the statement") => {
                    println!("DuckDB fails at: {sql}\n  {error:?}");
                    seen.failed_in_duckdb += 1;
                }
                _ => unreachable!("{sql}: {error:?}"),
            }
        }
    }
}

fn mutated(random: &mut Random, corpus: &[&str]) -> String {
    let mut sql = (*random.pick(corpus)).to_owned();
    if random.percent(30) {
        let wrap = *random.pick(WRAPS);
        let inner = std::mem::take(&mut sql);
        let other = *random.pick(corpus);
        let mut parts = wrap.splitn(3, "{}");
        sql.push_str(parts.next().unwrap_or_default());
        sql.push_str(&inner);
        sql.push_str(parts.next().unwrap_or_default());
        if let Some(last) = parts.next() {
            sql.push_str(other);
            sql.push_str(last);
        }
    }
    let mut tokens = tokens(&sql);
    for _ in 0..random.below(3) {
        let place = usize::try_from(random.below(tokens.len() as u64 + 1)).unwrap();
        let piece = (*random.pick(PIECES)).to_owned();
        match random.below(6) {
            0 => tokens.insert(place, piece),
            1 if place < tokens.len() => tokens[place] = piece,
            2 if place < tokens.len() => drop(tokens.remove(place)),
            3 if tokens.len() > 1 => {
                let other = usize::try_from(random.below(tokens.len() as u64)).unwrap();
                let place = place.min(tokens.len() - 1);
                tokens.swap(place, other);
            }
            4 => {
                // A span of another statement.
                let donor: &&str = random.pick(corpus);
                let other = self::tokens(donor);
                let from = usize::try_from(random.below(other.len().max(1) as u64)).unwrap();
                let span =
                    other.iter().skip(from).take(1 + usize::try_from(random.below(8)).unwrap());
                tokens.splice(place..place, span.cloned());
            }
            _ => {
                // A name of a table becomes another's.
                let named = tokens.iter_mut().filter(|token| PIECES[..8].contains(&token.as_str()));
                if let Some(token) = named.last() {
                    (*random.pick(&PIECES[..18])).clone_into(token);
                }
            }
        }
    }
    let gaps = [" ", " ", " ", "\n", "/**/", "\t", "--\n"];
    let mut text = String::new();
    for token in tokens {
        text.push_str(&token);
        let gap: &&str = if random.percent(96) { &" " } else { random.pick(&gaps) };
        text.push_str(gap);
    }
    text
}

/// Words, quoted texts and single signs.
fn tokens(sql: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut token = letter.to_string();
        if letter.is_alphanumeric() || letter == '_' {
            while let Some(next) = letters.next_if(|next| next.is_alphanumeric() || *next == '_') {
                token.push(next);
            }
        } else if letter == '\'' || letter == '"' {
            for next in letters.by_ref() {
                token.push(next);
                if next == letter {
                    break;
                }
            }
        } else if letter.is_whitespace() {
            continue;
        } else {
            // Operators stay whole.
            while let Some(next) =
                letters.next_if(|next| "|:=<>~!-".contains(letter) && "|:=<>~*".contains(*next))
            {
                token.push(next);
            }
        }
        tokens.push(token);
    }
    tokens
}
