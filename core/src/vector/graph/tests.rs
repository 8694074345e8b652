//! The graph by itself: made, written, mapped, damaged, stopped.

use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use xxhash_rust::xxh3::xxh3_64;

use super::beam::CHECK_EVERY;
use super::{Beam, build};
use crate::options::{CallOptions, CancelFlag};
use crate::profiles::fixture::Random;
use crate::store::graph_file::Graph;
use crate::store::vector_file::{VectorFile, VectorFileWriter};
use crate::vector::base_codes::BaseCodes;
use crate::vector::bound::CodedQuery;
use crate::vector::code_kernel::CodeKernel;
use crate::vector::kernel::Kernel;
use crate::vector::matrix::Matrix;
use crate::width::to_stored;
use crate::{ErrorKind, Result};

const DIMENSION: usize = 16;

/// Tight clusters, vectors that come several times, and some without length.
fn file(folder: &Path, count: usize, random: &mut Random) -> Arc<VectorFile> {
    let centres: Vec<_> = (0..20).map(|_| random.vector(DIMENSION)).collect();
    let path = folder.join("vectors");
    let mut writer = VectorFileWriter::create(&path, DIMENSION, count).unwrap();
    for _ in 0..count {
        let centre = &centres[random.index(centres.len())];
        let vector: Vec<f32> = match random.below(20) {
            0 => vec![0.0; DIMENSION],
            1 | 2 => centre.clone(),
            _ => centre.iter().map(|value| value + 0.2 * random.unit()).collect(),
        };
        writer.push(&vector).unwrap();
    }
    writer.finish().unwrap();
    Arc::new(VectorFile::open(&path, None).unwrap())
}

fn made(vectors: &Arc<VectorFile>) -> (Graph, f64) {
    build(vectors, &CallOptions::default(), &|_| {}).unwrap()
}

/// The links of every node on every level.
fn links(graph: &Graph) -> Vec<Vec<&[u32]>> {
    let nodes = 0..to_stored(graph.node_count());
    let levels = 0..graph.level_count();
    levels.map(|level| nodes.clone().map(|node| graph.links(level, node)).collect()).collect()
}

fn query(vector: &[f32]) -> CodedQuery {
    CodedQuery::new(CodeKernel::detect(), vector, Kernel::detect().norm(vector))
}

#[test]
fn the_same_vectors_make_the_same_graph_and_a_written_one_is_mapped_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = file(folder.path(), 1500, &mut Random(1));
    let (graph, recall) = made(&vectors);
    let (again, recall_again) = made(&vectors);
    assert_eq!((links(&graph), graph.entry()), (links(&again), again.entry()));
    assert_eq!(recall.to_bits(), recall_again.to_bits());
    println!("recall {recall}, {} levels", graph.level_count());
    assert!((0.95..=1.0).contains(&recall), "{recall}");
    assert!(graph.level_count() > 1);
    let path = folder.path().join("graph");
    let checksum = graph.write(&path, recall).unwrap();
    let mapped = Graph::open(&path, checksum, 1500).unwrap();
    assert_eq!((links(&graph), graph.entry()), (links(&mapped), mapped.entry()));
    assert_eq!(recall.to_bits(), mapped.recall().to_bits());
}

#[test]
fn a_beam_wide_enough_finds_every_vector_and_a_filter_leaves_out_the_others() {
    for count in [1, 2, 3, 40, 700] {
        let folder = tempfile::tempdir().unwrap();
        let mut random = Random(count as u64);
        let vectors = file(folder.path(), count, &mut random);
        let (graph, _) = made(&vectors);
        let codes = BaseCodes::build(&Matrix::Mapped(Arc::clone(&vectors)));
        let query = query(&random.vector(DIMENSION));
        for keeps in [1, 7] {
            let is_found = |row: u32| row.is_multiple_of(keeps);
            let mut beam = Beam::new(&graph, &codes, &query, is_found);
            // Widened step by step, it finds what one wide search does.
            for width in [1, 5, count + 1] {
                assert!(beam.widen(width, usize::MAX, is_found, &CallOptions::default()).unwrap());
            }
            let mut found: Vec<u32> = beam.found().collect();
            found.sort_unstable();
            let expected: Vec<u32> = (0..to_stored(count)).filter(|row| is_found(*row)).collect();
            assert_eq!(found, expected, "{count} vectors, one of {keeps}");
            assert_eq!(beam.horizon(), None);
        }
    }
}

