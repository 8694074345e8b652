//! What follows a PostgreSQL database.

use std::sync::Arc;
use std::time::Duration;

use advisor_engine::{
    CallOptions, Error, ErrorKind, FollowOptions, Following, OnBadRow, PostgresSource,
};
use napi::bindgen_prelude::{Env, FunctionCallContext, JsValue, Object};
use napi::sys::napi_value;

use crate::call::{self, NotMade, Outcome};
use crate::handle::{Handle, nothing};
use crate::options::of_long_call;
use crate::text::Text;
use crate::waiting;

/// The arguments of calls to the engine: the source, whether a bad row ends it, then options.
const SOURCE: usize = 0;
const STOPS: usize = 1;
const OPTIONS: usize = 2;

fn source(context: &FunctionCallContext<'_>) -> Result<PostgresSource, NotMade> {
    call::read(&context.get(SOURCE)?, |value| PostgresSource::read(value))
}

fn on_bad_row(context: &FunctionCallContext<'_>) -> napi::Result<OnBadRow> {
    let stops: bool = context.get(STOPS)?;
    Ok(if stops { OnBadRow::Stop } else { OnBadRow::Reject })
}

pub(crate) fn follow(
    handle: &Handle,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let engine = handle.opened.engine().map_err(|error| error.with_operation("follow"))?.clone();
    let (source, on_bad_row) = (source(context)?, on_bad_row(context)?);
    let (call, flag) = of_long_call(context, OPTIONS)?;
    let ticket = handle.opened.running.enter(flag);
    let handle = handle.clone();
    let environment = Arc::clone(&handle.environment);
    Ok(waiting::start(context.env, &environment, ticket, move || {
        let options = FollowOptions { on_bad_row, call };
        let following = engine.follow(&source, &options)?;
        // Nobody would hold what was told to stop while the server was asked.
        if let Err(stopped) = options.call.check() {
            following.stop();
            return Err(stopped.with_operation("follow"));
        }
        handle.environment.keep(&handle.opened, &following);
        Ok(Outcome::Following(handle, following))
    })?)
}

pub(crate) fn drop_replication(
    handle: &Handle,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let named = |error: Error| error.with_operation("drop_replication");
    let engine = handle.opened.engine().map_err(named)?.clone();
    let source = source(context)?;
    let (call, flag) = of_long_call(context, 1)?;
    let ticket = handle.opened.running.enter(flag);
    Ok(waiting::start(context.env, &handle.environment, ticket, move || {
        engine.drop_replication(&source, &call).map(|()| Outcome::Done)
    })?)
}

/// The object of a following.
pub(crate) fn object<'env>(
    env: &'env Env,
    handle: &Handle,
    following: &Following,
) -> napi::Result<Object<'env>> {
    let mut object = Object::new(env)?;
    let mut add = |name: &str, function: Function| {
        let following = following.clone();
        handle.add(&mut object, *env, name, move |handle, context| {
            function(handle, &following, context)
        })
    };
    add("status", status)?;
    add("waitFor", wait_for)?;
    add("pause", |_, following, context| {
        following.pause();
        nothing(context)
    })?;
    add("resume", |_, following, context| {
        following.resume();
        nothing(context)
    })?;
    add("stop", stop)?;
    add("verify", verify)?;
    Ok(object)
}

type Function = fn(&Handle, &Following, &FunctionCallContext<'_>) -> Result<napi_value, NotMade>;

fn status(
    _: &Handle,
    following: &Following,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    Ok(Text::of(&following.status())?.into_string(context.env)?.raw())
}

/// Arguments: position, then options.
fn wait_for(
    handle: &Handle,
    following: &Following,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let position: String = context.get(0)?;
    let (call, flag) = of_long_call(context, 1)?;
    // Most positions are reached when they are asked for.
    match following.wait_for(&position, &CallOptions::default().with_timeout(Duration::ZERO)) {
        Ok(()) => return nothing(context),
        Err(error) if error.kind() == ErrorKind::Timeout => {}
        Err(error) => return Err(error.into()),
    }
    let ticket = handle.opened.running.enter(flag);
    let following = following.clone();
    Ok(waiting::start(context.env, &handle.environment, ticket, move || {
        following.wait_for(&position, &call).map(|()| Outcome::Done)
    })?)
}

fn stop(
    handle: &Handle,
    following: &Following,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let ticket = handle.opened.running.enter(advisor_engine::CancelFlag::new());
    let following = following.clone();
    Ok(waiting::start(context.env, &handle.environment, ticket, move || {
        following.stop();
        Ok(Outcome::Done)
    })?)
}

/// Arguments: whether to heal, then options.
fn verify(
    handle: &Handle,
    following: &Following,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let is_healing: bool = context.get(0)?;
    let (call, flag) = of_long_call(context, 1)?;
    let ticket = handle.opened.running.enter(flag);
    let following = following.clone();
    Ok(waiting::start(context.env, &handle.environment, ticket, move || {
        Text::of(&following.verify(is_healing, &call)?).map(Outcome::Text)
    })?)
}
