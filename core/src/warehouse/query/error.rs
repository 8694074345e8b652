//! What DuckDB says of a caller's statement, as an error of the engine.

use crate::error::{Error, ErrorKind};

/// DuckDB's kinds of errors that a statement is to blame for.
const OF_THE_STATEMENT: [&str; 20] = [
    "Binder Error",
    "Catalog Error",
    "Conversion Error",
    "Decimal Error",
    "Divide by Zero Error",
    "Expression Error",
    "Invalid Error",
    "Invalid Input Error",
    "Invalid type Error",
    "Mismatch Type Error",
    "Missing Extension Error",
    "Not implemented Error",
    "Object Size Error",
    "Out of Range Error",
    "Parameter Not Allowed Error",
    "Parameter Not Resolved Error",
    "Parser Error",
    "Permission Error",
    "Syntax Error",
    "Unknown Type Error",
];

/// After these the instance may not answer any more.
const FATAL: [&str; 3] = ["INTERNAL Error", "FATAL Error", "has been invalidated"];

const TEXT_MOST: usize = 400;

/// Whether the instance is to be given up.
pub(super) fn is_fatal(text: &str) -> bool {
    FATAL.iter().any(|words| text.contains(words))
}

/// The error of a statement that DuckDB refuses, or fails at.
///
/// Its words are handed on: they name columns and types, and values of the rows that the statement may see, but none of
/// others, which no expression of the statement was evaluated on.
pub(super) fn of_statement(source: duckdb::Error) -> Error {
    let text = source.to_string();
    let kind = OF_THE_STATEMENT.iter().find(|kind| text.starts_with(**kind));
    match kind {
        Some(kind) => Error::invalid(readable(text[kind.len()..].trim_start_matches([':', ' '])))
            .with_source(source),
        None if is_fatal(&text) => {
            Error::internal("DuckDB failed at the statement; later ones go to a fresh instance")
                .with_source(source)
        }
        None if text.contains("Out of Memory") || text.contains("max_temp_directory_size") => {
            Error::new(
                ErrorKind::ResourceExhausted,
                "the statement needs more memory than `sql_memory_limit_bytes`, or more disk than is lent to it; read \
                 fewer rows or columns, or aggregate before you sort",
            )
            .with_source(source)
        }
        None => Error::from(source),
    }
}

/// DuckDB's words without the excerpt of the statement, which is not the caller's, in one line.
pub(super) fn readable(text: &str) -> String {
    let words = text.split("\n\nLINE ").next().unwrap_or_default();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut told: String = line.chars().take(TEXT_MOST).collect();
    while told.ends_with(['.', '!']) {
        told.pop();
    }
    format!("the statement cannot be run: {told}")
}
