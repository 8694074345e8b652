//! Vectors of a request: a sequence of numbers, or at once as bytes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// The name under which a request asks for a vector as a newtype.
///
/// A format that knows it may answer with the vector's little-endian `f32` bytes in place of its numbers one by one,
/// which for 1,536 of them takes as long as a match. All other formats see a newtype around a sequence.
pub const VECTOR_NEWTYPE: &str = "advisor_engine::Vector";

/// Reads a vector.
pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
    struct Vector;

    impl<'de> Visitor<'de> for Vector {
        type Value = Vec<f32>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a sequence")
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(
            self,
            deserializer: D,
        ) -> Result<Vec<f32>, D::Error> {
            Vec::deserialize(deserializer)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, numbers: A) -> Result<Vec<f32>, A::Error> {
            Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(numbers))
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<f32>, E> {
            let (numbers, []) = bytes.as_chunks::<4>() else {
                return Err(E::invalid_length(bytes.len(), &"a multiple of four bytes"));
            };
            Ok(numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
        }
    }

    deserializer.deserialize_newtype_struct(VECTOR_NEWTYPE, Vector)
}

#[cfg(test)]
mod tests {
    use serde::de::value::{BytesDeserializer, Error};

    use super::read;

    #[test]
    fn numbers_and_their_bytes_are_the_same_vector() {
        let numbers = [1.5_f32, -0.0, f32::MIN_POSITIVE];
        let bits = |vector: Vec<f32>| vector.into_iter().map(f32::to_bits).collect::<Vec<_>>();
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let from_bytes = read(BytesDeserializer::<Error>::new(&bytes)).unwrap();
        assert_eq!(bits(from_bytes), bits(numbers.to_vec()));
        assert_eq!(bits(read(serde_json::json!(numbers)).unwrap()), bits(numbers.to_vec()));
        let broken = read(BytesDeserializer::<Error>::new(&bytes[1..])).unwrap_err();
        assert_eq!(broken.to_string(), "invalid length 11, expected a multiple of four bytes");
    }
}
