//! Values of the host: loaded once, served late where that is permitted, ended by what they depend on.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use advisor_engine::{
    CallOptions, Error, ErrorKind, RowKey, Timestamp, ValueClass, ValueOptions, Values,
};
use advisor_engine_tests::rows::row;

use super::Fixture;

impl Fixture {
    fn pass_ms(&self, ms: i64) {
        let now = self.clock.now().as_millisecond();
        self.clock.set(Timestamp::from_millisecond(now + ms).unwrap());
    }
}

/// Fresh for 100 ms, hard at 300, on error at 500.
fn timed() -> ValueOptions {
    ValueOptions {
        fresh_ms: Some(100),
        hard_ms: Some(300),
        on_error_ms: Some(500),
        jitter: Some(0.0),
        ..ValueOptions::default()
    }
}

fn load(
    values: &Values,
    name: &str,
    options: &ValueOptions,
    bytes: &'static str,
) -> (String, bool) {
    let found = values
        .get_or_load(name, options, &CallOptions::default(), move || Ok(bytes.as_bytes().to_vec()))
        .unwrap();
    (String::from_utf8(found.bytes.to_vec()).unwrap(), found.is_stale)
}

fn text(values: &Values, name: &str) -> Option<String> {
    values.get(name).unwrap().map(|value| String::from_utf8(value.bytes.to_vec()).unwrap())
}

#[test]
fn of_64_threads_that_miss_a_name_one_loads_it() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let loads = Arc::new(AtomicUsize::new(0));
    let barrier = Barrier::new(64);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                barrier.wait();
                let loads = Arc::clone(&loads);
                let slow = move || {
                    loads.fetch_add(1, Ordering::SeqCst);
                    // Long enough for all to have missed it.
                    std::thread::sleep(Duration::from_millis(50));
                    Ok(b"7".to_vec())
                };
                let found = values.get_or_load("n", &timed(), &CallOptions::default(), slow);
                assert_eq!(&*found.unwrap().bytes, b"7");
            });
        }
    });
    assert_eq!(loads.load(Ordering::SeqCst), 1);
}

#[test]
fn a_loader_that_fails_tells_all_who_wait_and_poisons_nothing() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let loads = Arc::new(AtomicUsize::new(0));
    let barrier = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                barrier.wait();
                let loads = Arc::clone(&loads);
                let failing = move || {
                    loads.fetch_add(1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(50));
                    Err(Error::of_loader("the rates service says 503"))
                };
                let error = values
                    .get_or_load("n", &timed(), &CallOptions::default(), failing)
                    .unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Unavailable);
                assert_eq!(error.message(), "the rates service says 503");
            });
        }
    });
    assert_eq!(loads.load(Ordering::SeqCst), 1, "who waited did not try again");
    assert_eq!(load(&values, "n", &timed(), "7"), ("7".to_owned(), false));
}

#[test]
fn a_loader_that_panics_poisons_nothing_and_the_next_one_loads() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let (begun, has_begun) = mpsc::channel();
    std::thread::scope(|scope| {
        let panicking = scope.spawn(|| {
            values.get_or_load("n", &timed(), &CallOptions::default(), move || {
                begun.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(50));
                panic!("the loader of a test")
            })
        });
        has_begun.recv().unwrap();
        // Waits for the one that panics, and then loads itself.
        assert_eq!(load(&values, "n", &timed(), "7"), ("7".to_owned(), false));
        assert!(panicking.join().is_err(), "the panic is the caller's own");
    });
}

#[test]
fn who_waits_for_the_load_of_another_does_so_no_longer_than_the_call_permits() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let (end, may_end) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            values.get_or_load("n", &timed(), &CallOptions::default(), move || {
                begun.send(()).unwrap();
                may_end.recv().unwrap();
                Ok(b"7".to_vec())
            })
        });
        has_begun.recv().unwrap();
        let impatient = CallOptions::default().with_timeout(Duration::from_millis(20));
        let error = values.get_or_load("n", &timed(), &impatient, || Ok(Vec::new())).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Timeout, Some("get_or_load")));
        end.send(()).unwrap();
    });
    assert_eq!(text(&values, "n").as_deref(), Some("7"));
}

#[test]
fn a_late_value_is_served_while_one_loads_it_anew_and_a_dead_one_is_not() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    assert_eq!(load(&values, "n", &timed(), "1"), ("1".to_owned(), false));
    fixture.pass_ms(99);
    assert_eq!(load(&values, "n", &timed(), "2"), ("1".to_owned(), false));
    fixture.pass_ms(1);
    let (loaded, has_loaded) = mpsc::channel();
    let late = values.get_or_load("n", &timed(), &CallOptions::default(), move || {
        loaded.send(()).unwrap();
        Ok(b"3".to_vec())
    });
    let late = late.unwrap();
    assert_eq!((&*late.bytes, late.is_stale), (b"1".as_slice(), true));
    has_loaded.recv().unwrap();
    while values.get("n").unwrap().is_some_and(|value| value.is_stale) {
        std::thread::yield_now();
    }
    assert_eq!(text(&values, "n").as_deref(), Some("3"));
    fixture.pass_ms(299);
    assert_eq!(values.get("n").unwrap().map(|value| value.is_stale), Some(true));
    fixture.pass_ms(1);
    assert_eq!(values.get("n").unwrap(), None);
    assert_eq!(load(&values, "n", &timed(), "4"), ("4".to_owned(), false));
}

