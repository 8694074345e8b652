//! Lists for the hard spots, and one for every failure that was ever found.

use std::sync::atomic::{AtomicU32, Ordering};

use advisor_engine::{CancelFlag, ErrorKind, Progress, Value};

use super::operation::Edit::{Delete, Put, Set};
use super::operation::Operation::{
    Apply, Days, Fold, FoldDuring, Load, MoveToBackup, Pin, Populate, Reopen, Unpin,
};
use super::operation::{Edit, Operation};
use super::run::{Runner, generations, options, run};

fn text(value: &str) -> Value {
    value.into()
}

fn at(instant: &str) -> Value {
    advisor_engine_tests::rows::instant(instant).into()
}

/// A tenant with two clients; the first has an engagement with six open tasks, eight documents and three invoices.
fn practice() -> Vec<Edit> {
    let live = |table| move |number| Set(table, number, "deleted_at", Value::Null);
    let of = |table: &'static str, column: &'static str, parent: &'static str| {
        move |number| Set(table, number, column, text(parent))
    };
    let mut edits = Vec::new();
    for (table, count) in [
        ("organizations", 2),
        ("users", 2),
        ("clients", 2),
        ("documents", 8),
        ("engagements", 1),
        ("tasks", 6),
        ("invoices", 3),
        ("advisor_profiles", 3),
        ("advisor_embeddings", 3),
    ] {
        for number in 0..count {
            edits.push(Put(table, number, u32::from(number) + 7));
        }
        if table != "advisor_embeddings" {
            edits.extend((0..count).map(live(table)));
        }
        if !["organizations", "advisor_profiles", "advisor_embeddings"].contains(&table) {
            edits.extend((0..count).map(of(table, "organization_id", "o0")));
        }
        if ["documents", "engagements", "invoices"].contains(&table) {
            edits.extend((0..count).map(of(table, "client_id", "c0")));
        }
    }
    // Advisors who may be matched, so that their vectors show.
    for (column, value) in [
        ("marketplace_status", text("active")),
        ("is_verified", true.into()),
        ("is_available", true.into()),
        ("max_clients", 5.into()),
        ("current_clients", 2.into()),
    ] {
        edits.extend((0..3).map(|number| Set("advisor_profiles", number, column, value.clone())));
    }
    edits.extend((0..6).map(of("tasks", "engagement_id", "e0")));
    edits.extend((0..6).map(of("tasks", "status", "pending")));
    let days = ["21", "22", "23", "24", "25", "26", "27", "28"];
    edits.extend((0..8).zip(days).map(|(number, day)| {
        Set("documents", number, "created_at", at(&format!("2026-03-{day}T00:00:00Z")))
    }));
    edits
}

fn check(operations: impl IntoIterator<Item = Operation>) {
    let mut list = vec![Apply(practice())];
    list.extend(operations);
    run(&list).unwrap();
}

#[test]
fn the_newest_documents_are_refilled_when_the_newest_six_go() {
    let six = || (2..8).rev().map(|number| Delete("documents", number));
    // One by one, in one batch, and on a base.
    check(six().map(|edit| Apply(vec![edit])));
    check([Apply(six().collect())]);
    check([Fold, Apply(six().collect()), Fold]);
    // And by being deleted softly and coming back.
    let marked = |value: Value| {
        Apply((2..8).map(|number| Set("documents", number, "deleted_at", value.clone())).collect())
    };
    check([Fold, marked(at("2026-03-30T00:00:00Z")), Reopen, marked(Value::Null)]);
}

#[test]
fn an_engagement_takes_its_tasks_along_to_another_client() {
    let moved = |client| Apply(vec![Set("engagements", 0, "client_id", text(client))]);
    check([moved("c1"), moved("c0"), Fold, moved("c1"), Reopen, moved("missing"), moved("c0")]);
    // In the batch in which a task changes and another goes.
    check([
        Fold,
        Apply(vec![
            Set("engagements", 0, "client_id", text("c1")),
            Set("tasks", 0, "status", text("completed")),
            Delete("tasks", 1),
        ]),
    ]);
    // In the batch in which a task leaves it, and in one in which the engagement goes for good.
    check([
        Apply(vec![Put("engagements", 1, 3), Set("engagements", 1, "client_id", text("c1"))]),
        Apply(vec![
            Set("tasks", 0, "engagement_id", text("e1")),
            Set("engagements", 0, "client_id", text("c1")),
        ]),
        Apply(vec![Delete("engagements", 0), Set("tasks", 2, "engagement_id", Value::Null)]),
        Apply(vec![Put("engagements", 0, 3)]),
    ]);
}

