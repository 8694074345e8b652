//! The embedder by the book, to the bit, and what it is for; the view against one made from scratch.

#![expect(clippy::cast_possible_truncation, reason = "roots of small numbers, and vectors of f32")]

use xxhash_rust::xxh3::{xxh3_128, xxh3_128_with_seed};

use super::advisor_text::{advisor_text, text_digest};
use super::frequencies::Frequencies;
use super::{LexicalEmbedder, lexical_stems, view};
use crate::model::advisoros::{ADVISOR_PROFILES, advisor_profiles};
use crate::model::row::RowRef;
use crate::model::value::Checked;
use crate::profiles::fixture::{Advisor, Random, apply, base, image, random_batch};
use crate::text::word::{fold, words};

fn embed(text: &str) -> Vec<f32> {
    LexicalEmbedder::new().embed(text)
}

fn bits(vector: &[f32]) -> Vec<u32> {
    vector.iter().map(|value| value.to_bits()).collect()
}

fn cosine(one: &str, other: &str) -> f64 {
    embed(one).iter().zip(embed(other)).map(|(a, b)| f64::from(*a) * f64::from(b)).sum()
}

/// Every occurrence and every part by itself, in i64, without a cache; each text's words are given.
fn by_the_book(text: &str) -> Vec<f32> {
    let mut sums = [0_i64; 256];
    let mut add = |seed: u64, bytes: &[u8], weight: i64| {
        let digest = xxh3_128_with_seed(bytes, seed).to_le_bytes();
        for two in digest.chunks(2) {
            let bits = usize::from(u16::from_le_bytes([two[0], two[1]]));
            let sign = if bits < 0x8000 { 1 } else { -1 };
            sums[(bits % 0x8000) / 128] += sign * weight;
        }
    };
    let rarity = |stem: &str| i64::from(Frequencies::frozen().rarity(stem));
    let folded = fold(text).into_owned();
    let all: Vec<&str> = words(&folded).collect();
    let mut done: Vec<&str> = Vec::new();
    for word in &all {
        if done.contains(word) {
            continue;
        }
        done.push(word);
        let count = all.iter().filter(|other| other == &word).count();
        let factor = ((count * 256) as f64).sqrt().floor() as i64;
        let stem = &lexical_stems(word)[0];
        add(1, stem.as_bytes(), factor * rarity(stem) * 16);
        add(2, word.as_bytes(), factor * rarity(stem) * 6);
        let letters: Vec<char> = format!("<{word}>").chars().collect();
        let mut parts = Vec::new();
        for length in 3..=5 {
            for start in 0..letters.len() {
                if start + length <= letters.len() {
                    parts.push(letters[start..start + length].iter().collect::<String>());
                }
            }
        }
        let root = ((parts.len() * 65_536) as f64).sqrt().floor() as i64;
        for part in &parts {
            add(3, part.as_bytes(), factor * (rarity(stem) * 16 * 256 / root));
        }
    }
    let mut pairs = Vec::new();
    for line in folded.split(['\n', ',', ';', ':', '.', '!', '?', '(', ')']) {
        let stems = lexical_stems(line);
        for two in stems.windows(2) {
            pairs.push((two[0].clone(), two[1].clone()));
        }
    }
    pairs.sort();
    pairs.dedup();
    for (one, other) in pairs {
        let digest = |stem: &str| xxh3_128_with_seed(stem.as_bytes(), 1).to_le_bytes();
        let both = [digest(&one), digest(&other)].concat();
        add(4, &both, 16 * 8 * rarity(&one).min(rarity(&other)));
    }
    let squares: f64 = sums.iter().map(|sum| (*sum as f64) * (*sum as f64)).sum();
    if squares == 0.0 {
        return vec![0.0; 256];
    }
    sums.iter().map(|sum| (*sum as f64 / squares.sqrt()) as f32).collect()
}

const TEXTS: [&str; 9] = [
    "",
    " \n, ?",
    "a",
    "Tax",
    "Payroll and bookkeeping for bakeries; payroll taxes, payroll returns.",
    "Née Núñez; résumé of audits in healthcare. 100% remote",
    "STRASSE straße Ωmega 会計士 税務",
    "Fractional CFO\nFinance for growing SaaS companies\nTwelve years of budgeting\nSaaS, Retail\nTax, CFO\nCPA",
    "and and and the the of",
];

#[test]
fn a_text_has_the_vector_of_the_book_to_the_bit() {
    for text in TEXTS {
        assert_eq!(bits(&embed(text)), bits(&by_the_book(text)), "{text:?}");
    }
    let mut random = Random(1);
    for round in 0..200 {
        let count = random.below(60);
        let words = ["tax", "Audits", "audit", "of", "the", "CFO,", "pay roll.", "zürich", "x"];
        let text: Vec<_> = (0..count).map(|_| words[random.index(words.len())]).collect();
        let text = text.join(" ");
        assert_eq!(bits(&embed(&text)), bits(&by_the_book(&text)), "round {round}: {text}");
    }
}

#[test]
fn vectors_have_unit_length_or_none() {
    for text in TEXTS {
        let squares: f64 = embed(text).iter().map(|value| f64::from(*value).powi(2)).sum();
        let has_words = !lexical_stems(text).is_empty();
        assert!(if has_words { (squares - 1.0).abs() < 1e-6 } else { squares == 0.0 }, "{text:?}");
        assert_eq!(embed(text).len(), 256);
    }
}

