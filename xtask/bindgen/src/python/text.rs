//! Layout of generated Python: indented, wrapped docstrings, and names that Python permits.

/// The widest line.
const WIDTH: usize = 120;

/// Words that Python keeps for itself.
const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "None",
    "True", "False",
];

/// The name of a parameter: a keyword gets an underscore behind it, as is the custom.
pub(super) fn parameter(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// Whether a name cannot be written as a field of a class.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// A docstring of paragraphs, indented by `indent` spaces, with a line break at its end; nothing for none.
pub(super) fn docstring(paragraphs: &[String], indent: usize) -> String {
    let Some((last, _)) = paragraphs.split_last() else { return String::new() };
    let margin = " ".repeat(indent);
    if paragraphs.len() == 1 && indent + last.len() + 6 <= WIDTH {
        return format!("{margin}\"\"\"{}\"\"\"\n", escaped(last));
    }
    let mut text = format!("{margin}\"\"\"");
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let paragraph = wrapped(&escaped(paragraph), indent, if index == 0 { 3 } else { 0 });
        if index > 0 {
            // Items of a list stand together.
            let is_item = paragraphs[index].starts_with(' ');
            text.push_str(if is_item { "\n" } else { "\n\n" });
            text.push_str(&margin);
        }
        text.push_str(&paragraph);
    }
    text.push('\n');
    text.push_str(&margin);
    text.push_str("\"\"\"\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"")
}

/// Breaks a paragraph into lines; its first has `used` columns fewer. A line that begins with spaces keeps them, and
/// its followers get four more.
fn wrapped(paragraph: &str, indent: usize, used: usize) -> String {
    let own: usize = paragraph.len() - paragraph.trim_start().len();
    let margin = " ".repeat(indent + if own > 0 { own + 4 } else { 0 });
    let mut text = " ".repeat(own);
    let mut column = indent + used + own;
    for (index, word) in paragraph.split_whitespace().enumerate() {
        if index > 0 && column + 1 + word.len() > WIDTH {
            text.push('\n');
            text.push_str(&margin);
            column = margin.len();
        } else if index > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += word.len();
    }
    text
}
