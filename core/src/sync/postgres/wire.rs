//! Values in PostgreSQL's binary format, as the engine stores them.
//!
//! *Source* of the formats: the `*_send` functions of the server. Tables are copied and changes are streamed in the
//! same format, so that a row is the same bytes whichever way it came.

use std::fmt::Write as _;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::model::catalog::{Column, ColumnType, DECIMAL_SCALE};
use crate::model::row::RowWriter;
use crate::model::value::Stored;

/// What is wrong with a value; the caller names the row.
pub(super) type Reason = String;

/// How the server writes a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WireType {
    /// Also of enumerations and of types that are text underneath.
    Text,
    Uuid,
    Bool,
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Numeric,
    Timestamp,
    Date,
    TextArray,
    Json,
    /// JSON behind a version byte.
    JsonBinary,
}

/// From 1970 to 2000, where the server's time begins.
const EPOCH_MS: i64 = 946_684_800_000;
const DAY_MS: i64 = 86_400_000;
/// Below this a decimal has at most 38 digits.
const DECIMAL_LIMIT: i128 = 10_i128.pow(38);
const JSON_BINARY_VERSION: u8 = 1;

impl WireType {
    /// The built-in types by their fixed ids.
    pub(super) fn of_id(id: u32) -> Option<Self> {
        Some(match id {
            16 => Self::Bool,
            18 | 19 | 25 | 1042 | 1043 => Self::Text,
            20 => Self::Int8,
            21 => Self::Int2,
            23 => Self::Int4,
            114 => Self::Json,
            700 => Self::Float4,
            701 => Self::Float8,
            1009 | 1014 | 1015 => Self::TextArray,
            1082 => Self::Date,
            1114 | 1184 => Self::Timestamp,
            1700 => Self::Numeric,
            2950 => Self::Uuid,
            3802 => Self::JsonBinary,
            _ => return None,
        })
    }

    /// Whether the type's modifier cuts values: digits after the point, parts of a second.
    pub(super) fn is_cut_by_modifier(self) -> bool {
        matches!(self, Self::Numeric | Self::Timestamp)
    }

    /// Whether a column of the engine can hold values of this type: as for files, text is never read as a number.
    pub(super) fn fits(self, kind: ColumnType) -> bool {
        let is_integer = matches!(self, Self::Int2 | Self::Int4 | Self::Int8);
        match kind {
            ColumnType::Text => matches!(self, Self::Text | Self::Uuid),
            ColumnType::Int => is_integer,
            ColumnType::Float => {
                is_integer || matches!(self, Self::Float4 | Self::Float8 | Self::Numeric)
            }
            ColumnType::Bool => self == Self::Bool,
            ColumnType::Money { .. } | ColumnType::Decimal => is_integer || self == Self::Numeric,
            ColumnType::Timestamp => matches!(self, Self::Timestamp | Self::Date),
            ColumnType::TextList => self == Self::TextArray,
            ColumnType::Json | ColumnType::Records(_) => {
                matches!(self, Self::Json | Self::JsonBinary | Self::Text)
            }
            ColumnType::Vector => false,
        }
    }

    /// Appends a value to a row.
    ///
    /// What cannot be stored leaves a null and the reason: the row stays whole, for its id.
    pub(super) fn push(
        self,
        bytes: &[u8],
        column: &Column,
        writer: &mut RowWriter,
    ) -> Result<(), Reason> {
        if self == Self::TextArray {
            return match items(bytes) {
                Ok(items) => {
                    writer.push_list(items.into_iter());
                    Ok(())
                }
                Err(reason) => refuse(writer, column, &reason),
            };
        }
        match self.value(bytes, column.kind) {
            Ok(Value::Stored(value)) => writer.push(value),
            Ok(Value::Uuid(text)) => writer.push(Stored::Text(&text)),
            Err(reason) => return refuse(writer, column, &reason),
        }
        Ok(())
    }

