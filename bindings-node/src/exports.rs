//! What the library exports to the JavaScript part of the package.

use std::sync::Arc;

use advisor_engine::{CancelFlag, Config, Engine, Error, LoadOptions, OPERATIONS, OnBadRow, Scope};
use napi::bindgen_prelude::{
    Env, FunctionCallContext, JsObjectValue, JsValue, Object, ToNapiValue,
};
use napi::sys::napi_value;
use napi_derive::napi;

use crate::call::{self, Job, NotMade, Outcome};
use crate::environment::Environment;
use crate::error::{Constructor, ErrorClass, guard};
use crate::handle::{self, function_of};
use crate::options::{given, of_long_call};

/// One operation of the registry, at its place.
#[napi(object)]
pub struct OperationEntry {
    /// Its name in Rust and Python.
    pub name: String,
    /// `tenant`, `marketplace` or `store`.
    pub scope: String,
    /// Whether it changes the store.
    pub is_write: bool,
    /// Whether it runs on another thread.
    pub is_long: bool,
}

/// All operations, in the order by which calls name them.
#[napi]
#[must_use]
pub fn operations() -> Vec<OperationEntry> {
    OPERATIONS
        .iter()
        .map(|operation| OperationEntry {
            name: operation.name.to_owned(),
            scope: match operation.scope {
                Scope::Tenant => "tenant",
                Scope::Marketplace => "marketplace",
                // The scopes are an open enumeration; a new one fails the test of parity.
                _ => "store",
            }
            .to_owned(),
            is_write: operation.is_write,
            is_long: operation.is_long,
        })
        .collect()
}

/// Connects the JavaScript part: takes its error class and gives the functions that open engines.
///
/// # Errors
/// When the environment is being taken apart.
#[napi]
pub fn connect(env: &Env, errors: Constructor) -> napi::Result<Object<'_>> {
    let environment = Arc::new(Environment::new(ErrorClass::new(errors)));
    let leaving = Arc::clone(&environment);
    env.add_env_cleanup_hook((), move |()| leaving.leave())?;
    let mut object = Object::new(env)?;
    let mut add = |name: &str, function: Open| {
        let environment = Arc::clone(&environment);
        let errors = Arc::clone(&environment.errors);
        let function =
            function_of(env, name, errors, move |context| function(&environment, context))?;
        object.set_named_property(name, function)
    };
    add("open", open)?;
    add("openSync", open_sync)?;
    add("openFollower", open_follower)?;
    add("openFollowerSync", open_follower_sync)?;
    add("inMemory", in_memory)?;
    add("inMemorySync", in_memory_sync)?;
    add("rebuild", rebuild)?;
    add("leave", leave)?;
    if std::env::var_os("ADVISOR_ENGINE_TEST_HOOKS").is_some_and(|value| value == "1") {
        add("panicForTest", |_, context| {
            advisor_engine::testing::panic_in_next_call();
            Ok(().into_unknown(context.env)?.raw())
        })?;
    }
    Ok(object)
}

type Open = fn(&Arc<Environment>, &FunctionCallContext<'_>) -> Result<napi_value, NotMade>;

fn configuration(context: &FunctionCallContext<'_>, index: usize) -> Result<Config, NotMade> {
    match given(context, index)? {
        Some(configuration) => call::read(&configuration, |value| Config::read(value)),
        None => Ok(Config::default()),
    }
}

/// Opens on another thread.
fn start_opening(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
    flag: CancelFlag,
    open: impl FnOnce() -> Result<Engine, Error> + Send + 'static,
) -> Result<napi_value, NotMade> {
    let ticket = environment.openings.enter(flag);
    let home = Arc::clone(environment);
    Ok(Job::start(context.env, environment, Some(ticket), move || {
        Ok(Outcome::Opened(home.add(open()?)))
    })?)
}

/// Opens on this thread, which waits.
fn open_here(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
    open: impl FnOnce() -> Result<Engine, Error>,
) -> Result<napi_value, NotMade> {
    let opened = environment.add(guard(open)?);
    Ok(handle::of_engine(context.env, environment, &opened)?.raw())
}

/// Arguments: path, configuration or undefined.
fn open(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let (path, config): (String, _) = (context.get(0)?, configuration(context, 1)?);
    start_opening(environment, context, CancelFlag::new(), || Engine::open(path, config))
}

fn open_sync(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let (path, config): (String, _) = (context.get(0)?, configuration(context, 1)?);
    open_here(environment, context, || Engine::open(path, config))
}

/// Arguments: path, configuration or undefined.
fn open_follower(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let (path, config): (String, _) = (context.get(0)?, configuration(context, 1)?);
    start_opening(environment, context, CancelFlag::new(), || Engine::open_follower(path, config))
}

fn open_follower_sync(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let (path, config): (String, _) = (context.get(0)?, configuration(context, 1)?);
    open_here(environment, context, || Engine::open_follower(path, config))
}

/// Arguments: configuration or undefined.
fn in_memory(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let config = configuration(context, 0)?;
    start_opening(environment, context, CancelFlag::new(), || Engine::in_memory(config))
}

fn in_memory_sync(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let config = configuration(context, 0)?;
    open_here(environment, context, || Engine::in_memory(config))
}

/// Arguments: path, configuration or undefined, snapshot folder, whether a bad row ends it, then options.
fn rebuild(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let (path, config): (String, _) = (context.get(0)?, configuration(context, 1)?);
    let (folder, stops): (String, bool) = (context.get(2)?, context.get(3)?);
    let (call, flag) = of_long_call(context, 4)?;
    let on_bad_row = if stops { OnBadRow::Stop } else { OnBadRow::Reject };
    start_opening(environment, context, flag, move || {
        Engine::rebuild(path, config, folder, &LoadOptions { on_bad_row, call })
    })
}

fn leave(
    environment: &Arc<Environment>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    environment.leave();
    Ok(().into_unknown(context.env)?.raw())
}
