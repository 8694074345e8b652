//! What a host is to embed: the texts of the advisors, and which of them its vectors are of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::advisor_text::{DIGEST_PREFIX, advisor_text, text_digest};
use crate::error::{Error, Result};
use crate::filter::narrow_ordinal;
use crate::lists::Page;
use crate::model::advisoros::{
    ADVISOR_EMBEDDINGS, ADVISOR_PROFILES, advisor_embeddings, advisor_profiles,
};
use crate::options::CallOptions;
use crate::page::{Cursors, PageRequest, Position, Scope, Start};
use crate::profiles::{Flag, Profiles};
use crate::snapshot::Snapshot;

/// Advisors between two looks at the deadline: some hundred microseconds of digests.
const CHECK_EVERY: usize = 256;

/// Asks for the texts that a host's model is to embed.
///
/// ```
/// use advisor_engine::{AdvisorTexts, TextState};
/// let request: AdvisorTexts = serde_json::from_str(r#"{"state": "stale"}"#).expect("valid JSON");
/// assert_eq!((request.state, request.page.limit), (Some(TextState::Stale), 20));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AdvisorTexts {
    /// Only advisors whose vectors are in this state; none for all.
    pub state: Option<TextState>,
    /// Which page; the total is always exact.
    pub page: PageRequest,
}

/// How the stored vector of an advisor stands to the advisor's text.
///
/// ```
/// use advisor_engine::TextState;
/// assert_eq!(serde_json::to_string(&TextState::Missing).ok().as_deref(), Some("\"missing\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TextState {
    /// There is no vector.
    Missing,
    /// The vector is of another text: its digest is another.
    Stale,
    /// The vector is of this text.
    Current,
    /// The vector has a digest of the host's own, which the engine cannot compare.
    Unknown,
}

/// The text of one advisor, as it is to be embedded.
///
/// ```
/// use advisor_engine::{AdvisorText, TextState};
/// fn is_due(advisor: &AdvisorText) -> bool {
///     matches!(advisor.state, TextState::Missing | TextState::Stale)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorText {
    /// The id of the profile.
    pub advisor_id: String,
    /// Title, headline, bio, industries, services and certifications, each from a new line; the items of a
    /// list with `, ` between them.
    pub text: String,
    /// The digest to store with the vector of this text: `text-v1:` and 32 hexadecimal digits.
    pub text_digest: String,
    /// How the stored vector stands to the text.
    pub state: TextState,
}

/// A page of the advisors that may be shown and have a text, in the order of their ids.
///
/// *Cost*: one pass over all advisors; with a state that needs digests, one over their texts.
///
/// # Errors
/// `InvalidArgument` for the page; `Timeout` and `Cancelled` as the options say.
pub(crate) fn advisor_texts(
    snapshot: &Snapshot,
    cursors: &Cursors,
    request: &AdvisorTexts,
    options: &CallOptions,
) -> Result<Page<AdvisorText>> {
    let views = snapshot.views()?;
    let listed = serde_json::to_vec(&request.state)
        .map_err(|source| Error::internal("a state has no JSON form").with_source(source))?;
    let scope = Scope { operation: "advisor_texts", tenant: None, request: &listed };
    let start = request.page.start(cursors, &scope)?;
    let advisors = Advisors { snapshot, profiles: &views.profiles };
    let mut found = Vec::new();
    for (index, ordinal) in views.profiles.flag(Flag::Base).bits().ones().enumerate() {
        if index % CHECK_EVERY == 0 {
            options.check()?;
        }
        let ordinal = narrow_ordinal(ordinal);
        if advisors.fits(ordinal, request.state) {
            found.push((advisors.id(ordinal), ordinal));
        }
    }
    options.check()?;
    found.sort_unstable();
    let first = match &start {
        Start::Offset(offset) => (*offset).min(found.len()),
        Start::After(position) => found.partition_point(|(id, _)| *id <= position.id.as_str()),
    };
    let end = (first + request.page.limit).min(found.len());
    let shown = &found[first..end];
    let next_cursor = shown.last().filter(|_| end < found.len()).map(|(id, _)| {
        let position = Position {
            values: Vec::new(),
            id: (*id).to_owned(),
            expands_typos: false,
            epoch: None,
        };
        cursors.seal(&scope, &position)
    });
    Ok(Page {
        rows: shown.iter().filter_map(|(_, ordinal)| advisors.read(*ordinal)).collect(),
        total: found.len() as u64,
        is_total_exact: true,
        next_cursor,
    })
}

struct Advisors<'a> {
    snapshot: &'a Snapshot,
    profiles: &'a Profiles,
}

impl<'a> Advisors<'a> {
    fn id(&self, ordinal: u32) -> &'a str {
        self.profiles.columns().id(ordinal).unwrap_or_default()
    }

    fn text(&self, ordinal: u32) -> Option<String> {
        let row = self.snapshot.tables.table(ADVISOR_PROFILES).row(ordinal)?;
        Some(advisor_text(row)).filter(|text| !text.is_empty())
    }

    fn stored_digest(&self, ordinal: u32) -> Option<&'a str> {
        let embedding = self.profiles.columns().embedding(ordinal)?;
        let row = self.snapshot.tables.table(ADVISOR_EMBEDDINGS).row(embedding)?;
        Some(row.text(advisor_embeddings::text_digest))
    }

    /// Whether an advisor has a text, and its vector the state that is asked for.
    fn fits(&self, ordinal: u32, state: Option<TextState>) -> bool {
        let Some(text) = self.text(ordinal) else { return false };
        let Some(state) = state else { return true };
        state == self.state(ordinal, || text_digest(&text))
    }

    fn state(&self, ordinal: u32, current: impl Fn() -> String) -> TextState {
        match self.stored_digest(ordinal) {
            None => TextState::Missing,
            Some(stored) if !stored.starts_with(DIGEST_PREFIX) => TextState::Unknown,
            Some(stored) if stored == current() => TextState::Current,
            Some(_) => TextState::Stale,
        }
    }

    fn read(&self, ordinal: u32) -> Option<AdvisorText> {
        let row = self.snapshot.tables.table(ADVISOR_PROFILES).row(ordinal)?;
        let text = advisor_text(row);
        let text_digest = text_digest(&text);
        Some(AdvisorText {
            advisor_id: row.text(advisor_profiles::id).to_owned(),
            state: self.state(ordinal, || text_digest.clone()),
            text,
            text_digest,
        })
    }
}
