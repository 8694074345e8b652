//! What a search tells besides its page, against loops over the rows: effects of conditions, spread of rates, matches, values
//! of a facet.

use advisor_engine::{
    AdvisorField, CallOptions, Config, Engine, FacetCount, FacetName, Highlight, ListField, Money,
    PageRequest, RateBuckets, SearchAdvisors, SearchFacet, SearchResult,
};

use super::book::{count_words, fitting, fold, passing};
use super::compare::request;
use super::rows::{Advisor, Book};
use crate::oracle::random::{Random, seeds};
use crate::oracle::round_count;

#[test]
fn what_a_search_tells_besides_equals_loops_over_the_rows() {
    let (mut blocked_count, mut value_count) = (0, 0);
    for seed in seeds(round_count(6, 100)) {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        let config = Config { is_fold_automatic: false, ..Config::default() };
        let (engine, options) = (Engine::in_memory(config).unwrap(), CallOptions::default());
        let mut random = Random::new(seed);
        let mut book = Book::default();
        for step in 0..4 {
            book.write(&engine, &mut random, 120, if step == 0 { 250 } else { 25 });
            if step == 2 {
                engine.fold(&options).unwrap();
            }
            for round in 0..25 {
                let plain = request(&mut random);
                let buckets = RateBuckets {
                    bucket_count: random
                        .percent(50)
                        .then(|| 1 + u32::try_from(random.below(9)).unwrap()),
                    width: None,
                };
                let width = (buckets.bucket_count.is_none() && random.percent(80)).then(|| {
                    Money::from_cents(1 + i64::try_from(random.below(9)).unwrap() * 1_300)
                });
                let width = width.filter(|width| width.cents() > 1);
                let asked = SearchAdvisors {
                    highlight: true,
                    diagnose: true,
                    rate_histogram: Some(RateBuckets { width, ..buckets }),
                    ..plain.clone()
                };
                let what = format!("seed {seed}, step {step}, round {round}: {asked:?}");
                let without = engine.search_advisors(&plain, &options).unwrap().value;
                let with = engine.search_advisors(&asked, &options).unwrap().value;
                blocked_count += compare_effects(&with, &book, &asked, &what);
                compare_rates(&with, &book, &asked, &what);
                compare_matches(&with, &asked, &what);
                value_count += compare_values(&engine, &book, &plain, &mut random, &what);
                assert_eq!(stripped(with), without, "{what}: the options change the page");
            }
        }
        engine.close();
    }
    assert!(blocked_count > 100 && value_count > 100, "{blocked_count}, {value_count}");
}

/// The answer without what was asked for besides.
fn stripped(mut found: SearchResult) -> SearchResult {
    (found.clauses, found.rate_histogram) = (None, None);
    found.advisors.iter_mut().for_each(|advisor| advisor.highlights = None);
    found
}

fn compare_effects(
    found: &SearchResult,
    book: &Book,
    request: &SearchAdvisors,
    what: &str,
) -> usize {
    let passing = passing(book, request);
    let listed: Vec<&Advisor> = book.listed().collect();
    let expected: Vec<(String, usize, usize)> = passing
        .iter()
        .map(|(clause, own)| {
            let removes = listed.iter().filter(|advisor| !own.contains(advisor.id.as_str()));
            let blocks = removes.clone().filter(|advisor| {
                let mut others = passing.iter().filter(|(other, _)| other != clause);
                others.all(|(_, own)| own.contains(advisor.id.as_str()))
            });
            ((*clause).to_owned(), removes.clone().count(), blocks.count())
        })
        .collect();
    let effects = found.clauses.as_ref().expect("effects were asked for").iter();
    let effects: Vec<_> =
        effects.map(|effect| (effect.clause.clone(), effect.removes, effect.blocks)).collect();
    assert_eq!(effects, expected, "{what}");
    expected.iter().map(|(_, _, blocks)| blocks).sum()
}

