//! Dashboards equal hand-written SQL over the same rows.

use advisor_engine::{
    Audience, CallOptions, Clock, Config, DocumentAccessLevel, Engine, ErrorKind, PortalAccess,
    Result, Timestamp,
};
use advisor_engine_tests::postgres::{Cluster, Database};
use postgres::Statement;
use serde_json::Value as Json;

use super::dirty::{TENANTS, batch, client_ids, near, noon};
use super::random::{Random, seeds};
use super::round_count;

const CLIENT_SQL: &str = include_str!("../../oracle/client_dashboard.sql");
const ORGANIZATION_SQL: &str = include_str!("../../oracle/organization_dashboard.sql");
/// How the engine writes an instant: a fraction only where there is one, without trailing zeros.
const INSTANT_SQL: &str = "
    CREATE FUNCTION instant(at timestamp) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT to_char(at, 'YYYY-MM-DD\"T\"HH24:MI:SS') || rtrim(rtrim(to_char(at, '.MS'), '0'), '.') || 'Z'
    $$";

struct Subject {
    engine: Engine,
    clock: Clock,
    database: Database,
    client_sql: Statement,
    organization_sql: Statement,
    random: Random,
    seen: Seen,
}

/// How much the comparisons saw: an oracle that is asked about nothing proves nothing.
#[derive(Debug, Default)]
struct Seen {
    dashboards: usize,
    full_lists: usize,
    unassigned: usize,
    currencies: usize,
    hidden_amounts: usize,
    not_found: usize,
}

#[test]
fn dashboards_equal_sql_after_batches_folds_and_reopening() {
    let cluster = Cluster::shared();
    let mut seen = Seen::default();
    for seed in seeds(round_count(6, 60)) {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(noon());
        let config = Config { clock: clock.clone(), is_fold_automatic: false, ..Config::default() };
        let mut database = cluster.database();
        database.client.batch_execute(INSTANT_SQL).unwrap();
        let mut subject = Subject {
            engine: Engine::open(folder.path(), config.clone()).unwrap(),
            clock,
            client_sql: database.client.prepare(CLIENT_SQL).unwrap(),
            organization_sql: database.client.prepare(ORGANIZATION_SQL).unwrap(),
            database,
            random: Random::new(seed),
            seen,
        };
        for size in [700, 60, 1, 30] {
            subject.apply(size);
            subject.compare("after a batch");
        }
        subject.engine.fold(&CallOptions::default()).unwrap();
        subject.compare("after a fold");
        subject.apply(60);
        subject.compare("after a batch on a folded base");
        subject.engine.close();
        subject.engine = Engine::open(folder.path(), config).unwrap();
        subject.compare("after reopening");
        subject.apply(20);
        subject.compare("after a batch on a reopened store");
        let report = subject.engine.verify_rollups(&CallOptions::default()).unwrap();
        assert_eq!(report.difference, None, "seed {seed}");
        subject.engine.close();
        seen = subject.seen;
    }
    let counts = [
        seen.dashboards,
        seen.full_lists,
        seen.unassigned,
        seen.currencies,
        seen.hidden_amounts,
        seen.not_found,
    ];
    assert!(counts.iter().all(|count| *count >= 20), "too little was compared: {seen:?}");
}

impl Subject {
    fn apply(&mut self, size: u64) {
        let changes = batch(&mut self.random, size);
        self.database.apply(&changes);
        self.engine.apply(&changes, None, &CallOptions::default()).unwrap();
    }

    /// Compares every client of every tenant, and every organization, at random instants.
    fn compare(&mut self, when: &str) {
        let options = CallOptions::default();
        let statements = self.engine.stats(&options).unwrap().sql_statement_count;
        for tenant in TENANTS {
            let answer = self.engine.tenant(tenant).organization_dashboard(&options);
            let rows = self.database.client.query(&self.organization_sql, &[&tenant]).unwrap();
            self.same(json(answer).as_ref(), rows.first().map(|row| row.get(0)), || {
                format!("organization `{tenant}` {when}")
            });
            for client_id in client_ids() {
                let now = near(&mut self.random);
                self.clock.set(now);
                let portal = self.portal(&client_id);
                for audience in [Audience::Staff, portal] {
                    let answer = self
                        .engine
                        .tenant(tenant)
                        .client_dashboard(&client_id, &audience, &options);
                    let expected = self.expected(tenant, &client_id, &audience, now);
                    self.same(json(answer).as_ref(), expected, || {
                        format!(
                            "client `{client_id}` of `{tenant}` {when} at {now} for {audience:?}"
                        )
                    });
                }
            }
        }
        let after = self.engine.stats(&options).unwrap().sql_statement_count;
        assert_eq!(after, statements, "a dashboard ran SQL");
    }

