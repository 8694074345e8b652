//! Which addresses a list of permitted ones holds.

use std::net::IpAddr;

use crate::error::{Error, Result};

/// Reads an address, IPv4 or IPv6; an IPv4 address in IPv6 form is the IPv4 address.
///
/// # Errors
/// `InvalidArgument` with the field and the text.
pub(super) fn read_address(field: &str, text: &str) -> Result<IpAddr> {
    text.trim().parse().map(|address: IpAddr| address.to_canonical()).map_err(|_| {
        Error::invalid(format!(
            "field `{field}` is `{text}`; expected an IPv4 or IPv6 address such as `203.0.113.7`"
        ))
    })
}

/// Whether an entry names the address: exactly, or as one of a network in CIDR form (RFC 4632, RFC 4291).
///
/// An entry that is neither names nothing: a slip in a list must not open it.
pub(super) fn names(entry: &str, address: IpAddr) -> bool {
    let (network, length) = match entry.split_once('/') {
        None => (entry.trim(), None),
        Some((network, length)) => {
            let is_plain = !length.trim().is_empty()
                && length.trim().bytes().all(|byte| byte.is_ascii_digit());
            match length.trim().parse::<u32>().ok().filter(|_| is_plain) {
                None => return false,
                length => (network.trim(), length),
            }
        }
    };
    let Ok(network) = network.parse::<IpAddr>() else { return false };
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let (mut wanted, mut width) = bits(network);
    let mut length = length.unwrap_or(width);
    if length > width {
        return false;
    }
    if let (IpAddr::V4(inner), 128, 96..) = (network.to_canonical(), width, length) {
        (wanted, width, length) = (u128::from(inner.to_bits()), 32, length - 96);
    }
    let (given, given_width) = bits(address);
    let shift = width - length;
    width == given_width && (shift == 128 || given >> shift == wanted >> shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_names_its_address_or_its_network() {
        for (entry, address, is_named) in [
            ("203.0.113.7", "203.0.113.7", true),
            (" 203.0.113.7 ", "203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.1.2.3/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/32", "10.0.0.1", false),
            ("0.0.0.0/0", "192.0.2.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "192.0.2.1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false),
            ("2001:DB8::1", "2001:db8:0:0::1", true),
            ("::ffff:192.0.2.1", "192.0.2.1", true),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
            ("::ffff:192.0.2.0/120", "192.0.2.9", true),
            ("::ffff:192.0.2.0/120", "192.0.3.9", false),
            ("10.0.0.0/33", "10.0.0.0", false),
            ("10.0.0.0/", "10.0.0.0", false),
            ("10.0.0.0/+8", "10.0.0.0", false),
            ("10.0.0.0/8/8", "10.0.0.0", false),
            ("10.0.0", "10.0.0.0", false),
            ("*", "10.0.0.0", false),
            ("", "10.0.0.0", false),
        ] {
            let given = read_address("ip_address", address).unwrap();
            assert_eq!(names(entry, given), is_named, "`{entry}` and {address}");
        }
        assert!(read_address("ip_address", "example.com").is_err());
    }
}
