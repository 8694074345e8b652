//! What DuckDB says, as an error of the engine.

use crate::error::{Error, ErrorKind};

impl From<duckdb::Error> for Error {
    fn from(source: duckdb::Error) -> Self {
        let text = source.to_string();
        let (kind, message) = if text.contains("INTERRUPT") {
            (ErrorKind::Cancelled, "the query was interrupted")
        } else if text.contains("Out of Memory") || text.contains("No space left") {
            (ErrorKind::ResourceExhausted, "the warehouse ran out of memory or disk")
        } else if text.contains("IO Error") {
            (ErrorKind::Io, "the warehouse cannot read or write a file")
        } else if text.contains("Serialization Error") || text.contains("orrupt") {
            (ErrorKind::Corrupt, "a warehouse file does not hold what was written to it")
        } else {
            (ErrorKind::Internal, "the warehouse refused a statement")
        };
        Self::new(kind, message).with_source(source)
    }
}
