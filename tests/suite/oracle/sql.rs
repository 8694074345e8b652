//! Answers of SQL equal PostgreSQL's over the same rows, of a tenant and of the whole, also at a revision that is past.

use advisor_engine::{
    ADVISOROS, CallOptions, Clock, Config, Engine, ErrorKind, Pinned, SqlAnswer, SqlQuery, Value,
};
use advisor_engine_tests::postgres::{Cluster, Database, Layout};
use postgres::SimpleQueryMessage;

use super::dirty::{TENANTS, batch, noon};
use super::random::{Random, seeds};
use super::round_count;

/// Statements that mean the same in both dialects, each with a total order.
pub(crate) const QUERIES: &[&str] = &[
    "SELECT id, business_name, status, annual_revenue, created_at FROM clients ORDER BY id",
    "SELECT count(*), count(annual_revenue), count(DISTINCT status), min(created_at), max(updated_at) FROM clients",
    "SELECT status, count(*) AS n FROM clients GROUP BY status HAVING count(*) > 1 ORDER BY n DESC, status",
    "SELECT currency, sum(total_amount), sum(total_amount - paid_amount), min(balance_amount) FROM invoices
     GROUP BY currency ORDER BY currency",
    "SELECT c.id, c.business_name, count(d.id), max(d.created_at) FROM clients c LEFT JOIN documents d
     ON d.client_id = c.id GROUP BY c.id, c.business_name ORDER BY c.id",
    "SELECT id, client_id, row_number() OVER (PARTITION BY client_id ORDER BY created_at DESC, id) AS place
     FROM documents ORDER BY id",
    "SELECT id, sum(total_amount) OVER (PARTITION BY currency ORDER BY invoice_date, id ROWS UNBOUNDED PRECEDING)
     FROM invoices ORDER BY id",
    "SELECT id, lag(total_amount) OVER w, lead(id, 2, 'none') OVER w, first_value(id) OVER w FROM invoices
     WINDOW w AS (PARTITION BY status ORDER BY due_date, id) ORDER BY id",
    "SELECT id, rank() OVER (ORDER BY status), dense_rank() OVER (ORDER BY status), ntile(4) OVER (ORDER BY id),
     percent_rank() OVER (ORDER BY status) FROM tasks ORDER BY id",
    "SELECT id, avg(total_amount) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM invoices ORDER BY id",
    "WITH owed AS (SELECT client_id, sum(balance_amount) AS balance FROM invoices GROUP BY client_id),
     named AS (SELECT o.client_id, c.business_name, o.balance FROM owed o JOIN clients c ON c.id = o.client_id)
     SELECT * FROM named WHERE balance > (SELECT avg(balance) FROM owed) ORDER BY client_id",
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 12)
     SELECT n, (SELECT count(*) FROM invoices WHERE extract(month FROM invoice_date) = n) FROM numbers ORDER BY n",
    "SELECT status, currency, grouping(status), grouping(currency), count(*), sum(total_amount) FROM invoices
     GROUP BY GROUPING SETS ((status, currency), (status), ())
     ORDER BY 3, 4, status NULLS LAST, currency NULLS LAST",
    "SELECT category, access_level, count(*) FROM documents GROUP BY ROLLUP (category, access_level)
     ORDER BY category NULLS FIRST, access_level NULLS FIRST, 3",
    "SELECT year, quarter, grouping(year, quarter) AS g, count(*) FROM documents GROUP BY CUBE (year, quarter)
     ORDER BY g, year NULLS FIRST, quarter NULLS FIRST",
    "SELECT id FROM clients c WHERE EXISTS (SELECT 1 FROM invoices i WHERE i.client_id = c.id AND i.status = 'paid')
     AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.client_id = c.id AND d.is_archived) ORDER BY id",
    "SELECT id, (SELECT max(total_amount) FROM invoices i WHERE i.client_id = c.id) AS largest FROM clients c ORDER BY id",
    "SELECT id FROM tasks WHERE engagement_id IN (SELECT id FROM engagements WHERE status = 'in_progress') ORDER BY id",
    "SELECT id FROM users WHERE id NOT IN (SELECT assigned_to_id FROM engagements) ORDER BY id",
    "SELECT id FROM users WHERE id NOT IN (SELECT assigned_to_id FROM engagements WHERE assigned_to_id IS NOT NULL)
     ORDER BY id",
    "SELECT client_id FROM invoices UNION SELECT client_id FROM documents ORDER BY 1",
    "SELECT status FROM invoices INTERSECT SELECT status FROM engagements ORDER BY 1",
    "SELECT client_id FROM documents EXCEPT SELECT id FROM clients ORDER BY 1",
    "SELECT status FROM invoices WHERE currency = 'USD' UNION ALL SELECT status FROM tasks ORDER BY 1",
    "SELECT date_trunc('month', invoice_date) AS month, count(*), sum(paid_amount) FROM invoices GROUP BY 1 ORDER BY 1",
    "SELECT extract(year FROM created_at) AS y, extract(isodow FROM created_at) AS d, extract(week FROM created_at) AS w,
     count(*) FROM documents GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT id, due_date + INTERVAL '30 days', CAST(due_date AS date) - CAST(invoice_date AS date) FROM invoices ORDER BY id",
    "SELECT id, CASE WHEN annual_revenue IS NULL THEN 'unknown' WHEN annual_revenue < 0 THEN 'loss' ELSE 'gain' END,
     coalesce(industry, business_type, '-'), nullif(status, '') FROM clients ORDER BY id",
    "SELECT id, round(total_amount * 0.07, 2), abs(total_amount), total_amount / 4, floor(total_amount),
     CAST(total_amount AS bigint) FROM invoices ORDER BY id",
    "SELECT id, estimated_hours, estimated_hours + actual_hours, estimated_hours - 1, -actual_hours FROM engagements
     ORDER BY id",
    "SELECT id, length(business_name), substr(business_name, 2, 3), position('a' IN business_name),
     replace(business_name, 'a', 'oo'), trim(business_name), left(business_name, 2), right(business_name, 2),
     business_name || '/' || status, reverse(business_name), md5(business_name) FROM clients ORDER BY id",
    "SELECT id FROM clients WHERE business_name LIKE '%e%' OR business_name ILIKE 'NULL' OR business_name LIKE 'a!_b%'
     ESCAPE '!' ORDER BY id",
    "SELECT id, industry FROM clients ORDER BY industry ASC NULLS FIRST, id DESC",
    "SELECT id, annual_revenue FROM clients ORDER BY annual_revenue DESC NULLS LAST, id LIMIT 5 OFFSET 2",
    "SELECT DISTINCT ON (client_id) client_id, id, total_amount FROM invoices ORDER BY client_id, total_amount DESC, id",
    "SELECT c.id, x.id AS invoice, x.total_amount FROM clients c CROSS JOIN LATERAL
     (SELECT i.id, i.total_amount FROM invoices i WHERE i.client_id = c.id ORDER BY i.total_amount DESC, i.id LIMIT 2) x
     ORDER BY c.id, x.total_amount DESC, x.id",
    "SELECT t.id, e.status, c.business_name, u.name FROM tasks t JOIN engagements e ON e.id = t.engagement_id
     JOIN clients c ON c.id = e.client_id LEFT JOIN users u ON u.id = t.assigned_to_id ORDER BY t.id",
    "SELECT client_id, count(*) FILTER (WHERE status = 'paid'), sum(total_amount) FILTER (WHERE status <> 'paid'),
     bool_or(status = 'overdue'), bool_and(paid_amount >= 0) FROM invoices GROUP BY client_id ORDER BY client_id",
    "SELECT client_id, string_agg(id, ',' ORDER BY id DESC) FROM invoices GROUP BY client_id ORDER BY client_id",
    "SELECT v.label, count(i.id) FROM (VALUES (1, 'paid'), (2, 'sent'), (3, 'nothing')) AS v(n, label)
     LEFT JOIN invoices i ON i.status = v.label GROUP BY v.n, v.label ORDER BY v.n",
    "SELECT c.id, o.client_id FROM clients c FULL OUTER JOIN (SELECT DISTINCT client_id FROM engagements) o
     ON o.client_id = c.id ORDER BY c.id NULLS LAST, o.client_id NULLS LAST",
    "SELECT status, percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(total_amount AS double precision)) FROM invoices
     GROUP BY status ORDER BY status",
    "SELECT status, stddev_pop(CAST(version AS double precision)), var_samp(CAST(file_size AS double precision)),
     avg(ocr_confidence) FROM (SELECT ocr_status AS status, * FROM documents) d GROUP BY status ORDER BY status",
    "SELECT tag, count(*) FROM documents d CROSS JOIN LATERAL unnest(d.tags) AS u(tag) GROUP BY tag ORDER BY tag",
    "SELECT id FROM invoices WHERE (client_id, status) IN (SELECT client_id, status FROM engagements) ORDER BY id",
    "SELECT g.n, count(d.id) FROM generate_series(2023, 2026) AS g(n) LEFT JOIN documents d ON d.year = g.n
     GROUP BY g.n ORDER BY g.n",
    "SELECT a.id, b.id FROM clients a JOIN clients b ON a.status = b.status AND a.id < b.id ORDER BY a.id, b.id",
    "SELECT sum(file_size), avg(file_size), count(*) FROM documents WHERE file_size BETWEEN 0 AND 1099511627776",
];

