//! Calls that wait for others: each on a thread of its own, since libuv's pool has four for the whole process.

use std::sync::Arc;
use std::thread::Builder;

use advisor_engine::{Error, ErrorKind};
use napi::bindgen_prelude::{Env, JsValue};
use napi::sys::napi_value;

use crate::call::{Outcome, settle};
use crate::environment::Environment;
use crate::error::guard;
use crate::running::Ticket;

type Settle = Box<dyn FnOnce(Env) -> napi::Result<napi_value>>;

/// Starts a call; its promise keeps the process alive.
pub(crate) fn start(
    env: &Env,
    environment: &Arc<Environment>,
    ticket: Ticket,
    wait: impl FnOnce() -> Result<Outcome, Error> + Send + 'static,
) -> napi::Result<napi_value> {
    let (deferred, promise) = env.create_deferred::<napi_value, Settle>()?;
    let promise = promise.raw();
    let (home, settled) = (Arc::clone(environment), deferred.clone());
    let started = Builder::new().name("advisor-engine-wait".to_owned()).spawn(move || {
        let outcome = guard(wait);
        settled.resolve(settling(home, outcome));
        // Not before: whoever takes the environment apart waits for the ticket.
        drop(ticket);
    });
    if let Err(source) = started {
        let message = "no thread could be started for the call";
        let error = Error::new(ErrorKind::ResourceExhausted, message).with_source(source);
        deferred.resolve(settling(Arc::clone(environment), Err(error)));
    }
    Ok(promise)
}

fn settling(environment: Arc<Environment>, outcome: Result<Outcome, Error>) -> Settle {
    Box::new(move |env| Ok(settle(outcome, &env, &environment)?.raw()))
}
