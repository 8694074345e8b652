//! The filter tree: what may be asked of an advisor.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Map;

use crate::model::money::Money;
use crate::profiles::{FacetField, Flag};

/// A condition on an advisor, or several joined.
///
/// In JSON every node is an object of one key: `all`, `any`, `not`, or the name of a field.
///
/// A condition that asks for nothing (an empty list, a range without a bound) is as if it were not there,
/// and so is a node whose conditions all ask for nothing. 0 is a value. `not` keeps exactly those whom its
/// filter takes out, and so those too who lack the value.
///
/// *Limits*: 8 levels, 200 nodes, 200 words per list, 200 bytes per word.
///
/// ```
/// use advisor_engine::{Filter, FlagField};
/// let filter: Filter = serde_json::from_str(
///     r#"{"all": [
///         {"industries": {"anyOf": ["SaaS", "Retail"]}},
///         {"hourlyRate": {"max": "250.00", "missing": "keep"}},
///         {"not": {"remoteOnly": true}}
///     ]}"#,
/// ).expect("valid JSON");
/// let Filter::All(conditions) = filter else { unreachable!() };
/// assert_eq!(conditions[2], Filter::Not(Box::new(Filter::Flag(FlagField::RemoteOnly, true))));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Every one of these.
    All(Vec<Filter>),
    /// At least one of these.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// Words of a list field.
    Words(ListField, Words),
    /// A range of money.
    Amount(AmountField, Range<Money>),
    /// A range of whole numbers.
    Count(CountField, Range<i64>),
    /// A range of numbers.
    Score(ScoreField, Range<f64>),
    /// Whether something is true.
    Flag(FlagField, bool),
}

/// Declares the fields of one kind: their names in JSON, and all of them.
macro_rules! fields {
    ($(#[$doc:meta])* $kind:ident { $($(#[$field_doc:meta])* $field:ident = $name:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum $kind {
            $($(#[$field_doc])* #[serde(rename = $name)] $field,)*
        }

        impl $kind {
            pub(super) const ALL: &[Self] = &[$(Self::$field),*];

            /// The name in JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)* }
            }

            pub(super) fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.name() == name)
            }
        }
    };
}

fields! {
    /// A field that lists words.
    ///
    /// ```
    /// use advisor_engine::ListField;
    /// assert_eq!(ListField::BusinessSizes.name(), "businessSizes");
    /// ```
    ListField {
        /// The industries that the advisor knows.
        Industries = "industries";
        /// The services that the advisor offers.
        Services = "services";
        /// The certifications that the advisor holds.
        Certifications = "certifications";
        /// The languages that the advisor speaks.
        Languages = "languages";
        /// The sizes of business that the advisor serves.
        BusinessSizes = "businessSizes";
    }
}

fields! {
    /// A field that is an amount of money.
    ///
    /// ```
    /// use advisor_engine::AmountField;
    /// assert_eq!(AmountField::HourlyRate.name(), "hourlyRate");
    /// ```
    AmountField {
        /// The price of an hour.
        HourlyRate = "hourlyRate";
        /// The least monthly retainer.
        MonthlyRetainerMin = "monthlyRetainerMin";
        /// The largest monthly retainer.
        MonthlyRetainerMax = "monthlyRetainerMax";
        /// The least price of a project.
        ProjectRateMin = "projectRateMin";
    }
}

fields! {
    /// A field that is a whole number.
    ///
    /// ```
    /// use advisor_engine::CountField;
    /// assert_eq!(CountField::YearsExperience.name(), "yearsExperience");
    /// ```
    CountField {
        /// Years of experience.
        YearsExperience = "yearsExperience";
        /// How many reviews there are.
        TotalReviews = "totalReviews";
    }
}

fields! {
    /// A field that is a number.
    ///
    /// ```
    /// use advisor_engine::ScoreField;
    /// assert_eq!(ScoreField::OverallRating.name(), "overallRating");
    /// ```
    ScoreField {
        /// The rating, 0 to 5.
        OverallRating = "overallRating";
    }
}

fields! {
    /// A field that is true or false.
    ///
    /// ```
    /// use advisor_engine::FlagField;
    /// assert_eq!(FlagField::CapacityLeft.name(), "capacityLeft");
    /// ```
    FlagField {
        /// Takes new clients now.
        Available = "available";
        /// Has fewer clients than the maximum; a maximum that is missing or 0 leaves none.
        CapacityLeft = "capacityLeft";
        /// Works remotely only.
        RemoteOnly = "remoteOnly";
        /// May be paid by the hour.
        AcceptsHourly = "acceptsHourly";
        /// May be paid a monthly retainer.
        AcceptsRetainer = "acceptsRetainer";
        /// May be paid by project.
        AcceptsProject = "acceptsProject";
        /// May be paid by the value of the work.
        AcceptsValueBased = "acceptsValueBased";
    }
}

/// Words that a list must hold, whatever their case.
///
/// ```
/// use advisor_engine::Words;
/// let words = Words { any_of: vec!["Tax".to_owned()], ..Words::default() };
/// assert_eq!(serde_json::to_string(&words).ok().as_deref(), Some(r#"{"anyOf":["Tax"],"allOf":[]}"#));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Words {
    /// At least one of these; an empty list asks for nothing.
    pub any_of: Vec<String>,
    /// Every one of these; an empty list asks for nothing.
    pub all_of: Vec<String>,
}

