//! What a table is: columns, types, tenant, parent. A schema is data, not code.

use std::sync::OnceLock;

use xxhash_rust::xxh3::Xxh3;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::advisoros::ADVISOROS;
use super::clients_plus::CLIENTS_PLUS;
use super::records::RecordField;
use crate::error::{Error, ErrorKind, Result};

/// The type of a column, as the engine stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// A 64-bit integer.
    Int,
    /// A finite double.
    Float,
    /// True or false.
    Bool,
    /// Cents, of at most this many decimal digits in all (`DECIMAL(precision, 2)`).
    Money {
        /// Decimal digits in all, the two after the point included.
        precision: u32,
    },
    /// `DECIMAL(38, 12)`: money and hours that are wider at the source.
    Decimal,
    /// An instant in UTC, milliseconds.
    Timestamp,
    /// A list of texts.
    TextList,
    /// A vector of finite `f32`, of one dimension per engine.
    Vector,
    /// Any JSON, stored as its text.
    Json,
    /// A list of records, stored as JSON text of exactly these fields, in their order, whatever the source's shape.
    Records(&'static [RecordField]),
}

/// Digits after the point of [`ColumnType::Decimal`].
pub(crate) const DECIMAL_SCALE: u32 = 12;

impl ColumnType {
    /// The name of the type in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Int => "integer",
            Self::Float => "number",
            Self::Bool => "boolean",
            Self::Money { .. } => "money",
            Self::Decimal => "decimal",
            Self::Timestamp => "timestamp",
            Self::TextList => "list of text",
            Self::Vector => "vector",
            Self::Json => "JSON",
            Self::Records(_) => "JSON list of records",
        }
    }

    /// Tells types apart; the fields of records come on top.
    const fn code(self) -> u64 {
        match self {
            Self::Text => 1,
            Self::Int => 2,
            Self::Float => 3,
            Self::Bool => 4,
            Self::Money { precision } => 0x100 + precision as u64,
            Self::Decimal => 5,
            Self::Timestamp => 6,
            Self::TextList => 7,
            Self::Vector => 8,
            Self::Json => 9,
            Self::Records(_) => 10,
        }
    }
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The name that the engine uses: `snake_case`.
    pub name: &'static str,
    /// The type that the engine stores.
    pub kind: ColumnType,
    /// Whether every row must have a value of it.
    pub is_required: bool,
    /// The camelCase spelling, where it is not what the name gives.
    pub other_spelling: Option<&'static str>,
}

impl Column {
    /// A column that a row may lack, spelled by the rule.
    pub(crate) const fn new(name: &'static str, kind: ColumnType) -> Self {
        Self { name, kind, is_required: false, other_spelling: None }
    }

    /// The camelCase spelling of the name: the other physical layout of the backend.
    #[must_use]
    pub fn camel_case(&self) -> String {
        if let Some(spelled) = self.other_spelling {
            return spelled.to_owned();
        }
        let mut spelled = String::with_capacity(self.name.len());
        let mut upper = false;
        for letter in self.name.chars() {
            if letter == '_' {
                upper = true;
            } else if upper {
                spelled.push(letter.to_ascii_uppercase());
                upper = false;
            } else {
                spelled.push(letter);
            }
        }
        spelled
    }

    /// Whether this is a spelling of the column's name.
    pub(crate) fn is_spelled(&self, name: &str) -> bool {
        if name == self.name {
            return true;
        }
        if let Some(spelled) = self.other_spelling {
            return name == spelled;
        }
        // Compared letter by letter: a batch of a thousand rows asks this tens of thousands of times.
        let mut canonical = self.name.bytes();
        let mut given = name.bytes();
        loop {
            match (canonical.next(), given.next()) {
                (None, None) => return true,
                (Some(b'_'), Some(letter)) => match canonical.next() {
                    Some(next) if next.to_ascii_uppercase() == letter => {}
                    _ => return false,
                },
                (Some(one), Some(other)) if one == other => {}
                _ => return false,
            }
        }
    }
}

/// One table of a catalog; the first column is its id.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The name of the table at the source and here.
    pub name: &'static str,
    /// Columns in stored order; the first is the id, text and required.
    pub columns: &'static [Column],
    /// The column that holds the tenant, where the table has one.
    pub tenant: Option<usize>,
    /// The column whose null means that the row is live.
    pub delete_marker: Option<usize>,
    /// The column that holds the parent's id: rows of one parent lie together in the base.
    pub parent: Option<usize>,
    /// The table by which the base is clustered where the parent's own parent matters.
    pub cluster_through: Option<&'static str>,
    /// The table of the parent, where a row's tenant is its parent's.
    pub tenant_through: Option<&'static str>,
    /// Written only by `apply`, never by a source.
    pub is_host_owned: bool,
    /// Whether a snapshot folder may lack the table, which is empty then.
    pub is_optional: bool,
}

impl Table {
    /// A source table without tenant, delete marker and parent.
    pub(crate) const fn new(name: &'static str, columns: &'static [Column]) -> Self {
        Self {
            name,
            columns,
            tenant: None,
            delete_marker: None,
            parent: None,
            cluster_through: None,
            tenant_through: None,
            is_host_owned: false,
            is_optional: false,
        }
    }

