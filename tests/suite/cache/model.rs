//! Rows of every table change at random, time passes, bases are folded: each kept answer of the registry is compared
//! with the one that is computed at the same revision.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use advisor_engine::{
    ADVISOROS, CallOptions, Change, ChangeAction, Clock, Column, ColumnType, Config, Engine, Error,
    Money, OPERATIONS, Scope, Timestamp, Value,
};
use advisor_engine_tests::rows::{instant, row};
use serde_json::Value as Json;

use crate::canary::{CANARY, requests, tangled_rows};
use crate::model::random::{is_long, seed};
use crate::oracle::random::Random;

const TENANTS: [&str; 2] = ["tenant-a", "tenant-b"];
const DAY_MS: i64 = 86_400_000;

/// A read of some tenant, or of the marketplace.
struct Read {
    operation: &'static str,
    tenant: Option<&'static str>,
    request: Json,
}

/// Every request that other tests of the registry make, of either tenant: of its own things and of others'.
fn reads() -> Vec<Read> {
    let nowhere = std::path::Path::new("/nowhere");
    let mut reads = Vec::new();
    for operation in OPERATIONS.iter().filter(|operation| operation.is_cached) {
        let requests = requests(operation, nowhere);
        let tenants: &[Option<&'static str>] = match operation.scope {
            Scope::Tenant => &[Some(TENANTS[0]), Some(TENANTS[1])],
            _ => &[None],
        };
        for request in requests.own.into_iter().chain(requests.foreign) {
            reads.extend(tenants.iter().map(|tenant| Read {
                operation: operation.name,
                tenant: *tenant,
                request: request.clone(),
            }));
        }
    }
    reads
}

impl Read {
    fn run(&self, pinned: &advisor_engine::Pinned, options: &CallOptions) -> Result<Json, Error> {
        match self.tenant {
            Some(tenant) => {
                pinned.tenant(tenant).call(self.operation, self.request.clone(), options)
            }
            None => pinned.call(self.operation, self.request.clone(), options),
        }
    }

    fn run_at_newest(&self, engine: &Engine, options: &CallOptions) -> Result<Json, Error> {
        match self.tenant {
            Some(tenant) => {
                engine.tenant(tenant).call(self.operation, self.request.clone(), options)
            }
            None => engine.call(self.operation, self.request.clone(), options),
        }
    }

    fn compare(&self, kept: Result<Json, Error>, computed: Result<Json, Error>, when: &str) {
        let told = |answer: Result<Json, Error>| match answer {
            Ok(answer) => answer.to_string(),
            Err(error) => error.to_string(),
        };
        let (kept, computed) = (told(kept), told(computed));
        assert_eq!(
            kept, computed,
            "{} of {:?} for {} {when}: what is kept is not what is computed",
            self.operation, self.tenant, self.request
        );
    }
}

/// The rows that may change: those that the requests name, and those that hang on them.
fn places() -> Vec<(String, String)> {
    let place = |change: Change| {
        let ChangeAction::Upsert(row) = change.action else { unreachable!("all are put in") };
        let Value::Text(id) = &row.0[0].1 else { unreachable!("an id is text") };
        (change.table, id.clone())
    };
    let mut places: Vec<_> = tangled_rows().into_iter().map(place).collect();
    // A profile of weights that a request may come to be scored by.
    places.push(("scoring_profiles".to_owned(), "custom-v1".to_owned()));
    places
}

struct World {
    random: Random,
    places: Vec<(String, String)>,
    ids: BTreeMap<String, Vec<String>>,
    now: Timestamp,
}

impl World {
    fn new(seed: u64) -> Self {
        let places = places();
        let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (table, id) in &places {
            ids.entry(table.clone()).or_default().push(id.clone());
        }
        Self { random: Random::new(seed), places, ids, now: instant("2026-01-10T00:00:00Z") }
    }

    fn id_of(&mut self, table: &str) -> Value {
        let ids = &self.ids[table];
        ids[usize::try_from(self.random.below(ids.len() as u64)).unwrap()].as_str().into()
    }

    fn near(&mut self) -> Value {
        let days = i64::try_from(self.random.below(80)).unwrap() - 60;
        let extra = *self.random.pick(&[0, 1, -1, 3_600_000]);
        Timestamp::from_millisecond(self.now.as_millisecond() + days * DAY_MS + extra)
            .unwrap()
            .into()
    }

