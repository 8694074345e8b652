//! One immutable part of the index: a single-segment Tantivy index in memory, and what we keep beside it.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, OnceLock};

use tantivy::directory::RamDirectory;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{
    Index, IndexSettings, InvertedIndexReader, SegmentReader, SingleSegmentIndexWriter,
    TantivyDocument,
};
use xxhash_rust::xxh3::xxh3_64;

use super::compound::{Compound, compounds, spaced};
use super::document::Document;
use super::field::{FIELD_COUNT, FIELDS};
use super::relevance::Statistics;
use super::scratch::BLOCK;
use super::word::{fold, is_function_word, is_inner, stem};
use crate::profiles::FacetField;
use crate::store::table::Tables;
use crate::width::to_stored;

/// Between a word and its stem in the dictionary of words; part of no word.
pub(super) const STEM_MARK: char = '\0';

/// Between the stems of two neighbours; part of no word.
const PAIR_MARK: char = '\u{8}';

/// Writes the term of two neighbours in the field of the mark, in either order.
pub(super) fn push_pair(one: &str, other: &str, mark: char, term: &mut String) {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    term.push_str(first);
    term.push(PAIR_MARK);
    term.push_str(second);
    term.push(mark);
}

/// What Tantivy sizes its hash table by, which grows as needed: small, since most segments are, and a
/// large table costs milliseconds to clear.
const WRITER_BUDGET_BYTES: usize = 256 << 10;

/// Why nothing here can fail: Tantivy's errors are those of reading and writing files.
pub(super) const IN_MEMORY: &str = "an index in memory has no files that could fail";

/// The schema, with the handles of its fields.
///
/// All stems share one dictionary, and so do all facets, each term with the mark of its field: a
/// dictionary costs a third of a millisecond to begin, and most segments are small.
struct Layout {
    schema: Schema,
    /// Beside the stems, in values of their own, those of compounds and the pairs of neighbours.
    stems: Field,
    /// Every word of the document in any field, each with its stem.
    words: Field,
    facets: Field,
    ordinal: Field,
}

/// What precedes the terms of a facet.
pub(super) fn facet_mark(field: FacetField) -> char {
    match field {
        FacetField::Industries => 'i',
        FacetField::Services => 's',
        FacetField::Certifications => 'c',
        FacetField::Languages => 'l',
        FacetField::BusinessSizes => 'b',
    }
}

fn layout() -> &'static Layout {
    static LAYOUT: OnceLock<Layout> = OnceLock::new();
    LAYOUT.get_or_init(|| {
        let text = |tokenizer, option| {
            // Lengths are kept exactly, beside the index; Tantivy's own are rounded.
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(option)
                .set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing)
        };
        let mut builder = Schema::builder();
        let options = text("whitespace", IndexRecordOption::WithFreqsAndPositions);
        let stems = builder.add_text_field("stems", options);
        let words = builder.add_text_field("words", text("whitespace", IndexRecordOption::Basic));
        let facets = builder.add_text_field("facets", text("raw", IndexRecordOption::Basic));
        let ordinal = builder.add_u64_field("ordinal", NumericOptions::from(FAST));
        Layout { schema: builder.build(), stems, words, facets, ordinal }
    })
}

/// The documents of some advisors; document n is that of the n-th ordinal, in ascending order.
pub(super) struct Segment {
    #[cfg(test)]
    facets: Arc<InvertedIndexReader>,
    stems: Arc<InvertedIndexReader>,
    words: Arc<InvertedIndexReader>,
    ordinals: Vec<u32>,
    /// Words per document, field by field.
    lengths: [Vec<u32>; FIELD_COUNT],
    digests: Vec<u64>,
    byte_count: usize,
}

