//! A call in three steps, so that a binding can leave its interpreter for the middle one: read, run, write.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use super::Operation;
use crate::cache::{Cached, ValueOptions};
use crate::config::Config;
use crate::engine::{Engine, Pinned, Tenant};
use crate::error::{Error, Result};
use crate::matching::MatchBatch;
use crate::options::CallOptions;

/// What an operation is called on.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// The newest revision of the whole store.
    Engine(&'a Engine),
    /// One revision of the marketplace.
    Pinned(&'a Pinned),
    /// One tenant.
    Tenant(&'a Tenant),
}

/// An answer that any serializer can write.
pub struct Reply(Box<dyn Answered>);

/// What a reply holds.
trait Answered: erased_serde::Serialize + Send {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<()>;
}

/// An answer that was made for this call alone.
struct Made<T>(T);

impl<T: Serialize> Serialize for Made<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Serialize + Send> Answered for Made<T> {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<()> {
        serde_json::to_writer(out, &self.0)
            .map_err(|source| Error::internal("an answer has no JSON form").with_source(source))
    }
}

impl<T: Serialize + Send + Sync> Answered for Cached<T> {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<()> {
        Cached::write_json(self, out)
    }
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Reply").finish_non_exhaustive()
    }
}

impl Serialize for Reply {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        erased_serde::serialize(&*self.0, serializer)
    }
}

impl Reply {
    /// Appends the answer's JSON. *Cost*: where the answer was kept, a copy of its bytes.
    ///
    /// # Errors
    /// `Internal` for an answer without a JSON form, of which there is none.
    pub fn write_json(&self, out: &mut Vec<u8>) -> Result<()> {
        self.0.write_json(out)
    }
}

