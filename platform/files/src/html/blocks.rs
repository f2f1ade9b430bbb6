//! What does a reader see in the content of a page, in order?

use super::hidden::Styles;
use super::tables::{self, CellMatter};
use crate::pictures::name_of_source;
use crate::read::Failure;
use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use gongkai_text::extract::{Block, Hidden, Link};
use scraper::{ElementRef, Node};

pub(crate) struct Found {
    pub blocks: Vec<Block>,
    pub hidden: Vec<Hidden>,
    pub links: Vec<Link>,
}

/// Walks the content once, without recursion: pages nest as deep as their authors like.
pub(crate) struct Walker<'s> {
    styles: &'s Styles,
    cells: usize,
    found: Found,
    buffer: TextBuffer,
    skip: Option<NodeId>,
    concealed: Option<(NodeId, String)>,
    heading: Option<(NodeId, u8)>,
    preformatted: usize,
    lists: Vec<Option<usize>>,
}

impl<'s> Walker<'s> {
    pub(crate) fn new(styles: &'s Styles, cells: usize) -> Self {
        let found = Found { blocks: Vec::new(), hidden: Vec::new(), links: Vec::new() };
        Self {
            styles,
            cells,
            found,
            buffer: TextBuffer::default(),
            skip: None,
            concealed: None,
            heading: None,
            preformatted: 0,
            lists: Vec::new(),
        }
    }

    pub(crate) fn walk(&mut self, content: ElementRef<'_>) -> Result<(), Failure> {
        for edge in content.traverse() {
            match edge {
                Edge::Open(node) => self.open(node, content.id())?,
                Edge::Close(node) => self.close(node),
            }
        }
        self.flush();
        Ok(())
    }

    pub(crate) fn finish(self) -> Found {
        self.found
    }

    fn open(&mut self, node: NodeRef<'_, Node>, content: NodeId) -> Result<(), Failure> {
        if self.skip.is_some() {
            return Ok(());
        }
        if let Some(text) = node.value().as_text() {
            match &mut self.concealed {
                Some((_, concealed)) => concealed.push_str(text),
                None if self.preformatted > 0 => self.push_lines(text),
                None => self.buffer.push(text, false),
            }
        }
        let Some(element) = ElementRef::wrap(node) else { return Ok(()) };
        let name = element.value().name();
        if is_dropped(name) {
            self.skip = Some(node.id());
            return Ok(());
        }
        // The content itself may be a folded tab (全真版 / 文字版): it was chosen, so it counts as seen.
        let hides = self.concealed.is_none() && node.id() != content && self.styles.hiding(element).is_some();
        if hides {
            self.concealed = Some((node.id(), String::new()));
        }
        if name == "a" {
            self.found.links.extend(link_of(element));
        }
        if self.concealed.is_some() { Ok(()) } else { self.open_visible(element) }
    }

    fn open_visible(&mut self, element: ElementRef<'_>) -> Result<(), Failure> {
        let name = element.value().name();
        match name {
            "table" if tables::is_data(element) => {
                self.flush();
                self.skip = Some(element.id());
                self.table(element)?;
            }
            "br" => self.flush(),
            "img" => self.image(element),
            "pre" => {
                self.flush();
                self.preformatted += 1;
            }
            "ol" => {
                self.flush();
                let bare = element.attr("style").is_some_and(|style| style.replace(' ', "").contains("list-style:none"));
                let start = element.attr("start").and_then(|n| n.trim().parse().ok()).unwrap_or(1);
                self.lists.push((!bare).then_some(start));
            }
            "ul" => {
                self.flush();
                self.lists.push(None);
            }
            "li" => self.list_item(),
            _ if is_block(name) => {
                self.flush();
                if let Some(level) = heading_level(name) {
                    self.heading = Some((element.id(), level));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        if self.skip == Some(node.id()) {
            self.skip = None;
            return;
        }
        if self.skip.is_some() {
            return;
        }
        if self.concealed.as_ref().is_some_and(|(id, _)| *id == node.id()) {
            self.reveal();
            return;
        }
        let Some(element) = ElementRef::wrap(node) else { return };
        let name = element.value().name();
        if let Some((_, concealed)) = &mut self.concealed {
            if is_block(name) {
                concealed.push(' ');
            }
            return;
        }
        if is_block(name) {
            self.flush();
        }
        match name {
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "ol" | "ul" => {
                self.lists.pop();
            }
            _ => {}
        }
        if self.heading.is_some_and(|(id, _)| id == node.id()) {
            self.heading = None;
        }
    }

    /// The end of a hidden element: what it held goes to `hidden`, and the visible text closes over it.
    fn reveal(&mut self) {
        let Some((_, text)) = self.concealed.take() else { return };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            let place = self.place();
            self.found.hidden.push(Hidden { how: "style".to_owned(), place, text });
        }
    }

    fn place(&self) -> String {
        format!("第{}段", self.found.blocks.len() + 1)
    }

    fn flush(&mut self) {
        let Some(text) = self.buffer.take() else { return };
        let block = match self.heading {
            Some((_, level)) => Block::Heading { level, text },
            None => Block::Text { text },
        };
        self.found.blocks.push(block);
    }

    fn push_lines(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.flush();
            }
            self.buffer.push(line, false);
        }
    }