impl Segment {
    /// Indexes advisors that are there, given in ascending order.
    ///
    /// *Cost*: one pass over their texts.
    pub(super) fn build(tables: &Tables, ordinals: &[u32]) -> Self {
        let directory = RamDirectory::create();
        let settings = IndexSettings {
            // Nothing is stored; the thread that would compress it would only be started and stopped.
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let writer = Index::builder()
            .schema(layout().schema.clone())
            .settings(settings)
            .single_segment_index_writer(directory.clone(), WRITER_BUDGET_BYTES)
            .expect(IN_MEMORY);
        let mut builder = Builder {
            writer,
            vocabulary: Vocabulary::default(),
            lengths: std::array::from_fn(|_| Vec::with_capacity(ordinals.len())),
            digests: Vec::with_capacity(ordinals.len()),
        };
        for &ordinal in ordinals {
            let document = Document::read(tables, ordinal)
                .expect("only advisors that may be shown are indexed, and those have rows");
            builder.push(ordinal, &document);
        }
        builder.finish(&directory)
    }

    pub(super) fn document_count(&self) -> usize {
        self.ordinals.len()
    }

    /// The advisors by document.
    pub(super) fn ordinals(&self) -> &[u32] {
        &self.ordinals
    }

    /// The document of an advisor, whether it is live or not.
    pub(super) fn document(&self, ordinal: u32) -> Option<usize> {
        self.ordinals.binary_search(&ordinal).ok()
    }

    /// The postings of stems, each followed by the mark of its field.
    pub(super) fn stems(&self) -> &InvertedIndexReader {
        &self.stems
    }

    /// Sets the bits of the documents that hold a stem in the field of the mark, ended ones among them.
    pub(super) fn mark_holders(
        &self,
        stem: &str,
        mark: char,
        held: &mut [usize],
    ) -> io::Result<()> {
        let term = format!("{stem}{mark}");
        let Some(info) = self.stems.terms().get(&term)? else { return Ok(()) };
        let option = IndexRecordOption::Basic;
        let mut postings = self.stems.read_block_postings_from_terminfo(&info, option)?;
        while !postings.docs().is_empty() {
            for &document in postings.docs() {
                held[document as usize / BLOCK] |= 1 << (document as usize % BLOCK);
            }
            postings.advance();
        }
        Ok(())
    }

    /// The documents of words, each followed by [`STEM_MARK`] and its stem.
    pub(super) fn words(&self) -> &InvertedIndexReader {
        &self.words
    }

    /// The words of every document in a field.
    pub(super) fn lengths(&self, field: usize) -> &[u32] {
        &self.lengths[field]
    }

    /// What a document adds to the statistics while it is live.
    pub(super) fn statistics(&self, document: usize) -> Statistics {
        Statistics {
            advisor_count: 1,
            word_counts: std::array::from_fn(|field| u64::from(self.lengths[field][document])),
            digest: self.digests[document],
        }
    }

    pub(super) fn byte_count(&self) -> usize {
        self.byte_count
    }

    /// The documents of facet terms as spelled, each after its [`facet_mark`].
    #[cfg(test)]
    pub(super) fn facets(&self) -> &InvertedIndexReader {
        &self.facets
    }
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Segment").field("documents", &self.document_count()).finish()
    }
}

struct Builder {
    writer: SingleSegmentIndexWriter,
    vocabulary: Vocabulary,
    lengths: [Vec<u32>; FIELD_COUNT],
    digests: Vec<u64>,
}

impl Builder {
    fn push(&mut self, ordinal: u32, document: &Document<'_>) {
        let layout = layout();
        let mut indexed = TantivyDocument::new();
        // Bytes that are part of no text keep the parts of the digest apart.
        let mut digested = document.id().as_bytes().to_vec();
        let mut seen = Vec::new();
        let mut joined = String::new();
        let mut places = Vec::new();
        for (position, field) in FIELDS.iter().enumerate() {
            digested.push(0xff);
            let mut length = 0;
            for text in document.texts(field) {
                digested.push(0xfe);
                joined.clear();
                let folded = fold(text);
                places.clear();
                places.extend(super::word::places(&folded));
                let first = seen.len();
                for place in &places {
                    let word = &folded[place.clone()];
                    digested.extend_from_slice(word.as_bytes());
                    digested.push(0xfd);
                    let entry = self.vocabulary.add(word);
                    joined.push_str(self.vocabulary.stem(entry));
                    joined.push(field.mark);
                    joined.push(' ');
                    seen.push(entry);
                    length += 1;
                }
                // Every item is a value: Tantivy leaves a gap between the positions of two.
                indexed.add_text(layout.stems, &joined);
                joined.clear();
                let compounds = compounds(&folded, &places);
                self.add_pairs(&compounds, &seen[first..], field.mark, &mut joined);
                if !joined.is_empty() {
                    indexed.add_text(layout.stems, &joined);
                }
                let written = compounds
                    .into_iter()
                    .map(|compound| (compound.joined, if compound.is_tight { 0xfb } else { 0xfc }));
                for (word, kind) in written.chain(spaced(&folded, &places).map(|word| (word, 0xfa)))
                {
                    digested.extend_from_slice(word.as_bytes());
                    digested.push(kind);
                    let entry = self.vocabulary.add(&word);
                    joined.clear();
                    joined.push_str(self.vocabulary.stem(entry));
                    joined.push(field.mark);
                    // A value each, so that no phrase runs over two.
                    indexed.add_text(layout.stems, &joined);
                    seen.push(entry);
                }
            }
            self.lengths[position].push(to_stored(length));
        }
        seen.sort_unstable();
        seen.dedup();
        joined.clear();
        for entry in seen {
            joined.push_str(&self.vocabulary.entries[entry].term);
            joined.push(' ');
        }
        indexed.add_text(layout.words, &joined);
        for field in FacetField::ALL {
            for term in document.facet(field) {
                joined.clear();
                joined.push(facet_mark(field));
                joined.push_str(term);
                indexed.add_text(layout.facets, &joined);
            }
        }
        indexed.add_u64(layout.ordinal, u64::from(ordinal));
        self.writer.add_document(indexed).expect(IN_MEMORY);
        self.digests.push(xxh3_64(&digested));
    }

