//! What does a page of another government's site say, and what does it only pretend to?

mod blocks;
mod content;
mod head;
mod hidden;
mod nesting;
mod outside;
mod tables;

use crate::charset::{declared_in_html, decode};
use crate::labels::labels_of_lines;
use crate::limits::Limits;
use crate::read::Failure;
use blocks::Walker;
use gongkai_text::extract::{Block, Extract};
use hidden::Styles;
use scraper::{ElementRef, Html};

/// So many blocks of the body may be a header table that stands inside it.
const HEADER_BLOCKS: usize = 12;

/// Reads one page: labels of the head, the header table, the blocks of the main content, and what is hidden.
///
/// Chrome (menus, footers, share buttons) is left out: blocks and links are those of the content, with attachments wherever
/// they stand. A page whose content cannot be told from its chrome is read whole.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let decoded = decode(bytes, declared_in_html(bytes)).ok_or(Failure::Encoding)?;
    if nesting::is_absurd(&decoded.text) {
        return Err(Failure::Damaged("标签嵌套过深".to_owned()));
    }
    let page = Html::parse_document(&decoded.text);
    let head = head::read(&page);
    let styles = Styles::of(&page);
    let root = page.root_element();
    let content = content::find(&page);
    let mut walker = Walker::new(&styles, limits.cells);
    walker.walk(content)?;
    let found = walker.finish();
    let mut extract = Extract {
        title: head.title,
        labels: head.labels,
        blocks: found.blocks,
        hidden: decoded.dropped,
        links: found.links,
        url: head.url,
        encoding: Some(decoded.encoding.to_owned()),
    };
    extract.hidden.extend(found.hidden);
    extract.labels.extend(labels_of_lines(header_lines(&extract.blocks).iter().map(String::as_str)));
    if content.id() != root.id() {
        around(root, content, &styles, &mut extract);
    }
    Ok(extract)
}

/// What belongs to the document but stands outside its content: header table, heading, attachments, injected text.
fn around(root: ElementRef<'_>, content: ElementRef<'_>, styles: &Styles, extract: &mut Extract) {
    let outside = outside::read(root, content, styles);
    for label in labels_of_lines(outside.lines.iter().map(String::as_str)) {
        if !extract.labels.contains(&label) {
            extract.labels.push(label);
        }
    }
    if let Some(text) = heading_of(&outside.headings, extract) {
        extract.blocks.insert(0, Block::Heading { level: 1, text });
    }
    extract.hidden.extend(outside.hidden);
    for link in outside.attachments {
        if !extract.links.contains(&link) {
            extract.links.push(link);
        }
    }
}

/// The heading above the content: the one that the page's title repeats, else the nearest that is not the site's name.
fn heading_of(headings: &[String], extract: &Extract) -> Option<String> {
    let title = extract.title.as_deref().unwrap_or_default();
    let long = |text: &&String| (6..=200).contains(&text.chars().count());
    let site = |text: &&String| ["网", "网站", "人民政府"].iter().any(|end| text.ends_with(end));
    let named =
        headings.iter().filter(long).find(|text| title.contains(text.as_str()) || text.as_str().contains(title) && !title.is_empty());
    let text = named.or_else(|| headings.iter().rev().find(|text| long(text) && !site(text)))?;
    let repeated = match extract.blocks.first() {
        Some(Block::Heading { text: first, .. } | Block::Text { text: first }) => first == text,
        _ => false,
    };
    (!repeated).then(|| text.clone())
}

/// The first blocks as lines that the label scanner reads.
fn header_lines(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks.iter().take(HEADER_BLOCKS) {
        match block {
            Block::Text { text } | Block::Heading { text, .. } => lines.push(text.clone()),
            Block::Table { rows } if rows.len() <= 20 => lines.extend(rows.iter().map(|row| join_row(row))),
            _ => {}
        }
    }
    lines
}

/// A row as pipe text, the repetitions of merged cells left out.
fn join_row(row: &[String]) -> String {
    let mut cells: Vec<&str> = row.iter().map(String::as_str).collect();
    cells.dedup();
    cells.join("|").replace('\n', " ")
}
