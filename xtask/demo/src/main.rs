//! The engine at work on real data: load, search, match, dashboards, a change, and the same answers after
//! reopening.

mod depth;
mod kept;
mod load;
mod pick;
mod show;
mod sql;

use std::path::{Path, PathBuf};
use std::time::Instant;

use advisor_engine::{
    Answer, Audience, CallOptions, Change, ClientDashboard, Clock, Config, Engine,
    OrganizationDashboard, Value,
};
use anyhow::{Result, ensure};
use clap::Parser;
use pick::Picked;

/// Shows the engine on real data.
#[derive(Parser)]
struct Arguments {
    /// Keeps the store in this folder instead of a temporary one.
    #[arg(long)]
    store: Option<PathBuf>,
    /// Only makes the store, and a file `picked.json` beside it, for the demos of the other languages.
    #[arg(long, requires = "store")]
    prepare: bool,
    /// Asks this in SQL over the rows of one practice, instead of the demo's own question.
    #[arg(long)]
    sql: Option<String>,
}

fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let temporary = tempfile::tempdir()?;
    let store = arguments.store.unwrap_or_else(|| temporary.path().join("store"));
    let snapshot = temporary.path().join("snapshot");

    show::title("1. The real data, as a snapshot folder");
    load::write_snapshot(&snapshot)?;

    show::title("2. Loaded into an engine on disk");
    let engine = Engine::open(&store, config()?)?;
    load::load(&engine, &snapshot)?;
    let picked = pick::pick(&snapshot)?;
    if arguments.prepare {
        engine.close();
        let path = store.with_file_name("picked.json");
        std::fs::write(&path, serde_json::to_string_pretty(&picked)?)?;
        println!("\nprepared: the store in {}, requests in {}", shown(&store), shown(&path));
        return Ok(());
    }

    show::title("3. Searches, with exact counts by facet");
    let options = CallOptions::default();
    for (title, search) in &picked.searches {
        let (answer, elapsed) = timed(|| engine.search_advisors(search, &options))?;
        show::search(title, &answer, elapsed);
    }

    show::title("4. The best advisors for three clients' needs");
    for (title, needs) in &picked.needs {
        let (answer, elapsed) = timed(|| engine.match_advisors(needs, &options))?;
        show::matches(title, &answer, elapsed);
    }

    show::title("5. In words, by a profile of one's own, why not, whom like, and for many at once");
    depth::show_depth(&engine, &picked)?;

    show::title("6. Dashboards, from memory");
    let before = dashboards(&engine, &picked)?;

    show::title("7. A question in SQL, over the rows of one practice");
    sql::show_sql(&engine, &picked, arguments.sql.as_deref().unwrap_or(sql::EXAMPLE))?;

    show::title("8. A change: one batch, durable and visible when the call returns");
    kept::change_beside_kept_answers(&engine, &picked)?;
    let after = dashboards(&engine, &picked)?;
    ensure!(after.0.total_documents == before.0.total_documents + 1, "the change is not visible");

    show::title("9. Closed and opened again: the same answers");
    engine.close();
    let (engine, elapsed) = timed(|| anyhow::Ok(Engine::open(&store, config()?)?))?;
    println!("opened in {}", show::time(elapsed));
    let reopened = dashboards(&engine, &picked)?;
    ensure!(reopened == after, "the answers after reopening differ");
    println!("\nboth dashboards are equal to those before closing, field by field");
    ensure!(engine.verify_files(&options)?.is_sound(), "a file is damaged");
    println!("every file holds what was written to it");
    engine.close();
    Ok(())
}

/// The clock stands, so that the demo shows the same every time.
fn config() -> Result<Config> {
    Ok(Config { clock: Clock::fixed("2026-01-01T00:00:00Z".parse()?), ..Config::default() })
}

fn dashboards(
    engine: &Engine,
    picked: &Picked,
) -> Result<(Answer<ClientDashboard>, Answer<OrganizationDashboard>)> {
    let options = CallOptions::default();
    let tenant = engine.tenant(&picked.tenant);
    let (client, client_time) =
        timed(|| tenant.client_dashboard(&picked.client, &Audience::Staff, &options))?;
    show::client(&client, client_time);
    let (organization, organization_time) = timed(|| tenant.organization_dashboard(&options))?;
    show::organization(&organization, organization_time);
    Ok((client, organization))
}

fn apply_a_change(engine: &Engine, picked: &Picked) -> Result<()> {
    let now: Value = "2026-01-01T00:00:00Z".into();
    let change = Change::upsert(
        "documents",
        [
            ("id", "demo-document".into()),
            ("clientId", picked.client.as_str().into()),
            ("organizationId", picked.tenant.as_str().into()),
            ("uploadedBy", "demo-user".into()),
            ("fileName", "engagement-letter.pdf".into()),
            ("fileType", "pdf".into()),
            ("category", "engagement_letter".into()),
            ("version", 1_i64.into()),
            ("isLatestVersion", true.into()),
            ("ocrStatus", "pending".into()),
            ("needsReview", true.into()),
            ("isConfidential", false.into()),
            ("accessLevel", "client".into()),
            ("isArchived", false.into()),
            ("createdAt", now.clone()),
            ("updatedAt", now),
        ],
    );
    let (applied, elapsed) = timed(|| engine.apply(&[change], None, &CallOptions::default()))?;
    println!(
        "a document `engagement-letter.pdf` was added: revision {} in {}",
        applied.revision,
        show::time(elapsed)
    );
    Ok(())
}

fn timed<T, E: Into<anyhow::Error>>(
    call: impl FnOnce() -> std::result::Result<T, E>,
) -> Result<(T, std::time::Duration)> {
    let started = Instant::now();
    let answer = call().map_err(Into::into)?;
    Ok((answer, started.elapsed()))
}

/// Where a path is shown to a person.
fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}
