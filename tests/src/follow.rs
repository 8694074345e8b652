//! What the processes of the follower tests do: one leads, as it is told on its standard input; the others follow.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use advisor_engine::{CallOptions, Engine, ErrorKind, LoadOptions, Pinned};
use serde_json::{Value as Json, json};

use crate::crash::{batch, committed_at, config, position};

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// A quiet machine needs a hundredth of it.
const PATIENCE: Duration = Duration::from_mins(2);
/// Batches before the newest whose rows are still as they were written, whatever was deleted since.
const UNTOUCHED: i64 = 4;

fn options() -> CallOptions {
    CallOptions::default().with_timeout(PATIENCE)
}

/// Writes a store as it is told: `apply N` batches, `fold`, `load FOLDER`, `answers`. Each line is answered by one.
///
/// # Errors
/// Whatever the engine says.
pub fn lead(folder: &str) -> Outcome {
    let config = config(true);
    let clock = config.clock.clone();
    let engine = Engine::open(folder, config)?;
    let mut revision = engine.stats(&options())?.revision;
    tell(&json!(revision))?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (command, argument) = line.split_once(' ').unwrap_or((&line, ""));
        match command {
            "apply" => {
                for _ in 0..argument.parse::<u32>()? {
                    revision += 1;
                    clock.set(committed_at(revision));
                    engine.apply(&batch(revision), Some(&position(revision)), &options())?;
                }
            }
            "fold" => drop(engine.fold(&options())?),
            "load" => revision = engine.load_snapshot(argument, &LoadOptions::default())?.revision,
            "answers" => {
                tell(&answers(&engine.pin()?)?)?;
                continue;
            }
            _ => return Err(format!("there is no command `{line}`").into()),
        }
        tell(&json!(revision))?;
    }
    engine.close();
    Ok(())
}

/// Follows a store, and checks every revision that it sees. `answers N` is answered with what it answers once it has
/// come to revision N, `stats` with its figures; at the end it tells the revisions that it has checked.
///
/// # Errors
/// What is wrong with a revision, and whatever the engine says.
pub fn follow(folder: &str) -> Outcome {
    let config = config(true);
    let clock = config.clock.clone();
    let engine = Engine::open_follower(folder, config)?;
    let checked = Mutex::new(BTreeSet::new());
    tell(&json!(engine.stats(&options())?.revision))?;
    std::thread::scope(|scope| {
        let checker = scope.spawn(|| {
            let outcome = check_all(&engine, &checked);
            if let Err(why) = &outcome {
                // The other thread waits for a line: the process ends here.
                eprintln!("{why}");
                std::process::exit(1);
            }
        });
        for line in std::io::stdin().lock().lines() {
            let line = line?;
            match line.split_once(' ') {
                Some(("answers", revision)) => {
                    let revision = revision.parse()?;
                    engine.wait_for_revision(revision, &options())?;
                    let pinned = engine.pin()?;
                    clock.set(committed_at(revision));
                    tell(&answers(&pinned)?)?;
                }
                None if line == "stats" => tell(&engine.call("stats", json!({}), &options())?)?,
                _ => return Err(format!("there is no command `{line}`").into()),
            }
        }
        let difference = engine.verify_rollups(&options())?.difference;
        engine.close();
        checker.join().map_err(|_| "the checker has panicked")?;
        let checked = checked.lock().map_err(|_| "the checker has panicked")?.len();
        tell(&json!({ "checked": checked, "difference": difference }))
    })
}