#[test]
fn a_client_moves_to_another_tenant_and_back() {
    let moved = |tenant| Apply(vec![Set("clients", 0, "organization_id", text(tenant))]);
    check([moved("o1"), moved("o0")]);
    check([Fold, moved("o1"), Reopen, moved("o0"), Fold]);
    // With everything that hangs on it.
    let all = |tenant: &str| {
        let tables =
            [("clients", 1), ("engagements", 1), ("tasks", 6), ("documents", 8), ("invoices", 3)];
        let rows =
            tables.into_iter().flat_map(|(table, count)| (0..count).map(move |n| (table, n)));
        Apply(rows.map(|(table, n)| Set(table, n, "organization_id", text(tenant))).collect())
    };
    check([all("o1"), Fold, all("o0"), Fold]);
    // To a tenant that comes later, and whose own row goes.
    check([
        moved("o2"),
        Apply(vec![Put("organizations", 2, 1), Set("organizations", 2, "deleted_at", Value::Null)]),
        Apply(vec![Delete("organizations", 2)]),
    ]);
}

#[test]
fn a_client_that_is_undeleted_has_its_rows_again() {
    let marked = |value: Value| Apply(vec![Set("clients", 0, "deleted_at", value)]);
    let gone = || marked(at("2026-03-30T00:00:00Z"));
    // Rows that change while it is away count once it is back.
    let meanwhile = || {
        Apply(vec![
            Delete("documents", 0),
            Set("invoices", 0, "status", text("paid")),
            Set("tasks", 0, "status", text("completed")),
        ])
    };
    check([gone(), meanwhile(), marked(Value::Null)]);
    check([gone(), Fold, meanwhile(), Fold, marked(Value::Null)]);
    // The same where the row itself goes, and its rows stay as orphans.
    let (row, comes_back) = (Delete("clients", 0), || {
        vec![
            Put("clients", 0, 7),
            Set("clients", 0, "organization_id", text("o0")),
            Set("clients", 0, "deleted_at", Value::Null),
        ]
    });
    check([Apply(vec![row.clone()]), meanwhile(), Apply(comes_back())]);
    check([Apply(vec![row]), Fold, meanwhile(), Fold, Apply(comes_back())]);
}

#[test]
fn scoring_profiles_go_where_the_embeddings_go() {
    let put = |number, look| Apply(vec![Put("scoring_profiles", number, look)]);
    check([
        put(0, 1),
        Fold,
        put(1, 2),
        Pin,
        FoldDuring(vec![vec![Put("scoring_profiles", 2, 3)], vec![Delete("scoring_profiles", 0)]]),
        Load(vec![Put("scoring_profiles", 0, 9), Delete("scoring_profiles", 1)]),
        put(1, 7),
        Reopen,
        Apply(vec![Delete("advisor_embeddings", 0), Delete("scoring_profiles", 1)]),
        MoveToBackup,
        put(1, 5),
        Fold,
        Apply((0..3).map(|number| Delete("scoring_profiles", number)).collect()),
        Fold,
        put(0, 4),
    ]);
}

#[test]
fn an_id_that_is_deleted_comes_back_before_and_after_a_fold() {
    for (table, number) in [
        ("clients", 0),
        ("documents", 7),
        ("engagements", 0),
        ("tasks", 0),
        ("invoices", 0),
        ("users", 0),
        ("advisor_profiles", 0),
        ("advisor_embeddings", 0),
        ("organizations", 0),
    ] {
        let gone = || Apply(vec![Delete(table, number)]);
        let back = |look| Apply(vec![Put(table, number, look)]);
        check([gone(), back(1), gone(), back(2)]);
        check([Fold, gone(), back(3), Fold, gone(), Fold, back(4), Fold]);
        // New and gone within one interval: the next base never hears of it.
        check([Fold, Apply(vec![Put(table, 2, 1)]), Apply(vec![Delete(table, 2)]), Fold, Reopen]);
    }
}

#[test]
fn a_fold_catches_up_with_the_batches_that_came_meanwhile() {
    let batches = || {
        vec![
            vec![Delete("documents", 7), Put("documents", 9, 4), Delete("advisor_embeddings", 0)],
            vec![Set("engagements", 0, "client_id", text("c1")), Delete("documents", 9)],
            vec![Put("advisor_embeddings", 0, 99), Put("advisor_embeddings", 5, 98)],
            vec![Delete("clients", 1), Set("users", 0, "name", text("New"))],
            vec![],
        ]
    };
    check([FoldDuring(batches())]);
    check([Fold, FoldDuring(batches()), Reopen, Fold]);
    check([Pin, FoldDuring(batches()), FoldDuring(vec![vec![Put("clients", 1, 5)]]), Unpin, Fold]);
    check([FoldDuring(vec![])]);
}

