//! What a kept answer is found by: the operation, the tenant, and the request in one form.

use serde::Serialize;

use crate::error::{Error, Result};

const ANSWER: u8 = 1;
const VALUE: u8 = 2;

/// The bytes of a key. Requests are written from their typed form, so that the order and the spelling of fields and
/// what is left out or given as its default make no difference; fields go by name, so that two requests are never alike.
#[derive(Debug, Default)]
pub(crate) struct Key(Vec<u8>);

impl Key {
    /// Puts the key of an answer in the place of what was here.
    ///
    /// # Errors
    /// `Internal` for a request without a form, of which there is none.
    pub(crate) fn set_answer(
        &mut self,
        operation: &str,
        tenant: Option<&str>,
        request: &impl Serialize,
    ) -> Result<()> {
        self.begin(ANSWER, tenant);
        self.text(operation);
        let mut writer = rmp_serde::Serializer::new(&mut self.0).with_struct_map();
        request.serialize(&mut writer).map_err(|source| {
            Error::internal("a request has no form to be kept by").with_source(source)
        })
    }

    /// The key of a value of the host.
    pub(crate) fn of_value(tenant: Option<&str>, name: &str) -> Self {
        let mut key = Self::default();
        key.begin(VALUE, tenant);
        key.text(name);
        key
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn begin(&mut self, kind: u8, tenant: Option<&str>) {
        self.0.clear();
        self.0.extend([kind, u8::from(tenant.is_some())]);
        self.text(tenant.unwrap_or_default());
    }

    /// The length first: no text can run into the next.
    fn text(&mut self, text: &str) {
        self.0.extend((text.len() as u64).to_le_bytes());
        self.0.extend(text.as_bytes());
    }
}
