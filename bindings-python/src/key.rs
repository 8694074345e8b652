//! Names on the wire are `camelCase`; in Python they are `snake_case`.

use std::borrow::Cow;

use advisor_engine::ColumnSpelling;

/// `client_id` as `clientId`; a name without underscores stays as it is.
pub(crate) fn to_camel(name: &str) -> Cow<'_, str> {
    if !name.contains('_') {
        return Cow::Borrowed(name);
    }
    let mut camel = String::with_capacity(name.len());
    let mut is_start_of_word = false;
    for character in name.chars() {
        if character == '_' && !camel.is_empty() {
            is_start_of_word = true;
        } else if is_start_of_word {
            camel.extend(character.to_uppercase());
            is_start_of_word = false;
        } else {
            camel.push(character);
        }
    }
    Cow::Owned(camel)
}

/// `clientId` as `client_id`: the rule by which the generated types are spelled, too.
pub(crate) fn to_snake(name: &str) -> String {
    ColumnSpelling::Snake.spell(name)
}

/// A message about a request, with its field names as Python spells them.
///
/// What stands between backticks is a name, a path of names, or a value, which begins with a letter less often; the one
/// behind `unknown variant` always is a value.
pub(crate) fn in_message(message: &str) -> String {
    let mut text = String::with_capacity(message.len() + 8);
    for (index, part) in message.split('`').enumerate() {
        if index > 0 {
            text.push('`');
        }
        if index % 2 == 1 && is_path(part) && !text.ends_with("unknown variant `") {
            text.push_str(&to_snake(part));
        } else {
            text.push_str(part);
        }
    }
    text
}

/// Whether a text may be a path of fields, such as `changes[0].upsert`.
fn is_path(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".[]?".contains(letter))
}