#[test]
fn where_loading_fails_a_late_value_is_served_up_to_its_last_end() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    load(&values, "n", &timed(), "1");
    let failing = || {
        values.get_or_load("n", &timed(), &CallOptions::default(), || Err(Error::of_loader("down")))
    };
    fixture.pass_ms(400);
    let served = failing().unwrap();
    assert_eq!((&*served.bytes, served.is_stale), (b"1".as_slice(), true));
    fixture.pass_ms(100);
    assert_eq!(failing().unwrap_err().message(), "down");
    // What was invalidated is not served, whatever fails.
    load(&values, "n", &timed(), "1");
    values.invalidate_all().unwrap();
    assert_eq!(failing().unwrap_err().message(), "down");
}

#[test]
fn a_tag_ends_the_values_of_its_scope_alone() {
    let fixture = Fixture::empty();
    let tagged = ValueOptions { tags: vec!["fees".to_owned(), "x".to_owned()], ..timed() };
    let scopes = [
        fixture.engine.values(),
        fixture.engine.tenant("t1").values(),
        fixture.engine.tenant("t2").values(),
    ];
    for (scope, bytes) in scopes.iter().zip(["0", "1", "2"]) {
        load(scope, "tagged", &tagged, bytes);
        load(scope, "plain", &timed(), bytes);
    }
    let there = || {
        let of = |scope: &Values| (text(scope, "tagged").is_some(), text(scope, "plain").is_some());
        [of(&scopes[0]), of(&scopes[1]), of(&scopes[2])]
    };
    assert_eq!(text(&scopes[1], "tagged").as_deref(), Some("1"), "names do not meet");
    scopes[1].invalidate_tag("fees").unwrap();
    assert_eq!(there(), [(true, true), (false, true), (true, true)]);
    scopes[2].invalidate_tag("fee").unwrap();
    assert_eq!(there(), [(true, true), (false, true), (true, true)]);
    scopes[2].invalidate_all().unwrap();
    assert_eq!(there(), [(true, true), (false, true), (false, false)]);
    scopes[0].invalidate_all().unwrap();
    assert_eq!(there(), [(false, false), (false, true), (false, false)]);
}

#[test]
fn declared_tables_and_rows_end_what_depends_on_them() {
    let fixture = Fixture::empty();
    let values = fixture.engine.tenant("t1").values();
    let row_key = |id: &str| RowKey { table: "clients".to_owned(), id: id.to_owned() };
    let of_table = ValueOptions { tables: vec!["clients".to_owned()], ..timed() };
    let of_row = ValueOptions { rows: vec![row_key("c1")], ..timed() };
    let there = || {
        load(&values, "table", &of_table, "1");
        load(&values, "row", &of_row, "1");
    };
    let left = || [text(&values, "table").is_some(), text(&values, "row").is_some()];
    there();
    values.invalidate_row("clients", "c2").unwrap();
    assert_eq!(left(), [false, true]);
    there();
    values.invalidate_row("clients", "c1").unwrap();
    assert_eq!(left(), [false, false]);
    there();
    values.invalidate_table("clients").unwrap();
    assert_eq!(left(), [false, false]);
    there();
    values.invalidate_table("invoices").unwrap();
    assert_eq!(left(), [true, true]);
    let unknown = values.invalidate_table("client").unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::SchemaMismatch);
}

#[test]
fn a_commit_ends_what_depends_on_the_rows_that_it_changes() {
    let fixture = Fixture::empty();
    let options = CallOptions::default();
    let client = |id: &str, tenant: &str, name: &str| {
        row("clients", id, [("organization_id", tenant.into()), ("business_name", name.into())])
    };
    let apply = |change| fixture.engine.apply(&[change], None, &options).unwrap();
    apply(client("c1", "t1", "a"));
    let values = fixture.engine.tenant("t1").values();
    let of_table = ValueOptions { tables: vec!["clients".to_owned()], ..timed() };
    let of_row = ValueOptions {
        rows: vec![RowKey { table: "clients".to_owned(), id: "c1".to_owned() }],
        ..timed()
    };
    load(&values, "table", &of_table, "1");
    load(&values, "row", &of_row, "1");
    let left = || [text(&values, "table").is_some(), text(&values, "row").is_some()];
    apply(client("c9", "t2", "another tenant's"));
    // The same row once more changes nothing.
    apply(client("c1", "t1", "a"));
    assert_eq!(left(), [true, true]);
    apply(client("c2", "t1", "b"));
    assert_eq!(left(), [false, true]);
    apply(client("c1", "t1", "c"));
    assert_eq!(left(), [false, false]);
}

