//! The criterion suite: dashboards, matches, applies. Each body asserts its answer.

use advisor_engine::{CallOptions, Engine};
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::workload::{Workload, check_match};
use anyhow::Result;
use criterion::Criterion;

const ASSERTED: &str = "the bench asserts its answer";

fn main() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let dataset = Dataset::from_environment(scratch.path())?;
    let workload = Workload::read(&dataset.folder)?;
    let engine = Engine::open(scratch.path().join("store"), config()?)?;
    dataset.load(&engine)?;
    dataset.apply_embeddings(&engine)?;
    let mut criterion = Criterion::default().configure_from_args();
    reads(&mut criterion, &dataset, &workload, &engine);
    writes(&mut criterion, &dataset, &workload, &engine);
    criterion.final_summary();
    Ok(())
}

fn reads(criterion: &mut Criterion, dataset: &Dataset, workload: &Workload, engine: &Engine) {
    let options = CallOptions::default();
    let mut index = 0;
    let mut next = move || {
        index += 1;
        index
    };
    criterion.bench_function(&format!("dashboards/client/{}/staff", dataset.name), |bencher| {
        bencher.iter(|| workload.client_dashboard(engine, next()).expect(ASSERTED));
    });
    criterion.bench_function(
        &format!("dashboards/organization/{}/largest", dataset.name),
        |bencher| {
            bencher.iter(|| workload.organization_dashboard(engine).expect(ASSERTED));
        },
    );
    let needs: Vec<_> = (0..9).map(|index| workload.filtered_needs(index)).collect();
    let mut turn = needs.iter().cycle();
    criterion.bench_function(&format!("matching/plain/{}/filtered", dataset.name), |bencher| {
        bencher.iter(|| {
            let needs = turn.next().expect("a cycle has no end");
            let answer = engine.match_advisors(needs, &options).expect(ASSERTED);
            check_match(&answer).expect(ASSERTED);
        });
    });
    let needs: Vec<_> = (0..20).map(|index| workload.open_needs(index)).collect();
    let mut turn = needs.iter().cycle();
    criterion.bench_function(&format!("matching/plain/{}/all", dataset.name), |bencher| {
        bencher.iter(|| {
            let needs = turn.next().expect("a cycle has no end");
            let answer = engine.match_advisors(needs, &options).expect(ASSERTED);
            check_match(&answer).expect(ASSERTED);
        });
    });
}

fn writes(criterion: &mut Criterion, dataset: &Dataset, workload: &Workload, engine: &Engine) {
    let options = CallOptions::default();
    let mut round = 0;
    let mut group = criterion.benchmark_group("apply");
    group.sample_size(10);
    group.bench_function(format!("mixed/{}/1000", dataset.name), |bencher| {
        bencher.iter_batched(
            || {
                round += 1;
                workload.changes(round, 1_000)
            },
            |changes| {
                let applied = engine.apply(&changes, None, &options).expect(ASSERTED);
                assert_eq!(applied.change_count, 1_000);
            },
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}
