//! What `pgoutput` sends of a transaction, read in place.
//!
//! *Source*: the chapter on the message formats of logical replication in the server's manual, protocol version 1.

use crate::error::{Error, Result};

/// A message of a transaction; its beginning and end come apart from it.
#[derive(Debug, PartialEq)]
pub(super) enum Message<'a> {
    Relation(Relation),
    Insert {
        relation: u32,
        new: Tuple<'a>,
    },
    Update {
        relation: u32,
        old: Option<Tuple<'a>>,
        new: Tuple<'a>,
    },
    Delete {
        relation: u32,
        old: Tuple<'a>,
    },
    Truncate {
        relations: Vec<u32>,
    },
    /// Where a change comes from, types of a user's own, messages: of no use here.
    Other,
}

/// A table as its changes describe it.
#[derive(Debug, PartialEq, Clone)]
pub(super) struct Relation {
    pub(super) id: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// `d`, `n`, `f` or `i`: what is sent of an old row.
    pub(super) replica_identity: u8,
    pub(super) columns: Vec<RelationColumn>,
}

#[derive(Debug, PartialEq, Clone)]
pub(super) struct RelationColumn {
    pub(super) name: String,
    pub(super) is_key: bool,
    pub(super) type_id: u32,
    /// Precision and the like, packed as the type has it; -1 for none.
    pub(super) modifier: i32,
}

/// The columns of a row, in the order of its relation.
#[derive(Debug, PartialEq)]
pub(super) struct Tuple<'a>(pub(super) Vec<Field<'a>>);

#[derive(Debug, PartialEq, Clone, Copy)]
pub(super) enum Field<'a> {
    Null,
    /// A long value that the change left alone: it is not sent again.
    Unchanged,
    /// In the type's binary format.
    Binary(&'a [u8]),
    /// In the type's text format: a type that has no other.
    Text(&'a [u8]),
}

/// Reads one message.
///
/// # Errors
/// `Corrupt` for bytes that are none: a server that speaks another version, or a proxy that garbles.
pub(super) fn read(bytes: &[u8]) -> Result<Message<'_>> {
    let mut reader = Reader { rest: bytes };
    let message = reader.message().ok_or_else(|| {
        Error::corrupt("a message of the replication stream is not readable")
            .with_context("kind", bytes.first().copied().map_or(' ', char::from))
            .with_context("bytes", bytes.len())
    })?;
    Ok(message)
}

/// What a binary copy begins with.
const COPY_SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// Reads the rows in a piece of a binary copy, of which the first begins with a header; the server sends whole rows.
///
/// # Errors
/// `Corrupt` for bytes that are no such piece; as `take` has them.
pub(super) fn read_copied<'a>(
    piece: &'a [u8],
    is_first: bool,
    take: &mut dyn FnMut(&Tuple<'a>) -> Result<()>,
) -> Result<()> {
    let broken = || {
        Error::corrupt("a copy of the server is not readable").with_context("bytes", piece.len())
    };
    let mut reader = Reader { rest: piece };
    if is_first {
        reader.copy_header().ok_or_else(broken)?;
    }
    while !reader.rest.is_empty() {
        // Less than none is the end.
        let count = reader.half().ok_or_else(broken)?.cast_signed();
        let Ok(count) = usize::try_from(count) else { return Ok(()) };
        take(&reader.copied(count).ok_or_else(broken)?)?;
    }
    Ok(())
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn message(&mut self) -> Option<Message<'a>> {
        let message = match self.byte()? {
            b'R' => Message::Relation(self.relation()?),
            b'I' => {
                let relation = self.word()?;
                let new = self.tuple_after(b'N')?;
                Message::Insert { relation, new }
            }
            b'U' => {
                let relation = self.word()?;
                let old = match self.rest.first()? {
                    b'K' | b'O' => {
                        self.byte()?;
                        Some(self.tuple()?)
                    }
                    _ => None,
                };
                Message::Update { relation, old, new: self.tuple_after(b'N')? }
            }
            b'D' => {
                let relation = self.word()?;
                match self.byte()? {
                    b'K' | b'O' => Message::Delete { relation, old: self.tuple()? },
                    _ => return None,
                }
            }
            b'T' => {
                let count = self.word()?;
                let _options = self.byte()?;
                let relations = (0..count).map(|_| self.word()).collect::<Option<_>>()?;
                Message::Truncate { relations }
            }
            b'O' | b'Y' | b'M' => return Some(Message::Other),
            _ => return None,
        };
        self.rest.is_empty().then_some(message)
    }

    fn relation(&mut self) -> Option<Relation> {
        let id = self.word()?;
        let (schema, name) = (self.text()?, self.text()?);
        let replica_identity = self.byte()?;
        let count = self.half()?;
        let columns = (0..count).map(|_| {
            let is_key = self.byte()? & 1 != 0;
            let name = self.text()?;
            let type_id = self.word()?;
            let modifier = self.word()?.cast_signed();
            Some(RelationColumn { name, is_key, type_id, modifier })
        });
        let columns = columns.collect::<Option<_>>()?;
        Some(Relation { id, schema, name, replica_identity, columns })
    }

    fn tuple_after(&mut self, mark: u8) -> Option<Tuple<'a>> {
        if self.byte()? != mark {
            return None;
        }
        self.tuple()
    }

    fn tuple(&mut self) -> Option<Tuple<'a>> {
        let count = self.half()?;
        let fields = (0..count).map(|_| {
            Some(match self.byte()? {
                b'n' => Field::Null,
                b'u' => Field::Unchanged,
                b'b' => Field::Binary(self.value()?),
                b't' => Field::Text(self.value()?),
                _ => return None,
            })
        });
        Some(Tuple(fields.collect::<Option<_>>()?))
    }

    fn copy_header(&mut self) -> Option<()> {
        if self.take(COPY_SIGNATURE.len())? != COPY_SIGNATURE {
            return None;
        }
        let _flags = self.word()?;
        self.value().map(drop)
    }

    /// A row of a copy; a length below zero is a null.
    fn copied(&mut self, count: usize) -> Option<Tuple<'a>> {
        let mut fields = Vec::with_capacity(count);
        for _ in 0..count {
            let length = self.word()?.cast_signed();
            fields.push(match usize::try_from(length) {
                Ok(length) => Field::Binary(self.take(length)?),
                Err(_) => Field::Null,
            });
        }
        Some(Tuple(fields))
    }

    fn value(&mut self) -> Option<&'a [u8]> {
        let length = self.word()?;
        self.take(usize::try_from(length).ok()?)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn half(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    fn word(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Text up to a zero byte; an empty schema stands for the catalog's own.
    fn text(&mut self) -> Option<String> {
        let length = self.rest.iter().position(|byte| *byte == 0)?;
        let text = self.take(length)?;
        self.byte()?;
        Some(std::str::from_utf8(text).ok()?.to_owned())
    }
}
