//! Asks the engine and PostgreSQL the same, after batches, folds and reopening.

use advisor_engine::{
    CallOptions, Change, Clock, Config, Engine, ErrorKind, Operation, Scope, Timestamp,
};
use advisor_engine_tests::postgres::{Cluster, Database};
use postgres::Statement;
use serde_json::{Value as Json, json};

use crate::cases::parse;
use crate::oracle::dirty::{self, TENANTS, near, noon};
use crate::oracle::random::{Random, seeds};
use crate::oracle::round_count;

const FUNCTIONS: &str = include_str!("../../../oracle/practice/functions.sql");
const ROWS: &str = include_str!("../../../oracle/practice/rows.sql");

/// One operation, the SQL that answers it, and requests to ask.
///
/// The SQL takes the tenant, the request as JSON text and the instant of the call in milliseconds, and answers one row
/// of JSON text, or none for `NotFound`. Of a list it answers every row, as `rows`, and the `total`.
pub(super) struct Oracle {
    pub(super) operation: &'static str,
    pub(super) sql: &'static str,
    pub(super) draw: fn(&mut Random) -> Json,
}

/// An area of reads.
pub(super) struct Area<'a> {
    pub(super) oracles: &'a [Oracle],
    /// Rows besides those of [`dirty::batch`], as many as fit the size; no row of its tables.
    pub(super) rows: fn(&mut Random, u64) -> Vec<Change>,
    /// Requests of each operation and tenant, each time that answers are compared.
    pub(super) request_count: usize,
}

struct Subject<'a> {
    area: &'a Area<'a>,
    engine: Engine,
    clock: Clock,
    database: Database,
    statements: Vec<Statement>,
    random: Random,
    seen: Vec<Seen>,
}

/// What was compared: an oracle that is asked about nothing proves nothing.
#[derive(Debug, Clone, Default)]
struct Seen {
    answers: usize,
    /// Answers that hold more than nulls, zeros and empty lists.
    telling: usize,
    pages: usize,
}

/// Compares every operation of an area over random rows of random tenants at random instants.
pub(super) fn compare(area: &Area<'_>) {
    let cluster = Cluster::shared();
    let mut seen = vec![Seen::default(); area.oracles.len()];
    for seed in seeds(round_count(3, 40)) {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(noon());
        let config = Config { clock: clock.clone(), is_fold_automatic: false, ..Config::default() };
        let mut database = cluster.database();
        database.client.batch_execute(FUNCTIONS).unwrap();
        database.client.batch_execute(ROWS).unwrap();
        let prepare = |oracle: &Oracle| database.client.prepare(oracle.sql).unwrap();
        let mut subject = Subject {
            area,
            engine: Engine::open(folder.path(), config.clone()).unwrap(),
            clock,
            statements: area.oracles.iter().map(prepare).collect(),
            database,
            random: Random::new(seed),
            seen,
        };
        subject.compare("of an empty store");
        for size in [900, 60, 1] {
            subject.apply(size);
        }
        subject.compare("after batches");
        subject.engine.fold(&CallOptions::default()).unwrap();
        subject.apply(80);
        subject.compare("after a batch on a folded base");
        subject.engine.close();
        subject.engine = Engine::open(folder.path(), config).unwrap();
        subject.apply(20);
        subject.compare("after reopening and a batch");
        let report = subject.engine.verify_rollups(&CallOptions::default()).unwrap();
        assert_eq!(report.difference, None, "seed {seed}");
        subject.engine.close();
        seen = subject.seen;
    }
    for (oracle, seen) in area.oracles.iter().zip(&seen) {
        println!("{}: {seen:?}", oracle.operation);
        assert!(
            seen.telling * 10 >= seen.answers && seen.telling >= 10,
            "too little was compared of {}: {seen:?}",
            oracle.operation
        );
    }
}