    fn portal(&mut self, client_id: &str) -> Audience {
        let random = &mut self.random;
        let mut access = PortalAccess::for_client(if random.percent(8) { "c1" } else { client_id });
        access.is_active = !random.percent(6);
        access.expires_at = random.percent(30).then(|| near(random));
        access.can_view_financials = random.percent(50);
        access.document_access_levels = [
            DocumentAccessLevel::Public,
            DocumentAccessLevel::Organization,
            DocumentAccessLevel::Client,
            DocumentAccessLevel::Restricted,
        ]
        .into_iter()
        .filter(|_| random.percent(50))
        .collect();
        Audience::Portal(access)
    }

    fn expected(
        &mut self,
        tenant: &str,
        client_id: &str,
        audience: &Audience,
        now: Timestamp,
    ) -> Option<String> {
        let (levels, shows_amounts) = match audience {
            Audience::Staff => (Vec::new(), true),
            Audience::Portal(access) => {
                let has_expired = access.expires_at.is_some_and(|expiry| expiry <= now);
                if access.client_id != client_id || !access.is_active || has_expired {
                    return None;
                }
                let levels = access.document_access_levels.iter().map(|level| match level {
                    DocumentAccessLevel::Public => "public",
                    DocumentAccessLevel::Organization => "organization",
                    DocumentAccessLevel::Client => "client",
                    DocumentAccessLevel::Restricted => "restricted",
                });
                (levels.collect(), access.can_view_financials)
            }
        };
        let is_staff = *audience == Audience::Staff;
        let at = now.as_millisecond();
        let rows = self
            .database
            .client
            .query(
                &self.client_sql,
                &[&tenant, &client_id, &at, &is_staff, &levels, &shows_amounts],
            )
            .unwrap();
        rows.first().map(|row| row.get(0))
    }

    /// Compares whole answers; none stands for `NotFound`.
    fn same(&mut self, got: Option<&Json>, expected: Option<String>, what: impl Fn() -> String) {
        let expected: Option<Json> = expected.map(|text| serde_json::from_str(&text).unwrap());
        self.seen.add(expected.as_ref());
        assert!(
            got == expected.as_ref(),
            "{} differs\n  engine:     {}\n  PostgreSQL: {}",
            what(),
            got.map_or_else(|| "not found".to_owned(), Json::to_string),
            expected.as_ref().map_or_else(|| "not found".to_owned(), Json::to_string)
        );
    }
}

impl Seen {
    fn add(&mut self, expected: Option<&Json>) {
        let Some(answer) = expected else {
            self.not_found += 1;
            return;
        };
        let length = |list: &Json| list.as_array().map_or(0, Vec::len);
        self.dashboards += 1;
        self.full_lists += usize::from(
            length(&answer["recentDocuments"]) == 5 && length(&answer["upcomingTasks"]) == 5,
        );
        let tasks = answer["upcomingTasks"].as_array();
        self.unassigned += usize::from(
            tasks.is_some_and(|tasks| tasks.iter().any(|task| task["assigneeName"].is_null())),
        );
        self.currencies += usize::from(length(&answer["amounts"]) > 1);
        self.hidden_amounts += usize::from(answer.get("amounts").is_some_and(Json::is_null));
    }
}

/// An answer as JSON without what tells its revision; none where there is nothing.
fn json<T: serde::Serialize>(answer: Result<advisor_engine::Answer<T>>) -> Option<Json> {
    match answer {
        Ok(answer) => {
            let mut json = serde_json::to_value(&answer.value).unwrap();
            let object = json.as_object_mut().unwrap();
            let committed = object.remove("lastRefreshed").or_else(|| object.remove("generatedAt"));
            assert_eq!(committed, Some(answer.as_of.committed_at.to_string().into()));
            Some(json)
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::NotFound, "{error:?}");
            None
        }
    }
}
