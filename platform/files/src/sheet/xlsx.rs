//! What does an xlsx workbook say? Cells stream through `calamine`; what it does not tell is read from the parts.

use super::grid::Grid;
use super::layout::Layout;
use super::{Sheet, moment, number};
use crate::docx::properties;
use crate::limits::Limits;
use crate::package::{Package, Relations};
use crate::read::Failure;
use crate::xml::{Token, Xml};
use calamine::{DataRef, Reader, Xlsx};
use gongkai_text::extract::{Extract, Hidden, Link};
use std::io::Cursor;

struct Listed {
    name: String,
    part: String,
    hidden: bool,
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let mut package = Package::open(bytes, limits)?;
    package.check_sizes()?;
    let mut workbook = open(bytes)?;
    let mut extract = Extract::default();
    let mut budget = limits.cells;
    for listed in listed(&mut package)? {
        let Some(text) = package.part(&listed.part)? else { continue };
        let layout = Layout::of_sheet(&text, listed.hidden)?;
        let grid = grid(&mut workbook, &listed.name, &mut budget)?;
        grid.tell(&listed.name, &layout, &mut budget, &mut extract)?;
        beside_cells(&mut package, &listed, &text, &mut extract)?;
    }
    properties(&mut package, &mut extract)?;
    Ok(extract)
}

/// The sheets with their cells where they stand.
pub(crate) fn sheets(bytes: &[u8], limits: &Limits, budget: &mut usize) -> Result<Vec<Sheet>, Failure> {
    let mut package = Package::open(bytes, limits)?;
    package.check_sizes()?;
    let mut workbook = open(bytes)?;
    let mut sheets = Vec::new();
    for listed in listed(&mut package)? {
        let Some(text) = package.part(&listed.part)? else { continue };
        let layout = Layout::of_sheet(&text, listed.hidden)?;
        let grid = grid(&mut workbook, &listed.name, budget)?;
        sheets.push(Sheet { name: listed.name, layout, grid });
    }
    Ok(sheets)
}

fn open(bytes: &[u8]) -> Result<Xlsx<Cursor<&[u8]>>, Failure> {
    Xlsx::new(Cursor::new(bytes)).map_err(|error| Failure::Damaged(error.to_string()))
}

fn grid(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, budget: &mut usize) -> Result<Grid, Failure> {
    let mut grid = Grid::default();
    // A chart sheet has no cells, and calamine does not list it.
    if let Ok(mut reader) = workbook.worksheet_cells_reader(sheet) {
        while let Some(cell) = reader.next_cell().map_err(|error| Failure::Damaged(error.to_string()))? {
            let (row, column) = cell.get_position();
            grid.put(row, column, written(cell.get_value()), budget)?;
        }
    }
    Ok(grid)
}

fn listed(package: &mut Package<'_>) -> Result<Vec<Listed>, Failure> {
    let root = package.relations("")?;
    let main = root.of_kind("officeDocument").unwrap_or("xl/workbook.xml").to_owned();
    let text = package.part(&main)?.ok_or_else(|| Failure::Damaged("缺少工作簿部分 xl/workbook.xml".to_owned()))?;
    let relations = package.relations(&main)?;
    let mut sheets = Vec::new();
    let mut xml = Xml::new(&text);
    while let Some(token) = xml.next()? {
        let Token::Open(tag) = token else { continue };
        if tag.name != "sheet" {
            continue;
        }
        let part = tag.relation("id").and_then(|id| relations.get(id)).map(|r| r.target.clone());
        if let (Some(name), Some(part)) = (tag.attr("name"), part) {
            // `veryHidden` is hidden from the menu of Excel as well.
            let hidden = matches!(tag.attr("state"), Some("hidden" | "veryHidden"));
            sheets.push(Listed { name: name.to_owned(), part, hidden });
        }
    }
    Ok(sheets)
}

fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(value) => moment(value),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Comments, text boxes and links of a sheet.
fn beside_cells(package: &mut Package<'_>, sheet: &Listed, text: &str, extract: &mut Extract) -> Result<(), Failure> {
    let relations = package.relations(&sheet.part)?;
    for (kind, element) in [("comments", "comment"), ("threadedComment", "threadedComment")] {
        for part in relations.all_of_kind(kind) {
            if let Some(text) = package.part(part)? {
                comments(&text, element, &sheet.name, extract)?;
            }
        }
    }
    links(text, &relations, extract)
}

fn comments(text: &str, element: &str, sheet: &str, extract: &mut Extract) -> Result<(), Failure> {
    let mut current: Option<(String, String)> = None;
    let mut in_text = false;
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if tag.name == element => {
                current = Some((tag.attr("ref").unwrap_or_default().to_owned(), String::new()));
            }
            Token::Open(tag) => in_text = matches!(tag.name.as_str(), "t" | "text"),
            Token::Close(name) if name == element => {
                if let Some((place, text)) = current.take().filter(|(_, text)| !text.trim().is_empty()) {
                    let place = format!("{sheet}!{place}");
                    extract.hidden.push(Hidden { how: "comment".to_owned(), place, text: text.trim().to_owned() });
                }
            }
            Token::Close(_) => in_text = false,
            Token::Text(piece) => {
                if let (true, Some((_, text))) = (in_text, &mut current) {
                    text.push_str(&piece);
                }
            }
        }
    }
    Ok(())
}

fn links(text: &str, relations: &Relations, extract: &mut Extract) -> Result<(), Failure> {
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next()? {
        let Token::Open(tag) = token else { continue };
        if tag.name == "hyperlink"
            && let Some(relation) = tag.relation("id").and_then(|id| relations.get(id)).filter(|r| r.external)
        {
            let text = tag.attr("display").unwrap_or_default().to_owned();
            extract.links.push(Link { href: relation.target.clone(), text });
        }
    }
    Ok(())
}