impl Subject<'_> {
    fn apply(&mut self, size: u64) {
        let mut changes = dirty::batch(&mut self.random, size);
        changes.extend((self.area.rows)(&mut self.random, size));
        self.database.apply(&changes);
        self.engine.apply(&changes, None, &CallOptions::default()).unwrap();
    }

    fn compare(&mut self, when: &str) {
        let options = CallOptions::default();
        let statements = self.engine.stats(&options).unwrap().sql_statement_count;
        for (index, oracle) in self.area.oracles.iter().enumerate() {
            for tenant in TENANTS {
                // Most rows are of the first tenant.
                let times = if tenant == TENANTS[0] { 4 } else { 1 };
                for _ in 0..self.area.request_count * times {
                    let now = near(&mut self.random);
                    self.clock.set(now);
                    let request = (oracle.draw)(&mut self.random);
                    let what =
                        format!("{} {request} of `{tenant}` {when} at {now}", oracle.operation);
                    let expected = self.expected(index, tenant, &request, now);
                    let got = self.answer(index, oracle.operation, tenant, &request, &what);
                    self.see(index, expected.as_ref());
                    assert!(
                        got == expected,
                        "{what} differs\n  engine:     {}\n  PostgreSQL: {}",
                        shown(got.as_ref()),
                        shown(expected.as_ref())
                    );
                }
            }
        }
        let after = self.engine.stats(&options).unwrap().sql_statement_count;
        assert_eq!(after, statements, "a read ran SQL");
    }

    fn expected(
        &mut self,
        index: usize,
        tenant: &str,
        request: &Json,
        now: Timestamp,
    ) -> Option<Json> {
        let request = request.to_string();
        let rows = self
            .database
            .client
            .query(&self.statements[index], &[&tenant, &request, &now.as_millisecond()])
            .unwrap();
        let text: Option<String> = rows.first().map(|row| row.get(0));
        text.map(|text| parse(text.as_bytes()).unwrap())
    }

    /// The whole answer: of a list, the rows of all pages.
    fn answer(
        &mut self,
        index: usize,
        operation: &str,
        tenant: &str,
        request: &Json,
        what: &str,
    ) -> Option<Json> {
        let mut answer = self.call(operation, tenant, request)?;
        if answer.get("nextCursor").is_none() {
            return Some(answer);
        }
        let mut request = request.clone();
        let mut rows = Vec::new();
        let limit = usize::try_from(request["page"]["limit"].as_u64().unwrap_or(20)).unwrap();
        loop {
            self.seen[index].pages += 1;
            let page = answer["rows"].as_array().unwrap();
            assert!(page.len() <= limit, "{what}: a page of {} rows", page.len());
            assert_eq!(answer["isTotalExact"], true, "{what}");
            self.same_by_offset(operation, tenant, &request, rows.len(), page, what);
            rows.extend(page.iter().cloned());
            if answer["nextCursor"].is_null() {
                return Some(json!({ "rows": rows, "total": answer["total"] }));
            }
            assert_eq!(page.len(), limit, "{what}: a page that is not the last is full");
            request["page"]["limit"] = limit.into();
            request["page"]["cursor"] = answer["nextCursor"].clone();
            let next = self.call(operation, tenant, &request).unwrap();
            assert_eq!(next["total"], answer["total"], "{what}");
            answer = next;
        }
    }

    /// A page by its offset holds the rows of the page by its cursor.
    fn same_by_offset(
        &mut self,
        operation: &str,
        tenant: &str,
        request: &Json,
        offset: usize,
        page: &[Json],
        what: &str,
    ) {
        if !self.random.percent(10) {
            return;
        }
        let mut request = request.clone();
        request["page"]["cursor"] = Json::Null;
        request["page"]["offset"] = offset.into();
        let answer = self.call(operation, tenant, &request).unwrap();
        assert_eq!(answer["rows"].as_array().unwrap(), page, "{what} from row {offset} on");
    }

    /// An answer without what tells its revision; none where there is nothing.
    fn call(&self, operation: &str, tenant: &str, request: &Json) -> Option<Json> {
        let options = CallOptions::default();
        let answer = match Operation::find(operation).unwrap().scope {
            Scope::Marketplace => self.engine.call(operation, request.clone(), &options),
            _ => self.engine.tenant(tenant).call(operation, request.clone(), &options),
        };
        match answer {
            Ok(mut answer) => {
                let object = answer.as_object_mut().unwrap();
                object.remove("revision").unwrap();
                object.remove("asOf").unwrap();
                // Until when it is true, rows alone do not say: the tests of the cache compare that.
                object.remove("validUntil");
                Some(answer)
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::NotFound, "{operation} {request}: {error:?}");
                None
            }
        }
    }

    fn see(&mut self, index: usize, expected: Option<&Json>) {
        let seen = &mut self.seen[index];
        seen.answers += 1;
        seen.telling += usize::from(expected.is_some_and(tells));
    }
}

fn tells(answer: &Json) -> bool {
    match answer {
        Json::Null => false,
        Json::Bool(flag) => *flag,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => items.iter().any(tells),
        Json::Object(fields) => fields.values().any(tells),
    }
}

fn shown(answer: Option<&Json>) -> String {
    answer.map_or_else(|| "not found".to_owned(), Json::to_string)
}

/// No more rows than those of [`dirty::batch`].
pub(super) fn no_rows(_: &mut Random, _: u64) -> Vec<Change> {
    Vec::new()
}

/// A page of a random size from the start.
pub(super) fn page(random: &mut Random) -> Json {
    match random.below(4) {
        0 => json!({}),
        1 => json!({ "limit": 100 }),
        _ => json!({ "limit": 1 + random.below(12) }),
    }
}

/// Who reads, most often staff; `client_id` is the client of the request, which a portal must name.
pub(super) fn audience(random: &mut Random, client_id: Option<&str>) -> Json {
    let Some(client_id) = client_id.filter(|_| random.percent(60)) else {
        return json!({ "kind": "staff" });
    };
    let own = if random.percent(90) { client_id } else { "c0" };
    let expires_at = if random.percent(70) { Json::Null } else { near(random).to_string().into() };
    json!({
        "kind": "portal",
        "clientId": own,
        "isActive": random.percent(92),
        "expiresAt": expires_at,
        "canViewFinancials": random.percent(70),
        "documentAccessLevels": random.some(&["public", "client", "organization", "restricted"], 4),
    })
}

/// A client of few that have most of the rows, now and then any, or none.
pub(super) fn client_or_all(random: &mut Random) -> Option<String> {
    let clients = dirty::client_ids();
    match random.below(100) {
        0..=64 => None,
        65..=94 => Some(random.pick(&clients[..3]).clone()),
        _ => Some(random.pick(&clients).clone()),
    }
}

/// Half-open bounds of a filter, each most often absent; the first is before the second.
pub(super) fn bounds(random: &mut Random, filters: &mut Json, names: [&str; 2]) {
    if random.percent(8) {
        filters[names[0]] = near(random).to_string().into();
    }
    if random.percent(8) {
        let behind = "2026-06-01T00:00:00Z".parse::<Timestamp>().unwrap();
        let behind = if filters[names[0]].is_null() { near(random) } else { behind };
        filters[names[1]] = behind.to_string().into();
    }
}
