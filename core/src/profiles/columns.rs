//! The numeric columns of advisors, as they are read for filters and scores.

use std::sync::Arc;

use super::shares::Shares;
use crate::chunked::Chunked;
use crate::model::advisoros::advisor_profiles;
use crate::model::row::RowRef;
use crate::width::to_stored;

/// The bits of a value: -0.0 is not 0.0, since what is kept must equal what is built anew to the bit.
trait Bits: Copy {
    fn bits(self) -> u64;
}

impl Bits for f64 {
    fn bits(self) -> u64 {
        self.to_bits()
    }
}

impl Bits for i64 {
    fn bits(self) -> u64 {
        self.cast_unsigned()
    }
}

impl Bits for u32 {
    fn bits(self) -> u64 {
        u64::from(self)
    }
}

fn is_same<T: Bits>(one: Option<T>, other: Option<T>) -> bool {
    one.map(Bits::bits) == other.map(Bits::bits)
}

/// Sets a position only where that changes it, so that untouched chunks stay shared.
fn put<T: Bits>(column: &mut Chunked<Option<T>>, ordinal: u32, value: Option<T>) {
    if column.get(ordinal).is_none_or(|old| !is_same(*old, value)) {
        column.set(ordinal, value);
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident : $kind:ty = $read:ident;)*) => {
        /// One value per advisor; none where the column is null or the advisor is gone.
        #[derive(Debug, Clone, Default)]
        pub(crate) struct Columns {
            ids: Chunked<Option<Arc<str>>>,
            /// The ordinal in the embeddings table.
            embedding: Chunked<Option<u32>>,
            shares: Chunked<Shares>,
            $($(#[$doc])* pub(crate) $name: Chunked<Option<$kind>>,)*
        }

        impl Columns {
            /// Takes an advisor's row over; none clears its values.
            pub(super) fn set(&mut self, ordinal: u32, row: Option<RowRef<'_>>) {
                let id = row.map(|row| row.text(advisor_profiles::id));
                if self.id(ordinal) != id || self.ids.get(ordinal).is_none() {
                    self.ids.set(ordinal, id.map(Arc::from));
                }
                $(put(&mut self.$name, ordinal, row.and_then(|row| row.$read(advisor_profiles::$name)));)*
                let shares = Shares::of(self, ordinal);
                if self.shares.get(ordinal) != Some(&shares) {
                    self.shares.set(ordinal, shares);
                }
            }

            $(
                $(#[$doc])*
                #[inline]
                pub(crate) fn $name(&self, ordinal: u32) -> Option<$kind> {
                    self.$name.get(ordinal).copied().flatten()
                }
            )*

            pub(super) fn byte_count(&self) -> usize {
                self.ids.byte_count() + self.embedding.byte_count() + self.shares.byte_count() $(+ self.$name.byte_count())*
            }

            /// Equality by value; a column that ends early has no values from there.
            #[cfg(test)]
            pub(super) fn is_same(&self, other: &Self) -> bool {
                let count = u32::try_from(self.ids.len().max(other.ids.len())).unwrap();
                (0..count).all(|ordinal| {
                    self.id(ordinal) == other.id(ordinal)
                        && self.embedding(ordinal) == other.embedding(ordinal)
                        && self.shares(ordinal) == other.shares(ordinal)
                        $(&& is_same(self.$name(ordinal), other.$name(ordinal)))*
                })
            }
        }
    };
}

columns! {
    years_experience: i64 = int;
    /// 0 to 5.
    overall_rating: f64 = float;
    max_clients: i64 = int;
    current_clients: i64 = int;
    total_reviews: i64 = int;
    /// Hours to an answer.
    response_time: i64 = int;
    /// Cents per hour.
    hourly_rate: i64 = int;
    /// Cents per month.
    monthly_retainer_min: i64 = int;
    /// Cents per month.
    monthly_retainer_max: i64 = int;
    /// Cents per project.
    project_rate_min: i64 = int;
    /// Milliseconds since 1970.
    created_at: i64 = int;
}

impl Columns {
    /// The id of an advisor, none where its row is gone.
    #[inline]
    pub(crate) fn id(&self, ordinal: u32) -> Option<&str> {
        self.ids.get(ordinal).and_then(Option::as_deref)
    }

    /// One more than the largest ordinal that has, or had, an advisor.
    pub(crate) fn ordinal_count(&self) -> u32 {
        to_stored(self.ids.len())
    }

    /// The ordinal of the advisor's embedding, none where it has none.
    #[inline]
    pub(crate) fn embedding(&self, ordinal: u32) -> Option<u32> {
        self.embedding.get(ordinal).copied().flatten()
    }

    /// What scores read of an advisor whatever the needs are; all 0 where its row is gone.
    #[inline]
    pub(crate) fn shares(&self, ordinal: u32) -> Shares {
        self.shares.get(ordinal).copied().unwrap_or_default()
    }

    pub(super) fn set_embedding(&mut self, ordinal: u32, embedding: Option<u32>) {
        put(&mut self.embedding, ordinal, embedding);
    }
}
