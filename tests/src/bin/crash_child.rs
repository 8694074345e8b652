//! Writes to a store until it is killed, and tells each step on its standard output; or leads or follows one.
//!
//! Arguments: the store's folder, then, to die by itself, a failpoint's name and the passage at which it stops, and
//! then, to do nothing but load it, a snapshot folder. Or `lead` or `follow` and the folder: see `follow` in the library.
//! Or `sync`, the store's folder, a connection string and a slot: follows a database until it is killed, while
//! readers check that no transaction is seen in part; it says `partial` and ends with code 3 if one is.
//!
//! Lines: `begin N` and `ack N` around each `apply`; `fold-begin` and `fold-end` around each explicit fold,
//! which runs on a thread of its own while batches go on.

use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, TrySendError, sync_channel};

use advisor_engine::{
    CallOptions, Clock, Config, Engine, ErrorKind, FollowOptions, FollowState, LoadOptions,
    PostgresSource,
};
use advisor_engine_tests::crash::{batch, committed_at, config, position};
use advisor_engine_tests::follow::{follow, lead};
use advisor_engine_tests::torture;

/// Batches between two explicit folds.
const FOLD_EVERY: i64 = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut folder = || arguments.next().ok_or("the folder of the store is missing");
    let folder = match folder()? {
        mode if mode == "lead" => return Ok(lead(&folder()?).map_err(|why| why.to_string())?),
        mode if mode == "follow" => return Ok(follow(&folder()?).map_err(|why| why.to_string())?),
        mode if mode == "sync" => return sync(&folder()?, &folder()?, &folder()?),
        folder => folder,
    };
    if let Some(failpoint) = arguments.next() {
        let passage = arguments.next().ok_or("the passage of the failpoint is missing")?;
        advisor_engine::testing::arm(&failpoint, passage.parse()?);
    }
    if let Some(snapshot) = arguments.next() {
        Engine::open(folder, config(false))?.load_snapshot(snapshot, &LoadOptions::default())?;
        return Ok(());
    }
    // Not `stdout`, which buffers: what is told before a step must be told before the step.
    let lines = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
    let config = config(true);
    let clock = config.clock.clone();
    let engine = Engine::open(folder, config)?;
    let options = CallOptions::default();
    let mut revision = engine.stats(&options)?.revision;
    let (due, is_due) = sync_channel(1);
    let folder = std::thread::spawn({
        let (engine, lines) = (engine.clone(), lines.try_clone()?);
        move || fold_when_due(&engine, &lines, &is_due)
    });
    loop {
        revision += 1;
        clock.set(committed_at(revision));
        tell(&lines, &format!("begin {revision}"))?;
        let applied = engine.apply(&batch(revision), Some(&position(revision)), &options)?;
        tell(&lines, &format!("ack {}", applied.revision))?;
        if revision % FOLD_EVERY == 0
            && let Err(TrySendError::Disconnected(())) = due.try_send(())
        {
            folder.join().map_err(|_| "a fold panicked")?.map_err(|why| why.to_string())?;
            return Err("the folds ended".into());
        }
    }
}

/// Follows a database, and reads all the while.
fn sync(folder: &str, connection: &str, slot: &str) -> Result<(), Box<dyn Error>> {
    let lines = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
    let config = Config { clock: Clock::system(), ..config(true) };
    let engine = Engine::open(folder, config)?;
    let source = PostgresSource { slot: slot.to_owned(), ..PostgresSource::new(connection) };
    let following = loop {
        // The server may be down, or the way to it cut.
        match engine.follow(&source, &FollowOptions::default()) {
            Ok(following) => break following,
            Err(error) if error.kind() == ErrorKind::Unavailable => {}
            Err(error) => return Err(error.into()),
        }
    };
    tell(&lines, "following")?;
    let mut last = 0;
    while !following.status().state.eq(&FollowState::Stopped) {
        let pinned = engine.pin()?;
        let (revision, sum) = torture::balance(&pinned)?;
        if revision < last || sum.is_some_and(|sum| sum != torture::BALANCE_CENTS) {
            tell(&lines, &format!("partial at {revision}: {sum:?}"))?;
            std::process::exit(3);
        }
        if revision > last {
            tell(&lines, &format!("read {revision}"))?;
            last = revision;
        }
    }
    Err("the following has ended".into())
}

fn fold_when_due(
    engine: &Engine,
    lines: &File,
    is_due: &Receiver<()>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    while is_due.recv().is_ok() {
        tell(lines, "fold-begin")?;
        engine.fold(&CallOptions::default())?;
        tell(lines, "fold-end")?;
    }
    Ok(())
}

/// One write for one line: the kernel takes it whole.
fn tell(mut lines: &File, line: &str) -> std::io::Result<()> {
    lines.write_all(format!("{line}\n").as_bytes())
}
