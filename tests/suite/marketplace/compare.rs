//! Random searches: total, order, pages and facets equal the book's, however the revision came about.

use advisor_engine::{
    AdvisorFilters, AdvisorSort, AmountField, CallOptions, Config, CountField, Engine, FacetCount,
    FacetName, Filter, FlagField, ListField, Missing, Money, NumericFilter, PageRequest, Range,
    ScoreField, SearchAdvisors, SearchResult, Words,
};

use super::book::{count_bands, count_words, fitting, sort};
use super::rows::{Advisor, Book, TEXT_WORDS, WORDS};
use crate::oracle::random::{Random, seeds};
use crate::oracle::round_count;

pub(super) const SORTS: [AdvisorSort; 6] = [
    AdvisorSort::Rating,
    AdvisorSort::Experience,
    AdvisorSort::PriceLow,
    AdvisorSort::PriceHigh,
    AdvisorSort::Reviews,
    AdvisorSort::Newest,
];
const LISTS: [ListField; 5] = [
    ListField::Industries,
    ListField::Services,
    ListField::Certifications,
    ListField::Languages,
    ListField::BusinessSizes,
];
const LIST_FACETS: [FacetName; 5] = [
    FacetName::Industries,
    FacetName::Services,
    FacetName::Certifications,
    FacetName::Languages,
    FacetName::BusinessSizes,
];
const FLAGS: [FlagField; 7] = [
    FlagField::Available,
    FlagField::CapacityLeft,
    FlagField::RemoteOnly,
    FlagField::AcceptsHourly,
    FlagField::AcceptsRetainer,
    FlagField::AcceptsProject,
    FlagField::AcceptsValueBased,
];

#[test]
fn searches_equal_loops_over_the_rows() {
    let seeds = seeds(round_count(8, 200));
    let mut found_count = 0;
    for seed in &seeds {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        let folder = tempfile::tempdir().unwrap();
        let config = Config { is_fold_automatic: false, ..Config::default() };
        let options = CallOptions::default();
        let mut engine = Engine::open(folder.path(), config.clone()).unwrap();
        let mut random = Random::new(*seed);
        let mut book = Book::default();
        for step in 0..5 {
            book.write(&engine, &mut random, 150, if step == 0 { 300 } else { 30 });
            if step == 2 {
                engine.fold(&options).unwrap();
            }
            if step == 3 {
                engine.close();
                engine = Engine::open(folder.path(), config.clone()).unwrap();
            }
            for round in 0..30 {
                let request = request(&mut random);
                let what = format!("seed {seed}, step {step}, round {round}: {request:?}");
                found_count += compare(&engine, &book, &request, &mut random, &what);
            }
        }
        engine.close();
    }
    let request_count = seeds.len() * 5 * 30;
    assert!(
        found_count > request_count,
        "only {found_count} advisors for {request_count} requests"
    );
}

fn compare(
    engine: &Engine,
    book: &Book,
    request: &SearchAdvisors,
    random: &mut Random,
    what: &str,
) -> usize {
    let options = CallOptions::default();
    let mut expected = fitting(book, request, None);
    let pages = all_pages(engine, request, random, what);
    let shown: Vec<&str> =
        pages.iter().flat_map(|page| &page.advisors).map(|advisor| advisor.id.as_str()).collect();
    if let Some(order) = request.sort {
        sort(&mut expected, order);
        let ids: Vec<&str> = expected.iter().map(|advisor| advisor.id.as_str()).collect();
        assert_eq!(shown, ids, "{what}");
        let offset = usize::try_from(random.below(ids.len() as u64 + 3)).unwrap();
        let page = PageRequest { limit: 7, offset: Some(offset), ..PageRequest::default() };
        let slice =
            engine.search_advisors(&SearchAdvisors { page, ..request.clone() }, &options).unwrap();
        let ids = ids.iter().skip(offset).take(7);
        assert!(
            slice.advisors.iter().map(|advisor| advisor.id.as_str()).eq(ids.copied()),
            "{what}"
        );
    } else {
        // By relevance: everyone once, best first, equal ones by id.
        let scored = pages.iter().flat_map(|page| &page.advisors);
        let scored: Vec<(f64, &str)> =
            scored.map(|advisor| (-advisor.score.unwrap(), advisor.id.as_str())).collect();
        assert!(scored.is_sorted_by(|one, other| one < other), "{what}: {scored:?}");
        let mut shown = shown;
        shown.sort_unstable();
        assert!(shown.iter().eq(expected.iter().map(|advisor| &advisor.id)), "{what}");
    }
    for page in &pages {
        assert_eq!((page.total, page.plan.eligible), (expected.len(), expected.len()), "{what}");
    }
    compare_facets(&pages[0], book, request, what);
    expected.len()
}

