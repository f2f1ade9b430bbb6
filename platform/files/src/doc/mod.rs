//! What does an old Word document (doc, Word 6 to 2003) say?

mod bounds;

use crate::limits::Limits;
use crate::read::Failure;
use crate::table::{SpanCell, expand};
use gongkai_text::extract::{Block, Extract, Hidden, Label, LabelSource, Link};
use undoc::model::RevisionType;
use undoc::{Document, Paragraph, Table};

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let document = parse(bytes)?;
    let mut reading = Reading { extract: Extract::default(), cells: limits.cells };
    reading.properties(&document);
    for section in &document.sections {
        for block in &section.content {
            reading.block(block)?;
        }
        for (how, place, margin) in [("header", "页眉", &section.header), ("footer", "页脚", &section.footer)] {
            let lines = margin.iter().flatten().map(Paragraph::plain_text);
            let text = lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
            if text.chars().any(|c| c.is_alphabetic() && !matches!(c, '第' | '页' | '共')) {
                reading.extract.hidden.push(Hidden { how: how.to_owned(), place: place.to_owned(), text });
            }
        }
    }
    Ok(reading.extract)
}

/// The pictures of the text by the names that its blocks have.
pub(crate) fn pictures(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let document = parse(bytes)?;
    let mut pictures: Vec<_> = document.resources.into_iter().map(|(name, resource)| (name, resource.data)).collect();
    pictures.sort_unstable();
    Ok(pictures)
}

fn parse(bytes: &[u8]) -> Result<Document, Failure> {
    bounds::check(bytes)?;
    let parsed = undoc::doc::DocParser::from_bytes(bytes.to_vec()).and_then(|mut parser| parser.parse());
    parsed.map_err(|error| {
        let text = error.to_string();
        if text.to_lowercase().contains("encrypt") { Failure::Encrypted } else { Failure::Damaged(text) }
    })
}

struct Reading {
    extract: Extract,
    cells: usize,
}

impl Reading {
    fn properties(&mut self, document: &Document) {
        let meta = &document.metadata;
        self.extract.title = meta.title.clone().filter(|title| !title.trim().is_empty());
        let pairs = [("creator", &meta.author), ("subject", &meta.subject), ("lastModifiedBy", &meta.last_modified_by)];
        let dated = [("created", &meta.created), ("modified", &meta.modified)];
        for (name, value) in pairs.into_iter().chain(dated) {
            if let Some(value) = value.as_ref().filter(|value| !value.trim().is_empty()) {
                self.extract.labels.push(Label { name: name.to_owned(), value: value.clone(), from: LabelSource::Properties });
            }
        }
    }

    fn block(&mut self, block: &undoc::Block) -> Result<(), Failure> {
        match block {
            undoc::Block::Paragraph(paragraph) => self.paragraph(paragraph),
            undoc::Block::Table(table) => {
                let rows = expand(self.rows(table), &mut self.cells)?;
                if rows.iter().flatten().any(|cell| !cell.is_empty()) {
                    self.extract.blocks.push(Block::Table { rows });
                }
            }
            undoc::Block::PageBreak => self.extract.blocks.push(Block::PageBreak),
            undoc::Block::Image { resource_id, alt_text, .. } => self.image(resource_id, alt_text.as_deref()),
            undoc::Block::Note { label, content } => {
                let text = content.iter().map(Paragraph::plain_text).collect::<Vec<_>>().join(" ");
                if !text.trim().is_empty() {
                    self.extract.blocks.push(Block::Text { text: format!("脚注{label}：{}", text.trim()) });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let text = self.text(paragraph);
        let level = paragraph.heading.level();
        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
            let text = line.to_owned();
            let block = if level > 0 { Block::Heading { level, text } } else { Block::Text { text } };
            self.extract.blocks.push(block);
        }
        for image in &paragraph.images {
            self.image(&image.resource_id, image.alt_text.as_deref());
        }
    }

    /// The visible text with its list number; deleted runs are set apart.
    fn text(&mut self, paragraph: &Paragraph) -> String {
        let mut text = String::new();
        if let Some(number) = paragraph.list_info.as_ref().and_then(|list| list.number) {
            text.push_str(&format!("{number}. "));
        }
        for run in &paragraph.runs {
            if run.revision == RevisionType::Deleted {
                let place = format!("第{}段", self.extract.blocks.len() + 1);
                self.extract.hidden.push(Hidden { how: "deleted".to_owned(), place, text: run.text.clone() });
                continue;
            }
            text.push_str(&run.text);
            if run.line_break {
                text.push('\n');
            }
            if let Some(href) = &run.hyperlink {
                self.extract.links.push(Link { href: href.clone(), text: run.text.clone() });
            }
        }
        text
    }

    fn rows(&mut self, table: &Table) -> Vec<Vec<SpanCell>> {
        let mut rows = Vec::new();
        for row in &table.rows {
            let mut cells = Vec::new();
            for cell in &row.cells {
                let mut lines: Vec<String> = cell.content.iter().map(|p| self.text(p)).collect();
                lines.extend(cell.nested_tables.iter().map(|table| {
                    let nested = table.rows.iter().flat_map(|row| row.cells.iter().map(undoc::Cell::plain_text));
                    nested.collect::<Vec<_>>().join(" ")
                }));
                lines.retain(|line| !line.trim().is_empty());
                cells.push(SpanCell { text: lines.join("\n"), columns: cell.col_span as usize, rows: cell.row_span as usize });
            }
            rows.push(cells);
        }
        rows
    }

    fn image(&mut self, name: &str, alt: Option<&str>) {
        self.extract.blocks.push(Block::Image { name: name.to_owned(), alt: alt.unwrap_or_default().to_owned() });
    }
}