#[test]
fn a_load_that_began_before_an_invalidation_does_not_outlive_it() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let tagged = ValueOptions { tags: vec!["t".to_owned()], ..timed() };
    let (begun, has_begun) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            values.get_or_load("n", &tagged, &CallOptions::default(), move || {
                begun.send(()).unwrap();
                may_end.recv().unwrap();
                Ok(b"old".to_vec())
            })
        });
        has_begun.recv().unwrap();
        values.invalidate_tag("t").unwrap();
        let has_loaded = Arc::new(AtomicBool::new(false));
        let loaded = Arc::clone(&has_loaded);
        let later = scope.spawn(|| {
            values.get_or_load("n", &tagged, &CallOptions::default(), move || {
                loaded.store(true, Ordering::SeqCst);
                Ok(b"new".to_vec())
            })
        });
        end.send(()).unwrap();
        assert_eq!(&*later.join().unwrap().unwrap().bytes, b"new");
        assert!(has_loaded.load(Ordering::SeqCst));
    });
    assert_eq!(text(&values, "n").as_deref(), Some("new"));
}

#[test]
fn ten_thousand_values_end_with_one_tag() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let tagged =
        ValueOptions { tags: vec!["all".to_owned()], ..ValueOptions::of(ValueClass::Long) };
    for number in 0..10_000 {
        values.put(&format!("n{number}"), b"x".as_slice(), &tagged).unwrap();
    }
    values.put("other", b"x".as_slice(), &ValueOptions::default()).unwrap();
    let count = || (0..10_000).filter(|n| values.get(&format!("n{n}")).unwrap().is_some()).count();
    assert_eq!(count(), 10_000);
    values.invalidate_tag("all").unwrap();
    assert_eq!(count(), 0);
    assert!(values.get("other").unwrap().is_some());
}

#[test]
fn an_empty_value_is_a_value_and_a_value_that_is_taken_out_is_not() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    values.put("n", Vec::new(), &timed()).unwrap();
    assert_eq!(text(&values, "n").as_deref(), Some(""));
    assert_eq!((values.remove("n").unwrap(), values.remove("n").unwrap()), (true, false));
    assert_eq!(values.get("n").unwrap(), None);
}

#[test]
fn values_are_counted_by_class_and_tenant() {
    let fixture = Fixture::empty();
    let values = fixture.engine.tenant("t1").values();
    let dashboard = ValueOptions::of(ValueClass::Dashboard);
    load(&values, "n", &dashboard, "1");
    load(&values, "n", &dashboard, "1");
    let stats = fixture.engine.cache_stats(&CallOptions::default()).unwrap();
    let [class] = stats.classes.as_slice() else { panic!("{stats:?}") };
    assert_eq!((class.class.as_str(), class.hit_count, class.miss_count), ("dashboard", 1, 1));
    assert_eq!((stats.tenants[0].tenant_id.as_str(), stats.tenants[0].hit_count), ("t1", 1));
    assert_eq!((stats.entry_count, class.hit_percent), (1, Some(50.0)));
}

#[test]
fn what_cannot_be_taken_is_refused() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let refuse = |name: &str, options: &ValueOptions| {
        let error = values.put(name, b"x".as_slice(), options).unwrap_err();
        assert_eq!(error.operation(), Some("put_value"));
        (error.kind(), error.message().to_owned())
    };
    let invalid = |message: &str| (ErrorKind::InvalidArgument, message.to_owned());
    assert_eq!(refuse("", &timed()), invalid("field `key` is empty; expected a name"));
    assert_eq!(
        refuse("n", &ValueOptions { hard_ms: Some(99), ..timed() }),
        invalid("field `hard_ms` is 99; expected at least `fresh_ms`, which is 100")
    );
    assert_eq!(
        refuse("n", &ValueOptions { on_error_ms: Some(299), ..timed() }),
        invalid("field `on_error_ms` is 299; expected at least `hard_ms`, which is 300")
    );
    assert_eq!(
        refuse("n", &ValueOptions { jitter: Some(f64::NAN), ..timed() }),
        invalid("field `jitter` is NaN; expected 0 to 1")
    );
    let unknown = ValueOptions { tables: vec!["client".to_owned()], ..timed() };
    assert_eq!(refuse("n", &unknown).0, ErrorKind::SchemaMismatch);
    fixture.engine.close();
    assert_eq!(values.get("n").unwrap_err().kind(), ErrorKind::Conflict);
}

#[test]
fn the_fresh_time_is_shortened_by_a_share_at_random() {
    let fixture = Fixture::empty();
    let values = fixture.engine.values();
    let jittery =
        ValueOptions { fresh_ms: Some(1000), jitter: Some(0.5), ..ValueOptions::default() };
    for number in 0..200 {
        values.put(&format!("n{number}"), b"x".as_slice(), &jittery).unwrap();
    }
    let count = || {
        (0..200)
            .filter(|n| values.get(&format!("n{n}")).unwrap().is_some_and(|v| !v.is_stale))
            .count()
    };
    fixture.pass_ms(499);
    assert_eq!(count(), 200, "never by more than the share");
    fixture.pass_ms(250);
    let left = count();
    assert!((50..150).contains(&left), "half of the way half of them are left: {left}");
    fixture.pass_ms(251);
    assert_eq!(count(), 0);
}
