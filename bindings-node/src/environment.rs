//! What belongs to one JavaScript environment: the main thread's, or a worker's.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use advisor_engine::{Engine, Error, ErrorKind, Following};
use parking_lot::Mutex;

use crate::error::ErrorClass;
use crate::running::Running;

/// The error class, and all that must have ended before the environment goes.
pub(crate) struct Environment {
    pub(crate) errors: Arc<ErrorClass>,
    pub(crate) openings: Arc<Running>,
    engines: Mutex<Vec<Weak<Opened>>>,
    /// Engines that follow a source: they stay until they are closed, though JavaScript holds none of them any more.
    following: Mutex<Vec<Arc<Opened>>>,
}

/// An engine that was opened in this environment.
pub(crate) struct Opened {
    engine: Engine,
    pub(crate) running: Arc<Running>,
    is_closing: AtomicBool,
    /// The last that was begun.
    following: Mutex<Option<Following>>,
}

impl Environment {
    pub(crate) fn new(errors: ErrorClass) -> Self {
        Self {
            errors: Arc::new(errors),
            openings: Arc::default(),
            engines: Mutex::default(),
            following: Mutex::default(),
        }
    }

    /// Takes an engine in; called on the thread that opened it, so that leaving finds it.
    pub(crate) fn add(&self, engine: Engine) -> Arc<Opened> {
        let opened = Arc::new(Opened {
            engine,
            running: Arc::default(),
            is_closing: AtomicBool::new(false),
            following: Mutex::default(),
        });
        let mut engines = self.engines.lock();
        engines.retain(|engine| engine.strong_count() > 0);
        engines.push(Arc::downgrade(&opened));
        opened
    }

    /// Keeps an engine open for the following that was begun in it.
    pub(crate) fn keep(&self, opened: &Arc<Opened>, following: &Following) {
        *opened.following.lock() = Some(following.clone());
        let mut kept = self.following.lock();
        if !kept.iter().any(|kept| Arc::ptr_eq(kept, opened)) {
            kept.push(Arc::clone(opened));
        }
    }

    /// Closes an engine; the thread waits until it is closed.
    pub(crate) fn close(&self, opened: &Arc<Opened>) {
        opened.close();
        self.following.lock().retain(|kept| !Arc::ptr_eq(kept, opened));
    }

    /// Stops what runs and closes what is open: the process or the worker is about to end.
    ///
    /// Threads that went on would use memory and files that are being taken apart.
    pub(crate) fn leave(&self) {
        self.openings.cancel_all();
        self.openings.wait();
        let engines: Vec<_> = self.engines.lock().iter().filter_map(Weak::upgrade).collect();
        for engine in &engines {
            engine.running.cancel_all();
        }
        for engine in engines {
            engine.begin_closing();
            self.close(&engine);
        }
    }
}

impl Opened {
    /// The engine, unless it is closed or about to be.
    pub(crate) fn engine(&self) -> Result<&Engine, Error> {
        if self.is_closing.load(Ordering::Relaxed) {
            return Err(Error::new(ErrorKind::Conflict, "the engine is closed"));
        }
        Ok(&self.engine)
    }

    /// From now on no call is taken.
    pub(crate) fn begin_closing(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
    }

    /// Waits for the calls that were made before, then closes.
    fn close(&self) {
        // First: calls may wait for what it will now never apply.
        let following = self.following.lock().take();
        if let Some(following) = following {
            following.stop();
        }
        self.running.wait();
        self.engine.close();
    }
}
