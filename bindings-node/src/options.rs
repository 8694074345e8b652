//! The options of a call, as the JavaScript part hands them over after checking them.

use std::time::Duration;

use advisor_engine::{CallOptions, CancelFlag};
use napi::bindgen_prelude::{ClassInstance, FnArgs, Function, FunctionCallContext, Unknown};
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi_derive::napi;

use crate::value::{Kind, Value};

/// A flag by which an `AbortSignal` stops a call.
#[napi(js_name = "CancelFlag")]
#[derive(Default)]
pub struct Flag(CancelFlag);

#[napi]
impl Flag {
    /// Makes a flag that is not set.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets it.
    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// The listener of the JavaScript part: table, step, rows done.
type Listener<'a> = Function<'a, FnArgs<(String, String, f64)>, Unknown<'static>>;

/// An argument that was given and is not undefined.
pub(crate) fn given<'call>(
    context: &FunctionCallContext<'call>,
    index: usize,
) -> napi::Result<Option<Unknown<'call>>> {
    if index >= context.length() {
        return Ok(None);
    }
    let argument: Unknown<'call> = context.get(index)?;
    let is_undefined = matches!(Value::new(&argument).kind(), Ok(Kind::Undefined));
    Ok((!is_undefined).then_some(argument))
}

fn optional<T: napi::bindgen_prelude::FromNapiValue>(
    context: &FunctionCallContext<'_>,
    index: usize,
) -> napi::Result<Option<T>> {
    given(context, index)?.map(|_| context.get(index)).transpose()
}

/// Reads a time limit in milliseconds.
pub(crate) fn with_timeout(
    context: &FunctionCallContext<'_>,
    index: usize,
) -> napi::Result<CallOptions> {
    let options = CallOptions::default();
    Ok(match optional::<f64>(context, index)? {
        // The JavaScript part refuses negative numbers and NaN; what is too long for a duration is no limit.
        Some(timeout_ms) => match Duration::try_from_secs_f64(timeout_ms / 1000.0) {
            Ok(timeout) => options.with_timeout(timeout),
            Err(_) => options,
        },
        None => options,
    })
}

/// Reads a time limit, whether kept answers are passed over, and how many milliseconds old one may be.
pub(crate) fn of_read(
    context: &FunctionCallContext<'_>,
    index: usize,
) -> napi::Result<CallOptions> {
    let mut options = with_timeout(context, index)?;
    if optional::<bool>(context, index + 1)?.unwrap_or(false) {
        options = options.without_cache();
    }
    if let Some(max_stale_ms) = optional::<f64>(context, index + 2)? {
        // As of a time limit: the JavaScript part has checked it.
        let max_stale = Duration::try_from_secs_f64(max_stale_ms / 1000.0);
        options = options.with_max_stale(max_stale.unwrap_or(Duration::MAX));
    }
    Ok(options)
}

/// Reads a time limit, a cancel flag and a listener, in this order from `index` on; the flag is always there to be set.
pub(crate) fn of_long_call(
    context: &FunctionCallContext<'_>,
    index: usize,
) -> napi::Result<(CallOptions, CancelFlag)> {
    let flag = optional::<ClassInstance<'_, Flag>>(context, index + 1)?
        .map_or_else(CancelFlag::new, |flag| flag.0.clone());
    let mut options = with_timeout(context, index)?.with_cancel(flag.clone());
    if let Some(listener) = optional::<Listener<'_>>(context, index + 2)? {
        let listener = listener
            .build_threadsafe_function::<FnArgs<(String, String, f64)>>()
            // The call keeps the process alive, not the news of it. That a listener throws is the JavaScript part's matter.
            .weak::<true>()
            .callee_handled::<false>()
            .build()?;
        options = options.with_progress(move |progress| {
            let row_count = progress.row_count as f64;
            let told = (progress.table.to_owned(), progress.step.to_owned(), row_count);
            // Where the environment is going, nobody listens any more.
            listener.call(told.into(), ThreadsafeFunctionCallMode::NonBlocking);
        });
    }
    Ok((options, flag))
}