#[test]
fn case_accents_and_signs_between_words_do_not_matter() {
    let same = [
        ("Résumé of AUDITS", "resume of audits"),
        ("tax  -  audit", "tax audit"),
        ("client's books", "client books"),
        ("Straße", "STRASSE"),
    ];
    for (one, other) in same {
        assert_eq!(bits(&embed(one)), bits(&embed(other)), "{one:?} and {other:?}");
    }
}

#[test]
fn what_shares_more_words_or_parts_of_words_is_nearer() {
    let nearer = [
        // The text, the nearer one, the farther one.
        ("payroll", "payrol", "patrol"),
        ("bookkeeping", "bokkeeping", "beekeeping"),
        ("bookkeeping", "book-keeping", "housekeeping"),
        ("audit", "audits", "auditorium"),
        ("tax planning", "plan taxes", "tax returns"),
        // The rare word counts, not the common ones.
        ("audits of the hospitals", "hospital", "of the"),
        ("tax audit and payroll", "payroll tax and audit", "tax and payroll"),
    ];
    for (text, near, far) in nearer {
        let (near_cosine, far_cosine) = (cosine(text, near), cosine(text, far));
        assert!(near_cosine > far_cosine, "{text}: {near} {near_cosine}, {far} {far_cosine}");
    }
}

#[test]
fn order_matters_little_and_a_slip_of_spelling_leaves_a_word_near() {
    let text = "fractional finance chief for growing software companies with international payroll";
    let turned: Vec<&str> = text.split(' ').rev().collect();
    let turned = cosine(text, &turned.join(" "));
    assert!((0.85..0.999).contains(&turned), "{turned}");
    let mut random = Random(3);
    let words = ["bookkeeping", "forecasting", "compliance", "healthcare", "accounting", "payroll"];
    let mut nearest_count = 0;
    for word in words {
        for _ in 0..20 {
            let mut letters: Vec<char> = word.chars().collect();
            let at = random.index(letters.len() - 1);
            match random.below(3) {
                0 => letters.swap(at, at + 1),
                1 => drop(letters.remove(at)),
                _ => letters.insert(at, 'x'),
            }
            let slip: String = letters.into_iter().collect();
            let own = cosine(&slip, word);
            let is_nearest = words.iter().all(|other| *other == word || cosine(&slip, other) < own);
            nearest_count += usize::from(is_nearest);
        }
    }
    // Two words without anything in common have a cosine of 0 ± 1/16: now and then that is more.
    assert!(nearest_count >= 114, "{nearest_count} of 120");
}

#[test]
fn the_text_of_an_advisor_is_its_public_columns_in_order() {
    let row = image(ADVISOR_PROFILES, |column| match column {
        advisor_profiles::professional_title => Checked::Text("  CFO ".to_owned()),
        advisor_profiles::headline => Checked::Text(" ".to_owned()),
        advisor_profiles::bio => Checked::Text("One.\nTwo.".to_owned()),
        advisor_profiles::industries => {
            Checked::TextList(["SaaS", "", " Law"].map(str::to_owned).to_vec())
        }
        advisor_profiles::certifications => Checked::TextList(vec!["CPA".to_owned()]),
        advisor_profiles::languages => Checked::TextList(vec!["English".to_owned()]),
        _ => Checked::Null,
    });
    let text = advisor_text(RowRef::new(&row));
    assert_eq!(text, "CFO\nOne.\nTwo.\nSaaS, Law\nCPA");
    assert_eq!(text_digest(&text), format!("text-v1:{:032x}", xxh3_128(text.as_bytes())));
    assert_eq!(advisor_text(RowRef::new(&image(ADVISOR_PROFILES, |_| Checked::Null))), "");
}

#[test]
fn advancing_over_random_batches_equals_building_from_scratch() {
    for seed in 0..10 {
        let mut random = Random(seed);
        let advisors: Vec<_> =
            (0..20).map(|n| Advisor::random(&format!("a{n}"), &mut random)).collect();
        let (mut tables, _) = base(&advisors, &[]);
        let mut live = view::build(&tables);
        for batch in 0..20 {
            let before = tables.clone();
            let touched = apply(&mut tables, &random_batch(&mut random, 40, 5));
            live = view::advance(&live, &before, &tables, &touched);
            let rebuilt = view::build(&tables);
            let table = tables.table(ADVISOR_PROFILES);
            assert_eq!(live.live_count(), table.rows().count());
            assert_eq!((live.model(), live.dimension()), (rebuilt.model(), rebuilt.dimension()));
            for ordinal in 0..table.ordinal_count() + 2 {
                let at = format!("seed {seed}, batch {batch}, ordinal {ordinal}");
                assert_eq!(live.get(ordinal), rebuilt.get(ordinal), "{at}");
                assert_eq!(live.coded(ordinal), rebuilt.coded(ordinal), "{at}");
                let text = table.row(ordinal).map(advisor_text).filter(|text| !text.is_empty());
                let own = live.get(ordinal).map(|found| bits(found.vector));
                assert_eq!(own, text.map(|text| bits(&embed(&text))), "{at}");
            }
        }
    }
}
