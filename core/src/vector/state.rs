//! The live vectors of one revision.

use std::sync::Arc;

use imbl::HashMap;

use super::base_codes::BaseCodes;
use super::bound::{Coded, CodedQuery};
use super::graph::Beam;
use super::kernel::Kernel;
use super::matrix::Matrix;
use super::prefetch::prefetch;
use super::quantise::{Fit, quantise, row_length};
use crate::chunked::Chunked;
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES, advisor_embeddings};
use crate::model::row::RowRef;
use crate::store::graph_file::Graph;
use crate::store::table::Tables;
use crate::store::touched::Touched;
use crate::store::vector_file::VectorFile;
use crate::width::to_stored;

/// Rows of codes that the processor brings by itself after one.
const NEIGHBOURS: u32 = 2;
/// The processor asks for the rest of a row once it is read in order.
const PREFETCHED_VALUES: usize = 512;

/// A live vector with its length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Embedding<'a> {
    pub(crate) vector: &'a [f32],
    pub(crate) norm: f64,
}

/// Where the vector of an embedding lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// Deleted, or never there.
    #[default]
    Nowhere,
    /// At the row number of the base that is its ordinal.
    Base,
    /// In the map of vectors that came since the base.
    Delta,
}

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    place: Place,
    norm: f64,
}

/// A vector that came since the base, decoded out of its row image: that is unaligned.
#[derive(Debug)]
struct DeltaVector {
    vector: Box<[f32]>,
    codes: Box<[i8]>,
    fit: Fit,
}

/// The vectors of one revision, by the ordinal of the row that they belong to. Immutable; a clone shares all.
#[derive(Debug, Clone)]
pub(crate) struct Vectors {
    base: Matrix,
    base_codes: Arc<BaseCodes>,
    graph: Option<Arc<Graph>>,
    delta: HashMap<u32, Arc<DeltaVector>>,
    entries: Chunked<Entry>,
    live_count: usize,
    dimension: usize,
    model: Arc<str>,
}

impl Vectors {
    /// Reads every vector for its norm and its codes. *Cost*: one pass over all vectors, that of the
    /// base on all threads of the pool.
    pub(crate) fn build(tables: &Tables, base: Arc<VectorFile>) -> Self {
        let base = Matrix::Mapped(base);
        let order = rows_by_advisor(tables, base.vector_count());
        let mut vectors = Self::without_entries(base, &order);
        for (ordinal, row) in tables.table(ADVISOR_EMBEDDINGS).rows() {
            vectors.put(ordinal, row);
        }
        vectors
    }

    /// Vectors that were made of rows by a model, each at the ordinal of its row; one that is all 0 is none.
    ///
    /// *Shape*: `values: [rows, dimension]`, row-major. *Cost*: as [`Vectors::build`].
    pub(crate) fn of_rows(model: &str, values: Vec<f32>, dimension: usize) -> Self {
        let mut vectors =
            Self::without_entries(Matrix::Held { values: values.into(), dimension }, &[]);
        vectors.dimension = dimension;
        vectors.model = model.into();
        for ordinal in 0..to_stored(vectors.base.vector_count()) {
            let norm = vectors.base_codes.norm(ordinal);
            if norm > 0.0 {
                vectors.live_count += 1;
                vectors.entries.set(ordinal, Entry { place: Place::Base, norm });
            }
        }
        vectors
    }

    fn without_entries(base: Matrix, order: &[u32]) -> Self {
        Self {
            base_codes: Arc::new(BaseCodes::in_order(&base, order)),
            base,
            graph: None,
            delta: HashMap::new(),
            entries: Chunked::default(),
            live_count: 0,
            dimension: 0,
            model: Arc::default(),
        }
    }

    /// Sets the vector of a row that its model made anew; one that is all 0 is none.
    pub(crate) fn replace(&mut self, ordinal: u32, vector: Vec<f32>) {
        debug_assert_eq!(self.dimension, vector.len(), "a model has one dimension");
        self.retire(ordinal);
        if vector.iter().any(|value| *value != 0.0) {
            let norm = self.put_delta(ordinal, vector.into());
            self.live_count += 1;
            self.entries.set(ordinal, Entry { place: Place::Delta, norm });
        }
    }

    /// The same vectors, with the graph over those of the base.
    pub(crate) fn with_graph(self, graph: Option<Arc<Graph>>) -> Self {
        Self { graph, ..self }
    }

    /// The graph over the vectors of the base; none where those that are live have another dimension.
    pub(crate) fn graph(&self) -> Option<&Graph> {
        self.graph.as_deref().filter(|_| self.base.dimension() == self.dimension)
    }

