//! Cursors outlive folds, reopening and backups of their store, and are worth nothing in another.

use std::os::unix::fs::PermissionsExt;

use advisor_engine::{
    AdvisorSort, CallOptions, Config, CursorKey, Engine, ErrorKind, PageRequest, SearchAdvisors,
};

use super::rows::{Advisor, Book};
use crate::oracle::random::Random;

fn config() -> Config {
    Config { is_fold_automatic: false, ..Config::default() }
}

fn filled(engine: Engine) -> Engine {
    let mut book = Book::default();
    book.write(&engine, &mut Random::new(11), 100, 250);
    engine
}

/// Small enough that a third page follows in every list here.
const PAGE: usize = 5;

fn page(cursor: Option<String>) -> SearchAdvisors {
    SearchAdvisors {
        sort: Some(AdvisorSort::Reviews),
        page: PageRequest { limit: PAGE, cursor, ..PageRequest::default() },
        ..SearchAdvisors::default()
    }
}

/// By relevance, whose order rests on the texts of the whole marketplace.
fn relevant(cursor: Option<String>) -> SearchAdvisors {
    SearchAdvisors { text: Some("owl".to_owned()), sort: None, ..page(cursor) }
}

fn ids(engine: &Engine, cursor: Option<&String>) -> advisor_engine::Result<(Vec<String>, String)> {
    let found = engine.search_advisors(&page(cursor.cloned()), &CallOptions::default())?;
    let ids = found.advisors.iter().map(|advisor| advisor.id.clone()).collect();
    Ok((ids, found.next_cursor.clone().unwrap_or_default()))
}

#[test]
fn a_cursor_outlives_folds_reopening_and_backups() {
    let folder = tempfile::tempdir().unwrap();
    let options = CallOptions::default();
    let store = folder.path().join("store");
    let engine = filled(Engine::open(&store, config()).unwrap());
    let goes_on = |engine: &Engine, request: &SearchAdvisors| {
        engine.search_advisors(request, &options).map(|found| found.value)
    };
    // The second page by each, with its scores, and the cursor of the third.
    let expected = [page, relevant].map(|request| {
        let first = goes_on(&engine, &request(None)).unwrap();
        let request = request(first.next_cursor);
        let second = goes_on(&engine, &request).unwrap();
        assert_eq!((second.advisors.len(), second.next_cursor.is_some()), (PAGE, true));
        (request, second.advisors)
    });
    assert!(expected[1].1.iter().all(|advisor| advisor.score.is_some()));
    let same = |engine: &Engine, when: &str| {
        for (request, advisors) in &expected {
            assert_eq!(&goes_on(engine, request).expect(when).advisors, advisors, "{when}");
        }
    };
    engine.fold(&options).unwrap();
    same(&engine, "after a fold");
    engine.backup(folder.path().join("backup"), &options).unwrap();
    engine.close();
    let engine = Engine::open(&store, config()).unwrap();
    same(&engine, "after reopening");
    engine.close();
    let backup = Engine::open(folder.path().join("backup"), config()).unwrap();
    same(&backup, "in a backup");
    backup.close();
    let mode = std::fs::metadata(store.join("log.sqlite")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "the file that holds the key");
}

#[test]
fn a_cursor_of_another_store_is_refused_unless_both_share_a_key() {
    let open = |config| filled(Engine::in_memory(config).unwrap());
    let (one, other) = (open(config()), open(config()));
    let (_, cursor) = ids(&one, None).unwrap();
    let error = ids(&other, Some(&cursor)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(
        error.message(),
        "field `cursor` is not one that this store gave; pass `next_cursor` unchanged"
    );
    let keyed = || Config { cursor_key: Some(CursorKey::new(&[9; 40]).unwrap()), ..config() };
    let (one, other) = (open(keyed()), open(keyed()));
    let (_, cursor) = ids(&one, None).unwrap();
    assert_eq!(ids(&one, Some(&cursor)).unwrap(), ids(&other, Some(&cursor)).unwrap());
}

#[test]
fn a_cursor_goes_on_with_its_own_search_alone() {
    let (engine, options) = (filled(Engine::in_memory(config()).unwrap()), CallOptions::default());
    let (_, cursor) = ids(&engine, None).unwrap();
    let own = || page(Some(cursor.clone()));
    // What is told of the result may change from page to page, and how many rows it has.
    let mut request = own();
    request.page.limit = 3;
    request.facets = Some(Vec::new());
    request.select = vec![advisor_engine::AdvisorField::Name];
    assert_eq!(engine.search_advisors(&request, &options).unwrap().advisors.len(), 3);
    let others = [
        SearchAdvisors { sort: Some(AdvisorSort::Newest), ..own() },
        SearchAdvisors { sort: None, ..own() },
        SearchAdvisors { text: Some("owl".to_owned()), ..own() },
        SearchAdvisors { condition: Some(advisor_engine::Filter::All(Vec::new())), ..own() },
        SearchAdvisors {
            filters: advisor_engine::AdvisorFilters { available: Some(true), ..Default::default() },
            ..own()
        },
    ];
    for request in others {
        let error = engine.search_advisors(&request, &options).expect_err(&format!("{request:?}"));
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert_eq!(
            error.message(),
            "field `cursor` is of another request; everything but the page must be as it was"
        );
    }
}

#[test]
fn a_pinned_revision_answers_as_it_was_page_after_page() {
    let (engine, options) = (filled(Engine::in_memory(config()).unwrap()), CallOptions::default());
    let pinned = engine.pin().unwrap();
    let first = pinned.search_advisors(&page(None), &options).unwrap();
    let cursor = first.next_cursor.clone();
    let before = pinned.search_advisors(&page(cursor.clone()), &options).unwrap();
    let mut late = Advisor::random("a-late", &mut Random::new(2));
    (late.is_active, late.is_verified, late.is_deleted) = (true, true, false);
    late.reviews = before.advisors[0].total_reviews;
    engine.apply(&[late.change()], None, &options).unwrap();
    let after = pinned.search_advisors(&page(cursor.clone()), &options).unwrap();
    assert_eq!(before, after);
    assert_ne!(before.total, engine.search_advisors(&page(cursor), &options).unwrap().total);
}
