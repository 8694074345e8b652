//! What a text that is being typed may become.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Market;
use super::overlap::Overlap;
use crate::error::{Error, Result};
use crate::options::CallOptions;
use crate::profiles::{FacetField, Flag};
use crate::text::{Fit, Listed, Typed};

const LIMIT_MAX: usize = 50;
const LIMIT_DEFAULT: usize = 10;

/// Asks for what a text that is being typed may become.
///
/// ```
/// use advisor_engine::SuggestAdvisors;
/// let request: SuggestAdvisors = serde_json::from_str(r#"{"text": "boo"}"#).expect("valid JSON");
/// assert_eq!((request.kinds.len(), request.limit), (0, 10));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SuggestAdvisors {
    /// What was typed so far; without a word nothing is suggested.
    pub text: String,
    /// The kinds of suggestions; an empty list for all.
    pub kinds: Vec<SuggestionKind>,
    /// The largest number of suggestions: 1 to 50, by default 10.
    pub limit: usize,
}

impl Default for SuggestAdvisors {
    fn default() -> Self {
        Self { text: String::new(), kinds: Vec::new(), limit: LIMIT_DEFAULT }
    }
}

/// What is suggested.
///
/// ```
/// use advisor_engine::SuggestionKind;
/// assert_eq!(serde_json::to_string(&SuggestionKind::Industry).ok().as_deref(), Some("\"industry\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SuggestionKind {
    /// The name of an advisor.
    Name,
    /// A professional title.
    Title,
    /// An industry.
    Industry,
    /// A service.
    Service,
}

impl SuggestionKind {
    const ALL: [Self; 4] = [Self::Name, Self::Title, Self::Industry, Self::Service];
}

/// A text that the typed one may become.
///
/// ```
/// use advisor_engine::{Suggestion, SuggestionKind};
/// let suggestion = Suggestion {
///     kind: SuggestionKind::Service,
///     text: "Bookkeeping".to_owned(),
///     count: 12,
///     advisor_id: None,
/// };
/// assert_eq!(
///     serde_json::to_string(&suggestion).ok().as_deref(),
///     Some(r#"{"kind":"service","text":"Bookkeeping","count":12}"#),
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// What it is.
    pub kind: SuggestionKind,
    /// The whole text; a title, industry or service as most advisors of the marketplace spell it.
    pub text: String,
    /// Advisors of the marketplace who have it in any spelling, exactly; 1 for a name.
    pub count: u32,
    /// The advisor whose name it is; left out for other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisor_id: Option<String>,
}

/// Suggestions, best first.
///
/// *Order*: fewest slips, then those that begin as typed before those of which an inner word does, then the count, largest
/// first, then the text, the advisor's id, the kind.
///
/// ```
/// use advisor_engine::Suggestions;
/// let none = Suggestions { suggestions: Vec::new(), typos_expanded: false };
/// assert_eq!(serde_json::to_string(&none).ok().as_deref(), Some(r#"{"suggestions":[],"typosExpanded":false}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggestions {
    /// At most as many as the limit.
    pub suggestions: Vec<Suggestion>,
    /// Whether nothing begins as typed, so that slips were looked for.
    pub typos_expanded: bool,
}

/// # Errors
/// `InvalidArgument` for a limit out of range or a text that is too long; `Timeout` and `Cancelled` as the options say.
pub(crate) fn suggest(
    market: Market<'_>,
    request: &SuggestAdvisors,
    options: &CallOptions,
) -> Result<Suggestions> {
    if !(1..=LIMIT_MAX).contains(&request.limit) {
        let limit = request.limit;
        return Err(Error::invalid(format!("field `limit` is {limit}; expected 1 to {LIMIT_MAX}")));
    }
    options.check()?;
    let typed = Typed::parse(&request.text)?;
    if typed.is_empty() {
        return Ok(Suggestions { suggestions: Vec::new(), typos_expanded: false });
    }
    let is_asked = |kind: &SuggestionKind| request.kinds.is_empty() || request.kinds.contains(kind);
    let kinds: Vec<_> = SuggestionKind::ALL.into_iter().filter(is_asked).collect();
    let mut found = Vec::new();
    for &kind in &kinds {
        match of(kind) {
            Kept::Listed(listed) => {
                let begun = market.text.begun(listed, &typed, request.limit, options)?;
                found.extend(begun.into_iter().map(|(fit, entry)| of_entry(kind, fit, entry)));
            }
            Kept::Facet(field) => {
                add_words(market, kind, field, |text| typed.fit(text), &mut found);
            }
        }
    }
    let typos_expanded = found.is_empty();
    if typos_expanded {
        let misspelt = typed.misspelt();
        for &kind in &kinds {
            match of(kind) {
                Kept::Listed(listed) => {
                    let near =
                        market.text.nearly_begun(listed, &misspelt, request.limit, options)?;
                    found.extend(near.into_iter().map(|(fit, entry)| of_entry(kind, fit, entry)));
                }
                Kept::Facet(field) => {
                    options.check()?;
                    add_words(market, kind, field, |text| misspelt.fit(text), &mut found);
                }
            }
        }
    }
    found.sort_unstable_by(order);
    found.truncate(request.limit);
    let suggestions = found.into_iter().map(|(_, suggestion)| suggestion).collect();
    Ok(Suggestions { suggestions, typos_expanded })
}

/// Where the texts of a kind are kept.
enum Kept {
    Listed(Listed),
    Facet(FacetField),
}

const fn of(kind: SuggestionKind) -> Kept {
    match kind {
        SuggestionKind::Name => Kept::Listed(Listed::Names),
        SuggestionKind::Title => Kept::Listed(Listed::Titles),
        SuggestionKind::Industry => Kept::Facet(FacetField::Industries),
        SuggestionKind::Service => Kept::Facet(FacetField::Services),
    }
}

fn of_entry(kind: SuggestionKind, fit: Fit, entry: &crate::text::Entry) -> (Fit, Suggestion) {
    let advisor_id = entry.advisor_id.as_deref().map(str::to_owned);
    let text = entry.text.clone().into_string();
    (fit, Suggestion { kind, text, count: entry.count, advisor_id })
}

/// Adds the words of a facet that fit and that somebody of the marketplace holds.
fn add_words(
    market: Market<'_>,
    kind: SuggestionKind,
    field: FacetField,
    fit: impl Fn(&str) -> Option<Fit>,
    found: &mut Vec<(Fit, Suggestion)>,
) {
    let base = market.profiles.flag(Flag::Base).bits();
    let overlap = Overlap::detect();
    for word in market.directory.words(field) {
        let Some(fit) = fit(&word.spelling) else { continue };
        let count = word.count_among(overlap, base);
        if count > 0 {
            let text = (*word.spelling).to_owned();
            found.push((fit, Suggestion { kind, text, count, advisor_id: None }));
        }
    }
}

fn order((fit, one): &(Fit, Suggestion), (other_fit, other): &(Fit, Suggestion)) -> Ordering {
    fit.cmp(other_fit)
        .then_with(|| other.count.cmp(&one.count))
        .then_with(|| one.text.cmp(&other.text))
        .then_with(|| one.advisor_id.cmp(&other.advisor_id))
        .then_with(|| (one.kind as u8).cmp(&(other.kind as u8)))
}
