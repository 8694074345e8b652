//! What SQLite says, as an error of the engine.

use rusqlite::ErrorCode;

use crate::error::{Error, ErrorKind};

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        let (kind, message) = match source.sqlite_error_code() {
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
            Some(ErrorCode::ApiMisuse | ErrorCode::InternalMalfunction) => {
                (ErrorKind::Internal, "the log refused a statement")
            }
            // The statements are constants: a column that is not there or has another type was not written so.
            _ => (ErrorKind::Corrupt, "the log is not readable as written"),
        };
        Self::new(kind, message).with_source(source)
    }
}
