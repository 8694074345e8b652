//! Codes, their dot product, and the bound of the cosine.

use super::awkward;
use crate::profiles::fixture::Random;
use crate::vector::bound::{Coded, CodedQuery};
use crate::vector::code_kernel::CodeKernel;
use crate::vector::kernel::{Kernel, cosine};
use crate::vector::quantise::{quantise, row_length};

/// The codes are the nearest of 255 even steps up to the largest magnitude; zeros follow.
pub(super) fn assert_nearest(vector: &[f32], codes: &[i8]) {
    assert_eq!(codes.len() % 64, 0);
    let largest = vector.iter().fold(0.0_f64, |largest, value| largest.max(f64::from(value.abs())));
    for (value, code) in vector.iter().zip(codes) {
        let missed = f64::from(*value) * 127.0 - f64::from(*code) * largest;
        assert!(missed.abs() <= largest * 0.500_000_1, "{value} of {largest} is not {code}");
        assert!(*code != i8::MIN);
    }
    assert!(codes[vector.len()..].iter().all(|code| *code == 0));
}

fn code(random: &mut Random) -> i8 {
    let extremes = [127, -127, 0, 1, -1];
    if random.chance(3) {
        return extremes[random.index(extremes.len())];
    }
    i8::try_from(random.int(255) - 127).unwrap()
}

#[test]
fn every_kernel_gives_the_exact_integer_for_every_length() {
    println!("kernels: {:?}", CodeKernel::available());
    assert_eq!(CodeKernel::available().last(), Some(&CodeKernel::detect()), "one is not exact");
    let mut random = Random(11);
    // Beyond 65,536 the library is asked piece by piece; beyond 133,144 its sums would overflow.
    for length in (0..=2_100).chain([4_096, 65_535, 65_536, 65_537, 200_000]) {
        for kind in 0..3 {
            let (one, other): (Vec<i8>, Vec<i8>) = match kind {
                0 => (0..length).map(|_| (code(&mut random), code(&mut random))).unzip(),
                1 => (vec![127; length], vec![127; length]),
                _ => (vec![-127; length], vec![127; length]),
            };
            let pairs = one.iter().zip(&other);
            let expected: i128 = pairs.map(|(a, b)| i128::from(*a) * i128::from(*b)).sum();
            for kernel in CodeKernel::available() {
                let found = i128::from(kernel.dot(&one, &other));
                assert_eq!(found, expected, "{kernel:?}, length {length}, kind {kind}");
            }
        }
    }
}

/// Vectors that a quantisation with one scale serves badly, and ordinary ones.
fn vector(random: &mut Random, dimension: usize) -> Vec<f32> {
    let magnitude = [1.0, 1e-38, 1e-44, 1e38, 3e-20, 7e15][random.index(6)];
    let mut vector = random.vector(dimension);
    match random.below(9) {
        // One huge component and many small ones.
        0 => {
            for value in &mut vector {
                *value *= 1e-3;
            }
            let place = random.index(dimension);
            vector[place] = if random.chance(2) { 1.0 } else { -1.0 };
        }
        // Halfway between two codes, and a hair to either side.
        1 | 2 => {
            let nudge = [1.0, 1.0 + f32::EPSILON, 1.0 - f32::EPSILON][random.index(3)];
            for value in &mut vector {
                *value = ((*value * 126.0).trunc() + 0.5 * value.signum()) / 127.0 * nudge;
            }
            vector[random.index(dimension)] = 1.0;
        }
        // Alternating signs of one magnitude.
        3 => {
            let value = random.unit();
            (0..dimension).for_each(|n| vector[n] = if n % 2 == 0 { value } else { -value });
        }
        4 => vector = awkward(random, dimension),
        5 => vector.fill(0.0),
        _ => {}
    }
    for value in &mut vector {
        *value = (*value * magnitude).clamp(f32::MIN, f32::MAX);
    }
    vector
}

/// A query and a vector: strangers, the same, opposite, or apart by what the codes miss.
fn pair(random: &mut Random, dimension: usize) -> (Vec<f32>, Vec<f32>) {
    let query = vector(random, dimension);
    let other = match random.below(5) {
        0 => query.clone(),
        1 => query.iter().map(|value| -value).collect(),
        // Along the query's own residual, where Cauchy–Schwarz is sharp for its first term.
        2 => {
            let largest = query.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
            let step = f64::from(largest) / 127.0;
            let missed = |value: f32| {
                let value = f64::from(value);
                if step == 0.0 { 0.0 } else { value - (value / step).round() * step }
            };
            #[expect(clippy::cast_possible_truncation, reason = "any nearby vector serves")]
            query.iter().map(|value| missed(*value) as f32).collect()
        }
        _ => vector(random, dimension),
    };
    if random.chance(2) { (query, other) } else { (other, query) }
}

#[test]
fn no_cosine_is_outside_its_interval() {
    let exact = Kernel::detect();
    // How much of its radius the worst pair used: the bound is neither broken nor far too wide.
    let mut most_used = 0.0_f64;
    for seed in 0..60_000 {
        let mut random = Random(seed);
        let largest = if seed % 20 == 0 { 2048 } else { 70 };
        let dimension = random.index(largest) + 1;
        let (query, other) = pair(&mut random, dimension);
        let (query_norm, norm) = (exact.norm(&query), exact.norm(&other));
        let expected = cosine(exact.dot(&query, &other), query_norm, norm);
        let mut codes = vec![0; row_length(dimension)];
        let fit = quantise(&other, norm, &mut codes);
        assert_nearest(&other, &codes);
        let interval_of = |kernel| {
            CodedQuery::new(kernel, &query, query_norm).cosine_within(Coded { codes: &codes, fit })
        };
        let interval = interval_of(CodeKernel::detect());
        for kernel in CodeKernel::available() {
            assert_eq!(interval_of(kernel), interval, "seed {seed}, {kernel:?}");
        }
        assert!(
            interval.low <= expected && expected <= interval.high,
            "seed {seed}, dimension {dimension}: {expected} is not in {interval:?}"
        );
        let any = CodedQuery::new(CodeKernel::detect(), &query, query_norm).cosine_of_any();
        assert!(any.low <= interval.low && interval.high <= any.high, "seed {seed}");
        // Where neither end was cut off at ±1.
        if interval.high < 1.0 && interval.low > -1.0 {
            let middle = f64::midpoint(interval.low, interval.high);
            let radius = interval.high - middle;
            if radius > 1e-6 {
                most_used = most_used.max((expected - middle).abs() / radius);
            }
        }
    }
    println!("most of a radius used: {most_used}");
    assert!((0.9..=1.0).contains(&most_used), "{most_used} of a radius");
}

#[test]
fn ordinary_vectors_are_known_to_within_three_hundredths() {
    let exact = Kernel::detect();
    let mut random = Random(12);
    for dimension in [64, 384, 1536, 2048] {
        let (query, other) = (random.vector(dimension), random.vector(dimension));
        let mut codes = vec![0; row_length(dimension)];
        let fit = quantise(&other, exact.norm(&other), &mut codes);
        let query = CodedQuery::new(CodeKernel::detect(), &query, exact.norm(&query));
        let interval = query.cosine_within(Coded { codes: &codes, fit });
        assert!(interval.high - interval.low < 0.03, "dimension {dimension}: {interval:?}");
    }
}
