//! Makes the graph.

use std::sync::Arc;

use hnsw_rs::anndists::dist::distances::Distance;
use hnsw_rs::hnsw::{Hnsw, PointId};

use super::measure::measure;
use crate::error::Result;
use crate::options::CallOptions;
use crate::pool;
use crate::store::graph_file::{Graph, Level};
use crate::store::vector_file::VectorFile;
use crate::vector::base_codes::BaseCodes;
use crate::vector::code_kernel::CodeKernel;
use crate::vector::matrix::Matrix;
use crate::width::to_stored;

/// The paper's M: neighbours of a node on each level, twice as many on the lowest. *Source*: the bench `graph`; more
/// make a search dearer and find nothing more at the width that is used.
const NEIGHBOUR_COUNT: usize = 16;
/// The paper's efConstruction. *Source*: the same bench, where 200 take twice as long.
const BUILD_WIDTH: usize = 100;
/// The library's largest number of levels.
const LEVEL_LIMIT: usize = 16;
/// Vectors between two reports of progress.
const REPORT_EVERY: u32 = 4096;

/// How far apart two vectors of the base are, by their row numbers: nothing of them is copied into the graph.
struct CodeDistance<'a> {
    codes: &'a BaseCodes,
    kernel: CodeKernel,
}

impl Distance<u32> for CodeDistance<'_> {
    fn eval(&self, one: &[u32], other: &[u32]) -> f32 {
        let (one, other) = (self.codes.coded(one[0]), self.codes.coded(other[0]));
        let dot = self.kernel.dot(one.codes, other.codes) as f64;
        // An estimate is a little beyond 1 at most, and the library takes no distance below 0.
        let distance = 2.0 - one.fit.unit_scale * other.fit.unit_scale * dot;
        #[expect(clippy::cast_possible_truncation, reason = "the library orders by f32")]
        let distance = distance as f32;
        distance
    }
}

/// Makes the graph of these vectors, and measures its recall.
///
/// The same vectors make the same graph: the library draws levels from a fixed seed, and vectors go in one by one, in
/// their order. (Several threads would take half the time on two cores and make another graph each time.) *Cost*: a
/// search per vector, on one thread; the neighbours are in memory twice for a moment.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say, from one vector to the next.
pub(crate) fn build(
    vectors: &Arc<VectorFile>,
    options: &CallOptions,
    report: &dyn Fn(u64),
) -> Result<(Graph, f64)> {
    let codes = pool::run(|| BaseCodes::build(&Matrix::Mapped(Arc::clone(vectors))));
    let count = to_stored(vectors.vector_count());
    let distance = CodeDistance { codes: &codes, kernel: CodeKernel::detect() };
    let made = Hnsw::<u32, _>::new(
        NEIGHBOUR_COUNT,
        vectors.vector_count(),
        LEVEL_LIMIT,
        BUILD_WIDTH,
        distance,
    );
    for node in 0..count {
        options.check()?;
        made.insert((&[node], node as usize));
        if (node + 1).is_multiple_of(REPORT_EVERY) || node + 1 == count {
            report(u64::from(node) + 1);
        }
    }
    let graph = flatten(&made, options)?;
    drop(made);
    let recall = pool::run(|| measure(&graph, vectors, &codes, options))?;
    Ok((graph, recall))
}

/// Takes the neighbours out of the library's graph, and connects who cannot be reached.
fn flatten(made: &Hnsw<'_, u32, CodeDistance<'_>>, options: &CallOptions) -> Result<Graph> {
    let count = made.get_nb_point();
    let mut levels: Vec<Level> = Vec::new();
    let mut entry = (0, 0);
    for point in made.get_point_indexation() {
        options.check()?;
        let (node, highest) = (to_stored(point.get_origin_id()), point.get_point_id().0);
        if (highest, std::cmp::Reverse(node)) > (entry.0, std::cmp::Reverse(entry.1)) {
            entry = (highest, node);
        }
        let neighbourhood = point.get_neighborhood_id();
        for (level, neighbours) in neighbourhood.into_iter().take(highest as usize + 1).enumerate()
        {
            if levels.len() <= level {
                levels.resize_with(level + 1, Level::default);
            }
            // A list may hold the point from which a search came down.
            let is_here = |id: &PointId| usize::from(id.0) >= level;
            let here = neighbours.into_iter().filter(|neighbour| is_here(&neighbour.p_id));
            let links = here.map(|neighbour| to_stored(neighbour.d_id)).collect();
            if level == 0 {
                levels[0].links.resize(count, Vec::new());
                levels[0].links[node as usize] = links;
            } else {
                levels[level].nodes.push(node);
                levels[level].links.push(links);
            }
        }
    }
    for level in levels.iter_mut().skip(1) {
        let mut order: Vec<usize> = (0..level.nodes.len()).collect();
        order.sort_unstable_by_key(|position| level.nodes[*position]);
        level.links =
            order.iter().map(|position| std::mem::take(&mut level.links[*position])).collect();
        level.nodes.sort_unstable();
    }
    if let Some(lowest) = levels.first_mut() {
        connect(&mut lowest.links, entry.1, options)?;
    }
    Graph::new(&levels, entry.1)
}

/// Makes every node reachable from the entry: the library drops the farthest of too many neighbours, and so sometimes
/// the last way to a node. Such a node becomes a neighbour of its own nearest that can be reached.
fn connect(links: &mut [Vec<u32>], entry: u32, options: &CallOptions) -> Result<()> {
    let mut is_reached = vec![false; links.len()];
    let mut open = vec![entry];
    is_reached[entry as usize] = true;
    let mut lost: Vec<u32> = Vec::new();
    let mut next_unseen = 0;
    loop {
        while let Some(node) = open.pop() {
            for &neighbour in &links[node as usize] {
                if !std::mem::replace(&mut is_reached[neighbour as usize], true) {
                    open.push(neighbour);
                }
            }
        }
        options.check()?;
        // Each node is looked at once; those without a neighbour that is reached wait for the end.
        let unreached = (next_unseen..links.len()).find(|node| !is_reached[*node]);
        let (node, from) = if let Some(node) = unreached {
            next_unseen = node + 1;
            let reached = links[node].iter().find(|neighbour| is_reached[**neighbour as usize]);
            let Some(&from) = reached else {
                lost.push(to_stored(node));
                continue;
            };
            (to_stored(node), from)
        } else if let Some(node) = lost.pop() {
            let reached =
                links[node as usize].iter().find(|neighbour| is_reached[**neighbour as usize]);
            (node, reached.copied().unwrap_or(entry))
        } else {
            return Ok(());
        };
        if !std::mem::replace(&mut is_reached[node as usize], true) {
            links[from as usize].push(node);
            open.push(node);
        }
    }
}
