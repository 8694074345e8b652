//! Text to vectors: the embedder that is built in, and the texts that a host's own model is to embed.

mod advisor_text;
mod agree;
mod embed;
mod frequencies;
mod lexical;
#[cfg(test)]
mod tests;
mod texts;
pub(crate) mod view;
mod words;

pub(crate) use agree::check_embeddings;
pub use embed::{EmbedText, EmbeddedText};
pub(crate) use embed::{check_length, embed_text};
pub use frequencies::{LEXICAL_FREQUENCIES, lexical_stems};
pub use lexical::LexicalEmbedder;
pub(crate) use texts::advisor_texts;
pub use texts::{AdvisorText, AdvisorTexts, TextState};
