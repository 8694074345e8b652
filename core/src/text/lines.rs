//! Names and titles by each of their words, in order: what begins with a few letters stands together.

use std::cmp::Ordering;
use std::sync::Arc;

use super::word::{fold, is_inner, places};

/// Lines of a chunk from which it is cut in two: a change copies one chunk.
const LARGEST_CHUNK: usize = 1024;

/// A text that may be suggested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    folded: Box<str>,
    /// As it is shown.
    pub(crate) text: Box<str>,
    /// The advisor whose name it is; none for what several may share.
    pub(crate) advisor_id: Option<Box<str>>,
    /// Advisors of the marketplace that have it.
    pub(crate) count: u32,
}

impl Entry {
    pub(super) fn new(text: &str, advisor_id: Option<&str>, count: u32) -> Self {
        // Signs before the first word say nothing of the order.
        let folded = fold(text);
        Self {
            folded: folded.trim_start_matches(|letter| !is_inner(letter)).into(),
            text: text.into(),
            advisor_id: advisor_id.map(Into::into),
            count,
        }
    }

    pub(super) fn folded(&self) -> &str {
        &self.folded
    }
}

/// An entry by one of its words.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) entry: Arc<Entry>,
    start: u32,
    /// Whether the word is the first.
    pub(super) is_first: bool,
}

impl Line {
    /// The text from its word on.
    fn rest(&self) -> &str {
        &self.entry.folded[self.start as usize..]
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.rest()
            .cmp(other.rest())
            .then_with(|| self.entry.folded.cmp(&other.entry.folded))
            .then_with(|| self.entry.text.cmp(&other.entry.text))
            .then_with(|| self.entry.advisor_id.cmp(&other.entry.advisor_id))
            .then_with(|| self.start.cmp(&other.start))
    }
}

/// The lines of one entry, one per word.
fn lines_of(entry: &Arc<Entry>) -> impl Iterator<Item = Line> + '_ {
    places(&entry.folded).enumerate().map(|(word, place)| Line {
        entry: Arc::clone(entry),
        start: crate::width::to_stored(place.start),
        is_first: word == 0,
    })
}

/// Lines in order. A clone shares all; a change copies the chunks that it touches.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    /// None is empty.
    chunks: Vec<Arc<Vec<Line>>>,
}

impl Lines {
    pub(super) fn build(entries: impl Iterator<Item = Arc<Entry>>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for entry in entries {
            lines.extend(lines_of(&entry));
        }
        lines.sort_unstable_by(Line::compare);
        let chunks = lines.chunks(LARGEST_CHUNK / 2).map(|chunk| Arc::new(chunk.to_vec()));
        Self { chunks: chunks.collect() }
    }

    pub(super) fn insert(&mut self, entry: &Arc<Entry>) {
        for line in lines_of(entry) {
            let Some(chunk) = self.chunk_of(&line) else {
                self.chunks.push(Arc::new(vec![line]));
                continue;
            };
            let lines = Arc::make_mut(&mut self.chunks[chunk]);
            let place = lines.partition_point(|other| other.compare(&line) == Ordering::Less);
            lines.insert(place, line);
            if lines.len() > LARGEST_CHUNK {
                let behind = lines.split_off(LARGEST_CHUNK / 2);
                self.chunks.insert(chunk + 1, Arc::new(behind));
            }
        }
    }

    pub(super) fn remove(&mut self, entry: &Arc<Entry>) {
        for line in lines_of(entry) {
            let Some(chunk) = self.chunk_of(&line) else { continue };
            let lines = Arc::make_mut(&mut self.chunks[chunk]);
            if let Ok(place) = lines.binary_search_by(|other| other.compare(&line)) {
                lines.remove(place);
            }
            if lines.is_empty() {
                self.chunks.remove(chunk);
            }
        }
    }

    /// The lines whose text from the word on begins so.
    pub(super) fn beginning(&self, text: &str) -> impl Iterator<Item = &Line> {
        let is_before = |line: &Line| line.rest() < text;
        let chunk = self.chunks.partition_point(|chunk| chunk.last().is_some_and(is_before));
        let place = self.chunks.get(chunk).map_or(0, |lines| lines.partition_point(is_before));
        let lines = self.chunks[chunk..].iter().flat_map(|lines| lines.iter());
        lines.skip(place).take_while(move |line| line.rest().starts_with(text))
    }

    /// How many lines there are whose text begins so. *Cost*: two binary searches and a look at each chunk between.
    pub(super) fn count_beginning(&self, text: &str) -> usize {
        let place = |is_before: &dyn Fn(&Line) -> bool| {
            let chunk = self.chunks.partition_point(|chunk| chunk.last().is_some_and(is_before));
            let whole: usize = self.chunks[..chunk].iter().map(|lines| lines.len()).sum();
            whole + self.chunks.get(chunk).map_or(0, |lines| lines.partition_point(is_before))
        };
        let start = place(&|line| line.rest() < text);
        place(&|line| line.rest() < text || line.rest().starts_with(text)) - start
    }

    /// Bytes of the lines and of their texts. *Cost*: a look at each.
    pub(super) fn byte_count(&self) -> usize {
        let lines = self.chunks.iter().flat_map(|lines| lines.iter());
        let bytes = lines.map(|line| {
            let entry = &line.entry;
            let texts = entry.folded.len() + entry.text.len();
            size_of::<Line>() + if line.is_first { size_of::<Entry>() + texts } else { 0 }
        });
        bytes.sum()
    }

    /// The chunk that a line belongs to; none where there is no chunk.
    fn chunk_of(&self, line: &Line) -> Option<usize> {
        let chunk = self.chunks.partition_point(|chunk| {
            chunk.last().is_some_and(|last| last.compare(line) == Ordering::Less)
        });
        let last = self.chunks.len().checked_sub(1)?;
        Some(chunk.min(last))
    }

    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = &Line> {
        self.chunks.iter().flat_map(|lines| lines.iter())
    }
}