/// Follows the cursors to the end, with pages of changing sizes.
fn all_pages(
    engine: &Engine,
    request: &SearchAdvisors,
    random: &mut Random,
    what: &str,
) -> Vec<SearchResult> {
    let mut request = request.clone();
    let mut pages: Vec<SearchResult> = Vec::new();
    loop {
        request.page.limit = usize::try_from(1 + random.below(40)).unwrap();
        let page = engine.search_advisors(&request, &CallOptions::default());
        let page = page.unwrap_or_else(|error| unreachable!("{what}: {error}")).value;
        if page.next_cursor.is_some() {
            assert_eq!(page.advisors.len(), request.page.limit, "{what}");
        }
        request.page.cursor.clone_from(&page.next_cursor);
        pages.push(page);
        if request.page.cursor.is_none() {
            return pages;
        }
    }
}

fn compare_facets(page: &SearchResult, book: &Book, request: &SearchAdvisors, what: &str) {
    let facets = &page.facets;
    let asked = |name| request.facets.as_ref().is_none_or(|names| names.contains(&name));
    let words = [
        &facets.industries,
        &facets.services,
        &facets.certifications,
        &facets.languages,
        &facets.business_sizes,
    ];
    for (list, (name, counts)) in LIST_FACETS.into_iter().zip(words).enumerate() {
        let expected = asked(name).then(|| {
            let counts = count_words(book, &fitting(book, request, Some(name)), list);
            let counts = counts.into_iter();
            counts.map(|(word, count)| FacetCount { value: word.into(), count }).collect::<Vec<_>>()
        });
        assert_eq!(*counts, expected, "{name:?}, {what}");
    }
    let bands = |name, value: fn(&Advisor) -> Option<f64>, bounds: &[f64]| {
        let advisors = fitting(book, request, Some(name));
        let values: Vec<Option<f64>> = advisors.into_iter().map(value).collect();
        asked(name).then(|| count_bands(&values, bounds))
    };
    let rating = bands(FacetName::Rating, |advisor| advisor.rating, &[3.0, 4.0, 4.5]);
    let counts = |counts: &Vec<advisor_engine::BandCount<f64>>| {
        counts.iter().map(|band| band.count).collect()
    };
    assert_eq!(facets.rating.as_ref().map(counts), rating, "{what}");
    let bounds = [10_000.0, 15_000.0, 20_000.0, 30_000.0, 50_000.0];
    let price = |advisor: &Advisor| advisor.amounts[0].map(|cents| cents as f64);
    let counts = |counts: &Vec<advisor_engine::BandCount<Money>>| {
        counts.iter().map(|band| band.count).collect()
    };
    let expected = bands(FacetName::HourlyRate, price, &bounds);
    assert_eq!(facets.hourly_rate.as_ref().map(counts), expected, "{what}");
}

