//! Does a page nest so deeply that parsing it would take quadratic time?
//!
//! The parsing rules of HTML reopen every open formatting element in each new paragraph and search the open elements at
//! each tag; a page of 100 KB can keep a parser busy for minutes. No written page comes near these depths.

const DEEPEST: usize = 2000;
/// Formatting elements multiply when left open; old editors leave dozens.
const MOST_FORMATTING: usize = 300;

const FORMATTING: &[&str] = &["b", "font", "i", "u", "em", "strong", "a", "big", "small", "code", "nobr", "s", "strike", "tt"];
/// Elements that close themselves or never hold anything do not nest.
const FLAT: &[&str] = &[
    "p", "br", "img", "hr", "input", "meta", "link", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "dt", "dd", "col",
    "area", "base", "param", "source", "wbr", "embed", "html", "head", "body", "o:p",
];

/// Whether the tags, taken as they stand, nest beyond any written page.
pub(crate) fn is_absurd(page: &str) -> bool {
    let (mut depth, mut formatting) = (0_usize, 0_usize);
    for (at, _) in page.match_indices('<') {
        let rest = &page.as_bytes()[at + 1..];
        let (closing, rest) = match rest.first() {
            Some(b'/') => (true, &rest[1..]),
            _ => (false, rest),
        };
        let length = rest.iter().take(12).take_while(|b| b.is_ascii_alphanumeric() || **b == b':').count();
        let name = rest[..length].to_ascii_lowercase();
        let Ok(name) = std::str::from_utf8(&name) else { continue };
        if name.is_empty() || FLAT.contains(&name) {
            continue;
        }
        let count = if FORMATTING.contains(&name) { &mut formatting } else { &mut depth };
        *count = if closing { count.saturating_sub(1) } else { *count + 1 };
        if depth > DEEPEST || formatting > MOST_FORMATTING {
            return true;
        }
    }
    false
}
