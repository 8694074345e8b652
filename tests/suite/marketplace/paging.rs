//! Pages while rows are written: who did not change is neither repeated nor skipped.

use std::collections::BTreeSet;

use advisor_engine::{
    AdvisorSort, CallOptions, Config, Engine, ErrorKind, PageRequest, SearchAdvisors,
};

use super::compare::SORTS;
use super::rows::{Advisor, Book};
use crate::oracle::random::{Random, seeds};

const PAGE: usize = 7;

fn engine() -> Engine {
    Engine::in_memory(Config { is_fold_automatic: false, ..Config::default() }).unwrap()
}

fn search(sort: AdvisorSort, text: Option<&str>) -> SearchAdvisors {
    SearchAdvisors {
        sort: Some(sort),
        text: text.map(str::to_owned),
        page: PageRequest { limit: PAGE, ..PageRequest::default() },
        ..SearchAdvisors::default()
    }
}

#[test]
fn rows_that_do_not_change_are_shown_once_while_others_are_written() {
    let options = CallOptions::default();
    for seed in seeds(2) {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        for sort in SORTS {
            for text in [None, Some("owl")] {
                let engine = engine();
                let mut random = Random::new(seed);
                let mut book = Book::default();
                book.write(&engine, &mut random, 120, 300);
                // Ids that only the start writes: `still-…` sorts among and after the others.
                let still: Vec<Advisor> = (0..40)
                    .map(|n| {
                        let mut advisor = Advisor::random(&format!("a{n}-still"), &mut random);
                        advisor.title = vec!["owl"];
                        (advisor.is_active, advisor.is_verified, advisor.is_deleted) =
                            (true, true, false);
                        advisor
                    })
                    .collect();
                let changes: Vec<_> = still.iter().map(Advisor::change).collect();
                engine.apply(&changes, None, &options).unwrap();
                let mut request = search(sort, text);
                let mut shown: Vec<String> = Vec::new();
                let mut page_count = 0;
                loop {
                    let page = engine.search_advisors(&request, &options).unwrap();
                    shown.extend(page.advisors.iter().map(|advisor| advisor.id.clone()));
                    page_count += 1;
                    request.page.cursor.clone_from(&page.next_cursor);
                    if request.page.cursor.is_none() {
                        break;
                    }
                    // The last row shown moves or goes as well.
                    book.write(&engine, &mut random, 120, 25);
                    if page_count == 3 {
                        engine.fold(&options).unwrap();
                    }
                }
                let what = format!("seed {seed}, {sort:?}, {text:?}");
                assert!(page_count > 5, "{what}: {page_count} pages");
                for advisor in &still {
                    let count = shown.iter().filter(|id| **id == advisor.id).count();
                    assert_eq!(count, 1, "{what}: {}", advisor.id);
                }
                engine.close();
            }
        }
    }
}

#[test]
fn a_cursor_stands_behind_its_row_even_when_that_row_is_gone() {
    let (engine, options) = (engine(), CallOptions::default());
    let advisor = |id: &str| {
        let mut advisor = Advisor::random(id, &mut Random::new(1));
        (advisor.is_active, advisor.is_verified, advisor.is_deleted) = (true, true, false);
        advisor
    };
    let changes: Vec<_> = (0..9).map(|n| advisor(&format!("a{n}")).change()).collect();
    engine.apply(&changes, None, &options).unwrap();
    let mut request = search(AdvisorSort::Rating, None);
    request.page.limit = 3;
    let first = engine.search_advisors(&request, &options).unwrap();
    let gone = advisor_engine::Change::delete("advisor_profiles", first.advisors[2].id.as_str());
    engine.apply(&[gone], None, &options).unwrap();
    request.page.cursor.clone_from(&first.next_cursor);
    let second = engine.search_advisors(&request, &options).unwrap();
    let ids: Vec<&str> = second.advisors.iter().map(|advisor| advisor.id.as_str()).collect();
    assert_eq!((ids, second.total), (vec!["a3", "a4", "a5"], 8));
}

