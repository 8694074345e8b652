//! The index kept up over batches is the index made anew, and both answer as a search by the book does.

use std::collections::BTreeMap;

use super::{Change, Person, TextIndex, TextMode, World, bits, find};
use super::{begun, highlights, oracle};
use crate::model::advisoros::{ADVISOR_PROFILES, USERS};
use crate::profiles::fixture::Random;

pub(super) const WORDS: &[&str] = &[
    "Tax",
    "taxes",
    "Taxation",
    "taxi",
    "CONSULTING",
    "consultant",
    "consult",
    "planning",
    "Plans",
    "plane",
    "audit",
    "auditor",
    "Audits",
    "accounting",
    "accountant",
    "account",
    "café",
    "Cafe",
    "Zürich",
    "Straße",
    "STRASSE",
    "strasbourg",
    "1099",
    "W2",
    "w9",
    "100%",
    "snake_case",
    "the",
    "of",
    "and",
    "happy",
    "happiness",
    "payroll",
    "payrolls",
    "Øre",
    "ore",
    "form",
    "from",
    "firm",
    "retirement",
    "retirements",
    "bookkeeping",
    "bookkeeper",
    "R&D",
    "M & A",
    "c.p.a",
    "401(k)",
    "401k",
    "clean-up",
    "cleanup",
    "clean",
    "up",
    "O'Brien",
    "S Corp",
    "s-corps",
    "scorp",
    "pay roll",
    "e-commerce",
];

const LANGUAGES: &[&str] = &["English", "Deutsch", "english"];

fn text(random: &mut Random, most: u64) -> String {
    const BETWEEN: &[&str] = &[" ", " ", ", ", " & ", "/", " - "];
    let count = random.below(most + 1);
    let mut text = String::new();
    for _ in 0..count {
        text.push_str(WORDS[random.index(WORDS.len())]);
        text.push_str(BETWEEN[random.index(BETWEEN.len())]);
    }
    text
}

fn list(random: &mut Random) -> Vec<String> {
    (0..random.below(4)).map(|_| text(random, 2)).collect()
}

fn person(id: &str, random: &mut Random) -> Person {
    Person {
        id: id.to_owned(),
        name: text(random, 2),
        is_user_deleted: random.chance(8),
        title: text(random, 3),
        headline: text(random, 5),
        // Some beyond the lengths whose weight is kept in a table.
        bio: if random.chance(40) { text(random, 1200) } else { text(random, 15) },
        industries: list(random),
        services: list(random),
        certifications: list(random),
        languages: random.some_of(LANGUAGES, 2),
        business_sizes: random.some_of(LANGUAGES, 2),
        is_hidden: random.chance(5),
        current_clients: 0,
    }
}

/// The rows as the test knows them.
#[derive(Default)]
struct Model {
    people: BTreeMap<String, Person>,
}

impl Model {
    /// A few changes to some advisor; the model takes them over.
    fn change(&mut self, random: &mut Random) -> Vec<Change> {
        let id = format!("a{}", random.below(50));
        let user_id = format!("u-{id}");
        let Some(old) = self.people.get_mut(&id) else {
            let new = person(&id, random);
            let changes = vec![new.profile(), new.user()];
            self.people.insert(id, new);
            return changes;
        };
        match random.below(7) {
            0 => {
                self.people.remove(&id);
                vec![(ADVISOR_PROFILES, id, None), (USERS, user_id, None)]
            }
            1 => {
                old.is_hidden = !old.is_hidden;
                vec![old.profile()]
            }
            2 => {
                old.name = text(random, 2);
                vec![old.user()]
            }
            3 => {
                old.is_user_deleted = !old.is_user_deleted;
                vec![old.user()]
            }
            4 => {
                old.current_clients += 1;
                vec![old.profile()]
            }
            5 => {
                old.languages = random.some_of(LANGUAGES, 3);
                vec![old.profile()]
            }
            _ => {
                *old = person(&id, random);
                vec![old.user(), old.profile()]
            }
        }
    }

