//! A column in chunks that snapshots share.

use std::sync::Arc;

/// Values per chunk: a batch copies only the chunks that it touches.
const CHUNK: usize = 1024;

/// A growing column whose clone shares every chunk, and whose change copies one.
///
/// Positions never set hold the default value.
#[derive(Debug, Clone)]
pub(crate) struct Chunked<T> {
    chunks: Vec<Arc<Vec<T>>>,
    length: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), length: 0 }
    }
}

impl<T: Clone + Default> Chunked<T> {
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    #[inline]
    pub(crate) fn get(&self, position: u32) -> Option<&T> {
        let position = position as usize;
        if position >= self.length {
            return None;
        }
        self.chunks[position / CHUNK].get(position % CHUNK)
    }

    /// The values from a position on, side by side: as many as asked for, fewer where the column or a chunk ends.
    #[inline]
    pub(crate) fn run(&self, position: usize, count: usize) -> &[T] {
        let Some(chunk) = self.chunks.get(position / CHUNK) else { return &[] };
        let start = position % CHUNK;
        &chunk[start..(start + count).min(CHUNK)]
    }

    /// Sets a value; the column grows to hold the position.
    pub(crate) fn set(&mut self, position: u32, value: T) {
        let position = position as usize;
        while self.chunks.len() * CHUNK <= position {
            self.chunks.push(Arc::new(vec![T::default(); CHUNK]));
        }
        self.length = self.length.max(position + 1);
        Arc::make_mut(&mut self.chunks[position / CHUNK])[position % CHUNK] = value;
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).take(self.length)
    }

    /// Chunks, for memory figures.
    pub(crate) fn byte_count(&self) -> usize {
        self.chunks.len() * CHUNK * size_of::<T>()
    }
}

impl<T: Clone + Default> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut chunks = Vec::new();
        let mut length = 0;
        let mut open = Vec::with_capacity(CHUNK);
        for value in values {
            open.push(value);
            length += 1;
            if open.len() == CHUNK {
                chunks.push(Arc::new(std::mem::replace(&mut open, Vec::with_capacity(CHUNK))));
            }
        }
        if !open.is_empty() {
            open.resize(CHUNK, T::default());
            chunks.push(Arc::new(open));
        }
        Self { chunks, length }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_the_older_clone_as_it_was_and_shares_the_other_chunks() {
        let mut column: Chunked<u32> = (0..3000).collect();
        let older = column.clone();
        column.set(1500, 7);
        column.set(5000, 8);
        assert_eq!((older.get(1500), older.len(), older.get(5000)), (Some(&1500), 3000, None));
        assert_eq!((column.get(1500), column.len(), column.get(4000)), (Some(&7), 5001, Some(&0)));
        assert!(Arc::ptr_eq(&older.chunks[0], &column.chunks[0]));
        assert!(!Arc::ptr_eq(&older.chunks[1], &column.chunks[1]));
        assert_eq!(older.iter().copied().collect::<Vec<_>>(), (0..3000).collect::<Vec<_>>());
    }
}
