//! What a word is and what it finds, case by case.

use super::{Person, TextMode, World, texts};
use crate::text::word::{fold, stem, words};

#[test]
fn texts_are_read_as_these_words() {
    let cases: [(&str, &[&str]); 14] = [
        ("Tax Planning", &["tax", "planning"]),
        ("Crème brûlée, ZÜRICH", &["creme", "brulee", "zurich"]),
        ("e\u{301}te\u{301}", &["ete"]),
        ("Straße STRASSE", &["strasse", "strasse"]),
        ("Łódź Øresund Æsop", &["lodz", "oresund", "aesop"]),
        ("O\u{2019}Brien's client's", &["o", "brien", "client"]),
        ("it's 'stocks'", &["it", "stocks"]),
        ("R&D, C++ #1", &["r", "d", "c", "1"]),
        ("100% snake_case", &["100", "%", "snake", "_", "case"]),
        ("401(k) W-2 1099", &["401", "k", "w", "2", "1099"]),
        ("ﬁnance ½", &["finance", "1", "2"]),
        ("ΟΔΟΣ οδος", &["οδοσ", "οδοσ"]),
        ("税務 相談", &["税務", "相談"]),
        (" .,;-\u{a0}\t", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(words(&fold(text)).collect::<Vec<_>>(), expected, "{text}");
    }
    let long = "é".repeat(70);
    let folded = fold(&long);
    let lengths: Vec<_> = words(&folded).map(str::len).collect();
    assert_eq!(lengths, [64, 6], "a long word goes on in the next");
}

#[test]
fn english_words_are_cut_to_their_stem_and_others_are_not() {
    for (word, expected) in [
        ("planning", "plan"),
        ("consultants", "consult"),
        ("taxes", "tax"),
        ("taxation", "taxat"),
        ("happiness", "happi"),
        ("dying", "die"),
        ("2nds", "2nds"),
        ("%", "%"),
        ("οδοσ", "οδοσ"),
        ("the", "the"),
    ] {
        assert_eq!(stem(word), expected, "{word}");
    }
}

#[test]
fn queries_find_whom_they_should() {
    let world = World::new(&[
        Person { name: "Zoë O'Brien".to_owned(), ..Person::new("zoe") },
        Person { title: "Tax accountant".to_owned(), ..Person::new("tax") },
        Person { headline: "Fractional CFO, 100% remote".to_owned(), ..Person::new("cfo") },
        Person::with_bio("bio", "The Consultants of small-business taxation in Zürich"),
        Person { services: texts(&["Real Estate", "Tax Planning"]), ..Person::new("list") },
        Person { is_hidden: true, ..Person::with_bio("hidden", "tax cfo zoe") },
        Person { name: "Tax".to_owned(), is_user_deleted: true, ..Person::new("gone") },
    ]);
    let exact: &[(&str, &[&str])] = &[
        ("tax ", &["tax", "list"]),
        ("TAX ", &["tax", "list"]),
        ("taxes ", &["tax", "list"]),
        // Begun, so taxation too.
        ("tax", &["tax", "bio", "list"]),
        ("tax.", &["tax", "list"]),
        ("zoe obrien", &["zoe"]),
        ("ZOÉ o'brien", &["zoe"]),
        ("brien", &["zoe"]),
        ("bri", &["zoe"]),
        ("bri ", &[]),
        ("bri zoe", &[]),
        ("zurich", &["bio"]),
        ("Zürich consulting", &["bio"]),
        // "consulti" begins no word that is there.
        ("consulta", &["bio"]),
        ("consulti", &[]),
        ("the ", &["bio"]),
        ("%", &["cfo"]),
        ("100%", &["cfo"]),
        ("_", &[]),
        ("remote %", &["cfo"]),
        ("% remote", &["cfo"]),
        ("...", &[]),
        ("tax planning", &["list"]),
        ("accountant planning", &[]),
        ("\"real estate\"", &["list"]),
        ("\"estate real\"", &[]),
        // Two items are two texts.
        ("\"estate tax\"", &[]),
        ("\"tax plan\"", &["list"]),
        ("\u{201c}Tax Plans\u{201d} real", &["list"]),
        ("\"tax\"", &["tax", "list"]),
        // No second mark: words.
        ("\"estate tax", &["list"]),
        ("\"\" \"", &[]),
        ("taxs planing", &[]),
    ];
    for (query, expected) in exact {
        let mut found = world.find(query, TextMode::Exact);
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn near_words_are_found_by_their_letters() {
    let world = World::new(&[
        Person::with_bio("tax", "tax"),
        Person::with_bio("audit", "audit"),
        Person::with_bio("payroll", "payroll"),
        Person::with_bio("retirement", "retirements"),
        Person::with_bio("zurich", "Zürich"),
    ]);
    for (query, expected) in [
        // Three letters tolerate nothing.
        ("tix ", None),
        // Four to seven one edit: put in, left out, replaced, swapped.
        ("audi ", Some("audit")),
        ("auditt ", Some("audit")),
        ("audot ", Some("audit")),
        ("uadit ", Some("audit")),
        ("audto ", None),
        ("payrlol ", Some("payroll")),
        ("paxrxll ", None),
        ("zürihc ", Some("zurich")),
        // Eight and more two.
        ("retiermnets ", Some("retirement")),
        ("retxrxments ", Some("retirement")),
        ("xetxrxments ", None),
        // Begun: one edit from eight letters.
        ("retierme", Some("retirement")),
        ("retierm", None),
        ("\"audot\"", None),
    ] {
        let expected: Vec<_> = expected.into_iter().collect();
        assert_eq!(world.find(query, TextMode::Typos), expected, "{query}");
        assert!(world.find(query, TextMode::Exact).is_empty(), "{query}");
    }
}

#[test]
fn what_is_typed_outranks_what_is_near_and_what_is_begun() {
    let world = World::new(&[
        Person::with_bio("exact", "audit and more words that dilute it"),
        Person { title: "Audot".to_owned(), ..Person::new("near") },
        Person::with_bio("begun", "auditor and more words that dilute it"),
        Person::with_bio("other", "something else"),
    ]);
    let query = super::TextQuery::parse("audit").unwrap().unwrap();
    let options = crate::options::CallOptions::default();
    let hits = world.text.find(&query, TextMode::Typos, &options).unwrap();
    let score = |id| {
        let ordinal = world.ordinal(id);
        hits.scores.iter().find(|(found, _)| *found == ordinal).unwrap().1
    };
    assert_eq!(hits.scores.len(), 3);
    assert!(score("exact") > score("near") && score("exact") > score("begun"));
    assert!(hits.scores.iter().all(|(_, score)| *score > 0.0));
}
