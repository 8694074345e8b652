//! Writes to a store until it is killed, and tells each step on its standard output; or leads or follows one.
//!
//! Arguments: the store's folder, then, to die by itself, a failpoint's name and the passage at which it stops, and
//! then, to do nothing but load it, a snapshot folder. Or `lead` or `follow` and the folder: see `follow` in the library.
//! Lines: `begin N` and `ack N` around each `apply`; `fold-begin` and `fold-end` around each explicit fold,
//! which runs on a thread of its own while batches go on.

use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, TrySendError, sync_channel};

use advisor_engine::{CallOptions, Engine, LoadOptions};
use advisor_engine_tests::crash::{batch, committed_at, config, position};
use advisor_engine_tests::follow::{follow, lead};

/// Batches between two explicit folds.
const FOLD_EVERY: i64 = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut folder = || arguments.next().ok_or("the folder of the store is missing");
    let folder = match folder()? {
        mode if mode == "lead" => return Ok(lead(&folder()?).map_err(|why| why.to_string())?),
        mode if mode == "follow" => return Ok(follow(&folder()?).map_err(|why| why.to_string())?),
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