    fn shown(&self, world: &World) -> BTreeMap<u32, &Person> {
        let shown = self.people.values().filter(|person| !person.is_hidden);
        shown.map(|person| (world.ordinal(&person.id), person)).collect()
    }
}

fn query(random: &mut Random) -> String {
    let mut written = String::new();
    for _ in 0..=random.below(3) {
        if random.chance(6) {
            let phrase = [WORDS[random.index(WORDS.len())], WORDS[random.index(WORDS.len())]];
            let phrase = phrase[..=random.index(2)].join(" ");
            written.extend(["\"", phrase.as_str(), "\" "]);
            continue;
        }
        written.push_str(&misspelt(WORDS[random.index(WORDS.len())], random));
        written.push(' ');
    }
    if random.chance(2) {
        written.pop();
    }
    written
}

/// The name of somebody or a part of it, or the words of a text.
fn of_someone(model: &Model, random: &mut Random) -> String {
    let Some(person) = model.people.values().nth(random.index(model.people.len().max(1))) else {
        return String::new();
    };
    let text = if random.chance(2) { &person.name } else { &person.headline };
    if random.chance(3) { text.trim().to_owned() } else { text.clone() }
}

/// A word as it is, begun, or with letters swapped, left out or put in.
fn misspelt(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<_> = word.chars().collect();
    for _ in 0..random.below(3) {
        let place = random.index(letters.len());
        match random.below(5) {
            0 if place > 0 => letters.swap(place, place - 1),
            1 if letters.len() > 1 => {
                letters.remove(place);
            }
            2 => letters.insert(place, 'x'),
            3 => letters.truncate(place + 1),
            _ => {}
        }
    }
    letters.into_iter().collect()
}

#[test]
fn an_index_kept_over_random_batches_answers_as_one_made_anew_and_as_the_oracle() {
    let (mut hit_count, mut typo_count, mut begun_count) = (0, 0, 0);
    for seed in 0..25 {
        let mut random = Random(seed);
        let mut model = Model::default();
        let mut world = World::new(&[]);
        for batch in 0..40 {
            let size = if batch % 10 == 0 { 20 } else { random.below(5) + 1 };
            // One row may change twice in a batch: the last image counts.
            let changes: Vec<_> = (0..size).flat_map(|_| model.change(&mut random)).collect();
            let older = world.text.clone();
            let mut written =
                if random.chance(4) { of_someone(&model, &mut random) } else { query(&mut random) };
            if written.trim().is_empty() {
                written = "tax".to_owned();
            }
            let before = bits(&find(&older, &written, TextMode::Exact));
            world.apply(&changes);
            let place = format!("seed {seed}, batch {batch}, query {written:?}");
            assert_eq!(before, bits(&find(&older, &written, TextMode::Exact)), "{place}: changed");

            let fresh: TextIndex = world.fresh();
            let shown = model.shown(&world);
            assert_eq!(world.text.epoch(), fresh.epoch(), "{place}");
            let suggested = world.text.suggestions().listed();
            assert_eq!(suggested, fresh.suggestions().listed(), "{place}");
            begun::compare(&world, &shown, &mut random, &place);
            assert!(world.text.segments().len() <= 7, "{place}: {:?}", world.text);
            let exact = oracle::find(&shown, &written, TextMode::Exact);
            assert_eq!(bits(&find(&world.text, &written, TextMode::Exact)), exact, "{place}");
            assert_eq!(bits(&find(&fresh, &written, TextMode::Exact)), exact, "{place}");
            let typos = oracle::find(&shown, &written, TextMode::Typos);
            assert_eq!(bits(&find(&world.text, &written, TextMode::Typos)), typos, "{place}");
            assert_eq!(bits(&find(&fresh, &written, TextMode::Typos)), typos, "{place}");
            let mode = if random.chance(2) { TextMode::Typos } else { TextMode::Exact };
            highlights::compare(&world, &shown, &written, mode, &place);
            hit_count += exact.len();
            typo_count += typos.len() - exact.len();
            let is_begun = written.ends_with(char::is_alphanumeric);
            begun_count += usize::from(is_begun && !exact.is_empty());
        }
    }
    assert!(
        hit_count > 2000 && typo_count > 500 && begun_count > 50,
        "queries that find too little"
    );
}

