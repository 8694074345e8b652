//! Values, messages and rows of the stream.