    /// A value by what the column is called and what it holds.
    fn value(&mut self, column: &Column) -> Value {
        match column.name {
            "organization_id" => (*self.random.pick(&TENANTS)).into(),
            "client_id" => self.id_of("clients"),
            "engagement_id" => self.id_of("engagements"),
            "advisor_profile_id" => self.id_of("advisor_profiles"),
            "user_id" | "assigned_to_id" | "advisor_id" | "uploaded_by" => self.id_of("users"),
            "deleted_at" if self.random.percent(85) => Value::Null,
            "marketplace_status" => (*self.random.pick(&["active", "active", "pending"])).into(),
            "access_level" => (*self.random.pick(&["public", "client", "organization"])).into(),
            "status" => (*self.random.pick(&[
                "active",
                "pending",
                "in_progress",
                "paid",
                "sent",
                "processing",
            ]))
            .into(),
            "currency" => (*self.random.pick(&["USD", "EUR"])).into(),
            _ => match column.kind {
                ColumnType::Text => (*self.random.pick(&["x", "Law", "ada tax", CANARY])).into(),
                ColumnType::Int => i64::try_from(self.random.below(12)).unwrap().into(),
                ColumnType::Float => (*self.random.pick(&[0.0, 0.5, 4.5])).into(),
                ColumnType::Bool => self.random.percent(70).into(),
                ColumnType::Timestamp => self.near(),
                ColumnType::TextList => {
                    let lists: [&[&str]; 3] = [&["Law"], &["tax", "SaaS"], &[]];
                    (*self.random.pick(&lists)).into()
                }
                ColumnType::Vector => {
                    let first = *self.random.pick(&[0.6_f32, 0.8, -0.6]);
                    Value::Vector(vec![first, (1.0 - first * first).sqrt()])
                }
                ColumnType::Json => "{}".into(),
                ColumnType::Records(_) => "[]".into(),
                _ => Money::from_cents(i64::try_from(self.random.below(90_000)).unwrap()).into(),
            },
        }
    }

    fn change(&mut self) -> Change {
        let index = usize::try_from(self.random.below(self.places.len() as u64)).unwrap();
        let (table, id) = self.places[index].clone();
        if table == "scoring_profiles" {
            // Its terms go with its version: a row that is put in again is the same.
            return if self.random.percent(30) {
                Change::delete(&table, id)
            } else {
                scoring_profile(&id)
            };
        }
        if self.random.percent(8) && !TENANTS.contains(&&*id) {
            return Change::delete(&table, id);
        }
        let definition = ADVISOROS.tables.iter().find(|known| known.name == table).unwrap();
        let mut columns = Vec::new();
        for column in definition.columns.iter().skip(1) {
            let is_left_out = !column.is_required && self.random.percent(30);
            let value = if is_left_out { Value::Null } else { self.value(column) };
            columns.push((column.name, value));
        }
        if table == "advisor_embeddings" {
            // The digest is the engine's own, of the text as it is; none is of any.
            columns.iter_mut().filter(|(name, _)| name.ends_with("digest")).for_each(
                |(_, value)| {
                    *value = CANARY.into();
                },
            );
            columns.iter_mut().filter(|(name, _)| *name == "model").for_each(|(_, value)| {
                *value = "m".into();
            });
        }
        row(&table, &id, columns)
    }

    /// Rows of one batch, each once.
    fn batch(&mut self) -> Vec<Change> {
        let size = 1 + self.random.below(5);
        let mut changes: BTreeMap<(String, String), Change> = BTreeMap::new();
        for _ in 0..size {
            let change = self.change();
            let id = match &change.action {
                ChangeAction::Delete(id) => id.clone(),
                ChangeAction::Upsert(row) => format!("{:?}", row.0[0].1),
            };
            changes.insert((change.table.clone(), id), change);
        }
        changes.into_values().collect()
    }
}

fn scoring_profile(id: &str) -> Change {
    let terms = serde_json::json!([{ "signal": "points", "weight": 1 }]);
    row("scoring_profiles", id, [("version", 1_i64.into()), ("terms", terms.into())])
}

