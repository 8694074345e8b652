//! Documentation of the Rust types, as it reads in any language.

/// The text without examples, Rust-only sections and links that only rustdoc resolves; lines are joined to paragraphs.
pub(crate) fn clean(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_code = false;
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") {
            is_code = !is_code;
            is_open = false;
        } else if is_code {
        } else if line.starts_with("# ") {
            // What follows a heading is about the Rust method: errors, panics, examples.
            break;
        } else if line.is_empty() {
            is_open = false;
        } else {
            let line = without_links(line);
            match paragraphs.last_mut().filter(|_| is_open) {
                Some(paragraph) => {
                    paragraph.push(' ');
                    paragraph.push_str(&line);
                }
                None => paragraphs.push(line),
            }
            is_open = true;
        }
    }
    paragraphs
}

/// Turns ``[`Name`]`` and ``[`Name`](path)`` into `` `Name` ``.
fn without_links(line: &str) -> String {
    let mut rest = line;
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((name, tail)) = after.split_once("`]") else { break };
        text.push_str(before);
        text.push('`');
        text.push_str(name);
        text.push('`');
        rest = match tail.strip_prefix('(').and_then(|tail| tail.split_once(')')) {
            Some((_, tail)) => tail,
            None => tail,
        };
    }
    text + rest
}
