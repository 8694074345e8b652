//! The operations that are compared, each with its goal and its requests.

use advisor_engine::{
    Audience, CallOptions, ClientDashboard, ClientRow, DocumentFilters, DocumentRow, DocumentSort,
    Engine, InvoiceAging, InvoiceAgingRequest, ListClients, ListDocuments, ListTasks,
    OrganizationDashboard, Page, PageRequest, TaskFilters, TaskRow, TaskSort, TotalKind,
};
use anyhow::{Result, ensure};
use serde::Serialize;

use super::compare::{Asked, Compared, Question};
use super::draw::{ClientAsked, ClientPageAsked, Draw, PAGE_SIZE};
use super::sqlite::{Sqlite, fold};

/// How the engine's answers are described.
const EXACT: &str = "exact";
const SQLITE: &str = "SQLite";
const COVERED: &str = "covering indexes, nothing kept but rows";

/// Requests of each operation about any client or page: enough that they are not all in the processor's cache.
const REQUEST_COUNT: usize = 4_000;

/// A request that names a tenant alone.
#[derive(Debug, Clone, Serialize)]
pub struct TenantAsked {
    /// Whose.
    pub tenant: String,
}

/// A page of a tenant's documents or tasks.
#[derive(Debug, Clone, Serialize)]
pub struct PageAsked<Request> {
    /// Whose.
    pub tenant: String,
    /// As the engine is asked.
    pub request: Request,
}

/// Compares and measures all operations.
///
/// # Errors
/// The first answer that is not the same.
pub fn compare(engine: &Engine, sqlite: &Sqlite, draw: &mut Draw) -> Result<Vec<Compared>> {
    let mut compared = vec![
        client_dashboard(engine, sqlite, draw)?.finish()?,
        organization_dashboard(engine, sqlite, draw)?.finish()?,
    ];
    for (operation, is_of_largest, has_status) in [
        ("client list page, any tenant", false, false),
        ("client list page by status, any tenant", false, true),
        ("client list page, largest tenant", true, false),
        ("client list page by status, largest tenant", true, true),
    ] {
        let pages = draw.client_pages(REQUEST_COUNT, is_of_largest, has_status);
        let question = page_question(operation, Some("client_page"), pages);
        compared.push(client_pages(engine, sqlite, question, "pages by number")?.finish()?);
    }
    let operation = "client list page by cursor, largest tenant";
    let question = page_question(operation, None, cursors(engine, draw)?);
    compared.push(client_pages(engine, sqlite, question, "")?.finish()?);
    let of_clients = draw.clients(REQUEST_COUNT);
    let asked = of_clients.iter().map(|ClientAsked { tenant, client }| PageAsked {
        tenant: tenant.clone(),
        request: ListTasks { client_id: Some(client.clone()), ..every_task() },
    });
    let question = page_question("task page, any client", None, asked.collect());
    let question = Question { goal_p99_us: Some(100.0), ..question };
    compared.push(tasks(engine, sqlite, question)?.finish()?);
    let asked = of_clients.iter().map(|ClientAsked { tenant, client }| PageAsked {
        tenant: tenant.clone(),
        request: ListDocuments { client_id: Some(client.clone()), ..every_document() },
    });
    let question = page_question("document page, any client", None, asked.collect());
    let question = Question { goal_p99_us: Some(100.0), ..question };
    compared.push(documents(engine, sqlite, question)?.finish()?);
    compared.push(invoice_aging(engine, sqlite, draw)?.finish()?);
    compared.extend(tenant_lists(engine, sqlite, draw.largest_tenant())?);
    Ok(compared)
}