#[test]
fn the_epoch_moves_with_words_and_only_with_words() {
    let before = Person { headline: "Tax planning".to_owned(), ..Person::new("a") };
    let mut world = World::new(&[before.clone(), Person::with_bio("b", "audit")]);
    let start = world.text.epoch();
    let segments = world.text.segments().as_ptr();
    world.apply(&[Person { current_clients: 7, ..before.clone() }.profile()]);
    assert_eq!(world.text.segments().as_ptr(), segments, "nothing indexed changed");
    world.apply(&[Person { languages: vec!["English".to_owned()], ..before.clone() }.profile()]);
    assert_eq!(world.text.epoch(), start, "facets are no words");
    world.apply(&[Person { headline: "tax, Planning".to_owned(), ..before.clone() }.profile()]);
    assert_eq!(world.text.epoch(), start, "the words are the same");
    for other in [
        Person { headline: "tax plan".to_owned(), ..before.clone() },
        Person { headline: String::new(), bio: "tax planning".to_owned(), ..before.clone() },
        Person { is_hidden: true, ..before.clone() },
    ] {
        world.apply(&[other.profile()]);
        assert_ne!(world.text.epoch(), start, "{other:?}");
        world.apply(&[before.profile()]);
        assert_eq!(world.text.epoch(), start);
    }
    world.apply(&[Person { name: "Ann".to_owned(), ..before.clone() }.user()]);
    assert_ne!(world.text.epoch(), start);
    world.apply(&[(USERS, "u-a".to_owned(), None)]);
    assert_eq!(world.text.epoch(), start, "an advisor without a user has no name");
    world.apply(&[
        (ADVISOR_PROFILES, "a".to_owned(), None),
        (ADVISOR_PROFILES, "b".to_owned(), None),
    ]);
    assert_eq!((world.text.epoch(), world.text.segments().len()), (0, 0));
}

#[test]
fn segments_stop_growing_at_the_largest_merge() {
    let mut random = Random(9);
    let mut world = World::new(&[]);
    for batch in 0..5 {
        let people: Vec<_> = (0..300)
            .map(|n| Person::with_bio(&format!("{batch}-{n}"), &text(&mut random, 4)))
            .collect();
        let changes: Vec<_> = people.iter().map(Person::profile).collect();
        world.apply(&changes);
        let fresh = world.fresh();
        assert_eq!((world.text.segments().len(), fresh.segments().len()), (batch + 1, 1));
        for written in ["tax", "account plan", "aud"] {
            let expected = bits(&find(&fresh, written, TextMode::Exact));
            assert_eq!(bits(&find(&world.text, written, TextMode::Exact)), expected, "{written}");
        }
    }
    assert!(world.text.byte_count() > world.fresh().byte_count() / 2);
}

#[test]
fn a_word_that_only_ended_documents_hold_stands_for_nothing() {
    let mut people: Vec<_> =
        (0..8).map(|n| Person::with_bio(&format!("other-{n}"), "payroll")).collect();
    people.push(Person::with_bio("a", "consulting"));
    people.push(Person::with_bio("b", "consultant"));
    let mut world = World::new(&people);
    let queries = [("consulti", TextMode::Exact), ("consutling ", TextMode::Typos)];
    for (query, mode) in queries {
        assert_eq!(world.find(query, mode), ["a", "b"], "{query}: both have the stem");
    }
    world.apply(&[Person::with_bio("a", "audit").profile()]);
    assert_eq!(world.text.segments().len(), 2, "the ended document is still in its segment");
    for (query, mode) in queries {
        assert!(world.find(query, mode).is_empty(), "{query}");
    }
    assert_eq!(world.find("consulting ", TextMode::Exact), ["b"]);
}