type Run = Box<dyn FnOnce(Target<'_>, &CallOptions) -> Result<Reply> + Send>;

pub(crate) type Prepare = fn(Request<'_, '_>) -> Result<PreparedCall>;

/// A request before it is read.
pub(crate) enum Request<'a, 'de> {
    /// In any format, by way of calls that are looked up at run time.
    Any(&'a mut dyn erased_serde::Deserializer<'de>),
    /// JSON, which each type of request has a reader of its own for.
    Json(&'de str),
}

/// A request that was read and owns all that it needs, ready to run on any thread.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, Operation, Target};
/// # let engine = Engine::in_memory(Default::default())?;
/// let call = Operation::find("stats")?.prepare(serde_json::json!({}))?;
/// let reply = call.run(Target::Engine(&engine), &CallOptions::default())?;
/// assert!(serde_json::to_string(&reply).is_ok_and(|json| json.starts_with(r#"{"revision":0"#)));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
pub struct PreparedCall(Run);

impl std::fmt::Debug for PreparedCall {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PreparedCall").finish_non_exhaustive()
    }
}

impl PreparedCall {
    pub(super) fn new(
        run: impl FnOnce(Target<'_>, &CallOptions) -> Result<Reply> + Send + 'static,
    ) -> Self {
        Self(Box::new(run))
    }

    /// Runs the call.
    ///
    /// # Errors
    /// `InvalidArgument` for a target of another scope, and whatever the operation says.
    pub fn run(self, target: Target<'_>, options: &CallOptions) -> Result<Reply> {
        // Looked at first: a swap would have every call of every thread write to one place.
        if PANICS_NEXT.load(Ordering::Relaxed) && PANICS_NEXT.swap(false, Ordering::Relaxed) {
            panic_for_a_test();
        }
        (self.0)(target, options)
    }
}

#[expect(clippy::panic, reason = "the test of a binding asked for it")]
fn panic_for_a_test() {
    panic!("a test asked for it");
}

static PANICS_NEXT: AtomicBool = AtomicBool::new(false);

/// Has the next prepared call of the process panic, outside of the engine's own guard.
///
/// Only for tests of bindings, which must let no panic out of a call.
pub fn panic_in_next_call() {
    PANICS_NEXT.store(true, Ordering::Relaxed);
}

impl Config {
    /// Reads a configuration out of any format.
    ///
    /// # Errors
    /// `InvalidArgument` for one of another shape, with the field; values are checked when an engine is opened.
    pub fn read<'de>(configuration: impl serde::Deserializer<'de>) -> Result<Self> {
        read(&mut <dyn erased_serde::Deserializer<'_>>::erase(configuration))
    }
}

impl ValueOptions {
    /// Reads how a value is kept out of any format.
    ///
    /// # Errors
    /// `InvalidArgument` for one of another shape, with the field; times are checked when it is used.
    pub fn read<'de>(options: impl serde::Deserializer<'de>) -> Result<Self> {
        read(&mut <dyn erased_serde::Deserializer<'_>>::erase(options))
    }
}

impl MatchBatch {
    /// Reads a batch of needs out of any format.
    ///
    /// # Errors
    /// `InvalidArgument` for one of another shape, with the field; values are checked when it is matched.
    pub fn read<'de>(batch: impl serde::Deserializer<'de>) -> Result<Self> {
        read(&mut <dyn erased_serde::Deserializer<'_>>::erase(batch))
    }
}

impl crate::SqlQuery {
    /// Reads a question in SQL out of any format.
    ///
    /// # Errors
    /// `InvalidArgument` for one of another shape, with the field; the statement is checked when it is run.
    pub fn read<'de>(query: impl serde::Deserializer<'de>) -> Result<Self> {
        read(&mut <dyn erased_serde::Deserializer<'_>>::erase(query))
    }
}

#[cfg(feature = "postgres")]
impl crate::PostgresSource {
    /// Reads how to reach a database out of any format.
    ///
    /// # Errors
    /// `InvalidArgument` for one of another shape, with the field; values are checked when it is used.
    pub fn read<'de>(source: impl serde::Deserializer<'de>) -> Result<Self> {
        read(&mut <dyn erased_serde::Deserializer<'_>>::erase(source))
    }
}

impl Operation {
    /// Reads a request out of any format.
    ///
    /// # Errors
    /// `InvalidArgument` for a request of another shape, with the field.
    pub fn prepare<'de>(&self, request: impl serde::Deserializer<'de>) -> Result<PreparedCall> {
        (self.prepare)(Request::Any(&mut <dyn erased_serde::Deserializer<'_>>::erase(request)))
            .map_err(|error| error.with_operation(self.name))
    }

    /// Reads a request out of JSON text. *Cost*: a quarter of what [`Operation::prepare`] takes for the same text.
    ///
    /// # Errors
    /// As [`Operation::prepare`].
    ///
    /// ```
    /// let operation = advisor_engine::Operation::find("client_dashboard")?;
    /// assert!(operation.prepare_json(r#"{"clientId": "c", "audience": {"kind": "staff"}}"#).is_ok());
    /// let error = operation.prepare_json(r#"{"clientId": 7}"#).map(|_| ()).unwrap_err();
    /// assert!(error.message().starts_with("field `clientId` is not as expected"));
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn prepare_json(&self, request: &str) -> Result<PreparedCall> {
        (self.prepare)(Request::Json(request)).map_err(|error| error.with_operation(self.name))
    }
}

/// Reads a request; an error names the field that it stumbled over.
pub(super) fn read_request<T: DeserializeOwned>(request: Request<'_, '_>) -> Result<T> {
    let text = match request {
        Request::Any(request) => return read(request),
        Request::Json(text) => text,
    };
    if let Ok(request) = serde_json::from_str(text) {
        return Ok(request);
    }
    // Once more, to learn where.
    let mut json = serde_json::Deserializer::from_str(text);
    let request = read(&mut <dyn erased_serde::Deserializer<'_>>::erase(&mut json))?;
    json.end()
        .map_err(|source| Error::invalid(format!("the request is not as expected: {source}")))?;
    Ok(request)
}

fn read<T: DeserializeOwned>(request: &mut dyn erased_serde::Deserializer<'_>) -> Result<T> {
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(request, &mut track);
    T::deserialize(tracked).map_err(|source| {
        let path = track.path().to_string();
        // The text of what was expected is serde's own: it names the type or the fields that are known.
        if path == "." {
            Error::invalid(format!("the request is not as expected: {source}"))
        } else {
            Error::invalid(format!("field `{path}` is not as expected: {source}"))
        }
    })
}

pub(super) fn made<T: Serialize + Send + 'static>(answer: T) -> Reply {
    Reply(Box::new(Made(answer)))
}

pub(super) fn kept<T: Serialize + Send + Sync + 'static>(answer: Cached<T>) -> Reply {
    Reply(Box::new(answer))
}

impl<'a> Target<'a> {
    pub(super) fn tenant(self, operation: &str) -> Result<&'a Tenant> {
        match self {
            Self::Tenant(tenant) => Ok(tenant),
            Self::Engine(_) | Self::Pinned(_) => Err(Error::invalid(format!(
                "operation `{operation}` reads one tenant's data; call it through `tenant(id)`"
            ))),
        }
    }

    pub(super) fn engine(self, operation: &str) -> Result<&'a Engine> {
        match self {
            Self::Engine(engine) => Ok(engine),
            Self::Pinned(_) | Self::Tenant(_) => Err(Error::invalid(format!(
                "operation `{operation}` is of the whole store; call it on the engine"
            ))),
        }
    }

    pub(super) fn not_marketplace(operation: &str) -> Error {
        Error::invalid(format!(
            "operation `{operation}` is not of a tenant; call it on the engine or on a pinned revision"
        ))
    }
}
