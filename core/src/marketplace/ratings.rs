//! What the published ratings of an advisor say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Market;
use crate::error::{Error, Result};
use crate::model::advisoros::{ADVISOR_PROFILES, CLIENTS, advisor_profiles as profile, clients};
use crate::practice::SatisfactionFigures;
use crate::warehouse::rollups::advisor::{AssignedClients, Ratings};

/// Asks for the ratings of an advisor.
///
/// ```
/// use advisor_engine::GetAdvisorRatings;
/// let request: GetAdvisorRatings = serde_json::from_str(r#"{"id": "a1"}"#).expect("valid JSON");
/// assert_eq!(request.id, "a1");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetAdvisorRatings {
    /// The id of the profile.
    pub id: String,
}

/// An advisor's published ratings, of clients of all tenants, in figures.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, ErrorKind, GetAdvisorRatings};
/// # let engine = Engine::in_memory(Default::default())?;
/// let request = GetAdvisorRatings { id: "nobody".to_owned() };
/// let refused = engine.advisor_ratings(&request, &CallOptions::default());
/// assert_eq!(refused.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorRatings {
    /// The id of the profile.
    pub id: String,
    /// The published ratings.
    pub satisfaction: SatisfactionFigures,
    /// Live clients, each once, of live engagements that are assigned to the advisor's user and neither completed nor
    /// cancelled: clients served now, whatever the profile says.
    pub current_client_count: u64,
}

/// The figures of an advisor.
///
/// # Errors
/// `NotFound` for an id that nobody has, or only an advisor who may not be shown.
pub(crate) fn ratings(market: Market<'_>, request: &GetAdvisorRatings) -> Result<AdvisorRatings> {
    let id = &request.id;
    let row = market
        .find(id)
        .and_then(|ordinal| market.tables.table(ADVISOR_PROFILES).row(ordinal))
        .ok_or_else(|| Error::not_found(format!("no advisor `{id}`")))?;
    let nothing = Ratings::default();
    let ratings = market.advisors.ratings(id).unwrap_or(&nothing);
    let assigned = market.advisors.clients(row.text(profile::user_id));
    let is_live = |(client_id, tenant): &(&str, &str)| {
        let client = market.tables.table(CLIENTS).find(client_id);
        client.is_some_and(|(_, client)| {
            client.is_null(clients::deleted_at) && client.text(clients::organization_id) == *tenant
        })
    };
    let clients = assigned.into_iter().flat_map(AssignedClients::iter);
    Ok(AdvisorRatings {
        id: id.clone(),
        satisfaction: SatisfactionFigures::of(ratings),
        current_client_count: clients.filter(is_live).count() as u64,
    })
}
