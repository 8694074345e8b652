//! A followed database, while the engine is killed, the server is killed, and the network between is cut and delayed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use advisor_engine::Engine;
use advisor_engine_tests::crash::config;
use advisor_engine_tests::postgres::{Cluster, Layout};
use advisor_engine_tests::proxy::Proxy;
use advisor_engine_tests::torture::{ACCOUNT, Deed, Deeds, TENANT, change_type, prepare, transact};
use postgres::error::SqlState;
use postgres::{Client, NoTls};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::compare::assert_same;
use super::{catch_up, follow, patient};
use crate::model::random::{is_long, seed};

const SLOT: &str = "torture";
const WRITER_COUNT: u64 = 3;
/// Of the short form and of the long one.
const LASTS: [Duration; 2] = [Duration::from_mins(2), Duration::from_mins(20)];
/// Each kind of blow falls at least as often.
const LEAST_BLOWS: u32 = 3;
/// Kills of the short form and of the long one.
const KILLS: [u32; 2] = [50, 200];
/// A writer rests between transactions, so that the server is never the bottleneck.
const REST: Duration = Duration::from_millis(3);

/// What befell the following.
#[derive(Debug, Default)]
struct Blows {
    engine_kills: u32,
    server_kills: u32,
    cuts: u32,
    delays: u32,
    /// A column got a wider type, then a narrower one, and so on: everything is loaded anew.
    type_changes: u32,
}

fn random_of(seed: u64, number: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&number.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// An engine in a process of its own that follows, and checks every revision that it sees.
struct Follower {
    process: Child,
    listener: JoinHandle<Option<String>>,
    read_count: Arc<AtomicU64>,
}

impl Follower {
    fn start(store: &Path, connection: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crash_child"));
        command.args(["sync".as_ref(), store.as_os_str(), connection.as_ref(), SLOT.as_ref()]);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let read_count = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&read_count);
        let listener = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if line.starts_with("partial") {
                    return Some(line);
                }
                count.fetch_add(u64::from(line.starts_with("read")), Ordering::Relaxed);
            }
            None
        });
        Self { process, listener, read_count }
    }

    /// Kills it, and tells how many revisions it had read.
    fn kill(mut self) -> u64 {
        let ended = self.process.try_wait().unwrap();
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let partial = self.listener.join().unwrap();
        assert_eq!(partial, None, "a reader saw a part of a transaction");
        assert!(ended.is_none(), "the follower ended by itself: {ended:?}");
        self.read_count.load(Ordering::Relaxed)
    }
}

/// What a writer did: transactions, and what was in them.
#[derive(Default)]
struct Written {
    count: u64,
    deeds: Deeds,
}

/// Transactions on sessions of their own, until told to stop; a session that a kill ends is opened again.
fn write(port: u16, database: &str, mut random: TestRng, is_over: &AtomicBool) -> Written {
    let parameters = format!("host=127.0.0.1 port={port} user=test dbname={database}");
    let mut written = Written::default();
    while !is_over.load(Ordering::Relaxed) {
        let Ok(mut client) = Client::connect(&parameters, NoTls) else {
            std::thread::sleep(REST);
            continue;
        };
        let mut draw = |below: u32| random.next_u32() % below;
        while !is_over.load(Ordering::Relaxed) {
            match transact(&mut client, &mut draw, &mut written.deeds) {
                Ok(()) => written.count += 1,
                Err(error) if error.is_closed() => break,
                // Two that want each other's rows: the server takes one of them back.
                Err(error) if error.as_db_error().is_some() => {}
                Err(_) => break,
            }
            std::thread::sleep(REST);
        }
    }
    written
}

struct Torture {
    cluster: Cluster,
    database: String,
    proxy: Proxy,
    store: tempfile::TempDir,
    is_over: Arc<AtomicBool>,
    writers: Vec<JoinHandle<Written>>,
}

impl Torture {
    fn start(seed: u64) -> Self {
        let cluster = Arc::new(Cluster::start_with(&["synchronous_commit=on"]));
        let mut database = cluster.database();
        prepare(&mut database);
        let name = database.name.clone();
        drop(database);
        let cluster = Arc::try_unwrap(cluster).expect("the database that held it is gone");
        let is_over = Arc::new(AtomicBool::new(false));
        let writers = (0..WRITER_COUNT).map(|number| {
            let (port, name, is_over) = (cluster.port(), name.clone(), Arc::clone(&is_over));
            let random = random_of(seed, number + 1);
            std::thread::spawn(move || write(port, &name, random, &is_over))
        });
        Self {
            proxy: Proxy::start(cluster.port()),
            writers: writers.collect(),
            store: tempfile::tempdir().unwrap(),
            database: name,
            is_over,
            cluster,
        }
    }

    fn follower(&self) -> Follower {
        let connection =
            format!("postgresql://test@127.0.0.1:{}/{}", self.proxy.port(), self.database);
        Follower::start(self.store.path(), &connection)
    }