#[test]
fn a_cursor_by_relevance_conflicts_once_the_texts_have_changed_and_only_then() {
    let (engine, options) = (engine(), CallOptions::default());
    let mut random = Random::new(3);
    let mut advisors: Vec<Advisor> = (0..30)
        .map(|n| {
            let mut advisor = Advisor::random(&format!("a{n}"), &mut random);
            advisor.title = vec!["owl", if n % 2 == 0 { "elk" } else { "yak" }];
            (advisor.is_active, advisor.is_verified, advisor.is_deleted) = (true, true, false);
            advisor
        })
        .collect();
    let changes: Vec<_> = advisors.iter().map(Advisor::change).collect();
    engine.apply(&changes, None, &options).unwrap();
    let mut request = search(AdvisorSort::Relevance, Some("owl"));
    let first = engine.search_advisors(&request, &options).unwrap();
    request.page.cursor.clone_from(&first.next_cursor);
    // A price is no text.
    advisors[0].amounts[0] = Some(777);
    engine.apply(&[advisors[0].change()], None, &options).unwrap();
    let second = engine.search_advisors(&request, &options).unwrap();
    let ids: BTreeSet<&str> =
        first.advisors.iter().chain(&second.advisors).map(|advisor| advisor.id.as_str()).collect();
    assert_eq!(ids.len(), 2 * PAGE);
    request.page.cursor.clone_from(&second.next_cursor);
    advisors[1].title = vec!["fox", "fox", "fox"];
    engine.apply(&[advisors[1].change()], None, &options).unwrap();
    let error = engine.search_advisors(&request, &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(
        error.message(),
        "the texts of the marketplace have changed, and with them the order by relevance; start again from the \
         first page"
    );
    // Another order does not rest on them.
    let mut request = search(AdvisorSort::Rating, Some("owl"));
    let first = engine.search_advisors(&request, &options).unwrap();
    request.page.cursor.clone_from(&first.next_cursor);
    advisors[2].title = vec!["fox"];
    engine.apply(&[advisors[2].change()], None, &options).unwrap();
    engine.search_advisors(&request, &options).unwrap();
}

#[test]
fn typos_are_expanded_by_the_words_alone_and_all_pages_agree() {
    let (engine, options) = (engine(), CallOptions::default());
    let mut random = Random::new(5);
    let advisors: Vec<Advisor> = (0..12)
        .map(|n| {
            let mut advisor = Advisor::random(&format!("a{n:02}"), &mut random);
            advisor.title = vec![if n < 4 { "accounting" } else { "acounting" }];
            advisor.is_available = n == 0;
            (advisor.is_active, advisor.is_verified, advisor.is_deleted) = (true, true, false);
            advisor
        })
        .collect();
    let changes: Vec<_> = advisors.iter().map(Advisor::change).collect();
    engine.apply(&changes, None, &options).unwrap();
    let mut request = search(AdvisorSort::Newest, Some("accounting"));
    request.page.limit = 4;
    let exact = engine.search_advisors(&request, &options).unwrap();
    assert_eq!((exact.total, exact.typos_expanded), (4, false));
    // One of the four is left by the filter; that brings no others in.
    request.filters.available = Some(true);
    let narrowed = engine.search_advisors(&request, &options).unwrap();
    assert_eq!((narrowed.total, narrowed.typos_expanded), (1, false));
    request.filters.available = None;
    request.page.limit = 5;
    let first = engine.search_advisors(&request, &options).unwrap();
    assert_eq!((first.total, first.typos_expanded), (12, true));
    // A smaller page afterwards would not have expanded by itself.
    request.page =
        PageRequest { limit: 3, cursor: first.next_cursor.clone(), ..PageRequest::default() };
    let second = engine.search_advisors(&request, &options).unwrap();
    assert_eq!((second.total, second.typos_expanded, second.advisors.len()), (12, true, 3));
}
