//! Kept lists against a sorted vector, and words against the values that they stand for.

use std::cmp::Ordering;

use super::entry::Entry;
use super::kept::Kept;
use super::order::words;
use crate::profiles::fixture::Random;

fn entry(random: &mut Random) -> Entry {
    let ordinal = u32::try_from(random.below(3000)).unwrap();
    // Few first words, so that many entries share one.
    let first = i64::try_from(random.below(40)).unwrap();
    Entry { words: [first, i64::from(ordinal) * 3 - 50], facts: 0, ordinal }
}

fn order(one: &Entry, other: &Entry) -> Ordering {
    (one.words[0], one.ordinal).cmp(&(other.words[0], other.ordinal))
}

/// Whatever is put in and taken out, a list is the sorted vector of what is in it, and older clones stay.
#[test]
fn a_kept_list_is_a_sorted_vector() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let mut model: Vec<Entry> = Vec::new();
        for _ in 0..random.below(1500) {
            let one = entry(&mut random);
            if let Err(at) = model.binary_search_by(|other| order(other, &one)) {
                model.insert(at, one);
            }
        }
        let mut kept = Kept::from_sorted(&model);
        let (older, older_model) = (kept.clone(), model.clone());
        // Lists that grow, and lists that shrink to nothing.
        let insertions = random.below(4);
        for _ in 0..random.below(4000) {
            if random.below(4) < insertions {
                let one = entry(&mut random);
                if let Err(at) = model.binary_search_by(|other| order(other, &one)) {
                    model.insert(at, one);
                    kept.insert(one, &order);
                }
            } else if !model.is_empty() && random.below(8) > 0 {
                let at = usize::try_from(random.below(model.len() as u64)).unwrap();
                let one = model.remove(at);
                assert!(kept.remove(&one, &order), "seed {seed}");
            } else {
                let one = entry(&mut random);
                let found = model.binary_search_by(|other| order(other, &one));
                assert_eq!(kept.remove(&one, &order), found.is_ok(), "seed {seed}");
                if let Ok(at) = found {
                    model.remove(at);
                }
            }
        }
        assert_eq!(kept.len(), model.len(), "seed {seed}");
        assert!(kept.iter().eq(&model), "seed {seed}");
        assert!(kept.slices().flatten().eq(&model), "seed {seed}");
        assert!(kept == Kept::from_sorted(&model), "seed {seed}");
        assert!(older.iter().eq(&older_model), "seed {seed}: an older clone has changed");
        for place in -1..=41 {
            let before = model.partition_point(|one| one.words[0] < place);
            assert!(kept.from(|one| one.words[0] < place).eq(&model[before..]), "seed {seed}");
            let sum = model[..before].iter().map(|one| i128::from(one.words[1])).sum::<i128>();
            let found = kept.sum_before(|one| one.words[0] < place);
            assert_eq!(found, (before as u64, sum), "seed {seed}");
        }
        for stride in [1, 7, 600] {
            assert!(kept.every(stride).eq(model.iter().step_by(stride)), "seed {seed}");
        }
    }
}

/// Missing values come last in either direction.
fn expected<T: PartialOrd>(one: Option<T>, other: Option<T>, is_descending: bool) -> Ordering {
    match (one, other) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(one), Some(other)) => {
            let order = one.partial_cmp(&other).unwrap();
            if is_descending { order.reverse() } else { order }
        }
    }
}

#[test]
fn words_of_numbers_are_ordered_as_the_numbers() {
    let numbers = [None, Some(i64::MIN), Some(-1), Some(0), Some(1), Some(i64::MAX)];
    let largest = 10_i128.pow(38) - 1;
    let low = 1_i128 << 63;
    let wide = [
        None,
        Some(-largest),
        Some(-low),
        Some(-1),
        Some(0),
        Some(1),
        Some(low),
        Some(low + 1),
        Some(largest),
    ];
    for is_descending in [false, true] {
        for (one, other) in numbers.iter().flat_map(|one| numbers.map(|other| (*one, other))) {
            let word = |value| {
                if is_descending { words::descending(value) } else { words::ascending(value) }
            };
            let found = word(one).cmp(&word(other));
            assert_eq!(found, expected(one, other, is_descending), "{one:?} {other:?}");
        }
        for (one, other) in wide.iter().flat_map(|one| wide.map(|other| (*one, other))) {
            let word = |value| words::decimal(value, is_descending);
            let found = word(one).cmp(&word(other));
            assert_eq!(found, expected(one, other, is_descending), "{one:?} {other:?}");
        }
    }
    let floats = [-f64::MAX, -1.5, -f64::MIN_POSITIVE, -0.0, 0.0, 5e-324, 0.1, 1.0, f64::MAX];
    for (one, other) in floats.iter().flat_map(|one| floats.map(|other| (*one, other))) {
        let found = words::float(one).cmp(&words::float(other));
        assert_eq!(Some(found), one.partial_cmp(&other), "{one} {other}");
    }
}

#[test]
fn words_of_texts_are_ordered_as_their_beginnings() {
    let texts = [
        "",
        "a",
        "aa",
        "ab",
        "b",
        "z",
        "é",
        "éa",
        "\u{10ffff}",
        "sixteen bytes ab",
        "sixteen bytes abc",
    ];
    for (one, other) in texts.iter().flat_map(|one| texts.map(|other| (*one, other))) {
        let order = one.cmp(other);
        // Behind sixteen bytes the text itself decides.
        let order = if one.len().min(other.len()) >= 16 { Ordering::Equal } else { order };
        assert_eq!(words::text(one, false).cmp(&words::text(other, false)), order, "{one} {other}");
        let down = words::text(one, true).cmp(&words::text(other, true));
        assert_eq!(down, order.reverse(), "{one} {other}");
    }
}

#[test]
fn a_rank_goes_before_an_instant_and_a_missing_instant_is_last_of_its_rank() {
    let instants = [Some(-377_705_023_201_000), Some(0), Some(253_402_207_200_000), None];
    let places: Vec<_> =
        (0..5).flat_map(|rank| instants.map(|at| words::ranked(rank, at))).collect();
    assert!(places.is_sorted_by(|one, other| one < other), "{places:?}");
}