#[test]
fn a_pinned_revision_answers_the_same_across_two_folds_and_then_lets_its_files_go() {
    let mut runner = Runner::new().unwrap();
    let change = || Apply(vec![Delete("documents", 7), Delete("advisor_embeddings", 1)]);
    for operation in [Apply(practice()), Fold, Apply(vec![Delete("documents", 6)]), Pin] {
        runner.step(&operation).unwrap();
        runner.compare().unwrap();
    }
    for operation in [change(), Fold, Apply(vec![Put("documents", 7, 3)]), Fold, Days(3)] {
        runner.step(&operation).unwrap();
        runner.compare().unwrap();
    }
    let store = runner.engine.path().unwrap();
    assert_eq!(generations(&store).unwrap(), [2, 4].into());
    runner.step(&Unpin).unwrap();
    assert_eq!(generations(&store).unwrap(), [4].into());
    runner.compare().unwrap();
}

#[test]
fn a_fold_leaves_no_delta_and_one_that_catches_up_leaves_only_what_came_meanwhile() {
    let mut runner = Runner::new().unwrap();
    let delta = |runner: &Runner| -> (u64, u64) {
        let stats = runner.engine.stats(&options()).unwrap();
        let rows = stats.tables.iter().map(|table| table.delta_row_count).sum();
        (rows, stats.memory.delta)
    };
    runner.step(&Apply(practice())).unwrap();
    assert!(delta(&runner).0 > 20);
    runner.step(&Fold).unwrap();
    assert_eq!(delta(&runner), (0, 0));
    runner.step(&FoldDuring(vec![vec![Delete("documents", 0)], vec![Delete("tasks", 0)]])).unwrap();
    assert_eq!(delta(&runner), (2, 0));
    runner.step(&Reopen).unwrap();
    assert_eq!(delta(&runner), (2, 0));
    runner.compare().unwrap();
}

#[test]
fn an_empty_batch_and_deletions_of_what_is_not_there_change_no_answer() {
    let mut runner = Runner::new().unwrap();
    let absent = || {
        Apply(vec![Delete("documents", 15), Delete("clients", 3), Delete("advisor_embeddings", 5)])
    };
    for operation in [
        Apply(vec![]),
        absent(),
        Fold,
        Apply(practice()),
        Apply(vec![]),
        absent(),
        Reopen,
        absent(),
        Fold,
        Apply(vec![]),
        Fold,
    ] {
        runner.step(&operation).unwrap();
        runner.compare().unwrap();
    }
    // Three deletions and a practice; an empty batch is no revision.
    assert_eq!(runner.world.revision, 4);
}

#[test]
fn a_load_keeps_the_embeddings_of_the_host_and_replaces_all_else() {
    check([
        Load(vec![
            Delete("advisor_profiles", 1),
            Put("advisor_profiles", 4, 3),
            Delete("clients", 0),
        ]),
        Apply(vec![Put("advisor_embeddings", 4, 12), Put("advisor_profiles", 1, 6)]),
        Pin,
        Load(vec![Put("clients", 0, 2), Put("documents", 12, 9)]),
        Reopen,
        Apply(vec![Delete("advisor_embeddings", 0)]),
        Load(vec![]),
        Fold,
    ]);
    // Into a store that holds nothing, and from one that holds nothing.
    run(&[
        Load(vec![]),
        Load(practice()),
        Apply(vec![Delete("documents", 1)]),
        Load(vec![]),
        Reopen,
    ])
    .unwrap();
}

#[test]
fn embeddings_go_from_base_to_base_with_their_advisors() {
    let gone = |number| Apply(vec![Delete("advisor_embeddings", number)]);
    let put = |number, look| Apply(vec![Put("advisor_embeddings", number, look)]);
    check([Fold, Fold, gone(0), Fold, put(0, 40), gone(1), Fold, Reopen, put(1, 41), Load(vec![])]);
    // The vector comes before its advisor, and stays when the advisor goes and comes back.
    let advisor = |look| Apply(vec![Put("advisor_profiles", 5, look)]);
    check([
        put(5, 9),
        Fold,
        advisor(1),
        Apply(vec![Delete("advisor_profiles", 5)]),
        Fold,
        advisor(2),
    ]);
}

