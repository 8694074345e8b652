//! What JavaScript holds: an engine, or one revision of it, as an object of functions.
//!
//! Functions that know their engine, not methods of a class: a class of Node-API looks its instance up and checks it at
//! every call, which takes longer than a small call itself.

use std::sync::Arc;

use advisor_engine::{
    CallOptions, Engine, Error, ErrorKind, LoadOptions, MatchBatch, OnBadRow, Operation, Pinned,
    SqlQuery, Tenant,
};
use napi::bindgen_prelude::{
    Env, Function, FunctionCallContext, JsObjectValue, JsValue, Object, ToNapiValue, Unknown,
};
use napi::sys::napi_value;
use parking_lot::{Mutex, RwLock};

use crate::batches::{Asked, Batches, SharedBatches};
use crate::call::{self, Job, NotMade, Outcome};
use crate::environment::{Environment, Opened};
use crate::error::ErrorClass;
use crate::following;
use crate::options::{given, of_long_call, of_read};
use crate::source::Given;
use crate::subscription;
use crate::text::Text;
use crate::value::Value;
use crate::values;

/// What calls go to.
#[derive(Clone)]
enum Source {
    Engine,
    Pinned(Arc<RwLock<Option<Pinned>>>),
}

/// What a call goes to, once the tenant is known; owned, so that it can go to another thread.
enum Target {
    Engine(Engine),
    Pinned(Pinned),
    Tenant(Tenant),
}

impl Target {
    fn borrow(&self) -> advisor_engine::Target<'_> {
        match self {
            Self::Engine(engine) => advisor_engine::Target::Engine(engine),
            Self::Pinned(pinned) => advisor_engine::Target::Pinned(pinned),
            Self::Tenant(tenant) => advisor_engine::Target::Tenant(tenant),
        }
    }
}

/// The functions of one handle share this.
#[derive(Clone)]
pub(crate) struct Handle {
    pub(crate) environment: Arc<Environment>,
    pub(crate) opened: Arc<Opened>,
    source: Source,
}

/// The arguments of every call: operation, request, tenant or undefined, then options; of short calls the time limit,
/// whether kept answers are passed over, and how old one may be.
const OPERATION: usize = 0;
const REQUEST: usize = 1;
const TENANT: usize = 2;
const OPTIONS: usize = 3;
/// Of calls that may write their answer into memory of the JavaScript part: where, and how much of it is taken.
const POOL: usize = 6;
const POOL_USED: usize = 7;

impl Handle {
    fn target(&self, tenant: Option<String>) -> Result<Target, Error> {
        let engine = self.opened.engine()?;
        match (&self.source, tenant) {
            (Source::Engine, None) => Ok(Target::Engine(engine.clone())),
            (Source::Engine, Some(id)) => Ok(Target::Tenant(engine.tenant(id))),
            (Source::Pinned(pinned), tenant) => {
                let pinned = pinned.read();
                let pinned = pinned.as_ref().ok_or_else(released)?;
                Ok(match tenant {
                    None => Target::Pinned(pinned.clone()),
                    Some(id) => Target::Tenant(pinned.tenant(id)),
                })
            }
        }
    }

    fn tenant(context: &FunctionCallContext<'_>) -> napi::Result<Option<String>> {
        given(context, TENANT)?.map(|_| context.get(TENANT)).transpose()
    }

    /// Calls on this thread: for what is over in microseconds.
    fn call(&self, context: &FunctionCallContext<'_>) -> Result<Text, NotMade> {
        let (operation, target, options) = self.asked(context)?;
        let prepared = call::prepare(operation, &context.get(REQUEST)?)?;
        call::run_named(operation, prepared, target.borrow(), &options)
    }

    /// As `call`, of a request that comes as JSON; none where it cannot be read: `call` then says why.
    fn call_plain(&self, context: &FunctionCallContext<'_>) -> Result<Option<Text>, NotMade> {
        let (operation, target, options) = self.asked(context)?;
        match call::prepare_text(operation, &context.get(REQUEST)?)? {
            Some(prepared) => {
                call::run_named(operation, prepared, target.borrow(), &options).map(Some)
            }
            None => Ok(None),
        }
    }

    /// What a short call asks, but for its request.
    fn asked(
        &self,
        context: &FunctionCallContext<'_>,
    ) -> Result<(&'static Operation, Target, CallOptions), NotMade> {
        let operation = call::operation(context.get(OPERATION)?)?;
        let target = self.target(Self::tenant(context)?);
        let target = target.map_err(|error| error.with_operation(operation.name))?;
        Ok((operation, target, of_read(context, OPTIONS)?))
    }

    /// As `call_plain`; a small answer is written to where the pool has room, and its length returned.
    fn call_plain_bytes(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let Some(text) = self.call_plain(context)? else { return nothing(context) };
        let pool: Unknown<'_> = context.get(POOL)?;
        let used: u32 = context.get(POOL_USED)?;
        match text.write_to(Value::new(&pool).bytes()?, used) {
            Some(length) => Ok(length.into_unknown(context.env)?.raw()),
            None => Ok(text.into_buffer(context.env)?.raw()),
        }
    }

