//! A server that is gone for long, and a slot that did not outlast it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use advisor_engine::{
    CallOptions, Clock, Config, Engine, FollowOptions, FollowState, PostgresSource,
};
use advisor_engine_tests::log;
use advisor_engine_tests::postgres::{Cluster, Layout};
use advisor_engine_tests::proxy::Proxy;
use advisor_engine_tests::rows::instant;
use advisor_engine_tests::torture::{BALANCE_CENTS, Deeds, TENANT, balance, prepare, transact};

use super::compare::assert_same;
use super::{catch_up, follow, patient, source, until};

const HOUR_MS: i64 = 3_600_000;
/// What a following waits at most before it tries again, and at first.
const LONGEST_PAUSE_MS: i64 = 30_000;
const FIRST_PAUSE_MS: i64 = 100;

/// Transactions whose numbers are drawn, the same ones in every run.
fn write(client: &mut postgres::Client, count: u32) {
    let mut state = 17_u32;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    for _ in 0..count {
        transact(client, &mut draw, &mut Deeds::new()).unwrap();
    }
}

fn dashboard_client_count(engine: &Engine) -> u64 {
    let dashboard = engine.tenant(TENANT).organization_dashboard(&CallOptions::default());
    dashboard.unwrap().total_clients
}

/// How long each attempt to reach a port waited, in the order of the attempts.
fn pauses(port: u16) -> Vec<i64> {
    let lines = log::lines_with(&format!("no server answers at `127.0.0.1` port {port}: "));
    let interrupted =
        lines.iter().filter(|line| line.starts_with("following the source is interrupted"));
    interrupted.map(|line| line.rsplit_once("wait_ms=").unwrap().1.parse().unwrap()).collect()
}

#[test]
fn a_server_that_is_gone_for_an_hour_is_asked_for_at_bounded_times_and_loses_nothing() {
    log::keep();
    let shared = Arc::new(Cluster::start_with(&["synchronous_commit=on"]));
    let mut database = shared.database();
    prepare(&mut database);
    let name = database.name.clone();
    drop(database);
    let mut cluster = Arc::try_unwrap(shared).expect("the database that held it is gone");
    let mut client = cluster.connect(&name);
    // The engine's own waits pass at once, and move the clock: an hour is over in seconds.
    let start = instant("2026-01-01T00:00:00Z");
    let clock = Clock::jumping(start);
    let engine = Engine::in_memory(Config { clock: clock.clone(), ..Config::default() }).unwrap();
    let following = follow(&engine, &source(&cluster, &name), &mut client);
    write(&mut client, 50);
    catch_up(&following, &mut client);
    assert_eq!((following.status().retry_count, following.status().retry_at), (0, None));
    // Committed, and not yet told to the follower, when the server goes.
    following.pause();
    write(&mut client, 50);
    drop(client);
    cluster.kill();
    following.resume();

    let gone_at = clock.now().as_millisecond();
    until(|| !pauses(cluster.port()).is_empty());
    let (before, _) = balance(&engine.pin().unwrap()).unwrap();
    let mut read_count = 0;
    loop {
        let (revision, sum) = balance(&engine.pin().unwrap()).unwrap();
        assert_eq!((revision, sum), (before, Some(BALANCE_CENTS)));
        read_count += 1;
        if clock.now().as_millisecond() >= gone_at + HOUR_MS {
            break;
        }
    }
    let status = following.status();
    let error = status.last_error.unwrap();
    assert_eq!(error.code, "Unavailable");
    let advice = "is it running, and is the address right?";
    assert!(error.message.contains(advice), "{}", error.message);
    assert!(error.at.as_millisecond() > gone_at);
    assert_eq!(dashboard_client_count(&engine), 1);

    // Pauses double up to the longest; between a half and all of each is waited, and not the same share.
    let pauses = pauses(cluster.port());
    println!("{} attempts and {read_count} reads in an hour", pauses.len());
    assert!(pauses.iter().sum::<i64>() >= HOUR_MS - 2 * LONGEST_PAUSE_MS);
    // The first error is the end of the session, which has waited once before any of these.
    let mut longest = 2 * FIRST_PAUSE_MS;
    while pauses[0] > longest {
        longest *= 2;
    }
    for pause in &pauses {
        assert!((longest / 2..=longest).contains(pause), "{pause} of {longest}: {pauses:?}");
        longest = (2 * longest).min(LONGEST_PAUSE_MS);
    }
    let shares: BTreeSet<i64> = pauses.iter().skip(10).copied().collect();
    assert!(shares.len() > 10, "engines would come back at the same moment: {shares:?}");
    assert!(status.retry_count >= u64::try_from(HOUR_MS / LONGEST_PAUSE_MS).unwrap());

    cluster.restart();
    let mut client = cluster.connect(&name);
    write(&mut client, 50);
    catch_up(&following, &mut client);
    assert_same(&engine, &mut client, Layout::CamelCase);
    let status = following.status();
    assert_eq!((status.state, status.retry_at), (FollowState::Streaming, None));
    // It went on where it stood, and the error is still told.
    assert_eq!(status.load_count, 1, "{status:#?}");
    assert!(status.last_error.is_some());
    assert_eq!(following.verify(false, &patient()).unwrap().drifted_row_count, 0);
    following.stop();
}