struct Subject {
    engine: Engine,
    database: Database,
    compared: usize,
    rows: usize,
}

#[test]
fn sql_equals_postgresql_while_changes_are_applied() {
    let cluster = Cluster::shared();
    let (mut compared, mut rows) = (0, 0);
    for seed in seeds(round_count(2, 20)) {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        let folder = tempfile::tempdir().unwrap();
        let config =
            Config { clock: Clock::fixed(noon()), is_fold_automatic: false, ..Config::default() };
        let mut database = cluster.database_of(Layout::SnakeCase);
        database.client.batch_execute(&views()).unwrap();
        let engine = Engine::open(folder.path(), config.clone()).unwrap();
        let mut subject = Subject { engine, database, compared: 0, rows: 0 };
        let mut random = Random::new(seed);
        subject.apply(&mut random, 500);
        subject.compare_newest("in the delta");
        let options = CallOptions::default();
        subject.engine.fold(&options).unwrap();
        subject.compare_newest("in the base");
        subject.apply(&mut random, 60);
        subject.compare_a_past_revision(&mut random);
        subject.engine.close();
        subject.engine = Engine::open(folder.path(), config).unwrap();
        subject.compare_newest("after reopening");
        subject.engine.close();
        (compared, rows) = (compared + subject.compared, rows + subject.rows);
    }
    assert!(compared >= 10 * QUERIES.len() && rows >= 10 * compared, "{compared} of {rows} rows");
}

