//! A sorted list in chunks that snapshots share.

use std::cmp::Ordering;
use std::sync::Arc;

use super::entry::Entry;

/// Entries that a chunk holds at most: a change copies one chunk, and a list of 250,000 has some 700 of them.
const CHUNK: usize = 512;

/// Entries in a total order, whose clone shares every chunk and whose change copies one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// None is empty.
    chunks: Vec<Arc<Chunk>>,
    length: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Chunk {
    entries: Vec<Entry>,
    /// Of the second words: lists of amounts are added up by whole chunks.
    sum: i128,
}

impl Chunk {
    fn new(entries: Vec<Entry>) -> Arc<Self> {
        let mut chunk = Self { entries, sum: 0 };
        chunk.add_up();
        Arc::new(chunk)
    }

    fn add_up(&mut self) {
        self.sum = self.entries.iter().map(|entry| i128::from(entry.words[1])).sum();
    }
}

/// The total order of a list's entries.
pub(crate) trait Compare {
    fn compare(&self, one: &Entry, other: &Entry) -> Ordering;
}

impl<F: Fn(&Entry, &Entry) -> Ordering> Compare for F {
    fn compare(&self, one: &Entry, other: &Entry) -> Ordering {
        self(one, other)
    }
}

impl Kept {
    /// A list of entries that are in order. Chunks are left half empty, so that the next changes do not split them.
    pub(crate) fn from_sorted(entries: &[Entry]) -> Self {
        let chunks = entries.chunks(CHUNK / 2 + CHUNK / 4);
        Self {
            chunks: chunks.map(|chunk| Chunk::new(chunk.to_vec())).collect(),
            length: entries.len(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Puts an entry in its place.
    pub(crate) fn insert(&mut self, entry: Entry, order: &impl Compare) {
        self.length += 1;
        // Behind the last chunk that starts before it; at the front, the first takes it.
        let after = self.chunks.partition_point(|chunk| {
            chunk.entries.first().is_some_and(|first| order.compare(first, &entry).is_lt())
        });
        let Some(chunk) = self.chunks.get_mut(after.saturating_sub(1)) else {
            self.chunks.push(Chunk::new(vec![entry]));
            return;
        };
        let chunk = Arc::make_mut(chunk);
        let at = chunk.entries.partition_point(|other| order.compare(other, &entry).is_lt());
        chunk.entries.insert(at, entry);
        let upper = (chunk.entries.len() > CHUNK).then(|| chunk.entries.split_off(CHUNK / 2));
        chunk.add_up();
        if let Some(upper) = upper {
            self.chunks.insert(after.saturating_sub(1) + 1, Chunk::new(upper));
        }
    }

    /// Takes an entry out, found by its place; false where no entry stands there.
    pub(crate) fn remove(&mut self, entry: &Entry, order: &impl Compare) -> bool {
        let after = self.chunks.partition_point(|chunk| {
            chunk.entries.first().is_some_and(|first| order.compare(first, entry).is_le())
        });
        let Some(index) = after.checked_sub(1) else { return false };
        let chunk = &self.chunks[index];
        let Ok(at) = chunk.entries.binary_search_by(|other| order.compare(other, entry)) else {
            return false;
        };
        let chunk = Arc::make_mut(&mut self.chunks[index]);
        chunk.entries.remove(at);
        chunk.add_up();
        if chunk.entries.is_empty() {
            self.chunks.remove(index);
        }
        self.length -= 1;
        true
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> + Clone {
        self.chunks.iter().flat_map(|chunk| &chunk.entries)
    }

    /// The entries chunk by chunk, for loops that look at all of them.
    pub(crate) fn slices(&self) -> impl Iterator<Item = &[Entry]> {
        self.chunks.iter().map(|chunk| &*chunk.entries)
    }

    /// The entries from the first on that does not stand before a place.
    ///
    /// `is_before` must hold for the entries up to some place and for none behind it.
    pub(crate) fn from(&self, is_before: impl Fn(&Entry) -> bool) -> impl Iterator<Item = &Entry> {
        let (index, at) = self.place(is_before);
        let first = self.chunks.get(index).map_or(&[][..], |chunk| &chunk.entries[at..]);
        let rest = self.chunks.get(index + 1..).unwrap_or_default();
        first.iter().chain(rest.iter().flat_map(|chunk| &chunk.entries))
    }

    /// How many entries stand before a place, and the sum of their second words.
    ///
    /// *Cost*: one step per chunk, and one per entry of the chunk of the place.
    pub(crate) fn sum_before(&self, is_before: impl Fn(&Entry) -> bool) -> (u64, i128) {
        let (index, at) = self.place(is_before);
        let mut count = at as u64;
        let mut sum = 0;
        for chunk in &self.chunks[..index] {
            count += chunk.entries.len() as u64;
            sum += chunk.sum;
        }
        if let Some(chunk) = self.chunks.get(index) {
            sum += chunk.entries[..at].iter().map(|entry| i128::from(entry.words[1])).sum::<i128>();
        }
        (count, sum)
    }

    /// The last entry that stands before a place.
    pub(crate) fn last_before(&self, is_before: impl Fn(&Entry) -> bool) -> Option<&Entry> {
        let (index, at) = self.place(is_before);
        match at.checked_sub(1) {
            Some(last) => self.chunks[index].entries.get(last),
            None => self.chunks.get(index.checked_sub(1)?)?.entries.last(),
        }
    }

    /// Every so many entries one, to judge all of them by.
    pub(crate) fn every(&self, stride: usize) -> impl Iterator<Item = &Entry> {
        let mut skip = 0;
        self.chunks.iter().flat_map(move |chunk| {
            let first = skip;
            let length = chunk.entries.len();
            let taken = length.saturating_sub(first).div_ceil(stride);
            skip = first + taken * stride - length;
            chunk.entries.iter().skip(first).step_by(stride)
        })
    }

    pub(crate) fn byte_count(&self) -> usize {
        let held: usize = self.chunks.iter().map(|chunk| chunk.entries.capacity()).sum();
        held * size_of::<Entry>() + self.chunks.len() * (size_of::<Chunk>() + 24)
    }

    fn place(&self, is_before: impl Fn(&Entry) -> bool) -> (usize, usize) {
        let index =
            self.chunks.partition_point(|chunk| chunk.entries.last().is_some_and(&is_before));
        let at = self.chunks.get(index).map_or(0, |chunk| chunk.entries.partition_point(is_before));
        (index, at)
    }
}

/// Equal when the entries are, however they are cut into chunks.
impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length && self.iter().eq(other.iter())
    }
}
