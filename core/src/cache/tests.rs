//! Parts of the cache alone.

use std::collections::HashSet;

use super::key::Key;
use super::reads::Subject;
use super::stamps::Stamps;

fn key(operation: &str, tenant: Option<&str>, request: &impl serde::Serialize) -> Vec<u8> {
    let mut key = Key::default();
    key.set_answer(operation, tenant, request).unwrap();
    key.bytes().to_vec()
}

#[test]
fn keys_tell_apart_whatever_could_run_together() {
    let long = "x".repeat(300);
    let keys = [
        key("a", None, &()),
        key("a", Some(""), &()),
        key("a", Some("b"), &()),
        key("ab", Some(""), &()),
        key("a", None, &"b"),
        key("ab", None, &""),
        key("a", Some("b"), &("c", "d")),
        key("a", Some("b"), &("cd", "")),
        key("a", Some("b"), &("c", None::<&str>)),
        key("a", Some("b"), &(0.0_f64,)),
        key("a", Some("b"), &(-0.0_f64,)),
        key("a", Some("b"), &[1_u8, 2].as_slice()),
        key("a", Some("b"), &[[1_u8].as_slice(), &[2]].as_slice()),
        key("a", Some(&long), &()),
        key(&long, Some("a"), &()),
        Key::of_value(None, "a").bytes().to_vec(),
        Key::of_value(Some(""), "a").bytes().to_vec(),
        Key::of_value(Some("a"), "").bytes().to_vec(),
    ];
    let distinct: HashSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn a_key_that_is_set_again_holds_nothing_of_what_was_there() {
    let mut used = Key::default();
    used.set_answer("operation", Some("tenant"), &"a long request".repeat(10)).unwrap();
    used.set_answer("a", None, &1).unwrap();
    assert_eq!(used.bytes(), key("a", None, &1));
}

#[test]
fn subjects_that_differ_lie_at_places_that_differ_but_by_chance() {
    let long = "x".repeat(500);
    let longer = "x".repeat(501);
    let subjects = [
        Subject::Table(1),
        Subject::Table(2),
        Subject::OfTenant(1, "a"),
        Subject::OfTenant(1, "b"),
        Subject::OfTenant(2, "a"),
        Subject::Row(1, "a"),
        Subject::Row(1, &long),
        Subject::Row(1, &longer),
        Subject::Client("a"),
        Subject::UserNames("a"),
        Subject::Advisors,
        Subject::Tag(None, "a"),
        Subject::Tag(Some(""), "a"),
        Subject::Tag(Some("a"), ""),
        Subject::Values(None),
        Subject::Values(Some("")),
        Subject::Values(Some("a")),
        Subject::DeclaredTable(None, 1),
        Subject::DeclaredTable(Some("a"), 1),
        Subject::DeclaredSome(Some("a"), 1),
        Subject::DeclaredRow(Some("a"), 1, "a"),
        Subject::DeclaredRow(Some("a"), 1, "b"),
    ];
    // The hash is fixed, so this holds always or never.
    let slots: HashSet<_> =
        subjects.iter().map(|subject| format!("{:?}", subject.slot())).collect();
    assert_eq!(slots.len(), subjects.len());
}

#[test]
fn the_newest_of_some_subjects_is_that_of_the_one_that_changed_last() {
    let stamps = Stamps::new();
    let [one, other] = [Subject::Client("a").slot(), Subject::Client("b").slot()];
    assert_eq!(stamps.newest(&[one, other]), 0);
    stamps.mark(one, 7);
    stamps.mark(other, 5);
    assert_eq!(stamps.newest(&[one, other]), 7);
    assert_eq!(stamps.newest(&[other]), 5);
    stamps.mark(one, 6);
    assert_eq!(stamps.newest(&[one]), 7, "never back");
    stamps.mark_everything(9);
    assert_eq!((stamps.newest(&[other]), stamps.newest(&[])), (9, 9));
}
