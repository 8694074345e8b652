//! Seeded draws: one `ChaCha` stream per (table, row), so that any row can be made again alone.
//!
//! The helpers are written here rather than taken from `rand`, because `rand` may change how it
//! maps bits to values between releases, and then the same seed would no longer give the same
//! bytes. For the same reason nothing here calls `ln`, `exp` or `powf`, whose last bit differs
//! between platforms.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// What a stream is used for; the number is part of the data, so it must not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Organization = 1,
    User = 2,
    Client = 3,
    Document = 4,
    Engagement = 5,
    Task = 6,
    Invoice = 7,
    AdvisorProfile = 8,
    AdvisorEmbedding = 9,
    Centroid = 10,
    PortalAccess = 11,
    PortalUser = 12,
    RateCard = 13,
    ServiceOffering = 14,
    Match = 15,
    Satisfaction = 16,
    RevenueShare = 17,
    TeamMember = 18,
    Permission = 19,
    TeamMemberPermission = 20,
    RolePermission = 21,
    QueueItem = 22,
    DocumentProcessing = 23,
    AuditLog = 24,
    PermissionGroup = 25,
}

/// The streams of one seed.
#[derive(Debug, Clone)]
pub(crate) struct Streams {
    key: [u8; 32],
    seed: u64,
}

impl Streams {
    pub(crate) fn new(seed: u64) -> Self {
        Self { key: ChaCha8Rng::seed_from_u64(seed).get_seed(), seed }
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Opens the stream of one row.
    ///
    /// *Cost*: one block of `ChaCha8`, about 100 ns.
    pub(crate) fn draw(&self, purpose: Purpose, index: u64) -> Draw {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        generator.set_stream((purpose as u64) << 56 | index);
        Draw(generator)
    }
}

/// Draws from one stream.
#[derive(Debug, Clone)]
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// A whole number in `0..limit`; 0 when `limit` is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        // Multiply-shift: the bias is below limit / 2^64, and it takes one draw whatever the limit,
        // so a changed table length does not shift the draws that follow.
        let product = u128::from(self.0.next_u64()) * u128::from(limit);
        u64::try_from(product >> 64).expect("the upper half of a 128-bit product fits 64 bits")
    }

    /// A whole number in `low..=high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let offset = self.below(high.saturating_sub(low).max(0).unsigned_abs() + 1);
        low.saturating_add_unsigned(offset)
    }

    /// Like [`Self::between`], for the 32-bit columns.
    pub(crate) fn between_i32(&mut self, low: i32, high: i32) -> i32 {
        let value = self.between(low.into(), high.into());
        i32::try_from(value).expect("the value lies between two 32-bit bounds")
    }

    /// A number in `0.0..1.0`.
    pub(crate) fn unit(&mut self) -> f64 {
        // 32 bits are enough for the columns, and u32 converts to f64 without loss.
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// A value with mean 0 and variance 1, near enough to normal for cluster noise.
    pub(crate) fn bell(&mut self) -> f32 {
        // Sum of eight bytes: exact integer arithmetic, so the bits are the same everywhere.
        let sum: u32 = self.0.next_u64().to_le_bytes().iter().map(|byte| u32::from(*byte)).sum();
        let sum = f32::from(u16::try_from(sum).expect("eight bytes sum to at most 2040"));
        // Mean 8 * 127.5; variance 8 * (256^2 - 1) / 12 = 43690, whose root is 209.02.
        (sum - 1020.0) / 209.02
    }

    /// True with a chance of `per_ten_thousand` / 10,000.
    pub(crate) fn chance(&mut self, per_ten_thousand: u64) -> bool {
        self.below(10_000) < per_ten_thousand
    }

    /// `Some(value)` unless a roll of `null_per_ten_thousand` leaves it out.
    pub(crate) fn unless<T>(&mut self, null_per_ten_thousand: u64, value: T) -> Option<T> {
        (!self.chance(null_per_ten_thousand)).then_some(value)
    }

    /// One of `items`, each as likely as the other; `None` only when there are none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let position = self.below(items.len() as u64);
        items.get(usize::try_from(position).expect("a position below a length fits usize"))
    }

    /// One of `words`, each as likely as the other; empty only when there are none.
    pub(crate) fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.pick(words).copied().unwrap_or_default()
    }

    /// One of a weighted table, which must not be empty.
    pub(crate) fn weighted(&mut self, table: &[(&'static str, u64)]) -> &'static str {
        let total = table.iter().map(|(_, weight)| weight).sum();
        let mut rest = self.below(total);
        for (value, weight) in table {
            if rest < *weight {
                return value;
            }
            rest -= weight;
        }
        table.last().map_or("", |(value, _)| value)
    }

    /// Each of `items` with a chance of `per_ten_thousand`, in their order.
    pub(crate) fn some_of<T: Copy>(&mut self, items: &[T], per_ten_thousand: u64) -> Vec<T> {
        items.iter().copied().filter(|_| self.chance(per_ten_thousand)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_can_be_drawn_again_alone() {
        let streams = Streams::new(7);
        let first: Vec<u64> =
            (0..4).map(|row| streams.draw(Purpose::Client, row).below(1_000_000)).collect();
        let third = streams.draw(Purpose::Client, 2).below(1_000_000);
        assert_eq!(third, first[2]);
        assert_ne!(first[0], first[1]);
        assert_ne!(third, streams.draw(Purpose::Task, 2).below(1_000_000));
        assert_ne!(third, Streams::new(8).draw(Purpose::Client, 2).below(1_000_000));
    }

    #[test]
    fn draws_stay_within_their_bounds() {
        let mut draw = Streams::new(1).draw(Purpose::Task, 0);
        let mut sum = 0.0_f64;
        for _ in 0..10_000 {
            assert!(draw.below(3) < 3);
            assert!((-5..=5).contains(&draw.between(-5, 5)));
            assert!((0.0..1.0).contains(&draw.unit()));
            sum += f64::from(draw.bell());
        }
        assert_eq!(draw.below(0), 0);
        assert_eq!(draw.between(4, 4), 4);
        assert!((sum / 10_000.0).abs() < 0.05);
    }
}