    fn value(self, bytes: &[u8], kind: ColumnType) -> Result<Value<'_>, Reason> {
        let stored = match kind {
            ColumnType::Text if self == Self::Uuid => return Ok(Value::Uuid(uuid(bytes)?)),
            ColumnType::Text => Stored::Text(text(bytes)?),
            ColumnType::Json | ColumnType::Records(_) => Stored::Text(self.json(bytes)?),
            ColumnType::Int => Stored::Int(self.integer(bytes)?),
            ColumnType::Bool => Stored::Bool(fixed::<1>(bytes)?[0] != 0),
            ColumnType::Float => Stored::Float(self.float(bytes)?),
            ColumnType::Money { .. } => Stored::Decimal(self.decimal(bytes, 2)?),
            ColumnType::Decimal => Stored::Decimal(self.decimal(bytes, DECIMAL_SCALE)?),
            ColumnType::Timestamp => Stored::Timestamp(self.instant(bytes)?),
            ColumnType::TextList | ColumnType::Vector => return Err("is of no such type".into()),
        };
        Ok(Value::Stored(stored))
    }

    fn json(self, bytes: &[u8]) -> Result<&str, Reason> {
        match (self, bytes) {
            (Self::JsonBinary, [JSON_BINARY_VERSION, rest @ ..]) => text(rest),
            (Self::JsonBinary, _) => Err("is JSON of an unknown version".to_owned()),
            _ => text(bytes),
        }
    }

    fn integer(self, bytes: &[u8]) -> Result<i64, Reason> {
        Ok(match self {
            Self::Int2 => i64::from(i16::from_be_bytes(fixed(bytes)?)),
            Self::Int4 => i64::from(i32::from_be_bytes(fixed(bytes)?)),
            _ => i64::from_be_bytes(fixed(bytes)?),
        })
    }

    fn float(self, bytes: &[u8]) -> Result<f64, Reason> {
        let number = match self {
            Self::Float4 => f64::from(f32::from_be_bytes(fixed(bytes)?)),
            Self::Float8 => f64::from_be_bytes(fixed(bytes)?),
            // Its text is read as the nearest double, as the server's own cast does.
            Self::Numeric => {
                Numeric::read(bytes)?.text().parse().map_err(|_| "is no number".to_owned())?
            }
            _ => {
                let number = self.integer(bytes)?;
                if number.unsigned_abs() > 1 << 53 {
                    return Err(format!("is {number}, which is not exact as a number"));
                }
                number as f64
            }
        };
        if number.is_finite() {
            Ok(number)
        } else {
            Err(format!("is {number}; expected a finite number"))
        }
    }

    fn decimal(self, bytes: &[u8], scale: u32) -> Result<i128, Reason> {
        match self {
            Self::Numeric => Numeric::read(bytes)?.scaled(scale),
            _ => Ok(i128::from(self.integer(bytes)?) * 10_i128.pow(scale)),
        }
    }

    /// Milliseconds since 1970; what is finer is cut off.
    fn instant(self, bytes: &[u8]) -> Result<i64, Reason> {
        let infinite = || "is infinite; expected an instant".to_owned();
        let at = if self == Self::Date {
            match i32::from_be_bytes(fixed(bytes)?) {
                i32::MIN | i32::MAX => return Err(infinite()),
                days => i64::from(days) * DAY_MS + EPOCH_MS,
            }
        } else {
            match i64::from_be_bytes(fixed(bytes)?) {
                i64::MIN | i64::MAX => return Err(infinite()),
                microseconds => microseconds.div_euclid(1000) + EPOCH_MS,
            }
        };
        Timestamp::from_millisecond(at).map_err(|error: Error| error.message().to_owned())?;
        Ok(at)
    }
}

enum Value<'a> {
    Stored(Stored<'a>),
    Uuid(String),
}

