//! An advisor as the marketplace shows one: the public columns, and no other.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Map;

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::model::advisoros::{ADVISOR_PROFILES, USERS, advisor_profiles, users};
use crate::model::money::Money;
use crate::model::row::RowRef;
use crate::store::table::Tables;

/// Declares the public columns once: as fields of the row, and as names that a request may select.
macro_rules! public_columns {
    ($($(#[doc = $doc:literal])* $field:ident / $name:ident / $json:literal : $kind:ty = $read:ident($($column:ident)?);)*) => {
        /// An advisor of the marketplace: public columns only.
        ///
        /// A field that the request did not select holds its default here and is left out of the JSON, where the
        /// names are those of the columns in camelCase. Lists keep the order and the spelling of the row.
        ///
        /// ```
        /// use advisor_engine::{Advisor, AdvisorField};
        /// let advisor = Advisor { id: "a1".to_owned(), ..Advisor::default() };
        /// assert!(advisor.fields.contains(AdvisorField::Headline));
        /// assert!(serde_json::to_string(&advisor).is_ok_and(|json| json.contains(r#""headline":null"#)));
        /// ```
        #[derive(Debug, Clone, PartialEq)]
        pub struct Advisor {
            /// The id of the profile; there whatever was selected.
            pub id: String,
            $($(#[doc = $doc])* pub $field: $kind,)*
            /// How well the advisor fits the text, higher is better; only in a list by relevance.
            pub score: Option<f64>,
            /// The fields that were read.
            pub fields: AdvisorFields,
        }

        /// A public column of an advisor.
        ///
        /// ```
        /// use advisor_engine::AdvisorField;
        /// assert_eq!(serde_json::to_string(&AdvisorField::OverallRating).ok().as_deref(), Some("\"overallRating\""));
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, JsonSchema)]
        pub enum AdvisorField {
            /// The id of the profile.
            #[serde(rename = "id")]
            Id,
            $($(#[doc = $doc])* #[serde(rename = $json)] $name,)*
        }

        impl Default for Advisor {
            fn default() -> Self {
                Self {
                    id: String::new(),
                    $($field: Default::default(),)*
                    score: None,
                    fields: AdvisorFields::default(),
                }
            }
        }

        impl Advisor {
            fn read(source: &Source<'_>, fields: AdvisorFields) -> Self {
                Self {
                    id: source.text(advisor_profiles::id),
                    $($field: if fields.contains(AdvisorField::$name) {
                        source.$read($(advisor_profiles::$column)?)
                    } else {
                        Default::default()
                    },)*
                    score: None,
                    fields,
                }
            }
        }

        impl JsonSchema for Advisor {
            fn schema_name() -> Cow<'static, str> {
                "Advisor".into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let mut fields = Map::new();
                let mut add = |name: &str, mut schema: Schema, docs: &str| {
                    schema.insert("description".to_owned(), docs.trim().into());
                    fields.insert(name.to_owned(), schema.to_value());
                };
                add("id", generator.subschema_for::<String>(), "The id of the profile; there whatever was selected.");
                $(add($json, generator.subschema_for::<$kind>(), concat!($($doc),*));)*
                add(
                    "score",
                    generator.subschema_for::<f64>(),
                    "How well the advisor fits the text, higher is better; only in a list by relevance.",
                );
                json_schema!({
                    "type": "object",
                    "properties": fields,
                    "required": ["id"],
                    "description": "An advisor of the marketplace: public columns only, those that were selected.",
                })
            }
        }

        impl Serialize for Advisor {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                let mut row = serializer.serialize_map(None)?;
                row.serialize_entry("id", &self.id)?;
                $(if self.fields.contains(AdvisorField::$name) {
                    row.serialize_entry($json, &self.$field)?;
                })*
                if let Some(score) = self.score {
                    row.serialize_entry("score", &score)?;
                }
                row.end()
            }
        }
    };
}

public_columns! {
    /// The user behind the profile.
    user_id / UserId / "userId": String = text(user_id);
    /// The user's name; none where the user is not there or deleted.
    name / Name / "name": Option<String> = user_name();
    /// The title of the profile.
    professional_title / ProfessionalTitle / "professionalTitle": Option<String> = text_opt(professional_title);
    /// The headline of the profile.
    headline / Headline / "headline": Option<String> = text_opt(headline);
    /// What the advisor tells of the work.
    bio / Bio / "bio": Option<String> = text_opt(bio);
    /// Years of experience.
    years_experience / YearsExperience / "yearsExperience": Option<i64> = int_opt(years_experience);
    /// Certifications held.
    certifications / Certifications / "certifications": Vec<String> = list(certifications);
    /// Industries known.
    industries / Industries / "industries": Vec<String> = list(industries);
    /// Services offered.
    services / Services / "services": Vec<String> = list(services);
    /// Sizes of business served.
    business_sizes / BusinessSizes / "businessSizes": Vec<String> = list(business_sizes);
    /// Languages spoken.
    languages / Languages / "languages": Vec<String> = list(languages);
    /// The price of an hour.
    hourly_rate / HourlyRate / "hourlyRate": Option<Money> = money(hourly_rate);
    /// The least monthly retainer.
    monthly_retainer_min / MonthlyRetainerMin / "monthlyRetainerMin": Option<Money> = money(monthly_retainer_min);
    /// The largest monthly retainer.
    monthly_retainer_max / MonthlyRetainerMax / "monthlyRetainerMax": Option<Money> = money(monthly_retainer_max);
    /// The least price of a project.
    project_rate_min / ProjectRateMin / "projectRateMin": Option<Money> = money(project_rate_min);
    /// Whether the advisor may be paid by the hour.
    accepts_hourly / AcceptsHourly / "acceptsHourly": bool = flag(accepts_hourly);
    /// Whether the advisor may be paid a monthly retainer.
    accepts_retainer / AcceptsRetainer / "acceptsRetainer": bool = flag(accepts_retainer);
    /// Whether the advisor may be paid by project.
    accepts_project / AcceptsProject / "acceptsProject": bool = flag(accepts_project);
    /// Whether the advisor may be paid by the value of the work.
    accepts_value_based / AcceptsValueBased / "acceptsValueBased": bool = flag(accepts_value_based);
    /// 0 to 5.
    overall_rating / OverallRating / "overallRating": Option<f64> = float(overall_rating);
    /// How many reviews the rating rests on.
    total_reviews / TotalReviews / "totalReviews": i64 = int(total_reviews);
    /// Engagements brought to an end.
    completed_engagements / CompletedEngagements / "completedEngagements": i64 = int(completed_engagements);
    /// How long an answer takes, in hours.
    response_time / ResponseTime / "responseTime": Option<i64> = int_opt(response_time);
    /// Clients served now.
    current_clients / CurrentClients / "currentClients": i64 = int(current_clients);
    /// The most clients that the advisor takes.
    max_clients / MaxClients / "maxClients": Option<i64> = int_opt(max_clients);
    /// Whether the advisor takes new clients now.
    is_available / IsAvailable / "isAvailable": bool = flag(is_available);
    /// Whether the advisor works remotely only.
    remote_only / RemoteOnly / "remoteOnly": bool = flag(remote_only);
    /// Whether the advisor travels to clients.
    willing_to_travel / WillingToTravel / "willingToTravel": bool = flag(willing_to_travel);
    /// The zone that the advisor lives by.
    timezone / Timezone / "timezone": Option<String> = text_opt(timezone);
    /// A video in which the advisor speaks.
    video_intro_url / VideoIntroUrl / "videoIntroUrl": Option<String> = text_opt(video_intro_url);
    /// A page with earlier work.
    portfolio_url / PortfolioUrl / "portfolioUrl": Option<String> = text_opt(portfolio_url);
    /// The advisor's page in the professional network.
    linkedin_url / LinkedinUrl / "linkedinUrl": Option<String> = text_opt(linkedin_url);
    /// When the profile was made.
    created_at / CreatedAt / "createdAt": Option<Timestamp> = timestamp(created_at);
}

/// A set of public columns; the default holds all.
///
/// ```
/// use advisor_engine::{AdvisorField, AdvisorFields};
/// let fields = AdvisorFields::of(&[AdvisorField::Name]);
/// assert!(fields.contains(AdvisorField::Name) && !fields.contains(AdvisorField::Bio));
/// assert!(AdvisorFields::of(&[]).contains(AdvisorField::Bio));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdvisorFields(u64);

impl Default for AdvisorFields {
    fn default() -> Self {
        Self(u64::MAX)
    }
}

impl AdvisorFields {
    /// These fields; all, where none is named.
    #[must_use]
    pub fn of(fields: &[AdvisorField]) -> Self {
        if fields.is_empty() {
            return Self::default();
        }
        Self(fields.iter().fold(0, |set, field| set | 1 << *field as u64))
    }

    /// Whether a field is among them.
    #[must_use]
    pub const fn contains(self, field: AdvisorField) -> bool {
        self.0 >> field as u64 & 1 == 1
    }
}

/// The row of an advisor, and the way to its user.
struct Source<'a> {
    tables: &'a Tables,
    row: RowRef<'a>,
}

impl Source<'_> {
    fn text(&self, column: usize) -> String {
        self.row.text(column).to_owned()
    }

    fn text_opt(&self, column: usize) -> Option<String> {
        self.row.text_opt(column).map(str::to_owned)
    }

    fn user_name(&self) -> Option<String> {
        let (_, user) = self.tables.table(USERS).find(self.row.text(advisor_profiles::user_id))?;
        user.is_null(users::deleted_at).then(|| user.text(users::name).to_owned())
    }

    fn list(&self, column: usize) -> Vec<String> {
        self.row.list(column).map(str::to_owned).collect()
    }

    fn int(&self, column: usize) -> i64 {
        self.row.int(column).unwrap_or_default()
    }

    fn int_opt(&self, column: usize) -> Option<i64> {
        self.row.int(column)
    }

    fn float(&self, column: usize) -> Option<f64> {
        self.row.float(column)
    }

    fn money(&self, column: usize) -> Option<Money> {
        self.row.int(column).map(Money::from_cents)
    }

    fn flag(&self, column: usize) -> bool {
        self.row.flag(column)
    }

    fn timestamp(&self, column: usize) -> Option<Timestamp> {
        self.row.int(column).map(Timestamp::from_stored)
    }
}

/// Reads an advisor that the marketplace may show.
///
/// # Errors
/// `Internal` where there is no such row: columns and tables are of one revision.
pub(super) fn read(tables: &Tables, ordinal: u32, fields: AdvisorFields) -> Result<Advisor> {
    let row = tables.table(ADVISOR_PROFILES).row(ordinal).ok_or_else(|| {
        Error::internal("an advisor of the marketplace has no row at its revision")
    })?;
    Ok(Advisor::read(&Source { tables, row }, fields))
}
