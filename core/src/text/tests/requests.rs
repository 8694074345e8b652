//! What a query may not be, and how a search ends early.

use std::time::Duration;

use super::{Person, TextMode, TextQuery, World, bits, find};
use crate::error::ErrorKind;
use crate::options::{CallOptions, CancelFlag};

#[test]
fn a_query_of_blanks_asks_for_nothing() {
    for text in ["", " ", "\t\n\u{a0}"] {
        assert_eq!(TextQuery::parse(text).unwrap(), None, "{text:?}");
    }
}

#[test]
fn a_query_beyond_the_limits_is_refused() {
    assert!(TextQuery::parse(&"w ".repeat(32)).is_ok());
    assert!(TextQuery::parse(&"é".repeat(1024)).is_ok());
    let words = "field `text` has 33 words; it takes at most 32";
    let characters = "field `text` has 20000 characters; it takes at most 1024";
    for (text, message) in [
        ("w ".repeat(33), words),
        (format!("\"{}\" tax", "w ".repeat(32)), words),
        ("w ".repeat(10_000), characters),
    ] {
        let error = TextQuery::parse(&text).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidArgument, message));
    }
}

#[test]
fn a_search_ends_by_its_options_and_leaves_nothing_to_the_next() {
    let people: Vec<_> =
        (0..200).map(|n| Person::with_bio(&format!("a{n}"), "tax planning audit")).collect();
    let world = World::new(&people);
    let query = TextQuery::parse("tax planning audit tax plan aud").unwrap().unwrap();
    let expected = bits(&find(&world.text, "tax planning audit tax plan aud", TextMode::Exact));
    let mut timeout_count = 0;
    for microseconds in 0..200 {
        let options = CallOptions::default().with_timeout(Duration::from_micros(microseconds));
        match world.text.find(&query, TextMode::Exact, &options) {
            Ok(hits) => assert_eq!(bits(&hits), expected),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Timeout);
                timeout_count += 1;
            }
        }
    }
    assert!(timeout_count > 0);
    let flag = CancelFlag::new();
    flag.cancel();
    let options = CallOptions::default().with_cancel(flag);
    let error = world.text.find(&query, TextMode::Exact, &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn an_index_without_advisors_finds_nobody() {
    let world = World::new(&[]);
    assert!(world.find("tax", TextMode::Typos).is_empty());
    assert_eq!((world.text.epoch(), world.text.byte_count()), (0, 0));
}
