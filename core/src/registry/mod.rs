//! Every operation, once: bindings, parity, the tenant canary and the deadline tests are driven from here.

mod call;
mod operations;
mod schema;

pub use call::{PreparedCall, Reply, Target, panic_in_next_call};
pub use operations::OPERATIONS;
pub use schema::{configuration_schema, value_options_schema};
#[cfg(feature = "postgres")]
pub use schema::{follow_status_schema, postgres_source_schema, verify_report_schema};

use serde_json::Value as Json;

use crate::engine::{Engine, Pinned, Tenant};
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;

/// Whose data an operation reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// One tenant's; it is called through [`Engine::tenant`].
    Tenant,
    /// Public columns of verified, active advisors of all tenants; called on the engine or on a pinned revision.
    Marketplace,
    /// The store as a whole: for the host, never for a tenant's user.
    Store,
}

/// One operation of the engine.
///
/// ```
/// use advisor_engine::OPERATIONS;
/// let names: Vec<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
/// assert!(names.contains(&"client_dashboard") && names.contains(&"match_advisors"));
/// ```
#[derive(Debug)]
pub struct Operation {
    /// The name in Rust and Python; Node spells it in camelCase.
    pub name: &'static str,
    /// Whose data it touches.
    pub scope: Scope,
    /// Whether it changes the store.
    pub is_write: bool,
    /// Whether it may take longer than an event loop should wait: a promise in Node.
    pub is_long: bool,
    /// Whether its answers are kept, and given again while they are true.
    pub is_cached: bool,
    /// What it does, in one sentence.
    pub summary: &'static str,
    pub(crate) request_schema: fn() -> Json,
    pub(crate) answer_schema: fn() -> Json,
    pub(crate) prepare: call::Prepare,
}

impl Operation {
    /// Finds an operation by its name.
    ///
    /// # Errors
    /// `NotFound` for an unknown name.
    pub fn find(name: &str) -> Result<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.name == name).ok_or_else(|| {
            let known = OPERATIONS.iter().map(|operation| operation.name);
            let hint = crate::model::catalog::hint(name, known);
            Error::new(ErrorKind::NotFound, format!("there is no operation `{name}`{hint}"))
        })
    }

    /// The JSON schema (draft 2020-12) of the request, with the documentation of its fields.
    pub fn request_schema(&self) -> Json {
        (self.request_schema)()
    }

    /// The JSON schema (draft 2020-12) of the answer, with the documentation of its fields.
    pub fn answer_schema(&self) -> Json {
        (self.answer_schema)()
    }

    fn call(&self, target: Target<'_>, request: Json, options: &CallOptions) -> Result<Json> {
        let reply = self.prepare(request)?.run(target, options)?;
        serde_json::to_value(&reply)
            .map_err(|source| Error::internal("an answer has no JSON form").with_source(source))
    }
}

impl Engine {
    /// Calls an operation of the whole store or the marketplace by its name, JSON in and out.
    ///
    /// The typed methods answer the same; this serves bindings and language-neutral cases.
    ///
    /// # Errors
    /// `NotFound` for an unknown name, `InvalidArgument` for an operation of a tenant and for a request of another
    /// shape, and whatever the operation says.
    ///
    /// ```
    /// # use advisor_engine::{CallOptions, Engine};
    /// # let engine = Engine::in_memory(Default::default())?;
    /// let stats = engine.call("stats", serde_json::json!({}), &CallOptions::default())?;
    /// assert_eq!(stats["revision"], 0);
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn call(&self, operation: &str, request: Json, options: &CallOptions) -> Result<Json> {
        Operation::find(operation)?.call(Target::Engine(self), request, options)
    }
}

impl Pinned {
    /// Calls an operation of the marketplace by its name at this revision, JSON in and out.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub fn call(&self, operation: &str, request: Json, options: &CallOptions) -> Result<Json> {
        Operation::find(operation)?.call(Target::Pinned(self), request, options)
    }
}

impl Tenant {
    /// Calls an operation of this tenant by its name, JSON in and out.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub fn call(&self, operation: &str, request: Json, options: &CallOptions) -> Result<Json> {
        Operation::find(operation)?.call(Target::Tenant(self), request, options)
    }
}