    /// Numbers that the browser writes before the items of an ordered list are part of what a reader sees.
    fn list_item(&mut self) {
        self.flush();
        if let Some(Some(number)) = self.lists.last_mut() {
            self.buffer.push(&format!("{number}. "), false);
            *number = number.saturating_add(1);
        }
    }

    fn image(&mut self, element: ElementRef<'_>) {
        let tiny = |name: &str| element.attr(name).and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n <= 20);
        let source = element.attr("src").unwrap_or_default();
        // Icons of file types and counting pixels are furniture.
        if source.is_empty() || (tiny("width") && tiny("height")) {
            return;
        }
        self.flush();
        self.push_image(source, element.attr("alt").unwrap_or_default());
    }

    fn push_image(&mut self, source: &str, alt: &str) {
        self.found.blocks.push(Block::Image { name: name_of_source(source), alt: alt.trim().to_owned() });
    }

    fn table(&mut self, element: ElementRef<'_>) -> Result<(), Failure> {
        let mut matter = CellMatter::default();
        let rows = tables::read(element, self.styles, &mut self.cells, &mut matter)?;
        let place = format!("{}（表格）", self.place());
        self.found.hidden.extend(matter.hidden_at(&place));
        self.found.links.append(&mut matter.links);
        if rows.iter().flatten().any(|cell| !cell.is_empty()) {
            self.found.blocks.push(Block::Table { rows });
        }
        for (source, alt) in matter.images.into_iter().filter(|(source, _)| !source.is_empty()) {
            self.push_image(&source, &alt);
        }
        Ok(())
    }
}

/// The target and text of a link that leads somewhere.
pub(crate) fn link_of(element: ElementRef<'_>) -> Option<Link> {
    let href = element.attr("href")?.trim();
    let lower = href.get(..11).unwrap_or(href).to_ascii_lowercase();
    if href.is_empty() || href.starts_with('#') || lower.starts_with("javascript:") {
        return None;
    }
    let mut buffer = TextBuffer::default();
    element.text().for_each(|text| buffer.push(text, false));
    let titled = || element.attr("title").unwrap_or_default().trim().to_owned();
    Some(Link { href: href.to_owned(), text: buffer.take().unwrap_or_else(titled) })
}

/// Elements whose content is no text of the page.
pub(crate) fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "iframe"
            | "object"
            | "embed"
            | "select"
            | "textarea"
            | "button"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "math"
    )
}

pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "aside"
            | "header"
            | "footer"
            | "nav"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tbody"
            | "thead"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "blockquote"
            | "pre"
            | "form"
            | "fieldset"
            | "center"
            | "hr"
            | "figure"
            | "figcaption"
            | "address"
            | "body"
            | "ucapcontent"
            | "ucaptitle"
    )
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Text as a browser flows it: runs of blanks become one, and line ends of the source vanish between Chinese characters.
#[derive(Default)]
pub(crate) struct TextBuffer {
    text: String,
    gap: Gap,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Blank,
    LineEnd,
}

impl TextBuffer {
    pub(crate) fn push(&mut self, text: &str, keep_part: bool) {
        if keep_part && !self.text.is_empty() {
            self.text.push(crate::labels::PART);
        }
        for c in text.chars() {
            if matches!(c, '\n' | '\r') {
                self.gap = if self.gap == Gap::Blank { Gap::Blank } else { Gap::LineEnd };
            } else if c.is_ascii_whitespace() {
                // The indent of the next source line belongs to the line end.
                self.gap = if self.gap == Gap::LineEnd { Gap::LineEnd } else { Gap::Blank };
            } else {
                self.close_gap(c);
                self.text.push(c);
            }
        }
    }

    fn close_gap(&mut self, next: char) {
        let before = self.text.chars().next_back();
        let joined = self.gap == Gap::LineEnd && is_wide(next) && before.is_some_and(is_wide);
        if self.gap != Gap::None && before.is_some() && !joined {
            self.text.push(' ');
        }
        self.gap = Gap::None;
    }

    /// The line so far, unless nothing but layout spaces stands in it.
    pub(crate) fn take(&mut self) -> Option<String> {
        self.gap = Gap::None;
        let text = std::mem::take(&mut self.text);
        let blank = text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | crate::labels::PART));
        (!blank).then_some(text)
    }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}