    /// Gives a column a wider type or the narrower; writers that want the table meanwhile may be taken back, or this.
    fn change_type(&self, is_wider: bool) {
        let mut client = self.cluster.connect(&self.database);
        while let Err(error) = change_type(&mut client, is_wider) {
            assert_eq!(error.code(), Some(&SqlState::T_R_DEADLOCK_DETECTED), "{error}");
        }
    }

    /// Ends the writers, and compares what the store holds with what the server holds.
    fn check(mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        let mut written = Written::default();
        for writer in self.writers.drain(..) {
            let own = writer.join().unwrap();
            written.count += own.count;
            for (deed, count) in own.deeds {
                *written.deeds.entry(deed).or_default() += count;
            }
        }
        println!("{} transactions, {:?}", written.count, written.deeds);
        for deed in Deed::ALL {
            assert!(written.deeds.contains_key(&deed), "no transaction did this: {deed:?}");
        }
        let mut client = self.cluster.connect(&self.database);
        let engine = Engine::open(store_path(&self.store), config(true)).unwrap();
        let source = advisor_engine::PostgresSource {
            slot: SLOT.to_owned(),
            ..advisor_engine::PostgresSource::new(self.cluster.url(&self.database))
        };
        let following = follow(&engine, &source, &mut client);
        catch_up(&following, &mut client);
        assert_same(&engine, &mut client, Layout::CamelCase);
        let counted: i64 = client
            .query_one(
                &format!("SELECT \"invoiceNumber\"::int8 FROM invoices WHERE id = '{ACCOUNT}'"),
                &[],
            )
            .unwrap()
            .get(0);
        let request = advisor_engine::GetRows {
            table: "invoices".to_owned(),
            ids: vec![ACCOUNT.to_owned()],
            select: vec!["invoice_number".to_owned()],
        };
        let found = engine.tenant(TENANT).get_rows(&request, &patient()).unwrap();
        let counter = &found.rows[0].as_ref().unwrap().0[0].1;
        assert_eq!(*counter, counted.to_string().as_str().into(), "transactions counted");
        let report = following.verify(false, &patient()).unwrap();
        assert_eq!(report.drifted_row_count, 0, "{report:#?}");
        println!("{counted} counted, at {}: {:?}", report.position, following.status());
        following.stop();
    }
}

fn store_path(store: &tempfile::TempDir) -> PathBuf {
    store.path().to_owned()
}

#[test]
fn nothing_is_lost_or_seen_in_part_whatever_is_killed_or_cut() {
    let seed = seed();
    println!("ADVISOR_ENGINE_SEED={seed}");
    let mut random = random_of(seed, 0);
    let mut torture = Torture::start(seed);
    let mut follower = torture.follower();
    let mut blows = Blows::default();
    let mut read_count = 0;
    let end = Instant::now() + LASTS[usize::from(is_long())];
    let mut round = 0_u32;
    while Instant::now() < end {
        // The sleeps are what is drawn: when a blow falls, and how long it lasts.
        std::thread::sleep(Duration::from_millis(u64::from(500 + random.next_u32() % 3000)));
        match round % 5 {
            0 => {
                torture.proxy.cut();
                std::thread::sleep(Duration::from_millis(u64::from(random.next_u32() % 1500)));
                torture.proxy.mend();
                blows.cuts += 1;
            }
            1 => {
                read_count += follower.kill();
                follower = torture.follower();
                blows.engine_kills += 1;
            }
            2 => {
                torture.cluster.crash_and_restart();
                blows.server_kills += 1;
            }
            3 => {
                torture.change_type(blows.type_changes.is_multiple_of(2));
                blows.type_changes += 1;
            }
            _ => {
                torture.proxy.delay(Duration::from_millis(u64::from(random.next_u32() % 80)));
                std::thread::sleep(Duration::from_secs(1));
                torture.proxy.delay(Duration::ZERO);
                blows.delays += 1;
            }
        }
        round += 1;
    }
    read_count += follower.kill();
    println!("{blows:?}, {read_count} revisions read");
    for count in [blows.cuts, blows.engine_kills, blows.server_kills, blows.type_changes] {
        assert!(count >= LEAST_BLOWS, "{blows:?}");
    }
    assert!(read_count > 0, "no revision was read");
    torture.check();
}

#[test]
fn every_transaction_counts_once_through_many_kills() {
    let seed = seed();
    println!("ADVISOR_ENGINE_SEED={seed}");
    let mut random = random_of(seed, 0);
    let torture = Torture::start(seed);
    let mut read_count = 0;
    for _ in 0..KILLS[usize::from(is_long())] {
        let follower = torture.follower();
        let from = Instant::now();
        // Long enough to open and to read something, then at any moment.
        while follower.read_count.load(Ordering::Relaxed) == 0 {
            assert!(from.elapsed() < Duration::from_mins(1), "the follower does not come back");
            std::thread::sleep(REST);
        }
        std::thread::sleep(Duration::from_millis(u64::from(random.next_u32() % 300)));
        read_count += follower.kill();
    }
    assert!(read_count > 0);
    torture.check();
}
