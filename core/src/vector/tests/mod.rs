mod codes;
mod tile;

use super::Vectors;
use super::kernel::{Kernel, cosine};
use crate::model::advisoros::ADVISOR_EMBEDDINGS;
use crate::profiles::fixture::{Random, apply, base, embedding_image, random_batch};

/// Values of every kind: ordinary, zero of both signs, subnormal, huge, tiny.
fn awkward(random: &mut Random, length: usize) -> Vec<f32> {
    let sign = |random: &mut Random, value: f32| if random.chance(2) { -value } else { value };
    (0..length)
        .map(|_| match random.below(6) {
            0 => sign(random, 0.0),
            1 => {
                let bits = u32::try_from(random.below(1 << 23)).unwrap();
                sign(random, f32::from_bits(bits))
            }
            2 => sign(random, f32::MAX),
            3 => sign(random, f32::MIN_POSITIVE),
            _ => random.unit(),
        })
        .collect()
}

/// The same sum by the book: index arithmetic, no shared code.
fn by_the_book(one: &[f32], other: &[f32]) -> f64 {
    let mut l = [0.0_f64; 8];
    for i in 0..one.len() {
        l[i % 8] += f64::from(one[i]) * f64::from(other[i]);
    }
    ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]))
}

#[test]
fn every_kernel_gives_the_same_bits_for_every_length() {
    let kernels = Kernel::available();
    println!("kernels: {kernels:?}");
    assert_eq!(kernels.last(), Some(&Kernel::detect()));
    let mut random = Random(1);
    for length in (0..=2048).chain([0, 1536, 3072]) {
        for is_awkward in [false, true] {
            let (one, other) = if is_awkward {
                (awkward(&mut random, length), awkward(&mut random, length))
            } else {
                (random.vector(length), random.vector(length))
            };
            let expected = by_the_book(&one, &other).to_bits();
            for kernel in &kernels {
                assert_eq!(
                    kernel.dot(&one, &other).to_bits(),
                    expected,
                    "{kernel:?}, length {length}"
                );
            }
        }
    }
}

#[test]
fn unaligned_slices_give_the_same_bits() {
    let mut random = Random(2);
    let (one, other) = (random.vector(1100), random.vector(1100));
    for (start, end) in [(1, 1100), (3, 1001), (7, 8)] {
        let (left, right) = (&one[start..end], &other[..end - start]);
        let expected = by_the_book(left, right);
        for kernel in Kernel::available() {
            assert_eq!(kernel.dot(left, right).to_bits(), expected.to_bits());
        }
    }
}

#[test]
fn the_sum_is_near_a_compensated_one() {
    let mut random = Random(3);
    for length in [1, 8, 100, 1536, 2048] {
        for _ in 0..50 {
            let (one, other) = (random.vector(length), random.vector(length));
            let (mut sum, mut lost, mut magnitude) = (0.0_f64, 0.0_f64, 0.0_f64);
            for (left, right) in one.iter().zip(&other) {
                // Neumaier's sum: what each addition rounds away is added at the end.
                let product = f64::from(*left) * f64::from(*right);
                let next = sum + product;
                lost += if sum.abs() >= product.abs() {
                    (sum - next) + product
                } else {
                    (product - next) + sum
                };
                sum = next;
                magnitude += product.abs();
            }
            // Every product passes at most length/8 additions in its lane and 3 in the tree.
            let additions = (length.div_ceil(8) + 3) as f64;
            let bound = additions * f64::EPSILON * magnitude;
            let distance = (Kernel::detect().dot(&one, &other) - (sum + lost)).abs();
            assert!(distance <= bound, "length {length}: {distance} > {bound}");
        }
    }
}

#[test]
fn a_vector_without_length_has_cosine_0_and_extremes_stay_finite() {
    let kernel = Kernel::detect();
    let cosine_of = |one: &[f32], other: &[f32]| {
        cosine(kernel.dot(one, other), kernel.norm(one), kernel.norm(other))
    };
    assert_eq!(cosine_of(&[0.0; 9], &[1.0; 9]).to_bits(), 0.0_f64.to_bits());
    assert!((cosine_of(&[f32::MAX; 2048], &[f32::MAX; 2048]) - 1.0).abs() < 1e-12);
    let smallest = f32::from_bits(1);
    assert!((cosine_of(&[smallest], &[smallest]) - 1.0).abs() < 1e-12);
    assert!((cosine_of(&[smallest], &[-f32::MAX]) + 1.0).abs() < 1e-12);
}

#[test]
fn advancing_over_random_batches_equals_building_from_scratch() {
    for seed in 0..40 {
        let mut random = Random(seed);
        let vectors: Vec<_> = (0..20).map(|n| (format!("a{n}"), random.vector(5))).collect();
        let (mut tables, file) = base(&[], &vectors);
        let mut live = Vectors::build(&tables, file.clone());
        for batch in 0..25 {
            let touched = apply(&mut tables, &random_batch(&mut random, 40, 5));
            live = live.advance(&tables, &touched);
            let rebuilt = Vectors::build(&tables, file.clone());
            let view = tables.table(ADVISOR_EMBEDDINGS);
            assert_eq!(live.dimension(), rebuilt.dimension());
            assert_eq!(live.live_count(), view.rows().count());
            for ordinal in 0..view.ordinal_count() + 2 {
                let at = format!("seed {seed}, batch {batch}, ordinal {ordinal}");
                assert_eq!(live.get(ordinal), rebuilt.get(ordinal), "{at}");
                assert_eq!(live.coded(ordinal), rebuilt.coded(ordinal), "{at}");
                if let (Some(found), Some(coded)) = (live.get(ordinal), live.coded(ordinal)) {
                    codes::assert_nearest(found.vector, coded.codes);
                }
                let stored = view.row(ordinal).map(|row| {
                    let of_base = || bytemuck::cast_slice(&vectors[ordinal as usize].1);
                    row.vector_bytes(3).unwrap_or_else(of_base)
                });
                let bytes =
                    live.get(ordinal).map(|found| bytemuck::cast_slice::<f32, u8>(found.vector));
                assert_eq!(bytes, stored, "{at}");
            }
        }
    }
}

#[test]
fn one_batch_may_change_the_dimension_of_all_vectors() {
    let (mut tables, file) =
        base(&[], &[("a".into(), vec![1.0, 2.0]), ("b".into(), vec![3.0, 4.0])]);
    let vectors = Vectors::build(&tables, file);
    assert_eq!(vectors.dimension(), Some(2));
    let put =
        |id: &str| (ADVISOR_EMBEDDINGS, id.to_owned(), Some(embedding_image(id, &[1.0, 1.0, 1.0])));
    let touched = apply(&mut tables, &[put("b"), put("a")]);
    let wider = vectors.advance(&tables, &touched);
    assert_eq!((wider.dimension(), vectors.dimension()), (Some(3), Some(2)));
    let gone = |id: &str| (ADVISOR_EMBEDDINGS, id.to_owned(), None);
    let touched = apply(&mut tables, &[gone("a"), gone("b")]);
    assert_eq!(wider.advance(&tables, &touched).dimension(), None);
    assert!(wider.byte_count() > 0);
}
