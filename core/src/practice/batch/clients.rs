//! Many clients by their ids: rows, and counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::request::check_keys;
use crate::error::Result;
use crate::model::advisoros::{DOCUMENTS, documents};
use crate::model::selectable::{Selection, Source};
use crate::practice::Practice;
use crate::practice::clients::{ClientRow, ClientRowField};

/// Asks for many clients; for staff alone.
///
/// ```
/// use advisor_engine::GetClients;
/// let request: GetClients =
///     serde_json::from_str(r#"{"ids": ["c1", "c2"], "select": ["businessName"]}"#).expect("valid JSON");
/// assert_eq!(request.ids.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetClients {
    /// The clients, 1 to 1,000; one may come twice.
    pub ids: Vec<String>,
    /// The columns; an empty list for all.
    #[serde(default)]
    pub select: Vec<ClientRowField>,
}

/// One place per id that was asked for, in their order.
///
/// ```
/// use advisor_engine::FoundClients;
/// let found = FoundClients { clients: vec![None] };
/// assert_eq!(serde_json::to_string(&found).ok().as_deref(), Some(r#"{"clients":[null]}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundClients {
    /// The client of the id at this place; none where the tenant has none.
    pub clients: Vec<Option<ClientRow>>,
}

/// Asks how many rows hang on many clients; for staff alone.
///
/// ```
/// use advisor_engine::ClientCountsRequest;
/// let request: ClientCountsRequest = serde_json::from_str(r#"{"ids": ["c1"]}"#).expect("valid JSON");
/// assert_eq!(request.ids, ["c1"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientCountsRequest {
    /// The clients, 1 to 1,000; one may come twice.
    pub ids: Vec<String>,
}

/// One place per id that was asked for, in their order.
///
/// ```
/// use advisor_engine::CountedClients;
/// let nobody = CountedClients { clients: Vec::new() };
/// assert!(nobody.clients.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountedClients {
    /// The counts.
    pub clients: Vec<ClientCounts>,
}

/// How many live rows hang on a client; zeros where the tenant has none of that id.
///
/// ```
/// use advisor_engine::ClientCounts;
/// assert_eq!(ClientCounts::default().documents, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientCounts {
    /// The client's id.
    pub id: String,
    /// Documents in their latest version.
    pub documents: u64,
    /// Engagements.
    pub engagements: u64,
    /// Invoices.
    pub invoices: u64,
}

/// One place per id, in their order; none where there is no live client of the tenant.
pub(crate) fn get_clients(practice: Practice<'_>, request: &GetClients) -> Result<FoundClients> {
    check_keys("ids", &request.ids)?;
    let fields = Selection::of(&request.select);
    let read = |id: &String| {
        let found = practice.client(id).ok()?;
        let source = Source { rollup: Some(found.rollup), ..practice.source(found.row) };
        Some(ClientRow::read(&source, fields))
    };
    Ok(FoundClients { clients: request.ids.iter().map(read).collect() })
}

/// Counts the rows of each client.
pub(crate) fn client_counts(
    practice: Practice<'_>,
    request: &ClientCountsRequest,
) -> Result<CountedClients> {
    check_keys("ids", &request.ids)?;
    let count = |id: &String| {
        practice.options.check()?;
        let Ok(found) = practice.client(id) else {
            return Ok(ClientCounts { id: id.clone(), ..ClientCounts::default() });
        };
        let documents = practice
            .rows_under(DOCUMENTS, id)
            .filter(|(_, row)| row.flag(documents::is_latest_version));
        Ok(ClientCounts {
            id: id.clone(),
            documents: documents.count() as u64,
            engagements: u64::from(found.rollup.engagement_count),
            invoices: u64::from(found.rollup.invoice_count),
        })
    };
    Ok(CountedClients { clients: request.ids.iter().map(count).collect::<Result<_>>()? })
}
