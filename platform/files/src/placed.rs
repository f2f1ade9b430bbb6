//! Which cell of a table stands where? For readers that must name the cell they do not understand.

use std::collections::BTreeMap;

use gongkai_text::extract::{Block, Hidden};

use crate::kind::FileKind;
use crate::limits::Limits;
use crate::package::Package;
use crate::read::{Failure, ReadError, guarded, read};
use crate::sheet::{Region, Sheet, column_letters, xls_sheets, xlsx_sheets};

/// The tables of one file, in order, with all that stands beside them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    pub tables: Vec<PlacedTable>,
    /// Hidden sheets, rows and columns; they are in no table.
    pub hidden: Vec<Hidden>,
}

/// One sheet of a workbook, or one table of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlacedTable {
    /// The name of the sheet; `None` for a table of a text.
    pub sheet: Option<String>,
    /// The n-th table of the file, from 1.
    pub number: usize,
    /// The headings and lines above the table in a text.
    pub above: Vec<String>,
    /// Row and column from 0, as they stand in the sheet; a merged cell is repeated wherever it reaches.
    pub rows: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Formulas: the value is the one that was stored with the file, or missing.
    pub formulas: Vec<(u32, u32)>,
    /// Merged regions that overlap others, as `A1:B2`.
    pub overlapping: Vec<String>,
}

impl PlacedTable {
    /// The name of a cell for people: `标准目录!D5`, or `表1第5行第4列` where a table has no sheet.
    #[must_use]
    pub fn place(&self, row: u32, column: u32) -> String {
        match &self.sheet {
            Some(sheet) => format!("{sheet}!{}{}", column_letters(column), row + 1),
            None => format!("表{}第{}行第{}列", self.number, row + 1, column + 1),
        }
    }
}

/// Reads the tables of a workbook, a docx, an HTML page or a text with separators.
///
/// # Errors
/// As [`read`].
pub fn tables(name: &str, bytes: &[u8], limits: &Limits) -> Result<Placed, ReadError> {
    let sheets: fn(&[u8], &Limits) -> Result<Placed, Failure> =
        match crate::guard::here(|| crate::sniff::sniff(name, bytes)).unwrap_or(FileKind::Unknown) {
            FileKind::Xlsx => of_xlsx,
            FileKind::Xls => of_xls,
            FileKind::MacroOffice if holds_sheets(bytes, limits) => of_xlsx,
            _ => return read(name, bytes, limits).map(|extract| of_blocks(extract.blocks, extract.hidden)),
        };
    guarded(name, bytes, limits, sheets)
}

fn holds_sheets(bytes: &[u8], limits: &Limits) -> bool {
    Package::open(bytes, limits).is_ok_and(|package| package.names().iter().any(|name| name == "xl/workbook.xml"))
}

fn of_xlsx(bytes: &[u8], limits: &Limits) -> Result<Placed, Failure> {
    let mut budget = limits.cells;
    let sheets = xlsx_sheets(bytes, limits, &mut budget)?;
    of_sheets(sheets, &mut budget)
}

fn of_xls(bytes: &[u8], limits: &Limits) -> Result<Placed, Failure> {
    let mut budget = limits.cells;
    let sheets = xls_sheets(bytes, limits, &mut budget)?;
    of_sheets(sheets, &mut budget)
}

fn of_sheets(sheets: Vec<Sheet>, budget: &mut usize) -> Result<Placed, Failure> {
    let mut placed = Placed::default();
    for (index, sheet) in sheets.into_iter().enumerate() {
        let Sheet { name, layout, grid } = sheet;
        let rows = grid.placed(&name, &layout, budget, &mut placed.hidden)?;
        if rows.is_empty() {
            continue;
        }
        let overlapping = overlapping(&layout.merged);
        placed.tables.push(PlacedTable {
            sheet: Some(name),
            number: index + 1,
            above: Vec::new(),
            rows,
            formulas: layout.formulas,
            overlapping,
        });
    }
    Ok(placed)
}

/// The regions that reach into another: a repaired or damaged file has them, and no program shows them alike.
fn overlapping(regions: &[Region]) -> Vec<String> {
    let mut sorted: Vec<&Region> = regions.iter().collect();
    sorted.sort_unstable_by_key(|region| (region.top, region.left));
    let mut open: Vec<&Region> = Vec::new();
    let mut found = Vec::new();
    for region in sorted {
        open.retain(|other| other.bottom >= region.top);
        if open.iter().any(|other| other.left <= region.right && region.left <= other.right) {
            let (from, to) = (column_letters(region.left), column_letters(region.right));
            found.push(format!("{from}{}:{to}{}", region.top + 1, region.bottom + 1));
        }
        // Enough for any honest sheet; an attack of overlapping regions must not cost their square.
        if open.len() < 1000 {
            open.push(region);
        }
    }
    found
}

fn of_blocks(blocks: Vec<Block>, hidden: Vec<Hidden>) -> Placed {
    let mut placed = Placed { tables: Vec::new(), hidden };
    let mut above = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Text { text } => above.push(text),
            Block::Table { rows } => {
                let cells = |row: Vec<String>| (0_u32..).zip(row).filter(|(_, text)| !text.is_empty()).collect::<BTreeMap<_, _>>();
                let rows = (0_u32..).zip(rows.into_iter().map(cells)).filter(|(_, cells)| !cells.is_empty()).collect();
                let number = placed.tables.len() + 1;
                placed.tables.push(PlacedTable { number, above: std::mem::take(&mut above), rows, ..PlacedTable::default() });
            }
            Block::Image { .. } | Block::PageBreak => {}
        }
    }
    placed
}
