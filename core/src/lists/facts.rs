//! Small facts of a row, packed into a word, and what a filter asks of them.

use crate::model::rank::Ranks;

/// Where a fact stands in the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fact {
    shift: u32,
    bits: u32,
}

impl Fact {
    /// A fact of a few bits, at most five: a filter holds its wanted values as bits of a word.
    pub(crate) const fn new(shift: u32, bits: u32) -> Self {
        Self { shift, bits }
    }

    /// The word that says so; a value beyond the bits is held as the largest one.
    pub(crate) fn put(self, value: usize) -> u32 {
        let largest = (1 << self.bits) - 1;
        u32::try_from(value).unwrap_or(largest).min(largest) << self.shift
    }

    /// The word that says which of the ranked values it is, unknown ones behind them.
    pub(crate) fn put_rank(self, ranks: Ranks, value: &str) -> u32 {
        self.put(ranks.of(value))
    }

    /// The value that a word holds.
    pub(crate) const fn get(self, facts: u32) -> u32 {
        facts >> self.shift & ((1 << self.bits) - 1)
    }
}

/// Facts that a row must have, each one of some values.
#[derive(Debug, Clone, Default)]
pub(crate) struct FactFilter {
    tests: Vec<(Fact, u32)>,
}

impl FactFilter {
    /// Asks for one of these values.
    pub(crate) fn any_of(&mut self, fact: Fact, values: impl IntoIterator<Item = usize>) {
        let wanted = values.into_iter().fold(0, |set, value| set | 1 << fact.get(fact.put(value)));
        self.tests.push((fact, wanted));
    }

    /// Asks for true or false.
    pub(crate) fn flag(&mut self, fact: Fact, value: bool) {
        self.any_of(fact, [usize::from(value)]);
    }

    /// Asks for one of these ranked values; an empty list asks for nothing.
    pub(crate) fn ranks(&mut self, fact: Fact, ranks: Ranks, values: &[String]) {
        if !values.is_empty() {
            self.any_of(fact, values.iter().map(|value| ranks.of(value)));
        }
    }

    #[inline]
    pub(crate) fn holds(&self, facts: u32) -> bool {
        self.tests.iter().all(|(fact, wanted)| wanted >> fact.get(facts) & 1 == 1)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.tests.is_empty()
    }
}
