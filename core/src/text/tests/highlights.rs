//! What is marked is what was matched, in the text as it is spelled.

use std::collections::BTreeMap;

use super::{Person, TextMode, TextQuery, World, oracle};
use crate::text::word::fold;

/// Compares the marks of everyone with the stems that the query looks for by the book.
pub(super) fn compare(
    world: &World,
    shown: &BTreeMap<u32, &Person>,
    written: &str,
    mode: TextMode,
    place: &str,
) {
    let query = TextQuery::parse(written).unwrap().expect("a query with words");
    let marker = world.text.marker(&query, mode).unwrap();
    let [alone, in_phrases] = oracle::looked_for(shown, written, mode);
    for (ordinal, person) in shown {
        let marked = marker.mark_advisor(&world.tables, *ordinal);
        let mut texts: BTreeMap<(usize, usize), &str> = oracle::texts_of(person)
            .into_iter()
            .map(|(field, item, text)| ((field, item), text))
            .collect();
        for (field, item, excerpt) in marked {
            let text = texts.remove(&(field, item)).expect("a text is marked once");
            let what = format!("{place}, {mode:?}: {text:?} as {excerpt:?}");
            let joined: String =
                excerpt.fragments.iter().map(|fragment| fragment.text.as_str()).collect();
            let start = text.find(&joined).expect(&what);
            if !excerpt.is_cut_before && !excerpt.is_cut_after {
                assert_eq!(joined, text, "{what}");
            } else {
                assert!(joined.chars().count() <= 220, "{what}");
                assert!(start > 0 || excerpt.is_cut_after, "{what}");
            }
            assert!(excerpt.fragments.iter().any(|fragment| fragment.is_match), "{what}");
            for fragment in &excerpt.fragments {
                let [stems, compounds] = oracle::stems_of(&fragment.text);
                let is_sought = |stem: &String| alone.contains(stem);
                if fragment.is_match {
                    let in_phrase = stems.iter().any(|stem| in_phrases.contains(stem));
                    let holds = stems.iter().chain(&compounds).any(is_sought) || in_phrase;
                    assert!(holds, "{what}: {fragment:?} matches nothing");
                } else {
                    assert!(!stems.iter().any(is_sought), "{what}: {fragment:?} is not marked");
                }
            }
        }
        for text in texts.into_values() {
            let [stems, compounds] = oracle::stems_of(text);
            let is_missed = stems.iter().chain(&compounds).any(|stem| alone.contains(stem));
            assert!(!is_missed, "{place}, {mode:?}: nothing is marked in {text:?}");
        }
    }
}

/// Matches in brackets, dots where text is left out.
fn marked(world: &World, written: &str, mode: TextMode, text: &str) -> Option<String> {
    let query = TextQuery::parse(written).unwrap().expect("a query with words");
    let excerpt = world.text.marker(&query, mode).unwrap().mark(text)?;
    let fragments = excerpt.fragments.iter().map(|fragment| {
        if fragment.is_match { format!("[{}]", fragment.text) } else { fragment.text.clone() }
    });
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    let fragments: String = fragments.collect();
    Some(format!("{}{fragments}{}", dots(excerpt.is_cut_before), dots(excerpt.is_cut_after)))
}

#[test]
fn texts_are_marked_as_they_are_spelled() {
    let world = World::new(&[Person::with_bio("a", "taxation quickbooks consulting Zürich")]);
    let exact = TextMode::Exact;
    for (query, mode, text, expected) in [
        ("tax ", exact, "Taxes & TAX", Some("[Taxes] & [TAX]")),
        ("tax", exact, "Taxation", Some("[Taxation]")),
        ("tax ", exact, "Taxation", None),
        ("quikbooks ", TextMode::Typos, "QuickBooks!", Some("[QuickBooks]!")),
        ("zurich", exact, "In Zu\u{308}rich, Zürichs", Some("In [Zu\u{308}rich], [Zürichs]")),
        ("r&d", exact, "R&D, R & D; R D", Some("[R&D], [R & D]; R D")),
        ("clean ", exact, "Clean-up", Some("[Clean]-up")),
        ("cleanup ", exact, "Clean-up", Some("[Clean-up]")),
        ("clean-up ", exact, "Cleanup, Clean up", Some("[Cleanup], [Clean] [up]")),
        ("s-corp ", exact, "An S Corp", Some("An [S Corp]")),
        ("o'brien ", exact, "O\u{2019}Brien's", Some("[O\u{2019}Brien]'s")),
        ("\"tax plan\"", exact, "Tax plans, plans of tax", Some("[Tax] [plans], plans of tax")),
        ("for the cfo ", exact, "For the CFO", Some("For the [CFO]")),
        ("2", exact, "½ off", Some("[½] off")),
        ("100% ", exact, "100%", Some("[100][%]")),
    ] {
        let found = marked(&world, query, mode, text);
        assert_eq!(found.as_deref(), expected, "{query:?} in {text:?}");
    }
}

#[test]
fn of_a_long_text_the_part_with_most_words_is_shown() {
    let filler = |word: &str, count: usize| vec![word; count].join(" ");
    let text = format!(
        "Tax first. {} Then a tax plan, at last. {}, and tax.",
        filler("lorem", 60),
        filler("ipsum", 60)
    );
    let world = World::new(&[Person::with_bio("a", &text)]);
    let shown = marked(&world, "tax plan ", TextMode::Exact, &text).unwrap();
    assert!(shown.starts_with("…lorem") && shown.ends_with("ipsum…"), "{shown}");
    assert!(shown.contains("Then a [tax] [plan], at last."), "{shown}");
    let letters = shown.chars().filter(|letter| !"…[]".contains(*letter)).count();
    assert!((200..=220).contains(&letters), "{letters} letters");
    let shown = marked(&world, "first ", TextMode::Exact, &text).unwrap();
    assert!(shown.starts_with("Tax [first]. lorem") && shown.ends_with("lorem…"), "{shown}");
    let shown = marked(&world, "ipsum ", TextMode::Exact, "ipsum").unwrap();
    assert_eq!(shown, "[ipsum]");
}

#[test]
fn letters_fold_alone_as_they_do_in_a_text() {
    let text = "Straße ΟΔΟΣ ﬁ ½ ǅ İ ™ Zu\u{308}rich 한국어 e\u{301}\u{323}";
    let alone: String = text.chars().map(|letter| fold(&letter.to_string()).into_owned()).collect();
    assert_eq!(alone, fold(text));
}
