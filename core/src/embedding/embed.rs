//! The operation that embeds one text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::lexical::{LexicalEmbedder, TEXT_BYTES_MAX};
use crate::error::{Error, Result};

/// Asks for the lexical vector of a text.
///
/// ```
/// use advisor_engine::EmbedText;
/// let request: EmbedText = serde_json::from_str(r#"{"text": "audits"}"#).expect("valid JSON");
/// assert_eq!(request.text, "audits");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmbedText {
    /// Any text of at most 16,384 bytes.
    pub text: String,
}

/// The lexical vector of a text: near those of texts that share its words or parts of them.
///
/// ```
/// use advisor_engine::EmbeddedText;
/// let embedded = EmbeddedText { model: "lexical-v1".to_owned(), vector: vec![0.1] };
/// // Every number is written in full: 0.1 is no f32.
/// let json = serde_json::to_string(&embedded).expect("numbers have a JSON form");
/// assert_eq!(json, r#"{"model":"lexical-v1","vector":[0.10000000149011612]}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedText {
    /// The model: `lexical-v1`.
    pub model: String,
    /// 256 values of unit length, each exactly an `f32`; all 0 for a text without a word.
    #[serde(serialize_with = "widened")]
    #[schemars(with = "Vec<f64>")]
    pub vector: Vec<f32>,
}

/// The shortest form of an `f32` reads as another `f64`: the languages would have different numbers.
fn widened<S: Serializer>(vector: &[f32], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(vector.iter().map(|value| f64::from(*value)))
}

/// # Errors
/// `InvalidArgument` for a text that is too long.
pub(crate) fn embed_text(request: &EmbedText) -> Result<EmbeddedText> {
    check_length("text", &request.text)?;
    let embedder = LexicalEmbedder::new();
    Ok(EmbeddedText { model: embedder.model().to_owned(), vector: embedder.embed(&request.text) })
}

/// # Errors
/// `InvalidArgument` for a text that is too long.
pub(crate) fn check_length(field: &str, text: &str) -> Result<()> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Error::invalid(format!(
            "field `{field}` has {} bytes; expected at most {TEXT_BYTES_MAX}",
            text.len()
        )));
    }
    Ok(())
}
