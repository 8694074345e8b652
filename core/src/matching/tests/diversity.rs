//! Chosen matches against a choice by the book, over all advisors as they were made.

use super::oracle::{likeness, random_needs, text_of};
use super::{OPEN, World, forced, needs};
use crate::matching::planner::Strategy;
use crate::options::{CallOptions, CancelFlag};
use crate::profiles::fixture::{Advisor, Random};
use crate::vector::Kernels;
use crate::{ClientNeeds, Diversity, ErrorKind, LexicalEmbedder, Match, MatchDiversity};

/// What is chosen from plain matches: the place, the value and the similarity of each.
fn by_the_book(
    plain: &[Match],
    vectors: &[(String, Vec<f32>)],
    lambda: f64,
    limit: usize,
) -> Vec<(usize, f64, f64)> {
    let vector = |id: &str| vectors.iter().find(|(of, _)| of == id).map(|(_, vector)| vector);
    let alike = |one: usize, other: usize| {
        let (one, other) = (&plain[one].advisor_id, &plain[other].advisor_id);
        vector(one).map_or(0.0, |one| likeness(one, vector(other).map(Vec::as_slice)))
    };
    let scores: Vec<f64> = plain.iter().map(|one| one.score).collect();
    let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut chosen: Vec<(usize, f64, f64)> = Vec::new();
    for _ in 0..limit.min(plain.len()) {
        let worth = |place: usize| {
            let similarity = chosen
                .iter()
                .map(|(before, ..)| alike(*before, place))
                .reduce(f64::max)
                .unwrap_or(0.0);
            let relevance = if high > low { (scores[place] - low) / (high - low) } else { 1.0 };
            (place, lambda * relevance - (1.0 - lambda) * similarity, similarity)
        };
        let left =
            (0..plain.len()).filter(|place| chosen.iter().all(|(before, ..)| before != place));
        // The last of the largest in reverse order is the first.
        let next = left.map(worth).rev().max_by(|one, other| one.1.partial_cmp(&other.1).unwrap());
        chosen.push(next.unwrap());
    }
    chosen
}

#[test]
fn the_choice_equals_one_by_the_book_on_every_kernel() {
    let options = CallOptions::default();
    let mut moved_count = 0;
    for seed in 0..60 {
        let mut random = Random(seed);
        let count = random.below(150) + 1;
        let dimension = random.index(20) + 1;
        let advisors: Vec<_> =
            (0..count).map(|n| Advisor::random(&format!("a{n}"), &mut random)).collect();
        // Few vectors, so that many are alike, and some without.
        let shared: Vec<_> = (0..6).map(|_| random.vector(dimension)).collect();
        let vectors: Vec<_> = (0..count)
            .filter(|n| n % 5 != 0)
            .map(|n| (format!("a{n}"), shared[random.index(6)].clone()))
            .collect();
        let of_texts: Vec<_> = advisors
            .iter()
            .map(|advisor| (advisor.id.clone(), LexicalEmbedder::new().embed(&text_of(advisor))))
            .collect();
        let world = World::new(&advisors, &vectors);
        for round in 0..6 {
            let mut needs = random_needs(&mut random, dimension, count);
            needs.hard_filters.industries = Some(false);
            needs.hard_filters.services_any = Some(false);
            if random.chance(2) {
                needs.hard_filters = OPEN;
            }
            needs.limit = random.index(12) + 1;
            let lambda = [0.0, 0.3, 0.5, 0.7, 1.0, f64::from(random.unit()).abs()][random.index(6)];
            let candidates =
                (!random.chance(3)).then(|| needs.limit + random.index(1001 - needs.limit));
            let pool = candidates.unwrap_or(5 * needs.limit);
            let plain = world.answer(&ClientNeeds { limit: pool, ..needs.clone() }).unwrap();
            // Needs in words are compared with texts, and so are advisors with one another.
            let is_in_words = needs.embedding.is_empty()
                && needs.text.as_deref().is_some_and(|text| !text.trim().is_empty());
            let used = if is_in_words { &of_texts } else { &vectors };
            let book = by_the_book(&plain.matches, used, lambda, needs.limit);
            let expected: Vec<Match> = book
                .iter()
                .zip(1..)
                .map(|((place, value, similarity), rank)| Match {
                    rank,
                    diversity: Some(MatchDiversity { value: *value, similarity: *similarity }),
                    ..plain.matches[*place].clone()
                })
                .collect();
            moved_count += book.iter().zip(0..).filter(|((place, ..), at)| place != at).count();
            needs.diversity = Some(Diversity { lambda, candidates });
            for kernels in Kernels::available() {
                for strategy in [Strategy::PlainScan, Strategy::BoundedScan] {
                    let found = world.answer_by(forced(strategy, kernels), &needs, &options);
                    assert_eq!(
                        found.unwrap().matches,
                        expected,
                        "seed {seed}, round {round}: {needs:?}"
                    );
                }
            }
            if lambda == 1.0 {
                let places: Vec<_> = book.iter().map(|(place, ..)| *place).collect();
                assert_eq!(places, (0..book.len()).collect::<Vec<_>>());
            }
        }
    }
    assert!(moved_count > 100, "only {moved_count} were chosen out of their order");
}

#[test]
fn alike_advisors_make_room_for_another() {
    let rated = |id: &str, rating| Advisor { rating: Some(rating), ..Advisor::new(id) };
    let world = World::new(
        &[rated("a", 5.0), rated("b", 4.9), rated("c", 4.0), rated("d", 0.0)],
        &[
            ("a".to_owned(), vec![1.0, 0.0]),
            ("b".to_owned(), vec![2.0, 0.0]),
            ("c".to_owned(), vec![0.0, 3.0]),
            ("d".to_owned(), vec![0.0, -1.0]),
        ],
    );
    let asked = |diversity: &str| {
        let json = format!(
            r#"{{"limit": 3, "weights": [{{"signal": "rating", "weight": 1}}], "diversity": {diversity}}}"#
        );
        world.ids(&needs(&json))
    };
    assert_eq!(asked("null"), ["a", "b", "c"]);
    assert_eq!(asked(r#"{"lambda": 1}"#), ["a", "b", "c"]);
    // First a: 0.5. Then b: 0.5 · 0.98 − 0.5 · 1 = −0.01, c: 0.5 · 0.8 = 0.4, d: 0. At last d, at
    // −0.5 · 0, since the largest of its cosines with a (0) and c (−1) is 0, before b.
    assert_eq!(asked(r#"{"lambda": 0.5}"#), ["a", "c", "d"]);
    // Only three to choose from, of relevance 1, 0.9 and 0: b at 0.54 − 0.4 before c at 0, or at 0.45 − 0.5 behind.
    assert_eq!(asked(r#"{"lambda": 0.6, "candidates": 3}"#), ["a", "b", "c"]);
    assert_eq!(asked(r#"{"lambda": 0.5, "candidates": 3}"#), ["a", "c", "b"]);
}

#[test]
fn a_choice_stops_when_told() {
    let mut random = Random(3);
    let advisors: Vec<_> = (0..300).map(|n| Advisor::new(&format!("a{n}"))).collect();
    let vectors: Vec<_> = (0..300).map(|n| (format!("a{n}"), random.vector(8))).collect();
    let world = World::new(&advisors, &vectors);
    let asked = needs(r#"{"limit": 100, "diversity": {"lambda": 0.5}}"#);
    let flag = CancelFlag::new();
    flag.cancel();
    let stopped = world.answer_with(&asked, &CallOptions::default().with_cancel(flag));
    assert_eq!(stopped.map(|_| ()).unwrap_err().kind(), ErrorKind::Cancelled);
}