/// Checks each revision that comes, until the engine is closed.
fn check_all(engine: &Engine, checked: &Mutex<BTreeSet<i64>>) -> Outcome {
    let mut last = 0;
    loop {
        let pinned = match engine.pin() {
            Ok(pinned) => pinned,
            Err(error) if error.kind() == ErrorKind::Conflict => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let revision = pinned.revision();
        if revision < last {
            return Err(format!("revision {revision} came after {last}").into());
        }
        last = revision;
        match check(&pinned) {
            Err(error) if engine.pin().is_err() => {
                // Closed in the middle.
                drop(error);
                return Ok(());
            }
            outcome => outcome.map_err(|error| format!("revision {revision}: {error}"))?,
        }
        checked.lock().map_err(|_| "another thread has panicked")?.insert(revision);
        drop(pinned);
        // Ends early when the next one comes.
        let moment = CallOptions::default().with_timeout(Duration::from_millis(100));
        match engine.wait_for_revision(last + 1, &moment) {
            Err(error) if ![ErrorKind::Timeout, ErrorKind::Conflict].contains(&error.kind()) => {
                return Err(error.into());
            }
            _ => {}
        }
    }
}

/// A batch is all there or not at all: its rows in every table, nothing of the next, and invoices that are worth seven
/// times what the documents of the same batches say. A load replaces all of it.
fn check(pinned: &Pinned) -> Outcome {
    let revision = pinned.revision();
    let tenant = pinned.tenant("o0");
    let read = |table: &str, ids: Vec<String>, column: &str| -> Outcome<Vec<Json>> {
        let request = json!({ "table": table, "ids": ids, "select": [column] });
        let found = tenant.call("get_rows", request, &options())?;
        let rows = found["rows"].as_array().ok_or("there are no rows")?;
        Ok(rows.iter().map(|row| row[column].clone()).collect())
    };
    let is_there = match tenant.call("organization_dashboard", json!({}), &options()) {
        Ok(_) => true,
        // It came, or comes, with a batch, and goes with a load.
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(error.into()),
    };
    if !is_there {
        return Ok(());
    }
    let slot = |revision: i64| revision % 600;
    let title = read("tasks", vec![format!("t{}", slot(revision))], "title")?;
    let client = read("clients", vec![format!("c{}", revision % 4)], "businessName")?;
    let expected = json!([format!("as of {revision}")]);
    if json!(title) != expected || json!(client) != expected {
        return Err(format!("{title:?} and {client:?}; expected {expected}").into());
    }
    let of = |prefix: &str| {
        (revision - UNTOUCHED + 1..=revision + 1)
            .map(|revision| format!("{prefix}{}", slot(revision.max(0))))
            .collect::<Vec<_>>()
    };
    let sizes = read("documents", of("d"), "fileSize")?;
    let amounts = read("invoices", of("i"), "totalAmount")?;
    let cents = |amount: &Json| -> Outcome<i64> {
        // Two digits stand behind the point.
        Ok(amount.as_str().ok_or("an amount is no text")?.replace('.', "").parse()?)
    };
    let mut sums = (0, 0);
    for (size, amount) in sizes.iter().zip(&amounts) {
        let size = size.as_i64().unwrap_or_default();
        if size > revision {
            return Err(format!("a document of {size} is there already").into());
        }
        sums.0 += 7 * size;
        sums.1 += if amount.is_null() { 0 } else { cents(amount)? };
    }
    if sums.0 != sums.1 {
        return Err(format!("documents {sizes:?} do not balance invoices {amounts:?}").into());
    }
    Ok(())
}

/// What several operations answer, whole.
fn answers(pinned: &Pinned) -> Outcome<Json> {
    let staff = || json!({ "kind": "staff" });
    let tenant = pinned.tenant("o0");
    let of_tenant = [
        ("organization_dashboard", json!({})),
        ("client_dashboard", json!({ "clientId": "c0", "audience": staff() })),
        ("list_clients", json!({})),
        ("list_documents", json!({ "audience": staff(), "page": { "limit": 50 } })),
        ("list_tasks", json!({ "audience": staff(), "page": { "limit": 50 } })),
        ("invoice_aging", json!({ "audience": staff() })),
    ];
    let of_marketplace = [
        ("search_advisors", json!({ "text": "as of", "page": { "limit": 5 } })),
        ("match_advisors", json!({ "embedding": [1, 0, 0, 1], "limit": 50 })),
        ("advisor_texts", json!({ "page": { "limit": 100 } })),
    ];
    let of_tenant = of_tenant
        .into_iter()
        .map(|(name, request)| tenant.call(name, request, &options()).map(|answer| (name, answer)));
    let of_marketplace = of_marketplace
        .into_iter()
        .map(|(name, request)| pinned.call(name, request, &options()).map(|answer| (name, answer)));
    let found = of_tenant.chain(of_marketplace).collect::<advisor_engine::Result<Vec<_>>>()?;
    Ok(json!(found))
}

/// Whether a path is one that a store may hold while it is followed.
#[must_use]
pub fn is_of_a_store(path: &Path) -> bool {
    let names = ["lock", "log.sqlite", "log.sqlite-wal", "log.sqlite-shm", "generations", "spill"];
    path.file_name().is_some_and(|name| names.iter().any(|known| name == *known))
}

fn tell(line: &Json) -> Outcome {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
