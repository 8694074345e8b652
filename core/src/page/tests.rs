//! Cursors that were not given for this list are refused, whatever was done to them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{CursorKey, Cursors, PageRequest, Position, Scope, SortValue, Start};
use crate::error::ErrorKind;

const SECRET: [u8; 32] = [7; 32];

fn cursors(secret: &[u8]) -> Cursors {
    Cursors::new(&CursorKey::new(secret).unwrap())
}

const SCOPE: Scope<'static> = Scope { operation: "list", tenant: Some("org-1"), request: b"{}" };

fn position() -> Position {
    Position {
        values: vec![
            SortValue::Number(u64::MAX),
            SortValue::Text("ä".to_owned()),
            SortValue::Missing,
        ],
        id: "row-1".to_owned(),
        expands_typos: true,
        epoch: Some(3),
    }
}

fn refusal(cursors: &Cursors, scope: &Scope<'_>, text: &str) -> String {
    let error = cursors.open(scope, text).expect_err(text);
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    error.message().to_owned()
}

#[test]
fn a_cursor_is_read_as_it_was_made() {
    let cursors = cursors(&SECRET);
    for position in [
        position(),
        Position { values: Vec::new(), id: String::new(), expands_typos: false, epoch: None },
    ] {
        let text = cursors.seal(&SCOPE, &position);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_eq!(cursors.open(&SCOPE, &text).unwrap(), position);
    }
}

#[test]
fn a_cursor_that_was_changed_or_cut_anywhere_is_refused() {
    let cursors = cursors(&SECRET);
    let text = cursors.seal(&SCOPE, &position());
    let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            refusal(&cursors, &SCOPE, &URL_SAFE_NO_PAD.encode(changed));
        }
        refusal(&cursors, &SCOPE, &URL_SAFE_NO_PAD.encode(&bytes[..at]));
    }
    for at in 0..text.len() {
        refusal(&cursors, &SCOPE, &text[..at]);
        for other in ["A", "z", "-", "=", " ", "é"] {
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            if changed != text {
                refusal(&cursors, &SCOPE, &changed);
            }
        }
    }
    for other in [format!("{text}A"), format!("{text}="), format!(" {text}"), "A".repeat(1 << 21)] {
        refusal(&cursors, &SCOPE, &other);
    }
}

#[test]
fn a_cursor_of_elsewhere_is_refused_with_the_reason() {
    let own = cursors(&SECRET);
    let text = own.seal(&SCOPE, &position());
    let cases = [
        (
            Scope { operation: "other", ..SCOPE },
            "is of another operation; pass it to the one that gave it",
        ),
        (
            Scope { tenant: Some("org-2"), ..SCOPE },
            "is of another tenant; pass it to the one that gave it",
        ),
        (Scope { tenant: None, ..SCOPE }, "is of another tenant; pass it to the one that gave it"),
        (
            Scope { request: b"{ }", ..SCOPE },
            "is of another request; everything but the page must be as it was",
        ),
    ];
    for (scope, expected) in cases {
        assert_eq!(refusal(&own, &scope, &text), format!("field `cursor` {expected}"));
    }
    let forged = "field `cursor` is not one that this store gave; pass `next_cursor` unchanged";
    assert_eq!(refusal(&cursors(&[8; 32]), &SCOPE, &text), forged);
    assert_eq!(refusal(&own, &SCOPE, ""), forged);
}

/// A cursor of another version, even one that this key signed.
#[test]
fn a_cursor_of_another_format_is_refused_by_its_number() {
    let own = cursors(&SECRET);
    let mut bytes = URL_SAFE_NO_PAD.decode(own.seal(&SCOPE, &position())).unwrap();
    bytes.truncate(bytes.len() - 16);
    bytes[0] = 2;
    let tag = Hmac::<Sha256>::new_from_slice(&SECRET).unwrap().chain_update(&bytes).finalize();
    bytes.extend_from_slice(&tag.into_bytes()[..16]);
    assert_eq!(
        refusal(&own, &SCOPE, &URL_SAFE_NO_PAD.encode(bytes)),
        "field `cursor` has format 2; expected 1; start again from the first page"
    );
}

/// The vector of RFC 4231, test case 2, through the parts that cursors are made with.
#[test]
fn the_tag_is_hmac_sha256() {
    let tag = Hmac::<Sha256>::new_from_slice(b"Jefe")
        .unwrap()
        .chain_update(b"what do ya want for nothing?")
        .finalize()
        .into_bytes();
    assert_eq!(tag[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
}

#[test]
fn a_page_out_of_range_is_refused() {
    let cursors = cursors(&SECRET);
    let start =
        |json: &str| serde_json::from_str::<PageRequest>(json).unwrap().start(&cursors, &SCOPE);
    let cases = [
        (r#"{"limit": 0}"#, "field `limit` is 0; expected 1 to 100"),
        (r#"{"limit": 101}"#, "field `limit` is 101; expected 1 to 100"),
        (
            r#"{"offset": 10001}"#,
            "field `offset` is 10001; expected at most 10000; follow `next_cursor` beyond that",
        ),
        (
            r#"{"offset": 0, "cursor": "x"}"#,
            "fields `cursor` and `offset` are both given; expected one of them",
        ),
    ];
    for (json, expected) in cases {
        assert_eq!(start(json).unwrap_err().message(), expected);
    }
    assert_eq!(start("{}").unwrap(), Start::Offset(0));
    assert_eq!(start(r#"{"limit": 100, "offset": 10000}"#).unwrap(), Start::Offset(10_000));
}

#[test]
fn a_key_is_random_long_enough_and_never_shown() {
    assert!(CursorKey::new(&[1; 31]).is_err());
    let (one, other) = (CursorKey::random().unwrap(), CursorKey::random().unwrap());
    assert_ne!(one.secret(), other.secret());
    assert_eq!(format!("{one:?}"), "CursorKey(…)");
}