#[test]
fn no_kept_answer_of_the_registry_differs_from_a_computed_one_whatever_has_changed() {
    let seed = seed();
    println!("ADVISOR_ENGINE_SEED={seed}");
    let mut world = World::new(seed);
    let clock = Clock::fixed(world.now);
    let config = Config { clock: clock.clone(), is_fold_automatic: false, ..Config::default() };
    let engine = Engine::in_memory(config).unwrap();
    let (keeping, computing) = (CallOptions::default(), CallOptions::default().without_cache());
    engine.apply(&tangled_rows(), None, &keeping).unwrap();
    let reads = reads();
    let mut refused_count = 0;
    for step in 0..if is_long() { 4_000 } else { 250 } {
        match world.random.below(12) {
            0 => {
                let jump = *world.random.pick(&[
                    1,
                    999,
                    3_600_000,
                    DAY_MS,
                    31 * DAY_MS,
                    -1,
                    -3_600_000,
                    -2 * DAY_MS,
                ]);
                world.now = Timestamp::from_millisecond(world.now.as_millisecond() + jump).unwrap();
                clock.set(world.now);
            }
            1 if step % 5 == 0 => {
                engine.fold(&keeping).unwrap();
            }
            _ => {
                // A batch that contradicts itself is refused, and changes nothing.
                let batch = world.batch();
                refused_count += u64::from(engine.apply(&batch, None, &keeping).is_err());
            }
        }
        for read in &reads {
            let kept = read.run_at_newest(&engine, &keeping);
            let computed = read.run_at_newest(&engine, &computing);
            read.compare(kept, computed, &format!("at step {step} of seed {seed}"));
        }
    }
    assert!(refused_count < 100, "{refused_count} batches were refused");
    let stats = engine.cache_stats(&keeping).unwrap();
    let idle: Vec<_> = OPERATIONS
        .iter()
        .filter(|operation| operation.is_cached)
        .filter(|operation| {
            let found = stats.classes.iter().find(|class| class.class == operation.name);
            found.is_none_or(|class| class.hit_count < 3 || class.miss_count < 3)
        })
        .map(|operation| operation.name)
        // These tell the instant of the call itself, or of a window that ends with it.
        .filter(|name| !["invoice_aging", "recent_activity", "embed_text"].contains(name))
        .collect();
    assert_eq!(idle, [""; 0], "never both kept and computed: {stats:?}");
    engine.close();
}

#[test]
fn kept_answers_of_pinned_revisions_equal_computed_ones_while_rows_change() {
    let seed = seed();
    println!("ADVISOR_ENGINE_SEED={seed}");
    let clock = Clock::fixed(instant("2026-01-10T00:00:00Z"));
    let config = Config { clock, is_fold_automatic: false, ..Config::default() };
    let engine = Engine::in_memory(config).unwrap();
    let options = CallOptions::default();
    engine.apply(&tangled_rows(), None, &options).unwrap();
    let is_over = AtomicBool::new(false);
    let round_count = if is_long() { 400 } else { 40 };
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2_u64)
            .map(|reader| {
                let engine = &engine;
                scope.spawn(move || {
                    let (keeping, computing) =
                        (CallOptions::default(), CallOptions::default().without_cache());
                    let mut random = Random::new(seed ^ (reader + 1));
                    let reads = reads();
                    let mut old = engine.pin().unwrap();
                    for round in 0..round_count {
                        let pinned = engine.pin().unwrap();
                        for read in &reads {
                            // Now the newest, now one that others have left behind.
                            let pinned = if random.percent(20) { &old } else { &pinned };
                            let computed = read.run(pinned, &computing);
                            let kept = read.run(pinned, &keeping);
                            read.compare(
                                kept,
                                computed,
                                &format!("in round {round} of seed {seed}"),
                            );
                        }
                        if random.percent(30) {
                            old = pinned;
                        }
                    }
                })
            })
            .collect();
        let writer = scope.spawn(|| {
            let mut world = World::new(seed);
            let mut count = 0_u64;
            while !is_over.load(Ordering::Relaxed) {
                count +=
                    u64::from(engine.apply(&world.batch(), None, &CallOptions::default()).is_ok());
            }
            count
        });
        let outcomes: Vec<_> =
            readers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        is_over.store(true, Ordering::Relaxed);
        let written = writer.join().unwrap();
        for outcome in outcomes {
            outcome.unwrap();
        }
        assert!(written > 20, "only {written} batches were written meanwhile");
    });
    let stats = engine.cache_stats(&options).unwrap();
    assert!(stats.classes.iter().map(|class| class.hit_count).sum::<u64>() > 1000, "{stats:?}");
    engine.close();
}