impl Subject {
    fn apply(&mut self, random: &mut Random, size: u64) {
        let changes = batch(random, size);
        self.database.apply(&changes);
        self.engine.apply(&changes, None, &CallOptions::default()).unwrap();
    }

    fn compare_newest(&mut self, when: &str) {
        let pinned = self.engine.pin().unwrap();
        for scope in scopes() {
            let expected = self.expected(scope);
            self.compare(&pinned, scope, &expected, when);
        }
    }

    /// What PostgreSQL says now is compared while batches and a fold go on, and again after them.
    fn compare_a_past_revision(&mut self, random: &mut Random) {
        let pinned = self.engine.pin().unwrap();
        let expected: Vec<_> =
            scopes().into_iter().map(|scope| (scope, self.expected(scope))).collect();
        let batches: Vec<_> = (0..12).map(|_| batch(random, 40)).collect();
        let engine = self.engine.clone();
        let options = CallOptions::default();
        std::thread::scope(|threads| {
            let writer = threads.spawn(|| {
                for changes in &batches {
                    engine.apply(changes, None, &options).unwrap();
                }
                engine.fold(&options).unwrap();
            });
            for (scope, expected) in &expected {
                self.compare(&pinned, *scope, expected, "at a past revision, while writing");
            }
            writer.join().unwrap();
        });
        for (scope, expected) in &expected {
            self.compare(&pinned, *scope, expected, "at a past revision, after a fold");
        }
        drop(pinned);
        for changes in &batches {
            self.database.apply(changes);
        }
        self.compare_newest("after the batches and a fold");
    }

    fn compare(
        &mut self,
        pinned: &Pinned,
        scope: Option<&str>,
        expected: &[Vec<Vec<Option<String>>>],
        when: &str,
    ) {
        let options = CallOptions::default();
        for (sql, expected) in QUERIES.iter().zip(expected) {
            let query = SqlQuery::new(*sql);
            let answer = match scope {
                None => pinned.query_whole(&query, &options),
                Some(tenant) => pinned.tenant(tenant).query(&query, &options),
            };
            let what = format!("{scope:?} {when}: {sql}");
            let answer = match answer {
                Err(error) if error.kind() == ErrorKind::NotFound && scope.is_some() => {
                    assert!(!lives(scope.unwrap(), pinned), "{what}: {error:?}");
                    return;
                }
                answer => answer.unwrap_or_else(|error| unreachable!("{what}: {error:?}")),
            };
            assert_same(&answer.value, expected, &what);
            self.compared += 1;
            self.rows += answer.rows.len();
        }
    }

