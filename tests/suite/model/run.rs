//! Runs a list of operations against the engine and the model, and compares them after every step.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};

use advisor_engine::{
    Answer, AsOf, Audience, CallOptions, ClientNeeds, Clock, Config, DocumentAccessLevel, Engine,
    ErrorKind, LoadOptions, MatchResult, Pinned, PortalAccess, Progress, ScoringProfileList,
    Tenant, Timestamp,
};
use advisor_engine_tests::rows::instant;

use super::operation::{Edit, Operation, TODAY, changes, everything};
use super::world::{World, same};
use super::{dashboards, matches, snapshot_folder};

/// What went wrong, in words.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// Runs a list; what is wrong names the step after which it was seen.
pub(crate) fn run(operations: &[Operation]) -> Outcome {
    let mut runner = Runner::new()?;
    for (number, operation) in operations.iter().enumerate() {
        runner
            .step(operation)
            .and_then(|()| runner.compare())
            .map_err(|why| format!("after step {number}, {operation:?}: {why}"))?;
    }
    runner.finish().map_err(|why| format!("at the end: {why}"))
}

/// A revision that is held, and what it must go on saying.
pub(crate) struct Held {
    pinned: Pinned,
    world: World,
    generation: u64,
}

/// A store with its model.
pub(crate) struct Runner {
    // Held by number, so that every folder that the list makes has a name of its own.
    root: tempfile::TempDir,
    folder: PathBuf,
    folder_count: u32,
    pub(crate) engine: Engine,
    config: Config,
    pub(crate) world: World,
    generation: u64,
    pub(crate) held: Vec<Held>,
    /// Stores that were left for their backup, and what they held.
    left: Vec<(PathBuf, World)>,
}

impl Runner {
    pub(crate) fn new() -> Outcome<Self> {
        let root = tempfile::tempdir().map_err(text)?;
        let config = Config {
            clock: Clock::fixed(instant(TODAY)),
            is_fold_automatic: false,
            thread_count: 2,
            ..Config::default()
        };
        let folder = root.path().join("store");
        let engine = Engine::open(&folder, config.clone()).map_err(text)?;
        let world = World::new(config.clock.now());
        let (held, left) = (Vec::new(), Vec::new());
        Ok(Self { root, folder, folder_count: 0, engine, config, world, generation: 1, held, left })
    }

