use super::fixture::{Advisor, Random, apply, base, embedding_image, random_batch, words};
use super::{FacetField, Flag, Profiles};
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES};

#[test]
fn advancing_over_random_batches_equals_building_from_scratch() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let advisors: Vec<_> =
            (0..20).map(|n| Advisor::random(&format!("a{n}"), &mut random)).collect();
        let vectors: Vec<_> = (5..25).map(|n| (format!("a{n}"), random.vector(3))).collect();
        let (mut tables, _) = base(&advisors, &vectors);
        let mut profiles = Profiles::build(&tables);
        for batch in 0..25 {
            let before = tables.clone();
            let older = profiles.clone();
            let touched = apply(&mut tables, &random_batch(&mut random, 40, 3));
            profiles = profiles.advance(&before, &tables, &touched);
            assert!(profiles.is_same(&Profiles::build(&tables)), "seed {seed}, batch {batch}");
            assert!(
                older.is_same(&Profiles::build(&before)),
                "seed {seed}, batch {batch}: older changed"
            );
        }
    }
}

#[test]
fn an_embedding_is_linked_whichever_of_the_two_arrives_first() {
    let (mut tables, _) = base(&[Advisor::new("a")], &[]);
    let mut profiles = Profiles::build(&tables);
    let step = |profiles: &mut Profiles,
                tables: &mut crate::store::table::Tables,
                table,
                id: &str,
                image| {
        let before = tables.clone();
        let touched = apply(tables, &[(table, id.to_owned(), image)]);
        *profiles = profiles.advance(&before, tables, &touched);
    };
    let vector = |id| Some(embedding_image(id, &[1.0]));
    step(&mut profiles, &mut tables, ADVISOR_EMBEDDINGS, "a", vector("a"));
    assert_eq!(profiles.columns().embedding(0), Some(0));
    step(&mut profiles, &mut tables, ADVISOR_EMBEDDINGS, "b", vector("b"));
    step(&mut profiles, &mut tables, ADVISOR_PROFILES, "b", Some(Advisor::new("b").image()));
    assert_eq!(profiles.columns().embedding(1), Some(1));
    step(&mut profiles, &mut tables, ADVISOR_EMBEDDINGS, "a", None);
    assert_eq!((profiles.columns().embedding(0), profiles.columns().embedding(1)), (None, Some(1)));
}

#[test]
fn capacity_is_left_only_below_a_maximum_that_is_there() {
    let cases = [
        (Some(3), 2, true),
        (Some(3), 3, false),
        (Some(3), 4, false),
        (Some(0), -1, false),
        (None, 0, false),
    ];
    for (max_clients, current_clients, expected) in cases {
        let advisor = Advisor { max_clients, current_clients, ..Advisor::new("a") };
        let (tables, _) = base(&[advisor], &[]);
        let profiles = Profiles::build(&tables);
        assert_eq!(profiles.flag(Flag::CapacityLeft).contains(0), expected, "{max_clients:?}");
    }
}

#[test]
fn a_term_is_found_in_any_case_and_goes_with_its_last_advisor() {
    let with =
        |id: &str, term: &str| Advisor { industries: words(&[term, term]), ..Advisor::new(id) };
    let (mut tables, _) = base(&[with("a", "SaaS"), with("b", "SAAS"), with("c", "Retail")], &[]);
    let profiles = Profiles::build(&tables);
    let industries = profiles.facet(FacetField::Industries);
    assert_eq!(industries.spellings("saas").collect::<Vec<_>>(), ["SAAS", "SaaS"]);
    assert!(
        industries.exact("SaaS").unwrap().contains(0)
            && !industries.exact("SaaS").unwrap().contains(1)
    );
    let before = tables.clone();
    let touched = apply(&mut tables, &[(ADVISOR_PROFILES, "b".to_owned(), None)]);
    let after = profiles.advance(&before, &tables, &touched);
    let industries = after.facet(FacetField::Industries);
    assert_eq!(industries.spellings("saas").collect::<Vec<_>>(), ["SaaS"]);
    assert!(industries.exact("SAAS").is_none() && industries.exact("Retail").is_some());
    assert!(profiles.byte_count() > 0);
}
