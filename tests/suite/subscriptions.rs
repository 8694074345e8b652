//! A subscriber is told of the committed changes that are its own, of all of them and of no others.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use advisor_engine::{
    CallOptions, Change, ChangeSummary, Config, Engine, ErrorKind, LoadOptions, Source,
    Subscription, Value,
};
use advisor_engine_tests::rows::{instant, row};

use crate::bad_input::parquet_folder::write_folder;

/// Long enough that only a summary that never comes takes it.
const LONG: Duration = Duration::from_secs(30);
const TENANTS: [&str; 3] = ["o1", "o2", "o3"];

fn engine() -> Engine {
    let engine =
        Engine::in_memory(Config { is_fold_automatic: false, ..Config::default() }).unwrap();
    let tenants = TENANTS.iter().flat_map(|id| {
        let user = row("users", &user_of(id), [("organization_id", (*id).into())]);
        [row("organizations", id, []), user]
    });
    engine.apply(&tenants.collect::<Vec<_>>(), None, &CallOptions::default()).unwrap();
    engine
}

/// Of each tenant.
fn user_of(tenant: &str) -> String {
    format!("user-of-{tenant}")
}

fn client(id: &str, tenant: &str) -> Change {
    row("clients", id, [("organization_id", tenant.into())])
}

fn receive(subscription: &Subscription) -> ChangeSummary {
    subscription.receive(LONG).unwrap().expect("the engine is open")
}

/// Tables, their ids, and whether the row is gone, in the order of the catalog.
type Told = Vec<(String, Vec<(String, bool)>)>;

fn told(summary: &ChangeSummary) -> Told {
    let tables = summary.tables.iter().map(|table| {
        assert!(!table.reset);
        let ids = table.ids.iter().map(|id| (id.clone(), false));
        let mut ids: Vec<_> =
            ids.chain(table.deleted_ids.iter().map(|id| (id.clone(), true))).collect();
        ids.sort();
        (table.table.to_owned(), ids)
    });
    tables.collect()
}

/// Tables of the model, in the catalog's order.
const TABLES: [&str; 6] = [
    "organizations",
    "clients",
    "advisor_profiles",
    "advisor_embeddings",
    "client_portal_access",
    "engagement_rate_cards",
];

/// What a row says of its tenant.
#[derive(Clone, PartialEq)]
enum Whose {
    Tenant(Option<&'static str>),
    /// Of this client's tenant.
    Client(String),
    /// Of the tenant of its user, and of everyone while the marketplace may show it.
    Advisor {
        is_shown: bool,
        tenant: &'static str,
    },
    /// As the advisor of this id.
    OfAdvisor(String),
}

type Model = BTreeMap<(usize, String), Whose>;

fn may_know(model: &Model, row: Option<&Whose>, tenant: &str) -> bool {
    match row {
        None => false,
        Some(Whose::Tenant(of)) => *of == Some(tenant),
        Some(Whose::Client(client)) => may_know(model, model.get(&(1, client.clone())), tenant),
        Some(Whose::Advisor { is_shown, tenant: of }) => *is_shown || *of == tenant,
        Some(Whose::OfAdvisor(id)) => may_know(model, model.get(&(2, id.clone())), tenant),
    }
}

/// What a subscriber is to be told between two states, of the rows of a batch.
fn expected(
    before: &Model,
    after: &Model,
    touched: &BTreeSet<(usize, String)>,
    tenant: Option<&str>,
) -> Told {
    let mut tables: BTreeMap<usize, Vec<(String, bool)>> = BTreeMap::new();
    for key in touched {
        let (old, new) = (before.get(key), after.get(key));
        let is_there = old.is_some() || new.is_some();
        let fate = match tenant {
            _ if !is_there => None,
            None => Some(new.is_none()),
            Some(id) if may_know(after, new, id) => Some(false),
            Some(id) if may_know(before, old, id) => Some(true),
            Some(_) => None,
        };
        if let Some(is_gone) = fate {
            tables.entry(key.0).or_default().push((key.1.clone(), is_gone));
        }
    }
    tables.into_iter().map(|(table, ids)| (TABLES[table].to_owned(), ids)).collect()
}

/// An advisor of a tenant's user whom one of three things hides, or none.
fn advisor(tenant: &'static str, hidden_by: usize) -> (Whose, Vec<(&'static str, Value)>) {
    let deleted_at = match hidden_by {
        0 => Value::from(instant("2026-01-01T00:00:00Z")),
        _ => Value::Null,
    };
    let status = if hidden_by == 1 { "paused" } else { "active" };
    let given = vec![
        ("user_id", user_of(tenant).into()),
        ("deleted_at", deleted_at),
        ("marketplace_status", status.into()),
        ("is_verified", (hidden_by != 2).into()),
    ];
    (Whose::Advisor { is_shown: hidden_by > 2, tenant }, given)
}

