use super::World;
use super::oracle::random_needs;
use crate::matching::ScoringProfiles;
use crate::model::advisoros::{SCORING_PROFILES, scoring_profiles};
use crate::model::row::RowImage;
use crate::model::value::Checked;
use crate::profiles::fixture::{Advisor, Random, apply, image};
use crate::store::batch::RowChange;
use crate::{ClientNeeds, ErrorKind};

fn profile(name: &str, version: i64, terms: &str) -> RowImage {
    image(SCORING_PROFILES, |column| match column {
        scoring_profiles::id => Checked::Text(name.to_owned()),
        scoring_profiles::version => Checked::Int(version),
        scoring_profiles::terms => Checked::Text(terms.to_owned()),
        _ => Checked::Null,
    })
}

fn put(world: &mut World, name: &str, image: Option<RowImage>) {
    let before = world.tables.clone();
    let touched = apply(&mut world.tables, &[(SCORING_PROFILES, name.to_owned(), image)]);
    world.scoring = world.scoring.advance(&before, &world.tables, &touched);
    assert_eq!(world.scoring, ScoringProfiles::build(&world.tables));
}

#[test]
fn a_profile_of_the_host_scores_as_its_weights_do() {
    for seed in 0..30 {
        let mut random = Random(seed);
        let advisors: Vec<_> =
            (0..60).map(|n| Advisor::random(&format!("a{n}"), &mut random)).collect();
        let vectors: Vec<_> = (0..40).map(|n| (format!("a{n}"), random.vector(5))).collect();
        let mut world = World::new(&advisors, &vectors);
        for version in 1..20 {
            let inline = random_needs(&mut random, 5, 60);
            if inline.weights.is_empty() {
                continue;
            }
            let terms = serde_json::to_string(&inline.weights).unwrap();
            put(&mut world, "growth", Some(profile("growth", version, &terms)));
            let named = ClientNeeds {
                scoring_profile: "growth".to_owned(),
                weights: Vec::new(),
                ..inline.clone()
            };
            let (one, other) = (world.answer(&named).unwrap(), world.answer(&inline).unwrap());
            assert_eq!(one.matches, other.matches, "seed {seed}: {inline:?}");
            let used = |used: crate::ScoringProfileVersion| (used.name, used.version);
            assert_eq!(used(one.scoring_profile), ("growth".to_owned(), version));
            assert_eq!(used(other.scoring_profile), ("inline".to_owned(), 1));
        }
        put(&mut world, "growth", None);
        put(&mut world, "growth", None);
        assert_eq!(world.scoring, ScoringProfiles::default());
    }
}

#[test]
fn profiles_are_listed_by_name_and_known_by_it_alone() {
    let mut world = World::new(&[Advisor::new("a")], &[]);
    let terms = r#"[{"signal": "reviews", "weight": 0.1}, {"signal": "rating", "weight": -2}]"#;
    for name in ["zeta", "c", "Alpha"] {
        put(&mut world, name, Some(profile(name, 7, terms)));
    }
    let list = world.scoring.list();
    let names: Vec<_> = list.profiles.iter().map(|one| (one.name.as_str(), one.version)).collect();
    assert_eq!(names, [("Alpha", 7), ("blended-v1", 1), ("c", 7), ("points-v1", 1), ("zeta", 7)]);
    let weights: Vec<_> =
        list.profiles[4].terms.iter().map(|one| (one.signal.as_str(), one.weight)).collect();
    assert_eq!(weights, [("reviews", 0.1), ("rating", -2.0)]);

    let message = |world: &World, name: &str| {
        let needs = ClientNeeds { scoring_profile: name.to_owned(), ..ClientNeeds::default() };
        world.answer(&needs).map(|_| ()).unwrap_err().message().to_owned()
    };
    assert_eq!(
        message(&world, "zetta"),
        "field `scoring_profile` is `zetta`; expected `blended-v1` or `points-v1` or `Alpha` or `c` or `zeta`; \
         did you mean `zeta`?"
    );
    for n in 0..10 {
        let name = format!("p{n}");
        put(&mut world, &name, Some(profile(&name, 1, terms)));
    }
    assert!(message(&world, "none of them").ends_with("or `p3` or one of 7 more"));
}

#[test]
fn a_row_that_is_no_profile_and_a_change_without_a_version_are_refused() {
    let mut world = World::new(&[], &[]);
    let terms = r#"[{"signal": "rating", "weight": 1}]"#;
    let same = r#"[ {"weight": 1.0, "signal": "rating"} ]"#;
    let other = r#"[{"signal": "rating", "weight": 2}]"#;
    put(&mut world, "growth", Some(profile("growth", 3, terms)));
    let check = |name: &str, version, terms: &str| {
        let change = RowChange {
            table: SCORING_PROFILES,
            id: name.to_owned(),
            image: Some(profile(name, version, terms)),
        };
        let gone = RowChange { table: SCORING_PROFILES, id: "gone".to_owned(), image: None };
        world.scoring.check(&[gone, change])
    };
    for (name, version, terms) in [
        ("growth", 3, terms),
        ("growth", 3, same),
        ("growth", 4, terms),
        ("growth", 4, other),
        ("new", 1, other),
        ("new", (1 << 53) - 1, other),
    ] {
        assert!(check(name, version, terms).is_ok(), "{name} {version}: {terms}");
    }
    let own = |name| {
        format!(
            "column `id` of table `scoring_profiles` is `{name}`, which is a name of the engine's own; expected another"
        )
    };
    let range = |version: i64| {
        format!(
            "column `version` of table `scoring_profiles` is {version}; expected 1 to 9007199254740991"
        )
    };
    let (invalid, conflict) = (ErrorKind::InvalidArgument, ErrorKind::Conflict);
    for (name, version, terms, kind, message) in [
        ("points-v1", 2, terms, invalid, own("points-v1")),
        ("blended-v1", 2, terms, invalid, own("blended-v1")),
        ("inline", 2, terms, invalid, own("inline")),
        ("new", 0, terms, invalid, range(0)),
        ("new", 1 << 53, terms, invalid, range(1 << 53)),
        ("new", i64::MIN, terms, invalid, range(i64::MIN)),
        (
            "growth",
            3,
            other,
            conflict,
            "column `version` of table `scoring_profiles` is 3 for `growth`; expected at least 4, since version 3 is \
             there with other terms"
                .to_owned(),
        ),
        (
            "growth",
            2,
            terms,
            conflict,
            "column `version` of table `scoring_profiles` is 2 for `growth`; expected at least 3, since version 3 is \
             there"
                .to_owned(),
        ),
        (
            "new",
            1,
            "[]",
            invalid,
            "column `terms` of table `scoring_profiles`: expected at least one weight other than 0, got 0 weights"
                .to_owned(),
        ),
    ] {
        let error = check(name, version, terms).unwrap_err();
        assert_eq!((error.kind(), error.message()), (kind, message.as_str()));
        assert_eq!(error.context(), [("change", "1".to_owned())]);
    }
}