/// Lists of the whole largest tenant with a filter: their first ten pages.
fn tenant_lists(engine: &Engine, sqlite: &Sqlite, tenant: &str) -> Result<Vec<Compared>> {
    let page = |place: usize, total| {
        let offset = Some(place * PAGE_SIZE);
        PageRequest { offset, total, ..PageRequest::default() }
    };
    let task_pages = |total| -> Vec<PageAsked<ListTasks>> {
        let request = |place| ListTasks {
            filters: TaskFilters { statuses: vec!["pending".to_owned()], ..TaskFilters::default() },
            page: page(place, total),
            ..every_task()
        };
        (0..10)
            .map(|place| PageAsked { tenant: tenant.to_owned(), request: request(place) })
            .collect()
    };
    let document_pages = |total| -> Vec<PageAsked<ListDocuments>> {
        let request = |place| ListDocuments {
            filters: DocumentFilters {
                categories: vec!["tax_return".to_owned()],
                ..DocumentFilters::default()
            },
            page: page(place, total),
            ..every_document()
        };
        (0..10)
            .map(|place| PageAsked { tenant: tenant.to_owned(), request: request(place) })
            .collect()
    };
    let exact_tasks = tasks(
        engine,
        sqlite,
        tenant_question("pending tasks by rank, largest tenant", task_pages(TotalKind::Exact)),
    )?;
    let exact_documents = documents(
        engine,
        sqlite,
        tenant_question("newest tax returns, largest tenant", document_pages(TotalKind::Exact)),
    )?;
    let estimated_tasks = Asked::of_engine(
        tenant_question("the same tasks, estimated total", task_pages(TotalKind::Estimate)),
        "",
        "",
        size,
        &mut |asked| engine_tasks(engine, asked),
    )?;
    let estimated_documents = Asked::of_engine(
        tenant_question(
            "the same tax returns, estimated total",
            document_pages(TotalKind::Estimate),
        ),
        "",
        "",
        size,
        &mut |asked| engine_documents(engine, asked),
    )?;
    let told = estimate(exact_tasks.answers(), estimated_tasks.answers())?;
    let estimated_tasks = estimated_tasks.told(&told);
    let told = estimate(exact_documents.answers(), estimated_documents.answers())?;
    let estimated_documents = estimated_documents.told(&told);
    Ok(vec![
        exact_tasks.finish()?,
        estimated_tasks.finish()?,
        exact_documents.finish()?,
        estimated_documents.finish()?,
    ])
}

/// Checks that estimates go with the right rows, and tells how far off they are.
fn estimate<Row: PartialEq>(exact: &[Page<Row>], estimated: &[Page<Row>]) -> Result<String> {
    let mut most_percent = 0.0_f64;
    for (exact, estimated) in exact.iter().zip(estimated) {
        ensure!(exact.rows == estimated.rows, "an estimate of the total goes with other rows");
        let percent = 100.0 * (estimated.total as f64 / exact.total.max(1) as f64 - 1.0);
        most_percent = most_percent.max(percent.abs());
    }
    Ok(format!("the exact rows; total {most_percent:.1} % off at most"))
}

fn tasks(
    engine: &Engine,
    sqlite: &Sqlite,
    question: Question<PageAsked<ListTasks>>,
) -> Result<Asked<PageAsked<ListTasks>, Page<TaskRow>>> {
    Asked::of_engine(question, EXACT, "", size, &mut |asked| engine_tasks(engine, asked))?.beside(
        SQLITE,
        COVERED,
        &mut |asked| sqlite.list_tasks(&asked.tenant, &asked.request),
    )
}

fn documents(
    engine: &Engine,
    sqlite: &Sqlite,
    question: Question<PageAsked<ListDocuments>>,
) -> Result<Asked<PageAsked<ListDocuments>, Page<DocumentRow>>> {
    Asked::of_engine(question, EXACT, "", size, &mut |asked| engine_documents(engine, asked))?
        .beside(SQLITE, COVERED, &mut |asked| sqlite.list_documents(&asked.tenant, &asked.request))
}

fn engine_tasks(engine: &Engine, asked: &PageAsked<ListTasks>) -> Result<Page<TaskRow>> {
    let tenant = engine.tenant(asked.tenant.as_str());
    Ok(without_cursor(tenant.list_tasks(&asked.request, &CallOptions::default())?.value))
}

fn engine_documents(
    engine: &Engine,
    asked: &PageAsked<ListDocuments>,
) -> Result<Page<DocumentRow>> {
    let tenant = engine.tenant(asked.tenant.as_str());
    Ok(without_cursor(tenant.list_documents(&asked.request, &CallOptions::default())?.value))
}

fn invoice_aging(
    engine: &Engine,
    sqlite: &Sqlite,
    draw: &Draw,
) -> Result<Asked<TenantAsked, InvoiceAging>> {
    let question = Question {
        kind: Some("invoice_aging"),
        goal_p99_us: Some(100.0),
        ..tenant_question(
            "invoice aging, largest tenant",
            vec![TenantAsked { tenant: draw.largest_tenant().to_owned() }],
        )
    };
    let request = InvoiceAgingRequest {
        client_id: None,
        audience: Audience::Staff,
        as_of: None,
        time_zone: "UTC".to_owned(),
    };
    let size =
        |answer: &InvoiceAging| answer.currencies.iter().map(|currency| currency.total.count).sum();
    Asked::of_engine(question, EXACT, "", size, &mut |asked| {
        let tenant = engine.tenant(asked.tenant.as_str());
        Ok(tenant.invoice_aging(&request, &CallOptions::default())?.value)
    })?
    .beside(SQLITE, COVERED, &mut |asked| sqlite.invoice_aging(&asked.tenant))
}

fn tenant_question<Request>(operation: &'static str, requests: Vec<Request>) -> Question<Request> {
    Question {
        operation,
        kind: None,
        goal_p99_us: None,
        call_count: 5_000,
        peer_call_count: 500,
        requests,
    }
}