#[test]
fn a_tenant_is_told_of_its_own_changes_and_of_no_others() {
    for seed in 1_u64..=3 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut below = |limit: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % limit).unwrap()
        };
        let engine = engine();
        let mut model: Model =
            TENANTS.iter().map(|id| ((0, (*id).to_owned()), Whose::Tenant(Some(*id)))).collect();
        let subscribers = [
            (None, engine.subscribe_all(&TABLES).unwrap()),
            (Some("o1"), engine.tenant("o1").subscribe(&[]).unwrap()),
            (Some("o2"), engine.tenant("o2").subscribe(&TABLES).unwrap()),
        ];
        for number in 0..40 {
            let before = model.clone();
            let mut touched = BTreeSet::new();
            let mut changes = Vec::new();
            for _ in 0..=below(6) {
                let table = below(6);
                let tenant = TENANTS[below(3)];
                let id = if table == 0 { tenant.to_owned() } else { format!("r{}", below(4)) };
                if !touched.insert((table, id.clone())) {
                    continue;
                }
                if table > 0 && below(4) == 0 {
                    changes.push(Change::delete(TABLES[table], id.as_str()));
                    model.remove(&(table, id));
                    continue;
                }
                let owner = |id: Option<&str>| ("organization_id", Value::from(id));
                let (whose, given) = match table {
                    0 => (Whose::Tenant(Some(tenant)), None),
                    1 => (Whose::Tenant(Some(tenant)), Some(owner(Some(tenant)))),
                    2 => {
                        let (whose, given) = advisor(tenant, below(6));
                        changes.push(row(TABLES[2], &id, given));
                        model.insert((2, id), whose);
                        continue;
                    }
                    3 => (Whose::OfAdvisor(id.clone()), None),
                    4 => {
                        let client = format!("r{}", below(5));
                        (Whose::Client(client.clone()), Some(("client_id", client.into())))
                    }
                    _ => {
                        let tenant = (below(3) > 0).then_some(tenant);
                        (Whose::Tenant(tenant), Some(owner(tenant)))
                    }
                };
                changes.push(row(TABLES[table], &id, given));
                model.insert((table, id), whose);
            }
            let applied = engine.apply(&changes, None, &CallOptions::default()).unwrap();
            for (tenant, subscription) in &subscribers {
                let expected = expected(&before, &model, &touched, *tenant);
                if expected.is_empty() {
                    continue;
                }
                let summary = receive(subscription);
                let at = format!("seed {seed}, batch {number}, {tenant:?}");
                assert_eq!((summary.revision, summary.gap), (applied.revision, false), "{at}");
                assert_eq!(summary.committed_at, applied.as_of.committed_at, "{at}");
                assert_eq!(told(&summary), expected, "{at}");
            }
        }
        engine.close();
        for (tenant, subscription) in subscribers {
            assert_eq!(subscription.receive(LONG).unwrap(), None, "seed {seed}, {tenant:?}");
        }
    }
}

#[test]
fn summaries_keep_the_order_of_commits_and_lose_none() {
    let engine = engine();
    let subscription = engine.tenant("o1").subscribe(&["clients"]).unwrap();
    let start = subscription.revision();
    let count = 200;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..count {
                let change = client(&format!("c{number:03}"), "o1");
                engine.apply(&[change], None, &CallOptions::default()).unwrap();
            }
        });
        let (mut revision, mut ids, mut summaries) = (start, Vec::new(), 0);
        while revision < start + count {
            let summary = receive(&subscription);
            assert!(summary.revision > revision && !summary.gap);
            // One id per revision: each summary tells of exactly those since the last.
            let told = i64::try_from(summary.tables[0].ids.len()).unwrap();
            assert_eq!(told, summary.revision - revision);
            revision = summary.revision;
            ids.extend(summary.tables[0].ids.clone());
            summaries += 1;
        }
        let all: Vec<String> = (0..count).map(|number| format!("c{number:03}")).collect();
        assert_eq!(ids, all);
        println!("{count} revisions were told in {summaries} summaries");
    });
    engine.close();
}

