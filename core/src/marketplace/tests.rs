//! What is kept equals what is made anew.

use super::directory::Directory;
use crate::profiles::Profiles;
use crate::profiles::fixture::{Advisor, Random, apply, base, random_batch, words};

#[test]
fn advancing_over_random_batches_equals_building_from_scratch() {
    for seed in 0..60 {
        println!("seed {seed}");
        let mut random = Random(seed);
        let advisors: Vec<_> =
            (0..30).map(|n| Advisor::random(&format!("a{n}"), &mut random)).collect();
        let (mut tables, _) = base(&advisors, &[]);
        let mut profiles = Profiles::build(&tables);
        let mut directory = Directory::build(&profiles);
        for batch in 0..25 {
            let before = tables.clone();
            let touched = apply(&mut tables, &random_batch(&mut random, 60, 3));
            let after = profiles.advance(&before, &tables, &touched);
            let older = directory.clone();
            directory = directory.advance(&profiles, &after, &touched);
            let what = format!("seed {seed}, batch {batch}");
            assert!(directory == Directory::build(&after), "{what}");
            assert!(older == Directory::build(&profiles), "{what}: the older one changed");
            profiles = after;
        }
    }
}

#[test]
fn a_word_is_shown_as_most_advisors_who_may_be_seen_spell_it() {
    let of =
        |id: &str, industry: &str| Advisor { industries: words(&[industry]), ..Advisor::new(id) };
    let hidden = |id: &str, industry: &str| Advisor { is_verified: false, ..of(id, industry) };
    let advisors = [
        of("a", "saas"),
        of("b", "SaaS"),
        of("c", "SaaS"),
        hidden("d", "SAAS"),
        hidden("e", "SAAS"),
        hidden("f", "SAAS"),
        of("g", "tax"),
        of("h", "Tax"),
        hidden("i", "TAX"),
    ];
    let profiles = Profiles::build(&base(&advisors, &[]).0);
    let directory = Directory::build(&profiles);
    let spellings: Vec<&str> = directory
        .words(crate::profiles::FacetField::Industries)
        .iter()
        .map(|word| &*word.spelling)
        .collect();
    // Of "Tax" and "tax", one advisor each, the first by bytes.
    assert_eq!(spellings, ["SaaS", "Tax"]);
}