#[test]
fn a_backup_goes_on_as_the_store_that_it_was_made_of() {
    check([
        Fold,
        Apply(vec![Delete("documents", 0), Put("advisor_embeddings", 4, 12)]),
        MoveToBackup,
        Apply(vec![Put("documents", 0, 4)]),
        Fold,
        MoveToBackup,
        Load(vec![Delete("invoices", 0)]),
        Pin,
        MoveToBackup,
        Populate(11),
    ]);
}

#[test]
fn the_first_embedding_after_the_last_may_have_another_dimension() {
    let wide = || Value::Vector(vec![1.0, 2.0, 3.0, 4.0, 5.0]);
    let all_gone = || Apply((0..6).map(|number| Delete("advisor_embeddings", number)).collect());
    let list = [Apply(practice()), Fold, all_gone()];
    let mut runner = Runner::new().unwrap();
    for operation in &list {
        runner.step(operation).unwrap();
        runner.compare().unwrap();
    }
    let put = Apply(vec![
        Put("advisor_embeddings", 0, 1),
        Set("advisor_embeddings", 0, "vector", wide()),
    ]);
    runner.step(&put).unwrap();
    runner.step(&Fold).unwrap();
    // Back to the dimension in which the requests of the comparison are asked.
    runner.step(&all_gone()).unwrap();
    runner.step(&Apply(vec![Put("advisor_embeddings", 0, 1)])).unwrap();
    runner.compare().unwrap();
    runner.step(&Reopen).unwrap();
    runner.compare().unwrap();
}

#[test]
fn folds_and_batches_at_once_lose_nothing() {
    let mut runner = Runner::new().unwrap();
    runner.step(&Apply(practice())).unwrap();
    let engine = runner.engine.clone();
    let folds = std::thread::spawn(move || {
        for _ in 0..8 {
            engine.fold(&options()).unwrap();
        }
    });
    let mut look = 0;
    while !folds.is_finished() {
        look += 1;
        let row = (look % 8) as u8;
        let mut edits = vec![Put("documents", row, look), Put("tasks", row % 6, look)];
        edits.push(Put("advisor_embeddings", row % 6, look));
        if look % 3 == 0 {
            edits.push(Delete("documents", (row + 3) % 8));
        }
        runner.step(&Apply(edits)).unwrap();
    }
    folds.join().unwrap();
    runner.folded(8);
    runner.compare().unwrap();
    runner.step(&Reopen).unwrap();
    runner.compare().unwrap();
    println!("{look} batches during 8 folds");
}

#[test]
fn a_fold_that_is_cancelled_anywhere_leaves_the_store_as_it_was() {
    let mut runner = Runner::new().unwrap();
    runner.step(&Apply(practice())).unwrap();
    let mut cancelled_count = 0;
    loop {
        let cancel = CancelFlag::new();
        let reports_left = AtomicU32::new(cancelled_count);
        let progress = {
            let cancel = cancel.clone();
            move |_: &Progress<'_>| {
                // Wraps below 0: the flag is set once.
                if reports_left.fetch_sub(1, Ordering::Relaxed) == 0 {
                    cancel.cancel();
                }
            }
        };
        match runner.engine.fold(&options().with_cancel(cancel).with_progress(progress)) {
            Err(error) => assert_eq!(error.kind(), ErrorKind::Cancelled, "{error}"),
            Ok(_) => break,
        }
        runner.step(&Apply(vec![Put("documents", 0, cancelled_count)])).unwrap();
        runner.compare().unwrap();
        cancelled_count += 1;
    }
    // Each table reports at least that it is sorted and that it is written.
    assert!(cancelled_count >= 9, "{cancelled_count}");
    runner.folded(1);
    runner.compare().unwrap();
    runner.step(&Reopen).unwrap();
    runner.compare().unwrap();
}

#[test]
fn files_are_sound_while_a_fold_switches() {
    // `verify_files` reads the base of one moment and the log of another.
    let mut runner = Runner::new().unwrap();
    runner.step(&Apply(practice())).unwrap();
    let engine = runner.engine.clone();
    std::thread::scope(|scope| {
        let folds = scope.spawn(|| {
            for look in 0..40 {
                runner.step(&Apply(vec![Put("documents", 0, look)])).unwrap();
                runner.step(&Fold).unwrap();
            }
        });
        while !folds.is_finished() {
            let report = engine.verify_files(&options()).unwrap();
            assert!(report.is_sound(), "{report:?}");
        }
    });
}
