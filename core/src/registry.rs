//! Every operation, once: bindings, parity, the tenant canary and the deadline tests are driven from here.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value as Json, to_value};

use crate::engine::{Engine, LoadOptions, Tenant};
use crate::error::{Error, ErrorKind, Result};
use crate::matching::ClientNeeds;
use crate::model::audience::Audience;
use crate::options::CallOptions;
use crate::store::build::OnBadRow;
use crate::sync::change::Change;

/// Whose data an operation reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// One tenant's; it is called through [`Engine::tenant`].
    Tenant,
    /// Public columns of verified, active advisors of all tenants.
    Marketplace,
    /// The store as a whole: for the host, never for a tenant's user.
    Store,
}

/// One operation of the engine.
#[derive(Debug)]
pub struct Operation {
    /// The name in Rust and Python; Node spells it in camelCase.
    pub name: &'static str,
    /// Whose data it touches.
    pub scope: Scope,
    /// Whether it changes the store.
    pub is_write: bool,
    /// What it does, in one sentence.
    pub summary: &'static str,
    call: Call,
}

#[derive(Debug)]
enum Call {
    Tenant(fn(&Tenant, Json, &CallOptions) -> Result<Json>),
    Engine(fn(&Engine, Json, &CallOptions) -> Result<Json>),
}

/// All operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        name: "client_dashboard",
        scope: Scope::Tenant,
        is_write: false,
        summary: "Metrics, newest documents and next tasks of one client.",
        call: Call::Tenant(|tenant, request, options| {
            let request: ClientDashboardRequest = read(request)?;
            write(tenant.client_dashboard(&request.client_id, &request.audience, options)?)
        }),
    },
    Operation {
        name: "organization_dashboard",
        scope: Scope::Tenant,
        is_write: false,
        summary: "Counts and sums over everything that the organization holds.",
        call: Call::Tenant(|tenant, request, options| {
            let Empty {} = read(request)?;
            write(tenant.organization_dashboard(options)?)
        }),
    },
    Operation {
        name: "match_advisors",
        scope: Scope::Marketplace,
        is_write: false,
        summary: "The advisors of the marketplace that fit a client's needs best.",
        call: Call::Engine(|engine, request, options| {
            let needs: ClientNeeds = read(request)?;
            write(engine.match_advisors(&needs, options)?)
        }),
    },
    Operation {
        name: "apply",
        scope: Scope::Store,
        is_write: true,
        summary: "Takes a batch of changes as one durable revision.",
        call: Call::Engine(|engine, request, options| {
            let request: ApplyRequest = read(request)?;
            write(engine.apply(&request.changes, request.source_position.as_deref(), options)?)
        }),
    },
    Operation {
        name: "load_snapshot",
        scope: Scope::Store,
        is_write: true,
        summary: "Replaces the source tables by those of a snapshot folder.",
        call: Call::Engine(|engine, request, options| {
            let request: LoadRequest = read(request)?;
            let on_bad_row =
                if request.stop_on_bad_row { OnBadRow::Stop } else { OnBadRow::Reject };
            let load = LoadOptions { on_bad_row, progress: None, call: options.clone() };
            write(engine.load_snapshot(request.folder, &load)?)
        }),
    },
    Operation {
        name: "fold",
        scope: Scope::Store,
        is_write: true,
        summary: "Makes base and delta the next base now.",
        call: Call::Engine(|engine, request, options| {
            let Empty {} = read(request)?;
            write(engine.fold(None, options)?)
        }),
    },
    Operation {
        name: "backup",
        scope: Scope::Store,
        is_write: false,
        summary: "Copies the store to a new folder.",
        call: Call::Engine(|engine, request, options| {
            let request: FolderRequest = read(request)?;
            write(engine.backup(request.folder, options)?)
        }),
    },
    Operation {
        name: "verify_files",
        scope: Scope::Store,
        is_write: false,
        summary: "Compares every file of the store with its checksum.",
        call: Call::Engine(|engine, request, options| {
            let Empty {} = read(request)?;
            write(engine.verify_files(options)?)
        }),
    },
    Operation {
        name: "verify_rollups",
        scope: Scope::Store,
        is_write: false,
        summary: "Computes every rollup anew and compares it with what is kept.",
        call: Call::Engine(|engine, request, options| {
            let Empty {} = read(request)?;
            write(engine.verify_rollups(options)?)
        }),
    },
    Operation {
        name: "rejected_rows",
        scope: Scope::Store,
        is_write: false,
        summary: "The rows that the last load could not take.",
        call: Call::Engine(|engine, request, options| {
            let Empty {} = read(request)?;
            write(engine.rejected_rows(options)?)
        }),
    },
    Operation {
        name: "stats",
        scope: Scope::Store,
        is_write: false,
        summary: "The figures of the engine.",
        call: Call::Engine(|engine, request, options| {
            let Empty {} = read(request)?;
            write(engine.stats(options)?)
        }),
    },
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientDashboardRequest {
    client_id: String,
    audience: Audience,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ApplyRequest {
    changes: Vec<Change>,
    source_position: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoadRequest {
    folder: PathBuf,
    #[serde(default)]
    stop_on_bad_row: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FolderRequest {
    folder: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {}

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
        match &find(operation)?.call {
            Call::Engine(call) => call(self, request, options),
            Call::Tenant(_) => Err(Error::invalid(format!(
                "operation `{operation}` reads one tenant's data; call it through `tenant(id)`"
            ))),
        }
    }
}

impl Tenant {
    /// Calls an operation of this tenant by its name, JSON in and out.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub fn call(&self, operation: &str, request: Json, options: &CallOptions) -> Result<Json> {
        match &find(operation)?.call {
            Call::Tenant(call) => call(self, request, options),
            Call::Engine(_) => Err(Error::invalid(format!(
                "operation `{operation}` is not of a tenant; call it on the engine"
            ))),
        }
    }
}

fn find(name: &str) -> Result<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name).ok_or_else(|| {
        let known = OPERATIONS.iter().map(|operation| operation.name);
        let hint = crate::model::catalog::hint(name, known);
        Error::new(ErrorKind::NotFound, format!("there is no operation `{name}`{hint}"))
    })
}

fn read<T: serde::de::DeserializeOwned>(request: Json) -> Result<T> {
    serde_json::from_value(request)
        .map_err(|source| Error::invalid(format!("the request is not as expected: {source}")))
}

fn write<T: serde::Serialize>(answer: T) -> Result<Json> {
    to_value(answer)
        .map_err(|source| Error::internal("an answer has no JSON form").with_source(source))
}