fn refuse(writer: &mut RowWriter, column: &Column, reason: &str) -> Result<(), Reason> {
    writer.push(Stored::Null);
    Err(format!("column `{}` {reason}", column.name))
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Reason> {
    bytes.try_into().map_err(|_| format!("came as {} bytes; expected {N}", bytes.len()))
}

fn text(bytes: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(bytes).map_err(|error| {
        format!("is not UTF-8 from byte {}; mend it in the source", error.valid_up_to())
    })
}

fn uuid(bytes: &[u8]) -> Result<String, Reason> {
    let value = u128::from_be_bytes(fixed(bytes)?);
    let hex = format!("{value:032x}");
    Ok([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

/// The texts of an array of one dimension.
fn items(bytes: &[u8]) -> Result<Vec<&str>, Reason> {
    let broken = || "is no readable array".to_owned();
    let mut rest = bytes;
    let mut word = || -> Result<i32, Reason> {
        let (head, tail) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
        rest = tail;
        Ok(i32::from_be_bytes(*head))
    };
    let dimension_count = word()?;
    let (_has_null, _element_type) = (word()?, word()?);
    if dimension_count == 0 {
        return Ok(Vec::new());
    }
    if dimension_count != 1 {
        return Err(format!("is an array of {dimension_count} dimensions; expected 1"));
    }
    let (count, _first_index) = (word()?, word()?);
    let mut texts = Vec::new();
    for _ in 0..count {
        let (length, tail) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
        let length = i32::from_be_bytes(*length);
        if length == -1 {
            return Err("holds a null in its list".to_owned());
        }
        let length = usize::try_from(length).map_err(|_| broken())?;
        let (item, tail) = tail.split_at_checked(length).ok_or_else(broken)?;
        texts.push(text(item)?);
        rest = tail;
    }
    if rest.is_empty() { Ok(texts) } else { Err(broken()) }
}

/// A number of any length: digits of base 10,000, the first of them worth `10000^weight`.
struct Numeric<'a> {
    digits: &'a [[u8; 2]],
    weight: i32,
    is_negative: bool,
}

impl<'a> Numeric<'a> {
    const NEGATIVE: u16 = 0x4000;
    const NOT_A_NUMBER: u16 = 0xC000;
    const BASE: i128 = 10_000;

    fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        let broken = || "is no readable number".to_owned();
        let (header, digits) = bytes.split_first_chunk::<8>().ok_or_else(broken)?;
        let word = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
        let (digits, rest) = digits.as_chunks::<2>();
        if usize::from(word(0)) != digits.len() || !rest.is_empty() {
            return Err(broken());
        }
        let is_negative = match word(4) {
            0 => false,
            Self::NEGATIVE => true,
            Self::NOT_A_NUMBER => return Err("is not a number; expected a finite one".to_owned()),
            _ => return Err("is infinite; expected a finite number".to_owned()),
        };
        Ok(Self { digits, weight: i32::from(word(2).cast_signed()), is_negative })
    }

    /// As an integer of 10^-scale units, exactly.
    fn scaled(&self, scale: u32) -> Result<i128, Reason> {
        let too_long = || "has too many digits; expected at most 38".to_owned();
        let mut scaled: i128 = 0;
        for (digit, place) in self.places() {
            if digit == 0 {
                continue;
            }
            let exponent = place * 4 + i32::try_from(scale).unwrap_or_default();
            let part = if let Ok(exponent) = u32::try_from(exponent) {
                10_i128.checked_pow(exponent).and_then(|unit| unit.checked_mul(digit))
            } else {
                // A digit of base 10,000 that reaches beyond the last decimal place.
                let unit = 10_i128.checked_pow(exponent.unsigned_abs());
                let Some(unit) = unit.filter(|unit| digit % unit == 0) else {
                    return Err(format!("has more than {scale} digits after the point"));
                };
                Some(digit / unit)
            };
            scaled = part.and_then(|part| scaled.checked_add(part)).ok_or_else(too_long)?;
        }
        if scaled >= DECIMAL_LIMIT {
            return Err(too_long());
        }
        Ok(if self.is_negative { -scaled } else { scaled })
    }

    /// As a number in scientific notation: digits and an exponent.
    fn text(&self) -> String {
        let digits = self.digits.iter().fold(String::new(), |mut digits, digit| {
            // Writing to a string cannot fail.
            write!(digits, "{:04}", u16::from_be_bytes(*digit)).expect("a string takes any text");
            digits
        });
        let sign = if self.is_negative { "-" } else { "" };
        let count = i32::try_from(self.digits.len()).unwrap_or(i32::MAX);
        let exponent = 4 * (self.weight + 1 - count);
        if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}e{exponent}") }
    }

    /// Every digit with its power of 10,000.
    fn places(&self) -> impl Iterator<Item = (i128, i32)> + '_ {
        let digits = self.digits.iter().map(|digit| i128::from(u16::from_be_bytes(*digit)));
        digits.map(|digit| digit.min(Self::BASE - 1)).zip((0..).map(|place| self.weight - place))
    }
}
