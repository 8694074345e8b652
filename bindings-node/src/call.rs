//! The one gate: every call of the engine passes here, on this thread or on one of libuv's pool.

use std::sync::Arc;

use advisor_engine::{CallOptions, Error, Following, OPERATIONS, Operation, PreparedCall, Target};
use napi::ScopedTask;
use napi::bindgen_prelude::{
    AsyncTask, BufferSlice, Env, JsValue, Null, Object, ToNapiValue, Unknown,
};
use napi::sys::napi_value;

use crate::environment::{Environment, Opened};
use crate::error::{ErrorClass, guard};
use crate::following;
use crate::from_js::FromJs;
use crate::handle::{self, Handle};
use crate::running::Ticket;
use crate::text::Text;
use crate::value::{Kind, Refused, Value};

/// Why a call was not made: the engine says so, or JavaScript threw while its values were read.
pub(crate) enum NotMade {
    Engine(Error),
    Node(napi::Error),
}

impl From<Error> for NotMade {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<napi::Error> for NotMade {
    fn from(error: napi::Error) -> Self {
        Self::Node(error)
    }
}

impl From<Refused> for NotMade {
    fn from(_: Refused) -> Self {
        Self::Node(pending())
    }
}

impl NotMade {
    pub(crate) fn with_operation(self, operation: &'static str) -> Self {
        match self {
            Self::Engine(error) => Self::Engine(error.with_operation(operation)),
            Self::Node(error) => Self::Node(error),
        }
    }

    pub(crate) fn thrown(self, env: Env, errors: &ErrorClass) -> napi::Error {
        match self {
            Self::Engine(error) => errors.thrown(env, &error),
            Self::Node(error) => error,
        }
    }
}

/// An exception of JavaScript's own, such as a getter's, is on its way already.
fn pending() -> napi::Error {
    napi::Error::new(napi::Status::PendingException, "an exception is pending")
}

/// Finds an operation by its place in the registry.
pub(crate) fn operation(index: u32) -> Result<&'static Operation, NotMade> {
    let found = usize::try_from(index).ok().and_then(|index| OPERATIONS.get(index));
    found.ok_or_else(|| {
        // The JavaScript part looked the place up by name.
        Error::new(advisor_engine::ErrorKind::Internal, format!("there is no operation {index}"))
            .into()
    })
}

/// Reads a value out of JavaScript; an exception that a getter threw meanwhile is the caller's own.
pub(crate) fn read<T>(
    value: &Unknown<'_>,
    read: impl FnOnce(FromJs<'_>) -> Result<T, Error>,
) -> Result<T, NotMade> {
    let value = Value::new(value);
    guard(|| read(FromJs::new(value))).map_err(|error| {
        if value.is_exception_pending() { NotMade::Node(pending()) } else { error.into() }
    })
}

/// Reads a request; none is one in which everything is left out.
pub(crate) fn prepare(
    operation: &Operation,
    request: &Unknown<'_>,
) -> Result<PreparedCall, NotMade> {
    if Value::new(request).kind()? == Kind::Undefined {
        let nothing = serde_json::Value::Object(serde_json::Map::new());
        return Ok(operation.prepare(nothing)?);
    }
    read(request, |request| operation.prepare(request))
}

/// Prepares a request that comes as JSON; none where it cannot be read.
pub(crate) fn prepare_text(
    operation: &Operation,
    request: &Unknown<'_>,
) -> Result<Option<PreparedCall>, NotMade> {
    Ok(Value::new(request).with_text(|text| guard(|| operation.prepare_json(text)).ok())?)
}

/// As `run`, with an error that names the operation.
pub(crate) fn run_named(
    operation: &Operation,
    call: PreparedCall,
    target: Target<'_>,
    options: &CallOptions,
) -> Result<Text, NotMade> {
    Ok(run(call, target, options).map_err(|error| error.with_operation(operation.name))?)
}

/// Runs a prepared call and writes its answer.
pub(crate) fn run(
    call: PreparedCall,
    target: Target<'_>,
    options: &CallOptions,
) -> Result<Text, Error> {
    guard(|| Text::of_reply(&call.run(target, options)?))
}

/// What work on another thread came to.
pub(crate) enum Outcome {
    Text(Text),
    Opened(Arc<Opened>),
    /// None after the last of them.
    Block(Option<Vec<u8>>),
    Following(Handle, Following),
    Done,
}

impl Outcome {
    /// What a promise is resolved with.
    fn value<'env>(
        self,
        env: &'env Env,
        environment: &Arc<Environment>,
    ) -> napi::Result<Unknown<'env>> {
        match self {
            Self::Text(text) => Ok(text.into_string(env)?.to_unknown()),
            Self::Opened(opened) => {
                let object: Object<'_> = handle::of_engine(env, environment, &opened)?;
                Ok(object.to_unknown())
            }
            Self::Block(Some(bytes)) => Ok(BufferSlice::from_data(env, bytes)?.into_unknown(env)?),
            Self::Block(None) => Null.into_unknown(env),
            Self::Following(handle, following) => {
                Ok(following::object(env, &handle, &following)?.to_unknown())
            }
            Self::Done => ().into_unknown(env),
        }
    }
}

/// Settles a promise: what it is resolved with, or the error that it is rejected with.
pub(crate) fn settle<'env>(
    outcome: Result<Outcome, Error>,
    env: &'env Env,
    environment: &Arc<Environment>,
) -> napi::Result<Unknown<'env>> {
    match outcome {
        Ok(outcome) => outcome.value(env, environment),
        Err(error) => Err(environment.errors.thrown(*env, &error)),
    }
}

type Work = Box<dyn FnOnce() -> Result<Outcome, Error> + Send>;

/// Work on a thread of libuv's pool, and the way back.
pub(crate) struct Job {
    work: Option<Work>,
    environment: Arc<Environment>,
}

impl Job {
    /// Starts work; the ticket is given back when it has ended, whether or not JavaScript has heard of it.
    pub(crate) fn start(
        env: &Env,
        environment: &Arc<Environment>,
        ticket: Option<Ticket>,
        work: impl FnOnce() -> Result<Outcome, Error> + Send + 'static,
    ) -> napi::Result<napi_value> {
        let work: Work = Box::new(move || {
            let outcome = guard(work);
            drop(ticket);
            outcome
        });
        let job = Self { work: Some(work), environment: Arc::clone(environment) };
        Ok(AsyncTask::new(job).into_unknown(env)?.raw())
    }
}

impl<'task> ScopedTask<'task> for Job {
    // An error of the engine is an outcome here: Node-API's error type would keep its message alone.
    type Output = Result<Outcome, Error>;
    type JsValue = Unknown<'task>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        let work = self.work.take().expect("libuv runs a piece of work once");
        Ok(work())
    }

    fn resolve(&mut self, env: &'task Env, outcome: Self::Output) -> napi::Result<Self::JsValue> {
        settle(outcome, env, &self.environment)
    }
}
