//! The store that is killed, and what it must hold.

use std::collections::BTreeSet;
use std::path::Path;

use advisor_engine::{Config, Engine};
use advisor_engine_tests::crash::{batch, committed_at, config, position};

use super::child::Told;
use crate::model::run::{Reader, compare, generations, options};
use crate::model::world::World;

/// A store with its model; the model stands at the revision that was seen last.
pub(super) struct Store {
    root: tempfile::TempDir,
    pub(super) world: World,
}

impl Store {
    pub(super) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        Self { root, world: World::new(committed_at(0)) }
    }

    pub(super) fn path(&self) -> &Path {
        self.root.path()
    }

    /// Opens the store after a death and compares all of it with what was told; returns its revision.
    pub(super) fn check(&mut self, told: Told) -> i64 {
        let config = config(false);
        let engine = Engine::open(self.path(), config.clone()).unwrap();
        let revision = engine.stats(&options()).unwrap().revision;
        assert!(revision >= told.acknowledged, "{revision} lost what was acknowledged: {told:?}");
        assert!(revision <= told.begun, "{revision} was never begun: {told:?}");
        while self.world.revision < revision {
            let next = self.world.revision + 1;
            self.world.apply(&batch(next), Some(&position(next)), committed_at(next));
        }
        self.compare(&engine, &config);
        self.world.forget();
        engine.close();
        revision
    }

    /// Checks that the store goes on: it takes a batch, folds, and is the same after being opened again.
    pub(super) fn go_on(&mut self) {
        let next = self.world.revision + 1;
        let config = config(false);
        config.clock.set(committed_at(next));
        let engine = Engine::open(self.path(), config.clone()).unwrap();
        engine.apply(&batch(next), Some(&position(next)), &options()).unwrap();
        self.world.apply(&batch(next), Some(&position(next)), committed_at(next));
        self.compare(&engine, &config);
        engine.fold(&options()).unwrap();
        self.compare(&engine, &config);
        engine.close();
        let engine = Engine::open(self.path(), config.clone()).unwrap();
        self.compare(&engine, &config);
        engine.close();
    }

    /// The dashboards that look back from the present do so from the model's newest commit.
    fn compare(&self, engine: &Engine, config: &Config) {
        let now = self.world.as_of.committed_at;
        config.clock.set(now);
        compare(&Reader::Newest(engine), &self.world, now).unwrap();
        assert_eq!(engine.verify_rollups(&options()).unwrap().difference, None);
        let files = engine.verify_files(&options()).unwrap();
        assert!(files.is_sound(), "{files:?}");
        let serving = engine.stats(&options()).unwrap().generation;
        assert_eq!(generations(self.path()).unwrap(), BTreeSet::from([serving]));
    }
}
