//! The criterion suite: dashboards, matches, applies. Each body asserts its answer.

use advisor_engine::testing::match_by_plain_scan;
use advisor_engine::{Answer, CallOptions, ClientNeeds, Engine, MatchResult};
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::workload::{Workload, check_match};
use anyhow::Result;
use criterion::Criterion;

type Match = fn(&Engine, &ClientNeeds, &CallOptions) -> advisor_engine::Result<Answer<MatchResult>>;

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
    let filtered: Vec<_> = (0..9).map(|index| workload.filtered_needs(index)).collect();
    let all: Vec<_> = (0..20).map(|index| workload.open_needs(index)).collect();
    for (variant, needs) in [("filtered", filtered), ("all", all)] {
        matches(criterion, dataset, engine, variant, &needs);
    }
}

/// The planner's way and the plain scan, which must answer alike.
fn matches(
    criterion: &mut Criterion,
    dataset: &Dataset,
    engine: &Engine,
    variant: &str,
    needs: &[ClientNeeds],
) {
    let options = CallOptions::default();
    let (mut eligible, mut rescored) = (0, 0);
    for needs in needs {
        let answer = engine.match_advisors(needs, &options).expect(ASSERTED);
        let plain = match_by_plain_scan(engine, needs, &options).expect(ASSERTED);
        assert_eq!(answer.matches, plain.matches, "the plain scan answers otherwise");
        eligible += answer.plan.eligible;
        rescored += answer.plan.rescored;
    }
    println!("{variant}: {rescored} of {eligible} rescored over {} needs", needs.len());
    let ways: [(_, Match); 2] =
        [("bounded", Engine::match_advisors), ("plain", match_by_plain_scan)];
    for (way, find) in ways {
        let mut turn = needs.iter().cycle();
        let name = format!("matching/{way}/{}/{variant}", dataset.name);
        criterion.bench_function(&name, |bencher| {
            bencher.iter(|| {
                let needs = turn.next().expect("a cycle has no end");
                check_match(&find(engine, needs, &options).expect(ASSERTED)).expect(ASSERTED);
            });
        });
    }
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
