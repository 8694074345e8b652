//! Values and messages as the server writes them.

use super::message::{Field, Message, read, read_copied};
use super::wire::WireType;
use crate::model::catalog::{Column, ColumnType};
use crate::model::row::{RowRef, RowWriter};
use crate::model::value::Stored;
use crate::profiles::fixture::Random;

/// What a value of a column comes to: as it is stored, or why it is not.
fn taken(wire: WireType, kind: ColumnType, bytes: &[u8]) -> Result<String, String> {
    let column = Column::new("value", kind);
    let mut writer = RowWriter::default();
    writer.begin();
    wire.push(bytes, &column, &mut writer)?;
    let row = RowRef::new(writer.finish());
    Ok(match row.get(0, kind) {
        Stored::TextList(items) => format!("{:?}", items.into_iter().collect::<Vec<_>>()),
        stored => format!("{stored:?}"),
    })
}

/// A value of a type for a column, and what it comes to or why it is refused.
type Case = (WireType, ColumnType, Vec<u8>, Result<&'static str, &'static str>);

/// A number in the server's binary form: weight, sign, digits of base 10,000.
fn numeric(weight: i16, sign: u16, digits: &[u16]) -> Vec<u8> {
    let count = u16::try_from(digits.len()).unwrap();
    [count, weight.cast_unsigned(), sign, 0]
        .iter()
        .chain(digits)
        .flat_map(|word| word.to_be_bytes())
        .collect()
}

const MONEY: ColumnType = ColumnType::Money { precision: 10 };

