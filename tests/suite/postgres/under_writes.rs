//! A first load while the source is written to: exactly what was committed before the slot's position, then every
//! transaction after it, once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use advisor_engine::{
    Config, Engine, ErrorKind, FollowOptions, FollowState, GetRows, Money, Pinned,
};
use advisor_engine_tests::postgres::{Cluster, Database, Layout};
use advisor_engine_tests::rows::row;
use advisor_engine_tests::torture::TENANT;
use postgres::Client;

use super::compare::assert_same;
use super::{catch_up, patient, source, until};

const WRITER_COUNT: u32 = 4;
/// Rows of each of the two tables that amounts are moved between.
const PLACE_COUNT: u32 = 8;
const CENTS_EACH: i64 = 1_000_000;
/// Rows that nobody changes, so that the load takes its time.
const FILLER_COUNT: u64 = 20_000;
/// Transactions before the load, at least during it, and after it.
const LEAST: i64 = 300;

/// Counts transactions in the order of their commits: its row is locked until then.
const COUNTER: &str = "counter";

fn place(kind: char, number: u32) -> String {
    format!("{kind}{number}")
}

/// Makes the rows, a table that keeps what each transaction did and is not followed, and a second slot of the server's
/// own decoder, which tells independently what was committed before a position.
fn prepare(database: &mut Database) {
    let tenant = || ("organization_id", TENANT.into());
    let mut changes = vec![row("organizations", TENANT, [])];
    for number in 0..PLACE_COUNT {
        let amount = || Money::from_cents(CENTS_EACH).into();
        changes.push(row("clients", &place('c', number), [tenant(), ("annual_revenue", amount())]));
        let balance = [tenant(), ("client_id", "c0".into()), ("balance_amount", amount())];
        changes.push(row("invoices", &place('i', number), balance));
    }
    let counter = [tenant(), ("client_id", "c0".into()), ("invoice_number", "0".into())];
    changes.push(row("invoices", COUNTER, counter));
    changes.push(row("documents", "d0", [tenant(), ("client_id", "c0".into())]));
    database.apply(&changes);
    database
        .client
        .batch_execute(&format!(
            "INSERT INTO documents SELECT (jsonb_populate_record(d, jsonb_build_object('id', 'filler' || n))).* \
             FROM documents d, generate_series(1, {FILLER_COUNT}) n WHERE d.id = 'd0'; \
             CREATE TABLE history (n int8 PRIMARY KEY, client text, revenue numeric, invoice text, balance numeric)"
        ))
        .unwrap();
    let witness = "SELECT pg_create_logical_replication_slot('witness', 'test_decoding')";
    database.client.execute(witness, &[]).unwrap();
}

/// Moves amounts between the two tables, counts itself, adds a row of its number, until told to stop; tells how many
/// transactions were committed.
fn write(client: &mut Client, seed: u32, is_over: &AtomicBool) -> i64 {
    let mut state = seed;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let mut written = 0;
    while !is_over.load(Ordering::Relaxed) {
        let (from, to) = (place('c', draw(PLACE_COUNT)), place('i', draw(PLACE_COUNT)));
        let amount = i64::from(draw(2000)) - 1000;
        let statement = format!(
            "DO $$ DECLARE revenue numeric; balance numeric; number int8; BEGIN \
             UPDATE clients SET \"annualRevenue\" = \"annualRevenue\" - {amount} WHERE id = '{from}' \
             RETURNING \"annualRevenue\" INTO revenue; \
             UPDATE invoices SET \"balanceAmount\" = \"balanceAmount\" + {amount} WHERE id = '{to}' \
             RETURNING \"balanceAmount\" INTO balance; \
             UPDATE invoices SET \"invoiceNumber\" = (\"invoiceNumber\"::int8 + 1)::text WHERE id = '{COUNTER}' \
             RETURNING \"invoiceNumber\"::int8 INTO number; \
             INSERT INTO documents SELECT (jsonb_populate_record(d, jsonb_build_object('id', 'd' || number))).* \
             FROM documents d WHERE d.id = 'd0'; \
             INSERT INTO history VALUES (number, '{from}', revenue, '{to}', balance); END $$"
        );
        client.batch_execute(&statement).unwrap();
        written += 1;
    }
    written
}

