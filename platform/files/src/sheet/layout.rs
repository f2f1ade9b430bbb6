//! Which rows, columns and regions of a sheet are hidden or merged?

use super::grid::place_of;
use crate::read::Failure;
use crate::xml::{Token, Xml};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub hidden_sheet: bool,
    /// First and last of each run, from 0.
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    pub merged: Vec<Region>,
    /// Cells with a formula, by row and column.
    pub formulas: Vec<(u32, u32)>,
}

/// More regions than this are an attack on whoever compares them with the cells.
const MOST_REGIONS: usize = 20_000;

impl Layout {
    pub(crate) fn of_state(hidden_sheet: bool) -> Self {
        Self { hidden_sheet, ..Self::default() }
    }

    pub(crate) fn hides_row(&self, row: u32) -> bool {
        // Rows come in order, so the run that may hold this one is found by search.
        let at = self.hidden_rows.partition_point(|(_, last)| *last < row);
        self.hidden_rows.get(at).is_some_and(|(first, _)| *first <= row)
    }

    pub(crate) fn hides_column(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    pub(crate) fn hide_row(&mut self, row: u32) {
        match self.hidden_rows.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => {
                self.hidden_rows.push((row, row));
                self.hidden_rows.sort_unstable();
            }
        }
    }

    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        self.hidden_columns.push((first, last));
    }

    /// Reads what a worksheet part says of its rows and columns beside the cells.
    pub(crate) fn of_sheet(text: &str, hidden_sheet: bool) -> Result<Self, Failure> {
        let mut layout = Self::of_state(hidden_sheet);
        let mut xml = Xml::new(text);
        let mut row = 0_u32;
        let mut cell = None;
        while let Some(token) = xml.next()? {
            let Token::Open(tag) = token else { continue };
            match tag.name.as_str() {
                "row" => {
                    row = tag.number("r").unwrap_or(row + 1);
                    let flat = tag.number::<f64>("ht") == Some(0.0);
                    if let (true, Some(index)) = (tag.switch("hidden", false) || flat, row.checked_sub(1)) {
                        layout.hide_row(index);
                    }
                }
                "col" if tag.switch("hidden", false) || tag.number::<f64>("width") == Some(0.0) => {
                    if let (Some(first), Some(last)) = (tag.number::<u32>("min"), tag.number::<u32>("max")) {
                        layout.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                    }
                }
                "c" => cell = tag.attr("r").and_then(place_of),
                "f" if layout.formulas.len() < MOST_REGIONS => layout.formulas.extend(cell.take()),
                "mergeCell" if layout.merged.len() < MOST_REGIONS => layout.merged.extend(tag.attr("ref").and_then(region)),
                _ => {}
            }
        }
        Ok(layout)
    }
}

fn region(reference: &str) -> Option<Region> {
    let (from, to) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (place_of(from)?, place_of(to)?);
    (top <= bottom && left <= right).then_some(Region { top, left, bottom, right })
}
