//! The key that cursors are authenticated with.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, ErrorKind, Result};

/// As long as the digest of HMAC-SHA256: a shorter key would be the weakest part.
const LENGTH_MIN: usize = 32;

/// The secret that tells a cursor of this engine from a forged one.
///
/// Stores that answer for one another, such as replicas, share one key; a store without one makes its own.
///
/// ```
/// use advisor_engine::CursorKey;
/// assert!(CursorKey::new(&[7; 32]).is_ok());
/// assert!(CursorKey::new(b"short").is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CursorKey(Arc<[u8]>);

impl CursorKey {
    /// Takes a secret of at least 32 bytes, made by a random generator.
    ///
    /// # Errors
    /// `InvalidArgument` for fewer bytes.
    pub fn new(secret: &[u8]) -> Result<Self> {
        if secret.len() < LENGTH_MIN {
            return Err(Error::invalid(format!(
                "field `cursor_key` has {} bytes; expected at least {LENGTH_MIN}",
                secret.len()
            )));
        }
        Ok(Self(secret.into()))
    }

    /// A key by the randomness of the operating system.
    pub(crate) fn random() -> Result<Self> {
        let mut secret = [0; LENGTH_MIN];
        getrandom::fill(&mut secret).map_err(|source| {
            Error::new(ErrorKind::Io, "the operating system has no random bytes to give")
                .with_source(source.to_string())
        })?;
        Ok(Self(secret.as_slice().into()))
    }

    pub(crate) fn secret(&self) -> &[u8] {
        &self.0
    }
}

/// From text: its UTF-8 bytes are the secret.
impl<'de> Deserialize<'de> for CursorKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(text.as_bytes()).map_err(|error| serde::de::Error::custom(error.message()))
    }
}

impl JsonSchema for CursorKey {
    fn schema_name() -> Cow<'static, str> {
        "CursorKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The secret of cursors: text of at least 32 bytes, made by a random generator.",
        })
    }
}

/// Never the secret: configurations are logged.
impl std::fmt::Debug for CursorKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CursorKey(…)")
    }
}
