//! Where the words of a search stand in the texts of the advisors that it shows.

use schemars::JsonSchema;
use serde::Serialize;

use crate::marketplace::Market;
use crate::marketplace::advisor::AdvisorField;
use crate::text::{Fragment, Marker};

/// The fields that are searched, in the order of the text index.
const FIELDS: [AdvisorField; 7] = [
    AdvisorField::Name,
    AdvisorField::ProfessionalTitle,
    AdvisorField::Headline,
    AdvisorField::Bio,
    AdvisorField::Industries,
    AdvisorField::Services,
    AdvisorField::Certifications,
];

/// A text of an advisor that a search matched, in pieces.
///
/// *What counts*: every word that the search took for one of its own, as it was matched: inflected, completed, misspelt, or
/// in a phrase. *Shape*: the pieces in a row are the text as it is spelled, or of a long one an excerpt of at most 220
/// characters on the bounds of words: the one with matches of most words of the search.
///
/// ```
/// use advisor_engine::{AdvisorField, Fragment, Highlight};
/// let piece = |text: &str, is_match| Fragment { text: text.to_owned(), is_match };
/// let highlight = Highlight {
///     field: AdvisorField::Headline,
///     item: None,
///     fragments: vec![piece("Tax", true), piece(" for startups", false)],
///     is_cut_before: false,
///     is_cut_after: false,
/// };
/// let text: String = highlight.fragments.iter().map(|fragment| fragment.text.as_str()).collect();
/// assert_eq!(text, "Tax for startups");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Highlight {
    /// The field.
    pub field: AdvisorField,
    /// Which item of a list field, from 0; left out for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// Matches and what stands between them, in their order; at least one match.
    pub fragments: Vec<Fragment>,
    /// Whether text is left out before the first piece.
    pub is_cut_before: bool,
    /// Whether text is left out after the last piece.
    pub is_cut_after: bool,
}

/// The matches of one advisor: fields in a fixed order, items in theirs.
pub(super) fn highlights(market: Market<'_>, marker: &Marker, ordinal: u32) -> Vec<Highlight> {
    let marked = marker.mark_advisor(market.tables, ordinal).into_iter();
    let highlights = marked.map(|(field, item, excerpt)| {
        let field = FIELDS[field];
        let is_list = matches!(
            field,
            AdvisorField::Industries | AdvisorField::Services | AdvisorField::Certifications
        );
        Highlight {
            field,
            item: is_list.then_some(item),
            fragments: excerpt.fragments,
            is_cut_before: excerpt.is_cut_before,
            is_cut_after: excerpt.is_cut_after,
        }
    });
    highlights.collect()
}
