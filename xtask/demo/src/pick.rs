//! What the demo looks at: a busy client, two searches, and three clients' needs.

use std::collections::HashMap;
use std::path::Path;

use advisor_engine::{
    AdvisorFilters, AdvisorSort, Budget, BudgetKind, ClientNeeds, FacetName, PageRequest,
    SearchAdvisors,
};
use advisor_engine_data::snapshot::{read_embeddings, read_text_column};
use anyhow::{Context, Result};
use serde::Serialize;

/// The same in the demos of all languages: as JSON it is what their methods take.
#[derive(Serialize)]
pub(crate) struct Picked {
    pub(crate) tenant: String,
    pub(crate) client: String,
    pub(crate) searches: Vec<(&'static str, SearchAdvisors)>,
    pub(crate) needs: Vec<(&'static str, ClientNeeds)>,
}

pub(crate) fn pick(snapshot: &Path) -> Result<Picked> {
    let text = |table, column| read_text_column(snapshot, table, column);
    let mut document_counts: HashMap<String, u32> = HashMap::new();
    for client in text("documents", "clientId")?.into_iter().flatten() {
        *document_counts.entry(client).or_default() += 1;
    }
    let engagements: HashMap<_, _> =
        text("engagements", "id")?.into_iter().zip(text("engagements", "clientId")?).collect();
    let tasks = text("tasks", "engagementId")?.into_iter().zip(text("tasks", "status")?);
    let open_tasks = tasks.filter(|(_, status)| status.as_deref() == Some("pending"));
    let busy_clients =
        open_tasks.filter_map(|(engagement, _)| engagements.get(&engagement)?.as_ref());
    // The id breaks ties, so that every run picks the same.
    let client = busy_clients
        .max_by_key(|client| (document_counts.get(*client).copied().unwrap_or_default(), *client))
        .context("no client of the snapshot has an open task")?
        .clone();
    let mut tenants = text("clients", "id")?.into_iter().zip(text("clients", "organizationId")?);
    let tenant = tenants
        .find_map(|(id, tenant)| tenant.filter(|_| id.as_ref() == Some(&client)))
        .context("the client is not in the snapshot")?;
    Ok(Picked { tenant, client, searches: searches()?, needs: needs(snapshot)? })
}

fn searches() -> Result<Vec<(&'static str, SearchAdvisors)>> {
    let page = PageRequest { limit: 5, ..PageRequest::default() };
    let facets = Some(vec![FacetName::Industries, FacetName::Services, FacetName::HourlyRate]);
    Ok(vec![
        (
            "Words: `retirement planing` (one letter is missing)",
            SearchAdvisors {
                text: Some("retirement planing".to_owned()), // spellchecker:disable-line
                page: page.clone(),
                facets: facets.clone(),
                ..SearchAdvisors::default()
            },
        ),
        (
            "No words: Healthcare or Retail, at most 400.00 an hour, cheapest first",
            SearchAdvisors {
                filters: AdvisorFilters {
                    industries: vec!["Healthcare".to_owned(), "Retail".to_owned()],
                    hourly_rate_max: Some("400.00".parse()?),
                    ..AdvisorFilters::default()
                },
                sort: Some(AdvisorSort::PriceLow),
                page,
                facets,
                ..SearchAdvisors::default()
            },
        ),
    ])
}

fn needs(snapshot: &Path) -> Result<Vec<(&'static str, ClientNeeds)>> {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let example =
        read_embeddings(snapshot, 1)?.next().context("the snapshot holds no embedding")??;
    let limit = 3;
    Ok(vec![
        (
            "A clinic needs tax planning and bookkeeping, at most 400.00 an hour",
            ClientNeeds {
                industries: words(&["Healthcare"]),
                required_services: words(&["tax_planning", "bookkeeping"]),
                max_hourly_rate: Some("400.00".parse()?),
                limit,
                ..ClientNeeds::default()
            },
        ),
        (
            "A consultancy looks for advisors who read like one that it knows (by embedding)",
            ClientNeeds {
                industries: words(&["Professional Services"]),
                embedding: example
                    .first()
                    .context("the snapshot holds no embedding")?
                    .vector
                    .clone(),
                limit,
                ..ClientNeeds::default()
            },
        ),
        (
            "A shop wants a plan and a budget of 300.00 an hour, by the older points formula",
            ClientNeeds {
                industries: words(&["Retail"]),
                required_services: words(&["financial_planning"]),
                certifications: words(&["CPA"]),
                budget: Some(Budget {
                    min: None,
                    max: Some("300.00".parse()?),
                    kind: BudgetKind::Hourly,
                }),
                scoring_profile: "points-v1".to_owned(),
                limit,
                ..ClientNeeds::default()
            },
        ),
    ])
}
