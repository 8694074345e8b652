//! Tiles against products one by one.

use crate::profiles::fixture::Random;
use crate::vector::panels::{GROUP_QUERIES, PANEL_ROWS, Panels, QueryGroup};
use crate::vector::row_length;
use crate::vector::tile::{QueryBound, Rows, TILE_CODES_MAX, TileKernel, upper_bound};

fn codes(random: &mut Random, dimension: usize) -> Vec<i8> {
    let mut codes = vec![0; row_length(dimension)];
    for code in &mut codes[..dimension] {
        // The largest codes of either sign are frequent: their sums are the largest.
        *code = match random.below(4) {
            0 => 127,
            1 => -127,
            _ => i8::try_from(random.int(255) - 127).unwrap(),
        };
    }
    codes
}

fn product(one: &[i8], other: &[i8]) -> i32 {
    one.iter().zip(other).map(|(left, right)| i32::from(*left) * i32::from(*right)).sum()
}

#[test]
fn a_tile_holds_the_integers_of_products_one_by_one() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let dimension = random.index(300) + 1;
        let row_count = random.index(100) + 1;
        let rows: Vec<Option<Vec<i8>>> = (0..row_count)
            .map(|_| (!random.chance(6)).then(|| codes(&mut random, dimension)))
            .collect();
        let query_count = random.index(GROUP_QUERIES) + 1;
        let queries: Vec<_> = (0..query_count).map(|_| codes(&mut random, dimension)).collect();
        let length = row_length(dimension);
        let codes = |row: usize| rows[row].as_deref();
        let panels = Panels::build(row_count, length, codes, || Ok(())).unwrap();
        let group = QueryGroup::new(length, queries.iter().map(Vec::as_slice));
        for kernel in TileKernel::available() {
            for panel in 0..row_count.div_ceil(PANEL_ROWS) {
                let mut dots = [[7; PANEL_ROWS]; GROUP_QUERIES];
                kernel.dots(&panels, panel, &group, &mut dots);
                for (query, dots) in dots.iter().enumerate() {
                    for (place, dot) in dots.iter().enumerate() {
                        let row = rows.get(panel * PANEL_ROWS + place).and_then(Option::as_deref);
                        let both = row.zip(queries.get(query));
                        let expected = both.map_or(0, |(row, codes)| product(row, codes));
                        assert_eq!(*dot, expected, "seed {seed}, {kernel:?}, {query}, {place}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_longest_rows_do_not_overflow() {
    let rows = [vec![127; TILE_CODES_MAX], vec![-127; TILE_CODES_MAX]];
    let codes = |row: usize| Some(rows[row].as_slice());
    let panels = Panels::build(2, TILE_CODES_MAX, codes, || Ok(())).unwrap();
    let group = QueryGroup::new(TILE_CODES_MAX, rows.iter().map(Vec::as_slice));
    let most = product(&rows[0], &rows[0]);
    for kernel in TileKernel::available() {
        let mut dots = [[0; PANEL_ROWS]; GROUP_QUERIES];
        kernel.dots(&panels, 0, &group, &mut dots);
        assert_eq!([dots[0][0], dots[0][1], dots[1][1], dots[2][1]], [most, -most, most, 0]);
    }
}

#[test]
fn a_mask_says_whose_bound_reaches_the_threshold() {
    let mut random = Random(3);
    for _ in 0..200 {
        let mut column = || std::array::from_fn(|_| random.unit());
        let (mut rest, residual, unit_scale) = (column(), column(), column());
        rest[5] = f32::NEG_INFINITY;
        rest[9] = f32::INFINITY;
        let dots: [i32; PANEL_ROWS] =
            std::array::from_fn(|_| i32::try_from(random.int(2001) - 1000).unwrap());
        let query = QueryBound { own: 0.25, factor: 0.5, scale: 1.0 / 512.0 };
        let rows = Rows { rest: &rest, residual: &residual, unit_scale: &unit_scale };
        for threshold in [f32::MIN, 0.0, random.unit()] {
            for kernel in TileKernel::available() {
                let mask = kernel.reaching(&dots, rows, query, threshold);
                for (row, dot) in dots.iter().enumerate() {
                    let bound = upper_bound(*dot, rows, row, query);
                    let reaches = mask >> row & 1 == 1;
                    // Kernels round differently.
                    if (bound - threshold).abs() > 1e-5 || bound.is_infinite() {
                        assert_eq!(reaches, bound >= threshold, "{kernel:?}, row {row}");
                    }
                }
            }
        }
    }
}