    /// Calls on a thread of libuv's pool.
    fn start(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let operation = call::operation(context.get(OPERATION)?)?;
        let named = |error: Error| error.with_operation(operation.name);
        let target = self.target(Self::tenant(context)?).map_err(named)?;
        let (options, flag) = of_long_call(context, OPTIONS)?;
        let prepared = call::prepare(operation, &context.get(REQUEST)?)?;
        let ticket = self.opened.running.enter(flag);
        Ok(Job::start(context.env, &self.environment, Some(ticket), move || {
            call::run(prepared, target.borrow(), &options).map(Outcome::Text).map_err(named)
        })?)
    }

    fn path(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let path = self.opened.engine()?.path()?;
        Ok(context.env.create_string(path.to_string_lossy())?.raw())
    }

    fn close(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        self.opened.begin_closing();
        let handle = self.clone();
        Ok(Job::start(context.env, &self.environment, None, move || {
            handle.environment.close(&handle.opened);
            Ok(Outcome::Done)
        })?)
    }

    /// Loads from a source: its kind and what it is of, whether a bad row ends the load, then options.
    fn sync(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let engine = self.opened.engine().map_err(|error| error.with_operation("sync"))?.clone();
        let given = Given::read(context).map_err(|error| error.with_operation("sync"))?;
        let on_bad_row = if context.get(3)? { OnBadRow::Stop } else { OnBadRow::Reject };
        let (call, flag) = of_long_call(context, 4)?;
        let ticket = self.opened.running.enter(flag);
        Ok(Job::start(context.env, &self.environment, Some(ticket), move || {
            let source = given.into_source().map_err(|error| error.with_operation("sync"))?;
            let report = engine.sync(&source, &LoadOptions { on_bad_row, call })?;
            Text::of(&report).map(Outcome::Text)
        })?)
    }

    fn pin(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let pinned = self.opened.engine()?.pin()?;
        let mut object = Object::new(context.env)?;
        object.set_named_property("revision", pinned.revision())?;
        let as_of = serde_json::to_string(pinned.as_of())
            .map_err(|source| Error::new(ErrorKind::Internal, "no JSON").with_source(source))?;
        object.set_named_property("asOf", as_of)?;
        let pinned = Arc::new(RwLock::new(Some(pinned)));
        let handle = Self { source: Source::Pinned(Arc::clone(&pinned)), ..self.clone() };
        handle.add_calls(&mut object, context.env)?;
        handle.add(&mut object, *context.env, "release", move |_, context| {
            // What is dropped may be the last holder of an earlier base, whose files then go.
            drop(pinned.write().take());
            nothing(context)
        })?;
        Ok(object.raw())
    }

    /// Begins a batch of matches: an object whose `next` gives a promise of the next block.
    fn match_batches(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let named = |error: Error| error.with_operation("match_batch");
        let pinned = match self.target(None).map_err(named)? {
            Target::Engine(engine) => engine.pin().map_err(named)?,
            Target::Pinned(pinned) => pinned,
            Target::Tenant(_) => return Err(released().into()),
        };
        let batch = call::read(&context.get(0)?, |value| MatchBatch::read(value))?;
        self.blocks(context, "match_batch", Batches::Begun(pinned, batch))
    }

    /// Begins a question in SQL, of a tenant or of the whole: an object whose `next` gives a promise of the next block.
    fn query_batches(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let tenant = given(context, 1)?.map(|_| context.get(1)).transpose()?;
        let operation = if tenant.is_some() { "query" } else { "query_whole" };
        let asked = match self.target(tenant).map_err(|error| error.with_operation(operation))? {
            Target::Engine(engine) => Asked::Engine(engine),
            Target::Pinned(pinned) => Asked::Pinned(pinned),
            Target::Tenant(tenant) => Asked::Tenant(tenant),
        };
        let query = call::read(&context.get(0)?, |value| SqlQuery::read(value))?;
        self.blocks(context, operation, Batches::Asked(asked, query))
    }

    /// An object whose `next` gives a promise of the next block.
    fn blocks(
        &self,
        context: &FunctionCallContext<'_>,
        operation: &'static str,
        batches: Batches,
    ) -> Result<napi_value, NotMade> {
        let named = move |error: Error| error.with_operation(operation);
        let batches: SharedBatches = Arc::new(Mutex::new(batches));
        let mut object = Object::new(context.env)?;
        let read = Arc::clone(&batches);
        self.add(&mut object, *context.env, "next", move |handle, context| {
            handle.opened.engine().map_err(named)?;
            let (options, flag) = of_long_call(context, 0)?;
            let ticket = handle.opened.running.enter(flag);
            let read = Arc::clone(&read);
            Ok(Job::start(context.env, &handle.environment, Some(ticket), move || {
                read.lock().next(&options).map(Outcome::Block).map_err(named)
            })?)
        })?;
        self.add(&mut object, *context.env, "release", move |_, context| {
            // What is dropped may be the last holder of an earlier base, whose files then go.
            *batches.lock() = Batches::Over;
            nothing(context)
        })?;
        Ok(object.raw())
    }

