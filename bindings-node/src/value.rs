//! JavaScript values as Node-API gives them: the one place that calls it directly.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::ptr;

use napi::bindgen_prelude::{JsValue, Unknown};
use napi::sys;

/// A JavaScript value of the call that is running.
#[derive(Clone, Copy)]
pub(crate) struct Value<'call> {
    env: sys::napi_env,
    raw: sys::napi_value,
    call: PhantomData<&'call ()>,
}

/// What `typeof` says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Undefined,
    Null,
    Boolean,
    Number,
    String,
    Symbol,
    Object,
    Function,
    BigInt,
}

/// Node-API refused; where JavaScript threw, the exception is pending and goes on to the caller.
#[derive(Debug)]
pub(crate) struct Refused;

type Result<T> = std::result::Result<T, Refused>;

fn check(status: sys::napi_status) -> Result<()> {
    if status == sys::Status::napi_ok { Ok(()) } else { Err(Refused) }
}

/// Handles made while this lives are let go with it, so that a million elements do not keep a million handles.
pub(crate) struct HandleScope {
    env: sys::napi_env,
    scope: sys::napi_handle_scope,
}

impl Drop for HandleScope {
    fn drop(&mut self) {
        // SAFETY: the scope was opened on this environment, and scopes are closed in reverse order since they are
        // locals of nested calls. The status can only tell of a scope that is not open.
        unsafe { sys::napi_close_handle_scope(self.env, self.scope) };
    }
}

