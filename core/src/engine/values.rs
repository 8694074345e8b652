//! Values of the host: what it would keep in Redis, or in a map of its own.

use std::sync::Arc;

use super::{Engine, Shared, Tenant, gate};
use crate::cache::{Begun, CachedValue, LoadTicket, ValueOptions, ValueScope, Waiting};
use crate::error::{Error, Result};
use crate::options::CallOptions;

/// The host's own values of one tenant, or of none: bytes by name, in the memory of the result cache.
///
/// Of all who miss a name at once one loads it, and the others wait. A value is *fresh* for the time of its class; up to
/// its hard end it is then served while one caller loads it anew; and where that fails, up to its last end. What
/// invalidates a value ends it at once, whatever its times are: a tag, a table, a row, the whole scope, or a commit of
/// the engine that changes rows that the value names. A load that began before an invalidation does not outlive it.
/// Values are of one process, are thrown out when room is short, and are gone when the engine is closed.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, ValueClass, ValueOptions};
/// # let engine = Engine::in_memory(Default::default())?;
/// let values = engine.values();
/// let options = ValueOptions { tags: vec!["fees".to_owned()], ..ValueOptions::of(ValueClass::Organization) };
/// let load = || values.get_or_load("fees", &options, &CallOptions::default(), || Ok(b"12".to_vec()));
/// assert_eq!(&*load()?.bytes, b"12");
/// values.invalidate_tag("fees")?;
/// assert!(values.get("fees")?.is_none());
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Values {
    engine: Engine,
    tenant: Option<String>,
}

impl Engine {
    /// The host's own values that are of no tenant, such as sessions and the answers of other services.
    #[must_use]
    pub fn values(&self) -> Values {
        Values { engine: self.clone(), tenant: None }
    }
}

impl Tenant {
    /// The host's own values of this tenant. No other scope reads or invalidates them.
    ///
    /// The tenant need not exist in the store.
    #[must_use]
    pub fn values(&self) -> Values {
        Values { engine: self.engine.clone(), tenant: Some(self.id.clone()) }
    }
}

impl Values {
    fn within<T>(
        &self,
        operation: &'static str,
        call: impl FnOnce(ValueScope<'_>) -> Result<T>,
    ) -> Result<T> {
        gate::guard(operation, || {
            let shared = self.engine.shared()?;
            call(self.scope(&shared))
        })
    }

    fn scope<'a>(&'a self, shared: &'a Shared) -> ValueScope<'a> {
        ValueScope {
            cache: &shared.cache,
            clock: &shared.config.clock,
            catalog: shared.catalog,
            tenant: self.tenant.as_deref(),
            revision: shared.snapshot.load().revision,
        }
    }

    /// The value of a name, while it may be served; none where it is not there.
    ///
    /// # Errors
    /// `InvalidArgument` for an empty name, `Conflict` when the engine is closed.
    pub fn get(&self, name: &str) -> Result<Option<CachedValue>> {
        self.within("get_value", |scope| scope.get(name))
    }

    /// Puts a value in, in the place of what was there. It may be thrown out at any time, for want of room.
    ///
    /// # Errors
    /// `InvalidArgument` for an empty name and for times that are not in order, `SchemaMismatch` for an unknown table,
    /// `Conflict` when the engine is closed.
    pub fn put(
        &self,
        name: &str,
        bytes: impl Into<Arc<[u8]>>,
        options: &ValueOptions,
    ) -> Result<()> {
        self.within("put_value", |scope| {
            options.validate()?;
            scope.put(name, bytes.into(), options)
        })
    }

    /// Takes a value out. Returns whether it was there.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn remove(&self, name: &str) -> Result<bool> {
        self.within("remove_value", |scope| scope.remove(name))
    }

    /// The value of a name; where it is not there, `load` makes it, once for all who ask meanwhile.
    ///
    /// A value that is no longer fresh but may still be served is given at once, and loaded anew on a thread of its own.
    /// A loader that panics does so on the caller's thread, and leaves nothing behind.
    ///
    /// # Errors
    /// The loader's own, which those who waited for it are told too; as [`Self::put`]; `Timeout` and `Cancelled` while it
    /// waits for another's load.
    pub fn get_or_load(
        &self,
        name: &str,
        options: &ValueOptions,
        call: &CallOptions,
        load: impl FnOnce() -> Result<Vec<u8>> + Send + 'static,
    ) -> Result<CachedValue> {
        loop {
            call.check().map_err(|error| error.with_operation("get_or_load"))?;
            match self.begin(name, options)? {
                Begun::Fresh(value) | Begun::Stale(value, None) => return Ok(value),
                Begun::Stale(value, Some(ticket)) => {
                    self.refresh(ticket, load);
                    return Ok(value);
                }
                Begun::Load(ticket) => return self.end(ticket, load()),
                Begun::Wait(waiting) => {
                    if let Some(value) = self.wait(&waiting, call)? {
                        return Ok(value);
                    }
                }
            }
        }
    }