#[test]
fn a_slot_that_the_server_gave_up_leads_to_a_load_beside_what_is_served() {
    let settings = ["synchronous_commit=on", "max_slot_wal_keep_size=16MB", "wal_init_zero=off"];
    let cluster = Arc::new(Cluster::start_with(&settings));
    let mut database = cluster.database();
    prepare(&mut database);
    let proxy = Proxy::start(cluster.port());
    let source = PostgresSource::new(format!(
        "postgresql://test@127.0.0.1:{}/{}",
        proxy.port(),
        database.name
    ));
    let engine = Engine::in_memory(Config::default()).unwrap();
    let following = follow(&engine, &source, &mut database.client);
    proxy.cut();
    until(|| following.status().retry_at.is_some());
    let status = following.status();
    assert_eq!(status.state, FollowState::Retrying);
    let waits = status
        .retry_at
        .zip(status.last_error)
        .map(|(at, error)| at.as_millisecond() - error.at.as_millisecond());
    assert!(
        waits.is_some_and(|wait| (FIRST_PAUSE_MS / 2..=LONGEST_PAUSE_MS + 100).contains(&wait))
    );
    write(&mut database.client, 100);
    let state = |client: &mut postgres::Client| -> Option<String> {
        let sql = "SELECT wal_status FROM pg_replication_slots";
        client.query_one(sql, &[]).unwrap().get(0)
    };
    until(|| {
        let next =
            "SELECT pg_logical_emit_message(false, 'x', 'x'); SELECT pg_switch_wal(); CHECKPOINT";
        database.client.batch_execute(next).unwrap();
        state(&mut database.client).as_deref() == Some("lost")
    });

    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut revisions = BTreeSet::new();
            while !is_over.load(Ordering::Relaxed) {
                let (revision, sum) = balance(&engine.pin().unwrap()).unwrap();
                assert_eq!(sum, Some(BALANCE_CENTS), "at revision {revision}");
                revisions.insert(revision);
            }
            revisions
        });
        proxy.mend();
        catch_up(&following, &mut database.client);
        is_over.store(true, Ordering::Relaxed);
        let revisions = reader.join().unwrap();
        assert!(!revisions.is_empty());
    });
    assert_same(&engine, &mut database.client, Layout::CamelCase);
    assert_eq!(following.status().load_count, 2, "{:#?}", following.status());
    write(&mut database.client, 20);
    catch_up(&following, &mut database.client);
    assert_same(&engine, &mut database.client, Layout::CamelCase);
    assert_ne!(state(&mut database.client).as_deref(), Some("lost"));
    following.stop();
}

#[test]
fn what_the_server_keeps_for_a_follower_that_holds_still_is_told_and_warned_of() {
    log::keep();
    let cluster = Arc::new(Cluster::start_with(&["wal_init_zero=off", "max_wal_size=8GB"]));
    let mut database = cluster.database();
    prepare(&mut database);
    let source = PostgresSource { slot: "held".to_owned(), ..source(&cluster, &database.name) };
    let engine = Engine::in_memory(Config::default()).unwrap();
    let following = engine.follow(&source, &FollowOptions::default()).unwrap();
    catch_up(&following, &mut database.client);
    following.pause();
    until(|| following.status().state == FollowState::Paused);
    // Each takes the rest of a segment of 16 MiB.
    for _ in 0..70 {
        let next = "SELECT pg_logical_emit_message(false, 'x', 'x'); SELECT pg_switch_wal()";
        database.client.batch_execute(next).unwrap();
    }
    until(|| following.status().retained_bytes.is_some_and(|kept| kept > 1 << 30));
    let warnings = log::lines_with("the server keeps much of its log for the slot");
    let own: Vec<&String> = warnings.iter().filter(|line| line.contains("\"held\"")).collect();
    assert_eq!(own.len(), 1, "{warnings:?}");
    assert!(own[0].contains("retained_bytes="), "{own:?}");
    following.resume();
    catch_up(&following, &mut database.client);
    following.stop();
    engine.drop_replication(&source, &patient()).unwrap();
}
