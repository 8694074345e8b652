//! Requests with the answers that they must get, made before anything is timed.

use std::collections::HashMap;
use std::path::Path;

use advisor_engine::{
    Answer, Audience, CallOptions, Change, ClientDashboard, ClientNeeds, Engine, HardFilters,
    MatchResult, Money, Value,
};
use advisor_engine_data::snapshot::{read_embeddings, read_nulls, read_text_column};
use anyhow::{Context, Result, ensure};

/// Clients, tenants and needs of a data set.
#[derive(Debug)]
pub struct Workload {
    clients: Vec<Client>,
    largest_tenant: String,
    largest_tenant_document_count: u64,
    vectors: Vec<Vec<f32>>,
}

#[derive(Debug)]
struct Client {
    id: String,
    tenant: String,
    document_count: u64,
}

/// Industries and services that both data sets know.
const INDUSTRIES: [&str; 3] = ["Healthcare", "Professional Services", "Retail"];
const SERVICES: [&str; 3] = ["tax_planning", "bookkeeping", "financial_planning"];

impl Workload {
    /// Reads clients and expected counts from the snapshot folder, not from the engine.
    ///
    /// # Errors
    /// When the folder lacks a column.
    pub fn read(folder: &Path) -> Result<Self> {
        let text = |table, column| read_text_column(folder, table, column);
        let live = |table| read_nulls(folder, table, "deletedAt");
        let mut document_counts: HashMap<(String, String), u64> = HashMap::new();
        let mut tenant_counts: HashMap<String, u64> = HashMap::new();
        let documents = text("documents", "clientId")?
            .into_iter()
            .zip(text("documents", "organizationId")?)
            .zip(live("documents")?);
        for ((client, tenant), is_live) in documents {
            if let (Some(client), Some(tenant), true) = (client, tenant, is_live) {
                *tenant_counts.entry(tenant.clone()).or_default() += 1;
                *document_counts.entry((tenant, client)).or_default() += 1;
            }
        }
        let organizations = text("organizations", "id")?.into_iter().zip(live("organizations")?);
        let tenants: Vec<String> =
            organizations.filter(|(_, is_live)| *is_live).filter_map(|(id, _)| id).collect();
        let is_tenant: std::collections::HashSet<&String> = tenants.iter().collect();
        let clients = text("clients", "id")?
            .into_iter()
            .zip(text("clients", "organizationId")?)
            .zip(live("clients")?);
        let clients: Vec<Client> = clients
            .filter(|(_, is_live)| *is_live)
            .filter_map(|((id, tenant), _)| {
                let (id, tenant) = (id?, tenant.filter(|tenant| is_tenant.contains(tenant))?);
                let document_count =
                    document_counts.get(&(tenant.clone(), id.clone())).copied().unwrap_or_default();
                Some(Client { id, tenant, document_count })
            })
            .collect();
        let (largest_tenant, largest_tenant_document_count) = tenant_counts
            .into_iter()
            .filter(|(tenant, _)| is_tenant.contains(tenant))
            .max_by_key(|(tenant, count)| (*count, tenant.clone()))
            .context("the data set holds no document")?;
        let vectors =
            read_embeddings(folder, 200)?.next().context("the data set holds no embedding")??;
        ensure!(!clients.is_empty(), "the data set holds no live client");
        let vectors = vectors.into_iter().map(|embedding| embedding.vector).collect();
        Ok(Self { clients, largest_tenant, largest_tenant_document_count, vectors })
    }

    /// The tenant and the id of the client with the most documents.
    #[must_use]
    pub fn fullest_client(&self) -> Option<(&str, &str)> {
        let most = self.clients.iter().max_by_key(|client| (client.document_count, &client.id));
        most.map(|client| (client.tenant.as_str(), client.id.as_str()))
    }

    /// Reads the dashboard of a client, spread over all clients, and asserts its document count.
    ///
    /// # Errors
    /// When the answer is not the expected one.
    pub fn client_dashboard(
        &self,
        engine: &Engine,
        index: usize,
    ) -> Result<Answer<ClientDashboard>> {
        let client = self.client(index);
        let answer = engine.tenant(client.tenant.as_str()).client_dashboard(
            &client.id,
            &Audience::Staff,
            &CallOptions::default(),
        )?;
        ensure!(
            answer.total_documents == client.document_count,
            "client `{}`: wrong documents",
            client.id
        );
        Ok(answer)
    }

    /// Reads the dashboard of the tenant with the most documents, and asserts their count.
    ///
    /// # Errors
    /// When the answer is not the expected one.
    pub fn organization_dashboard(&self, engine: &Engine) -> Result<()> {
        let tenant = engine.tenant(self.largest_tenant.as_str());
        let answer = tenant.organization_dashboard(&CallOptions::default())?;
        ensure!(answer.total_documents == self.largest_tenant_document_count, "wrong documents");
        Ok(())
    }

