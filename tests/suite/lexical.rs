//! The lexical embedder against the texts of the sample: where its table comes from, and what it finds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use advisor_engine::LexicalEmbedder;
use advisor_engine::testing::{LEXICAL_FREQUENCIES, lexical_stems};
use advisor_engine_data::sample::{Sample, default_folder};
use xxhash_rust::xxh3::xxh3_64;

/// Stems of fewer texts are as good as unknown, and among them were names of people.
const FEWEST_TEXTS: usize = 5;

fn texts() -> Vec<String> {
    let sample = Sample::load(&default_folder()).unwrap();
    sample.advisers.into_iter().flat_map(|adviser| adviser.texts).collect()
}

#[test]
fn the_table_of_frequencies_is_that_of_the_sample() {
    let texts = texts();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in &texts {
        for stem in lexical_stems(text).into_iter().collect::<BTreeSet<_>>() {
            *counts.entry(stem).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= FEWEST_TEXTS);
    let mut table = format!("{}\n", texts.len());
    for (stem, count) in counts {
        table.extend([&*stem, " ", &*count.to_string(), "\n"]);
    }
    if std::env::var_os("ADVISOR_ENGINE_BLESS").is_some() {
        let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core");
        std::fs::write(core.join("src/embedding/frequencies.txt"), &table).unwrap();
    }
    assert!(LEXICAL_FREQUENCIES == table, "count again with ADVISOR_ENGINE_BLESS=1");
}

#[test]
fn the_bits_of_the_model_are_these() {
    // Vectors that hosts have stored are compared with new ones: whoever changes a bit makes another model,
    // which needs another name.
    let embedder = LexicalEmbedder::new();
    let digest = |text: &str| {
        let vector = embedder.embed(text);
        let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
        format!("{:016x}", xxh3_64(&bytes))
    };
    let first: Vec<u32> =
        embedder.embed("Tax").iter().take(4).map(|value| value.to_bits()).collect();
    insta::assert_snapshot!(embedder.digest(), @"203a20d1d0356be3610d1da0e9e82aa1");
    insta::assert_snapshot!(format!("{first:08x?}"), @"[00000000, 00000000, bdb9c805, 00000000]");
    insta::assert_snapshot!(digest("Tax"), @"c502785412672d17");
    insta::assert_snapshot!(digest("Née Núñez; résumé of audits in healthcare. 100% remote"), @"3d5bd0541fc2ac89");
    insta::assert_snapshot!(digest("STRASSE straße Ωmega 会計士 税務"), @"a79b937487009250");
    insta::assert_snapshot!(digest("Payroll and bookkeeping for bakeries; payroll taxes."), @"7b215554e091c28c");
}

/// Of a long text, the first words and the second half.
fn halves(text: &str, most: usize) -> Option<(String, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let middle = words.len() / 2;
    (words.len() >= 24).then(|| (words[..middle.min(most)].join(" "), words[middle..].join(" ")))
}

/// Every third longer word loses its third letter.
fn misspelt(text: &str) -> String {
    let slip = |(index, word): (usize, &str)| -> String {
        let is_slip = index % 3 == 0 && word.chars().count() >= 5;
        word.chars().enumerate().filter(|(at, _)| !(is_slip && *at == 2)).map(|(_, c)| c).collect()
    };
    text.split(' ').enumerate().map(slip).collect::<Vec<_>>().join(" ")
}

/// How often the half of a text finds the other half among those of all texts: first, and among the best ten.
fn found(queries: &[String], halves: &[String]) -> (usize, usize) {
    let embedder = LexicalEmbedder::new();
    let vectors: Vec<Vec<f32>> = halves.iter().map(|half| embedder.embed(half)).collect();
    let (mut first, mut among_ten) = (0, 0);
    for (own, query) in queries.iter().enumerate() {
        let query = embedder.embed(query);
        let dot = |vector: &[f32]| -> f64 {
            vector.iter().zip(&query).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        let score = dot(&vectors[own]);
        let better = vectors.iter().enumerate();
        let better = better.filter(|(other, vector)| *other != own && dot(vector) >= score).count();
        first += usize::from(better == 0);
        among_ten += usize::from(better < 10);
    }
    (first, among_ten)
}

#[test]
fn half_a_text_finds_its_other_half() {
    let texts: Vec<String> = texts();
    let pairs = |most| texts.iter().filter_map(move |text| halves(text, most));
    let (whole, others): (Vec<_>, Vec<_>) = pairs(usize::MAX).unzip();
    let (short, _): (Vec<_>, Vec<_>) = pairs(8).unzip();
    let slips: Vec<String> = whole.iter().map(|text| misspelt(text)).collect();
    // The embedder is the same everywhere, and so are these numbers: a change of them is a change of quality.
    insta::assert_snapshot!(
        format!("{} texts; halves {:?}, misspelt {:?}, eight words {:?}", others.len(),
            found(&whole, &others), found(&slips, &others), found(&short, &others)),
        @"395 texts; halves (81, 125), misspelt (54, 99), eight words (47, 80)"
    );
}