fn compare_rates(found: &SearchResult, book: &Book, request: &SearchAdvisors, what: &str) {
    let advisors = fitting(book, request, Some(FacetName::HourlyRate));
    let rates: Vec<i64> = advisors.iter().filter_map(|advisor| advisor.amounts[0]).collect();
    let spread = found.rate_histogram.as_ref().expect("the spread was asked for");
    let (min, max) = (rates.iter().min().copied(), rates.iter().max().copied());
    assert_eq!(
        (spread.total, spread.missing),
        (advisors.len(), advisors.len() - rates.len()),
        "{what}"
    );
    assert_eq!((spread.min.map(Money::cents), spread.max.map(Money::cents)), (min, max), "{what}");
    let (Some(min), Some(max)) = (min, max) else {
        assert!(spread.buckets.is_empty(), "{what}");
        return;
    };
    let buckets = request.rate_histogram.unwrap();
    let (from, to) = (spread.buckets[0].from.cents(), spread.buckets.last().unwrap().to.cents());
    assert!(from <= min && max < to, "{what}: {spread:?}");
    let width = spread.buckets[0].to.cents() - from;
    if let Some(asked) = buckets.width {
        assert_eq!((width, from % width), (asked.cents(), 0), "{what}");
        assert!(min < from + width && to - width <= max, "{what}: no bucket too many");
    } else {
        let count = usize::try_from(buckets.bucket_count.unwrap_or(20)).unwrap();
        assert_eq!((spread.buckets.len(), from), (count, min), "{what}");
        assert!(
            i64::try_from(count).unwrap() * (width - 1) < max - min + 1,
            "{what}: the least width"
        );
    }
    let mut start = from;
    for bucket in &spread.buckets {
        let (from, to) = (bucket.from.cents(), bucket.to.cents());
        assert_eq!((from, to - from), (start, width), "{what}");
        let count = rates.iter().filter(|rate| (from..to).contains(*rate)).count();
        assert_eq!(bucket.count, count, "{what}: from {from}");
        start = to;
    }
    let counted: usize = spread.buckets.iter().map(|bucket| bucket.count).sum();
    assert_eq!(counted + spread.missing, spread.total, "{what}");
}

/// Texts of the book are titles alone, and its words match whole.
fn compare_matches(found: &SearchResult, request: &SearchAdvisors, what: &str) {
    for advisor in &found.advisors {
        let Some(word) = &request.text else {
            assert_eq!(advisor.highlights, None, "{what}");
            continue;
        };
        let title = advisor.professional_title.as_deref().unwrap();
        let Some([Highlight { field: AdvisorField::ProfessionalTitle, item: None, fragments, .. }]) =
            advisor.highlights.as_deref()
        else {
            unreachable!("{what}: {:?}", advisor.highlights)
        };
        let joined: String = fragments.iter().map(|fragment| fragment.text.as_str()).collect();
        assert_eq!(joined, title, "{what}");
        let matches = fragments.iter().filter(|fragment| fragment.is_match);
        assert!(matches.clone().all(|fragment| fragment.text == *word), "{what}");
        assert_eq!(matches.count(), title.split(' ').filter(|own| own == word).count(), "{what}");
    }
}

fn compare_values(
    engine: &Engine,
    book: &Book,
    search: &SearchAdvisors,
    random: &mut Random,
    what: &str,
) -> usize {
    let fields = [
        (ListField::Industries, FacetName::Industries),
        (ListField::Services, FacetName::Services),
        (ListField::Certifications, FacetName::Certifications),
        (ListField::Languages, FacetName::Languages),
        (ListField::BusinessSizes, FacetName::BusinessSizes),
    ];
    let list = usize::try_from(random.below(5)).unwrap();
    let (field, facet) = fields[list];
    let (text, beginning) = *random.pick(&[
        ("", ""),
        ("sa", "SA"),
        ("BACK", "BÄCK"),
        ("T", "T"),
        ("pay", "PAY"),
        ("ca", "CA"),
    ]);
    let limit = 1 + usize::try_from(random.below(4)).unwrap();
    let request = SearchFacet { field, text: text.to_owned(), search: search.clone(), limit };
    let found = engine.search_facet(&request, &CallOptions::default()).unwrap();
    let advisors = fitting(book, search, Some(facet));
    let counts = count_words(book, &advisors, list).into_iter();
    let expected: Vec<FacetCount> = counts
        .filter(|(word, _)| fold(word).starts_with(beginning))
        .map(|(word, count)| FacetCount { value: word.into(), count })
        .collect();
    assert_eq!(found.total, expected.len(), "{what}: {request:?}");
    assert_eq!(found.values, expected[..limit.min(expected.len())], "{what}: {request:?}");
    expected.len()
}

#[test]
fn matches_do_not_depend_on_the_page() {
    let config = Config { is_fold_automatic: false, ..Config::default() };
    let (engine, options) = (Engine::in_memory(config).unwrap(), CallOptions::default());
    let mut book = Book::default();
    book.write(&engine, &mut Random::new(4), 150, 300);
    let page = |limit, cursor| SearchAdvisors {
        text: Some("owl".to_owned()),
        highlight: true,
        page: PageRequest { limit, cursor, ..PageRequest::default() },
        ..SearchAdvisors::default()
    };
    let all = engine.search_advisors(&page(100, None), &options).unwrap().value;
    let (mut walked, mut cursor) = (Vec::new(), None);
    loop {
        let found = engine.search_advisors(&page(7, cursor), &options).unwrap().value;
        walked.extend(found.advisors);
        cursor = found.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert!(walked.len() > 14 && walked.len() == all.total);
    assert_eq!(walked, all.advisors);
}
