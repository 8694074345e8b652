//! The graph over the vectors of the base: who is a neighbour of whom, on every level, mapped read-only.
//!
//! Layout, little-endian: magic and version (8 bytes), vector count, entry and level count (`u64` each), the measured
//! recall (`f64`), padding to 64 bytes; then `u32` words: for each level the number of its nodes and of its links;
//! for each level its nodes in ascending order (level 0 holds all, and lists none), where the links of each begin, the
//! end of the last, and the links. A node is the row number of its vector.

use std::io::Write;
use std::path::Path;

use memmap2::Mmap;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::files;
use crate::error::{Error, Result};
use crate::width::{to_index, to_stored};

const MAGIC: &[u8; 4] = b"AEGF";
const VERSION: u32 = 1;
const HEADER: usize = 64;
const WORD: usize = size_of::<u32>();

/// One level of a graph in memory.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// Ascending; of level 0, nobody, since all are on it.
    pub(crate) nodes: Vec<u32>,
    /// One list per node.
    pub(crate) links: Vec<Vec<u32>>,
}

/// Where the parts of a level lie, in words.
#[derive(Debug, Clone, Copy)]
struct Place {
    node_count: usize,
    /// None on level 0.
    nodes: Option<usize>,
    starts: usize,
    links: usize,
    link_count: usize,
}

#[derive(Debug)]
enum Words {
    Made(Vec<u32>),
    Mapped(Mmap),
}

/// A graph: made just now, or mapped.
#[derive(Debug)]
pub(crate) struct Graph {
    words: Words,
    levels: Vec<Place>,
    node_count: usize,
    entry: u32,
    recall: f64,
}

impl Graph {
    /// A graph of these levels, lowest first, whose search begins at `entry`; its recall is not known yet.
    ///
    /// # Errors
    /// `Internal` for a node that is not there.
    pub(crate) fn new(levels: &[Level], entry: u32) -> Result<Self> {
        let mut words = Vec::new();
        for level in levels {
            words.push(to_stored(level.links.len()));
            words.push(to_stored(level.links.iter().map(Vec::len).sum()));
        }
        for level in levels {
            words.extend(&level.nodes);
            let mut end = 0;
            words.push(0);
            for links in &level.links {
                end += links.len();
                words.push(to_stored(end));
            }
            words.extend(level.links.iter().flatten());
        }
        let node_count = levels.first().map_or(0, |level| level.links.len());
        let made = Self::read(Words::Made(words), levels.len(), node_count, entry, 0.0);
        made.ok_or_else(|| Error::internal("a graph was made that names a node that is not there"))
    }

    /// Writes the graph with the recall that was measured of it; returns the file's checksum.
    pub(crate) fn write(&self, path: &Path, recall: f64) -> Result<u64> {
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(MAGIC);
        header[4..8].copy_from_slice(&VERSION.to_le_bytes());
        let counts = [self.node_count as u64, u64::from(self.entry), self.levels.len() as u64];
        for (place, count) in header[8..32].chunks_exact_mut(8).zip(counts) {
            place.copy_from_slice(&count.to_le_bytes());
        }
        header[32..40].copy_from_slice(&recall.to_le_bytes());
        let body: &[u8] = bytemuck::cast_slice(self.words());
        let mut file = files::create_new(path)?;
        file.write_all(&header)?;
        file.write_all(body)?;
        files::sync(&file)?;
        let mut hash = Xxh3::new();
        hash.update(&header);
        hash.update(body);
        Ok(hash.digest())
    }

