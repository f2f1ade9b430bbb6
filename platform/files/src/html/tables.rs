//! Is this table data or layout, and what stands in its cells?

use super::blocks::TextBuffer;
use super::hidden::Styles;
use crate::read::Failure;
use crate::table::{SpanCell, expand};
use ego_tree::iter::Edge;
use gongkai_text::extract::{Hidden, Link};
use scraper::ElementRef;

/// What cells hold beside text, handed back to the walker.
#[derive(Default)]
pub(crate) struct CellMatter {
    pub hidden: Vec<String>,
    pub links: Vec<Link>,
    pub images: Vec<(String, String)>,
}

impl CellMatter {
    pub(crate) fn hidden_at(&mut self, place: &str) -> Vec<Hidden> {
        let texts = std::mem::take(&mut self.hidden);
        let hidden = |text| Hidden { how: "style".to_owned(), place: place.to_owned(), text };
        texts.into_iter().map(hidden).collect()
    }
}

/// A cell with more text than this is a column of a page, not a cell.
const LAYOUT_TEXT: usize = 1500;

/// Whether rows and columns mean something. A table around tables, or of one cell, or of two with a page in them, is layout.
pub(crate) fn is_data(table: ElementRef<'_>) -> bool {
    let (mut cells, mut longest) = (0_usize, 0_usize);
    for element in table.descendent_elements().skip(1) {
        match element.value().name() {
            "table" => return false,
            "td" | "th" => {
                cells += 1;
                if cells <= 4 {
                    longest = longest.max(element.text().map(str::len).sum());
                }
            }
            _ => {}
        }
    }
    cells > 1 && !(cells <= 4 && longest > LAYOUT_TEXT)
}

/// The rows of a data table, merged cells repeated.
pub(crate) fn read(
    table: ElementRef<'_>,
    styles: &Styles,
    budget: &mut usize,
    matter: &mut CellMatter,
) -> Result<Vec<Vec<String>>, Failure> {
    let mut rows = Vec::new();
    for row in table.descendent_elements().filter(|e| e.value().name() == "tr") {
        if styles.hiding(row).is_some() {
            matter.hidden.extend(visible(&row.text().collect::<String>()));
            continue;
        }
        let cells = row.child_elements().filter(|e| matches!(e.value().name(), "td" | "th"));
        let cells: Vec<SpanCell> = cells.map(|cell| read_cell(cell, styles, matter)).collect();
        if !cells.is_empty() {
            rows.push(cells);
        }
    }
    expand(rows, budget)
}

fn visible(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn read_cell(cell: ElementRef<'_>, styles: &Styles, matter: &mut CellMatter) -> SpanCell {
    let span = |name: &str| cell.attr(name).and_then(|n| n.trim().parse().ok()).unwrap_or(1);
    if styles.hiding(cell).is_some() {
        matter.hidden.extend(visible(&cell.text().collect::<String>()));
        return SpanCell { text: String::new(), columns: span("colspan"), rows: span("rowspan") };
    }
    SpanCell { text: cell_text(cell, styles, matter), columns: span("colspan"), rows: span("rowspan") }
}

/// The visible text of a cell, one line a paragraph.
pub(crate) fn cell_text(cell: ElementRef<'_>, styles: &Styles, matter: &mut CellMatter) -> String {
    let mut buffer = TextBuffer::default();
    let mut lines: Vec<String> = Vec::new();
    let mut skip = None;
    for edge in cell.traverse() {
        match edge {
            Edge::Open(node) if skip.is_none() => {
                if let Some(text) = node.value().as_text() {
                    buffer.push(text, false);
                } else if let Some(element) = ElementRef::wrap(node) {
                    match open(element, cell, styles, matter) {
                        Opened::Skip => skip = Some(node.id()),
                        Opened::Break => lines.extend(buffer.take()),
                        Opened::Inline => {}
                    }
                }
            }
            Edge::Close(node) => {
                if skip == Some(node.id()) {
                    skip = None;
                } else if skip.is_none() && ElementRef::wrap(node).is_some_and(|e| super::blocks::is_block(e.value().name())) {
                    lines.extend(buffer.take());
                }
            }
            Edge::Open(_) => {}
        }
    }
    lines.extend(buffer.take());
    lines.join("\n")
}

enum Opened {
    Skip,
    Break,
    Inline,
}

fn open(element: ElementRef<'_>, cell: ElementRef<'_>, styles: &Styles, matter: &mut CellMatter) -> Opened {
    let name = element.value().name();
    if super::blocks::is_dropped(name) {
        return Opened::Skip;
    }
    if element.id() != cell.id() && styles.hiding(element).is_some() {
        matter.hidden.extend(visible(&element.text().collect::<String>()));
        return Opened::Skip;
    }
    match name {
        "img" => {
            let source = element.attr("src").unwrap_or_default().to_owned();
            matter.images.push((source, element.attr("alt").unwrap_or_default().to_owned()));
            Opened::Inline
        }
        "a" => {
            matter.links.extend(super::blocks::link_of(element));
            Opened::Inline
        }
        "br" => Opened::Break,
        name if super::blocks::is_block(name) => Opened::Break,
        _ => Opened::Inline,
    }
}