/// A range, both ends included.
///
/// ```
/// use advisor_engine::{Missing, Range};
/// let at_least_ten = Range { min: Some(10), ..Range::default() };
/// assert_eq!((at_least_ten.max, at_least_ten.missing), (None, Missing::Drop));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(rename = "{T}Range")]
pub struct Range<T> {
    /// The least value; none for no bound.
    pub min: Option<T>,
    /// The largest value; none for no bound.
    pub max: Option<T>,
    /// What happens to an advisor who lacks the value.
    pub missing: Missing,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Self { min: None, max: None, missing: Missing::Drop }
    }
}

impl<T: PartialOrd> Range<T> {
    pub(crate) fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    pub(super) fn map<U>(self, map: impl Fn(T) -> U) -> Range<U> {
        Range { min: self.min.map(&map), max: self.max.map(&map), missing: self.missing }
    }
}

/// What a range does with an advisor who lacks the value.
///
/// ```
/// use advisor_engine::Missing;
/// assert_eq!(Missing::default(), Missing::Drop);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    /// Takes the advisor out.
    #[default]
    Drop,
    /// Keeps the advisor.
    Keep,
}

impl ListField {
    pub(super) const fn facet(self) -> FacetField {
        match self {
            Self::Industries => FacetField::Industries,
            Self::Services => FacetField::Services,
            Self::Certifications => FacetField::Certifications,
            Self::Languages => FacetField::Languages,
            Self::BusinessSizes => FacetField::BusinessSizes,
        }
    }
}

impl FlagField {
    pub(super) const fn flag(self) -> Flag {
        match self {
            Self::Available => Flag::Available,
            Self::CapacityLeft => Flag::CapacityLeft,
            Self::RemoteOnly => Flag::RemoteOnly,
            Self::AcceptsHourly => Flag::AcceptsHourly,
            Self::AcceptsRetainer => Flag::AcceptsRetainer,
            Self::AcceptsProject => Flag::AcceptsProject,
            Self::AcceptsValueBased => Flag::AcceptsValueBased,
        }
    }
}

impl Filter {
    /// Whether it asks for nothing.
    pub(crate) fn is_off(&self) -> bool {
        match self {
            Self::All(filters) | Self::Any(filters) => filters.iter().all(Self::is_off),
            Self::Not(filter) => filter.is_off(),
            Self::Words(_, words) => words.any_of.is_empty() && words.all_of.is_empty(),
            Self::Amount(_, range) => range.is_open(),
            Self::Count(_, range) => range.is_open(),
            Self::Score(_, range) => range.is_open(),
            Self::Flag(..) => false,
        }
    }
}

impl JsonSchema for Filter {
    fn schema_name() -> Cow<'static, str> {
        "Filter".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let node = generator.subschema_for::<Self>();
        let words = generator.subschema_for::<Words>();
        let amounts = generator.subschema_for::<Range<Money>>();
        let counts = generator.subschema_for::<Range<i64>>();
        let scores = generator.subschema_for::<Range<f64>>();
        let joined = json_schema!({ "type": "array", "items": node });
        let mut fields = Map::new();
        let mut add = |name: &str, schema: &Schema, description: &str| {
            let mut schema = schema.clone();
            schema.insert("description".to_owned(), description.into());
            fields.insert(name.to_owned(), schema.to_value());
        };
        add("all", &joined, "Every one of these.");
        add("any", &joined, "At least one of these.");
        add("not", &node, "Not this.");
        for field in ListField::ALL {
            add(field.name(), &words, "Words of this list.");
        }
        for field in AmountField::ALL {
            add(field.name(), &amounts, "A range of this amount, both ends included.");
        }
        for field in CountField::ALL {
            add(field.name(), &counts, "A range of this number, both ends included.");
        }
        for field in ScoreField::ALL {
            add(field.name(), &scores, "A range of this number, both ends included.");
        }
        let flag = json_schema!({ "type": "boolean" });
        for field in FlagField::ALL {
            add(field.name(), &flag, "Whether this is true.");
        }
        json_schema!({
            "type": "object",
            "properties": fields,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
            "description": "A condition on an advisor, or several joined: an object of one key, which is `all`, `any`, \
                `not`, or the name of a field.",
        })
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut node = serializer.serialize_map(Some(1))?;
        match self {
            Self::All(filters) => node.serialize_entry("all", filters)?,
            Self::Any(filters) => node.serialize_entry("any", filters)?,
            Self::Not(filter) => node.serialize_entry("not", filter)?,
            Self::Words(field, words) => node.serialize_entry(field.name(), words)?,
            Self::Amount(field, range) => node.serialize_entry(field.name(), range)?,
            Self::Count(field, range) => node.serialize_entry(field.name(), range)?,
            Self::Score(field, range) => node.serialize_entry(field.name(), range)?,
            Self::Flag(field, value) => node.serialize_entry(field.name(), value)?,
        }
        node.end()
    }
}
