//! Vectors that behave like text embeddings: advisors with the same industry and services lie
//! near each other, with noise.

use crate::digest::content_rank;
use crate::random::{Draw, Purpose, Streams};

/// Name of the model column: it says that no model made these vectors.
pub(crate) const MODEL: &str = "synthetic-clusters-v1";

/// Shares of the three parts, each of unit length before it is weighed: two advisors of one
/// industry and the same services have a cosine near 0.6, two unrelated ones near 0.
const INDUSTRY_SHARE: f32 = 0.7;
const SERVICE_SHARE: f32 = 0.7;
const NOISE_SHARE: f32 = 0.8;

/// Makes vectors of one dimension; the centre of a label is a pure function of (seed, label).
#[derive(Debug, Clone)]
pub(crate) struct VectorMaker {
    streams: Streams,
    dimension: usize,
    /// Centres already made: about forty labels.
    centres: std::collections::HashMap<&'static str, Vec<f32>>,
}

impl VectorMaker {
    pub(crate) fn new(streams: &Streams, dimension: usize) -> Self {
        Self { streams: streams.clone(), dimension, centres: std::collections::HashMap::new() }
    }

    /// A vector of unit length near the centres of `industries` and `services`.
    pub(crate) fn vector(
        &mut self,
        draw: &mut Draw,
        industries: &[&'static str],
        services: &[&'static str],
    ) -> Vec<f32> {
        let mut vector = vec![0.0; self.dimension];
        self.add_mean(&mut vector, industries, INDUSTRY_SHARE);
        self.add_mean(&mut vector, services, SERVICE_SHARE);
        let noise: Vec<f32> = (0..self.dimension).map(|_| draw.bell()).collect();
        add_scaled(&mut vector, &normalised(noise), NOISE_SHARE);
        normalised(vector)
    }

    fn add_mean(&mut self, vector: &mut [f32], labels: &[&'static str], share: f32) {
        let mut mean = vec![0.0; self.dimension];
        for label in labels {
            add_scaled(&mut mean, self.centre(label), 1.0);
        }
        add_scaled(vector, &normalised(mean), share);
    }

    fn centre(&mut self, label: &'static str) -> &[f32] {
        let (streams, dimension) = (&self.streams, self.dimension);
        self.centres.entry(label).or_insert_with(|| {
            let index = content_rank(label.as_bytes()) >> 8;
            let mut draw = streams.draw(Purpose::Centroid, index);
            normalised((0..dimension).map(|_| draw.bell()).collect())
        })
    }
}

fn add_scaled(target: &mut [f32], addend: &[f32], factor: f32) {
    for (value, addend) in target.iter_mut().zip(addend) {
        *value += addend * factor;
    }
}

/// Scales to unit length; a vector of zeros stays as it is.
fn normalised(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_have_unit_length_and_lie_nearer_to_their_own_cluster() {
        let streams = Streams::new(3);
        let mut maker = VectorMaker::new(&streams, 256);
        let mut make = |index, industry, service| {
            maker.vector(
                &mut streams.draw(Purpose::AdvisorEmbedding, index),
                &[industry],
                &[service],
            )
        };
        let one = make(1, "Retail", "audit");
        let near = make(2, "Retail", "audit");
        let far = make(3, "Healthcare", "payroll");
        let cosine =
            |left: &[f32], right: &[f32]| left.iter().zip(right).map(|(a, b)| a * b).sum::<f32>();
        assert!((cosine(&one, &one) - 1.0).abs() < 1e-5);
        assert!(cosine(&one, &near) > 0.4, "{}", cosine(&one, &near));
        assert!(cosine(&one, &far) < 0.3, "{}", cosine(&one, &far));
        assert!(cosine(&one, &near) < 0.9);
    }
}
