//! Rows as answers show them: the columns that may be shown, each of which a request may select.

use std::marker::PhantomData;

use crate::clock::Timestamp;
use crate::model::advisoros::{CLIENTS, ENGAGEMENTS, USERS, clients, engagements, users};
use crate::model::catalog::ColumnType;
use crate::model::decimal::Decimal;
use crate::model::money::Money;
use crate::model::row::RowRef;
use crate::model::value::Stored;
use crate::store::table::Tables;
use crate::warehouse::rollups::client::ClientRollup;

/// A set of fields of one kind of row; the default holds all.
///
/// ```
/// use advisor_engine::{AdvisorField, Selection};
/// let fields = Selection::of(&[AdvisorField::Name]);
/// assert!(fields.contains(AdvisorField::Name) && !fields.contains(AdvisorField::Bio));
/// assert!(Selection::of(&[]).contains(AdvisorField::Bio));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection<F> {
    bits: u64,
    kind: PhantomData<F>,
}

impl<F> Default for Selection<F> {
    fn default() -> Self {
        Self { bits: u64::MAX, kind: PhantomData }
    }
}

/// A field that can be selected: its place among at most 64.
pub trait SelectField: Copy {
    /// The place.
    #[doc(hidden)]
    fn place(self) -> u32;
}

impl<F: SelectField> Selection<F> {
    /// These fields; all, where none is named.
    #[must_use]
    pub fn of(fields: &[F]) -> Self {
        if fields.is_empty() {
            return Self::default();
        }
        let bits = fields.iter().fold(0, |set, field| set | 1 << field.place());
        Self { bits, kind: PhantomData }
    }

    /// Whether a field is among them.
    #[must_use]
    pub fn contains(self, field: F) -> bool {
        self.bits >> field.place() & 1 == 1
    }
}

/// A row, and the way to the rows that it names.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) tables: &'a Tables,
    pub(crate) row: RowRef<'a>,
    /// Rows of another tenant behave as not found; none in the marketplace, which spans tenants.
    pub(crate) tenant: Option<&'a str>,
    /// Of the row, where it is a client.
    pub(crate) rollup: Option<&'a ClientRollup>,
}

impl Source<'_> {
    pub(crate) fn text(&self, column: usize) -> String {
        self.row.text(column).to_owned()
    }

    pub(crate) fn text_opt(&self, column: usize) -> Option<String> {
        self.row.text_opt(column).map(str::to_owned)
    }

    pub(crate) fn list(&self, column: usize) -> Vec<String> {
        self.row.list(column).map(str::to_owned).collect()
    }

    pub(crate) fn int(&self, column: usize) -> i64 {
        self.row.int(column).unwrap_or_default()
    }

    pub(crate) fn int_opt(&self, column: usize) -> Option<i64> {
        self.row.int(column)
    }

    pub(crate) fn float_opt(&self, column: usize) -> Option<f64> {
        self.row.float(column)
    }

    pub(crate) fn money(&self, column: usize) -> Money {
        Money::from_cents(self.int(column))
    }

    pub(crate) fn money_opt(&self, column: usize) -> Option<Money> {
        self.row.int(column).map(Money::from_cents)
    }

    pub(crate) fn decimal_opt(&self, column: usize) -> Option<Decimal> {
        match self.row.get(column, ColumnType::Decimal) {
            Stored::Decimal(scaled) => Some(Decimal::from_scaled(scaled)),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, column: usize) -> bool {
        self.row.flag(column)
    }

    /// Of a column that every row has.
    pub(crate) fn timestamp(&self, column: usize) -> Timestamp {
        Timestamp::from_stored(self.int(column))
    }

    pub(crate) fn timestamp_opt(&self, column: usize) -> Option<Timestamp> {
        self.row.int(column).map(Timestamp::from_stored)
    }

    /// The name of the live user whose id a column holds.
    pub(crate) fn user_name(&self, column: usize) -> Option<String> {
        let (_, user) = self.tables.table(USERS).find(self.row.text_opt(column)?)?;
        let is_seen = user.is_null(users::deleted_at) && self.is_own(user, users::organization_id);
        is_seen.then(|| user.text(users::name).to_owned())
    }

    /// The name of the live client whose id a column holds.
    pub(crate) fn client_name(&self, column: usize) -> Option<String> {
        let (_, client) = self.tables.table(CLIENTS).find(self.row.text_opt(column)?)?;
        let is_seen =
            client.is_null(clients::deleted_at) && self.is_own(client, clients::organization_id);
        is_seen.then(|| client.text(clients::business_name).to_owned())
    }

    /// The live engagement whose id a column holds.
    pub(crate) fn engagement(&self, column: usize) -> Option<RowRef<'_>> {
        let (_, row) = self.tables.table(ENGAGEMENTS).find(self.row.text_opt(column)?)?;
        let is_seen =
            row.is_null(engagements::deleted_at) && self.is_own(row, engagements::organization_id);
        is_seen.then_some(row)
    }

    /// The name of the live engagement whose id a column holds.
    pub(crate) fn engagement_name(&self, column: usize) -> Option<String> {
        self.engagement(column).map(|row| row.text(engagements::name).to_owned())
    }

    fn is_own(&self, row: RowRef<'_>, tenant_column: usize) -> bool {
        self.tenant.is_none_or(|tenant| row.text(tenant_column) == tenant)
    }
}

