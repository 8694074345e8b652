//! The cursor: the place of a row in one list of one store, in a form that only the engine can make.
//!
//! Layout, little-endian: `u8` format, `u8` flags, `u64` operation, `u64` tenant, `u128` request, the `u64`
//! epoch where a flag says so, `u8` count of sort values, each as a tag with its bytes, `u32` length and bytes
//! of the id, and 16 bytes of HMAC-SHA256 over all of it. The text is base64url without padding.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::key::CursorKey;
use crate::error::{Error, Result};
use crate::width::to_stored;

/// A reader of this format refuses every other.
const FORMAT: u8 = 1;
/// Half of the digest, as RFC 2104 section 5 permits: forging it takes 2^128 tries.
const TAG_BYTES: usize = 16;
/// Bounds the work on a text that no engine made; a sort value may be as long as a row's text.
const TEXT_BYTES_MAX: usize = 1 << 20;

const EXPANDS_TYPOS: u8 = 1;
const HAS_EPOCH: u8 = 2;

/// The list that a cursor belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) operation: &'static str,
    /// Of a tenant's list.
    pub(crate) tenant: Option<&'a str>,
    /// The request without its page, in one fixed form.
    pub(crate) request: &'a [u8],
}

/// What a row is sorted by, as it is compared: ascending, missing values last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortValue {
    Number(u64),
    Text(String),
    Missing,
}

/// The last row of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) values: Vec<SortValue>,
    pub(crate) id: String,
    /// Whether the pages of this list are found with typos expanded.
    pub(crate) expands_typos: bool,
    /// The epoch of the statistics, where the order rests on them.
    pub(crate) epoch: Option<u64>,
}

/// Makes and reads the cursors of a store.
#[derive(Clone)]
pub(crate) struct Cursors {
    /// With the key taken in.
    mac: Hmac<Sha256>,
}

impl std::fmt::Debug for Cursors {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Cursors(…)")
    }
}

impl Cursors {
    pub(crate) fn new(key: &CursorKey) -> Self {
        let mac = Hmac::new_from_slice(key.secret()).expect("HMAC takes keys of any length");
        Self { mac }
    }

    /// The cursor behind a row.
    pub(crate) fn seal(&self, scope: &Scope<'_>, position: &Position) -> String {
        let Position { values, id, expands_typos, epoch } = position;
        let mut bytes = Vec::with_capacity(96 + id.len());
        bytes.push(FORMAT);
        let typos = if *expands_typos { EXPANDS_TYPOS } else { 0 };
        bytes.push(typos | if epoch.is_some() { HAS_EPOCH } else { 0 });
        put_scope(&mut bytes, scope);
        if let Some(epoch) = epoch {
            bytes.extend_from_slice(&epoch.to_le_bytes());
        }
        bytes.push(u8::try_from(values.len()).expect("a list has far fewer than 256 sort columns"));
        for value in values {
            match value {
                SortValue::Missing => bytes.push(0),
                SortValue::Number(number) => {
                    bytes.push(1);
                    bytes.extend_from_slice(&number.to_le_bytes());
                }
                SortValue::Text(text) => {
                    bytes.push(2);
                    put_text(&mut bytes, text);
                }
            }
        }
        put_text(&mut bytes, id);
        let tag = self.mac.clone().chain_update(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&tag[..TAG_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The row that a cursor stands behind.
    ///
    /// # Errors
    /// `InvalidArgument` for text that no engine with this key made for this list.
    pub(crate) fn open(&self, scope: &Scope<'_>, text: &str) -> Result<Position> {
        let refuse = |why: &str| Error::invalid(format!("field `cursor` {why}"));
        let forged = || refuse("is not one that this store gave; pass `next_cursor` unchanged");
        if text.len() > TEXT_BYTES_MAX {
            return Err(forged());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| forged())?;
        let format = *bytes.first().ok_or_else(forged)?;
        if format != FORMAT {
            return Err(refuse(&format!(
                "has format {format}; expected {FORMAT}; start again from the first page"
            )));
        }
        let (content, tag) = bytes.split_last_chunk::<TAG_BYTES>().ok_or_else(forged)?;
        let mac = self.mac.clone().chain_update(content);
        mac.verify_truncated_left(tag).map_err(|_| forged())?;
        let mut reader = Reader { rest: &content[1..] };
        let position = reader.position(scope).map_err(refuse)?;
        Ok(position)
    }
}

fn put_scope(bytes: &mut Vec<u8>, scope: &Scope<'_>) {
    let Scope { operation, tenant, request } = scope;
    bytes.extend_from_slice(&xxh3_64(operation.as_bytes()).to_le_bytes());
    bytes.extend_from_slice(&tenant_digest(*tenant).to_le_bytes());
    bytes.extend_from_slice(&xxh3_128(request).to_le_bytes());
}

fn tenant_digest(tenant: Option<&str>) -> u64 {
    tenant.map_or(0, |tenant| xxh3_64(tenant.as_bytes()))
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&to_stored(text.len()).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads what follows the format; the bytes are authentic, so that only another version's could be short.
struct Reader<'a> {
    rest: &'a [u8],
}

type Read<T> = std::result::Result<T, &'static str>;

const UNREADABLE: &str = "is not readable; start again from the first page";

impl Reader<'_> {
    fn position(&mut self, scope: &Scope<'_>) -> Read<Position> {
        let [flags] = self.take()?;
        if u64::from_le_bytes(self.take()?) != xxh3_64(scope.operation.as_bytes()) {
            return Err("is of another operation; pass it to the one that gave it");
        }
        if u64::from_le_bytes(self.take()?) != tenant_digest(scope.tenant) {
            return Err("is of another tenant; pass it to the one that gave it");
        }
        if u128::from_le_bytes(self.take()?) != xxh3_128(scope.request) {
            return Err("is of another request; everything but the page must be as it was");
        }
        let epoch =
            if flags & HAS_EPOCH == 0 { None } else { Some(u64::from_le_bytes(self.take()?)) };
        let [count] = self.take()?;
        let values = (0..count).map(|_| self.value()).collect::<Read<_>>()?;
        Ok(Position { values, id: self.text()?, expands_typos: flags & EXPANDS_TYPOS != 0, epoch })
    }

    fn value(&mut self) -> Read<SortValue> {
        match self.take::<1>()? {
            [0] => Ok(SortValue::Missing),
            [1] => Ok(SortValue::Number(u64::from_le_bytes(self.take()?))),
            [2] => self.text().map(SortValue::Text),
            _ => Err(UNREADABLE),
        }
    }

    fn text(&mut self) -> Read<String> {
        let length = u32::from_le_bytes(self.take()?) as usize;
        let (text, rest) = self.rest.split_at_checked(length).ok_or(UNREADABLE)?;
        self.rest = rest;
        String::from_utf8(text.to_vec()).map_err(|_| UNREADABLE)
    }

    fn take<const N: usize>(&mut self) -> Read<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(UNREADABLE)?;
        self.rest = rest;
        Ok(*bytes)
    }
}