#[test]
fn a_damaged_graph_is_corrupt_and_never_leads_out_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(3);
    let vectors = file(folder.path(), 300, &mut random);
    let (graph, recall) = made(&vectors);
    let path = folder.path().join("graph");
    let checksum = graph.write(&path, recall).unwrap();
    let good = std::fs::read(&path).unwrap();
    let error = |bytes: &[u8], checksum: u64, count: usize| -> Option<ErrorKind> {
        let path = folder.path().join("damaged");
        std::fs::write(&path, bytes).unwrap();
        let opened: Result<Graph> = Graph::open(&path, checksum, count);
        match opened {
            Ok(graph) => {
                // Whatever it says now, it must be safe to follow.
                let known = links(&graph).into_iter().flatten().flatten().all(|node| *node < 300);
                assert!(known && graph.entry() < 300);
                None
            }
            Err(error) => Some(error.kind()),
        }
    };
    assert_eq!(error(&good, checksum, 300), None);
    assert_eq!(error(&good, checksum, 299), Some(ErrorKind::Corrupt));
    let mut refused_count = 0;
    for _ in 0..400 {
        let mut bad = good.clone();
        // The header and the table of levels more often than the links.
        let place = if random.chance(2) { random.index(96) } else { random.index(good.len()) };
        bad[place] ^= 1 << random.below(8);
        assert_eq!(error(&bad, checksum, 300), Some(ErrorKind::Corrupt), "byte {place}");
        // As if it had been written like this: a checksum says nothing then.
        refused_count += usize::from(error(&bad, xxh3_64(&bad), 300).is_some());
    }
    println!("{refused_count} of 400 were refused without a checksum's help");
    assert!(refused_count > 50);
    for length in [0, 8, 63, 64, 70, good.len() - 4, good.len() - 1] {
        let short = &good[..length];
        assert_eq!(error(short, xxh3_64(short), 300), Some(ErrorKind::Corrupt), "{length} bytes");
    }
}

#[test]
fn a_cancelled_build_takes_no_further_vector() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = file(folder.path(), 5000, &mut Random(4));
    let flag = CancelFlag::new();
    let reported = Arc::new(Mutex::new(Vec::new()));
    let options = CallOptions::default().with_cancel(flag.clone());
    let report = |count: u64| {
        reported.lock().push(count);
        flag.cancel();
    };
    let stopped = build(&vectors, &options, &report);
    assert_eq!(stopped.map(|_| ()).unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(*reported.lock(), [4096]);
}

#[test]
fn a_cancelled_search_reads_no_further_code() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(5);
    let vectors = file(folder.path(), 3000, &mut random);
    let (graph, _) = made(&vectors);
    let codes = BaseCodes::build(&Matrix::Mapped(Arc::clone(&vectors)));
    let query = query(&random.vector(DIMENSION));
    let flag = CancelFlag::new();
    let options = CallOptions::default().with_cancel(flag.clone());
    let seen = std::cell::Cell::new(0_usize);
    let is_found = |_: u32| {
        seen.set(seen.get() + 1);
        if seen.get() == 200 {
            flag.cancel();
        }
        true
    };
    let mut beam = Beam::new(&graph, &codes, &query, is_found);
    let stopped = beam.widen(3000, usize::MAX, is_found, &options);
    assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    let degree = (0..3000).map(|node| graph.links(0, node).len()).max().unwrap();
    assert!(seen.get() <= 200 + CHECK_EVERY * degree, "{} after 200", seen.get());
    assert!(seen.get() < 3000);
}
