//! How rare a word is, by a table that never changes.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::word::{fold, stem, words};

/// In how many texts a stem occurs, as it was counted once: the number of texts, then one stem per line
/// with its count, those of fewer than five texts left out.
///
/// *Source*: `data/sample/adviser_texts.parquet`, from SEC Form ADV, a record of the US government in the
/// public domain. A test of the suite counts it again, and writes it when it is told to.
pub const LEXICAL_FREQUENCIES: &str = include_str!("frequencies.txt");

/// What the natural logarithm is rounded to: fine beside the differences between words.
const STEPS_PER_NAT: f64 = 64.0;

/// The rarity of every stem of the table.
#[derive(Debug)]
pub(super) struct Frequencies {
    rarities: HashMap<&'static str, i32>,
    rarest: i32,
}

impl Frequencies {
    pub(super) fn frozen() -> &'static Self {
        static FROZEN: LazyLock<Frequencies> =
            LazyLock::new(|| Frequencies::read(LEXICAL_FREQUENCIES));
        &FROZEN
    }

    fn read(table: &'static str) -> Self {
        let mut lines = table.lines();
        let text_count = number(lines.next());
        let rarities = lines.filter_map(|line| {
            let (stem, count) = line.split_once(' ')?;
            Some((stem, rarity(text_count, number(Some(count)))))
        });
        Self { rarities: rarities.collect(), rarest: rarity(text_count, 0) }
    }

    /// From 1; a stem that is not in the table is as rare as can be.
    pub(super) fn rarity(&self, stem: &str) -> i32 {
        self.rarities.get(stem).copied().unwrap_or(self.rarest)
    }
}

fn number(text: Option<&str>) -> u32 {
    text.and_then(|text| text.parse().ok()).expect("a test reads every line of the table")
}

/// The inverse document frequency, ln((n + 1) / (count + 1)), in steps.
#[expect(clippy::cast_possible_truncation, reason = "the logarithm of a u32 is at most 23")]
fn rarity(text_count: u32, count: u32) -> i32 {
    let share = (f64::from(text_count) + 1.0) / (f64::from(count) + 1.0);
    ((libm::log(share) * STEPS_PER_NAT).round() as i32).max(1)
}

/// The stems of a text, in order, as the table counts them.
pub fn lexical_stems(text: &str) -> Vec<String> {
    words(&fold(text)).map(|word| stem(word).into_owned()).collect()
}