    /// Needs with real hard filters: industry, services, rate, availability, capacity.
    #[must_use]
    pub fn filtered_needs(&self, index: usize) -> ClientNeeds {
        ClientNeeds {
            industries: vec![INDUSTRIES[index % 3].to_owned()],
            required_services: vec![SERVICES[index / 3 % 3].to_owned()],
            max_hourly_rate: Some(Money::from_cents(30_000)),
            embedding: self.vectors[index % self.vectors.len()].clone(),
            ..ClientNeeds::default()
        }
    }

    /// Needs that every active, verified advisor meets.
    #[must_use]
    pub fn open_needs(&self, index: usize) -> ClientNeeds {
        ClientNeeds {
            embedding: self.vectors[index % self.vectors.len()].clone(),
            hard_filters: HardFilters {
                available: Some(false),
                capacity_left: Some(false),
                ..HardFilters::default()
            },
            ..ClientNeeds::default()
        }
    }

    /// Changes to this many rows of documents, engagements, tasks and invoices, spread over all clients.
    #[must_use]
    pub fn changes(&self, round: usize, count: usize) -> Vec<Change> {
        (0..count)
            .map(|index| {
                // A task and its engagement are of one tenant.
                let client = self.client(round * count + index - usize::from(index % 4 == 2));
                let id = format!("bench-{round}-{index}");
                let organization = Value::from(client.tenant.as_str());
                let at = Value::from("2026-01-01T00:00:00Z");
                let mut columns = vec![
                    ("id", id.as_str().into()),
                    ("organization_id", organization),
                    ("created_at", at.clone()),
                    ("updated_at", at.clone()),
                ];
                let table = match index % 4 {
                    0 => {
                        columns.extend([
                            ("client_id", client.id.as_str().into()),
                            ("uploaded_by", "bench".into()),
                            ("file_name", "statement.pdf".into()),
                            ("file_type", "pdf".into()),
                            ("category", "bank_statement".into()),
                            ("version", 1_i64.into()),
                            ("is_latest_version", true.into()),
                            ("ocr_status", "pending".into()),
                            ("needs_review", false.into()),
                            ("is_confidential", false.into()),
                            ("access_level", "client".into()),
                            ("is_archived", false.into()),
                            // Deleted: the expected counts stay as they are.
                            ("deleted_at", at),
                        ]);
                        "documents"
                    }
                    1 => {
                        columns.extend([
                            ("client_id", client.id.as_str().into()),
                            ("created_by_id", "bench".into()),
                            ("name", "Year end".into()),
                            ("type", "tax_preparation".into()),
                            ("status", "in_progress".into()),
                            ("priority", "normal".into()),
                        ]);
                        "engagements"
                    }
                    2 => {
                        // Of the engagement before it.
                        columns.extend([
                            ("engagement_id", format!("bench-{round}-{}", index - 1).into()),
                            ("created_by_id", "bench".into()),
                            ("title", "Collect statements".into()),
                            ("status", "pending".into()),
                            ("priority", "high".into()),
                            ("task_type", "data_entry".into()),
                        ]);
                        "tasks"
                    }
                    _ => {
                        columns.extend([
                            ("client_id", client.id.as_str().into()),
                            ("created_by_id", "bench".into()),
                            ("invoice_number", id.as_str().into()),
                            ("status", "sent".into()),
                            ("invoice_date", at.clone()),
                            ("due_date", at),
                            ("subtotal", "100.00".into()),
                            ("tax_amount", "0.00".into()),
                            ("discount_amount", "0.00".into()),
                            ("total_amount", "100.00".into()),
                            ("paid_amount", "0.00".into()),
                            ("balance_amount", "100.00".into()),
                            ("currency", "USD".into()),
                        ]);
                        "invoices"
                    }
                };
                Change::upsert(table, columns)
            })
            .collect()
    }

    fn client(&self, index: usize) -> &Client {
        // A large prime: neighbours in time are not neighbours in the base.
        &self.clients[index.wrapping_mul(7_368_787) % self.clients.len()]
    }
}

/// Asserts what every match must hold: scores descend, and each is the left fold of its parts.
///
/// # Errors
/// When it does not.
pub fn check_match(answer: &Answer<MatchResult>) -> Result<()> {
    ensure!(answer.plan.exact && !answer.matches.is_empty(), "no exact match");
    for found in &answer.matches {
        let folded = found.parts.iter().fold(0.0, |sum, part| sum + part.contribution);
        ensure!(folded.to_bits() == found.score.to_bits(), "a score is not the fold of its parts");
    }
    ensure!(
        answer.matches.is_sorted_by(|one, other| one.score >= other.score),
        "scores do not descend"
    );
    Ok(())
}
