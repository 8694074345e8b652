//! What DuckDB says, as an error of the engine.

use crate::error::{Error, ErrorKind};

/// Words of DuckDB's messages, with what they mean; the first that occurs decides.
///
/// Its errors carry no code through the C API, so the text is all there is.
const MEANINGS: &[(&str, ErrorKind, &str)] = &[
    ("INTERRUPT", ErrorKind::Cancelled, "the query was interrupted"),
    ("Out of Memory", ErrorKind::ResourceExhausted, "the warehouse ran out of memory"),
    ("No space left", ErrorKind::ResourceExhausted, "the warehouse ran out of disk"),
    ("File too large", ErrorKind::ResourceExhausted, "the warehouse ran out of disk"),
    ("valid DuckDB database file", ErrorKind::Corrupt, DAMAGED),
    ("Corrupt", ErrorKind::Corrupt, DAMAGED),
    ("corrupt", ErrorKind::Corrupt, DAMAGED),
    ("Serialization Error", ErrorKind::Corrupt, DAMAGED),
    ("checksum", ErrorKind::Corrupt, DAMAGED),
    ("Conversion Error", ErrorKind::InvalidArgument, OUT_OF_RANGE),
    ("Out of Range Error", ErrorKind::InvalidArgument, OUT_OF_RANGE),
    ("IO Error", ErrorKind::Io, "the warehouse cannot read or write a file"),
    ("Could not write file", ErrorKind::Io, "the warehouse cannot read or write a file"),
    ("Could not read", ErrorKind::Io, "the warehouse cannot read or write a file"),
];

const OUT_OF_RANGE: &str = "a value is beyond the range of its column's type";
const DAMAGED: &str = "a warehouse file does not hold what was written to it";

impl From<duckdb::Error> for Error {
    fn from(source: duckdb::Error) -> Self {
        let text = source.to_string();
        let meaning = MEANINGS.iter().find(|(words, ..)| text.contains(words));
        let (kind, message) = meaning.map_or(
            (ErrorKind::Internal, "the warehouse refused a statement"),
            |(_, kind, message)| (*kind, *message),
        );
        Self::new(kind, message).with_source(source)
    }
}
