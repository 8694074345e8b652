//! Where words stand one after the other.

use std::io;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

/// Tells every document that holds the stems in a row in the field of the mark, with how often it does.
pub(super) fn for_each_occurrence(
    postings: &InvertedIndexReader,
    mark: char,
    stems: &[String],
    mut each: impl FnMut(u32, u32),
) -> io::Result<()> {
    let mut lists = Vec::with_capacity(stems.len());
    for stem in stems {
        let Some(info) = postings.terms().get(format!("{stem}{mark}"))? else { return Ok(()) };
        let option = IndexRecordOption::WithFreqsAndPositions;
        lists.push(postings.read_postings_from_terminfo(&info, option)?);
    }
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    while let Some(document) = next_common(&mut lists) {
        lists[0].positions(&mut starts);
        for (offset, list) in (0..).zip(&mut lists).skip(1) {
            list.positions(&mut positions);
            starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
        }
        if let Ok(count @ 1..) = u32::try_from(starts.len()) {
            each(document, count);
        }
        lists[0].advance();
    }
    Ok(())
}

/// Brings all lists to the next document that all of them hold.
fn next_common(lists: &mut [SegmentPostings]) -> Option<u32> {
    let mut target = lists.first()?.doc();
    'align: loop {
        if target == TERMINATED {
            return None;
        }
        for list in &mut *lists {
            if list.doc() < target {
                list.seek(target);
            }
            if list.doc() > target {
                target = list.doc();
                continue 'align;
            }
        }
        return Some(target);
    }
}
