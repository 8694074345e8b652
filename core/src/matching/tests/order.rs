use super::{World, needs};
use crate::model::advisoros::USERS;
use crate::options::{CallOptions, CancelFlag};
use crate::profiles::fixture::{Advisor, Random, apply};
use crate::{ClientNeeds, ErrorKind};

#[test]
fn equal_scores_are_ordered_by_id_at_the_cut_too() {
    let mut advisors: Vec<_> = (0..50).rev().map(|n| Advisor::new(&format!("a{n:02}"))).collect();
    advisors.push(Advisor { rating: Some(1.0), ..Advisor::new("z") });
    let world = World::new(&advisors, &[]);
    let found = world.ids(&ClientNeeds { limit: 5, ..ClientNeeds::default() });
    assert_eq!(found, ["z", "a00", "a01", "a02", "a03"]);
}

#[test]
fn a_limit_beyond_the_eligible_returns_them_all_with_ranks_from_1() {
    let world = World::new(&[Advisor::new("b"), Advisor::new("a")], &[]);
    let result = world.answer(&needs(r#"{"limit": 1000}"#)).unwrap();
    let ranks: Vec<_> =
        result.matches.iter().map(|one| (one.rank, one.advisor_id.as_str())).collect();
    assert_eq!(ranks, [(1, "a"), (2, "b")]);
    assert_eq!(
        serde_json::to_string(&result.plan).unwrap(),
        r#"{"strategy":"plain_scan","eligible":2,"scored":2,"rescored":0,"exact":true}"#
    );
    assert!(World::new(&[], &[]).answer(&needs("{}")).unwrap().matches.is_empty());
}

#[test]
fn excluded_advisors_are_left_out_and_unknown_ids_are_fine() {
    let mut world = World::new(&[Advisor::new("a"), Advisor::new("b"), Advisor::new("c")], &[]);
    assert_eq!(world.ids(&needs(r#"{"excludedIds": ["b", "nobody", "b"]}"#)), ["a", "c"]);
    // One whose id is known but whose ordinal lies beyond the bitmap of those that may be shown.
    let hidden = Advisor { is_verified: false, ..Advisor::new("d") };
    let before = world.tables.clone();
    let change = (crate::model::advisoros::ADVISOR_PROFILES, "d".to_owned(), Some(hidden.image()));
    let touched = apply(&mut world.tables, &[change]);
    world.profiles = world.profiles.advance(&before, &world.tables, &touched);
    assert_eq!(world.ids(&needs(r#"{"excludedIds": ["d"]}"#)), ["a", "b", "c"]);
}

#[test]
fn an_embedding_makes_the_cosine_and_its_absence_drops_or_zeroes_it() {
    let advisors = [
        Advisor { rating: Some(2.5), max_clients: Some(1), ..Advisor::new("same") },
        Advisor::new("across"),
        Advisor::new("none"),
    ];
    let vectors = [("same".to_owned(), vec![3.0, 0.0]), ("across".to_owned(), vec![0.0, -2.0])];
    let world = World::new(&advisors, &vectors);

    let result = world.answer(&needs(r#"{"embedding": [0.5, 0.0]}"#)).unwrap();
    let same = &result.matches[0];
    // Points: 15·0.5 + 5 = 12.5, rounded to 13.
    assert_eq!((same.advisor_id.as_str(), same.points, same.has_embedding), ("same", 13, true));
    assert_eq!(
        same.score.to_bits(),
        (0.6 * 1.0 + 0.3 * (13.0 / 100.0) + 0.1 * (2.5 / 5.0_f64)).to_bits()
    );
    let parts: Vec<_> = same.parts.iter().map(|part| (part.name.as_str(), part.weight)).collect();
    assert_eq!(parts, [("cosine", 0.6), ("points", 0.3), ("rating", 0.1)]);
    let none = result.matches.iter().find(|one| one.advisor_id == "none").unwrap();
    assert_eq!((none.has_embedding, none.parts[0].value), (false, 0.0));

    let without = world.answer(&needs("{}")).unwrap();
    let same = &without.matches[0];
    let sum = 0.3 + 0.1;
    let parts: Vec<_> = same.parts.iter().map(|part| (part.name.as_str(), part.weight)).collect();
    assert_eq!(parts, [("points", 0.3 / sum), ("rating", 0.1 / sum)]);
    let score: f64 = (0.3 / sum) * (13.0 / 100.0) + (0.1 / sum) * 0.5;
    assert_eq!(same.score.to_bits(), score.to_bits());
    // A vector without length is likeness to nothing, not an error.
    let zero = world.answer(&needs(r#"{"embedding": [0.0, 0.0]}"#)).unwrap();
    assert!(zero.matches.iter().all(|one| one.parts[0].value == 0.0));
}

#[test]
fn names_are_those_of_the_users_at_the_revision() {
    let mut world = World::new(&[Advisor::new("a"), Advisor::new("b")], &[]);
    apply(&mut world.tables, &[(USERS, "u-b".to_owned(), None)]);
    let result = world.answer(&needs("{}")).unwrap();
    let names: Vec<_> = result.matches.iter().map(|one| one.name.as_deref()).collect();
    assert_eq!(names, [Some("Name a"), None]);
    assert_eq!(result.matches[0].professional_title.as_deref(), Some("Title a"));
}

#[test]
fn a_cancelled_or_late_call_stops_with_its_kind() {
    let mut random = Random(5);
    // Above the threshold, so that both ways through the scan are asked.
    let many: Vec<_> = (0..3000).map(|n| Advisor::random(&format!("a{n}"), &mut random)).collect();
    for count in [10, 3000] {
        let world = World::new(&many[..count], &[]);
        let needs = needs(r#"{"hardFilters": {"available": false, "capacityLeft": false}}"#);
        let flag = CancelFlag::new();
        let cancelled = CallOptions::default().with_cancel(flag.clone());
        assert!(world.answer_with(&needs, &cancelled).is_ok());
        flag.cancel();
        let stopped = world.answer_with(&needs, &cancelled).map(|_| ()).unwrap_err();
        assert_eq!(stopped.kind(), ErrorKind::Cancelled);
        let late = CallOptions::default().with_timeout(std::time::Duration::ZERO);
        let stopped = world.answer_with(&needs, &late).map(|_| ()).unwrap_err();
        assert_eq!(stopped.kind(), ErrorKind::Timeout);
    }
}
