//! What are the lines of this document, one after another, without layout?

use std::borrow::Cow;

use crate::dates;
use crate::extract::Block;
use crate::marks;
use crate::normalise::canonical;
use crate::script::fold_char;

pub struct Item<'a> {
    pub what: What<'a>,
    pub text: String,
    /// The text in Simplified characters, which all recognition reads; it has as many characters as the text.
    pub key: Cow<'static, str>,
}

pub enum What<'a> {
    Text,
    Heading(u8),
    Table(&'a [Vec<String>]),
    Image(&'a str),
    PageBreak,
}

/// The non-empty lines, tables, pictures and page breaks in order.
pub fn items(blocks: &[Block]) -> Vec<Item<'_>> {
    let mut items = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Text { text } => text.lines().for_each(|line| push_line(&mut items, line, None)),
            Block::Heading { level, text } => push_line(&mut items, &text.replace('\n', ""), Some(*level)),
            Block::Table { rows } => items.push(bare_item(What::Table(rows))),
            Block::Image { name, alt } => items.push(Item { text: canonical(alt), ..bare_item(What::Image(name)) }),
            Block::PageBreak => items.push(bare_item(What::PageBreak)),
        }
    }
    items
}

fn bare_item(what: What<'_>) -> Item<'_> {
    Item { what, text: String::new(), key: Cow::Borrowed("") }
}

fn push_line(items: &mut Vec<Item<'_>>, line: &str, level: Option<u8>) {
    let mut text = canonical(line);
    let mut level = level;
    // The heading marks of Markdown, as plain text files carry them.
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && text[hashes..].starts_with(' ') {
        text = text[hashes + 1..].to_owned();
        level = u8::try_from(hashes).ok();
    }
    if text.is_empty() {
        return;
    }
    let key: String = text.chars().map(fold_char).collect();
    items.push(Item { what: level.map_or(What::Text, What::Heading), key: Cow::Owned(key), text });
}

impl Item<'_> {
    pub fn is_line(&self) -> bool {
        matches!(self.what, What::Text | What::Heading(_))
    }
}

/// Whether the organ's name at `at` signs: a date line follows, perhaps after further organs of a joint issue.
pub fn signs(items: &[Item<'_>], at: usize) -> bool {
    items[at + 1..]
        .iter()
        .take(8)
        .find(|item| !(item.is_line() && marks::is_organ(&item.key)))
        .is_some_and(|item| dates::is_whole(&item.key).is_some())
}

/// A line that is nothing but the name of a picture (`流程图.png`), as careless exports leave it.
pub fn picture_name(line: &str) -> bool {
    if line.len() > 240 || !line.contains('.') {
        return false;
    }
    let lower = line.to_ascii_lowercase();
    line.chars().count() <= 80
        && !line.contains(['。', '，', '：'])
        && [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif"]
            .iter()
            .any(|ending| lower.len() > ending.len() && lower.ends_with(ending))
}
