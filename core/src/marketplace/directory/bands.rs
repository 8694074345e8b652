//! Advisors by bands of rating and price.

use crate::profiles::{OrdinalSet, Profiles};

/// A number that is counted in bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BandField {
    Rating,
    HourlyRate,
}

/// Where a new band of ratings starts: below 3, from 3, from 4, and from 4.5, which is top rated.
pub(crate) const RATING_STARTS: [f64; 3] = [3.0, 4.0, 4.5];
/// Where a new band of hourly rates starts, in cents.
pub(crate) const HOURLY_RATE_STARTS: [i64; 5] = [10_000, 15_000, 20_000, 30_000, 50_000];

impl BandField {
    pub(crate) const ALL: [Self; 2] = [Self::Rating, Self::HourlyRate];

    /// The band of an advisor, none where the value is missing.
    fn band(self, profiles: &Profiles, ordinal: u32) -> Option<usize> {
        let columns = profiles.columns();
        match self {
            Self::Rating => columns
                .overall_rating(ordinal)
                .map(|rating| RATING_STARTS.iter().filter(|start| rating >= **start).count()),
            Self::HourlyRate => columns
                .hourly_rate(ordinal)
                .map(|rate| HOURLY_RATE_STARTS.iter().filter(|start| rate >= **start).count()),
        }
    }

    const fn count(self) -> usize {
        1 + match self {
            Self::Rating => RATING_STARTS.len(),
            Self::HourlyRate => HOURLY_RATE_STARTS.len(),
        }
    }
}

/// The advisors of every band of a field, from the lowest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bands {
    members: Vec<OrdinalSet>,
}

impl Bands {
    pub(super) fn build(field: BandField, profiles: &Profiles) -> Self {
        let mut bands = Self { members: vec![OrdinalSet::default(); field.count()] };
        for ordinal in 0..profiles.columns().ordinal_count() {
            bands.put(field, profiles, ordinal);
        }
        bands
    }

    pub(super) fn advance(&mut self, field: BandField, after: &Profiles, touched: &[u32]) {
        for &ordinal in touched {
            self.put(field, after, ordinal);
        }
    }

    fn put(&mut self, field: BandField, profiles: &Profiles, ordinal: u32) {
        let own = field.band(profiles, ordinal);
        for (band, members) in self.members.iter_mut().enumerate() {
            members.set(ordinal, own == Some(band));
        }
    }

    pub(crate) fn members(&self) -> &[OrdinalSet] {
        &self.members
    }

    pub(super) fn byte_count(&self) -> usize {
        self.members.iter().map(OrdinalSet::byte_count).sum()
    }
}
