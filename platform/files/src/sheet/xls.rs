//! What does an old workbook (xls) say?

use super::grid::Grid;
use super::layout::Region;
use super::{Sheet, biff, moment, number};
use crate::limits::Limits;
use crate::read::Failure;
use calamine::{Data, Reader, Xls};
use gongkai_text::extract::{Extract, Hidden};
use std::io::{Cursor, Read};

/// `calamine` reserves the whole rectangle around the cells of a sheet; so many empty ones are still harmless.
const WIDEST_AREA: usize = 4_000_000;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Failure> {
    let mut extract = Extract::default();
    let mut budget = limits.cells;
    each(bytes, limits, &mut budget, |sheet, notes, budget| {
        sheet.grid.tell(&sheet.name, &sheet.layout, budget, &mut extract)?;
        for text in notes.into_iter().filter(|text| !text.is_empty()) {
            let place = format!("{}的批注或文本框", sheet.name);
            extract.hidden.push(Hidden { how: "comment".to_owned(), place, text });
        }
        Ok(())
    })?;
    Ok(extract)
}

/// The sheets with their cells where they stand.
pub(crate) fn sheets(bytes: &[u8], limits: &Limits, budget: &mut usize) -> Result<Vec<Sheet>, Failure> {
    let mut sheets = Vec::new();
    each(bytes, limits, budget, |sheet, _, _| {
        sheets.push(sheet);
        Ok(())
    })?;
    Ok(sheets)
}

/// Hands each sheet over with the texts of its notes.
fn each(
    bytes: &[u8],
    limits: &Limits,
    budget: &mut usize,
    mut take: impl FnMut(Sheet, Vec<String>, &mut usize) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let facts = biff::facts(&workbook_stream(bytes)?);
    if facts.iter().map(biff::Facts::area).sum::<usize>() > WIDEST_AREA.max(limits.cells) {
        return Err(Failure::TooManyCells);
    }
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| Failure::Damaged(error.to_string()))?;
    let names: Vec<String> = workbook.sheets_metadata().iter().map(|sheet| sheet.name.clone()).collect();
    // Both lists come from the same records; where they differ the file is not what it says, and nothing is taken as visible.
    let known = facts.len() == names.len();
    let mut facts = facts.into_iter();
    for name in names {
        let mut own = facts.next().unwrap_or_default();
        own.layout.hidden_sheet |= !known;
        own.layout.merged = merged(&mut workbook, &name);
        let range = workbook.worksheet_range(&name).map_err(|error| Failure::Damaged(error.to_string()))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut grid = Grid::default();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
            grid.put(top.saturating_add(row), left.saturating_add(column), written(value), budget)?;
        }
        take(Sheet { name, layout: own.layout, grid }, own.notes, budget)?;
    }
    Ok(())
}

fn merged(workbook: &mut Xls<Cursor<&[u8]>>, name: &str) -> Vec<Region> {
    let regions = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
    let of = |d: calamine::Dimensions| Region { top: d.start.0, left: d.start.1, bottom: d.end.0, right: d.end.1 };
    regions.into_iter().map(of).filter(|r| r.top <= r.bottom && r.left <= r.right).collect()
}

fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let damaged = |error: std::io::Error| Failure::Damaged(error.to_string());
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let name = if container.exists("/Workbook") { "/Workbook" } else { "/Book" };
    let mut stream = Vec::new();
    let limit = bytes.len() as u64;
    container.open_stream(name).map_err(damaged)?.take(limit).read_to_end(&mut stream).map_err(damaged)?;
    Ok(stream)
}

fn written(value: &Data) -> String {
    match value {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(*value),
        Data::String(text) => text.clone(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(value) => moment(value),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
        _ => String::new(),
    }
}
