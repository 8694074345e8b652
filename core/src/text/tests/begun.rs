//! Suggestions of names and titles against a look at everyone.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::advance::WORDS;
use super::{Person, World};
use crate::options::CallOptions;
use crate::profiles::fixture::Random;
use crate::text::word::{fold, words};
use crate::text::{Listed, Typed};

/// A text with its count and, of a name, its advisor.
type Suggested = (String, u32, Option<String>);

fn names(shown: &BTreeMap<u32, &Person>) -> Vec<Suggested> {
    let named = shown.values().filter(|person| !person.is_user_deleted && !person.name.is_empty());
    named.map(|person| (person.name.clone(), 1, Some(person.id.clone()))).collect()
}

fn titles(shown: &BTreeMap<u32, &Person>) -> Vec<Suggested> {
    let mut groups: BTreeMap<String, BTreeMap<&str, u32>> = BTreeMap::new();
    for person in shown.values().filter(|person| !person.title.is_empty()) {
        let group = groups.entry(fold(&person.title).into_owned()).or_default();
        *group.entry(&person.title).or_default() += 1;
    }
    let shown = groups.into_values().map(|group| {
        let (most, _) =
            group.iter().max_by_key(|(text, count)| (**count, Reverse(**text))).unwrap();
        ((*most).to_owned(), group.values().sum(), None)
    });
    shown.collect()
}

/// Texts of which every typed word begins a word, best first.
fn begun(texts: Vec<Suggested>, typed: &str, limit: usize) -> Vec<Suggested> {
    let folded = fold(typed);
    let typed: Vec<&str> = words(&folded).collect();
    let (last, before) = typed.split_last().unwrap();
    let mut found: Vec<_> = texts
        .into_iter()
        .filter_map(|suggested| {
            let folded = fold(&suggested.0).into_owned();
            let own: Vec<&str> = words(&folded).collect();
            if !typed.iter().all(|typed| own.iter().any(|word| word.starts_with(typed))) {
                return None;
            }
            let is_start = own.starts_with(before)
                && own.get(before.len()).is_some_and(|word| word.starts_with(last));
            let order = folded.trim_start_matches(|letter: char| !letter.is_alphanumeric());
            Some(((!is_start, Reverse(suggested.1), order.to_owned()), suggested))
        })
        .collect();
    found.sort_by(|(key, (text, _, id)), (other_key, (other, _, other_id))| {
        (key, text, id).cmp(&(other_key, other, other_id))
    });
    found.into_iter().take(limit).map(|(_, suggested)| suggested).collect()
}

pub(super) fn compare(
    world: &World,
    shown: &BTreeMap<u32, &Person>,
    random: &mut Random,
    place: &str,
) {
    let word = |random: &mut Random| WORDS[random.index(WORDS.len())];
    let mut text = word(random).to_owned();
    if random.chance(3) {
        text = format!("{text} {}", word(random));
    }
    let letters: Vec<char> = text.chars().collect();
    let text: String = letters[..=random.index(letters.len())].iter().collect();
    let limit = 1 + random.index(6);
    let typed = Typed::parse(&text).unwrap();
    for (listed, texts) in [(Listed::Names, names(shown)), (Listed::Titles, titles(shown))] {
        let found = world.text.begun(listed, &typed, limit, &CallOptions::default()).unwrap();
        let found: Vec<Suggested> = found
            .into_iter()
            .map(|(_, entry)| {
                let id = entry.advisor_id.as_deref().map(str::to_owned);
                (entry.text.clone().into_string(), entry.count, id)
            })
            .collect();
        if typed.is_empty() {
            assert!(found.is_empty());
            continue;
        }
        assert_eq!(found, begun(texts, &text, limit), "{place}: {text:?} among {listed:?}");
    }
}

#[test]
fn slips_are_found_by_the_beginnings_of_words_fewest_first() {
    let titles = ["Bookkeeper", "Chief bookkeeper", "Brookeeper", "Tax planner", "Auditor"];
    let people: Vec<Person> = titles
        .iter()
        .enumerate()
        .map(|(place, title)| Person {
            title: (*title).to_owned(),
            ..Person::new(&format!("a{place}"))
        })
        .collect();
    let world = World::new(&people);
    let near = |text: &str| -> Vec<String> {
        let typed = Typed::parse(text).unwrap();
        let misspelt = typed.misspelt();
        let options = CallOptions::default();
        let found = world.text.nearly_begun(Listed::Titles, &misspelt, 9, &options).unwrap();
        found.into_iter().map(|(_, entry)| entry.text.clone().into_string()).collect()
    };
    assert_eq!(near("bokk"), ["Bookkeeper", "Chief bookkeeper"]);
    assert_eq!(near("bookeeper"), ["Bookkeeper", "Brookeeper", "Chief bookkeeper"]);
    assert_eq!(near("tax plnan"), ["Tax planner"]);
    assert_eq!(near("tix"), Vec::<String>::new());
    assert_eq!(near("1040"), Vec::<String>::new());
}
