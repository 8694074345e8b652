//! What of an advisor is indexed.

use super::field::{FIELDS, Source, TextField};
use crate::model::advisoros::{ADVISOR_PROFILES, USERS, advisor_profiles, users};
use crate::model::row::RowRef;
use crate::profiles::FacetField;
use crate::store::table::Tables;

/// The indexed columns of one advisor, read in place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document<'a> {
    row: RowRef<'a>,
    name: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// Reads an advisor, none where its row is gone.
    pub(super) fn read(tables: &'a Tables, ordinal: u32) -> Option<Self> {
        let row = tables.table(ADVISOR_PROFILES).row(ordinal)?;
        let user = tables.table(USERS).find(row.text(advisor_profiles::user_id));
        let name = user.and_then(|(_, user)| user_name(user));
        Some(Self { row, name })
    }

    pub(super) fn id(&self) -> &'a str {
        self.row.text(advisor_profiles::id)
    }

    /// The texts of a field, in order.
    pub(super) fn texts(&self, field: &TextField) -> impl Iterator<Item = &'a str> + use<'a> {
        let row = self.row;
        let (text, list) = match field.source {
            Source::UserName => (self.name, None),
            Source::Text(column) => (row.text_opt(column), None),
            Source::List(column) => (None, Some(row.list(column))),
        };
        text.into_iter().chain(list.into_iter().flatten())
    }

    /// The terms of a facet, as spelled; one may occur twice.
    pub(super) fn facet(&self, field: FacetField) -> impl Iterator<Item = &'a str> + use<'a> {
        self.row.list(field.column())
    }

    /// Whether both would be indexed alike.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        FIELDS.iter().all(|field| self.texts(field).eq(other.texts(field)))
            && FacetField::ALL.into_iter().all(|field| self.facet(field).eq(other.facet(field)))
    }
}

/// The name of a user; a deleted one has none.
pub(super) fn user_name(user: RowRef<'_>) -> Option<&str> {
    let is_live = user.is_null(users::deleted_at);
    is_live.then(|| user.text(users::name)).filter(|name| !name.is_empty())
}
