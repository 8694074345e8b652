//! The fields of the index, and how much a word in each of them counts.

use crate::model::advisoros::advisor_profiles;

/// Fields that hold words.
pub(super) const FIELD_COUNT: usize = FIELDS.len();

/// Where a field's text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The name of the advisor's user.
    UserName,
    /// A text column of the profile.
    Text(usize),
    /// A list column of the profile; a phrase lies within one item.
    List(usize),
}

/// One searched field.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextField {
    pub(super) source: Source,
    /// Follows the stems of this field in the dictionary of stems; part of no word and no blank.
    pub(super) mark: char,
    /// What one occurrence counts beside one in a text of average length in `bio`.
    pub(super) boost: f64,
    /// How far a longer text dilutes an occurrence: 0 not at all, 1 in proportion.
    pub(super) length_effect: f64,
}

/// The place of the name in [`FIELDS`].
pub(super) const NAME: usize = 0;

/// The place of the title in [`FIELDS`].
pub(super) const TITLE: usize = 1;

/// The searched fields, in the order in which their parts are added up.
///
/// Boosts are declared, not learned: a name is typed to find that person; a title says in two words what
/// a biography says in a hundred; lists are claims picked from a vocabulary. Prose is diluted by its
/// length as BM25 proposes (0.75); a list hardly, for who offers much offers each of it; a name not at all.
pub(super) const FIELDS: [TextField; 7] = [
    field('\u{1}', Source::UserName, 4.0, 0.0),
    field('\u{2}', Source::Text(advisor_profiles::professional_title), 3.0, 0.5),
    field('\u{3}', Source::Text(advisor_profiles::headline), 2.0, 0.75),
    field('\u{4}', Source::Text(advisor_profiles::bio), 1.0, 0.75),
    field('\u{5}', Source::List(advisor_profiles::industries), 2.0, 0.25),
    field('\u{6}', Source::List(advisor_profiles::services), 2.5, 0.25),
    field('\u{7}', Source::List(advisor_profiles::certifications), 2.5, 0.25),
];

const fn field(mark: char, source: Source, boost: f64, length_effect: f64) -> TextField {
    TextField { source, mark, boost, length_effect }
}