#[test]
fn values_are_stored_exactly_or_refused_with_the_reason() {
    let list = |items: &[Option<&str>]| {
        let mut bytes: Vec<u8> = [1, 0, 25, i32::try_from(items.len()).unwrap(), 1]
            .iter()
            .flat_map(|word: &i32| word.to_be_bytes())
            .collect();
        for item in items {
            let length = item.map_or(-1, |item| i32::try_from(item.len()).unwrap());
            bytes.extend(length.to_be_bytes());
            bytes.extend(item.unwrap_or_default().bytes());
        }
        bytes
    };
    let of_2000 = |microseconds: i64| microseconds.to_be_bytes().to_vec();
    let cases: &[Case] = &[
        (WireType::Int2, ColumnType::Int, vec![0xff, 0xfe], Ok("Int(-2)")),
        (WireType::Int4, MONEY, 7_i32.to_be_bytes().into(), Ok("Decimal(700)")),
        (WireType::Int8, ColumnType::Float, (1_i64 << 54).to_be_bytes().into(), Err("not exact")),
        (WireType::Bool, ColumnType::Bool, vec![1], Ok("Bool(true)")),
        (WireType::Float4, ColumnType::Float, 0.5_f32.to_be_bytes().into(), Ok("Float(0.5)")),
        (WireType::Float8, ColumnType::Float, f64::NAN.to_be_bytes().into(), Err("finite")),
        (WireType::Float8, ColumnType::Float, f64::INFINITY.to_be_bytes().into(), Err("finite")),
        // 1234.50, 0.07, -10000, 0
        (WireType::Numeric, MONEY, numeric(0, 0, &[1234, 5000]), Ok("Decimal(123450)")),
        (WireType::Numeric, MONEY, numeric(-1, 0, &[700]), Ok("Decimal(7)")),
        (WireType::Numeric, MONEY, numeric(1, 0x4000, &[1]), Ok("Decimal(-1000000)")),
        (WireType::Numeric, MONEY, numeric(0, 0, &[]), Ok("Decimal(0)")),
        // 0.005
        (WireType::Numeric, MONEY, numeric(-1, 0, &[50]), Err("more than 2 digits")),
        (WireType::Numeric, ColumnType::Decimal, numeric(-1, 0, &[50]), Ok("Decimal(5000000000)")),
        (WireType::Numeric, ColumnType::Decimal, numeric(9, 0, &[1]), Err("too many digits")),
        (WireType::Numeric, ColumnType::Float, numeric(0, 0x4000, &[0, 1000]), Ok("Float(-0.1)")),
        (WireType::Numeric, MONEY, numeric(0, 0xC000, &[]), Err("not a number")),
        (WireType::Numeric, MONEY, numeric(0, 0xD000, &[]), Err("infinite")),
        (WireType::Numeric, MONEY, vec![0, 1], Err("no readable number")),
        (WireType::Timestamp, ColumnType::Timestamp, of_2000(0), Ok("Timestamp(946684800000)")),
        (WireType::Timestamp, ColumnType::Timestamp, of_2000(1_999), Ok("Timestamp(946684800001)")),
        (WireType::Timestamp, ColumnType::Timestamp, of_2000(-1), Ok("Timestamp(946684799999)")),
        (WireType::Timestamp, ColumnType::Timestamp, of_2000(i64::MAX), Err("infinite")),
        (WireType::Timestamp, ColumnType::Timestamp, of_2000(i64::MIN), Err("infinite")),
        (WireType::Timestamp, ColumnType::Timestamp, of_2000(i64::MAX - 1), Err("outside")),
        (
            WireType::Date,
            ColumnType::Timestamp,
            1_i32.to_be_bytes().into(),
            Ok("Timestamp(946771200000)"),
        ),
        (WireType::Date, ColumnType::Timestamp, i32::MAX.to_be_bytes().into(), Err("infinite")),
        (WireType::Text, ColumnType::Text, "é".into(), Ok("Text(\"é\")")),
        (WireType::Text, ColumnType::Text, vec![b'a', 0xff], Err("not UTF-8 from byte 1")),
        (
            WireType::Uuid,
            ColumnType::Text,
            (0..16).collect(),
            Ok("Text(\"00010203-0405-0607-0809-0a0b0c0d0e0f\")"),
        ),
        (WireType::JsonBinary, ColumnType::Json, b"\x01{}".into(), Ok("Text(\"{}\")")),
        (WireType::JsonBinary, ColumnType::Json, b"\x02{}".into(), Err("unknown version")),
        (
            WireType::TextArray,
            ColumnType::TextList,
            list(&[Some("a"), Some("")]),
            Ok(r#"["a", ""]"#),
        ),
        (WireType::TextArray, ColumnType::TextList, vec![0; 12], Ok("[]")),
        (WireType::TextArray, ColumnType::TextList, list(&[None]), Err("null in its list")),
        (
            WireType::TextArray,
            ColumnType::TextList,
            list(&[Some("a")])[..22].into(),
            Err("no readable array"),
        ),
    ];
    for (wire, kind, bytes, expected) in cases {
        let found = taken(*wire, *kind, bytes);
        match (&found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{wire:?} {bytes:?}"),
            (Err(found), Err(expected)) => {
                assert!(found.contains("`value`") && found.contains(expected), "{found}");
            }
            _ => panic!("{wire:?} {bytes:?}: {found:?}, expected {expected:?}"),
        }
    }
}

/// An update of a row of two columns, its key changed, as the manual lays it out.
fn update() -> Vec<u8> {
    let mut bytes = vec![b'U'];
    bytes.extend(77_u32.to_be_bytes());
    bytes.push(b'K');
    bytes.extend(2_u16.to_be_bytes());
    bytes.extend([b'b', 0, 0, 0, 3, b'o', b'l', b'd', b'n']);
    bytes.push(b'N');
    bytes.extend(2_u16.to_be_bytes());
    bytes.extend([b'b', 0, 0, 0, 3, b'n', b'e', b'w', b'u']);
    bytes
}

#[test]
fn a_message_is_read_in_place() {
    let bytes = update();
    let Message::Update { relation, old, new } = read(&bytes).unwrap() else {
        panic!("an update is one");
    };
    assert_eq!(relation, 77);
    assert_eq!(old.unwrap().0, [Field::Binary(b"old"), Field::Null]);
    assert_eq!(new.0, [Field::Binary(b"new"), Field::Unchanged]);
}

#[test]
fn a_message_that_is_cut_or_too_long_is_refused() {
    let bytes = update();
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "cut to {length} bytes");
    }
    assert!(read(&[bytes, vec![0]].concat()).is_err());
}

/// The first piece of a copy: a header, and two rows of two columns.
fn copied() -> Vec<u8> {
    let mut bytes = b"PGCOPY\n\xff\r\n\0".to_vec();
    bytes.extend([0; 8]);
    bytes.extend([0, 2, 0, 0, 0, 1, b'a', 0xff, 0xff, 0xff, 0xff]);
    bytes.extend([0, 2, 0, 0, 0, 0, 0, 0, 0, 2, b'b', b'c']);
    bytes
}

