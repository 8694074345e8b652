//! The lexical vectors of the advisors, by the ordinals of their profiles: a function of their rows alone.

use rayon::prelude::*;

use super::advisor_text::advisor_text;
use super::lexical::{DIMENSION, LEXICAL_MODEL, embed};
use super::words::Words;
use crate::model::advisoros::ADVISOR_PROFILES;
use crate::store::table::Tables;
use crate::store::touched::Touched;
use crate::vector::Vectors;

/// Advisors that one thread takes at a time: enough that most of their words are known to it.
const CHUNK: usize = 1024;

/// Embeds the text of every advisor. *Cost*: one pass over the texts, on all threads of the pool.
pub(crate) fn build(tables: &Tables) -> Vectors {
    let table = tables.table(ADVISOR_PROFILES);
    let mut values = vec![0.0; table.ordinal_count() as usize * DIMENSION];
    values.par_chunks_mut(CHUNK * DIMENSION).enumerate().for_each(|(chunk, values)| {
        let mut words = Words::new();
        for (place, vector) in values.as_chunks_mut::<DIMENSION>().0.iter_mut().enumerate() {
            let ordinal = crate::width::to_stored(chunk * CHUNK + place);
            if let Some(row) = table.row(ordinal) {
                *vector = embed(&mut words, &advisor_text(row));
            }
        }
    });
    Vectors::of_rows(LEXICAL_MODEL, values, DIMENSION)
}

/// The vectors after a batch that led from `before`, which these were made of, to `after`.
///
/// *Cost*: that of the touched advisors whose text changed, beside a comparison of the others.
pub(crate) fn advance(
    vectors: &Vectors,
    before: &Tables,
    after: &Tables,
    touched: &Touched,
) -> Vectors {
    let text = |tables: &Tables, ordinal| {
        tables.table(ADVISOR_PROFILES).row(ordinal).map(advisor_text).unwrap_or_default()
    };
    let touched = touched.ordinals(ADVISOR_PROFILES).iter();
    let changed: Vec<(u32, String)> = touched
        .map(|&ordinal| (ordinal, text(after, ordinal)))
        .filter(|(ordinal, new)| *new != text(before, *ordinal))
        .collect();
    let made = changed.par_chunks(CHUNK).flat_map_iter(|chunk| {
        let mut words = Words::new();
        chunk.iter().map(move |(ordinal, text)| (*ordinal, embed(&mut words, text).to_vec()))
    });
    let mut next = vectors.clone();
    for (ordinal, vector) in made.collect::<Vec<_>>() {
        next.replace(ordinal, vector);
    }
    next
}