#[test]
fn a_load_is_told_as_a_reset_and_a_fold_not_at_all() {
    let engine = engine();
    let options = CallOptions::default();
    let whole = engine.subscribe_all(&["tasks", "clients", "scoring_profiles"]).unwrap();
    let tenant = engine.tenant("o1").subscribe(&["invoices"]).unwrap();
    engine.fold(&options).unwrap();
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path(), &[client("c1", "o2")]);
    let source = Source::Folder(folder.path().to_owned());
    let report = engine.sync(&source, &LoadOptions::default()).unwrap();
    for (subscription, names) in [(whole, vec!["clients", "tasks"]), (tenant, vec!["invoices"])] {
        let summary = receive(&subscription);
        assert_eq!((summary.revision, summary.gap), (report.revision, false));
        let tables = summary.tables.iter();
        assert!(tables.clone().all(|table| table.reset && table.ids.is_empty()));
        assert_eq!(tables.map(|table| table.table).collect::<Vec<_>>(), names);
    }
    engine.close();
}

#[test]
fn what_is_not_taken_in_time_becomes_a_gap_for_that_subscriber_alone() {
    let engine = engine();
    let slow = engine.subscribe_all(&[]).unwrap();
    let other = engine.subscribe_all(&["clients"]).unwrap();
    let tables = ["clients", "documents", "tasks", "invoices", "engagements"];
    let of = |table: &str, number: usize| {
        row(table, &format!("r{number}"), [("organization_id", "o1".into())])
    };
    let rows = tables.iter().flat_map(|table| (0..900).map(move |number| of(table, number)));
    let changes: Vec<Change> = rows.collect();
    let options = CallOptions::default();
    let applied = engine.apply(&changes, None, &options).unwrap();
    let gap = receive(&slow);
    assert_eq!((gap.gap, gap.revision, gap.tables.len()), (true, applied.revision, 0));
    let whole = receive(&other);
    assert_eq!((whole.gap, whole.tables[0].ids.len()), (false, 900));
    let applied = engine.apply(&[client("later", "o1")], None, &options).unwrap();
    let next = receive(&slow);
    assert_eq!((next.gap, next.revision), (false, applied.revision));
    assert_eq!(next.tables[0].ids, ["later"]);
    engine.close();
}

#[test]
fn a_subscription_ends_with_the_engine_and_when_it_is_closed() {
    let engine = engine();
    let (first, second) = (engine.subscribe_all(&[]).unwrap(), engine.subscribe_all(&[]).unwrap());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| first.receive(LONG));
        first.close();
        assert_eq!(waiting.join().unwrap().unwrap(), None);
        let waiting = scope.spawn(|| second.receive(LONG));
        engine.close();
        assert_eq!(waiting.join().unwrap().unwrap(), None);
    });
    let engine = self::engine();
    let mut last = engine.subscribe_all(&[]).unwrap();
    engine.apply(&[client("c1", "o1")], None, &CallOptions::default()).unwrap();
    // Without a close, too; what was committed before is still told.
    drop(engine);
    assert_eq!(last.next().unwrap().tables[0].ids, ["c1"]);
    assert_eq!(last.next(), None);
}

#[test]
fn a_subscription_that_cannot_be_is_refused() {
    let engine = engine();
    let kind = |result: advisor_engine::Result<Subscription>| result.unwrap_err().kind();
    assert_eq!(kind(engine.subscribe_all(&["client"])), ErrorKind::SchemaMismatch);
    assert_eq!(kind(engine.tenant("nobody").subscribe(&[])), ErrorKind::NotFound);
    let pinned = engine.pin().unwrap();
    assert_eq!(kind(pinned.tenant("o1").subscribe(&[])), ErrorKind::Unsupported);
    let quiet = engine.subscribe_all(&[]).unwrap();
    assert_eq!(quiet.receive(Duration::ZERO).unwrap_err().kind(), ErrorKind::Timeout);
    drop(pinned);
    engine.close();
    assert_eq!(kind(engine.subscribe_all(&[])), ErrorKind::Conflict);
}