    /// A search of the graph; none where there is no graph.
    pub(crate) fn beam<'a>(
        &'a self,
        query: &'a CodedQuery,
        is_found: impl Fn(u32) -> bool,
    ) -> Option<Beam<'a>> {
        Some(Beam::new(self.graph()?, &self.base_codes, query, is_found))
    }

    /// Whether the live vector of an embedding is one of the base, at the row number that is its ordinal.
    #[inline]
    pub(crate) fn is_in_base(&self, ordinal: u32) -> bool {
        self.entries.get(ordinal).is_some_and(|entry| entry.place == Place::Base)
    }

    /// The vectors after a batch that led to `after`.
    ///
    /// *Cost*: that of the touched vectors and of the chunks of entries that they change.
    pub(crate) fn advance(&self, after: &Tables, touched: &Touched) -> Self {
        let mut next = self.clone();
        let touched = touched.ordinals(ADVISOR_EMBEDDINGS);
        // All old ones go before any new one comes, so that one batch may change the dimension of all.
        for &ordinal in touched {
            next.retire(ordinal);
        }
        for &ordinal in touched {
            if let Some(row) = after.table(ADVISOR_EMBEDDINGS).row(ordinal) {
                next.put(ordinal, row);
            }
        }
        next
    }

    /// The dimension of the live vectors; none where there are none.
    pub(crate) fn dimension(&self) -> Option<usize> {
        (self.live_count > 0).then_some(self.dimension)
    }

    /// The model of the live vectors; none where there are none.
    pub(crate) fn model(&self) -> Option<&str> {
        (self.live_count > 0).then_some(&*self.model)
    }

    pub(crate) fn live_count(&self) -> usize {
        self.live_count
    }

    /// The live vector of an embedding.
    #[inline]
    pub(crate) fn get(&self, ordinal: u32) -> Option<Embedding<'_>> {
        let entry = self.entries.get(ordinal)?;
        let vector = match entry.place {
            Place::Nowhere => return None,
            Place::Base => self.base.vector(ordinal),
            Place::Delta => &self.delta.get(&ordinal)?.vector,
        };
        Some(Embedding { vector, norm: entry.norm })
    }

    /// The codes of the live vector of an embedding.
    #[inline]
    pub(crate) fn coded(&self, ordinal: u32) -> Option<Coded<'_>> {
        match self.entries.get(ordinal)?.place {
            Place::Nowhere => None,
            Place::Base => Some(self.base_codes.coded(ordinal)),
            Place::Delta => {
                let delta = self.delta.get(&ordinal)?;
                Some(Coded { codes: &delta.codes, fit: delta.fit })
            }
        }
    }

    /// Asks for the codes of a vector of the base ahead of their use, unless they follow those of the one at
    /// hand: the processor itself runs ahead of reads in a row, and being told hinders it there.
    #[inline]
    pub(crate) fn prefetch_codes(&self, ahead: u32, at_hand: Option<u32>) {
        if !self.is_in_base(ahead) {
            return;
        }
        let slot = self.base_codes.slot(ahead);
        let slot_at_hand = at_hand
            .filter(|ordinal| self.is_in_base(*ordinal))
            .map(|ordinal| self.base_codes.slot(ordinal));
        if slot_at_hand.is_none_or(|at_hand| slot.abs_diff(at_hand) > NEIGHBOURS) {
            self.base_codes.prefetch(ahead);
        }
    }

    /// Asks for the beginning of a vector of the base ahead of its use.
    #[inline]
    pub(crate) fn prefetch_vector(&self, ordinal: u32) {
        if self.entries.get(ordinal).is_some_and(|entry| entry.place == Place::Base) {
            let vector = self.base.vector(ordinal);
            prefetch(&vector[..vector.len().min(PREFETCHED_VALUES)]);
        }
    }

    /// Bytes in memory, the mapped base aside.
    pub(crate) fn byte_count(&self) -> usize {
        let delta = self.delta.values();
        let delta: usize = delta.map(|one| size_of_val(&*one.vector) + one.codes.len()).sum();
        self.base.byte_count() + self.entries.byte_count() + self.base_codes.byte_count() + delta
    }

    fn retire(&mut self, ordinal: u32) {
        if self.entries.get(ordinal).is_none_or(|entry| entry.place == Place::Nowhere) {
            return;
        }
        self.delta.remove(&ordinal);
        self.entries.set(ordinal, Entry::default());
        self.live_count -= 1;
    }

    /// Takes in the vector of an ordinal that has none.
    fn put(&mut self, ordinal: u32, row: RowRef<'_>) {
        // Rows of the base leave their vector to the base's own file; rows since carry it.
        let (place, norm, length) = match row.vector_bytes(advisor_embeddings::vector) {
            None => (Place::Base, self.base_codes.norm(ordinal), self.base.dimension()),
            Some(bytes) => {
                let values = bytes.as_chunks::<4>().0.iter();
                let vector: Box<[f32]> = values.map(|value| f32::from_le_bytes(*value)).collect();
                let length = vector.len();
                (Place::Delta, self.put_delta(ordinal, vector), length)
            }
        };
        if self.live_count == 0 {
            self.dimension = length;
            self.model = row.text(advisor_embeddings::model).into();
        }
        debug_assert_eq!(self.dimension, length, "a batch with two dimensions passed validation");
        self.live_count += 1;
        self.entries.set(ordinal, Entry { place, norm });
    }

    /// Keeps a vector with its codes, and tells its norm.
    fn put_delta(&mut self, ordinal: u32, vector: Box<[f32]>) -> f64 {
        let norm = Kernel::detect().norm(&vector);
        let mut codes = vec![0; row_length(vector.len())].into_boxed_slice();
        let fit = quantise(&vector, norm, &mut codes);
        self.delta.insert(ordinal, Arc::new(DeltaVector { vector, codes, fit }));
        norm
    }
}

/// The rows of the base's embeddings whose advisors are there, in the order of the advisors: that in which
/// matches visit them.
fn rows_by_advisor(tables: &Tables, base_count: usize) -> Vec<u32> {
    let embeddings = tables.table(ADVISOR_EMBEDDINGS);
    let advisors = tables.table(ADVISOR_PROFILES).rows();
    let of_advisor = advisors.filter_map(|(_, row)| embeddings.find(row.text(0)));
    of_advisor
        .map(|(ordinal, _)| ordinal)
        .filter(|ordinal| (*ordinal as usize) < base_count)
        .collect()
}
