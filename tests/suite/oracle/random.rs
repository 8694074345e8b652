//! Seeded random choices of the oracles' own; the seed is printed and may be given.

/// A small generator. *Source*: splitmix64, <https://prng.di.unimi.it/splitmix64.c>.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below the bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// True this many times of 100.
    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let index = usize::try_from(self.below(items.len() as u64)).unwrap();
        &items[index]
    }

    /// From -1 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        let steps = f64::from(u32::try_from(self.next() >> 32).unwrap());
        steps / f64::from(u32::MAX) * 2.0 - 1.0
    }

    /// Some of the items, in a random order, now and then one twice.
    pub(crate) fn some(&mut self, items: &[&str], most: u64) -> Vec<String> {
        let count = self.below(most + 1);
        (0..count).map(|_| (*self.pick(items)).to_owned()).collect()
    }
}

/// The seeds of a test: that of `ADVISOR_ENGINE_SEED` alone where it is set, else so many.
pub(crate) fn seeds(count: u64) -> Vec<u64> {
    match std::env::var("ADVISOR_ENGINE_SEED") {
        Ok(text) => vec![text.parse().expect("ADVISOR_ENGINE_SEED is a number")],
        Err(_) => (1..=count).collect(),
    }
}
