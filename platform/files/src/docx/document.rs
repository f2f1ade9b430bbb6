//! What stands in the body of a Word document, paragraph by paragraph and table by table?

use super::draft::{Cell, Paragraph, Run, Table};
use super::numbering::Numbering;
use super::styles::Styles;
use crate::package::Relations;
use crate::pictures::name_of_part;
use crate::read::Failure;
use crate::table::expand;
use crate::xml::{Tag, Token, Xml};
use gongkai_text::extract::{Block, Extract, Hidden, Link};

pub(crate) struct Parts<'a> {
    pub styles: &'a Styles,
    pub relations: &'a Relations,
}

pub(crate) struct Body<'a> {
    parts: Parts<'a>,
    numbering: Numbering,
    cells: usize,
    extract: Extract,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    run: Run,
    /// Open elements, innermost last.
    path: Vec<String>,
    deleted: usize,
    fallback: usize,
    links: Vec<(String, usize)>,
    /// Where each comment is anchored.
    anchors: Vec<(String, usize)>,
}

impl<'a> Body<'a> {
    pub(crate) fn new(parts: Parts<'a>, numbering: Numbering, cells: usize) -> Self {
        Self {
            parts,
            numbering,
            cells,
            extract: Extract::default(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            run: Run::default(),
            path: Vec::new(),
            deleted: 0,
            fallback: 0,
            links: Vec::new(),
            anchors: Vec::new(),
        }
    }

    pub(crate) fn read(&mut self, text: &str) -> Result<(), Failure> {
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) => {
                    if self.fallback == 0 {
                        self.open(&tag);
                    }
                    self.fallback += usize::from(tag.name == "Fallback");
                    self.path.push(tag.name);
                }
                Token::Close(name) => {
                    self.path.pop();
                    // Word writes a drawing twice, the second time for old readers.
                    self.fallback -= usize::from(name == "Fallback" && self.fallback > 0);
                    if self.fallback == 0 {
                        self.close(&name)?;
                    }
                }
                Token::Text(piece) => self.text(&piece),
            }
        }
        Ok(())
    }

    fn inside(&self, name: &str) -> bool {
        self.path.last().is_some_and(|open| open == name)
    }

    fn open(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "p" => self.paragraphs.push(Paragraph { tables: self.tables.len(), ..Paragraph::default() }),
            "r" => self.run = Run::default(),
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(Cell { columns: 1, ..Cell::default() });
                }
            }
            "gridSpan" | "vMerge" => self.cell_property(tag),
            "del" | "moveFrom" if !self.inside("rPr") && !self.inside("trPr") => self.deleted += 1,
            "hyperlink" => {
                let target = tag.relation("id").and_then(|id| self.parts.relations.get(id)).filter(|r| r.external);
                let length = self.paragraphs.last().map_or(0, |p| p.text.len());
                self.links.push((target.map(|r| r.target.clone()).unwrap_or_default(), length));
            }
            "commentReference" => {
                let place = self.extract.blocks.len() + 1;
                self.anchors.extend(tag.attr("id").map(|id| (id.to_owned(), place)));
            }
            "hidden" if self.inside("trPr") && tag.switch("val", true) => {
                if let Some(table) = self.tables.last_mut() {
                    table.hidden.extend(table.rows.len().checked_sub(1));
                    table.hidden.dedup();
                }
            }
            "vanish" | "webHidden" | "color" | "sz" | "shd" | "highlight" => self.run_property(tag),
            "pStyle" | "numId" | "ilvl" | "outlineLvl" => self.paragraph_property(tag),
            _ => self.inline(tag),
        }
    }

    fn cell_property(&mut self, tag: &Tag) {
        let Some(cell) = self.tables.last_mut().and_then(|t| t.rows.last_mut()).and_then(|row| row.last_mut()) else { return };
        if tag.name == "gridSpan" {
            cell.columns = tag.number("val").unwrap_or(1);
        } else {
            cell.continues = tag.attr("val") != Some("restart");
        }
    }

    fn run_property(&mut self, tag: &Tag) {
        if !self.inside("rPr") {
            return;
        }
        let value = tag.attr("val").unwrap_or_default();
        match tag.name.as_str() {
            "vanish" => self.run.vanish = tag.switch("val", true),
            "color" => self.run.white = value.eq_ignore_ascii_case("FFFFFF"),
            // Half points: below two points nobody reads.
            "sz" => self.run.tiny = tag.number::<u32>("val").is_some_and(|size| size < 4),
            "shd" => self.run.shaded = !matches!(tag.attr("fill"), None | Some("auto" | "FFFFFF")),
            "highlight" => self.run.shaded |= value != "none",
            _ => {}
        }
    }

    fn paragraph_property(&mut self, tag: &Tag) {
        if !(self.inside("pPr") || self.inside("numPr")) {
            return;
        }
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match tag.name.as_str() {
            "pStyle" => paragraph.style = tag.attr("val").map(str::to_owned),
            "numId" => paragraph.list = tag.attr("val").map(str::to_owned),
            "ilvl" => paragraph.level = tag.number("val"),
            _ => paragraph.outline = tag.number("val"),
        }
    }

    /// Characters that are elements, breaks and pictures.
    fn inline(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "tab" if self.inside("r") => self.push("\t"),
            "br" | "cr" if self.inside("r") => match tag.attr("type") {
                Some("page") => self.page_break(),
                _ => self.push("\n"),
            },
            "noBreakHyphen" => self.push("-"),
            "sym" => {
                let code = tag.attr("char").and_then(|hex| u32::from_str_radix(hex, 16).ok());
                let sign = code.and_then(symbol).unwrap_or('□');
                self.push(&sign.to_string());
            }
            "blip" | "imagedata" => {
                let id = tag.relation("embed").or_else(|| tag.relation("link")).or_else(|| tag.relation("id"));
                let target = id.and_then(|id| self.parts.relations.get(id)).map(|r| r.target.clone());
                if let (Some(target), Some(paragraph)) = (target, self.paragraphs.last_mut()) {
                    let name = name_of_part(&target);
                    match paragraph.images.last_mut() {
                        Some((open, _)) if open.is_empty() => *open = name,
                        _ => paragraph.images.push((name, String::new())),
                    }
                }
            }
            "docPr" => {
                let alt = tag.attr("descr").unwrap_or_default().to_owned();
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.images.push((String::new(), alt));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, piece: &str) {
        if self.fallback > 0 {
            return;
        }
        match self.path.last().map(String::as_str) {
            Some("t") => self.push(piece),
            Some("delText") => self.push_hidden("deleted", piece),
            Some("instrText") => {
                // HYPERLINK "http://…" as old documents write it.
                if let Some((_, rest)) = piece.split_once("HYPERLINK")
                    && let Some(href) = rest.split('"').nth(1)
                {
                    self.extract.links.push(Link { href: href.to_owned(), text: String::new() });
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, piece: &str) {
        let styled = || self.paragraphs.last().and_then(|p| p.style.as_deref()).is_some_and(|id| self.parts.styles.hides(id));
        if self.deleted > 0 {
            self.push_hidden("deleted", piece);
        } else if self.run.is_hidden() || styled() {
            self.push_hidden("style", piece);
        } else if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(piece);
        }
    }

    fn push_hidden(&mut self, how: &'static str, piece: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match paragraph.hidden.last_mut() {
            Some((kind, text)) if *kind == how => text.push_str(piece),
            _ => paragraph.hidden.push((how, piece.to_owned())),
        }
    }

    fn page_break(&mut self) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let before = std::mem::take(&mut paragraph.text);
        if self.tables.is_empty() {
            self.push_block_text(&before, None);
            self.extract.blocks.push(Block::PageBreak);
        } else {
            self.push(&before);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Failure> {
        match name {
            "p" => self.end_paragraph(),
            "r" => self.run = Run::default(),
            "del" | "moveFrom" if !self.inside("rPr") && !self.inside("trPr") => self.deleted = self.deleted.saturating_sub(1),
            "hyperlink" => {
                if let Some((href, from)) = self.links.pop() {
                    let text = self.paragraphs.last().and_then(|p| p.text.get(from..)).unwrap_or_default().to_owned();
                    if !href.is_empty() {
                        self.extract.links.push(Link { href, text });
                    }
                }
            }
            "tbl" => self.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let style = paragraph.style.as_deref();
        let by_style = style.and_then(|id| self.parts.styles.list(id));
        let (list, level) = match (&paragraph.list, by_style) {
            (Some(own), _) => (Some(own.clone()), paragraph.level.unwrap_or(0)),
            (None, Some((list, level))) => (Some(list), paragraph.level.unwrap_or(level)),
            (None, None) => (None, 0),
        };
        let mut text = paragraph.text;
        // A list number on an empty or wholly hidden paragraph is counted by Word only when the paragraph shows.
        if let Some(list) = list.filter(|list| list != "0" && !text.trim().is_empty()) {
            text.insert_str(0, &self.numbering.next(&list, level));
        }
        let outline = paragraph.outline.filter(|level| *level < 9).map(|level| level + 1);
        let heading = outline.or_else(|| style.and_then(|id| self.parts.styles.heading(id)));
        let place = format!("第{}段", self.extract.blocks.len() + 1);
        for (how, text) in paragraph.hidden.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
            self.extract.hidden.push(Hidden { how: how.to_owned(), place: place.clone(), text });
        }
        let images = paragraph.images.into_iter().filter(|(name, _)| !name.is_empty());
        let cell = if paragraph.tables > 0 { self.tables.last_mut() } else { None };
        if let Some(cell) = cell.and_then(|table| table.rows.last_mut()).and_then(|row| row.last_mut()) {
            if !text.trim().is_empty() {
                cell.lines.push(text);
            }
            self.extract.blocks.extend(images.map(|(name, alt)| Block::Image { name, alt }));
            return;
        }
        self.push_block_text(&text, heading);
        self.extract.blocks.extend(images.map(|(name, alt)| Block::Image { name, alt }));
    }

    /// A soft line break ends a line of a text, but not a heading, which Word breaks only for looks.
    fn push_block_text(&mut self, text: &str, heading: Option<u8>) {
        if text.trim().is_empty() {
            return;
        }
        match heading {
            Some(level) => {
                let text = text.lines().map(str::trim).collect::<String>();
                self.extract.blocks.push(Block::Heading { level, text });
            }
            None => {
                let lines = text.split('\n').filter(|line| !line.trim().is_empty());
                self.extract.blocks.extend(lines.map(|line| Block::Text { text: line.to_owned() }));
            }
        }
    }

    fn end_table(&mut self) -> Result<(), Failure> {
        let Some(mut table) = self.tables.pop() else { return Ok(()) };
        let place = format!("第{}段（表格）", self.extract.blocks.len() + 1);
        let hidden = table.take_hidden().into_iter().filter(|text| !text.is_empty());
        let told = hidden.map(|text| Hidden { how: "row".to_owned(), place: place.clone(), text });
        self.extract.hidden.extend(told);
        let rows = expand(table.spans(), &mut self.cells)?;
        let outer = self.tables.last_mut().and_then(|t| t.rows.last_mut()).and_then(|row| row.last_mut());
        if let Some(cell) = outer {
            // A table in a cell becomes lines of that cell.
            cell.lines.extend(rows.into_iter().map(|row| row.join(" ")).filter(|line| !line.trim().is_empty()));
        } else if rows.iter().flatten().any(|cell| !cell.is_empty()) {
            self.extract.blocks.push(Block::Table { rows });
        }
        Ok(())
    }

    pub(crate) fn add_comments(&mut self, comments: &[(String, String)]) {
        for (id, text) in comments {
            let anchor = self.anchors.iter().find(|(anchor, _)| anchor == id);
            let place = anchor.map_or_else(|| "批注".to_owned(), |(_, paragraph)| format!("第{paragraph}段批注"));
            self.extract.hidden.push(Hidden { how: "comment".to_owned(), place, text: text.clone() });
        }
    }

    /// Footnotes are read by every reader; they close the text as paragraphs of their own.
    pub(crate) fn add_notes(&mut self, notes: &[(String, String)], name: &str) {
        for (number, (_, text)) in notes.iter().enumerate() {
            let text = format!("{name}{}：{}", number + 1, text.replace('\n', " "));
            self.extract.blocks.push(Block::Text { text });
        }
    }

    pub(crate) fn finish(self) -> Extract {
        self.extract
    }
}

/// The boxes and ticks that forms draw with symbol fonts (Wingdings and its kin, in the private area from F000).
fn symbol(code: u32) -> Option<char> {
    match code {
        0xF0FE | 0xF052 => Some('☑'),
        0xF0FC => Some('√'),
        0xF06E | 0xF06F => Some('■'),
        0xF0A8 | 0xF071 | 0xF072 => Some('□'),
        0xF0FB => Some('×'),
        0xF06C | 0xF0B7 => Some('●'),
        0xF000..=0xF0FF => char::from_u32(code - 0xF000).filter(|c| c.is_ascii_graphic()),
        _ => char::from_u32(code).filter(|c| !c.is_control()),
    }
}
