//! Which vectors the needs are compared by: their embedding's, or those of their text.

use super::needs::ClientNeeds;
use crate::embedding::check_length;
use crate::error::{Error, Result};
use crate::vector::Vectors;

/// The text to embed: none where there is an embedding, and where the text is blank.
///
/// # Errors
/// `InvalidArgument` for a text that is too long, whether it is read or not.
pub(super) fn text_of(needs: &ClientNeeds) -> Result<Option<&str>> {
    let text = needs.text.as_deref().unwrap_or_default();
    check_length("text", text)?;
    Ok(Some(text).filter(|text| needs.embedding.is_empty() && !text.trim().is_empty()))
}

/// # Errors
/// `SchemaMismatch` for the name of another model than that of the engine's vectors.
pub(super) fn check_embedding_model(needs: &ClientNeeds, vectors: &Vectors) -> Result<()> {
    match (needs.embedding_model.as_deref(), vectors.model()) {
        (Some(given), Some(held)) if given != held => Err(Error::schema(format!(
            "field `embedding_model` is `{given}`; expected `{held}`, as the advisors' embeddings have"
        ))),
        _ => Ok(()),
    }
}
