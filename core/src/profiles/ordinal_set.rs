//! A set of advisors, by ordinal, that snapshots share until one of them changes it.

use std::sync::Arc;

use fixedbitset::FixedBitSet;

/// A bitmap over ordinals; a clone shares it, a change copies it.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrdinalSet {
    bits: Arc<FixedBitSet>,
}

impl OrdinalSet {
    pub(crate) fn contains(&self, ordinal: u32) -> bool {
        self.bits.contains(ordinal as usize)
    }

    /// The bitmap; it may be shorter than the table, ordinals beyond its end are not in the set.
    pub(crate) fn bits(&self) -> &FixedBitSet {
        &self.bits
    }

    /// Whether nothing changed between the two, one of which is a clone of the other.
    pub(crate) fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.bits, &other.bits)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bits.is_clear()
    }

    pub(crate) fn byte_count(&self) -> usize {
        size_of_val(self.bits.as_slice())
    }

    /// Puts an ordinal in or takes it out; nothing is copied where that is so already.
    pub(crate) fn set(&mut self, ordinal: u32, is_member: bool) {
        if self.contains(ordinal) == is_member {
            return;
        }
        let position = ordinal as usize;
        let bits = Arc::make_mut(&mut self.bits);
        // Grown with room to spare: a bitmap filled in order would otherwise move for every word.
        if position >= bits.len() {
            bits.grow((position + 1).max(bits.len() * 2));
        }
        bits.set(position, is_member);
    }
}

/// Sets are equal by their members, whatever room they hold.
impl PartialEq for OrdinalSet {
    fn eq(&self, other: &Self) -> bool {
        self.bits.ones().eq(other.bits.ones())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_the_older_clone_as_it_was() {
        let mut set = OrdinalSet::default();
        set.set(70, true);
        let older = set.clone();
        set.set(3, true);
        set.set(70, false);
        assert!(older.contains(70) && !older.contains(3));
        assert!(set.contains(3) && !set.contains(70) && !set.contains(4_000_000));
        set.set(3, false);
        assert!(set.is_empty() && set == OrdinalSet::default());
    }
}