    /// The answers of PostgreSQL, as its text.
    fn expected(&mut self, scope: Option<&str>) -> Vec<Vec<Vec<Option<String>>>> {
        let path = scope.map_or("public".to_owned(), |_| "scoped".to_owned());
        let tenant = scope.unwrap_or_default();
        self.database
            .client
            .batch_execute(&format!("SET search_path = {path}; SET tests.tenant = '{tenant}'"))
            .unwrap();
        let answers = QUERIES.iter().map(|sql| {
            let messages = self.database.client.simple_query(sql);
            let messages = messages.unwrap_or_else(|error| unreachable!("{sql}: {error:?}"));
            let rows = messages.iter().filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
                }
                _ => None,
            });
            rows.collect::<Vec<Vec<_>>>()
        });
        let answers = answers.collect();
        self.database.client.batch_execute("SET search_path = public").unwrap();
        answers
    }
}

/// Whether the tenant's own row is there, as the whole says.
fn lives(tenant: &str, pinned: &Pinned) -> bool {
    let query = SqlQuery::new("SELECT 1 FROM organizations WHERE id = $1 AND deleted_at IS NULL")
        .with_params([tenant.into()]);
    !pinned.query_whole(&query, &CallOptions::default()).unwrap().rows.is_empty()
}

/// The whole, and two tenants: one has most of the rows.
fn scopes() -> [Option<&'static str>; 3] {
    [None, Some(TENANTS[0]), Some(TENANTS[1])]
}

/// What counts for a tenant, as views of PostgreSQL.
fn views() -> String {
    let mut views = "CREATE SCHEMA scoped;".to_owned();
    for table in
        ["organizations", "users", "clients", "engagements", "documents", "tasks", "invoices"]
    {
        assert!(ADVISOROS.tables.iter().any(|known| known.name == table));
        let tenant = if table == "organizations" { "id" } else { "organization_id" };
        let view = format!(
            "CREATE VIEW scoped.{table} AS SELECT * FROM public.{table}
             WHERE {tenant} = current_setting('tests.tenant') AND deleted_at IS NULL;"
        );
        views.push_str(&view);
    }
    views
}

fn assert_same(answer: &SqlAnswer, expected: &[Vec<Option<String>>], what: &str) {
    assert!(!answer.truncated, "{what}");
    let written = |value: &Value| serde_json::to_value(value).unwrap();
    assert_eq!(answer.rows.len(), expected.len(), "{what}: {:?}, not {expected:?}", answer.rows);
    for (row, expected) in answer.rows.iter().zip(expected) {
        assert_eq!(row.len(), expected.len(), "{what}");
        for ((value, expected), column) in row.iter().zip(expected).zip(&answer.columns) {
            let found = match written(value) {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some(text),
                other => Some(other.to_string()),
            };
            let is_same = match (&found, expected) {
                (Some(found), Some(expected)) => is_same(&column.r#type, found, expected),
                (found, expected) => found.is_none() && expected.is_none(),
            };
            assert!(
                is_same,
                "{what}: column `{}` ({}) is {found:?}, not {expected:?}",
                column.name, column.r#type
            );
        }
    }
}

/// Compares by the engine's type of the column: the two print the same values in different ways.
fn is_same(kind: &str, found: &str, expected: &str) -> bool {
    match kind {
        "boolean" => found.starts_with(expected),
        "timestamp" => found == format!("{}Z", expected.replacen(' ', "T", 1)),
        "double" => {
            let (found, expected): (f64, f64) = (found.parse().unwrap(), expected.parse().unwrap());
            (found - expected).abs() <= 1e-9 * found.abs().max(expected.abs()).max(1e-9)
        }
        kind if kind.starts_with("decimal") || kind.ends_with("int") || kind == "integer" => {
            number(found) == number(expected)
        }
        _ => found == expected,
    }
}

/// A decimal number without what does not count.
fn number(text: &str) -> String {
    if text.contains('.') {
        let text = text.trim_end_matches('0').trim_end_matches('.');
        if text == "-0" { "0".to_owned() } else { text.to_owned() }
    } else {
        text.to_owned()
    }
}