    pub(crate) fn step(&mut self, operation: &Operation) -> Outcome {
        match operation {
            Operation::Populate(look) => self.apply(&everything(*look)),
            Operation::Apply(edits) => self.apply(edits),
            Operation::Load(edits) => self.load(edits),
            Operation::Fold => self.fold(),
            Operation::FoldDuring(batches) => self.fold_during(batches),
            Operation::Reopen => self.reopen(),
            Operation::MoveToBackup => self.move_to_backup(),
            Operation::Pin => self.pin(),
            Operation::Unpin => {
                if !self.held.is_empty() {
                    self.held.remove(0);
                }
                Ok(())
            }
            Operation::Days(days) => {
                let now = self.config.clock.now().plus_days(i64::from(*days));
                self.config.clock.set(now);
                Ok(())
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.config.clock.now()
    }

    fn apply(&mut self, edits: &[Edit]) -> Outcome {
        let changes = changes(&self.world, edits);
        // Not every batch comes with a position.
        let position = format!("0/{}", self.world.revision);
        let position =
            (!self.world.revision.unsigned_abs().is_multiple_of(3)).then_some(&*position);
        let applied = match self.engine.apply(&changes, position, &options()) {
            Err(error) if self.world.has_two_models_after(&changes) => {
                return same("refusal", &error.kind(), &ErrorKind::SchemaMismatch);
            }
            applied => applied.map_err(text)?,
        };
        same("two models", &self.world.has_two_models_after(&changes), &false)?;
        self.world.apply(&changes, position, self.config.clock.now());
        same("change count", &applied.change_count, &(changes.len() as u64))?;
        same("applied", &(applied.revision, applied.as_of), &self.marks())
    }

    fn load(&mut self, edits: &[Edit]) -> Outcome {
        let mut source = self.world.clone();
        source.apply(&changes(&self.world, edits), None, self.now());
        let folder = self.new_folder("snapshot");
        let is_odd = self.folder_count % 2 == 1;
        let position = is_odd.then_some("loaded");
        snapshot_folder::write(&source, &folder, position, is_odd).map_err(text)?;
        let report = self.engine.load_snapshot(&folder, &LoadOptions::default()).map_err(text)?;
        self.world.load(&source, position, self.now());
        self.generation += 1;
        same("rejected", &report.rejected, &Vec::new())?;
        for table in &report.tables {
            let expected = self.world.table(table.name).count() as u64;
            same(&format!("loaded rows of {}", table.name), &table.row_count, &expected)?;
        }
        same("loaded", &(report.revision, report.as_of), &self.marks())
    }

    fn fold(&mut self) -> Outcome {
        let report = self.engine.fold(&options()).map_err(text)?;
        self.generation += 1;
        same("base revision", &report.base_revision, &self.world.revision)
    }

    fn fold_during(&mut self, batches: &[Vec<Edit>]) -> Outcome {
        let base_revision = self.world.revision;
        let (started, has_started) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let channels = Mutex::new((started, may_go_on));
        let is_first = AtomicBool::new(true);
        let progress = move |_: &Progress<'_>| {
            if is_first.swap(false, Ordering::Relaxed)
                && let Ok((started, may_go_on)) = channels.lock().as_deref()
            {
                // Either end may be gone where the list has failed; the fold then just goes on.
                let _ = started.send(());
                let _ = may_go_on.recv();
            }
        };
        let engine = self.engine.clone();
        let fold = std::thread::spawn(move || engine.fold(&options().with_progress(progress)));
        let applied = has_started
            .recv()
            .map_err(|_| "the fold ended before its first table".to_owned())
            .and_then(|()| batches.iter().try_for_each(|batch| self.apply(batch)));
        drop(go_on);
        let report = fold.join().map_err(|_| "the fold panicked".to_owned())?.map_err(text)?;
        applied?;
        self.generation += 1;
        same("base revision", &report.base_revision, &base_revision)
    }

    /// Takes note of folds that a test made by itself.
    pub(crate) fn folded(&mut self, count: u64) {
        self.generation += count;
    }

    fn reopen(&mut self) -> Outcome {
        self.held.clear();
        self.engine.close();
        self.engine = Engine::open(&self.folder, self.config.clone()).map_err(text)?;
        Ok(())
    }

    fn move_to_backup(&mut self) -> Outcome {
        let backup = self.new_folder("backup");
        self.engine.backup(&backup, &options()).map_err(text)?;
        self.left.push((std::mem::replace(&mut self.folder, backup), self.world.clone()));
        self.reopen()
    }

    fn pin(&mut self) -> Outcome {
        let pinned = self.engine.pin().map_err(text)?;
        same("pinned", &(pinned.revision(), pinned.as_of().clone()), &self.marks())?;
        let (world, generation) = (self.world.clone(), self.generation);
        self.held.push(Held { pinned, world, generation });
        Ok(())
    }

    fn marks(&self) -> (i64, AsOf) {
        (self.world.revision, self.world.as_of.clone())
    }

    fn new_folder(&mut self, name: &str) -> PathBuf {
        self.folder_count += 1;
        self.root.path().join(format!("{name}-{}", self.folder_count))
    }

    /// Compares everything that can be asked with the model.
    pub(crate) fn compare(&self) -> Outcome {
        compare(&Reader::Newest(&self.engine), &self.world, self.now())?;
        for held in &self.held {
            compare(&Reader::Pinned(&held.pinned), &held.world, self.now())
                .map_err(|why| format!("pinned at {}: {why}", held.world.revision))?;
        }
        let views = self.engine.verify_rollups(&options()).map_err(text)?;
        same("recomputed rollups", &views.difference, &None)?;
        let stats = self.engine.stats(&options()).map_err(text)?;
        self.world.compare_stats(&stats)?;
        same("generation", &stats.generation, &self.generation)?;
        same("rejected rows", &stats.rejected_row_count, &0)?;
        let mut expected: BTreeSet<u64> = self.held.iter().map(|held| held.generation).collect();
        expected.insert(self.generation);
        same("generations on disk", &generations(&self.folder)?, &expected)
    }

    fn finish(mut self) -> Outcome {
        self.reopen()?;
        self.compare()?;
        check_files(&self.engine)?;
        self.engine.close();
        for (folder, world) in &self.left {
            let engine = Engine::open(folder, self.config.clone()).map_err(text)?;
            compare(&Reader::Newest(&engine), world, self.now())
                .map_err(|why| format!("the store that was backed up: {why}"))?;
            check_files(&engine)?;
            engine.close();
        }
        Ok(())
    }
}

fn check_files(engine: &Engine) -> Outcome {
    let report = engine.verify_files(&options()).map_err(text)?;
    if report.is_sound() { Ok(()) } else { Err(format!("damaged files: {report:?}")) }
}

/// The numbers of the generations whose folders are there.
pub(crate) fn generations(store: &Path) -> Outcome<BTreeSet<u64>> {
    let entries = std::fs::read_dir(store.join("generations")).map_err(text)?;
    let number = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.map_err(text)?.file_name().to_string_lossy().parse().map_err(text)
    };
    entries.map(number).collect()
}

