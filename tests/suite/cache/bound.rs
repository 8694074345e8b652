//! Memory stays under its bound, whatever is asked for.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use advisor_engine::{
    CallOptions, Config, Engine, ListClients, SearchAdvisors, ValueClass, ValueOptions,
};
use advisor_engine_tests::rows::row;

use crate::model::random::{is_long, seed};
use crate::oracle::random::Random;

const CAPACITY_BYTES: u64 = 4 << 20;
const CLIENT_COUNT: u64 = 300;

/// Readers, a writer, values of all sizes, invalidations: for two minutes, or an hour.
#[test]
fn what_is_kept_stays_under_its_bound_over_mixed_work() {
    let seed = seed();
    println!("ADVISOR_ENGINE_SEED={seed}");
    let config = Config { cache_capacity_bytes: CAPACITY_BYTES, ..Config::default() };
    let engine = Engine::in_memory(config).unwrap();
    let mut rows = vec![row("organizations", "t1", [])];
    rows.extend(
        (0..CLIENT_COUNT).map(|number| {
            row("clients", &format!("c{number}"), [("organization_id", "t1".into())])
        }),
    );
    engine.apply(&rows, None, &CallOptions::default()).unwrap();
    let end = Instant::now() + Duration::from_secs(if is_long() { 3600 } else { 120 });
    let is_over = AtomicBool::new(false);
    let (read_count, highest) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for worker in 0..3_u64 {
            let (engine, is_over, read_count) = (&engine, &is_over, &read_count);
            scope.spawn(move || {
                let mut random = Random::new(seed ^ worker);
                while !is_over.load(Ordering::Relaxed) {
                    work(engine, &mut random);
                    read_count.fetch_add(1, Ordering::Relaxed);
                    // The machine is shared with other tests.
                    std::thread::sleep(Duration::from_micros(100));
                }
            });
        }
        scope.spawn(|| {
            let mut random = Random::new(seed ^ 0x63);
            while !is_over.load(Ordering::Relaxed) {
                let client = format!("c{}", random.below(CLIENT_COUNT));
                let name = format!("n{}", random.next());
                let given =
                    [("organization_id", "t1".into()), ("business_name", name.as_str().into())];
                engine
                    .apply(&[row("clients", &client, given)], None, &CallOptions::default())
                    .unwrap();
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        while Instant::now() < end {
            let stats = engine.cache_stats(&CallOptions::default()).unwrap();
            highest.fetch_max(stats.byte_count, Ordering::Relaxed);
            if stats.byte_count > CAPACITY_BYTES {
                is_over.store(true, Ordering::Relaxed);
            }
            assert!(stats.byte_count <= CAPACITY_BYTES, "{} bytes are kept", stats.byte_count);
            std::thread::sleep(Duration::from_millis(20));
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let stats = engine.cache_stats(&CallOptions::default()).unwrap();
    let evictions: u64 = stats.classes.iter().map(|class| class.eviction_count).sum();
    let hits: u64 = stats.classes.iter().map(|class| class.hit_count).sum();
    assert!(evictions > 500, "the bound was hardly reached: {stats:?}");
    assert!(hits > 500, "{stats:?}");
    let highest = highest.load(Ordering::Relaxed);
    assert!(highest > CAPACITY_BYTES / 2, "it never came near: {highest} bytes");
    println!("{} rounds, {evictions} evictions", read_count.load(Ordering::Relaxed));
    engine.close();
}

fn work(engine: &Engine, random: &mut Random) {
    let options = CallOptions::default();
    let tenant = engine.tenant("t1");
    match random.below(10) {
        0..=3 => {
            // Few clients are asked for often, all of them now and then.
            let most = if random.percent(80) { 20 } else { CLIENT_COUNT };
            let client = format!("c{}", random.below(most));
            let audience = advisor_engine::Audience::Staff;
            tenant.cached().client_dashboard(&client, &audience, &options).unwrap();
        }
        4 => {
            let mut request = ListClients::default();
            request.page.limit = usize::try_from(1 + random.below(100)).unwrap();
            tenant.cached().list_clients(&request, &options).unwrap();
        }
        5 => {
            let text = Some(format!("word{}", random.below(5_000)));
            let request = SearchAdvisors { text, ..SearchAdvisors::default() };
            engine.cached().search_advisors(&request, &options).unwrap();
        }
        6 if random.percent(2) => tenant.values().invalidate_tag("all").unwrap(),
        _ => {
            let size = usize::try_from(random.below(64 << 10)).unwrap();
            let put =
                ValueOptions { tags: vec!["all".to_owned()], ..ValueOptions::of(ValueClass::Long) };
            let name = format!("v{}", random.below(400));
            let load = move || Ok(vec![b'x'; size]);
            tenant.values().get_or_load(&name, &put, &options, load).unwrap();
        }
    }
}