/// Ends what a flag lets run.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a reader finds at one revision: the counter, and what the places of both tables hold, in cents.
struct Seen {
    count: i64,
    cents: BTreeMap<String, i64>,
}

fn see(pinned: &Pinned) -> Option<Seen> {
    let tenant = pinned.tenant(TENANT);
    let read = |table: &str, ids: Vec<String>, column: &str| {
        let select = vec![column.to_owned()];
        tenant.get_rows(&GetRows { table: table.to_owned(), ids, select }, &patient())
    };
    let places = |kind| (0..PLACE_COUNT).map(|number| place(kind, number)).collect::<Vec<_>>();
    let mut cents = BTreeMap::new();
    for (kind, table, column) in
        [('c', "clients", "annual_revenue"), ('i', "invoices", "balance_amount")]
    {
        let found = match read(table, places(kind), column) {
            Ok(found) => found,
            // Before the load there is no tenant.
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => unreachable!("{error}"),
        };
        for (id, row) in places(kind).into_iter().zip(found.value.rows) {
            let value = serde_json::to_value(&row.unwrap().0[0].1).unwrap();
            cents.insert(id, cents_of(value.as_str().unwrap()));
        }
    }
    let found = read("invoices", vec![COUNTER.to_owned()], "invoice_number").unwrap();
    let count = serde_json::to_value(&found.rows[0].as_ref().unwrap().0[0].1).unwrap();
    let count: i64 = count.as_str().unwrap().parse().unwrap();
    // The row of the last transaction is there, and that of the next is not.
    let rows = read("documents", vec![format!("d{count}"), format!("d{}", count + 1)], "id");
    let rows = rows.unwrap().value.rows;
    assert_eq!((rows[0].is_some(), rows[1].is_some()), (true, false), "{count} counted");
    let total: i64 = cents.values().sum();
    assert_eq!(total, 2 * i64::from(PLACE_COUNT) * CENTS_EACH, "{count} counted");
    Some(Seen { count, cents })
}

/// Of an amount in plain digits.
fn cents_of(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = format!("{fraction:0<2}");
    assert!(fraction[2..].bytes().all(|digit| digit == b'0'), "{text}");
    format!("{whole}{}", &fraction[..2]).parse().unwrap()
}

fn count_at_source(client: &mut Client) -> i64 {
    let sql = format!("SELECT \"invoiceNumber\"::int8 FROM invoices WHERE id = '{COUNTER}'");
    client.query_one(&sql, &[]).unwrap().get(0)
}

/// The numbers of the transactions that the server's own decoder says were committed before a position.
fn committed_before(client: &mut Client, position: &str) -> Vec<i64> {
    let rows = client.query(
        "SELECT substring(data FROM 'n\\[bigint\\]:(\\d+)')::int8, lsn <= $1::text::pg_lsn \
         FROM pg_logical_slot_peek_changes('witness', NULL, NULL) \
         WHERE data LIKE 'table public.history: INSERT:%' OR data LIKE 'COMMIT%'",
        &[&position],
    );
    let mut numbers = Vec::new();
    let mut open = None;
    for row in rows.unwrap() {
        match row.get::<_, Option<i64>>(0) {
            Some(number) => open = Some(number),
            // What is told of a commit is where it ends.
            None if row.get(1) => numbers.extend(open.take()),
            None => open = None,
        }
    }
    numbers
}

/// What the places held once so many transactions were committed.
fn cents_at(client: &mut Client, count: i64) -> BTreeMap<String, i64> {
    let mut cents: BTreeMap<String, i64> = ['c', 'i']
        .into_iter()
        .flat_map(|kind| (0..PLACE_COUNT).map(move |number| (place(kind, number), CENTS_EACH)))
        .collect();
    let rows = client.query(
        "SELECT DISTINCT ON (place) place, round(amount * 100)::int8 FROM ( \
             SELECT n, client, revenue FROM history UNION ALL SELECT n, invoice, balance FROM history \
         ) h (n, place, amount) WHERE n <= $1 ORDER BY place, n DESC",
        &[&count],
    );
    for row in rows.unwrap() {
        cents.insert(row.get(0), row.get(1));
    }
    cents
}

