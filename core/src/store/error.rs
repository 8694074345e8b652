//! What SQLite says, as an error of the engine.

use crate::error::{Error, ErrorKind};

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let (kind, message) = match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                (ErrorKind::Corrupt, "the log is not readable as written")
            }
            Some(ErrorCode::DiskFull | ErrorCode::OutOfMemory | ErrorCode::TooBig) => {
                (ErrorKind::ResourceExhausted, "the log cannot grow")
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                (ErrorKind::Locked, "another process holds the log")
            }
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => (ErrorKind::Io, "the log cannot be read or written"),
            _ => (ErrorKind::Internal, "the log refused a statement"),
        };
        Self::new(kind, message).with_source(source)
    }
}