    fn refresh(&self, ticket: LoadTicket, load: impl FnOnce() -> Result<Vec<u8>> + Send + 'static) {
        let values = self.clone();
        let thread = std::thread::Builder::new().name("advisor-engine-refresh".to_owned());
        let started = thread.spawn(move || {
            if let Err(error) = values.end(ticket, load()) {
                tracing::warn!(%error, "a value could not be loaded anew");
            }
        });
        if let Err(error) = started {
            // The ticket went with the closure: the next caller tries.
            tracing::warn!(%error, "no thread could be started to load a value anew");
        }
    }

    /// Begins a read, for a binding whose loaders are of another language.
    ///
    /// # Errors
    /// As [`Self::put`].
    #[doc(hidden)]
    pub fn begin(&self, name: &str, options: &ValueOptions) -> Result<Begun> {
        self.within("get_or_load", |scope| scope.begin(name, options))
    }

    /// Waits for another's load; none where the caller must begin again.
    ///
    /// # Errors
    /// That of the load; `Timeout` and `Cancelled`.
    #[doc(hidden)]
    pub fn wait(&self, waiting: &Waiting, call: &CallOptions) -> Result<Option<CachedValue>> {
        self.within("get_or_load", |scope| scope.wait(waiting, call))
    }

    /// Ends a load with what it made, or with its error.
    ///
    /// # Errors
    /// That of the load, where there is nothing that may still be served.
    #[doc(hidden)]
    pub fn end(&self, ticket: LoadTicket, loaded: Result<Vec<u8>>) -> Result<CachedValue> {
        self.within("get_or_load", |scope| match loaded {
            Ok(bytes) => Ok(scope.loaded(ticket, bytes.into()).0),
            Err(error) => scope.failed(ticket, error),
        })
    }

    /// Ends a load with what it made. Returns whether that is true still: nothing has invalidated it while it was loaded.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    #[doc(hidden)]
    pub fn end_and_tell(&self, ticket: LoadTicket, loaded: Vec<u8>) -> Result<bool> {
        self.within("get_or_load", |scope| Ok(scope.loaded(ticket, loaded.into()).1))
    }

    /// Ends every value of the scope that carries the tag. *Cost*: less than a microsecond, however many they are.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn invalidate_tag(&self, tag: &str) -> Result<()> {
        self.within("invalidate_tag", |scope| {
            scope.invalidate_tag(tag);
            Ok(())
        })
    }

    /// Ends every value of the scope that depends on a table, or on any row of it. *Cost*: as [`Self::invalidate_tag`].
    ///
    /// # Errors
    /// `SchemaMismatch` for an unknown table, `Conflict` when the engine is closed.
    pub fn invalidate_table(&self, table: &str) -> Result<()> {
        self.within("invalidate_table", |scope| scope.invalidate_rows(table, None))
    }

    /// Ends every value of the scope that depends on a row, or on its table. *Cost*: as [`Self::invalidate_tag`].
    ///
    /// # Errors
    /// As [`Self::invalidate_table`].
    pub fn invalidate_row(&self, table: &str, id: &str) -> Result<()> {
        self.within("invalidate_row", |scope| scope.invalidate_rows(table, Some(id)))
    }

    /// Ends every value of the scope. *Cost*: as [`Self::invalidate_tag`].
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn invalidate_all(&self) -> Result<()> {
        self.within("invalidate_all", |scope| {
            scope.invalidate_all();
            Ok(())
        })
    }
}

/// An error of a loader that is none of the engine's.
///
/// ```
/// use advisor_engine::{Error, ErrorKind};
/// let error = Error::of_loader("the rates service says 503");
/// assert_eq!(error.kind(), ErrorKind::Unavailable);
/// ```
impl Error {
    /// An error of a host's loader: `Unavailable`, with what it says.
    #[must_use]
    pub fn of_loader(message: impl Into<String>) -> Self {
        Self::new(crate::error::ErrorKind::Unavailable, message)
    }
}
