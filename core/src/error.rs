//! One error type for every operation and every language.

use std::error::Error as StdError;
use std::fmt;

/// The result of every fallible operation of the engine.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, in one word; its text is the error code in Rust, Node and Python.
///
/// ```
/// use advisor_engine::ErrorKind;
/// assert_eq!(ErrorKind::InvalidArgument.as_str(), "InvalidArgument");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A request or a row holds a value that cannot be taken; nothing was changed.
    InvalidArgument,
    /// The id does not exist, or not for this tenant or audience.
    NotFound,
    /// Something of that name is there already.
    AlreadyExists,
    /// A table or column is missing, unknown, or of another type than the catalog says.
    SchemaMismatch,
    /// A vector has another dimension than the engine holds.
    DimensionMismatch,
    /// The operation cannot be done in this mode.
    Unsupported,
    /// The request contradicts the present state.
    Conflict,
    /// A stored file does not hold what was written to it.
    Corrupt,
    /// Another process has the store open for writing.
    Locked,
    /// The deadline of the call passed first.
    Timeout,
    /// The caller cancelled the call.
    Cancelled,
    /// Memory, disk or another bounded resource ran out.
    ResourceExhausted,
    /// A source does not let the user in, or not do what it must.
    PermissionDenied,
    /// A source cannot be reached, or went away; what is served stays.
    Unavailable,
    /// The operating system refused a read or a write.
    Io,
    /// A bug of the engine; please report it.
    Internal,
}

impl ErrorKind {
    /// The code in every language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "InvalidArgument",
            Self::NotFound => "NotFound",
            Self::AlreadyExists => "AlreadyExists",
            Self::SchemaMismatch => "SchemaMismatch",
            Self::DimensionMismatch => "DimensionMismatch",
            Self::Unsupported => "Unsupported",
            Self::Conflict => "Conflict",
            Self::Corrupt => "Corrupt",
            Self::Locked => "Locked",
            Self::Timeout => "Timeout",
            Self::Cancelled => "Cancelled",
            Self::ResourceExhausted => "ResourceExhausted",
            Self::PermissionDenied => "PermissionDenied",
            Self::Unavailable => "Unavailable",
            Self::Io => "Io",
            Self::Internal => "Internal",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// An error of the engine: kind, message, operation, context and source.
///
/// The message names the thing, what was expected and what came. The text of a dependency's
/// error appears only as the source.
///
/// ```
/// use advisor_engine::{Error, ErrorKind};
/// let error = Error::new(ErrorKind::NotFound, "no client `c1`").with_operation("client_dashboard");
/// assert_eq!(error.to_string(), "NotFound in client_dashboard: no client `c1`");
/// ```
pub struct Error {
    // Boxed: a `Result` of a small answer stays small on the hot paths.
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static str>,
    context: Vec<(&'static str, String)>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Makes an error of a kind; the message is lower case and has no final period.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let inner = Inner {
            kind,
            message: message.into(),
            operation: None,
            context: Vec::new(),
            source: None,
        };
        Self { inner: Box::new(inner) }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidArgument, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    pub(crate) fn schema(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::SchemaMismatch, message)
    }

    pub(crate) fn corrupt(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Corrupt, message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// Names the operation that failed, unless a deeper layer has named it.
    #[must_use]
    pub fn with_operation(mut self, operation: &'static str) -> Self {
        self.inner.operation.get_or_insert(operation);
        self
    }

    /// Adds a pair that helps to find the place: a table, a file, a row number.
    #[must_use]
    pub fn with_context(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.inner.context.push((key, value.to_string()));
        self
    }

    /// Attaches the error underneath.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// What went wrong, in one word.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The code in every language: the kind's text.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.inner.kind.as_str()
    }

    /// The message alone, without kind, operation and context.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// The operation that failed, where known.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.operation
    }

    /// The pairs that tell the place.
    #[must_use]
    pub fn context(&self) -> &[(&'static str, String)] {
        &self.inner.context
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.inner.kind)?;
        if let Some(operation) = self.inner.operation {
            write!(formatter, " in {operation}")?;
        }
        write!(formatter, ": {}", self.inner.message)?;
        for (index, (key, value)) in self.inner.context.iter().enumerate() {
            formatter.write_str(if index == 0 { " (" } else { ", " })?;
            write!(formatter, "{key}: {value}")?;
        }
        if !self.inner.context.is_empty() {
            formatter.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")?;
        let mut source = StdError::source(self);
        while let Some(error) = source {
            write!(formatter, "\n  caused by: {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let kind = match source.kind() {
            Io::StorageFull | Io::QuotaExceeded | Io::FileTooLarge | Io::OutOfMemory => {
                ErrorKind::ResourceExhausted
            }
            _ => ErrorKind::Io,
        };
        Self::new(kind, format!("the operating system says: {source}")).with_source(source)
    }
}