    /// Writes the terms of the neighbours of one text, whose words are these entries.
    fn add_pairs(
        &mut self,
        compounds: &[Compound],
        words: &[usize],
        mark: char,
        written: &mut String,
    ) {
        let mut compounds = compounds.iter().peekable();
        let mut before: Option<usize> = None;
        let mut next = 0;
        while next < words.len() {
            let tight = loop {
                match compounds.next_if(|compound| compound.parts.start <= next) {
                    Some(compound) if compound.is_tight => break Some(compound),
                    Some(_) => {}
                    None => break None,
                }
            };
            let entry = match tight {
                Some(compound) => self.vocabulary.add(&compound.joined),
                None => words[next],
            };
            next = tight.map_or(next + 1, |compound| compound.parts.end);
            if self.vocabulary.entries[entry].is_between {
                continue;
            }
            if let Some(before) = before.replace(entry) {
                let [one, other] = [before, entry].map(|entry| self.vocabulary.stem(entry));
                if one != other {
                    push_pair(one, other, mark, written);
                    written.push(' ');
                }
            }
        }
    }

    fn finish(self, directory: &RamDirectory) -> Segment {
        let index = self.writer.finalize().expect(IN_MEMORY);
        let segments = index.searchable_segments().expect(IN_MEMORY);
        let reader = SegmentReader::open(&segments[0]).expect(IN_MEMORY);
        let stored = reader.fast_fields().u64("ordinal").expect(IN_MEMORY);
        let ordinals: Vec<u32> = (0..reader.max_doc())
            .filter_map(|document| stored.first(document))
            .map(|ordinal| u32::try_from(ordinal).expect("ordinals of 32 bits were written"))
            .collect();
        let layout = layout();
        let open = |field| reader.inverted_index(field).expect(IN_MEMORY);
        let beside = ordinals.len() * (size_of::<u32>() * (1 + FIELD_COUNT) + size_of::<u64>());
        Segment {
            #[cfg(test)]
            facets: open(layout.facets),
            stems: open(layout.stems),
            words: open(layout.words),
            lengths: self.lengths,
            digests: self.digests,
            byte_count: directory.total_mem_usage() + beside,
            ordinals,
        }
    }
}

/// The words met so far, each with its stem: stemming costs more than a look-up.
#[derive(Default)]
struct Vocabulary {
    places: HashMap<Box<str>, usize>,
    entries: Vec<Entry>,
}

struct Entry {
    /// The word, the mark, the stem.
    term: String,
    stem_at: usize,
    /// Whether the words beside it are neighbours all the same.
    is_between: bool,
}

impl Vocabulary {
    fn add(&mut self, word: &str) -> usize {
        if let Some(&place) = self.places.get(word) {
            return place;
        }
        let mut term = format!("{word}{STEM_MARK}");
        let stem_at = term.len();
        term.push_str(&stem(word));
        let is_between = is_function_word(word) || !word.starts_with(is_inner);
        self.entries.push(Entry { term, stem_at, is_between });
        self.places.insert(word.into(), self.entries.len() - 1);
        self.entries.len() - 1
    }

    fn stem(&self, place: usize) -> &str {
        let entry = &self.entries[place];
        &entry.term[entry.stem_at..]
    }
}
