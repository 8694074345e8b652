//! Answers as tables that a person can read.

use std::time::Duration;

use advisor_engine::{
    Answer, ClientDashboard, FacetCount, LoadReport, MatchResult, OrganizationDashboard,
    SearchResult,
};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement, Table};

pub(crate) fn title(text: &str) {
    println!("\n\x1b[1m{text}\x1b[0m");
}

/// A duration in the unit that suits it.
pub(crate) fn time(elapsed: Duration) -> String {
    let microseconds = elapsed.as_secs_f64() * 1e6;
    if microseconds < 1000.0 {
        format!("{microseconds:.1} µs")
    } else if microseconds < 1e6 {
        format!("{:.2} ms", microseconds / 1e3)
    } else {
        format!("{:.2} s", microseconds / 1e6)
    }
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

pub(crate) fn rows(columns: &[String], rows: &[Vec<String>]) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns).add_rows(rows);
    println!("{table}");
}

pub(crate) fn loaded(report: &LoadReport, embedding_count: usize) {
    let mut rows = table(["table", "rows"]);
    for loaded in &report.tables {
        let count = if loaded.name == "advisor_embeddings" {
            embedding_count as u64
        } else {
            loaded.row_count
        };
        rows.add_row([loaded.name.to_owned(), count.to_string()]);
    }
    if let Some(column) = rows.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{rows}");
    println!(
        "loaded in {} ms; {} rows could not be taken; embeddings were applied by the host",
        report.elapsed_ms,
        report.rejected.len()
    );
}

/// Words of a facet that are shown: the most frequent.
const SHOWN_COUNTS: usize = 6;

pub(crate) fn search(title: &str, answer: &Answer<SearchResult>, elapsed: Duration) {
    println!("\n{title}");
    let mut rows = table(["advisor", "title", "rate", "rating", "relevance"]);
    for found in &answer.advisors {
        rows.add_row([
            found.name.clone().unwrap_or_default(),
            found.professional_title.clone().unwrap_or_default(),
            found.hourly_rate.map_or_else(String::new, |rate| rate.to_string()),
            found.overall_rating.map_or_else(String::new, |rating| format!("{rating:.1}")),
            found.score.map_or_else(String::new, |score| format!("{score:.3}")),
        ]);
    }
    println!("{rows}");
    let words = |counts: &Option<Vec<FacetCount>>| {
        let counts = counts.iter().flatten().take(SHOWN_COUNTS);
        counts
            .map(|found| format!("{} {}", found.value, found.count))
            .collect::<Vec<_>>()
            .join(", ")
    };
    println!("industries: {}", words(&answer.facets.industries));
    println!("services: {}", words(&answer.facets.services));
    let bands = answer.facets.hourly_rate.iter().flatten().map(|band| {
        let name = match (band.from, band.to) {
            (None, Some(to)) => format!("below {to}"),
            (Some(from), _) => format!("from {from}"),
            (None, None) => "not stated".to_owned(),
        };
        format!("{name}: {}", band.count)
    });
    println!("hourly rate: {}", bands.collect::<Vec<_>>().join(", "));
    println!(
        "{} of {} shown, typos counted too: {}, exact: {}, {}",
        answer.advisors.len(),
        answer.total,
        answer.typos_expanded,
        answer.plan.exact,
        time(elapsed)
    );
}

pub(crate) fn matches(title: &str, answer: &Answer<MatchResult>, elapsed: Duration) {
    println!("\n{title}");
    let mut rows = table(["#", "advisor", "title", "rate", "score", "parts (weight × value)"]);
    for found in &answer.matches {
        let parts: Vec<String> = found
            .parts
            .iter()
            .map(|part| {
                format!(
                    "{} {:.4} = {:.3} × {:.4}",
                    part.name, part.contribution, part.weight, part.value
                )
            })
            .collect();
        rows.add_row([
            found.rank.to_string(),
            found.name.clone().unwrap_or_default(),
            found.professional_title.clone().unwrap_or_default(),
            found.hourly_rate.map_or_else(String::new, |rate| rate.to_string()),
            format!("{:.4}", found.score),
            parts.join("\n"),
        ]);
    }
    println!("{rows}");
    println!(
        "{} eligible, {} scored, exact: {}, {}",
        answer.plan.eligible,
        answer.plan.scored,
        answer.plan.exact,
        time(elapsed)
    );
}

pub(crate) fn client(answer: &Answer<ClientDashboard>, elapsed: Duration) {
    println!(
        "\nclient dashboard: {} (revision {}, {})",
        answer.business_name,
        answer.revision,
        time(elapsed)
    );
    let mut rows = table([
        "documents",
        "last 30 days",
        "to review",
        "tasks open / done",
        "engagements active / all",
    ]);
    rows.add_row([
        answer.total_documents.to_string(),
        answer.documents_last_30_days.to_string(),
        answer.documents_needs_review.to_string(),
        format!("{} / {}", answer.active_tasks, answer.completed_tasks),
        format!("{} / {}", answer.active_engagements, answer.total_engagements),
    ]);
    println!("{rows}");
    let mut rows = table(["currency", "revenue", "outstanding"]);
    for amounts in answer.amounts.iter().flatten() {
        rows.add_row([
            amounts.currency.clone(),
            amounts.total_revenue.to_string(),
            amounts.outstanding_balance.to_string(),
        ]);
    }
    println!("{rows}");
    let mut rows = table(["newest documents", "category", "created"]);
    for document in &answer.recent_documents {
        rows.add_row([
            document.file_name.clone(),
            document.category.clone(),
            document.created_at.to_string(),
        ]);
    }
    println!("{rows}");
    let mut rows = table(["next tasks", "due", "priority", "assignee"]);
    for task in &answer.upcoming_tasks {
        rows.add_row([
            task.title.clone(),
            task.due_date.map_or_else(String::new, |due| due.to_string()),
            task.priority.clone(),
            task.assignee_name.clone().unwrap_or_default(),
        ]);
    }
    println!("{rows}");
}

pub(crate) fn organization(answer: &Answer<OrganizationDashboard>, elapsed: Duration) {
    println!("\norganization dashboard (revision {}, {})", answer.revision, time(elapsed));
    let clients: Vec<String> =
        answer.clients.iter().map(|count| format!("{} {}", count.count, count.status)).collect();
    println!(
        "{} clients ({}), {} documents of {} bytes, {} tasks, {} engagements",
        answer.total_clients,
        clients.join(", "),
        answer.total_documents,
        answer.total_document_bytes,
        answer.total_tasks,
        answer.total_engagements
    );
    let mut rows = table(["currency", "invoices", "total", "paid", "balance"]);
    for sums in &answer.invoices {
        rows.add_row([
            sums.currency.clone(),
            sums.count.to_string(),
            sums.total_amount.to_string(),
            sums.paid_amount.to_string(),
            sums.balance_amount.to_string(),
        ]);
    }
    println!("{rows}");
}
