//! Errors of the engine as JavaScript errors, the same on every path.

use std::error::Error as _;
use std::panic::AssertUnwindSafe;

use advisor_engine::{Error, ErrorKind};
use napi::bindgen_prelude::{Env, FnArgs, FunctionRef, Unknown};

/// Code, message, operation, context as keys and values in turn, and the text of the error underneath.
type Arguments = FnArgs<(&'static str, String, Option<&'static str>, Vec<String>, Option<String>)>;

/// The class `EngineError` of the JavaScript part.
///
/// Node-API's own errors would carry a code on the synchronous path alone and neither operation nor context.
pub(crate) struct ErrorClass(Constructor);

/// The constructor as JavaScript hands it over.
pub(crate) type Constructor = FunctionRef<Arguments, Unknown<'static>>;

impl ErrorClass {
    pub(crate) fn new(constructor: Constructor) -> Self {
        Self(constructor)
    }

    /// Makes what a call throws, or a promise is rejected with.
    pub(crate) fn thrown(&self, env: Env, error: &Error) -> napi::Error {
        match self.instance(&env, error) {
            Ok(instance) => napi::Error::from_unknown_without_coercion(instance),
            Err(refused) => refused,
        }
    }

    fn instance<'env>(&self, env: &'env Env, error: &Error) -> napi::Result<Unknown<'env>> {
        let context = error
            .context()
            .iter()
            .flat_map(|(key, value)| [(*key).to_owned(), value.clone()])
            .collect();
        let source = error.source().map(|source| {
            let mut text = source.to_string();
            let mut next = source.source();
            while let Some(source) = next {
                text.push_str(": ");
                text.push_str(&source.to_string());
                next = source.source();
            }
            text
        });
        self.0.borrow_back(env)?.new_instance(FnArgs::from((
            error.code(),
            error.message().to_owned(),
            error.operation(),
            context,
            source,
        )))
    }
}

/// Runs work of the engine; a panic becomes `Internal`, since nothing may unwind into Node.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    // What a panic leaves behind is dropped with the work: snapshots are immutable.
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Error::new(
            ErrorKind::Internal,
            format!(
                "a bug of the engine stopped the call: {}",
                text.unwrap_or_else(|| "no message".to_owned())
            ),
        ))
    })
}