#[test]
fn a_load_under_writes_is_the_source_at_its_position_and_what_follows_has_no_gap_and_no_repeat() {
    let cluster = Arc::new(Cluster::start_with(&["synchronous_commit=on"]));
    let mut database = cluster.database();
    prepare(&mut database);
    let engine = Engine::in_memory(Config::default()).unwrap();
    let source = source(&cluster, &database.name);
    let is_over = AtomicBool::new(false);
    let is_read = AtomicBool::new(false);
    let revisions = AtomicI64::new(0);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITER_COUNT)
            .map(|seed| {
                let mut client = cluster.connect(&database.name);
                let is_over = &is_over;
                scope.spawn(move || write(&mut client, seed, is_over))
            })
            .collect();
        let reader = scope.spawn(|| {
            let (mut last_revision, mut last_count) = (0, 0);
            while !is_read.load(Ordering::Relaxed) {
                let pinned = engine.pin().unwrap();
                // Others need the processor too.
                std::thread::yield_now();
                let Some(seen) = see(&pinned) else { continue };
                assert!(seen.count >= last_count, "{} after {last_count}", seen.count);
                assert!(pinned.revision() >= last_revision);
                revisions
                    .fetch_add(i64::from(pinned.revision() > last_revision), Ordering::Relaxed);
                (last_revision, last_count) = (pinned.revision(), seen.count);
            }
        });
        // Also where something below fails: the scope waits for its threads.
        let _ended = [Ended(&is_over), Ended(&is_read)];
        let client = &mut database.client;
        until(|| count_at_source(client) >= LEAST);
        let before = count_at_source(client);
        let following = engine.follow(&source, &FollowOptions::default()).unwrap();
        following.pause();
        until(|| following.status().state == FollowState::Paused);

        // What is served is what was loaded, with those transactions of the stream that came before the pause, if any.
        let status = following.status();
        assert_eq!(status.load_count, 1, "{status:#?}");
        let loaded = see(&engine.pin().unwrap()).unwrap();
        let during = count_at_source(client) - loaded.count;
        println!("{before} before the call, {} loaded, {during} more since", loaded.count);
        assert!(loaded.count >= before);
        assert!(during > 0, "nothing was committed while everything was loaded");
        let witnessed = committed_before(client, status.position.as_ref().unwrap());
        assert_eq!(witnessed, (1..=loaded.count).collect::<Vec<_>>());
        assert_eq!(loaded.cents, cents_at(client, loaded.count));
        let documents = engine.stats(&patient()).unwrap();
        let documents = documents.tables.iter().find(|table| table.name == "documents").unwrap();
        let own = u64::try_from(loaded.count).unwrap();
        let base = documents.base_row_count;
        assert_eq!(base + status.transaction_count, FILLER_COUNT + 1 + own, "{status:#?}");

        following.resume();
        let resumed_at = count_at_source(client);
        until(|| count_at_source(client) >= resumed_at + LEAST);
        is_over.store(true, Ordering::Relaxed);
        let written: i64 = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
        catch_up(&following, client);
        is_read.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        let seen = see(&engine.pin().unwrap()).unwrap();
        assert_eq!((seen.count, count_at_source(client)), (written, written));
        assert_eq!(seen.cents, cents_at(client, written));
        // Each once: those that were loaded did not come again.
        let followed = following.status().transaction_count;
        assert_eq!(followed, u64::try_from(written - loaded.count).unwrap());
        assert_eq!(following.status().load_count, 1);
        assert!(revisions.load(Ordering::Relaxed) > 1, "no reader saw the stream");
        assert_same(&engine, client, Layout::CamelCase);
        assert_eq!(following.verify(false, &patient()).unwrap().drifted_row_count, 0);
        following.stop();
    });
}