    /// Subscribes to changes, of a tenant or of all: an object whose `poll` says what has come.
    fn subscribe(&self, context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
        let tables: Vec<String> = context.get(0)?;
        let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
        let tenant = given(context, 1)?.map(|_| context.get(1)).transpose()?;
        let target = self.target(tenant).map_err(|error| error.with_operation("subscribe"))?;
        let subscription = match target {
            Target::Engine(engine) => engine.subscribe_all(&tables)?,
            Target::Tenant(tenant) => tenant.subscribe(&tables)?,
            Target::Pinned(_) => return Err(released().into()),
        };
        let mut object = Object::new(context.env)?;
        object.set_named_property("revision", subscription.revision())?;
        let subscription = Arc::new(subscription);
        let polled = Arc::clone(&subscription);
        self.add(&mut object, *context.env, "poll", move |_, context| {
            subscription::poll(&polled, context)
        })?;
        let heard = Arc::clone(&subscription);
        self.add(&mut object, *context.env, "listen", move |_, context| {
            subscription::listen(&heard, context)?;
            nothing(context)
        })?;
        self.add(&mut object, *context.env, "close", move |_, context| {
            subscription.close();
            nothing(context)
        })?;
        Ok(object.raw())
    }

    /// Adds a function to a handle's object.
    pub(crate) fn add(
        &self,
        object: &mut Object<'_>,
        env: Env,
        name: &str,
        function: impl Fn(&Self, &FunctionCallContext<'_>) -> Result<napi_value, NotMade> + 'static,
    ) -> napi::Result<()> {
        let handle = self.clone();
        let errors = Arc::clone(&self.environment.errors);
        object.set_named_property(
            name,
            function_of(&env, name, errors, move |context| function(&handle, context))?,
        )
    }

    fn add_calls(&self, object: &mut Object<'_>, env: &Env) -> napi::Result<()> {
        self.add(object, *env, "call", |handle, context| {
            Ok(handle.call(context)?.into_string(context.env)?.raw())
        })?;
        self.add(object, *env, "callBytes", |handle, context| {
            Ok(handle.call(context)?.into_buffer(context.env)?.raw())
        })?;
        self.add(object, *env, "callPlain", |handle, context| {
            match handle.call_plain(context)? {
                Some(text) => Ok(text.into_string(context.env)?.raw()),
                None => nothing(context),
            }
        })?;
        self.add(object, *env, "callPlainBytes", Self::call_plain_bytes)?;
        self.add(object, *env, "matchBatches", Self::match_batches)?;
        self.add(object, *env, "queryBatches", Self::query_batches)?;
        self.add(object, *env, "subscribe", Self::subscribe)?;
        self.add(object, *env, "values", values::object)?;
        self.add(object, *env, "start", Self::start)
    }
}

fn released() -> Error {
    Error::new(ErrorKind::Conflict, "the pinned revision was released")
}

pub(crate) fn nothing(context: &FunctionCallContext<'_>) -> Result<napi_value, NotMade> {
    Ok(().into_unknown(context.env)?.raw())
}

/// Makes a JavaScript function whose errors are the engine's.
pub(crate) fn function_of<'env>(
    env: &'env Env,
    name: &str,
    errors: Arc<ErrorClass>,
    function: impl Fn(&FunctionCallContext<'_>) -> Result<napi_value, NotMade> + 'static,
) -> napi::Result<Function<'env, (), napi_value>> {
    env.create_function_from_closure(name, move |context: FunctionCallContext<'_>| {
        function(&context).map_err(|error| error.thrown(*context.env, &errors))
    })
}

/// The object of an engine.
pub(crate) fn of_engine<'env>(
    env: &'env Env,
    environment: &Arc<Environment>,
    opened: &Arc<Opened>,
) -> napi::Result<Object<'env>> {
    let handle = Handle {
        environment: Arc::clone(environment),
        opened: Arc::clone(opened),
        source: Source::Engine,
    };
    let mut object = Object::new(env)?;
    handle.add_calls(&mut object, env)?;
    handle.add(&mut object, *env, "path", Handle::path)?;
    handle.add(&mut object, *env, "pin", Handle::pin)?;
    handle.add(&mut object, *env, "sync", Handle::sync)?;
    handle.add(&mut object, *env, "close", Handle::close)?;
    handle.add(&mut object, *env, "follow", following::follow)?;
    handle.add(&mut object, *env, "dropReplication", following::drop_replication)?;
    handle.add(&mut object, *env, "closeSync", |handle, context| {
        handle.opened.begin_closing();
        handle.environment.close(&handle.opened);
        nothing(context)
    })?;
    Ok(object)
}