fn every_task() -> ListTasks {
    ListTasks {
        client_id: None,
        assignee_id: None,
        engagement_id: None,
        audience: Audience::Staff,
        filters: TaskFilters::default(),
        sort: TaskSort::Rank,
        page: PageRequest::default(),
        select: Vec::new(),
    }
}

fn every_document() -> ListDocuments {
    ListDocuments {
        client_id: None,
        audience: Audience::Staff,
        filters: DocumentFilters::default(),
        sort: DocumentSort::Newest,
        page: PageRequest::default(),
        select: Vec::new(),
    }
}

fn client_dashboard(
    engine: &Engine,
    sqlite: &Sqlite,
    draw: &mut Draw,
) -> Result<Asked<ClientAsked, ClientDashboard>> {
    let question = Question {
        operation: "client dashboard, any client",
        kind: Some("client_dashboard"),
        goal_p99_us: Some(20.0),
        call_count: 40_000,
        peer_call_count: 8_000,
        requests: draw.clients(2 * REQUEST_COUNT),
    };
    Asked::of_engine(question, EXACT, "", |answer| answer.total_documents, &mut |asked| {
        let tenant = engine.tenant(asked.tenant.as_str());
        let options = CallOptions::default();
        Ok(tenant.client_dashboard(&asked.client, &Audience::Staff, &options)?.value)
    })?
    .beside(SQLITE, COVERED, &mut |asked| sqlite.client_dashboard(asked))
}

fn organization_dashboard(
    engine: &Engine,
    sqlite: &Sqlite,
    draw: &Draw,
) -> Result<Asked<TenantAsked, OrganizationDashboard>> {
    let question = Question {
        operation: "organization dashboard, largest tenant",
        kind: Some("organization_dashboard"),
        goal_p99_us: Some(20.0),
        call_count: 20_000,
        peer_call_count: 200,
        requests: vec![TenantAsked { tenant: draw.largest_tenant().to_owned() }],
    };
    Asked::of_engine(question, EXACT, "", |answer| answer.total_documents, &mut |asked| {
        let tenant = engine.tenant(asked.tenant.as_str());
        Ok(tenant.organization_dashboard(&CallOptions::default())?.value)
    })?
    .beside(SQLITE, COVERED, &mut |asked| sqlite.organization_dashboard(&asked.tenant))
}

fn page_question<Request>(
    operation: &'static str,
    kind: Option<&'static str>,
    requests: Vec<Request>,
) -> Question<Request> {
    Question {
        operation,
        kind,
        goal_p99_us: Some(50.0),
        call_count: 20_000,
        peer_call_count: 4_000,
        requests,
    }
}

fn client_pages(
    engine: &Engine,
    sqlite: &Sqlite,
    question: Question<ClientPageAsked>,
    note: &'static str,
) -> Result<Asked<ClientPageAsked, Page<ClientRow>>> {
    Asked::of_engine(question, EXACT, note, size, &mut |asked| {
        let tenant = engine.tenant(asked.tenant.as_str());
        Ok(without_cursor(tenant.list_clients(&asked.request, &CallOptions::default())?.value))
    })?
    .beside(SQLITE, COVERED, &mut |asked| sqlite.list_clients(asked))
}

/// What each timed page is checked by.
fn size<Row>(page: &Page<Row>) -> u64 {
    page.total * 1_000 + page.rows.len() as u64
}

/// Only the engine has cursors of its own; it makes them all the same.
fn without_cursor<Row>(page: Page<Row>) -> Page<Row> {
    Page { next_cursor: None, ..page }
}

/// Pages of the largest tenant that start at a cursor: its list is walked once, and pages drawn of those seen.
fn cursors(engine: &Engine, draw: &mut Draw) -> Result<Vec<ClientPageAsked>> {
    let tenant = draw.largest_tenant().to_owned();
    let handle = engine.tenant(tenant.as_str());
    let mut pages = vec![ClientPageAsked {
        tenant: tenant.clone(),
        request: ListClients::default(),
        after: None,
    }];
    let mut answer = handle.list_clients(&ListClients::default(), &CallOptions::default())?;
    while let Some(cursor) = answer.value.next_cursor.take() {
        let page = PageRequest { cursor: Some(cursor), ..PageRequest::default() };
        let request = ListClients { page, ..ListClients::default() };
        let after = answer.rows.last().map(|row| (fold(&row.business_name), row.id.clone()));
        answer = handle.list_clients(&request, &CallOptions::default())?;
        pages.push(ClientPageAsked { tenant: tenant.clone(), request, after });
    }
    let count = REQUEST_COUNT.min(4 * pages.len());
    Ok((0..count).map(|_| pages[draw.below(pages.len())].clone()).collect())
}