    /// Maps a file, compares it with its checksum, and checks that it is a graph of so many vectors.
    ///
    /// # Errors
    /// `Corrupt` for a file that is not as written.
    pub(crate) fn open(path: &Path, checksum: u64, vector_count: usize) -> Result<Self> {
        let map = files::map(path)?;
        let broken = || {
            Error::corrupt("the graph is not readable as written")
                .with_context("file", path.display())
        };
        if xxh3_64(&map) != checksum
            || map.len() < HEADER
            || &map[..4] != MAGIC
            || map[4..8] != VERSION.to_le_bytes()
        {
            return Err(broken());
        }
        let word = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&map[at..at + 8]);
            bytes
        };
        let count = |at| to_index(u64::from_le_bytes(word(at)));
        let (node_count, level_count) = (count(8), count(24));
        let entry = u32::try_from(count(16)).map_err(|_| broken())?;
        let recall = f64::from_le_bytes(word(32));
        if node_count != vector_count || !(map.len() - HEADER).is_multiple_of(WORD) {
            return Err(broken());
        }
        Self::read(Words::Mapped(map), level_count, node_count, entry, recall).ok_or_else(broken)
    }

    /// Finds the levels in the words; none where they do not fit each other.
    fn read(
        words: Words,
        level_count: usize,
        node_count: usize,
        entry: u32,
        recall: f64,
    ) -> Option<Self> {
        let mut graph = Self { words, levels: Vec::new(), node_count, entry, recall };
        let words = graph.words();
        let table = words.get(..level_count.checked_mul(2)?)?;
        let mut next = table.len();
        let mut levels = Vec::with_capacity(level_count);
        for (level, counts) in table.chunks_exact(2).enumerate() {
            let (nodes_here, link_count) = (counts[0] as usize, counts[1] as usize);
            let nodes = (level > 0).then_some(next);
            let starts = next + nodes.map_or(0, |_| nodes_here);
            let links = starts + nodes_here + 1;
            next = links + link_count;
            levels.push(Place { node_count: nodes_here, nodes, starts, links, link_count });
        }
        let is_known = |node: &u32| (*node as usize) < node_count;
        let is_sound = |place: &Place| {
            let starts = &words[place.starts..place.links];
            let nodes = place.nodes.map_or(&[][..], |nodes| &words[nodes..place.starts]);
            starts.is_sorted()
                && starts.last().is_some_and(|end| *end as usize == place.link_count)
                && nodes.is_sorted()
                && nodes.iter().all(is_known)
                && words[place.links..place.links + place.link_count].iter().all(is_known)
        };
        let is_whole = next == words.len()
            && levels.first().is_some_and(|lowest| lowest.node_count == node_count)
            && is_known(&entry)
            && levels.iter().all(is_sound);
        is_whole.then(|| {
            graph.levels = levels;
            graph
        })
    }

    fn words(&self) -> &[u32] {
        match &self.words {
            Words::Made(words) => words,
            // A mapping starts at a page and the header is 64 bytes, so the cast is aligned.
            Words::Mapped(map) => bytemuck::cast_slice(&map[HEADER..]),
        }
    }

    /// Vectors that it covers: those of the base.
    pub(crate) fn node_count(&self) -> usize {
        self.node_count
    }

    pub(crate) fn level_count(&self) -> usize {
        self.levels.len()
    }

    /// Where a search begins, on the highest level.
    pub(crate) fn entry(&self) -> u32 {
        self.entry
    }

    /// The share of the nearest ten that a search by cosine alone found when the graph was built.
    pub(crate) fn recall(&self) -> f64 {
        self.recall
    }

    /// The neighbours of a node on a level; none where the node is not on it.
    #[inline]
    pub(crate) fn links(&self, level: usize, node: u32) -> &[u32] {
        let (words, place) = (self.words(), &self.levels[level]);
        let position = match place.nodes {
            None => node as usize,
            Some(nodes) => match words[nodes..place.starts].binary_search(&node) {
                Ok(position) => position,
                Err(_) => return &[],
            },
        };
        let starts = &words[place.starts + position..place.starts + position + 2];
        &words[place.links + starts[0] as usize..place.links + starts[1] as usize]
    }

    pub(crate) fn byte_count(&self) -> usize {
        size_of_val(self.words())
    }
}