/// Declares a kind of row once: as a struct, and as the names that a request may select.
///
/// A field is `name / Variant / "json": Type = reader(arguments);` where the reader is a method of [`Source`]. Fields
/// behind `beside` are not columns: who answers sets them, and they are in the JSON where they are set.
macro_rules! selectable {
    (
        $(#[doc = $about:literal])*
        $record:ident, $fields:ident {
            $(#[doc = $id_doc:literal])*
            id = $id:expr;
            $($(#[doc = $doc:literal])* $field:ident / $name:ident / $json:literal : $kind:ty = $read:ident($($argument:expr),*);)*
        }
        $(beside { $($(#[doc = $beside_doc:literal])* $beside:ident / $beside_json:literal : $beside_kind:ty;)* })?
    ) => {
        $(#[doc = $about])*
        ///
        /// A field that the request did not select holds its default here and is left out of the JSON, where the
        /// names are those of the columns in camelCase. Lists keep the order and the spelling of the row.
        ///
        /// ```
        #[doc = concat!("use advisor_engine::{", stringify!($record), ", ", stringify!($fields), "};")]
        #[doc = concat!("let row = ", stringify!($record), " { id: \"x1\".to_owned(), ..", stringify!($record), "::default() };")]
        #[doc = concat!("assert!(row.fields.contains(", stringify!($fields), "::Id));")]
        /// assert!(serde_json::to_string(&row).is_ok_and(|json| json.starts_with(r#"{"id":"x1","#)));
        /// ```
        #[derive(Debug, Clone, PartialEq)]
        pub struct $record {
            $(#[doc = $id_doc])*
            pub id: String,
            $($(#[doc = $doc])* pub $field: $kind,)*
            $($($(#[doc = $beside_doc])* pub $beside: Option<$beside_kind>,)*)?
            /// The fields that were read.
            pub fields: $crate::model::selectable::Selection<$fields>,
        }

        #[doc = concat!("A field of [`", stringify!($record), "`].")]
        ///
        /// ```
        #[doc = concat!("use advisor_engine::", stringify!($fields), ";")]
        #[doc = concat!("assert_eq!(serde_json::to_string(&", stringify!($fields), "::Id).ok().as_deref(), Some(\"\\\"id\\\"\"));")]
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $fields {
            $(#[doc = $id_doc])*
            #[serde(rename = "id")]
            Id,
            $($(#[doc = $doc])* #[serde(rename = $json)] $name,)*
        }

        impl $crate::model::selectable::SelectField for $fields {
            fn place(self) -> u32 {
                self as u32
            }
        }

        impl Default for $record {
            fn default() -> Self {
                Self {
                    id: String::new(),
                    $($field: Default::default(),)*
                    $($($beside: None,)*)?
                    fields: $crate::model::selectable::Selection::default(),
                }
            }
        }

        impl $record {
            pub(crate) fn read(
                source: &$crate::model::selectable::Source<'_>,
                fields: $crate::model::selectable::Selection<$fields>,
            ) -> Self {
                Self {
                    id: source.text($id),
                    $($field: if fields.contains($fields::$name) {
                        source.$read($($argument),*)
                    } else {
                        Default::default()
                    },)*
                    $($($beside: None,)*)?
                    fields,
                }
            }
        }

        impl schemars::JsonSchema for $record {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($record).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut fields = serde_json::Map::new();
                let mut add = |name: &str, mut schema: schemars::Schema, docs: &str| {
                    schema.insert("description".to_owned(), docs.trim().into());
                    fields.insert(name.to_owned(), schema.to_value());
                };
                add("id", generator.subschema_for::<String>(), concat!($($id_doc),*));
                $(add($json, generator.subschema_for::<$kind>(), concat!($($doc),*));)*
                $($(add($beside_json, generator.subschema_for::<$beside_kind>(), concat!($($beside_doc),*));)*)?
                schemars::json_schema!({
                    "type": "object",
                    "properties": fields,
                    "required": ["id"],
                    "description": concat!($($about),*).trim(),
                })
            }
        }

        impl serde::Serialize for $record {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut row = serializer.serialize_map(None)?;
                row.serialize_entry("id", &self.id)?;
                $(if self.fields.contains($fields::$name) {
                    row.serialize_entry($json, &self.$field)?;
                })*
                $($(if let Some(value) = &self.$beside {
                    row.serialize_entry($beside_json, value)?;
                })*)?
                row.end()
            }
        }
    };
}

pub(crate) use selectable;
