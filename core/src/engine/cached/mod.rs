//! Reads that are answered by what is kept where it is true, and computed otherwise. The two are equal.

mod marketplace;
mod tenant;

use std::time::Instant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use marketplace::CachedMarketplace;
pub use tenant::CachedTenant;

use super::{Engine, Pinned, Shared, gate};
use crate::cache::{Asked, CacheStats, Cached, Kept, Reads};
use crate::error::Result;
use crate::options::CallOptions;
use crate::registry::{Operation, Target};
use crate::snapshot::Answer;

/// One read, as it is looked for among what is kept.
struct Read<'a> {
    engine: &'a Engine,
    operation: &'static str,
    tenant: Option<&'a str>,
    pinned: Option<&'a Pinned>,
    options: &'a CallOptions,
}

impl Read<'_> {
    /// # Errors
    /// As the computation; `Timeout` and `Cancelled` before it too.
    fn answer<'r, T: Kept>(
        &self,
        request: &impl Serialize,
        reads: impl FnOnce(&Shared) -> Reads<'r>,
        compute: impl FnOnce() -> Result<Answer<T>>,
    ) -> Result<Cached<T>> {
        let Self { engine, operation, tenant, pinned, options } = *self;
        let started = Instant::now();
        let shared = engine.shared().map_err(|error| error.with_operation(operation))?;
        if options.skips_cache() || !shared.cache.is_on() {
            return compute().map(Cached::computed);
        }
        // What is computed counts itself.
        let mut is_computed = false;
        let answer = gate::guard(operation, || {
            options.check()?;
            let published = shared.snapshot.load();
            let asked = Asked {
                cache: &shared.cache,
                clock: &shared.config.clock,
                operation,
                tenant,
                snapshot: pinned.map_or(&**published, |pinned| &*pinned.snapshot),
                options,
            };
            asked.answer(
                request,
                || reads(&shared),
                || {
                    is_computed = true;
                    compute()
                },
            )
        });
        if !is_computed {
            shared.timings.record(operation, started.elapsed(), answer.is_err());
        }
        answer
    }
}

/// The macro that makes the reads of one handle: each is the uncached method of the same name, with what it reads.
///
macro_rules! cached_reads {
    (
        $handle:ident for $plain:literal;
        $(
            $name:ident($($argument:ident: $kind:ty),*) -> $value:ty,
            |$reads:ident| $subjects:expr;
        )+
    ) => {
        impl $handle<'_> {
            $(
                #[doc = concat!("[`", $plain, "::", stringify!($name), "`], from the cache where what is kept is true.")]
                ///
                /// # Errors
                #[doc = concat!("As [`", $plain, "::", stringify!($name), "`].")]
                pub fn $name(
                    &self,
                    $($argument: $kind,)*
                    options: &CallOptions,
                ) -> Result<Cached<$value>> {
                    self.read(stringify!($name), options).answer(
                        &($($argument,)*),
                        |shared| {
                            let mut reads = self.reads(shared);
                            let $reads = &mut reads;
                            let _ = $subjects;
                            reads
                        },
                        || self.of.$name($($argument,)* options),
                    )
                }
            )+
        }
    };
}
use cached_reads;

/// A read that shall be kept before it is asked for.
///
/// ```
/// use advisor_engine::WarmRead;
/// let read: WarmRead = serde_json::from_str(r#"{"operation": "marketplace_stats"}"#).expect("valid JSON");
/// assert!(read.tenant_id.is_none());
/// ```
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WarmRead {
    /// The operation, by its name in Rust.
    pub operation: String,
    /// The tenant, for an operation of a tenant.
    #[serde(default)]
    pub tenant_id: Option<String>,
    /// The request as JSON text with names in camelCase, `{}` where nothing is asked.
    #[serde(default = "nothing_asked")]
    pub request_json: String,
}

fn nothing_asked() -> String {
    "{}".to_owned()
}

/// Reads that shall be kept before they are asked for.
///
/// ```
/// use advisor_engine::WarmCache;
/// let warm: WarmCache = serde_json::from_str(r#"{"reads": []}"#).expect("valid JSON");
/// assert!(warm.reads.is_empty());
/// ```
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WarmCache {
    /// The reads, in the order in which they are computed.
    pub reads: Vec<WarmRead>,
}

/// What warming came to.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, WarmCache};
/// # let engine = Engine::in_memory(Default::default())?;
/// let warmed = engine.warm_cache(&WarmCache { reads: Vec::new() }, &CallOptions::default())?;
/// assert_eq!((warmed.read_count, warmed.not_found_count), (0, 0));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WarmedCache {
    /// Reads that were answered, by what was kept already too.
    pub read_count: u64,
    /// Reads of what is not there, such as of a tenant that is gone since the list was made.
    pub not_found_count: u64,
}

impl Engine {
    /// How the cache does: what it holds, and hits and misses by operation, class and tenant.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn cache_stats(&self, options: &CallOptions) -> Result<CacheStats> {
        self.run("cache_stats", options, |shared| Ok(shared.cache.stats()))
    }

    /// Throws out every kept answer and every value of the host, of all tenants.
    ///
    /// Answers need it never; it is for tests, and for a host that has lost track of its own values.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn clear_cache(&self, options: &CallOptions) -> Result<()> {
        self.run("clear_cache", options, |shared| {
            shared.cache.clear();
            Ok(())
        })
    }

    /// Computes reads that will be asked for, such as those of the tenants that come first in the morning.
    ///
    /// # Errors
    /// `NotFound` for an unknown operation, `InvalidArgument` for one that writes or is of the whole store, for a
    /// missing tenant and for a request of another shape; `Timeout` and `Cancelled` in between. What was computed
    /// until then is kept.
    pub fn warm_cache(&self, warm: &WarmCache, options: &CallOptions) -> Result<WarmedCache> {
        self.run("warm_cache", options, |_| {
            let mut warmed = WarmedCache { read_count: 0, not_found_count: 0 };
            for (index, read) in warm.reads.iter().enumerate() {
                options.check()?;
                match self.warm(read, options) {
                    Ok(()) => warmed.read_count += 1,
                    Err(Warming::Missing) => warmed.not_found_count += 1,
                    Err(Warming::Failed(error)) => {
                        return Err(error.with_context("read", format!("reads[{index}]")));
                    }
                }
            }
            Ok(warmed)
        })
    }

    fn warm(&self, read: &WarmRead, options: &CallOptions) -> std::result::Result<(), Warming> {
        let WarmRead { operation, tenant_id, request_json } = read;
        let operation = Operation::find(operation)?;
        if !operation.is_cached {
            return Err(Warming::Failed(crate::Error::invalid(format!(
                "field `operation` is `{}`, whose answers are not kept; expected a read of a tenant or of the marketplace",
                operation.name
            ))));
        }
        let call = operation.prepare_json(request_json)?;
        let done = match tenant_id {
            Some(tenant) => call.run(Target::Tenant(&self.tenant(tenant.clone())), options),
            None => call.run(Target::Engine(self), options),
        };
        match done {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == crate::ErrorKind::NotFound => Err(Warming::Missing),
            Err(error) => Err(Warming::Failed(error)),
        }
    }
}

/// Why a read was not answered.
enum Warming {
    Missing,
    Failed(crate::Error),
}

impl From<crate::Error> for Warming {
    fn from(error: crate::Error) -> Self {
        Self::Failed(error)
    }
}
