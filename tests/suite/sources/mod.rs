//! Every kind of source brings the same rows, and lists the rows that cannot be taken.

mod refused;
mod rows;
mod write;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use advisor_engine::{
    CallOptions, Catalog, Clock, Config, Engine, LoadOptions, Schema, SearchAdvisors, Source,
};
use advisor_engine_tests::rows::instant;
use serde_json::{Value as Json, to_value};

use rows::Rows;
use write::Layout;

fn config(schema: Schema) -> Config {
    Config {
        catalog: schema,
        clock: Clock::fixed(instant("2026-02-01T00:00:00Z")),
        is_fold_automatic: false,
        ..Config::default()
    }
}

/// The kinds of sources, and how each is made of rows in a folder.
type Make = fn(&Path, &'static Catalog, &[Rows], Layout) -> Source;

const KINDS: &[(&str, Make)] = &[
    ("Parquet", |folder, catalog, tables, layout| {
        write::folder(folder, catalog, tables, "parquet", |rows, file| {
            write::parquet(&write::batch(rows, layout), file);
        });
        Source::Folder(folder.to_owned())
    }),
    ("CSV", |folder, catalog, tables, layout| {
        write::folder(folder, catalog, tables, "csv", |rows, mut file| {
            file.write_all(write::csv(rows, layout).as_bytes()).unwrap();
        });
        Source::Folder(folder.to_owned())
    }),
    ("JSON lines", |folder, catalog, tables, layout| {
        write::folder(folder, catalog, tables, "ndjson", |rows, mut file| {
            for row in 0..rows.rows.len() {
                writeln!(file, "{}", write::json_line(rows, row, layout)).unwrap();
            }
        });
        Source::Folder(folder.to_owned())
    }),
    ("SQLite", |folder, _, tables, layout| {
        let file = folder.join("app.db");
        write::sqlite(&file, tables, layout);
        Source::Sqlite(file)
    }),
    ("Arrow", |_, _, tables, layout| Source::Batches(write::batches(tables, layout))),
];

/// What an engine holds and answers: every row as it is stored, and dashboards whole.
#[derive(Debug, PartialEq)]
struct Held {
    /// The files of rows, by name.
    rows: BTreeMap<String, Vec<u8>>,
    answers: Vec<Json>,
}

fn held(engine: &Engine, schema: Schema) -> Held {
    let generations = engine.path().unwrap().join("generations");
    let newest = std::fs::read_dir(generations).unwrap().map(|entry| entry.unwrap().path()).max();
    let files = std::fs::read_dir(newest.unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let rows = files.filter(|path| path.extension().is_some_and(|ending| ending == "rows"));
    let rows = rows.map(|path| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
    });
    let options = CallOptions::default();
    let mut answers = Vec::new();
    if schema == Schema::AdvisorOs {
        for tenant in 0..3 {
            let tenant = engine.tenant(format!("organizations-{tenant}"));
            answers.push(to_value(tenant.organization_dashboard(&options).ok()).unwrap());
        }
        let found = engine.search_advisors(&SearchAdvisors::default(), &options).unwrap();
        answers.push(to_value(found).unwrap());
    }
    Held { rows: rows.collect(), answers }
}

#[test]
fn the_same_rows_from_every_kind_of_source_make_the_same_engine() {
    for schema in [Schema::AdvisorOs, Schema::ClientsPlus] {
        let catalog = schema.catalog();
        let tables = rows::all(catalog);
        let mut first: Option<Held> = None;
        for layout in [Layout::Camel, Layout::Snake] {
            for (kind, make) in KINDS {
                let folder = tempfile::tempdir().unwrap();
                let source = make(folder.path(), catalog, &tables, layout);
                let engine = Engine::in_memory(config(schema)).unwrap();
                let report = engine.sync(&source, &LoadOptions::default()).unwrap();
                assert_eq!(report.rejected, [], "{kind} {layout:?}");
                for rows in &tables {
                    let loaded = report.tables.iter().find(|table| table.name == rows.table.name);
                    assert_eq!(loaded.unwrap().row_count, rows.rows.len() as u64, "{kind}");
                }
                let now = held(&engine, schema);
                assert!(now.rows.values().any(|bytes| bytes.len() > 1000));
                let before = first.get_or_insert_with(|| held(&engine, schema));
                for (name, bytes) in &now.rows {
                    assert!(
                        before.rows.get(name) == Some(bytes),
                        "{kind} {layout:?}: {name} differs"
                    );
                }
                assert_eq!(now.answers, before.answers, "{kind} {layout:?}");
                engine.close();
            }
        }
        let answers = first.unwrap().answers;
        let has_clients = |answer: &Json| answer["totalClients"].as_u64() > Some(0);
        assert!(schema != Schema::AdvisorOs || answers.iter().any(has_clients));
    }
}

#[test]
fn a_load_reads_one_state_of_a_database_that_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.db");
    let tables = rows::all(Schema::AdvisorOs.catalog());
    write::sqlite(&file, &tables, Layout::Snake);
    let writer = rusqlite::Connection::open(&file).unwrap();
    writer.pragma_update(None, "journal_mode", "WAL").unwrap();
    let engine = Engine::in_memory(config(Schema::AdvisorOs)).unwrap();
    // The first table that is told of has been read: what is deleted from here on is still to be seen.
    let deleting = std::sync::Mutex::new(Some(writer));
    let call = CallOptions::default().with_progress(move |_| {
        if let Some(writer) = deleting.lock().unwrap().take() {
            writer.execute_batch("DELETE FROM clients; DELETE FROM invoices").unwrap();
        }
    });
    let options = LoadOptions { call, ..LoadOptions::default() };
    let report = engine.sync(&Source::Sqlite(file.clone()), &options).unwrap();
    let count = |report: &advisor_engine::LoadReport, name: &str| {
        report.tables.iter().find(|table| table.name == name).unwrap().row_count
    };
    assert_eq!((count(&report, "clients"), count(&report, "invoices")), (24, 24));
    let later = engine.sync(&Source::Sqlite(file), &LoadOptions::default()).unwrap();
    assert_eq!((count(&later, "clients"), count(&later, "invoices")), (0, 0));
    engine.close();
}