/// The numbers of a typed array.
pub(crate) enum Floats<'call> {
    Single(&'call [f32]),
    Double(&'call [f64]),
}

/// Why a typed array cannot be read.
pub(crate) enum NoFloats {
    Refused,
    /// Its buffer was transferred away.
    Detached,
    /// Another thread may write to it meanwhile.
    Shared,
    /// It holds something else than floats.
    OtherKind,
}

impl From<Refused> for NoFloats {
    fn from(_: Refused) -> Self {
        Self::Refused
    }
}

// Names, ids and requests are short: one call reads them, where asking for the length first takes two.
const SHORT_TEXT: usize = 256;
/// A character of UTF-8 takes up to four bytes, and Node-API writes whole ones and a zero.
const SURELY_WHOLE: usize = SHORT_TEXT - 5;

impl<'call> Value<'call> {
    pub(crate) fn new(value: &Unknown<'call>) -> Self {
        let value = value.value();
        Self { env: value.env, raw: value.value, call: PhantomData }
    }

    fn at(self, raw: sys::napi_value) -> Self {
        Self { raw, ..self }
    }

    pub(crate) fn kind(self) -> Result<Kind> {
        let mut kind = 0;
        // SAFETY: here and below, `env` and `raw` are of the call that is running (`new` takes them from a value of
        // it, and its lifetime ends with it), this is its thread, and out-pointers point to locals.
        check(unsafe { sys::napi_typeof(self.env, self.raw, &raw mut kind) })?;
        Ok(match kind {
            sys::ValueType::napi_undefined => Kind::Undefined,
            sys::ValueType::napi_null => Kind::Null,
            sys::ValueType::napi_boolean => Kind::Boolean,
            sys::ValueType::napi_number => Kind::Number,
            sys::ValueType::napi_string => Kind::String,
            sys::ValueType::napi_symbol => Kind::Symbol,
            sys::ValueType::napi_function => Kind::Function,
            sys::ValueType::napi_bigint => Kind::BigInt,
            // An external is an object to JavaScript.
            _ => Kind::Object,
        })
    }

    /// Tells whether JavaScript threw while its values were read.
    pub(crate) fn is_exception_pending(self) -> bool {
        let mut is_pending = false;
        // SAFETY: see `kind`.
        let status = unsafe { sys::napi_is_exception_pending(self.env, &raw mut is_pending) };
        status == sys::Status::napi_ok && is_pending
    }

    pub(crate) fn boolean(self) -> Result<bool> {
        let mut value = false;
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_get_value_bool(self.env, self.raw, &raw mut value) })?;
        Ok(value)
    }

    pub(crate) fn number(self) -> Result<f64> {
        let mut value = 0.0;
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_get_value_double(self.env, self.raw, &raw mut value) })?;
        Ok(value)
    }

    /// The integer of a `BigInt`, where it fits.
    pub(crate) fn signed(self) -> Result<Option<i64>> {
        let (mut value, mut is_whole) = (0, false);
        // SAFETY: see `kind`.
        check(unsafe {
            sys::napi_get_value_bigint_int64(self.env, self.raw, &raw mut value, &raw mut is_whole)
        })?;
        Ok(is_whole.then_some(value))
    }

    /// The integer of a `BigInt` that is not negative, where it fits.
    pub(crate) fn unsigned(self) -> Result<Option<u64>> {
        let (mut value, mut is_whole) = (0, false);
        // SAFETY: see `kind`.
        check(unsafe {
            sys::napi_get_value_bigint_uint64(self.env, self.raw, &raw mut value, &raw mut is_whole)
        })?;
        Ok(is_whole.then_some(value))
    }

    /// Reads a text and hands it on; a lone surrogate becomes U+FFFD, as everywhere where text is written as UTF-8.
    pub(crate) fn with_text<T>(self, take: impl FnOnce(&str) -> T) -> Result<T> {
        let mut short = [0_u8; SHORT_TEXT];
        let length = self.copy_text(&mut short)?;
        if length <= SURELY_WHOLE {
            return Ok(take(std::str::from_utf8(&short[..length]).map_err(|_| Refused)?));
        }
        let mut length = 0;
        // SAFETY: see `kind`; without a buffer only the length is written.
        check(unsafe {
            sys::napi_get_value_string_utf8(self.env, self.raw, ptr::null_mut(), 0, &raw mut length)
        })?;
        let mut long = vec![0; length + 1];
        let length = self.copy_text(&mut long)?;
        Ok(take(std::str::from_utf8(&long[..length]).map_err(|_| Refused)?))
    }

    fn copy_text(self, buffer: &mut [u8]) -> Result<usize> {
        let mut length = 0;
        // SAFETY: see `kind`; at most `buffer.len()` bytes are written.
        check(unsafe {
            sys::napi_get_value_string_utf8(
                self.env,
                self.raw,
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                &raw mut length,
            )
        })?;
        Ok(length)
    }

    pub(crate) fn is_array(self) -> Result<bool> {
        let mut is_array = false;
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_is_array(self.env, self.raw, &raw mut is_array) })?;
        Ok(is_array)
    }

    pub(crate) fn is_date(self) -> Result<bool> {
        let mut is_date = false;
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_is_date(self.env, self.raw, &raw mut is_date) })?;
        Ok(is_date)
    }

    /// The milliseconds of a `Date`; NaN for an invalid one.
    pub(crate) fn date_ms(self) -> Result<f64> {
        let mut milliseconds = 0.0;
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_get_date_value(self.env, self.raw, &raw mut milliseconds) })?;
        Ok(milliseconds)
    }

    /// Tells whether the value is a view of a buffer or a buffer.
    pub(crate) fn is_binary(self) -> Result<bool> {
        let (mut is_typed_array, mut is_view, mut is_buffer) = (false, false, false);
        // SAFETY: see `kind`.
        unsafe {
            check(sys::napi_is_typedarray(self.env, self.raw, &raw mut is_typed_array))?;
            if !is_typed_array {
                check(sys::napi_is_dataview(self.env, self.raw, &raw mut is_view))?;
                check(sys::napi_is_arraybuffer(self.env, self.raw, &raw mut is_buffer))?;
            }
        }
        Ok(is_typed_array || is_view || is_buffer)
    }

    /// The numbers of a `Float32Array` or `Float64Array`, in place.
    ///
    /// They may be read until JavaScript runs again, which could transfer or resize the buffer.
    pub(crate) fn floats(self) -> std::result::Result<Floats<'call>, NoFloats> {
        let mut is_typed_array = false;
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_is_typedarray(self.env, self.raw, &raw mut is_typed_array) })?;
        if !is_typed_array {
            return Err(NoFloats::OtherKind);
        }
        let (mut kind, mut length, mut data, mut buffer, mut offset) =
            (0, 0, ptr::null_mut(), ptr::null_mut(), 0);
        // SAFETY: see `kind`.
        check(unsafe {
            sys::napi_get_typedarray_info(
                self.env,
                self.raw,
                &raw mut kind,
                &raw mut length,
                &raw mut data,
                &raw mut buffer,
                &raw mut offset,
            )
        })?;
        let is_single = kind == sys::TypedarrayType::float32_array;
        if !is_single && kind != sys::TypedarrayType::float64_array {
            return Err(NoFloats::OtherKind);
        }
        let (mut is_own, mut is_detached) = (false, false);
        // SAFETY: see `kind`; `buffer` is a value of this call too.
        unsafe {
            check(sys::napi_is_arraybuffer(self.env, buffer, &raw mut is_own))?;
            if is_own {
                check(sys::napi_is_detached_arraybuffer(self.env, buffer, &raw mut is_detached))?;
            }
        }
        if !is_own {
            return Err(NoFloats::Shared);
        }
        if is_detached {
            return Err(NoFloats::Detached);
        }
        if length == 0 {
            return Ok(Floats::Single(&[]));
        }
        // SAFETY: Node-API gives the address of `length` elements of the kind, aligned since a view starts at a
        // multiple of its element's size. The buffer is neither detached nor shared with another thread, so nothing
        // writes or frees it before JavaScript runs again; the caller reads it before that.
        Ok(unsafe {
            if is_single {
                Floats::Single(std::slice::from_raw_parts(data.cast::<f32>(), length))
            } else {
                Floats::Double(std::slice::from_raw_parts(data.cast::<f64>(), length))
            }
        })
    }

    /// The bytes of a `Buffer`, to be written while no JavaScript runs.
    pub(crate) fn bytes(self) -> Result<&'call mut [u8]> {
        let (mut start, mut length) = (ptr::null_mut(), 0);
        // SAFETY: see `kind`.
        check(unsafe {
            sys::napi_get_buffer_info(self.env, self.raw, &raw mut start, &raw mut length)
        })?;
        if start.is_null() {
            return Ok(&mut []);
        }
        // SAFETY: Node-API gives the buffer's own memory, which lives while the call holds the value. It is not shared
        // memory (`Buffer.allocUnsafeSlow` makes none) and only this thread, which runs no JavaScript meanwhile, reads or
        // writes it; the one caller asks for it once in a call.
        Ok(unsafe { std::slice::from_raw_parts_mut(start.cast::<u8>(), length) })
    }

    pub(crate) fn array_length(self) -> Result<u32> {
        let mut length = 0;
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_get_array_length(self.env, self.raw, &raw mut length) })?;
        Ok(length)
    }

    pub(crate) fn element(self, index: u32) -> Result<Self> {
        let mut value = ptr::null_mut();
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_get_element(self.env, self.raw, index, &raw mut value) })?;
        Ok(self.at(value))
    }

    /// The names of its own enumerable properties, as an array.
    pub(crate) fn own_names(self) -> Result<Self> {
        let mut names = ptr::null_mut();
        // SAFETY: see `kind`.
        check(unsafe {
            sys::napi_get_all_property_names(
                self.env,
                self.raw,
                sys::KeyCollectionMode::own_only,
                sys::KeyFilter::enumerable | sys::KeyFilter::skip_symbols,
                sys::KeyConversion::numbers_to_strings,
                &raw mut names,
            )
        })?;
        Ok(self.at(names))
    }

    pub(crate) fn property(self, name: Self) -> Result<Self> {
        let mut value = ptr::null_mut();
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_get_property(self.env, self.raw, name.raw, &raw mut value) })?;
        Ok(self.at(value))
    }

    pub(crate) fn named_property(self, name: &CStr) -> Result<Self> {
        let mut value = ptr::null_mut();
        // SAFETY: see `kind`; the name ends with a zero.
        check(unsafe {
            sys::napi_get_named_property(self.env, self.raw, name.as_ptr(), &raw mut value)
        })?;
        Ok(self.at(value))
    }

    pub(crate) fn prototype(self) -> Result<Self> {
        let mut value = ptr::null_mut();
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_get_prototype(self.env, self.raw, &raw mut value) })?;
        Ok(self.at(value))
    }

    /// Calls a function on this value without arguments.
    pub(crate) fn call(self, function: Self) -> Result<Self> {
        let mut value = ptr::null_mut();
        // SAFETY: see `kind`.
        check(unsafe {
            sys::napi_call_function(
                self.env,
                self.raw,
                function.raw,
                0,
                ptr::null(),
                &raw mut value,
            )
        })?;
        Ok(self.at(value))
    }

    pub(crate) fn scope(self) -> Result<HandleScope> {
        let mut scope = ptr::null_mut();
        // SAFETY: see `kind`.
        check(unsafe { sys::napi_open_handle_scope(self.env, &raw mut scope) })?;
        Ok(HandleScope { env: self.env, scope })
    }
}
