//! The data that ships, in both physical layouts.

use advisor_engine::{CallOptions, ClientNeeds, Engine, LoadOptions};
use advisor_engine_data::real::{DEFAULT_DIMENSION, write_snapshot};
use advisor_engine_data::snapshot::{Layout, WriteOptions, read_text_column};

#[test]
fn both_layouts_load_without_a_rejected_row_and_answer_alike() {
    let scratch = tempfile::tempdir().unwrap();
    let options = CallOptions::default();
    let mut answers = Vec::new();
    for (name, layout) in [("camel", Layout::CamelCase), ("snake", Layout::SnakeCase)] {
        let folder = scratch.path().join(name);
        let write = WriteOptions { layout, ..WriteOptions::default() };
        let outcome = write_snapshot(&folder, 1, DEFAULT_DIMENSION, &write).unwrap();
        let engine = Engine::in_memory(advisor_engine::Config::default()).unwrap();
        let report = engine.load_snapshot(&folder, &LoadOptions::default()).unwrap();
        assert_eq!(report.rejected, []);
        for table in report.tables.iter().filter(|table| table.name != "advisor_embeddings") {
            let written = outcome.manifest.tables.get(table.name).map_or(0, |table| table.rows);
            assert_eq!(table.row_count, written, "{}", table.name);
        }
        let mut answer = Vec::new();
        for tenant in read_text_column(&folder, "organizations", "id").unwrap() {
            let tenant = engine.tenant(tenant.unwrap());
            answer.push(tenant.organization_dashboard(&options).ok().map(|answer| {
                let mut dashboard = answer.value;
                // The two loads were committed at different times.
                dashboard.generated_at = "2026-01-01T00:00:00Z".parse().unwrap();
                dashboard
            }));
        }
        let matches = engine.match_advisors(&ClientNeeds::default(), &options).unwrap().value;
        assert_eq!(matches.matches.len(), 20);
        assert!(answer.iter().flatten().any(|dashboard| dashboard.total_tasks > 1000));
        answers.push((answer, matches));
    }
    assert_eq!(answers[0], answers[1]);
}
