//! What stands around the content and still belongs to the document?

use super::blocks::{TextBuffer, is_block, is_dropped, link_of};
use super::hidden::{Hiding, Styles};
use super::tables;
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use gongkai_text::extract::{Hidden, Link};
use scraper::ElementRef;
use std::collections::HashSet;

#[derive(Default)]
pub(crate) struct Outside {
    /// For the label scanner: cells parted by `|`, inline elements by `PART`.
    pub lines: Vec<String>,
    /// Headings before the content, nearest last.
    pub headings: Vec<String>,
    pub attachments: Vec<Link>,
    pub hidden: Vec<Hidden>,
}

/// A page has no more chrome than this, and what is beyond is not looked at.
const MOST_LINES: usize = 3000;
const ATTACHMENT_ENDS: &[&str] = &[
    ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".pdf", ".ofd", ".zip", ".rar", ".7z", ".ppt", ".pptx", ".txt", ".csv", ".jpg",
    ".jpeg", ".png",
];
const TITLE_NAMES: &[&str] = &[
    "title",
    "article-title",
    "article_title",
    "articletitle",
    "arti_title",
    "art_title",
    "xl_title",
    "content-title",
    "content_title",
    "news_title",
    "detail-title",
    "ewb-article-tt",
    "bt",
    "tit",
    "biaoti",
];

struct Around<'s> {
    styles: &'s Styles,
    content: NodeId,
    /// The elements around the content, which are looked into whatever they are.
    wrappers: HashSet<NodeId>,
    out: Outside,
    buffer: TextBuffer,
    skip: Option<NodeId>,
    heading: Option<NodeId>,
    past_content: bool,
}

/// Looks at everything of the page but the content.
pub(crate) fn read(root: ElementRef<'_>, content: ElementRef<'_>, styles: &Styles) -> Outside {
    let mut around = Around {
        styles,
        content: content.id(),
        wrappers: content.ancestors().map(|node| node.id()).collect(),
        out: Outside::default(),
        buffer: TextBuffer::default(),
        skip: None,
        heading: None,
        past_content: false,
    };
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) if around.skip.is_none() => {
                if let Some(text) = node.value().as_text() {
                    around.buffer.push(text, true);
                } else if let Some(element) = ElementRef::wrap(node) {
                    around.open(element);
                }
            }
            Edge::Close(node) if around.skip == Some(node.id()) => around.skip = None,
            Edge::Close(node) if around.skip.is_none() => {
                if let Some(element) = ElementRef::wrap(node) {
                    around.close(element);
                }
            }
            _ => {}
        }
    }
    around.flush();
    around.out
}

impl Around<'_> {
    fn open(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        if element.id() == self.content {
            self.flush();
            self.past_content = true;
            self.skip = Some(element.id());
        } else if is_dropped(name) || is_search_form(element) {
            self.skip = Some(element.id());
        } else if let Some(hiding) = self.styles.hiding(element).filter(|_| !self.wrappers.contains(&element.id())) {
            self.conceal(element, hiding);
            self.skip = Some(element.id());
        } else if name == "table" && tables::is_data(element) && !self.wrappers.contains(&element.id()) {
            self.flush();
            self.rows(element);
            self.skip = Some(element.id());
        } else {
            self.open_plain(element, name);
        }
    }

    fn open_plain(&mut self, element: ElementRef<'_>, name: &str) {
        if name == "a" {
            self.out.attachments.extend(link_of(element).filter(is_attachment));
        }
        if breaks(name) {
            self.flush();
        }
        if !self.past_content && self.heading.is_none() && is_title(element) {
            self.flush();
            self.heading = Some(element.id());
        }
    }

    fn close(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        // A term and its description make one line.
        if (breaks(name) && name != "dt") || name == "br" {
            self.flush();
        }
        if self.heading == Some(element.id()) {
            self.flush();
            self.heading = None;
        }
    }

    fn flush(&mut self) {
        let Some(line) = self.buffer.take() else { return };
        if self.out.lines.len() >= MOST_LINES {
            return;
        }
        if self.heading.is_some() {
            self.out.headings.push(line.replace(crate::labels::PART, "").trim().to_owned());
        }
        self.out.lines.push(line);
    }

    fn rows(&mut self, table: ElementRef<'_>) {
        for row in table.descendent_elements().filter(|e| e.value().name() == "tr") {
            let cells = row.child_elements().filter(|e| matches!(e.value().name(), "td" | "th"));
            let mut matter = tables::CellMatter::default();
            let cells: Vec<String> = cells.map(|cell| tables::cell_text(cell, self.styles, &mut matter).replace('\n', " ")).collect();
            self.out.attachments.extend(matter.links.into_iter().filter(is_attachment));
            if self.out.lines.len() < MOST_LINES && !cells.is_empty() {
                self.out.lines.push(cells.join("|"));
            }
        }
    }

    /// Folded menus are everywhere; outside the content only disguises, and folded links to other people's sites, are told.
    fn conceal(&mut self, element: ElementRef<'_>, hiding: Hiding) {
        let text = element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() || (hiding == Hiding::Folded && !leads_astray(element)) {
            return;
        }
        self.out.hidden.push(Hidden { how: "style".to_owned(), place: "正文之外".to_owned(), text });
    }
}

fn breaks(name: &str) -> bool {
    is_block(name) && !matches!(name, "dd") || name == "br"
}

/// A form with fields and little text asks visitors for labels and values, it does not tell any.
fn is_search_form(element: ElementRef<'_>) -> bool {
    element.value().name() == "form"
        && element.text().map(str::len).sum::<usize>() < 900
        && element.descendent_elements().any(|e| e.value().name() == "input" && e.attr("type") != Some("hidden"))
}

fn is_title(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let named = |name: &str| TITLE_NAMES.contains(&name.to_ascii_lowercase().as_str());
    matches!(value.name(), "h1" | "ucaptitle") || value.id().is_some_and(named) || value.classes().any(named)
}

fn is_attachment(link: &Link) -> bool {
    let path = link.href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    ATTACHMENT_ENDS.iter().any(|end| path.ends_with(end))
}

fn leads_astray(element: ElementRef<'_>) -> bool {
    element.descendent_elements().filter(|e| e.value().name() == "a").any(|link| {
        let href = link.attr("href").unwrap_or_default().trim();
        let host = href.strip_prefix("http://").or_else(|| href.strip_prefix("https://")).or_else(|| href.strip_prefix("//"));
        let host = host.map(|rest| rest.split(['/', '?', ':']).next().unwrap_or_default());
        host.is_some_and(|host| !host.ends_with(".gov.cn") && !host.ends_with(".政务"))
    })
}
