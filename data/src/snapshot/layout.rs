//! The two spellings of the backend's columns.

use serde::{Deserialize, Serialize};

/// How columns are spelt; the backend has both layouts in production.
///
/// ```
/// use advisor_engine_data::snapshot::Layout;
/// assert_eq!(Layout::CamelCase.column_name("organization_id"), "organizationId");
/// assert_eq!(Layout::SnakeCase.column_name("organization_id"), "organization_id");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// `organizationId`: the ORM's schema pushed as it is.
    #[default]
    CamelCase,
    /// `organization_id`: the SQL migrations.
    SnakeCase,
}

impl Layout {
    /// Spells a column whose `snake_case` name is given.
    #[must_use]
    pub fn column_name(self, snake_case: &str) -> String {
        match self {
            Self::SnakeCase => snake_case.to_owned(),
            Self::CamelCase => to_camel_case(snake_case),
        }
    }
}

fn to_camel_case(snake_case: &str) -> String {
    let mut name = String::with_capacity(snake_case.len());
    let mut is_start_of_word = false;
    for character in snake_case.chars() {
        if character == '_' {
            is_start_of_word = true;
        } else if is_start_of_word {
            name.extend(character.to_uppercase());
            is_start_of_word = false;
        } else {
            name.push(character);
        }
    }
    name
}