    /// The position of a column by either spelling.
    ///
    /// # Errors
    /// `SchemaMismatch` for an unknown name, with the nearest known one.
    pub fn position(&self, name: &str) -> Result<usize> {
        self.columns.iter().position(|column| column.is_spelled(name)).ok_or_else(|| {
            let known = self.columns.iter().map(|column| column.name);
            let hint = hint(name, known);
            Error::schema(format!("table `{}` has no column `{name}`{hint}", self.name))
        })
    }

    /// The position of the vector column, where there is one.
    pub(crate) fn vector(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.kind == ColumnType::Vector)
    }
}

/// The position of a table in its catalog.
pub(crate) type TableId = usize;

/// The schema of the backend whose tables an engine holds.
///
/// ```
/// use advisor_engine::Schema;
/// assert_eq!(serde_json::from_str::<Schema>("\"clients_plus\"").ok(), Some(Schema::ClientsPlus));
/// assert_eq!(Schema::ClientsPlus.catalog().name, "clients_plus");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Schema {
    /// AdvisorOS: practices, their clients, and the marketplace of advisors.
    #[default]
    #[serde(rename = "advisoros")]
    AdvisorOs,
    /// Clients+: companies and their appointments.
    #[serde(rename = "clients_plus")]
    ClientsPlus,
}

impl Schema {
    /// The tables of the schema.
    #[must_use]
    pub fn catalog(self) -> &'static Catalog {
        match self {
            Self::AdvisorOs => &ADVISOROS,
            Self::ClientsPlus => &CLIENTS_PLUS,
        }
    }
}

/// The tables that an engine holds.
#[derive(Debug)]
pub struct Catalog {
    /// The name of the schema.
    pub name: &'static str,
    /// The tables, in stored order.
    pub tables: &'static [Table],
    /// The position of the table of tenants: its rows' ids are the tenants.
    pub tenants: usize,
    /// Computed once; see [`Catalog::digest`].
    pub(crate) digest: OnceLock<u64>,
}

impl Catalog {
    /// The position of a table.
    ///
    /// # Errors
    /// `SchemaMismatch` for an unknown name, with the nearest known one.
    pub(crate) fn position(&self, name: &str) -> Result<TableId> {
        self.tables.iter().position(|table| table.name == name).ok_or_else(|| {
            let known = self.tables.iter().map(|table| table.name);
            let hint = hint(name, known);
            Error::new(ErrorKind::SchemaMismatch, format!("there is no table `{name}`{hint}"))
        })
    }

    /// A hash of names, types and order: a store written under another catalog is told apart.
    pub fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| {
            let mut hash = Xxh3::new();
            for table in self.tables {
                hash.update(table.name.as_bytes());
                hash.update(&[0xff, u8::from(table.is_host_owned)]);
                for column in table.columns {
                    hash.update(column.name.as_bytes());
                    hash.update(&column.kind.code().to_le_bytes());
                    hash.update(&[u8::from(column.is_required)]);
                    if let ColumnType::Records(fields) = column.kind {
                        for field in fields {
                            hash.update(field.name.as_bytes());
                            hash.update(&[0xff, field.kind as u8]);
                        }
                    }
                }
            }
            hash.digest()
        })
    }
}

/// `; did you mean …?` where a known name is near, else nothing.
pub(crate) fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// The known name at the smallest edit distance, if that is small enough to be a slip.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| text.to_ascii_lowercase().replace('_', "");
    let folded = fold(name);
    known
        .map(|candidate| (edit_distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= (folded.len() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

fn edit_distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (index, candidate) in other.iter().enumerate() {
            let substituted = diagonal + usize::from(letter != *candidate);
            diagonal = row[index + 1];
            row[index + 1] = substituted.min(row[index] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_column_are_known() {
        let column = Column::new("is_latest_version", ColumnType::Bool);
        assert_eq!(column.camel_case(), "isLatestVersion");
        for (spelling, known) in [
            ("is_latest_version", true),
            ("isLatestVersion", true),
            ("islatestversion", false),
            ("isLatest_version", false),
            ("is_latest", false),
            ("isLatestVersions", false),
        ] {
            assert_eq!(column.is_spelled(spelling), known, "{spelling}");
        }
    }

    #[test]
    fn a_spelling_of_its_own_takes_the_place_of_the_rule() {
        let column = Column {
            other_spelling: Some("tax1099Reportable"),
            ..Column::new("tax_1099_reportable", ColumnType::Bool)
        };
        assert_eq!(column.camel_case(), "tax1099Reportable");
        for (spelling, known) in [
            ("tax_1099_reportable", true),
            ("tax1099Reportable", true),
            ("tax1099_reportable", false),
            ("tax_1099Reportable", false),
        ] {
            assert_eq!(column.is_spelled(spelling), known, "{spelling}");
        }
    }

    #[test]
    fn a_slip_is_met_with_the_nearest_name() {
        assert_eq!(
            nearest("busines_name", ["business_name", "status"].into_iter()),
            Some("business_name")
        );
        assert_eq!(nearest("zzz", ["business_name", "status"].into_iter()), None);
    }
}
