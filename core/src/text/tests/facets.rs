//! The index's facet fields say what the bitmaps of profiles say.

use std::collections::BTreeMap;

use super::{Person, World};
use crate::profiles::fixture::Random;
use crate::profiles::{FacetField, Flag};
use crate::text::segment::facet_mark;

#[test]
fn counts_of_facet_fields_equal_those_of_the_bitmaps() {
    const TERMS: &[&str] = &["Tax", "tax", "Real Estate", "Français", "a/b", ""];
    let mut random = Random(3);
    let mut people: Vec<_> = (0..60).map(|n| Person::new(&format!("a{n}"))).collect();
    let mut world = World::new(&people);
    for batch in 0..12 {
        let mut changes = Vec::new();
        for _ in 0..8 {
            let place = random.index(people.len());
            people[place] = Person {
                industries: random.some_of(TERMS, 3),
                services: random.some_of(TERMS, 3),
                certifications: random.some_of(TERMS, 2),
                languages: random.some_of(TERMS, 2),
                business_sizes: random.some_of(TERMS, 1),
                is_hidden: random.chance(4),
                ..people[place].clone()
            };
            changes.push(people[place].profile());
        }
        world.apply(&changes);
        for field in FacetField::ALL {
            let expected: BTreeMap<_, _> = TERMS
                .iter()
                .filter_map(|term| {
                    let holders = world.profiles.facet(field).exact(term)?;
                    let shown = world.profiles.flag(Flag::Base);
                    let count = holders.bits().intersection_count(shown.bits());
                    (count > 0).then(|| ((*term).to_owned(), count))
                })
                .collect();
            assert_eq!(counts(&world, field), expected, "batch {batch}, {field:?}");
        }
    }
}

fn counts(world: &World, field: FacetField) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for segment in world.text.segments() {
        let facet = segment.segment().facets();
        let mut terms = facet.terms().stream().unwrap();
        while let Some((term, info)) = terms.next() {
            let Some(term) = std::str::from_utf8(term).unwrap().strip_prefix(facet_mark(field))
            else {
                continue;
            };
            let option = tantivy::schema::IndexRecordOption::Basic;
            let mut postings = facet.read_block_postings_from_terminfo(info, option).unwrap();
            while !postings.docs().is_empty() {
                let live = |document: &&u32| segment.live().contains(**document as usize);
                let count = postings.docs().iter().filter(live).count();
                if count > 0 {
                    *counts.entry(term.to_owned()).or_default() += count;
                }
                postings.advance();
            }
        }
    }
    counts
}
