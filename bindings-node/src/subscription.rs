//! Subscriptions: what has come is polled by JavaScript, which is called when there is something.

use std::sync::Arc;

use advisor_engine::{Error, ErrorKind, Poll, Subscription};
use napi::bindgen_prelude::{Function, FunctionCallContext, JsValue, Null, ToNapiValue, Unknown};
use napi::sys::napi_value;
use napi::threadsafe_function::ThreadsafeFunctionCallMode;

use crate::call::NotMade;

/// The listener of the JavaScript part.
type Listener<'a> = Function<'a, (), Unknown<'static>>;

/// What there is: a summary as JSON, how many milliseconds to wait for one, undefined for nothing yet, null at the end.
pub(crate) fn poll(
    subscription: &Subscription,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    Ok(match subscription.poll() {
        Poll::Summary(summary) => {
            let text = serde_json::to_string(&summary).map_err(|source| {
                Error::new(ErrorKind::Internal, "a summary has no JSON form").with_source(source)
            })?;
            text.into_unknown(context.env)?.raw()
        }
        Poll::After(wait) => (wait.as_secs_f64() * 1000.0).into_unknown(context.env)?.raw(),
        Poll::Empty => ().into_unknown(context.env)?.raw(),
        Poll::End => Null.into_unknown(context.env)?.raw(),
    })
}

/// Calls a function of JavaScript whenever something has come.
pub(crate) fn listen(
    subscription: &Arc<Subscription>,
    context: &FunctionCallContext<'_>,
) -> Result<(), NotMade> {
    let listener: Listener<'_> = context.get(0)?;
    let listener = listener
        .build_threadsafe_function::<()>()
        // Whoever waits for a summary keeps the process alive, not the listening alone.
        .weak::<true>()
        .callee_handled::<false>()
        .build()?;
    subscription.set_listener(move || {
        // Where the environment is going, nobody listens any more.
        listener.call((), ThreadsafeFunctionCallMode::NonBlocking);
    });
    Ok(())
}
