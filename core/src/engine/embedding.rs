//! Reads about texts and their vectors, at the newest revision and at a pinned one.

use super::{Engine, Pinned};
use crate::embedding::{
    AdvisorText, AdvisorTexts, EmbedText, EmbeddedText, advisor_texts, embed_text,
};
use crate::error::Result;
use crate::lists::Page;
use crate::options::CallOptions;
use crate::snapshot::Answer;

impl Engine {
    /// Turns a text into its lexical vector, as [`LexicalEmbedder`](crate::LexicalEmbedder) does.
    ///
    /// The vector depends on the text alone, not on the revision. *Cost*: microseconds for a sentence.
    ///
    /// # Errors
    /// `InvalidArgument` for a text of more than 16,384 bytes.
    ///
    /// ```
    /// use advisor_engine::{CallOptions, EmbedText, Engine, LexicalEmbedder};
    /// let engine = Engine::in_memory(Default::default())?;
    /// let request = EmbedText { text: "payroll".to_owned() };
    /// let embedded = engine.embed_text(&request, &CallOptions::default())?;
    /// assert_eq!(embedded.vector, LexicalEmbedder::new().embed("payroll"));
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn embed_text(
        &self,
        request: &EmbedText,
        options: &CallOptions,
    ) -> Result<Answer<EmbeddedText>> {
        self.read("embed_text", None, options, |_, _| embed_text(request))
    }

    /// Lists the texts that a host's own model is to embed, each with its digest and how the stored vector stands to it.
    ///
    /// A host that embeds every text that is `missing` or `stale`, and stores the vector with the digest given here,
    /// has vectors of the present texts; `apply` refuses a vector whose text has changed meanwhile. *What counts*:
    /// advisors that may be shown and have a text; public columns only. *Order*: the advisor's id. *Cost*: one pass
    /// over the texts of all advisors.
    ///
    /// # Errors
    /// `InvalidArgument` for the page; `Timeout` and `Cancelled` as the options say.
    pub fn advisor_texts(
        &self,
        request: &AdvisorTexts,
        options: &CallOptions,
    ) -> Result<Answer<Page<AdvisorText>>> {
        self.read("advisor_texts", None, options, |shared, snapshot| {
            advisor_texts(snapshot, &shared.cursors, request, options)
        })
    }
}

impl Pinned {
    /// As [`Engine::embed_text`]; the revision does not matter to the vector.
    ///
    /// # Errors
    /// As [`Engine::embed_text`].
    pub fn embed_text(
        &self,
        request: &EmbedText,
        options: &CallOptions,
    ) -> Result<Answer<EmbeddedText>> {
        self.engine.0.read("embed_text", Some(self), options, |_, _| embed_text(request))
    }

    /// As [`Engine::advisor_texts`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::advisor_texts`].
    pub fn advisor_texts(
        &self,
        request: &AdvisorTexts,
        options: &CallOptions,
    ) -> Result<Answer<Page<AdvisorText>>> {
        self.engine.0.read("advisor_texts", Some(self), options, |shared, snapshot| {
            advisor_texts(snapshot, &shared.cursors, request, options)
        })
    }
}
