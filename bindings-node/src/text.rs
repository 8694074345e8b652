//! Answers on their way back: JSON as a string or as bytes.

use advisor_engine::{Error, ErrorKind, Reply};
use napi::JsString;
use napi::bindgen_prelude::{BufferSlice, Env};
use serde::Serialize;

/// The JSON of an answer, in UTF-8.
pub(crate) struct Text(Vec<u8>);

/// Most answers fit; a larger one grows its buffer a few times.
const USUAL_BYTES: usize = 4096;

/// Longer ones get memory of their own: making it takes less than copying them, and a pool would be used up.
const POOLED_BYTES: usize = 4096;

impl Text {
    pub(crate) fn of(reply: &impl Serialize) -> Result<Self, Error> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut bytes, reply).map_err(|source| {
            Error::new(ErrorKind::Internal, "an answer has no JSON form").with_source(source)
        })?;
        Ok(Self(bytes))
    }

    /// Of a reply, whose bytes may be there already.
    pub(crate) fn of_reply(reply: &Reply) -> Result<Self, Error> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        reply.write_json(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Of JSON that is there.
    pub(crate) fn of_json(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub(crate) fn into_string(self, env: &Env) -> napi::Result<JsString<'_>> {
        if self.0.is_ascii() {
            // Every ASCII text is Latin-1, which V8 copies as it is, where UTF-8 is decoded first.
            return env.create_string_latin1(&self.0);
        }
        let text = String::from_utf8(self.0)
            .map_err(|error| napi::Error::from_reason(error.to_string()))?;
        env.create_string(&text)
    }

    /// Writes a small text into a pool of which so much is taken; returns its length, or none where it has no room.
    pub(crate) fn write_to(&self, pool: &mut [u8], used: u32) -> Option<u32> {
        let start = usize::try_from(used).ok()?;
        let room = pool.get_mut(start..start.checked_add(self.0.len())?)?;
        if room.len() > POOLED_BYTES {
            return None;
        }
        room.copy_from_slice(&self.0);
        u32::try_from(room.len()).ok()
    }

    pub(crate) fn into_buffer(self, env: &Env) -> napi::Result<BufferSlice<'_>> {
        BufferSlice::copy_from(env, &self.0)
    }
}