pub(super) fn request(random: &mut Random) -> SearchAdvisors {
    let text = random.percent(30).then(|| (*random.pick(&TEXT_WORDS)).to_owned());
    let is_by_relevance = text.is_some() && random.percent(40);
    SearchAdvisors {
        sort: (!is_by_relevance).then(|| *random.pick(&SORTS)),
        filters: form(random),
        condition: random.percent(30).then(|| tree(random, 3)),
        facets: random.percent(20).then(|| {
            let mut names = vec![FacetName::Rating, FacetName::HourlyRate];
            names.push(*random.pick(&LIST_FACETS));
            names
        }),
        text,
        ..SearchAdvisors::default()
    }
}

fn form(random: &mut Random) -> AdvisorFilters {
    let words = |random: &mut Random, list: usize| {
        if random.percent(25) { random.some(WORDS[list], 3) } else { Vec::new() }
    };
    let flag = |random: &mut Random| random.percent(12).then(|| random.percent(70));
    let Range { min, max, .. } = range(random, Money::from_cents, 5_000);
    AdvisorFilters {
        industries: words(random, 0),
        services: words(random, 1),
        certifications: words(random, 2),
        languages: words(random, 3),
        business_sizes: words(random, 4),
        hourly_rate_min: min.filter(|_| random.percent(25)),
        hourly_rate_max: max.filter(|_| random.percent(25)),
        monthly_retainer_max: random.percent(12).then(|| Money::from_cents(40_000)),
        years_min: random.percent(15).then(|| i64::try_from(random.below(8)).unwrap()),
        rating_min: random
            .percent(20)
            .then(|| f64::from(u8::try_from(random.below(10)).unwrap()) / 2.0),
        available: flag(random),
        capacity_left: flag(random),
        remote_only: flag(random),
        accepts_hourly: flag(random),
        accepts_retainer: flag(random),
        accepts_project: flag(random),
        accepts_value_based: flag(random),
        keep_missing: [
            NumericFilter::HourlyRate,
            NumericFilter::MonthlyRetainerMax,
            NumericFilter::Years,
            NumericFilter::Rating,
        ]
        .into_iter()
        .filter(|_| random.percent(30))
        .collect(),
    }
}

fn range<T>(random: &mut Random, make: impl Fn(i64) -> T, unit: i64) -> Range<T> {
    let low = i64::try_from(random.below(8)).unwrap();
    let high = low + i64::try_from(random.below(6)).unwrap();
    Range {
        min: random.percent(70).then(|| make(low * unit)),
        max: random.percent(70).then(|| make(high * unit)),
        missing: if random.percent(50) { Missing::Keep } else { Missing::Drop },
    }
}

fn tree(random: &mut Random, depth: u64) -> Filter {
    if depth > 0 && random.percent(55) {
        let count = random.below(4);
        return match random.below(3) {
            0 => Filter::All((0..count).map(|_| tree(random, depth - 1)).collect()),
            1 => Filter::Any((0..count).map(|_| tree(random, depth - 1)).collect()),
            _ => Filter::Not(Box::new(tree(random, depth - 1))),
        };
    }
    match random.below(5) {
        0 => {
            let list = usize::try_from(random.below(5)).unwrap();
            let any_of = random.some(WORDS[list], 2);
            let all_of = if random.percent(30) { random.some(WORDS[list], 2) } else { Vec::new() };
            Filter::Words(LISTS[list], Words { any_of, all_of })
        }
        1 => {
            let fields = [
                AmountField::HourlyRate,
                AmountField::MonthlyRetainerMin,
                AmountField::MonthlyRetainerMax,
                AmountField::ProjectRateMin,
            ];
            Filter::Amount(*random.pick(&fields), range(random, Money::from_cents, 5_000))
        }
        2 => {
            let fields = [CountField::YearsExperience, CountField::TotalReviews];
            Filter::Count(*random.pick(&fields), range(random, |number| number, 1))
        }
        3 => Filter::Score(ScoreField::OverallRating, range(random, |n| n as f64 / 2.0, 1)),
        _ => Filter::Flag(*random.pick(&FLAGS), random.percent(60)),
    }
}
