//! The text of an advisor that is embedded, and its digest.

use xxhash_rust::xxh3::xxh3_128;

use crate::model::advisoros::advisor_profiles;
use crate::model::row::RowRef;

/// What the digests of the engine begin with; others are the host's own.
pub(super) const DIGEST_PREFIX: &str = "text-v1:";

/// The canonical text: title, headline, bio, industries, services and certifications, each on lines of
/// its own, the items of a list with `, ` between them. Blanks at the ends and what is blank are left out.
pub(super) fn advisor_text(row: RowRef<'_>) -> String {
    let texts =
        [advisor_profiles::professional_title, advisor_profiles::headline, advisor_profiles::bio];
    let lists = [
        advisor_profiles::industries,
        advisor_profiles::services,
        advisor_profiles::certifications,
    ];
    let mut text = String::new();
    for column in texts {
        push(&mut text, "\n", row.text_opt(column).unwrap_or_default());
    }
    for column in lists {
        let mut separator = "\n";
        for item in row.list(column) {
            if push(&mut text, separator, item) {
                separator = ", ";
            }
        }
    }
    text
}

/// Whether there was anything to push.
fn push(text: &mut String, separator: &str, part: &str) -> bool {
    let part = part.trim();
    if part.is_empty() {
        return false;
    }
    if !text.is_empty() {
        text.push_str(separator);
    }
    text.push_str(part);
    true
}

/// The digest of a canonical text: XXH3 of 128 bits, by which a change is seen; it is no signature.
pub(super) fn text_digest(text: &str) -> String {
    format!("{DIGEST_PREFIX}{:032x}", xxh3_128(text.as_bytes()))
}