pub(crate) fn options() -> CallOptions {
    CallOptions::default()
}

pub(crate) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Where answers come from.
pub(crate) enum Reader<'a> {
    Newest(&'a Engine),
    Pinned(&'a Pinned),
}

impl Reader<'_> {
    fn profiles(&self) -> advisor_engine::Result<Answer<ScoringProfileList>> {
        match self {
            Self::Newest(engine) => engine.scoring_profiles(&options()),
            Self::Pinned(pinned) => pinned.scoring_profiles(&options()),
        }
    }

    fn tenant(&self, id: &str) -> Tenant {
        match self {
            Self::Newest(engine) => engine.tenant(id),
            Self::Pinned(pinned) => pinned.tenant(id),
        }
    }

    fn matches(&self, needs: &ClientNeeds) -> advisor_engine::Result<Answer<MatchResult>> {
        match self {
            Self::Newest(engine) => engine.match_advisors(needs, &options()),
            Self::Pinned(pinned) => pinned.match_advisors(needs, &options()),
        }
    }
}

/// Asks every question of every tenant, client and audience, and compares the whole answers.
pub(crate) fn compare(reader: &Reader<'_>, world: &World, now: Timestamp) -> Outcome {
    let ids = |table| world.table(table).map(|(id, _)| id.to_owned());
    let nobody = || std::iter::once("nobody".to_owned());
    for tenant_id in ids("organizations").chain(nobody()) {
        let tenant = reader.tenant(&tenant_id);
        let expected = dashboards::organization(world, &tenant_id);
        let found = answer(tenant.organization_dashboard(&options()), world)?;
        same(&format!("organization {tenant_id}"), &found, &expected)?;
        for client_id in ids("clients").chain(nobody()) {
            for audience in audiences(&client_id, now) {
                let expected = dashboards::client(world, &tenant_id, &client_id, &audience, now);
                let read = tenant.client_dashboard(&client_id, &audience, &options());
                let found = answer(read, world)?;
                let what = format!("client {client_id} of {tenant_id} for {audience:?}");
                same(&what, &found, &expected)?;
            }
        }
    }
    let found = answer(reader.profiles(), world)?.ok_or("profiles are never missing")?;
    same("scoring profiles", &found.profiles, &matches::profiles(world))?;
    let by_profile = ids("scoring_profiles").flat_map(|profile| matches::requests_by(&profile));
    for needs in matches::requests().into_iter().chain(by_profile) {
        let found = match reader.matches(&needs) {
            Err(error) => return Err(format!("match {needs:?}: {error}")),
            Ok(found) => answer(Ok(found), world)?.ok_or("a match is never missing")?,
        };
        let (expected, eligible) = matches::matches(world, &needs);
        same(&format!("matches of {needs:?}"), &found.matches, &expected)?;
        same("eligible and exact", &(found.plan.eligible, found.plan.exact), &(eligible, true))?;
    }
    Ok(())
}

/// The value of an answer, once its revision is the model's; none where there is nothing to see.
fn answer<T>(answer: advisor_engine::Result<Answer<T>>, world: &World) -> Outcome<Option<T>> {
    match answer {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
        Ok(answer) => {
            same(
                "as_of",
                &(answer.revision, answer.as_of),
                &(world.revision, world.as_of.clone()),
            )?;
            Ok(Some(answer.value))
        }
    }
}

fn audiences(client_id: &str, now: Timestamp) -> [Audience; 5] {
    let open = PortalAccess::for_client(client_id);
    [
        Audience::Staff,
        Audience::Portal(open.clone()),
        Audience::Portal(PortalAccess {
            can_view_financials: false,
            document_access_levels: vec![
                DocumentAccessLevel::Organization,
                DocumentAccessLevel::Restricted,
            ],
            expires_at: Some(now.plus_days(1)),
            ..open.clone()
        }),
        // Nothing is seen from the very instant of the expiry on, nor through another's access.
        Audience::Portal(PortalAccess { expires_at: Some(now), ..open }),
        Audience::Portal(PortalAccess::for_client("c0")),
    ]
}
