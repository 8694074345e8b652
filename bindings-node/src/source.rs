//! The sources of a load, as the JavaScript part hands them over after checking their shape.

use std::collections::BTreeMap;
use std::io::Cursor;

use advisor_engine::{Error, ErrorKind, PostgresSource, Source};
use arrow_ipc::reader::{FileReader, StreamReader};
use napi::bindgen_prelude::{FunctionCallContext, Uint8Array};

use crate::call::{self, NotMade};

/// What a file of Arrow's IPC format begins with; a stream of it does not.
const FILE_MARK: &[u8] = b"ARROW1";

/// A source before its bytes are read, which is done on another thread.
pub(crate) enum Given {
    Folder(String),
    Sqlite(String),
    /// Table names with the bytes of an IPC stream or file; a name may come several times.
    Tables(Vec<(String, Vec<u8>)>),
    Postgres(PostgresSource),
}

impl Given {
    /// Reads the kind of the source, and its path, its fields, or the names of its tables and their bytes, which are
    /// copied: the call runs on while JavaScript may change them.
    pub(crate) fn read(context: &FunctionCallContext<'_>) -> Result<Self, NotMade> {
        let kind: String = context.get(0)?;
        Ok(match kind.as_str() {
            "folder" => Self::Folder(context.get(1)?),
            "sqlite" => Self::Sqlite(context.get(1)?),
            "postgres" => {
                Self::Postgres(call::read(&context.get(1)?, |value| PostgresSource::read(value))?)
            }
            _ => {
                let names: Vec<String> = context.get(1)?;
                let bytes: Vec<Uint8Array> = context.get(2)?;
                Self::Tables(
                    names.into_iter().zip(bytes.iter().map(|bytes| bytes.to_vec())).collect(),
                )
            }
        })
    }

    pub(crate) fn into_source(self) -> Result<Source, Error> {
        Ok(match self {
            Self::Folder(path) => Source::Folder(path.into()),
            Self::Sqlite(path) => Source::Sqlite(path.into()),
            Self::Postgres(source) => Source::Postgres(source),
            Self::Tables(tables) => {
                let mut batches = BTreeMap::new();
                for (name, bytes) in tables {
                    let unreadable = |source| {
                        let message = format!("table `{name}` is not readable as Arrow IPC");
                        Error::new(ErrorKind::InvalidArgument, message).with_source(source)
                    };
                    let mut read: Vec<_> = if bytes.starts_with(FILE_MARK) {
                        let reader = FileReader::try_new(Cursor::new(bytes), None);
                        reader.and_then(Iterator::collect).map_err(unreadable)?
                    } else {
                        let reader = StreamReader::try_new(Cursor::new(bytes), None);
                        reader.and_then(Iterator::collect).map_err(unreadable)?
                    };
                    batches.entry(name).or_insert_with(Vec::new).append(&mut read);
                }
                Source::Batches(batches)
            }
        })
    }
}