#[test]
fn rows_of_a_copy_are_read_in_place() {
    let bytes = copied();
    let mut rows = Vec::new();
    let mut take = |row: &super::message::Tuple<'_>| {
        rows.push(format!("{:?}", row.0));
        Ok(())
    };
    read_copied(&bytes, true, &mut take).unwrap();
    // A later piece has no header, and the last one says that it is.
    read_copied(&bytes[19 + 11..], false, &mut take).unwrap();
    read_copied(&[0xff, 0xff], false, &mut take).unwrap();
    let [one, other] = [
        format!("{:?}", [Field::Binary(b"a"), Field::Null]),
        format!("{:?}", [Field::Binary(b""), Field::Binary(b"bc")]),
    ];
    assert_eq!(rows, [one, other.clone(), other]);
}

#[test]
fn a_copy_that_is_cut_or_garbled_is_refused() {
    let bytes = copied();
    for length in 0..bytes.len() {
        // Between two rows it may end.
        let is_whole = [19, 19 + 11].contains(&length);
        let found = read_copied(&bytes[..length], true, &mut |_| Ok(()));
        assert_eq!(found.is_ok(), is_whole, "cut to {length} bytes");
    }
    assert!(read_copied(&bytes[1..], true, &mut |_| Ok(())).is_err());
    let mut random = Random(11);
    for _ in 0..100_000 {
        let mut nearly = copied();
        let place = random.index(nearly.len());
        nearly[place] = u8::try_from(random.below(256)).unwrap();
        drop(read_copied(&nearly, true, &mut |_| Ok(())));
    }
}

/// Random bytes, many of them small: counts and lengths that are nearly right go deepest.
fn bytes(random: &mut Random, most: u64) -> Vec<u8> {
    let count = random.below(most);
    (0..count)
        .map(|_| {
            let byte = u8::try_from(random.below(256)).unwrap();
            if random.chance(2) { byte % 8 } else { byte }
        })
        .collect()
}

#[test]
fn any_bytes_are_a_message_or_an_error() {
    let mut random = Random(7);
    for _ in 0..200_000 {
        let mut bytes = bytes(&mut random, 80);
        bytes.insert(0, b"RIUDTOYX"[random.index(8)]);
        drop(read(&bytes));
        // A message that is right but for one byte.
        let mut nearly = update();
        let place = random.index(nearly.len());
        nearly[place] = u8::try_from(random.below(256)).unwrap();
        drop(read(&nearly));
    }
}

#[test]
fn any_bytes_are_a_value_or_a_reason() {
    let mut random = Random(8);
    for _ in 0..50_000 {
        let bytes = bytes(&mut random, 48);
        for id in [16, 20, 21, 23, 25, 114, 700, 701, 1009, 1082, 1114, 1700, 2950, 3802] {
            let wire = WireType::of_id(id).unwrap();
            for kind in [
                ColumnType::Text,
                ColumnType::Int,
                ColumnType::Float,
                ColumnType::Bool,
                MONEY,
                ColumnType::Decimal,
                ColumnType::Timestamp,
                ColumnType::TextList,
                ColumnType::Json,
            ] {
                if wire.fits(kind) {
                    drop(taken(wire, kind, &bytes));
                }
            }
        }
    }
}

#[test]
fn a_decimal_is_what_its_digits_say() {
    let mut random = Random(9);
    for _ in 0..10_000 {
        let magnitude = random.below(10_000_000_000);
        // Digits of base 10,000 of the number whose last two decimal digits stand after the point.
        let shifted = magnitude * 100;
        let digits = [1_000_000_000_000, 100_000_000, 10_000, 1]
            .map(|unit| u16::try_from(shifted / unit % 10_000).unwrap());
        let is_negative = random.chance(2) && magnitude > 0;
        let sign = if is_negative { "-" } else { "" };
        let found = taken(
            WireType::Numeric,
            MONEY,
            &numeric(2, if is_negative { 0x4000 } else { 0 }, &digits),
        );
        assert_eq!(found, Ok(format!("Decimal({sign}{magnitude})")));
    }
}
